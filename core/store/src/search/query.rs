//! What a person typed, as expressions of the index.

use super::grams;
use serde::{Deserialize, Serialize};

/// Where a hit may lie. Hits on the name come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Tier {
    Name,
    Elsewhere,
}

/// A query cut at blanks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Query {
    /// Runs of characters, as phrases.
    characters: Vec<String>,
    /// Runs of digits.
    digits: Vec<String>,
    /// Latin letters, joined: `zhang san` is `zhangsan`.
    latin: String,
}

impl Query {
    pub(super) fn parse(text: &str) -> Self {
        let text: String = text.chars().map(grams::narrow).collect();
        let mut query = Self { characters: Vec::new(), digits: Vec::new(), latin: String::new() };
        for part in text.split_whitespace() {
            let plain: String = part.chars().filter(|c| !matches!(c, '-' | '\'' | '’' | '·')).collect();
            let is_latin = |c: char| c.is_ascii_alphabetic() || matches!(c, 'ü' | 'Ü');
            if plain.is_empty() {
                continue;
            } else if plain.chars().all(|c| c.is_ascii_digit()) {
                query.digits.push(plain);
            } else if plain.chars().all(is_latin) {
                query.latin.push_str(&plain.to_lowercase().replace('ü', "v"));
            } else {
                query.characters.push(grams::characters(part));
            }
        }
        query.characters.retain(|run| !run.is_empty());
        query
    }

    /// Expressions for `search_text` and `search_sound` in one tier; both `None` where
    /// nothing can match there. Every token is quoted, so nothing typed is an operator.
    pub(super) fn expressions(&self, tier: Tier) -> (Option<String>, Option<String>) {
        let sound = (!self.latin.is_empty()).then(|| format!("\"{}\" *", self.latin));
        let in_name = self.text(|phrase| format!("name : \"{phrase}\""), None);
        match tier {
            Tier::Name if self.digits.is_empty() => (in_name, sound),
            Tier::Name => (None, None),
            Tier::Elsewhere => {
                let anywhere = self.text(|phrase| format!("\"{phrase}\""), Some(anywhere_digits));
                match (anywhere, in_name, self.digits.is_empty()) {
                    (None, ..) => (None, None),
                    (Some(anywhere), Some(in_name), true) => {
                        (Some(format!("({anywhere}) NOT ({in_name})")), sound)
                    }
                    (Some(anywhere), ..) => (Some(anywhere), sound),
                }
            }
        }
    }

    fn text(
        &self,
        phrase: impl Fn(&String) -> String,
        number: Option<fn(&String) -> String>,
    ) -> Option<String> {
        let numbers = self.digits.iter().filter_map(|digits| number.map(|number| number(digits)));
        let parts: Vec<String> = self.characters.iter().map(phrase).chain(numbers).collect();
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }
}

/// A run of digits is part of a code or a telephone number, or stands in an address (三组12号).
fn anywhere_digits(run: &String) -> String {
    let in_number = match grams::threes(run) {
        Some(threes) => format!("digits : \"{threes}\""),
        None => format!("digits : \"{run}\" *"),
    };
    format!("({in_number} OR address : \"{}\")", grams::characters(run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_is_an_operator_of_the_index() {
        for typed in ["\"", "name:张", "张 OR 李", "a*", "NEAR(", "张三\"", "- -", "^张", "{}"] {
            for tier in [Tier::Name, Tier::Elsewhere] {
                let (text, sound) = Query::parse(typed).expressions(tier);
                for expression in text.into_iter().chain(sound) {
                    assert!(expression.matches('"').count().is_multiple_of(2), "{typed}: {expression}");
                }
            }
        }
    }

    #[test]
    fn parts_in_letters_digits_and_characters_are_told_apart() {
        let query = Query::parse(" Zhang  san １３９-00 张三 3组 ");
        assert_eq!(query.latin, "zhangsan");
        assert_eq!(query.digits, ["13900"]);
        assert_eq!(query.characters, ["张 三", "3 组"]);
    }
}
