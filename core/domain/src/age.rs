//! Age in full years (周岁) on a civil day.
//!
//! Two conventions stand a day apart. In daily administration a person turns N on the birthday. By the Civil Code
//! (民法典) art. 201-202 the day of birth is not counted and the corresponding day is the *last* of the period: N
//! years are full from the day after, as the courts say outright of crimes (法释〔2006〕1号 art. 2). Here each
//! person has the better of the two: [`Age::has_reached`] counts from the birthday, and [`Age::is_under`] still
//! holds on it, so that a child keeps its protection to the end of that day.
//!
//! Where the month lacks the day, its last day is the last of the period (art. 202): who was born on 29 February
//! is a year older on 1 March of a common year, by both conventions.

use crate::rules::Rule;
use chrono::{Datelike, NaiveDate};

/// Under this age a child is never left unattended (未成年人保护法 art. 21).
pub const NEVER_UNATTENDED_UNDER: u32 = 8;
/// Under this age a guardian consents, and all data are sensitive (个人信息保护法 art. 28, 31; 未成年人保护法 art. 72).
pub const GUARDIAN_CONSENTS_UNDER: u32 = 14;
/// Under this age a child does not live alone (未成年人保护法 art. 21), and may count as left behind (国发〔2016〕13号).
pub const NEVER_ALONE_UNDER: u32 = 16;
/// Under this age one is a minor (未成年人保护法 art. 2).
pub const MINOR_UNDER: u32 = 18;
/// From this age one is an elder (老年人权益保障法 art. 2).
pub const ELDER_FROM: u32 = 60;

const MONTHS_A_YEAR: u32 = 12;

/// How the conventions are held to.
pub const RULE: Rule = Rule {
    says: "A person turns N on the birthday, and what protects those under N still holds on that day.",
    term: "周岁",
    source: "民法典 art. 201-202, 1259; 法释〔2006〕1号 art. 2",
    data: None,
    tests: &[
        "age::a_child_is_fourteen_on_the_birthday_and_under_fourteen_to_its_end",
        "age::a_leap_day_child_is_older_on_the_first_of_march",
        "age::both_conventions_agree_with_a_calendar_walked_year_by_year",
    ],
};

/// An age on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// By birthdays.
    turned_months: u32,
    /// Over before the day began.
    over_months: u32,
}

impl Age {
    /// `None` where `day` is before birth: a wrong date, not an age.
    pub fn on(birth: NaiveDate, day: NaiveDate) -> Option<Self> {
        let turned_months = months_between(birth, day)?;
        let on_the_day = u32::from(birth.day() == day.day());
        Some(Self { turned_months, over_months: turned_months.saturating_sub(on_the_day) })
    }

    /// As told at a door, in full years, where the birth date is not known.
    pub fn told(years: u32) -> Self {
        let months = years.saturating_mul(MONTHS_A_YEAR);
        Self { turned_months: months, over_months: months }
    }

    /// Full years, by birthdays.
    pub fn years(self) -> u32 {
        self.turned_months / MONTHS_A_YEAR
    }

    /// Full months beyond the years, 0 to 11.
    pub fn months(self) -> u32 {
        self.turned_months % MONTHS_A_YEAR
    }

    /// 不满: for what protects the young. Holds to the end of the birthday.
    pub fn is_under(self, years: u32) -> bool {
        self.over_months / MONTHS_A_YEAR < years
    }

    /// 已满: for what age entitles to. Holds from the birthday.
    pub fn has_reached(self, years: u32) -> bool {
        self.years() >= years
    }
}

