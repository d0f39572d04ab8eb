//! Rule tables as data: one JSON file a version, compiled in. Numbers that a county
//! may set are marked LOCAL in the field's doc.

use super::RulesVersion;
use crate::{
    assistance,
    cadence::{Area, Cadence, ClassRule, Every, Since},
    child,
    deadline::Deadlines,
    elder::{ability, contact_rate},
    hours,
    missed_contact::Ladder,
    visit::VisitTag,
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};
use thiserror::Error;

/// One version of the rules.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RulesTable {
    /// Its name.
    pub version: RulesVersion,
    /// First day on which it is in force.
    pub effective_from: NaiveDate,
    /// Whether household checks by phone or video are allowed: only during a major
    /// emergency that the county has declared (民发〔2021〕57号 art. 16, last paragraph).
    pub remote_household_check: bool,
    /// Investigators a household check needs, the author included (art. 16).
    pub household_investigators: usize,
    /// Most minutes that one hours entry may give.
    pub hours_entry_most_minutes: u32,
    /// What a county may set about hours.
    pub hours: hours::Limits,
    /// The interval between visits by kind and class: in days, where nothing else is said (LOCAL).
    pub interval_days: BTreeMap<VisitTag, BTreeMap<String, ClassRule>>,
    /// What the county sets of deadlines.
    pub deadlines: Deadlines,
    /// What the county sets of cadence, beside the intervals.
    pub cadence: Cadence,
    /// How soon each rung of the ladder follows where nobody answers.
    pub missed_contact: Ladder,
    /// Social assistance (社会救助).
    pub assistance: assistance::Limits,
    /// What of a child's care a county may set.
    pub child: child::Settings,
    /// How an elder's ability is graded.
    pub ability: ability::Scale,
    /// Which contacts with elders count.
    pub contact_rate: contact_rate::Counting,
}

/// No table of this name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the rules version is unknown")]
pub struct UnknownVersion;

impl RulesTable {
    /// The last day on which the next visit is in time, by the class alone: `last` plus its interval.
    pub fn next_due(&self, visit: VisitTag, class: &str, last: NaiveDate) -> Option<NaiveDate> {
        self.every(visit, class, None)
            .map(|every| every.due(Since::Visited(last)))
            .min()
            .filter(|due| *due < NaiveDate::MAX)
    }

    /// The intervals of a class, of which the shortest binds. An unknown class has those of every class of
    /// its kind, so that a typing error never means less care.
    pub fn every(&self, visit: VisitTag, class: &str, area: Option<Area>) -> impl Iterator<Item = Every> {
        let classes = self.interval_days.get(&visit);
        let known = classes.and_then(|classes| classes.get(class));
        let any = classes.filter(|_| known.is_none()).into_iter().flat_map(BTreeMap::values);
        known.into_iter().chain(any).flat_map(move |rule| rule.every(area))
    }
}

/// Every table, oldest first. A table that did not parse is left out, which a test forbids.
static TABLES: LazyLock<Vec<RulesTable>> =
    LazyLock::new(|| SOURCES.iter().filter_map(|text| serde_json::from_str(text).ok()).collect());

const SOURCES: [&str; 2] =
    [include_str!("../../data/rules/2026-10.json"), include_str!("../../data/rules/2026-11.json")];

/// Every table, oldest first.
pub fn all() -> &'static [RulesTable] {
    &TABLES
}

/// The table of a version.
pub fn version(version: &RulesVersion) -> Result<&'static RulesTable, UnknownVersion> {
    TABLES.iter().find(|table| &table.version == version).ok_or(UnknownVersion)
}

/// The table in force on a day; before the first, the first.
pub fn in_force_on(day: NaiveDate) -> Result<&'static RulesTable, UnknownVersion> {
    let mut tables = TABLES.iter();
    tables.rfind(|table| table.effective_from <= day).or(TABLES.first()).ok_or(UnknownVersion)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_parses_and_covers_every_kind_of_visit() {
        assert_eq!(all().len(), SOURCES.len());
        for table in all() {
            for tag in VisitTag::PERIODIC {
                assert!(!table.interval_days[&tag].is_empty(), "{tag:?} in {}", table.version);
            }
        }
        assert!(all().is_sorted_by_key(|table| table.effective_from));
    }

    #[test]
    fn the_table_in_force_changes_on_its_first_day() {
        let on = |day: &str| in_force_on(day.parse().unwrap()).unwrap().version.0.as_str();
        assert_eq!(on("2020-01-01"), "2026-10");
        assert_eq!(on("2026-10-31"), "2026-10");
        assert_eq!(on("2026-11-01"), "2026-11");
    }

    #[test]
    fn an_unknown_class_is_visited_as_often_as_the_most_urgent() {
        let table = in_force_on("2026-11-22".parse().unwrap()).unwrap();
        let last = "2026-11-01".parse().unwrap();
        let typo = table.next_due(VisitTag::ElderCheckIn, "hihg", last);
        assert_eq!(typo, table.next_due(VisitTag::ElderCheckIn, "high", last));
    }
}
