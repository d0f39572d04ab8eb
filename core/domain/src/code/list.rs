//! The short lists of personal codes: GB/T 2261.1–.4 and GB/T 4761, in
//! `data/codes.json`. The terms stand there for the reader; the words shown to people
//! live in the shells. A list that was not confirmed from its standard never denies.

use super::{Fault, Verdict, normalised};
use crate::rules::Rule;
use serde::{Deserialize, de::IgnoredAny};
use std::{collections::BTreeMap, sync::LazyLock};

/// What is asked of a listed code.
pub const RULE: Rule = Rule {
    says: "A code that its list does not have is denied, and only warns where the list itself is unverified.",
    term: "个人基本信息分类与代码",
    source: "GB/T 2261.1–2261.4; GB/T 4761",
    data: Some("codes.json"),
    tests: &["code::list::every_list_holds_its_codes", "code::list::only_a_list_that_was_confirmed_denies"],
};

/// A list of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// 性别, GB/T 2261.1 (unverified).
    Sex,
    /// 婚姻状况, GB/T 2261.2 (unverified).
    Marriage,
    /// 健康状况, GB/T 2261.3, two digits.
    Health,
    /// 健康状况, GB/T 2261.3, one digit (unverified).
    HealthBrief,
    /// 从业状况, GB/T 2261.4 (unverified).
    Employment,
    /// 家庭关系, GB/T 4761, one digit (unverified).
    Relation,
}

#[derive(Deserialize)]
struct Table {
    unverified: bool,
    codes: BTreeMap<String, IgnoredAny>,
}

/// Every list. Data that does not parse leaves none, which a test forbids.
static TABLES: LazyLock<BTreeMap<List, Table>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/codes.json")).unwrap_or_default());

impl List {
    /// Every list.
    pub const ALL: [Self; 6] =
        [Self::Sex, Self::Marriage, Self::Health, Self::HealthBrief, Self::Employment, Self::Relation];

    /// Judges a code as typed.
    pub fn check(self, text: &str) -> Verdict<String> {
        let code = normalised(text);
        match TABLES.get(&self) {
            Some(table) if table.codes.contains_key(&code) => Verdict::kept(code, []),
            Some(table) if !table.unverified => Verdict::Denied(Fault::NotListed),
            _ => Verdict::kept(code, [Fault::NotInUnverifiedList]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of a list, of all that have one digit or two.
    fn codes(list: List) -> String {
        let one = (0..=9).map(|code| format!("{code}"));
        let two = (0..=99).map(|code| format!("{code:02}"));
        let listed = one.chain(two).filter(|code| list.check(code).faults().is_empty());
        listed.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_list_holds_its_codes() {
        let health = "10 20 31 32 33 34 35 36 37 38 41 49 61 62 63 64 65 66 67 69";
        let rows = [
            (List::Sex, "0 1 2 9"),
            (List::Marriage, "10 20 21 22 23 30 40 90"),
            (List::Health, health),
            (List::HealthBrief, "1 2 3 6"),
            (List::Employment, "11 13 17 21 24 27 31 37 51 54 70 80 90"),
            (List::Relation, "0 1 2 3 4 5 6 7 8"),
        ];
        assert_eq!(rows.map(|(list, _)| list), List::ALL);
        for (list, expected) in rows {
            assert_eq!(codes(list), expected, "{list:?}");
        }
    }

    #[test]
    fn only_a_list_that_was_confirmed_denies() {
        for list in List::ALL {
            let verdict = list.check("68");
            if list == List::Health {
                assert_eq!(verdict, Verdict::Denied(Fault::NotListed));
            } else {
                assert_eq!(verdict.faults(), [Fault::NotInUnverifiedList], "{list:?}");
                assert_eq!(verdict.value().unwrap(), "68");
            }
        }
    }
}
