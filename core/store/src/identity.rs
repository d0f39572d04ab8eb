//! Who uses this phone, and what it knows of the county.

use crate::{
    Store, StoreError, changes, journal,
    setting::{self, Name},
};
use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId, Incarnation},
    post::Post,
};
use doorstep_protocol::{
    clock::ServerAnchor, digest::Digest, journal::RecoveryPublicKey, signed::CountyKeys,
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One enrolment: the phone is known to the county, and the county to the phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The phone.
    pub device: DeviceId,
    /// Whose it is.
    pub account: AccountId,
    /// 姓名
    pub name: String,
    /// What they may do.
    pub posts: Vec<Post>,
    /// `https://HOST:PORT`
    pub address: String,
    /// SHA-256 of the SubjectPublicKeyInfo of the county's certificate authority.
    pub ca_pin: Digest,
    /// The county's keys, as far as its root vouches for them.
    pub keys: CountyKeys,
    /// What the journal is sealed to.
    pub recovery: RecoveryPublicKey,
    /// The life of the county's database in which the phone enrolled; the current one is [`Store::incarnation`].
    pub incarnation: Incarnation,
}

/// Prints no name.
impl fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enrolment")
            .field("device", &self.device)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// The tokens in hand.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// For `Authorization: Bearer`.
    pub access: String,
    /// For the next exchange.
    pub refresh: String,
    /// Until when the access token lives, by the phone's clock.
    pub access_until: DateTime<Utc>,
}

/// Prints no token.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("access_until", &self.access_until).finish_non_exhaustive()
    }
}

/// The enrolled device, without what else an enrolment holds.
pub(crate) fn device(conn: &Connection) -> Result<Option<DeviceId>, StoreError> {
    #[derive(Deserialize)]
    struct Enrolled {
        device: DeviceId,
    }
    Ok(setting::get::<Enrolled>(conn, Name::Enrolment)?.map(|enrolled| enrolled.device))
}

pub(crate) fn enrolment(conn: &Connection) -> Result<Option<Enrolment>, StoreError> {
    setting::get(conn, Name::Enrolment)
}

impl Store {
    /// Who is enrolled.
    pub fn enrolment(&self) -> Result<Option<Enrolment>, StoreError> {
        self.read(enrolment)
    }

    /// Enrols, or keeps what has changed (keys learned, a new address).
    ///
    /// An enrolment as another device begins another chain: the journal of the one
    /// before is kept under a numbered name ([`Store::journals`]), tokens are forgotten,
    /// the feed begins anew, and what is still in the outbox is wrapped anew by [`Store::begin_chain`], which
    /// is to be called next (until then the outbox shows nothing to send).
    pub fn set_enrolment(&self, enrolment: &Enrolment) -> Result<(), StoreError> {
        self.write_with_journal(|tx, journal| {
            let before = self::enrolment(tx)?;
            if before.as_ref().is_none_or(|before| before.device != enrolment.device) {
                journal.retire()?;
                setting::clear(tx, Name::Tokens)?;
                if before.is_some() {
                    changes::restart(tx)?;
                }
            }
            journal.seal_to(&enrolment.recovery);
            if setting::get::<Incarnation>(tx, Name::Incarnation)?.is_none() {
                setting::put(tx, Name::Incarnation, &enrolment.incarnation)?;
            }
            setting::put(tx, Name::Enrolment, enrolment)
        })
    }

    /// The tokens in hand.
    pub fn tokens(&self) -> Result<Option<Tokens>, StoreError> {
        self.read(|conn| setting::get(conn, Name::Tokens))
    }

    /// Keeps a pair of tokens; to be called before the access token is used, because the refresh token before it is spent.
    pub fn set_tokens(&self, tokens: &Tokens) -> Result<(), StoreError> {
        self.write(|tx| setting::put(tx, Name::Tokens, tokens))
    }

    /// Forgets the tokens: signed out.
    pub fn clear_tokens(&self) -> Result<(), StoreError> {
        self.write(|tx| setting::clear(tx, Name::Tokens))
    }

    /// The server's time as last heard.
    pub fn anchor(&self) -> Result<Option<ServerAnchor>, StoreError> {
        self.read(|conn| setting::get(conn, Name::Anchor))
    }

    /// Keeps the server's time as just heard.
    pub fn set_anchor(&self, anchor: &ServerAnchor) -> Result<(), StoreError> {
        self.write(|tx| setting::put(tx, Name::Anchor, anchor))
    }

    /// When the county was last heard, by its own clock.
    pub fn last_contact(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(self.anchor()?.map(|anchor| anchor.server))
    }

    /// The life of the county's database that receipts and cursor belong to.
    pub fn incarnation(&self) -> Result<Option<Incarnation>, StoreError> {
        self.read(|conn| setting::get(conn, Name::Incarnation))
    }
}

/// A failed rotation leaves the enrolment as it was.
impl From<journal::RetireError> for StoreError {
    fn from(error: journal::RetireError) -> Self {
        match error {
            journal::RetireError::StorageFull => Self::StorageFull,
            journal::RetireError::Io => Self::Unreadable("journal"),
        }
    }
}
