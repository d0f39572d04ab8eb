//! 特困人员认定: three tests, all at once (43号 art. 4).

use super::Limits;
use crate::{
    code::disability::{Disability, DisabilityKind, Grade},
    rules::Rule,
};
use serde::{Deserialize, Serialize};

/// 43号 art. 4-6 and 9.
pub const RULE: Rule = Rule {
    says: "特困 is who can not work, has nothing to live on, and has nobody able to support them; a minor who takes the children's programme is not.",
    term: "特困人员认定",
    source: "民发〔2021〕43号 art. 4-6, 8, 9",
    data: Some("rules"),
    tests: &[
        "assistance::destitute::ability_to_work_is_lost_by_age_or_by_the_card",
        "assistance::destitute::every_test_that_fails_is_named",
        "assistance::destitute::a_minor_in_a_programme_for_children_is_not_destitute",
        "assistance::destitute::income_at_the_standard_is_something_to_live_on",
    ],
};

/// From this age on nobody is asked to work (art. 5).
const OLD_AGE: u32 = 60;
/// Before this age nobody is (art. 5).
const WORKING_AGE: u32 = 16;
const ADULT_AGE: u32 = 18;

/// What the decision needs to know of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// Completed years ([`age_on`](crate::subject::person::age_on)).
    pub age: u32,
    /// As the card states them. A multiple disability says nothing here: give the kinds that it is made of.
    pub disabilities: Vec<Disability>,
    /// Unable to work by a rule of the province (LOCAL).
    pub unable_by_province: bool,
    /// The person's income, counted as art. 6 does: without the central basic pension, medical
    /// insurance and other social insurance, special care pensions and old-age allowances.
    pub income_fen_month: i64,
    /// Property is within the prefecture's limits (LOCAL; art. 7).
    pub property_within_limits: bool,
    /// Somebody is bound to support the person, and able to (art. 8).
    pub able_obligor: bool,
    /// Qualifies as 孤儿 or 事实无人抚养儿童 and is not known to have chosen against it (art. 9
    /// leaves the choice to the applicant).
    pub takes_programme_for_children: bool,
}

/// One of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// 无劳动能力
    CannotWork,
    /// 无生活来源
    NothingToLiveOn,
    /// 无法定义务人或义务人无履行能力
    NobodyToSupport,
}

/// What the facts come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome", content = "tests")]
pub enum Outcome {
    /// 特困人员
    Destitute,
    /// All three tests are met, and a programme for children cares for this minor.
    ProgrammeForChildren,
    /// These tests are not met.
    Fails(Vec<Test>),
}

impl Circumstances {
    /// Whether the three tests are met.
    pub fn assess(&self, limits: &Limits) -> Outcome {
        let tests = [
            (Test::CannotWork, self.cannot_work()),
            (Test::NothingToLiveOn, self.has_nothing_to_live_on(limits)),
            (Test::NobodyToSupport, !self.able_obligor),
        ];
        let failed: Vec<Test> = tests.into_iter().filter(|(_, met)| !met).map(|(test, _)| test).collect();
        if !failed.is_empty() {
            Outcome::Fails(failed)
        } else if self.age < ADULT_AGE && self.takes_programme_for_children {
            Outcome::ProgrammeForChildren
        } else {
            Outcome::Destitute
        }
    }

    fn cannot_work(&self) -> bool {
        !(WORKING_AGE..OLD_AGE).contains(&self.age)
            || self.unable_by_province
            || self.disabilities.iter().any(|disability| excuses_from_work(*disability))
    }

    /// Art. 6: below the 低保 standard, and little property.
    fn has_nothing_to_live_on(&self, limits: &Limits) -> bool {
        self.property_within_limits
            && i128::from(self.income_fen_month) < i128::from(limits.standard_fen_month)
    }
}

