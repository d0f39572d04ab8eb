//! Answers of a form, read by name. Counties write their own forms, so a rule asks for what it needs
//! and says nothing where the form does not ask it.
//!
//! Names stand in groups, at any depth; what is inside a repeat is found in its instances only.

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::{DeserializeOwned, IntoDeserializer, value::Error};
use serde_json::{Map, Value};

/// Groups in groups: as deep as a form may nest.
const MOST_DEPTH: usize = 32;

/// The answers of a form, or of one instance of a repeat.
#[derive(Clone, Copy, Debug)]
pub struct Answers<'a>(&'a Map<String, Value>);

impl<'a> Answers<'a> {
    /// Of a visit's `answers`; `None` where there are none.
    pub fn of(answers: &'a Value) -> Option<Self> {
        answers.as_object().map(Self)
    }

    /// What was answered to a question, as it is written.
    pub fn get(self, name: &str) -> Option<&'a Value> {
        find(self.0, name, MOST_DEPTH)
    }

    /// A text, or the code of one choice.
    pub fn text(self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    /// Whether one choice, or one of several, has this code.
    pub fn has(self, name: &str, code: &str) -> bool {
        self.codes(name).any(|given| given == code)
    }

    /// The codes of several choices; one code is a list of one.
    pub fn codes(self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let (one, many) = match self.get(name) {
            Some(Value::Array(codes)) => (None, codes.as_slice()),
            Some(Value::String(code)) => (Some(code.as_str()), &[][..]),
            _ => (None, &[][..]),
        };
        one.into_iter().flat_map(str::split_whitespace).chain(many.iter().filter_map(Value::as_str))
    }

    /// The codes that a type knows, as the type. What it does not know is the county's own.
    pub fn coded<T: DeserializeOwned>(self, name: &str) -> impl Iterator<Item = T> + use<'a, T> {
        let known = |code: &str| T::deserialize(IntoDeserializer::<Error>::into_deserializer(code)).ok();
        self.codes(name).filter_map(known)
    }

    /// A whole number, which a calculation writes as a text.
    pub fn integer(self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// An amount of yuan as whole fen; `None` where there is a fraction of a fen.
    pub fn fen(self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Number(yuan) => yuan.as_i64()?.checked_mul(100),
            Value::String(text) => fen(text),
            _ => None,
        }
    }

    /// A civil date.
    pub fn date(self, name: &str) -> Option<NaiveDate> {
        self.text(name)?.parse().ok()
    }

    /// A moment.
    pub fn moment(self, name: &str) -> Option<DateTime<Utc>> {
        self.text(name)?.parse().ok()
    }

    /// The instances of a repeat, in order.
    pub fn instances(self, name: &str) -> impl Iterator<Item = Self> + use<'a> {
        let list = self.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(Self::of)
    }
}

fn find<'a>(group: &'a Map<String, Value>, name: &str, depth: usize) -> Option<&'a Value> {
    let inside = |value: &'a Value| find(value.as_object()?, name, depth.checked_sub(1)?);
    group.get(name).or_else(|| group.values().find_map(inside))
}

/// `12.5` yuan is 1250 fen.
fn fen(text: &str) -> Option<i64> {
    let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
    let negative = whole.starts_with('-');
    let given = [whole, cents].iter().any(|part| part.bytes().any(|digit| digit.is_ascii_digit()));
    let cents = cents.trim_end_matches('0');
    if !given || cents.len() > 2 || !cents.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = if matches!(whole, "" | "-") { 0 } else { whole.parse().ok()? };
    let part: i64 = format!("{cents:0<2}").parse().ok()?;
    whole.checked_mul(100)?.checked_add(if negative { -part } else { part })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn answers_are_found_in_groups_and_not_in_repeats() {
        let answers = json!({
            "income": { "wages": { "wage_income": "1234.5" }, "kinds": ["a", "b"] },
            "members": [{ "_id": 1, "years": "7", "born": "2019-02-28" }, { "_id": 3 }],
            "red_lines": "x y",
            "count": 4,
        });
        let answers = Answers::of(&answers).unwrap();
        assert_eq!(answers.fen("wage_income"), Some(123_450));
        assert_eq!(answers.fen("count"), Some(400));
        assert!(answers.has("kinds", "b") && !answers.has("kinds", "c") && answers.has("red_lines", "y"));
        assert_eq!(answers.integer("years"), None, "it is a member's, not the household's");
        let members: Vec<_> = answers.instances("members").collect();
        assert_eq!(members[0].integer("years"), Some(7));
        assert_eq!(members[0].date("born"), "2019-02-28".parse().ok());
        assert_eq!(members[1].integer("years"), None);
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in ["", ".", "-", "1.234", "1,5", "x", "1.x", "99999999999999999999", "１"] {
            let answers = json!({ "a": text });
            assert_eq!(Answers::of(&answers).unwrap().fen("a"), None, "{text}");
        }
    }

    #[test]
    fn no_depth_of_answers_is_followed_without_end() {
        let mut answers = json!({ "deep": 1 });
        for _ in 0..100 {
            answers = json!({ "group": answers });
        }
        assert_eq!(Answers::of(&answers).unwrap().get("deep"), None);
    }

    proptest! {
        #[test]
        fn an_amount_is_read_to_the_fen(fen in -9_000_000_000_i64..9_000_000_000) {
            let sign = if fen < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100);
            let answers = json!({ "a": text });
            prop_assert_eq!(Answers::of(&answers).unwrap().fen("a"), Some(fen));
        }
    }
}
