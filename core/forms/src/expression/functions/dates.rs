//! Dates and times of day.

use std::fmt::Write;

use chrono::{DateTime, Datelike, FixedOffset, NaiveTime, Timelike};

use super::super::evaluate::Moment;
use super::super::temporal::iso_time;
use super::super::value::{MOST_TEXT, Operand};
use super::{at, first};

pub(super) fn date_time(arguments: &[Operand], moment: Moment) -> Operand {
    of(arguments, moment).map_or_else(Operand::empty, Operand::DateTime)
}

/// Days since 1970-01-01, with a fraction, by the clock of the place.
pub(super) fn decimal_date_time(arguments: &[Operand], moment: Moment) -> Operand {
    Operand::Number(of(arguments, moment).map_or(f64::NAN, |moment| Operand::DateTime(moment).to_number()))
}

/// The fraction of a day that has gone by.
pub(super) fn decimal_time(arguments: &[Operand], _: Moment) -> Operand {
    let time = match first(arguments) {
        Operand::Time(time) => Some(time),
        Operand::DateTime(moment) => Some(moment.time()),
        other => iso_time(&other.to_text()),
    };
    Operand::Number(time.map_or(f64::NAN, |time| Operand::Time(time).to_number()))
}

/// ODK's `format-date` and `format-date-time`; names of days and months are English.
pub(super) fn format(arguments: &[Operand], moment: Moment) -> Operand {
    let pattern = at(arguments, 1).to_text();
    let clock = match first(arguments) {
        Operand::Time(time) => moment.today.and_time(time).and_local_timezone(moment.now.timezone()).single(),
        _ => of(arguments, moment),
    };
    clock.map_or_else(Operand::empty, |clock| Operand::text(formatted(clock, &pattern)))
}

fn of(arguments: &[Operand], moment: Moment) -> Option<DateTime<FixedOffset>> {
    first(arguments).to_moment(moment.now.timezone())
}

fn formatted(clock: DateTime<FixedOffset>, pattern: &str) -> String {
    let (day, time): (_, NaiveTime) = (clock.date_naive(), clock.time());
    let mut text = String::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if text.len() > MOST_TEXT {
            break;
        }
        if character != '%' {
            text.push(character);
            continue;
        }
        // Writing to a text cannot fail.
        let _ = match characters.next() {
            Some('Y') => write!(text, "{:04}", day.year()),
            Some('y') => write!(text, "{:02}", day.year().rem_euclid(100)),
            Some('m') => write!(text, "{:02}", day.month()),
            Some('n') => write!(text, "{}", day.month()),
            Some('b') => write!(text, "{}", day.format("%b")),
            Some('d') => write!(text, "{:02}", day.day()),
            Some('e') => write!(text, "{}", day.day()),
            Some('a') => write!(text, "{}", day.format("%a")),
            Some('W') => write!(text, "{}", day.iso_week().week()),
            Some('H') => write!(text, "{:02}", time.hour()),
            Some('h') => write!(text, "{}", time.hour()),
            Some('M') => write!(text, "{:02}", time.minute()),
            Some('S') => write!(text, "{:02}", time.second()),
            Some('3') => write!(text, "{:03}", time.nanosecond() / 1_000_000 % 1_000),
            Some(other) => write!(text, "%{other}"),
            None => write!(text, "%"),
        };
    }
    text
}
