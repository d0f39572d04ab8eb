//! Days, times and moments: how they are written, and what comes before what.

use std::cmp::Ordering;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};

use super::value::Operand;

/// A civil date: `2026-11-01`.
pub(crate) fn iso_date(text: &str) -> Option<NaiveDate> {
    let shape = |text: &str| text.len() == 10 && text.bytes().filter(|b| *b == b'-').count() == 2;
    if shape(text) { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None }
}

/// A time of day: `08:30`, with seconds, a fraction of them and an offset, which says nothing here.
pub(crate) fn iso_time(text: &str) -> Option<NaiveTime> {
    let (time, _) = text.split_at_checked(text.find(['+', 'Z']).unwrap_or(text.len()))?;
    let plain = time.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'));
    let read = |format| NaiveTime::parse_from_str(time, format).ok();
    if plain && time.as_bytes().get(2) == Some(&b':') {
        read("%H:%M:%S%.f").or_else(|| read("%H:%M"))
    } else {
        None
    }
}

/// A date with a time and its offset, as RFC 3339 writes it.
pub(crate) fn iso_moment(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

/// What can stand before or after something of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Temporal {
    Day(NaiveDate),
    Time(NaiveTime),
    Moment(DateTime<FixedOffset>),
}

impl Temporal {
    pub(crate) fn of(operand: &Operand) -> Option<Self> {
        match operand {
            Operand::Date(date) => Some(Self::Day(*date)),
            Operand::Time(time) => Some(Self::Time(*time)),
            Operand::DateTime(moment) => Some(Self::Moment(*moment)),
            Operand::Text(text) => Self::read(text),
            Operand::Number(_) | Operand::Bool(_) | Operand::Set(_) => None,
        }
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let moment = || iso_moment(text).map(Self::Moment);
        iso_date(text).map(Self::Day).or_else(moment).or_else(|| iso_time(text).map(Self::Time))
    }

    /// None between a time of day and anything else. A day begins at midnight of the other's clock.
    pub(crate) fn order(self, other: Self) -> Option<Ordering> {
        let begins = |day: NaiveDate| day.and_time(NaiveTime::MIN);
        Some(match (self, other) {
            (Self::Day(a), Self::Day(b)) => a.cmp(&b),
            (Self::Time(a), Self::Time(b)) => a.cmp(&b),
            (Self::Moment(a), Self::Moment(b)) => a.cmp(&b),
            (Self::Day(a), Self::Moment(b)) => begins(a).cmp(&b.naive_local()),
            (Self::Moment(a), Self::Day(b)) => a.naive_local().cmp(&begins(b)),
            (Self::Time(_), _) | (_, Self::Time(_)) => return None,
        })
    }
}
