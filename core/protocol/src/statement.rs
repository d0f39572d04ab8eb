//! What the server itself decides, as it stands in the log: signed with the receipt key,
//! beside what phones signed, so that an export shows both sides.
//!
//! A statement stands in the log for ever. It names ids, positions and codes and
//! never a person's data or words: those can be erased, the log cannot.

use crate::{
    credential::{Authority, Certificate},
    digest::Digest,
    key::{KeyTier, PublicKey},
    signed::{CountyKeys, Disbelief, Signed, Statement},
};
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId, Incarnation, RecordId, RosterId},
    review::{ReviewState, Step},
    subject::Subject,
};
use serde::{Deserialize, Serialize};

/// A statement that has a place in the log.
pub trait Recorded: Statement {
    /// The entry's kind.
    const KIND: &'static str;
    /// What the entry is about.
    fn reference(&self) -> String;
    /// When it was decided, by the server's clock.
    fn at(&self) -> DateTime<Utc>;
}

/// A phone became known: from here on this key speaks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Which phone.
    pub device: DeviceId,
    /// Whose.
    pub account: AccountId,
    /// Its public key, on which its chain hangs.
    pub public: PublicKey,
    /// Where that key lives.
    pub tier: KeyTier,
    /// When.
    pub at: DateTime<Utc>,
}

/// The county named who issues certificates to its phones; from here on those count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityNamed {
    /// SHA-256 of the issuing certificate.
    pub authority: Digest,
    /// Its own certificate, and the one of the key that issues.
    #[serde(flatten)]
    pub certificates: Authority,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A phone was given a certificate for its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certified {
    /// Which phone.
    pub device: DeviceId,
    /// SHA-256 of the certificate that issued it.
    pub authority: Digest,
    /// The certificate.
    pub certificate: Certificate,
    /// By whom it was brought to the county.
    pub by: AccountId,
    /// When: from here on, for as long as it says itself, it counts for what arrives.
    pub at: DateTime<Utc>,
}

/// A step of a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewTaken {
    /// The visit.
    pub visit: RecordId,
    /// What was done.
    pub step: Step,
    /// Where the review stands now.
    pub state: ReviewState,
    /// By whom.
    pub by: AccountId,
    /// Paths of questions, or hashes of photos, that were sent back; the reasons stand elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// Until when, if it was sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<NaiveDate>,
    /// When.
    pub at: DateTime<Utc>,
}

/// An edit met a subject: both parents, and what became of each group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Whose file.
    pub subject: Subject,
    /// One parent: the revision that the county held.
    pub revision: u64,
    /// The other: the edit.
    pub edit: RecordId,
    /// The header under which it came.
    pub header: Digest,
    /// The revision after; the same as before if nothing was taken.
    pub merged: u64,
    /// Groups that took the editor's value.
    pub taken: Vec<String>,
    /// Groups that wait for a person.
    pub clashed: Vec<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A roster line changed hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Which line.
    pub line: RosterId,
    /// From whom.
    pub from: AccountId,
    /// To whom.
    pub to: AccountId,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

/// People placed a record that was kept apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Which record.
    pub record: RecordId,
    /// Whether it has its effect now.
    pub accepted: bool,
    /// Codes for which it was kept apart.
    pub codes: Vec<String>,
    /// By whom; two for what a compromised phone sent.
    pub by: Vec<AccountId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A payload was lawfully erased. Its header, signature and commitment stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// Which record.
    pub record: RecordId,
    /// What its header commits to, and nobody can show any more.
    pub commitment: Digest,
    /// By whom.
    pub by: AccountId,
    /// On what ground: a code, not words.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The database was restored from a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// The life that began.
    pub incarnation: Incarnation,
    /// The one that the backup was of.
    pub previous: Incarnation,
    /// The last position that the backup held.
    pub position: u64,
    /// When.
    pub at: DateTime<Utc>,
}

macro_rules! recorded {
    ($($statement:ident $kind:literal $reference:ident)*) => {
        $(
            impl Statement for $statement {
                const TYPE: &'static str = concat!("application/vnd.doorstep.", $kind, "+json;v=1");
            }

            impl Recorded for $statement {
                const KIND: &'static str = $kind;

                fn reference(&self) -> String {
                    self.$reference.to_string()
                }

                fn at(&self) -> DateTime<Utc> {
                    self.at
                }
            }
        )*

        /// Any of them.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Recordable {
            $(
                #[doc = concat!("[`", stringify!($statement), "`]")]
                $statement($statement),
            )*
        }

        impl Recordable {
            /// Kinds of entries that hold one.
            pub const KINDS: &[&str] = &[$($kind),*];

            /// Opens the body of an entry of one of [`Recordable::KINDS`].
            pub fn open(kind: &str, body: &str, keys: &CountyKeys) -> Result<Self, Disbelief> {
                match kind {
                    $($kind => read::<$statement>(body, keys).map(Self::$statement),)*
                    _ => Err(Disbelief::Unreadable),
                }
            }

            /// What its entry is about.
            pub fn reference(&self) -> String {
                match self {
                    $(Self::$statement(statement) => statement.reference(),)*
                }
            }
        }
    };
}

fn read<T: Statement>(body: &str, keys: &CountyKeys) -> Result<T, Disbelief> {
    let signed: Signed<T> = serde_json::from_str(body).map_err(|_| Disbelief::Unreadable)?;
    signed.open(keys)
}

recorded! {
    Enrolled "enrolment" device
    AuthorityNamed "authority" authority
    Certified "certificate" device
    ReviewTaken "review" visit
    Merge "merge" edit
    Assigned "assignment" line
    Placed "placement" record
    Tombstone "tombstone" record
    Restored "restore" incarnation
}
