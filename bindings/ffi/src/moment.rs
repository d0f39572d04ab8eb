//! Instants and civil dates, which are never mixed up: an instant is the platform's own type for one; a date and a time
//! of day are ISO 8601 texts on the wire, and the platform's own types where `bindings/uniffi.toml` says so.

use crate::error::DoorstepError;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use std::time::SystemTime;

/// A moment of the world.
pub type Instant = DateTime<Utc>;
/// A day of the calendar, where the phone is.
pub type CivilDate = NaiveDate;
/// A time of day.
pub type ClockTime = NaiveTime;

uniffi::custom_type!(
    /// A moment of the world.
    Instant, SystemTime, {
    remote,
    try_lift: |time| instant(time).ok_or_else(|| DoorstepError::invalid("time", "out_of_range").into()),
    lower: |at| SystemTime::from(at)
});

uniffi::custom_type!(
    /// A day of the calendar, where the phone is.
    CivilDate, String, {
    remote,
    try_lift: |text| text.parse().map_err(|_| DoorstepError::invalid("date", "not_a_date").into()),
    lower: |date| date.to_string()
});

uniffi::custom_type!(
    /// A time of day.
    ClockTime, String, {
    remote,
    try_lift: |text| time_of_day(&text).ok_or_else(|| DoorstepError::invalid("time", "not_a_time").into()),
    lower: |time| time.to_string()
});

/// A platform's time, unless it lies where no calendar goes: `DateTime::from` would panic.
fn instant(time: SystemTime) -> Option<Instant> {
    let since = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => chrono::TimeDelta::from_std(after).ok()?,
        Err(before) => -chrono::TimeDelta::from_std(before.duration()).ok()?,
    };
    DateTime::UNIX_EPOCH.checked_add_signed(since)
}

/// Platforms leave seconds out where there are none.
fn time_of_day(text: &str) -> Option<ClockTime> {
    text.parse().or_else(|_| NaiveTime::parse_from_str(text, "%H:%M")).ok()
}

/// A moment with the offset of the place where it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LocalMoment {
    /// When.
    pub at: Instant,
    /// Minutes that the place is ahead of UTC.
    pub offset_minutes: i32,
}

impl From<DateTime<FixedOffset>> for LocalMoment {
    fn from(moment: DateTime<FixedOffset>) -> Self {
        Self { at: moment.to_utc(), offset_minutes: moment.offset().local_minus_utc() / 60 }
    }
}

impl LocalMoment {
    /// `None` for an offset that no place has.
    pub(crate) fn moment(self) -> Option<DateTime<FixedOffset>> {
        let offset = FixedOffset::east_opt(self.offset_minutes.checked_mul(60)?)?;
        Some(self.at.with_timezone(&offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;

    proptest! {
        #[test]
        fn a_moment_comes_back_as_it_went(millis in -60_000_000_000_000_i64..60_000_000_000_000, minutes in -1_439..1_440_i32) {
            let at = DateTime::from_timestamp_millis(millis).unwrap();
            prop_assert_eq!(instant(SystemTime::from(at)), Some(at));
            let local = LocalMoment { at, offset_minutes: minutes };
            prop_assert_eq!(LocalMoment::from(local.moment().unwrap()), local);
        }

        #[test]
        fn a_date_and_a_time_read_back_as_they_were_written(days in -300_000..300_000_i64, seconds in 0..86_400_u32) {
            let date = CivilDate::default() + chrono::Days::new(days.unsigned_abs());
            prop_assert_eq!(date.to_string().parse::<CivilDate>().ok(), Some(date));
            let time = ClockTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap();
            prop_assert_eq!(time_of_day(&time.to_string()), Some(time));
        }
    }

    #[test]
    fn a_time_without_seconds_is_a_time_and_one_beyond_all_calendars_is_none() {
        assert_eq!(time_of_day("08:30"), ClockTime::from_hms_opt(8, 30, 0));
        let far = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(1 << 60));
        assert_eq!(far.and_then(instant), None);
        let nowhere = LocalMoment { at: Instant::UNIX_EPOCH, offset_minutes: i32::MAX };
        assert_eq!(nowhere.moment(), None);
    }
}