/// Whole months from one day to another; a month that lacks the day is over with its last. `None` backwards.
pub fn months_between(from: NaiveDate, to: NaiveDate) -> Option<u32> {
    let index = |day: NaiveDate| i64::from(day.year()) * i64::from(MONTHS_A_YEAR) + i64::from(day.month0());
    u32::try_from(index(to) - index(from) - i64::from(to.day() < from.day())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::person::age_on;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn age(birth: &str, on: &str) -> Age {
        Age::on(day(birth), day(on)).unwrap()
    }

    #[test]
    fn a_child_is_fourteen_on_the_birthday_and_under_fourteen_to_its_end() {
        let rows = [
            ("2026-11-21", 13, 11, true, false),
            ("2026-11-22", 14, 0, true, true),
            ("2026-11-23", 14, 0, false, true),
            ("2027-01-22", 14, 2, false, true),
        ];
        for (on, years, months, under, reached) in rows {
            let age = age("2012-11-22", on);
            assert_eq!((age.years(), age.months()), (years, months), "{on}");
            assert_eq!(age.is_under(GUARDIAN_CONSENTS_UNDER), under, "{on}");
            assert_eq!(age.has_reached(14), reached, "{on}");
        }
    }

    #[test]
    fn every_threshold_protects_on_its_birthday_and_not_on_the_day_after() {
        let articles = [
            (NEVER_UNATTENDED_UNDER, "2018"),
            (GUARDIAN_CONSENTS_UNDER, "2012"),
            (NEVER_ALONE_UNDER, "2010"),
            (MINOR_UNDER, "2008"),
        ];
        for (threshold, born) in articles {
            let birth = format!("{born}-03-31");
            assert!(age(&birth, "2026-03-31").is_under(threshold), "{threshold}");
            assert!(!age(&birth, "2026-04-01").is_under(threshold), "{threshold}");
        }
        assert!(!age("1966-03-31", "2026-03-30").has_reached(ELDER_FROM));
        assert!(age("1966-03-31", "2026-03-31").has_reached(ELDER_FROM));
    }

    #[test]
    fn a_leap_day_child_is_older_on_the_first_of_march() {
        let rows = [
            ("2026-02-28", 13, true),
            ("2026-03-01", 14, false),
            ("2028-02-28", 15, false),
            ("2028-02-29", 16, false),
        ];
        for (on, years, under) in rows {
            let age = age("2012-02-29", on);
            assert_eq!((age.years(), age.is_under(14)), (years, under), "{on}");
        }
        assert!(age("2012-02-29", "2028-02-29").is_under(16));
        assert!(!age("2012-02-29", "2028-03-01").is_under(16));
    }

    #[test]
    fn a_day_before_birth_has_no_age_and_the_day_of_birth_has() {
        assert_eq!(Age::on(day("2026-11-22"), day("2026-11-21")), None);
        let newborn = age("2026-11-22", "2026-11-22");
        assert_eq!((newborn.years(), newborn.months(), newborn.is_under(1)), (0, 0, true));
        assert!(!newborn.is_under(0));
    }

    proptest! {
        #[test]
        fn both_conventions_agree_with_a_calendar_walked_year_by_year(
            born in 0..40_000_u64, lived in 0..40_000_u64, years in 0..110_u32,
        ) {
            let birth = day("1920-01-01") + chrono::Days::new(born);
            let on = birth + chrono::Days::new(lived);
            let age = Age::on(birth, on).unwrap();
            // chrono gives the last day of the month where the day is lacking: art. 202 to the letter.
            let last = birth + chrono::Months::new(12 * years);
            let lacking = last.day() != birth.day();
            prop_assert_eq!(age.is_under(years), years > 0 && on <= last, "{} {}", birth, on);
            prop_assert_eq!(age.has_reached(years), if lacking { on > last } else { on >= last });
            prop_assert_eq!(Some(age.years()), age_on(birth, on));
        }

        #[test]
        fn age_never_falls_and_no_month_is_longer_than_31_days(
            born in 0..40_000_u64, lived in 1..40_000_u64,
        ) {
            let birth = day("1920-01-01") + chrono::Days::new(born);
            let on = birth + chrono::Days::new(lived);
            let (eve, today) = (months_between(birth, on.pred_opt().unwrap()), months_between(birth, on));
            prop_assert!(eve <= today);
            let since = birth + chrono::Months::new(today.unwrap());
            prop_assert!((0..=31).contains(&(on - since).num_days()));
        }
    }
}
