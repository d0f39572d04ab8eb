//! XPath 1.0's types, with ODK's date beside them, and their conversions.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Timelike};

use super::temporal::{iso_date, iso_moment};

/// A text longer than this (bytes) is not a value: it counts as empty, so that
/// a chain of calculations cannot grow without end.
pub(crate) const MOST_TEXT: usize = 32 << 10;

/// What an expression gives.
#[derive(Clone, PartialEq)]
pub(crate) enum Operand {
    Text(String),
    Number(f64),
    Bool(bool),
    Date(NaiveDate),
    Time(NaiveTime),
    DateTime(DateTime<FixedOffset>),
    /// One value for each instance of a repeat that a reference reaches.
    Set(Vec<Operand>),
}

impl Operand {
    pub(crate) fn empty() -> Self {
        Self::Text(String::new())
    }

    pub(crate) fn text(text: String) -> Self {
        if text.len() > MOST_TEXT { Self::empty() } else { Self::Text(text) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Set(members) => members.iter().all(Self::is_empty),
            Self::Number(number) => number.is_nan(),
            Self::Bool(_) | Self::Date(_) | Self::Time(_) | Self::DateTime(_) => false,
        }
    }

    pub(crate) fn to_bool(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Bool(bool) => *bool,
            Self::Date(_) | Self::Time(_) | Self::DateTime(_) => true,
            Self::Set(members) => !members.is_empty(),
        }
    }

    pub(crate) fn to_number(&self) -> f64 {
        match self {
            Self::Text(text) => number(text),
            Self::Number(number) => *number,
            Self::Bool(bool) => f64::from(u8::from(*bool)),
            Self::Date(date) => days(*date),
            Self::Time(time) => fraction(*time),
            Self::DateTime(moment) => days(moment.date_naive()) + fraction(moment.time()),
            Self::Set(members) => members.first().map_or(f64::NAN, Self::to_number),
        }
    }

    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => written(*number),
            Self::Bool(bool) => bool.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Time(time) => time.format("%H:%M:%S").to_string(),
            Self::DateTime(moment) => moment.to_rfc3339(),
            Self::Set(members) => members.first().map(Self::to_text).unwrap_or_default(),
        }
    }

    /// The date that this is, says, or counts.
    pub(crate) fn to_date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(*date),
            Self::Text(text) => iso_date(text).or_else(|| Some(iso_moment(text)?.date_naive())),
            Self::Number(number) => date_of_days(*number),
            Self::DateTime(moment) => Some(moment.date_naive()),
            Self::Bool(_) | Self::Time(_) => None,
            Self::Set(members) => members.first().and_then(Self::to_date),
        }
    }

    /// The moment that this is or says; a day begins at midnight by the clock of `offset`.
    pub(crate) fn to_moment(&self, offset: FixedOffset) -> Option<DateTime<FixedOffset>> {
        match self {
            Self::DateTime(moment) => Some(*moment),
            Self::Date(date) => date.and_time(NaiveTime::MIN).and_local_timezone(offset).single(),
            Self::Number(number) => {
                let seconds = ((number - number.floor()) * 86_400.0).round();
                let midnight = date_of_days(number.floor())?.and_time(NaiveTime::MIN);
                let moment = midnight.checked_add_signed(TimeDelta::seconds(seconds as i64))?;
                moment.and_local_timezone(offset).single()
            }
            Self::Text(text) => iso_moment(text).or_else(|| Self::Date(iso_date(text)?).to_moment(offset)),
            Self::Bool(_) | Self::Time(_) => None,
            Self::Set(members) => members.first().and_then(|first| first.to_moment(offset)),
        }
    }

    /// Each member of a set; any other value is its own only member.
    pub(crate) fn members(&self) -> &[Operand] {
        match self {
            Self::Set(members) => members,
            single => std::slice::from_ref(single),
        }
    }
}

/// Values may be answers, so only their type is printed.
impl std::fmt::Debug for Operand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(..)",
            Self::Number(_) => "Number(..)",
            Self::Bool(_) => "Bool(..)",
            Self::Date(_) => "Date(..)",
            Self::Time(_) => "Time(..)",
            Self::DateTime(_) => "DateTime(..)",
            Self::Set(_) => "Set(..)",
        })
    }
}

/// XPath's `number()`: an optional minus, digits, an optional fraction; no exponent.
pub(crate) fn number(text: &str) -> f64 {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.bytes().any(|b| b.is_ascii_digit()) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        text.parse().unwrap_or(f64::NAN)
    } else {
        f64::NAN
    }
}

/// XPath's `string()` of a number, at 15 significant digits and without exponent.
pub(crate) fn written(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // -0 is written 0.
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

fn fraction(time: NaiveTime) -> f64 {
    f64::from(time.num_seconds_from_midnight()) / 86_400.0
}

fn days(date: NaiveDate) -> f64 {
    f64::from(i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(i32::MAX))
}

fn date_of_days(days: f64) -> Option<NaiveDate> {
    let epoch = NaiveDate::default();
    // Beyond the years 0 to 9999 no civil date is meant.
    if !(-719_528.0..=2_932_896.0).contains(&days) {
        return None;
    }
    let whole = Days::new(days.abs().floor() as u64);
    if days < 0.0 { epoch.checked_sub_days(whole) } else { epoch.checked_add_days(whole) }
}
