//! Persons (人). A child's file has two faces: the minimal [`ChildCard`] that a
//! phone may hold, and the person itself.

use super::Item;
use crate::{
    code::citizen_number::{CitizenNumber, Sex},
    id::{HouseholdId, PersonId},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// One person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Stable.
    pub id: PersonId,
    /// Where they live.
    pub household: HouseholdId,
    /// Who they are.
    pub identity: Identity,
    /// How to reach them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Item<Phone>>,
    /// Relation to the head of household, GB/T 4761 in words: `head`, `spouse`, `son`, `grandchild` …
    pub relation: String,
    /// Why the station looks after them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concerns: Vec<Concern>,
    /// Who answers for them, if they are a child.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guardians: Vec<Item<Guardian>>,
    /// Health as last seen.
    #[serde(default)]
    pub health: Health,
}

impl Person {
    /// The groups an edit may name.
    pub const GROUPS: &[&str] = &["identity", "phones", "relation", "concerns", "guardians", "health"];

    /// Under 18 on `day` (未成年人, Law on the Protection of Minors art. 2). Without a birth date: not known to be one.
    pub fn is_child_on(&self, day: NaiveDate) -> bool {
        self.identity.birth_date.and_then(|born| age_on(born, day)).is_some_and(|age| age < 18)
    }
}

/// Completed years on `day`, counted from the day after the birthday as the courts
/// do not; from the birthday itself. Someone born on 29 February is a year older on
/// 1 March of a common year. `None` before birth.
pub fn age_on(born: NaiveDate, day: NaiveDate) -> Option<u32> {
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    let years = day.year() - born.year() - i32::from(!had_birthday);
    u32::try_from(years).ok()
}

/// Name, number, birth date and sex: one group, because the number implies the other two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// 姓名
    pub name: String,
    /// 公民身份号码, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citizen_number: Option<CitizenNumber>,
    /// 出生日期
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// 性别
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
}

/// One telephone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// As given.
    pub number: String,
    /// Whose it is, when not their own: `daughter`, `neighbour` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whose: Option<String>,
}

/// Why the station looks after someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// 农村留守儿童
    LeftBehindChild,
    /// 困境儿童
    DisadvantagedChild,
    /// 事实无人抚养儿童
    ChildWithoutCare,
    /// 孤儿
    Orphan,
    /// 独居老年人
    ElderLivingAlone,
    /// 空巢老年人
    EmptyNestElder,
    /// 留守老年人
    LeftBehindElder,
    /// 失能老年人
    DisabledElder,
    /// 重度残疾人
    SevereDisability,
}

/// Who answers for a child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guardian {
    /// 姓名
    pub name: String,
    /// `father`, `grandmother`, `entrusted` (委托照护) …
    pub relation: String,
    /// Whether this person has actual care (实际照料人).
    pub actual_carer: bool,
    /// A number to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Health, GB/T 2261.3 two-digit code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// `10` healthy … `69` other disability.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What a phone may hold of a child without a grant: enough to find the door and the child, no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChildCard {
    /// The child.
    pub id: PersonId,
    /// Where.
    pub household: HouseholdId,
    /// 姓名
    pub name: String,
    /// Year of birth only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_year: Option<i32>,
}

impl From<&Person> for ChildCard {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id,
            household: person.household,
            name: person.identity.name.clone(),
            birth_year: person.identity.birth_date.map(|born| born.year()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn age_turns_on_the_birthday_and_leap_day_children_turn_on_the_first_of_march() {
        let cases = [
            ("2008-11-22", "2026-11-21", Some(17)),
            ("2008-11-22", "2026-11-22", Some(18)),
            ("2008-02-29", "2026-02-28", Some(17)),
            ("2008-02-29", "2026-03-01", Some(18)),
            ("2008-02-29", "2028-02-29", Some(20)),
            ("2026-11-22", "2026-11-22", Some(0)),
            ("2026-11-22", "2026-11-21", None),
        ];
        for (born, on, age) in cases {
            assert_eq!(age_on(day(born), day(on)), age, "{born} on {on}");
        }
    }
}
