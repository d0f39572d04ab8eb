//! Disability, GB/T 26341-2010: seven types, four grades, and who counts as severely
//! disabled (重残). The programmes differ in that, so each has a function of its own.

use crate::rules::Rule;
use serde::{Deserialize, Serialize};

/// Who counts as severely disabled.
pub const RULE: Rule = Rule {
    says: "Grades 1 and 2 are severe in every programme; of intellectual and mental disability also grade 3 for a single application for minimum living allowance, and grades 3 and 4 for a child's parents.",
    term: "重残",
    source: "GB/T 26341-2010; 民发〔2021〕57号; 民发〔2019〕62号 (unverified)",
    data: None,
    tests: &["code::disability::each_programme_draws_its_own_line"],
};

/// Type (残疾类别), as the standard numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabilityKind {
    /// 视力残疾: 1.
    Visual,
    /// 听力残疾: 2.
    Hearing,
    /// 言语残疾: 3.
    Speech,
    /// 肢体残疾: 4.
    Physical,
    /// 智力残疾: 5.
    Intellectual,
    /// 精神残疾: 6.
    Mental,
    /// 多重残疾: 7, two or more of the others.
    Multiple,
}

/// Grade (残疾等级), from the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 一级, the worst.
    One,
    /// 二级
    Two,
    /// 三级
    Three,
    /// 四级
    Four,
}

/// One disability, as the card states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Disability {
    /// Of what.
    pub kind: DisabilityKind,
    /// How severe.
    pub grade: Grade,
}

impl DisabilityKind {
    /// Every type, in the order of the standard.
    pub const ALL: [Self; 7] = [
        Self::Visual,
        Self::Hearing,
        Self::Speech,
        Self::Physical,
        Self::Intellectual,
        Self::Mental,
        Self::Multiple,
    ];

    /// The type of a digit, 1–7.
    pub fn from_digit(digit: char) -> Option<Self> {
        let before = digit.to_digit(10)?.checked_sub(1)?;
        Self::ALL.get(usize::try_from(before).ok()?).copied()
    }

    fn of_the_mind(self) -> bool {
        matches!(self, Self::Intellectual | Self::Mental)
    }
}

impl Grade {
    /// Every grade, from the worst.
    pub const ALL: [Self; 4] = [Self::One, Self::Two, Self::Three, Self::Four];

    /// The grade of a digit, 1–4.
    pub fn from_digit(digit: char) -> Option<Self> {
        let before = digit.to_digit(10)?.checked_sub(1)?;
        Self::ALL.get(usize::try_from(before).ok()?).copied()
    }
}

/// Severe for 低保: may apply alone, apart from the family (单人户). Grades 1 and 2, and grade 3 of
/// intellectual and mental disability.
pub fn severe_for_single_application(kind: DisabilityKind, grade: Grade) -> bool {
    match grade {
        Grade::One | Grade::Two => true,
        Grade::Three => kind.of_the_mind(),
        Grade::Four => false,
    }
}

/// Severe for 事实无人抚养儿童: a parent who cannot raise the child. Grades 1 and 2, and every grade of
/// intellectual and mental disability (民发〔2019〕62号 (unverified)).
pub fn severe_for_parent(kind: DisabilityKind, grade: Grade) -> bool {
    match grade {
        Grade::One | Grade::Two => true,
        Grade::Three | Grade::Four => kind.of_the_mind(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Grades that are severe by type, types in the order of the standard.
    fn table(severe: fn(DisabilityKind, Grade) -> bool) -> Vec<usize> {
        let grades = |kind| Grade::ALL.iter().filter(|grade| severe(kind, **grade)).count();
        DisabilityKind::ALL.into_iter().map(grades).collect()
    }

    #[test]
    fn each_programme_draws_its_own_line() {
        assert_eq!(table(severe_for_single_application), [2, 2, 2, 2, 3, 3, 2]);
        assert_eq!(table(severe_for_parent), [2, 2, 2, 2, 4, 4, 2]);
    }

    #[test]
    fn severity_never_ends_above_a_worse_grade() {
        for severe in [severe_for_single_application, severe_for_parent] {
            for kind in DisabilityKind::ALL {
                let by_grade = Grade::ALL.map(|grade| severe(kind, grade));
                assert!(by_grade.is_sorted_by(|worse, better| worse >= better), "{kind:?}");
            }
        }
    }

    #[test]
    fn only_the_digits_of_the_standard_are_types_and_grades() {
        let kinds: String = ('0'..='9').filter(|c| DisabilityKind::from_digit(*c).is_some()).collect();
        let grades: String = ('0'..='9').filter(|c| Grade::from_digit(*c).is_some()).collect();
        assert_eq!((kinds.as_str(), grades.as_str()), ("1234567", "1234"));
        assert_eq!(DisabilityKind::from_digit('5'), Some(DisabilityKind::Intellectual));
        assert_eq!(Grade::from_digit('4'), Some(Grade::Four));
    }
}
