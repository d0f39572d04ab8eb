//! What a person can answer, by kind.

use crate::{
    error::DoorstepError,
    moment::{CivilDate, ClockTime, LocalMoment},
};
use doorstep_forms::Value;

/// One answer. There is no empty one: an unanswered question has none.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Answer {
    /// Free text, or what a barcode says: at most 32 KiB of UTF-8.
    Text {
        /// As written.
        text: String,
    },
    /// A whole number of at most 15 digits.
    Integer {
        /// The number.
        number: i64,
    },
    /// An exact decimal of at most 15 digits.
    Decimal {
        /// As written: `1200.50`.
        number: String,
    },
    /// A day.
    Date {
        /// The day.
        date: CivilDate,
    },
    /// A time of day.
    Time {
        /// The time.
        time: ClockTime,
    },
    /// A moment.
    DateTime {
        /// The moment.
        moment: LocalMoment,
    },
    /// A place, as XLSForm writes it: `LATITUDE LONGITUDE ALTITUDE ACCURACY`, degrees and metres; the last two may be left out.
    Point {
        /// The place.
        point: String,
    },
    /// One choice.
    One {
        /// Its code.
        code: String,
    },
    /// Several choices.
    Many {
        /// Their codes.
        codes: Vec<String>,
    },
    /// A picture: what `photograph` and `attach` answered with.
    Media {
        /// Its SHA-256.
        sha256: String,
    },
    /// The one answer to a tick under words.
    Acknowledged,
}

impl Answer {
    /// As the core has it. A text that is no number or place is of the wrong type.
    pub(crate) fn value(self, path: &str) -> Result<Value, DoorstepError> {
        let wrong = || DoorstepError::invalid(path, "wrong_type");
        Ok(match self {
            Self::Text { text } => Value::Text(text),
            Self::Integer { number } => Value::Integer(number),
            Self::Decimal { number } => Value::Decimal(number.parse().map_err(|_| wrong())?),
            Self::Date { date } => Value::Date(date),
            Self::Time { time } => Value::Time(time),
            Self::DateTime { moment } => Value::DateTime(moment.moment().ok_or_else(wrong)?),
            Self::Point { point } => Value::Point(point.parse().map_err(|_| wrong())?),
            Self::One { code } => Value::One(code),
            Self::Many { codes } => Value::Many(codes),
            Self::Media { sha256 } => Value::Media(sha256),
            Self::Acknowledged => Value::Acknowledged,
        })
    }
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        match value {
            Value::Text(text) => Self::Text { text },
            Value::Integer(number) => Self::Integer { number },
            Value::Decimal(number) => Self::Decimal { number: number.to_string() },
            Value::Date(date) => Self::Date { date },
            Value::Time(time) => Self::Time { time },
            Value::DateTime(moment) => Self::DateTime { moment: moment.into() },
            Value::Point(point) => Self::Point { point: point.to_string() },
            Value::One(code) => Self::One { code },
            Value::Many(codes) => Self::Many { codes },
            Value::Media(sha256) => Self::Media { sha256 },
            Value::Acknowledged => Self::Acknowledged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<String>().prop_map(Value::Text),
            any::<i64>().prop_map(Value::Integer),
            (any::<i32>(), 0..100_u32)
                .prop_map(|(whole, part)| Value::Decimal(format!("{whole}.{part:02}").parse().unwrap())),
            (0..80_000_u64).prop_map(|days| Value::Date(CivilDate::default() + chrono::Days::new(days))),
            (0..86_400_u32).prop_map(|seconds| {
                Value::Time(ClockTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap())
            }),
            (0..4_000_000_000_i64, -1_000..1_000_i32).prop_map(|(seconds, offset_minutes)| {
                let at = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
                Value::DateTime(LocalMoment { at, offset_minutes }.moment().unwrap())
            }),
            (-90..=90_i32, -180..=180_i32).prop_map(|(north, east)| Value::Point(
                format!("{north}.0 {east}.0 4 12.5").parse().unwrap()
            )),
            any::<String>().prop_map(Value::One),
            any::<Vec<String>>().prop_map(Value::Many),
            any::<String>().prop_map(Value::Media),
            Just(Value::Acknowledged),
        ]
    }

    proptest! {
        #[test]
        fn an_answer_comes_back_as_it_went(value in values()) {
            prop_assert!(Answer::from(value.clone()).value("a").is_ok_and(|back| back == value));
        }
    }

    #[test]
    fn a_text_that_is_no_number_is_refused_at_its_question() {
        let wrong = Answer::Decimal { number: "1e3".to_owned() }.value("income/wage");
        assert_eq!(wrong.err(), Some(DoorstepError::invalid("income/wage", "wrong_type")));
    }
}
