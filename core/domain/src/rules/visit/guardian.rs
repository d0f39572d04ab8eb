//! What a child-guardian visit's answers must hold: 未成年人保护法 art. 21, 92; 个人信息保护法 art. 31.

use super::Finding;
use crate::{
    age::{Age, GUARDIAN_CONSENTS_UNDER},
    answers::Answers,
    child::{
        Settings,
        guardianship::{Capacity, Carer, Contact, Facts, assess},
    },
    visit::RedLine,
};
use chrono::NaiveDate;

pub(super) fn check(answers: Answers<'_>, findings: &mut Vec<Finding>) {
    let under = age(answers).is_some_and(|age| age.is_under(GUARDIAN_CONSENTS_UNDER));
    if under && answers.text("guardian_consent").is_none() {
        findings.push(Finding::GuardianConsentMissing);
    }
}

/// The red lines that the answers draw, whatever the form made of them.
pub(super) fn red_lines(day: NaiveDate, answers: Answers<'_>, settings: &Settings) -> Vec<RedLine> {
    let Some(age) = age(answers) else { return Vec::new() };
    let carer = match answers.text("actual_carer") {
        Some("nobody") => Carer::Nobody,
        Some("father" | "mother") => Carer::Parent,
        Some("minor") => Carer::Unfit,
        _ => Carer::Adult,
    };
    let facts = Facts {
        day,
        age,
        special_need: answers.text("special_need") == Some("yes"),
        left_alone: answers.text("left_alone").is_some_and(|state| state != "never"),
        lives_alone: answers.text("lives_with") == Some("alone"),
        carer,
        disqualifiers: Vec::new(),
        told_in_writing: None,
        capacity: answers.coded("carer_capacity").next().unwrap_or(Capacity::Able),
        contact: Contact::NotOwed,
        temporary: answers.coded("temporary_grounds").collect(),
    };
    assess(&facts, settings).red_lines
}

/// As told at the door: full years.
fn age(answers: Answers<'_>) -> Option<Age> {
    answers.integer("child_age").and_then(|years| u32::try_from(years).ok()).map(Age::told)
}
