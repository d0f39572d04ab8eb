//! What a person can answer.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::point::GeoPoint;

/// One answer, typed. There is no empty value: an unanswered question has none.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// Free text, or what a barcode says: at most 32 KiB of UTF-8.
    Text(String),
    /// A whole number of at most 15 digits.
    Integer(i64),
    /// An exact decimal of at most 15 digits.
    Decimal(Decimal),
    /// A civil date.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// An instant, with the offset of the place where it was answered.
    DateTime(DateTime<FixedOffset>),
    /// A place.
    Point(GeoPoint),
    /// The code of one choice.
    One(String),
    /// The codes of several choices, in the order of their list.
    Many(Vec<String>),
    /// The id by which the caller finds a photo or signature; no bytes pass here.
    Media(String),
    /// The one answer to an `acknowledge`; expressions and tools read it as `OK`.
    Acknowledged,
}

impl Value {
    /// True for a text of blanks and a choice of nothing: it answers no question.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) | Self::One(text) | Self::Media(text) => text.trim().is_empty(),
            Self::Many(codes) => codes.is_empty(),
            Self::Integer(_)
            | Self::Decimal(_)
            | Self::Date(_)
            | Self::Time(_)
            | Self::DateTime(_)
            | Self::Point(_)
            | Self::Acknowledged => false,
        }
    }
}

/// Answers are personal data: only the kind of a value is ever printed.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(..)",
            Self::Integer(_) => "Integer(..)",
            Self::Decimal(_) => "Decimal(..)",
            Self::Date(_) => "Date(..)",
            Self::Time(_) => "Time(..)",
            Self::DateTime(_) => "DateTime(..)",
            Self::Point(_) => "Point(..)",
            Self::One(_) => "One(..)",
            Self::Many(_) => "Many(..)",
            Self::Media(_) => "Media(..)",
            Self::Acknowledged => "Acknowledged",
        })
    }
}
