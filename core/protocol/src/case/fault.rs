//! The first thing that is wrong with a case.

use crate::{credential::BadCertificate, digest::Digest, envelope::Refusal, signed::Disbelief};
use doorstep_domain::id::{DeviceId, RecordId};
use std::fmt;
use thiserror::Error;

/// Where something is wrong, and what.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place}: {wrong}")]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
}

/// A part of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `case.json` as a text.
    Text,
    /// The county's root key.
    Root,
    /// The n-th of the county's other keys, from 1.
    Key(usize),
    /// The signed root of the log.
    Log,
    /// The note of what was handed over.
    Note,
    /// How a phone became known; the n-th, from 1.
    Phone(usize),
    /// Who issued certificates; the n-th, from 1.
    Authority(usize),
    /// A certificate of a phone: whose, the n-th, from 1.
    Certificate(DeviceId, usize),
    /// A link of a phone's chain: whose, the n-th link that stands here, from 1.
    Chain(DeviceId, usize),
    /// A record of the case.
    Record(RecordId),
    /// The receipts of all records.
    Receipts,
    /// Something that the county decided: its kind, and its position in the log.
    Statement(String, u64),
    /// The receipts of the files.
    FileReceipts,
    /// The receipt of a file.
    FileReceipt(Digest),
    /// A file, by its name.
    File(String),
    /// What the phone signed of a photograph, by its record.
    Photograph(RecordId),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("case.json"),
            Self::Root => f.write_str("the county's root key"),
            Self::Key(number) => write!(f, "the county's key number {number}"),
            Self::Log => f.write_str("the root of the log"),
            Self::Note => f.write_str("the note of what was handed over"),
            Self::Phone(number) => write!(f, "how phone number {number} became known"),
            Self::Authority(number) => write!(f, "authority number {number} over the phones' certificates"),
            Self::Certificate(device, number) => write!(f, "certificate {number} of phone {device}"),
            Self::Chain(device, number) => write!(f, "link {number} of the chain of phone {device}"),
            Self::Record(record) => write!(f, "record {record}"),
            Self::Receipts => f.write_str("the receipts of the records"),
            Self::Statement(kind, position) => {
                write!(f, "the county's {kind} at position {position} of the log")
            }
            Self::FileReceipts => f.write_str("the receipts of the files"),
            Self::FileReceipt(sha256) => write!(f, "the receipt of file {sha256}"),
            Self::File(name) => f.write_str(name),
            Self::Photograph(record) => write!(f, "the phone's account of photograph {record}"),
        }
    }
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Wrong {
    /// It has not the shape that it should have, or not the one way of writing it: from which byte on.
    #[error("cannot be read, or was written over, at byte {0}")]
    Unreadable(usize),
    /// The form is newer than this program.
    #[error("has a form that this version does not know")]
    Form,
    /// Not the key that was expected.
    #[error("is not the one expected")]
    NotExpected,
    /// The county did not say it, or not of this.
    #[error("is not what the county signed: {0}")]
    Disbelieved(#[from] Disbelief),
    /// The phone did not sign it.
    #[error("is not what the phone signed: {0}")]
    Refused(#[from] Refusal),
    /// It does not follow on the link before.
    #[error("does not follow on what stands before it")]
    Unchained,
    /// It does not stand in the log where it says.
    #[error("does not stand in the signed log")]
    NotInLog,
    /// It is about something that is not of this case.
    #[error("does not belong to this case")]
    Foreign,
    /// It was handed over, and is not here.
    #[error("is missing")]
    Missing,
    /// It names something that is not here.
    #[error("names something that is not here")]
    NamesMore,
    /// It is here, and was not handed over.
    #[error("was not handed over by the county")]
    Added,
    /// It is not the file of its name.
    #[error("is not the file that was taken")]
    Altered,
    /// A certificate is not what it should be.
    #[error("is no certificate to believe: it {0}")]
    Certificate(#[from] BadCertificate),
    /// The phone signed no account of just these files, or none.
    #[error("does not vouch for the files")]
    Unvouched,
}

impl Place {
    /// Something wrong here.
    pub(super) fn is(self, wrong: impl Into<Wrong>) -> Fault {
        Fault { place: self, wrong: wrong.into() }
    }
}
