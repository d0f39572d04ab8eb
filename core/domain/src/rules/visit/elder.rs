//! What an elder check-in's answers must hold: the screening of GB/T 42195-2022, where one was made.

use super::{Finding, RulesTable};
use crate::{
    answers::Answers,
    elder::ability::{Circumstances, Item, Part},
};
use std::collections::BTreeMap;

const PARTS: [(&str, Part); 4] = [
    ("points_self_care", Part::SelfCare),
    ("points_movement", Part::Movement),
    ("points_mental", Part::Mind),
    ("points_senses", Part::SensesAndSociety),
];

pub(super) fn check(answers: Answers<'_>, rules: &RulesTable, findings: &mut Vec<Finding>) {
    let points = |item: Item| {
        let given = answers.integer(&format!("ab_{}", item.name()))?;
        // Below zero is as far out of range as above.
        Some((item, u8::try_from(given).unwrap_or(u8::MAX)))
    };
    let given: BTreeMap<Item, u8> = Item::ALL.into_iter().filter_map(points).collect();
    if given.is_empty() {
        return;
    }
    let Ok(outcome) = rules.ability.score(&given, Circumstances::default(), &[]) else {
        findings.push(Finding::AbilityItemWrong);
        return;
    };
    let as_told = |name: &str, points: u8| answers.integer(name).is_none_or(|told| told == i64::from(points));
    let parts = PARTS.iter().all(|(name, part)| as_told(name, outcome.parts.get(part).copied().unwrap_or(0)));
    if !parts || !as_told("points_total", outcome.total) {
        findings.push(Finding::AbilityPointsWrong);
    }
}
