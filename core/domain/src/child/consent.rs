//! Consent to keep a child's data: under 14 a parent or other guardian gives it (个人信息保护法 art. 31; 未成年人保护法
//! art. 72), from then on the child itself. It is asked for where consent is the basis; what a statute requires
//! (art. 13(3)), a mandatory report above all, waits for none.

use crate::{
    age::{Age, GUARDIAN_CONSENTS_UNDER},
    rules::Rule,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Who consents, and when.
pub const RULE: Rule = Rule {
    says: "A guardian consents for a child under fourteen; at fourteen that lapses, and the child is asked.",
    term: "监护人同意",
    source: "个人信息保护法 art. 13, 15, 31; 未成年人保护法 art. 72",
    data: None,
    tests: &[
        "child::consent::the_guardians_consent_lapses_after_the_fourteenth_birthday",
        "child::consent::who_may_consent_over_all_givers_and_both_ages",
        "child::consent::a_consent_withdrawn_ends_on_that_day_and_a_new_one_stands",
    ],
};

/// Who said yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Giver {
    /// 父母
    Parent,
    /// 其他监护人: by law or by appointment.
    Guardian,
    /// 被委托人: cares, and is no guardian by that (未成年人保护法 art. 22).
    EntrustedCarer,
    /// The child itself.
    Child,
}

/// Who has to say yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needed {
    /// Under 14.
    Guardian,
    /// From the day after the fourteenth birthday.
    Child,
}

/// One consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// By whom.
    pub by: Giver,
    /// The day from which it holds.
    pub given: NaiveDate,
    /// The first day on which it no longer holds (撤回同意, art. 15); what was done before stays lawful.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<NaiveDate>,
}

/// How consent stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Someone who may has consented.
    Holds,
    /// A guardian had, and the child has turned fourteen and not been asked.
    Lapsed,
    /// Given by one who may, and taken back.
    Withdrawn,
    /// Only by someone who may not.
    NotTheirs,
    /// Never.
    Missing,
}

/// Who has to consent at this age.
pub fn needed(age: Age) -> Needed {
    if age.is_under(GUARDIAN_CONSENTS_UNDER) { Needed::Guardian } else { Needed::Child }
}

/// How the consents of a child born on `birth` stand on `day`; `None` before birth.
pub fn standing(birth: NaiveDate, day: NaiveDate, consents: &[Consent]) -> Option<Standing> {
    let needed = needed(Age::on(birth, day)?);
    let given = || consents.iter().filter(|consent| consent.given <= day);
    let holds = |consent: &&Consent| consent.withdrawn.is_none_or(|withdrawn| day < withdrawn);
    let theirs = |consent: &&Consent| may(consent.by, needed);
    Some(if given().filter(theirs).any(|consent| holds(&consent)) {
        Standing::Holds
    } else if given().any(|consent| theirs(&consent)) {
        Standing::Withdrawn
    } else if given().any(|consent| may(consent.by, Needed::Guardian)) {
        Standing::Lapsed
    } else if given().next().is_some() {
        Standing::NotTheirs
    } else {
        Standing::Missing
    })
}

fn may(giver: Giver, needed: Needed) -> bool {
    match needed {
        Needed::Guardian => matches!(giver, Giver::Parent | Giver::Guardian),
        Needed::Child => giver == Giver::Child,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn consent(by: Giver, given: &str, withdrawn: Option<&str>) -> Consent {
        Consent { by, given: day(given), withdrawn: withdrawn.map(day) }
    }

    /// Of a child born on 22 November 2012.
    fn on(text: &str, consents: &[Consent]) -> Standing {
        standing(day("2012-11-22"), day(text), consents).unwrap()
    }

    #[test]
    fn the_guardians_consent_lapses_after_the_fourteenth_birthday() {
        let mother = consent(Giver::Parent, "2024-01-10", None);
        assert_eq!(on("2024-01-09", &[mother]), Standing::Missing);
        assert_eq!(on("2024-01-10", &[mother]), Standing::Holds);
        assert_eq!(on("2026-11-22", &[mother]), Standing::Holds);
        assert_eq!(on("2026-11-23", &[mother]), Standing::Lapsed);
        let own = consent(Giver::Child, "2026-11-23", None);
        assert_eq!(on("2026-11-23", &[mother, own]), Standing::Holds);
        assert_eq!(on("2026-11-22", &[own]), Standing::Missing);
    }

    #[test]
    fn a_leap_day_childs_guardian_consents_to_the_end_of_february() {
        let mother = [consent(Giver::Parent, "2024-01-10", None)];
        let on = |text| standing(day("2012-02-29"), day(text), &mother);
        assert_eq!(on("2026-02-28"), Some(Standing::Holds));
        assert_eq!(on("2026-03-01"), Some(Standing::Lapsed));
        assert_eq!(on("2012-02-28"), None);
    }

    #[test]
    fn who_may_consent_over_all_givers_and_both_ages() {
        let rows = [
            (Giver::Parent, Standing::Holds, Standing::Lapsed),
            (Giver::Guardian, Standing::Holds, Standing::Lapsed),
            (Giver::EntrustedCarer, Standing::NotTheirs, Standing::NotTheirs),
            (Giver::Child, Standing::NotTheirs, Standing::Holds),
        ];
        for (by, at_thirteen, at_fourteen) in rows {
            let given = [consent(by, "2024-01-10", None)];
            assert_eq!(on("2026-11-21", &given), at_thirteen, "{by:?}");
            assert_eq!(on("2026-11-23", &given), at_fourteen, "{by:?}");
        }
    }

    #[test]
    fn a_consent_withdrawn_ends_on_that_day_and_a_new_one_stands() {
        let withdrawn = consent(Giver::Parent, "2024-01-10", Some("2025-03-01"));
        assert_eq!(on("2025-02-28", &[withdrawn]), Standing::Holds);
        assert_eq!(on("2025-03-01", &[withdrawn]), Standing::Withdrawn);
        let carer = consent(Giver::EntrustedCarer, "2025-03-02", None);
        assert_eq!(on("2025-03-02", &[withdrawn, carer]), Standing::Withdrawn);
        let again = consent(Giver::Guardian, "2025-04-01", None);
        assert_eq!(on("2025-04-01", &[withdrawn, again]), Standing::Holds);
    }

    proptest! {
        #[test]
        fn who_may_not_never_makes_consent_hold(lived in 0..6_000_u64, given in 0..6_000_u64) {
            let birth = day("2012-02-29");
            let on = birth + chrono::Days::new(lived);
            let by = |by| Consent { by, given: birth + chrono::Days::new(given), withdrawn: None };
            let wrong = match needed(Age::on(birth, on).unwrap()) {
                Needed::Guardian => [by(Giver::Child), by(Giver::EntrustedCarer)],
                Needed::Child => [by(Giver::Parent), by(Giver::EntrustedCarer)],
            };
            prop_assert_ne!(standing(birth, on, &wrong), Some(Standing::Holds));
        }
    }
}
