//! When a danger was found and when somebody was told of it: what a report says of its own lateness.

use crate::answers::Answers;
use chrono::{DateTime, Utc};

/// The telling of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// When the danger was found (`found_at`).
    pub found: Option<DateTime<Utc>>,
    /// When the first was told, by telephone (`told_at`).
    pub told: Option<DateTime<Utc>>,
    /// Whether anybody was told at all (`told`: codes other than `nobody`).
    pub anybody: bool,
}

impl Telling {
    /// As the report's form asks it.
    pub fn of(answers: Answers<'_>) -> Self {
        Self {
            found: answers.moment("found_at"),
            told: answers.moment("told_at"),
            anybody: answers.codes("told").any(|code| code != "nobody"),
        }
    }
}
