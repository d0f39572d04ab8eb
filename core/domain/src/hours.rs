//! Volunteer hours (志愿服务时间): 民政部令第67号 art. 7, time actually given. Kept as
//! integer minutes; rounding belongs to certificates, and never adds time.

mod finding;
mod ledger;
mod limits;
mod span;

use crate::{
    id::{AccountId, ActivityId, RecordId},
    place::Fix,
    rules::Rule,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use finding::HoursFinding;
pub use ledger::{Claim, Line, Travel, judge};
pub use limits::{Limits, Rounding};
pub use span::{Span, civil_day};

/// The newest of the tables that hold the section `hours`.
const DATA: Option<&str> = Some("rules/2026-11.json");

/// What is asked of volunteer hours.
pub const RULES: [Rule; 8] = [
    Rule {
        says: "Service time is the whole minutes between sign-in and sign-out without the round trip: at least one, at most a day.",
        term: "志愿服务时间",
        source: "民政部令第67号 art. 7; 2012 Method (round trip)",
        data: DATA,
        tests: &[
            "hours::ledger::an_entry_gives_at_least_a_minute_and_at_most_a_day",
            "hours::ledger::travel_is_not_service",
        ],
    },
    Rule {
        says: "No minute of a volunteer counts for two entries.",
        term: "服务时间重叠",
        source: "民政部令第67号 art. 7",
        data: None,
        tests: &[
            "hours::ledger::overlapping_entries_are_refused_and_corrected_ones_do_not_count",
            "hours::ledger::entries_that_stand_share_no_minute_and_fill_no_day_over",
        ],
    },
    Rule {
        says: "Time is counted by civil day, a night in two parts; a day has at most 24 hours, and a very long day warns.",
        term: "单日服务时长",
        source: "LOCAL",
        data: DATA,
        tests: &[
            "hours::span::a_night_is_split_at_midnight_in_china",
            "hours::ledger::a_long_day_warns_and_an_overfull_one_is_refused",
        ],
    },
    Rule {
        says: "At most three pairs of sign-in and sign-out for one activity on one day.",
        term: "签到签退",
        source: "LOCAL (Guangdong i志愿)",
        data: DATA,
        tests: &["hours::ledger::a_fourth_pair_of_one_activity_on_one_day_is_refused"],
    },
    Rule {
        says: "One signs in within the activity's radius; a place that is not shown only warns.",
        term: "签到地点",
        source: "LOCAL",
        data: DATA,
        tests: &["hours::ledger::one_signs_in_where_the_activity_is"],
    },
    Rule {
        says: "Hours are entered within ten working days of the activity; later only with a second person, and marked.",
        term: "补录",
        source: "民政部令第67号 art. 11; second person LOCAL",
        data: DATA,
        tests: &["hours::ledger::a_late_entry_needs_a_second_person"],
    },
    Rule {
        says: "Time on paid duty is not volunteering.",
        term: "职务行为",
        source: "民政部令第67号 art. 19",
        data: None,
        tests: &["hours::ledger::paid_duty_is_not_volunteering"],
    },
    Rule {
        says: "Certificates round hours down, never up; stars are earned by minutes at 100, 300, 600, 1000 and 1500 hours.",
        term: "志愿服务记录证明; 星级",
        source: "民政部令第67号 art. 14; 2012 Method (stars); rounding LOCAL",
        data: DATA,
        tests: &[
            "hours::limits::rounding_never_adds_time",
            "hours::limits::a_star_is_earned_with_its_last_minute",
        ],
    },
];

/// A volunteer activity (志愿服务活动), made by whoever runs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// Stable.
    pub id: ActivityId,
    /// 活动名称
    pub title: String,
    /// What is done, in words.
    pub content: String,
    /// The person in charge (负责人).
    pub organiser: AccountId,
    /// Where people sign in, if there is one such place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Fix>,
}

/// One sign-in and sign-out of one volunteer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoursEntry {
    /// For which activity.
    pub activity: ActivityId,
    /// Whose time it was.
    pub volunteer: AccountId,
    /// Arrival.
    pub sign_in: Stamp,
    /// Departure.
    pub sign_out: Stamp,
    /// What was done, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done: String,
    /// The entry this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<RecordId>,
}

/// A moment and a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stamp {
    /// By the phone's own clock.
    pub at: DateTime<Utc>,
    /// Where, if the phone knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Fix>,
}

impl HoursEntry {
    /// Whole minutes given, seconds dropped; zero where the sign-out is not after the sign-in.
    pub fn minutes(&self) -> u32 {
        u32::try_from((self.sign_out.at - self.sign_in.at).num_minutes()).unwrap_or(0)
    }

    /// Whether two entries claim the same minute of the same volunteer.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.volunteer == other.volunteer
            && self.sign_in.at < other.sign_out.at
            && other.sign_in.at < self.sign_out.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn entry(from_minute: i64, to_minute: i64) -> HoursEntry {
        let stamp = |minute| Stamp { at: DateTime::UNIX_EPOCH + TimeDelta::minutes(minute), place: None };
        HoursEntry {
            activity: ActivityId(uuid::Uuid::nil()),
            volunteer: AccountId(uuid::Uuid::nil()),
            sign_in: stamp(from_minute),
            sign_out: stamp(to_minute),
            done: String::new(),
            corrects: None,
        }
    }

    proptest! {
        #[test]
        fn overlapping_is_sharing_a_minute(a in 0..50_i64, la in 0..20_i64, b in 0..50_i64, lb in 0..20_i64) {
            let shared = (a..a + la).any(|minute| (b..b + lb).contains(&minute));
            let (one, other) = (entry(a, a + la), entry(b, b + lb));
            if la > 0 && lb > 0 {
                prop_assert_eq!(one.overlaps(&other), shared);
            }
            prop_assert_eq!(one.overlaps(&other), other.overlaps(&one));
        }

        #[test]
        fn minutes_are_never_more_than_the_time_given(from in 0..500_i64, to in 0..500_i64) {
            prop_assert_eq!(i64::from(entry(from, to).minutes()), (to - from).max(0));
        }
    }
}
