//! A case as it is handed over: all records about one subject, with everything that it
//! takes to believe them, and nothing about anybody else. Whoever holds the fingerprint of
//! the county's root key can [`check()`] it years later, without a server.
//!
//! ```text
//! case.json              this, as one line of JSON
//! files/HEX.jpg          photographs and drawn signatures, each by its SHA-256
//! ```
//!
//! | what is asked | what answers |
//! |---|---|
//! | is it the phone's? | the header's signature, the key that the log knows the phone by |
//! | is it what was written? | the payload, to which the header commits |
//! | was one taken out, or put in? | the phone's chain from the first record of the case to the last |
//! | did the county have it, and when? | its receipt |
//! | has anything been changed since? | its place in the log, under the root that was signed that day |
//! | is something missing? | the note, which names all that was handed over |
//!
//! Between two records of the case, a phone's chain goes through records about others.
//! Their headers stand here so that it can be followed; they name ids, hashes and times,
//! and not what was written.

mod certificates;
mod check;
mod fault;
mod found;
mod photographs;

use crate::{
    digest::Digest,
    envelope::Envelope,
    key::PublicKey,
    log::{Inclusion, LogRoot},
    media::{MediaReceipt, MediaType},
    receipt::BatchReceipt,
    signed::{KeyStatement, Signed, Statement},
};
use chrono::{DateTime, Utc};
use doorstep_domain::{id::AccountId, subject::Subject};
use serde::{Deserialize, Serialize};

pub use check::{Files, check};
pub use fault::{Fault, Place, Wrong};
pub use found::{Found, FoundPhotograph, FoundRecord};

/// Name of the case's text beside its files.
pub const TEXT: &str = "case.json";

/// Most bytes of that text that are read.
pub const TEXT_BYTES: u64 = 256 * 1024 * 1024;

/// The one form that there is.
pub const FORM: u16 = 1;

/// A case.
#[derive(Clone, Serialize, Deserialize)]
pub struct Case {
    /// What was handed over, to whom and when.
    pub note: Signed<CaseNote>,
    /// The county's root key: to be compared with what is known of it from elsewhere.
    pub root: PublicKey,
    /// What the root says of the county's other keys.
    pub keys: Vec<Signed<KeyStatement>>,
    /// The log in which all of this stands.
    pub log: Signed<LogRoot>,
    /// Who issued their certificates, if they had any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorities: Vec<Said>,
    /// The phones that the records came from.
    pub phones: Vec<PhoneChain>,
    /// For all records that are handed over, in the order in which they stand here.
    pub receipts: Signed<BatchReceipt>,
    /// What the county decided about them.
    pub statements: Vec<Said>,
    /// For the files that lie beside, in the order of the note.
    pub media: Vec<Signed<MediaReceipt>>,
}

/// What the county says of a case that it hands over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseNote {
    /// [`FORM`].
    pub form: u16,
    /// Whom it is about; a household comes with its members.
    pub subject: Subject,
    /// Hashes of the headers of its records, in the order in which they stand.
    pub records: Vec<Digest>,
    /// Positions of what the county decided about them, in order.
    pub statements: Vec<u64>,
    /// The files that lie beside, in order.
    pub files: Vec<Digest>,
    /// By whom it was handed over.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Statement for CaseNote {
    const TYPE: &'static str = "application/vnd.doorstep.case+json;v=1";
}

/// A phone's part of a case.
#[derive(Clone, Serialize, Deserialize)]
pub struct PhoneChain {
    /// How it became known: whose it is, and its key.
    pub enrolled: Said,
    /// Its certificates, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Said>,
    /// Its chain, in runs: more than one only where the chain had branches.
    pub runs: Vec<Vec<Link>>,
}

/// A link of a phone's chain. One that is not of the case has no payload and is not `kept`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Link {
    /// Header and signature; for a record of the case its payload, unless that was erased.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// For a record of the case: that the county has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// That the county has a record.
#[derive(Clone, Serialize, Deserialize)]
pub struct Kept {
    /// Since when: a leaf of the case's receipts.
    pub at: DateTime<Utc>,
    /// Where it stands in the log.
    #[serde(flatten)]
    pub log: Inclusion,
}

/// Something that the county decided, with its place in the log.
#[derive(Clone, Serialize, Deserialize)]
pub struct Said {
    /// One of [`crate::statement::Recordable::KINDS`].
    pub kind: String,
    /// The entry's exact text: a signed statement.
    pub body: String,
    /// Where it stands in the log.
    #[serde(flatten)]
    pub log: Inclusion,
}

impl Case {
    /// As it is written; [`check()`] takes no other text for the same case.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// Where a file lies beside a case's text: its SHA-256 as `sha256sum` prints it.
pub fn file_name(sha256: Digest, kind: MediaType) -> String {
    let ending = match kind {
        MediaType::Jpeg => "jpg",
        MediaType::Png => "png",
    };
    format!("files/{}.{ending}", sha256.hex())
}