/// Art. 5(3).
fn excuses_from_work(Disability { kind, grade }: Disability) -> bool {
    match kind {
        DisabilityKind::Intellectual | DisabilityKind::Mental => grade <= Grade::Three,
        DisabilityKind::Physical => grade <= Grade::Two,
        DisabilityKind::Visual => grade == Grade::One,
        DisabilityKind::Hearing | DisabilityKind::Speech | DisabilityKind::Multiple => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistance::limits;

    fn grandmother() -> Circumstances {
        Circumstances {
            age: 80,
            disabilities: Vec::new(),
            unable_by_province: false,
            income_fen_month: 0,
            property_within_limits: true,
            able_obligor: false,
            takes_programme_for_children: false,
        }
    }

    #[test]
    fn ability_to_work_is_lost_by_age_or_by_the_card() {
        // Columns: grade 1 to 4. Rows: kinds, in the order of the card.
        let table = ["x...", "....", "....", "xx..", "xxx.", "xxx.", "...."];
        for age in 0..=110 {
            for (kind, row) in DisabilityKind::ALL.into_iter().zip(table) {
                for (grade, cell) in Grade::ALL.into_iter().zip(row.chars()) {
                    let slight = Disability { kind: DisabilityKind::Hearing, grade: Grade::One };
                    let person = Circumstances {
                        age,
                        disabilities: vec![slight, Disability { kind, grade }],
                        ..grandmother()
                    };
                    let of_age = (16..=59).contains(&age);
                    assert_eq!(person.cannot_work(), !of_age || cell == 'x', "{age} {kind:?} {grade:?}");
                }
            }
            let by_province = Circumstances { age, unable_by_province: true, ..grandmother() };
            assert!(by_province.cannot_work());
        }
    }

    #[test]
    fn every_test_that_fails_is_named() {
        use Test::{CannotWork, NobodyToSupport, NothingToLiveOn};
        let rows: [(bool, bool, bool, &[Test]); 7] = [
            (false, true, true, &[CannotWork]),
            (true, false, true, &[NothingToLiveOn]),
            (true, true, false, &[NobodyToSupport]),
            (false, false, true, &[CannotWork, NothingToLiveOn]),
            (false, true, false, &[CannotWork, NobodyToSupport]),
            (true, false, false, &[NothingToLiveOn, NobodyToSupport]),
            (false, false, false, &[CannotWork, NothingToLiveOn, NobodyToSupport]),
        ];
        for (old, poor, alone, failed) in rows {
            let person = Circumstances {
                age: if old { 60 } else { 59 },
                property_within_limits: poor,
                able_obligor: !alone,
                ..grandmother()
            };
            assert_eq!(person.assess(limits()), Outcome::Fails(failed.to_vec()));
        }
        assert_eq!(grandmother().assess(limits()), Outcome::Destitute);
    }

    #[test]
    fn a_minor_in_a_programme_for_children_is_not_destitute() {
        let child = |age| Circumstances {
            age,
            unable_by_province: true,
            takes_programme_for_children: true,
            ..grandmother()
        };
        assert_eq!(child(0).assess(limits()), Outcome::ProgrammeForChildren);
        assert_eq!(child(17).assess(limits()), Outcome::ProgrammeForChildren);
        assert_eq!(child(18).assess(limits()), Outcome::Destitute);
        let supported = Circumstances { able_obligor: true, ..child(7) };
        assert_eq!(supported.assess(limits()), Outcome::Fails(vec![Test::NobodyToSupport]));
        let chose_otherwise = Circumstances { takes_programme_for_children: false, ..child(7) };
        assert_eq!(chose_otherwise.assess(limits()), Outcome::Destitute);
    }

    #[test]
    fn income_at_the_standard_is_something_to_live_on() {
        let standard = i64::try_from(limits().standard_fen_month).unwrap();
        for (income_fen_month, poor) in [(-1, true), (standard - 1, true), (standard, false)] {
            let person = Circumstances { income_fen_month, ..grandmother() };
            assert_eq!(person.has_nothing_to_live_on(limits()), poor, "{income_fen_month}");
        }
    }
}
