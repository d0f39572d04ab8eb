//! 月探访率: of the target elders on the roster at the end of a month, how many were reached in it (民发〔2022〕73号
//! (unverified)). The roster is frozen once, and the rate names the day of it; who joined or left on that very day
//! is listed, with the rate as it would have been, because that is where a denominator is made to fit.

use crate::{id::PersonId, rules::Rule, visit::Mode};
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How the rate is counted.
pub const RULE: Rule = Rule {
    says: "Each target elder on the roster at month end counts once if reached in that month; home visits count apart.",
    term: "月探访率",
    source: "民发〔2022〕73号 (unverified)",
    data: Some("rules/*.json"),
    tests: &[
        "elder::contact_rate::each_elder_counts_once_in_the_natural_month",
        "elder::contact_rate::the_roster_is_that_of_the_last_day",
        "elder::contact_rate::changes_of_the_last_day_are_shown_with_the_rate_without_them",
        "elder::contact_rate::the_rate_is_what_counting_one_by_one_gives",
    ],
};

/// What counts: section `contact_rate` of the rules table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Counting {
    /// Modes in which an elder can be reached (LOCAL).
    pub valid_modes: Vec<Mode>,
}

/// A natural month (自然月).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "NaiveDate")]
pub struct Month(NaiveDate);

impl From<NaiveDate> for Month {
    fn from(day: NaiveDate) -> Self {
        Self::of(day)
    }
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let next = self.0.checked_add_months(Months::new(1));
        next.and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }
}

/// One stay of an elder on the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// Who.
    pub elder: PersonId,
    /// First day on it.
    pub joined: NaiveDate,
    /// First day no longer on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<NaiveDate>,
}

impl Stay {
    fn holds_on(&self, day: NaiveDate) -> bool {
        self.joined <= day && self.left.is_none_or(|left| day < left)
    }
}

/// A roster at the end of a month. Made once and kept: what changes later changes no rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// Of which month.
    pub month: Month,
    /// The day of the denominator: the last of the month.
    pub as_of: NaiveDate,
    /// On it that day.
    pub elders: BTreeSet<PersonId>,
    /// Not on it the day before.
    pub joined_that_day: BTreeSet<PersonId>,
    /// On it the day before, and no more.
    pub left_that_day: BTreeSet<PersonId>,
}

/// Freezes the roster of a month.
pub fn freeze(month: Month, stays: &[Stay]) -> Frozen {
    let on = |day| -> BTreeSet<PersonId> {
        stays.iter().filter(|stay| stay.holds_on(day)).map(|stay| stay.elder).collect()
    };
    let as_of = month.last_day();
    let elders = on(as_of);
    let eve = as_of.pred_opt().map(on).unwrap_or_default();
    let joined_that_day = elders.difference(&eve).copied().collect();
    let left_that_day = eve.difference(&elders).copied().collect();
    Frozen { month, as_of, elders, joined_that_day, left_that_day }
}

/// An elder reached, in person: who was only looked for was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub elder: PersonId,
    /// On which day.
    pub day: NaiveDate,
    /// How.
    pub mode: Mode,
}

/// Elders reached, of elders on the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fraction {
    /// Reached.
    pub reached: usize,
    /// On the roster.
    pub roster: usize,
}

/// The rate of one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Of which month.
    pub month: Month,
    /// The day of the denominator.
    pub as_of: NaiveDate,
    /// By any valid mode.
    pub reached: Fraction,
    /// At home.
    pub at_home: Fraction,
    /// By any valid mode, had nobody joined or left on the last day.
    pub without_last_day: Fraction,
    /// On the roster and not reached: who is to be looked for.
    pub unreached: BTreeSet<PersonId>,
}

/// Counts the contacts of a month against its frozen roster.
pub fn rate(frozen: &Frozen, contacts: &[Contact], counting: &Counting) -> Rate {
    let valid = contacts
        .iter()
        .filter(|contact| frozen.month.contains(contact.day) && counting.valid_modes.contains(&contact.mode));
    let reached: BTreeSet<PersonId> = valid.clone().map(|contact| contact.elder).collect();
    let at_home = valid.filter(|contact| contact.mode == Mode::Home).map(|contact| contact.elder).collect();
    let before = frozen.elders.difference(&frozen.joined_that_day).chain(&frozen.left_that_day);
    let before: BTreeSet<PersonId> = before.copied().collect();
    Rate {
        month: frozen.month,
        as_of: frozen.as_of,
        reached: fraction(&frozen.elders, &reached),
        at_home: fraction(&frozen.elders, &at_home),
        without_last_day: fraction(&before, &reached),
        unreached: frozen.elders.difference(&reached).copied().collect(),
    }
}

fn fraction(roster: &BTreeSet<PersonId>, reached: &BTreeSet<PersonId>) -> Fraction {
    Fraction { reached: roster.intersection(reached).count(), roster: roster.len() }
}

#[cfg(test)]
mod tests;
