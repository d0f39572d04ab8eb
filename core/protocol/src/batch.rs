//! `POST /v1/batches`: envelopes up, answered item by item, in order.

use crate::{
    chain::Head,
    changes::{ChangesAsked, Page},
    envelope::Refusal,
    receipt::{BatchReceipt, Watermark},
    signed::Signed,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A batch as it is read: each item apart, so that a bad one refuses itself alone.
#[derive(Debug, Deserialize, Serialize)]
pub struct Batch {
    /// At most [`crate::limits::BATCH_ENVELOPES`], in the order of the phone's chain.
    pub envelopes: Vec<Box<RawValue>>,
    /// Set when the phone has nothing more to send: the first page of what is new is wanted with the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<ChangesAsked>,
}

impl Batch {
    /// Envelopes alone.
    pub fn of(envelopes: Vec<Box<RawValue>>) -> Self {
        Self { envelopes, changes: None }
    }
}

/// The answer to a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// One for each envelope, in their order.
    pub items: Vec<ItemAnswer>,
    /// For everything that is stored; none if nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Signed<BatchReceipt>>,
    /// Where the county sees this phone's chain end, after this batch.
    pub head: Head,
    /// Set when the chain has a hole: the first sequence number of the head's epoch that never came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_from: Option<u64>,
    /// How far the backups reach.
    pub watermark: Signed<Watermark>,
    /// What is new, if it was asked for and could be read; read after the batch was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Page>,
}

/// What became of one envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum ItemAnswer {
    /// Stored, once, as [`BatchAnswer::receipt`] vouches.
    Stored {
        /// When: with a repeated envelope the same as the first time.
        at: DateTime<Utc>,
        /// What the county makes of it.
        verdict: Verdict,
    },
    /// Not stored.
    Refused {
        /// Why.
        code: Refusal,
    },
}

impl ItemAnswer {
    /// Whether a receipt goes with it.
    pub fn is_stored(&self) -> bool {
        matches!(self, Self::Stored { .. })
    }
}

/// What the county makes of a stored record. The codes are stable; shells turn them into words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// Nothing to say.
    Accepted,
    /// A rule says no: an honest mistake, which a person looks at.
    NeedsReview {
        /// Codes of [`doorstep_domain::rules::Finding`] and [`doorstep_domain::record::Unreadable`], `unknown_rules_version`, `gap`, `clash`.
        codes: Vec<String>,
    },
    /// Kept apart without effect until a person places it.
    Quarantined {
        /// Codes of [`Quarantine`].
        codes: Vec<String>,
    },
}

/// Why a record is kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quarantine {
    /// The author's posts do not cover the place.
    OutOfScope,
    /// The author no longer works here.
    AuthorInactive,
    /// The author is not the one to whom the phone belongs.
    AuthorNotOfDevice,
    /// The phone was retired before this arrived.
    DeviceRetired,
    /// The phone was compromised; two people must place what it sent.
    DeviceCompromised,
    /// The envelope was sent by a phone that is not its own.
    ForeignDevice,
    /// Another record has this id.
    IdentityClash,
    /// Another header stands at this place of the chain.
    Fork,
    /// It does not name the header before it.
    BrokenChain,
    /// Nobody knows whom it is about.
    UnknownSubject,
}

impl Quarantine {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::OutOfScope => "out_of_scope",
            Self::AuthorInactive => "author_inactive",
            Self::AuthorNotOfDevice => "author_not_of_device",
            Self::DeviceRetired => "device_retired",
            Self::DeviceCompromised => "device_compromised",
            Self::ForeignDevice => "foreign_device",
            Self::IdentityClash => "identity_clash",
            Self::Fork => "fork",
            Self::BrokenChain => "broken_chain",
            Self::UnknownSubject => "unknown_subject",
        }
    }
}
