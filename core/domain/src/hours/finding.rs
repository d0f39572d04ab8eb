use crate::{code::Severity, id::RecordId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What the ledger has to say against an entry, with its figures. The code is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum HoursFinding {
    /// Travel taken off, no whole minute is left, or more than any day has.
    MinutesOutOfRange,
    /// Part of the same time is claimed already.
    #[serde(rename = "hours_overlap")]
    Overlap {
        /// By this entry.
        other: RecordId,
    },
    /// More time on one day than a day may have.
    DayOverfull {
        /// The civil day.
        day: NaiveDate,
        /// All that is claimed of it.
        minutes: u32,
    },
    /// A very long day.
    LongDay {
        /// The civil day.
        day: NaiveDate,
        /// All that is claimed of it.
        minutes: u32,
    },
    /// Signed in too often for one activity on one day.
    TooManyPairs {
        /// So often, this time included.
        pairs: u32,
    },
    /// Signed in away from the activity, whatever the accuracy.
    FarFromActivity {
        /// At least so far: the accuracy is taken off.
        metres: u32,
    },
    /// Nothing shows where the sign-in was: no place, a mock one, or one too weak for the radius.
    PlaceNotShown,
    /// Entered late (补录), by two people as it must be: to be marked so.
    LateEntry {
        /// After the activity.
        working_days: u32,
    },
    /// Entered late, and nobody but the volunteer and the author vouches for it.
    LateEntryAlone {
        /// After the activity.
        working_days: u32,
    },
    /// Within paid duty (职务行为), which is not volunteering.
    OnDuty,
}

impl HoursFinding {
    /// Stable, as receipts and screens carry it.
    pub fn code(self) -> &'static str {
        match self {
            Self::MinutesOutOfRange => "minutes_out_of_range",
            Self::Overlap { .. } => "hours_overlap",
            Self::DayOverfull { .. } => "day_overfull",
            Self::LongDay { .. } => "long_day",
            Self::TooManyPairs { .. } => "too_many_pairs",
            Self::FarFromActivity { .. } => "far_from_activity",
            Self::PlaceNotShown => "place_not_shown",
            Self::LateEntry { .. } => "late_entry",
            Self::LateEntryAlone { .. } => "late_entry_alone",
            Self::OnDuty => "on_duty",
        }
    }

    /// Whether the entry is refused for it.
    pub fn severity(self) -> Severity {
        match self {
            Self::LongDay { .. } | Self::PlaceNotShown | Self::LateEntry { .. } => Severity::Warn,
            Self::MinutesOutOfRange
            | Self::Overlap { .. }
            | Self::DayOverfull { .. }
            | Self::TooManyPairs { .. }
            | Self::FarFromActivity { .. }
            | Self::LateEntryAlone { .. }
            | Self::OnDuty => Severity::Deny,
        }
    }
}
