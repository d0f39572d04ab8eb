//! Every kind of record that a phone can make, behind one door. The payload on the
//! wire is the JSON of the kind's struct; its kind and payload version stand in the
//! header, so that a payload can be read years later, or kept unread if this
//! version does not know it.

use crate::{
    hours::{Activity, HoursEntry},
    id::{AccountId, DraftId, PersonId},
    review::ReviewReply,
    sheet::Sheet,
    subject::{NewSubject, Subject, SubjectEdit},
    visit::{Countersign, Visit},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

/// A record as its author made it.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// A visit of any kind.
    Visit(Box<Visit>),
    /// A form filled apart from a visit.
    Sheet(Box<Sheet>),
    /// A second investigator stands by a visit.
    Countersign(Countersign),
    /// A volunteer's time.
    Hours(HoursEntry),
    /// A volunteer activity.
    Activity(Activity),
    /// A subject met and not yet on file.
    SubjectNew(Box<NewSubject>),
    /// An edit of a subject on file.
    SubjectEdit(SubjectEdit),
    /// The answer to a return.
    ReviewReply(ReviewReply),
    /// A draft given up, with the reason: work begun is accounted for.
    DraftAbandoned(DraftAbandoned),
    /// A photograph, with what the phone signed of it.
    Evidence(Evidence),
    /// A child's file was opened.
    ReadTrace(ReadTrace),
}

/// A draft given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftAbandoned {
    /// Which draft.
    pub draft: DraftId,
    /// Whom it was about, if it was about somebody on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Why, in the worker's words.
    pub reason: String,
}

/// A photograph of a visit or a sheet: its files, each by the SHA-256 of its bytes in base64url, and
/// the account that the phone signed at the shutter. It is saved with what it belongs
/// to, just before it: a picture that was taken back is in no record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Whom it belongs to, if that is somebody on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// As the camera wrote it.
    pub original: String,
    /// Smaller, upright, stamped: what people look at, and what the answer names.
    pub working: String,
    /// For lists.
    pub thumbnail: String,
    /// The signed account, `doorstep_protocol::evidence::Sidecar`: read where signatures are checked.
    pub sidecar: serde_json::Value,
}

/// A child's file was opened (未成年人网络保护条例 art. 36: access is logged).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadTrace {
    /// Whose file.
    pub person: PersonId,
    /// Who opened it.
    pub reader: AccountId,
    /// For what.
    pub purpose: String,
}

/// Why a payload could not be read. Such a record is stored all the same and shown to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// No kind of this name.
    #[error("the kind of record is unknown")]
    Kind,
    /// The kind is known, this version of it is not.
    #[error("the version of the record is unknown")]
    Version,
    /// The bytes are no such record.
    #[error("the record does not have the shape of its kind")]
    Shape,
}

impl Unreadable {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kind => "unknown_kind",
            Self::Version => "unknown_version",
            Self::Shape => "malformed_payload",
        }
    }
}

/// The payload version that this build writes, for every kind.
pub const PAYLOAD_VERSION: u16 = 1;

impl Record {
    /// As it stands in the header.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Visit(_) => "visit",
            Self::Sheet(_) => "sheet",
            Self::Countersign(_) => "countersign",
            Self::Hours(_) => "hours",
            Self::Activity(_) => "activity",
            Self::SubjectNew(_) => "subject_new",
            Self::SubjectEdit(_) => "subject_edit",
            Self::ReviewReply(_) => "review_reply",
            Self::DraftAbandoned(_) => "draft_abandoned",
            Self::Evidence(_) => "evidence",
            Self::ReadTrace(_) => "read_trace",
        }
    }

    /// The payload's JSON text.
    pub fn to_payload(&self) -> Result<String, serde_json::Error> {
        match self {
            Self::Visit(visit) => serde_json::to_string(visit),
            Self::Sheet(sheet) => serde_json::to_string(sheet),
            Self::Countersign(countersign) => serde_json::to_string(countersign),
            Self::Hours(entry) => serde_json::to_string(entry),
            Self::Activity(activity) => serde_json::to_string(activity),
            Self::SubjectNew(subject) => serde_json::to_string(subject),
            Self::SubjectEdit(edit) => serde_json::to_string(edit),
            Self::ReviewReply(reply) => serde_json::to_string(reply),
            Self::DraftAbandoned(abandoned) => serde_json::to_string(abandoned),
            Self::Evidence(evidence) => serde_json::to_string(evidence),
            Self::ReadTrace(trace) => serde_json::to_string(trace),
        }
    }

    /// Reads a payload of the kind and version that its header names.
    pub fn parse(kind: &str, version: u16, payload: &[u8]) -> Result<Self, Unreadable> {
        fn read<T: DeserializeOwned>(version: u16, payload: &[u8]) -> Result<T, Unreadable> {
            if version != PAYLOAD_VERSION {
                return Err(Unreadable::Version);
            }
            serde_json::from_slice(payload).map_err(|_| Unreadable::Shape)
        }
        match kind {
            "visit" => read(version, payload).map(Self::Visit),
            "sheet" => read(version, payload).map(Self::Sheet),
            "countersign" => read(version, payload).map(Self::Countersign),
            "hours" => read(version, payload).map(Self::Hours),
            "activity" => read(version, payload).map(Self::Activity),
            "subject_new" => read(version, payload).map(Self::SubjectNew),
            "subject_edit" => read(version, payload).map(Self::SubjectEdit),
            "review_reply" => read(version, payload).map(Self::ReviewReply),
            "draft_abandoned" => read(version, payload).map(Self::DraftAbandoned),
            "evidence" => read(version, payload).map(Self::Evidence),
            "read_trace" => read(version, payload).map(Self::ReadTrace),
            _ => Err(Unreadable::Kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_says_which_part_was_strange() {
        assert_eq!(Record::parse("horoscope", 1, b"{}"), Err(Unreadable::Kind));
        assert_eq!(Record::parse("visit", 99, b"{}"), Err(Unreadable::Version));
        assert_eq!(Record::parse("visit", 1, b"{}"), Err(Unreadable::Shape));
    }
}
