//! Children: who is looked after, what their guardians owe them, what must be reported, who consents.

pub mod consent;
pub mod guardianship;
pub mod left_behind;
pub mod report;
pub mod risk;
pub mod unattended;

use guardianship::Breach;
use risk::RiskClass;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a county may set (LOCAL): section `child` of the rules table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Settings {
    /// Months of absence that make a parent count as away; the nation names none, Eshan (2024) three.
    pub left_behind_least_months: u32,
    /// The least class that each breach brings; our proposal.
    pub breach_class: BTreeMap<Breach, RiskClass>,
}

impl Settings {
    /// A breach that the table forgot weighs as the heaviest.
    pub fn class_of(&self, breach: Breach) -> RiskClass {
        self.breach_class.get(&breach).copied().unwrap_or(RiskClass::High)
    }
}
