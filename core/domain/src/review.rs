//! A supervisor's verdict on a visit, and the answer to it.
//!
//! ```text
//! submitted --start--> in review --approve--> approved
//!     \________________/   |  ^
//!           approve        |  |start
//!                      return |
//!                          v  |
//!                      returned --reply--> replied
//! ```
//!
//! A return names questions or photos, each with a reason, and a deadline. The
//! answer is a corrected visit plus a reply; nothing is edited in place. Nobody
//! reviews a visit they took part in.

use crate::id::{AccountId, RecordId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where a visit stands with its supervisor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Arrived, nobody has looked.
    Submitted,
    /// A supervisor has it open.
    InReview,
    /// Sent back with items and a deadline.
    Returned,
    /// The worker has answered.
    Replied,
    /// Done. Only a correction opens it again, as a visit of its own.
    Approved,
}

impl ReviewState {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Submitted, Self::InReview, Self::Returned, Self::Replied, Self::Approved];

    /// As stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::InReview => "in_review",
            Self::Returned => "returned",
            Self::Replied => "replied",
            Self::Approved => "approved",
        }
    }

    /// The state of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What moves a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A supervisor opens it.
    Start,
    /// A supervisor sends it back.
    Return,
    /// The worker answers.
    Reply,
    /// A supervisor approves.
    Approve,
}

/// The step does not lead anywhere from the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a review that is {} takes no such step", from.as_str())]
pub struct NoSuchStep {
    /// Where the review stood.
    pub from: ReviewState,
}

/// The state after a step. Repeating the step that led here changes nothing, so a retried request is harmless.
pub fn after(from: ReviewState, step: Step) -> Result<ReviewState, NoSuchStep> {
    use ReviewState::{Approved, InReview, Replied, Returned, Submitted};
    match (from, step) {
        (Submitted | InReview | Replied, Step::Start) => Ok(InReview),
        (Submitted | InReview | Replied | Returned, Step::Return) => Ok(Returned),
        (Returned | Replied, Step::Reply) => Ok(Replied),
        (Submitted | InReview | Replied | Approved, Step::Approve) => Ok(Approved),
        _ => Err(NoSuchStep { from }),
    }
}

/// One thing to mend: a question by its path in the form, or a photo by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnItem {
    /// Path of the question, or SHA-256 of the photo.
    pub target: String,
    /// Why, in the supervisor's words.
    pub reason: String,
}

/// A review as the worker's phone sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewNote {
    /// The visit.
    pub visit: RecordId,
    /// Where it stands.
    pub state: ReviewState,
    /// Who spoke last.
    pub by: AccountId,
    /// When, by the server's clock.
    pub at: DateTime<Utc>,
    /// What to mend; empty unless returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ReturnItem>,
    /// Until when; only when returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<NaiveDate>,
}

/// The worker's answer to a return (`review_reply`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewReply {
    /// The visit that was returned.
    pub visit: RecordId,
    /// The corrected visit, if answers changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<RecordId>,
    /// To the supervisor, in the worker's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_from_every_state() {
        use ReviewState::*;
        // Rows: from. Columns: start, return, reply, approve.
        let table = [
            (Submitted, [Some(InReview), Some(Returned), None, Some(Approved)]),
            (InReview, [Some(InReview), Some(Returned), None, Some(Approved)]),
            (Returned, [None, Some(Returned), Some(Replied), None]),
            (Replied, [Some(InReview), Some(Returned), Some(Replied), Some(Approved)]),
            (Approved, [None, None, None, Some(Approved)]),
        ];
        for (from, row) in table {
            for (step, to) in [Step::Start, Step::Return, Step::Reply, Step::Approve].into_iter().zip(row) {
                assert_eq!(after(from, step).ok(), to, "{step:?} from {from:?}");
            }
        }
    }

    #[test]
    fn a_returned_visit_cannot_be_approved_before_it_is_answered() {
        assert!(after(ReviewState::Returned, Step::Approve).is_err());
    }
}
