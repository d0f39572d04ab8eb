//! What the rules say of an hours entry.

use super::{Finding, RulesTable};
use crate::hours::HoursEntry;

pub(super) fn check(entry: &HoursEntry, rules: &RulesTable) -> Vec<Finding> {
    let minutes = entry.minutes();
    if minutes == 0 || minutes > rules.hours_entry_most_minutes {
        return vec![Finding::MinutesOutOfRange];
    }
    Vec::new()
}
