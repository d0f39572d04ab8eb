//! Left-behind children (农村留守儿童, 国发〔2016〕13号) and children in hardship (困境儿童, 国发〔2016〕36号).

use crate::{
    age::{Age, MINOR_UNDER, NEVER_ALONE_UNDER},
    rules::Rule,
};
use serde::{Deserialize, Serialize};

/// Both groups.
pub const RULES: [Rule; 2] = [
    Rule {
        says: "A child under 16 is left behind when both parents work away, or one does and the other cannot care.",
        term: "农村留守儿童",
        source: "国发〔2016〕13号",
        data: Some("rules/*.json"),
        tests: &[
            "child::left_behind::every_pair_of_parents_is_as_tabled",
            "child::left_behind::it_ends_with_the_sixteenth_birthday",
            "child::left_behind::absence_counts_from_the_countys_month",
        ],
    },
    Rule {
        says: "A minor is in hardship by poverty, by their own condition, or by want of guardianship.",
        term: "困境儿童",
        source: "国发〔2016〕36号",
        data: None,
        tests: &["child::left_behind::hardship_is_a_minors_and_each_kind_is_named_once"],
    },
];

/// Where one parent of a rural household is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Whereabouts {
    /// At home, or near enough to raise the child.
    Caring,
    /// No capacity of guardianship (无监护能力); who is dead or missing has none either.
    Incapable,
    /// 外出务工
    Away {
        /// Full months.
        months: u32,
    },
}

/// How a child is left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftBehind {
    /// 父母双方外出务工
    BothAway,
    /// 一方外出务工，另一方无监护能力
    OneAwayOtherIncapable,
}

/// Whether a child of this age is left behind. Who is away for less than `least_months` (LOCAL) still cares.
pub fn left_behind(age: Age, parents: [Whereabouts; 2], least_months: u32) -> Option<LeftBehind> {
    use Whereabouts::{Away, Caring, Incapable};
    let parents = parents.map(|parent| match parent {
        Away { months } if months < least_months => Caring,
        other => other,
    });
    match parents {
        _ if !age.is_under(NEVER_ALONE_UNDER) => None,
        [Away { .. }, Away { .. }] => Some(LeftBehind::BothAway),
        [Away { .. }, Incapable] | [Incapable, Away { .. }] => Some(LeftBehind::OneAwayOtherIncapable),
        [Caring, _] | [_, Caring] | [Incapable, Incapable] => None,
    }
}

/// The three kinds of hardship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hardship {
    /// 家庭贫困
    Poverty,
    /// 自身残疾; counties count serious illness and HIV here too.
    OwnCondition,
    /// 监护缺失或监护不当
    Guardianship,
}

/// The categories by which counties keep these children (LOCAL).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// 孤儿
    Orphan,
    /// 事实无人抚养儿童
    Unattended,
    /// 艾滋病病毒感染儿童
    Hiv,
    /// 重残儿童
    SevereDisability,
    /// 重病儿童
    SeriousIllness,
    /// 贫困家庭儿童
    PoorFamily,
    /// 监护不当儿童
    PoorGuardianship,
}

impl Category {
    /// Which of the three it falls under; our reading.
    pub fn hardship(self) -> Hardship {
        match self {
            Self::PoorFamily => Hardship::Poverty,
            Self::Hiv | Self::SevereDisability | Self::SeriousIllness => Hardship::OwnCondition,
            Self::Orphan | Self::Unattended | Self::PoorGuardianship => Hardship::Guardianship,
        }
    }
}

/// The hardships of a child in these categories, each once; none from 18.
pub fn hardships(age: Age, categories: &[Category]) -> Vec<Hardship> {
    if !age.is_under(MINOR_UNDER) {
        return Vec::new();
    }
    let mut hardships: Vec<Hardship> = categories.iter().map(|category| category.hardship()).collect();
    hardships.sort_unstable();
    hardships.dedup();
    hardships
}

#[cfg(test)]
mod tests {
    use super::{
        Whereabouts::{Away, Caring, Incapable},
        *,
    };

    fn born_2012_on(day: &str) -> Age {
        Age::on("2012-05-01".parse().unwrap(), day.parse().unwrap()).unwrap()
    }

    #[test]
    fn every_pair_of_parents_is_as_tabled() {
        let states = [Caring, Incapable, Away { months: 0 }];
        // B: both away, O: one away and the other incapable.
        let rows = ["...", "..O", ".OB"];
        for (one, row) in states.into_iter().zip(rows) {
            for (other, expected) in states.into_iter().zip(row.chars()) {
                let found = match left_behind(born_2012_on("2026-11-22"), [one, other], 0) {
                    Some(LeftBehind::BothAway) => 'B',
                    Some(LeftBehind::OneAwayOtherIncapable) => 'O',
                    None => '.',
                };
                assert_eq!(found, expected, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn it_ends_with_the_sixteenth_birthday() {
        let on = |day| left_behind(born_2012_on(day), [Away { months: 9 }; 2], 0).is_some();
        assert!(on("2028-05-01"));
        assert!(!on("2028-05-02"));
    }

    #[test]
    fn absence_counts_from_the_countys_month() {
        let child = born_2012_on("2026-11-22");
        for (months, counts) in [(2, false), (3, true), (4, true)] {
            let away = Away { months };
            assert_eq!(left_behind(child, [away, Away { months: 12 }], 3).is_some(), counts, "{months}");
            assert_eq!(left_behind(child, [Incapable, away], 3).is_some(), counts, "{months}");
        }
    }

    #[test]
    fn hardship_is_a_minors_and_each_kind_is_named_once() {
        let categories = [Category::Unattended, Category::PoorFamily, Category::Hiv, Category::Orphan];
        let all = [Hardship::Poverty, Hardship::OwnCondition, Hardship::Guardianship];
        assert_eq!(hardships(born_2012_on("2030-05-01"), &categories), all);
        assert_eq!(hardships(born_2012_on("2030-05-02"), &categories), []);
        assert_eq!(
            hardships(born_2012_on("2026-05-02"), &[Category::PoorGuardianship]),
            [Hardship::Guardianship]
        );
        assert_eq!(
            hardships(born_2012_on("2026-05-02"), &[Category::SeriousIllness]),
            [Hardship::OwnCondition]
        );
        assert_eq!(
            hardships(born_2012_on("2026-05-02"), &[Category::SevereDisability]),
            [Hardship::OwnCondition]
        );
    }
}
