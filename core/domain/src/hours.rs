//! Volunteer hours (志愿服务时间): 民政部令第67号 art. 7, time actually given. Kept as
//! integer minutes; rounding belongs to certificates, and never adds time.

use crate::{
    id::{AccountId, ActivityId, RecordId},
    place::Fix,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
