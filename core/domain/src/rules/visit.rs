//! What the rules say of a visit: of what every form asks, and of what one form asks.
//!
//! A form's own constraints keep a worker from writing what is wrong. These are the rules that no
//! county's form can leave out or get wrong: phone and county recompute them from the answers, by name. A
//! form that does not ask has nothing said of it.

mod elder;
mod guardian;
mod household;

use super::{Finding, RulesTable};
use crate::{
    answers::Answers,
    visit::{HouseholdCheck, Mode, Outcome, RedLine, Visit, VisitKind},
};

pub(super) fn check(visit: &Visit, rules: &RulesTable) -> Vec<Finding> {
    let mut findings = Vec::new();
    if visit.ended < visit.began {
        findings.push(Finding::EndsBeforeItBegins);
    }
    if visit.next_date.is_some_and(|next| next < visit.day) {
        findings.push(Finding::NextDateInPast);
    }
    if visit.outcome == Outcome::Met && visit.met.is_empty() {
        findings.push(Finding::MetNobodyNamed);
    }
    if let VisitKind::HouseholdCheck(household) = &visit.kind {
        check_household(visit, household, rules, &mut findings);
    }
    if let Some(answers) = Answers::of(&visit.answers) {
        check_answers(visit, answers, rules, &mut findings);
    }
    findings
}

/// Where somebody was met, what the form's answers say must hold together.
fn check_answers(visit: &Visit, answers: Answers<'_>, rules: &RulesTable, findings: &mut Vec<Finding>) {
    if visit.outcome != Outcome::Met {
        return;
    }
    let (worst, mut owed) = match &visit.kind {
        VisitKind::HouseholdCheck(_) => {
            household::check(visit, answers, rules, findings);
            ("high", Vec::new())
        }
        VisitKind::GuardianVisit(_) => {
            guardian::check(answers, findings);
            ("urgent", guardian::red_lines(visit.day, answers, &rules.child))
        }
        VisitKind::ElderCheckIn(_) => {
            elder::check(answers, rules, findings);
            ("high", Vec::new())
        }
        VisitKind::Census => {
            guardian::check(answers, findings);
            ("high", Vec::new())
        }
        VisitKind::NeedsAssessment | VisitKind::FollowUp(_) => ("high", Vec::new()),
    };
    let grade = answers.text("danger_grade");
    if matches!(grade, Some("C" | "D")) && answers.text("photo_danger").is_none_or(str::is_empty) {
        findings.push(Finding::DangerPhotoMissing);
    }
    owed.extend((grade == Some("D")).then_some(RedLine::DwellingGradeD));
    if owed.iter().any(|line| !visit.red_lines.contains(line)) {
        findings.push(Finding::RedLineMissing);
    }
    // One red line is enough, whatever else was weighed.
    let emergency = !visit.red_lines.is_empty() || !owed.is_empty();
    if emergency && answers.text("risk_class").is_some_and(|class| class != worst) {
        findings.push(Finding::RiskBelowRedLine);
    }
}

/// The hard rules of 民发〔2021〕57号 art. 16; they bind where somebody was met.
fn check_household(visit: &Visit, check: &HouseholdCheck, rules: &RulesTable, findings: &mut Vec<Finding>) {
    if visit.outcome != Outcome::Met {
        return;
    }
    if visit.mode != Mode::Home {
        if !rules.remote_household_check {
            findings.push(Finding::RemoteCheckOutsideEmergency);
        }
        return;
    }
    match check.second_investigator {
        None if rules.household_investigators > 1 => findings.push(Finding::SecondInvestigatorMissing),
        second if second.is_some() && second.as_ref() == visit.visitors.first() => {
            findings.push(Finding::SecondInvestigatorIsAuthor);
        }
        _ => {}
    }
    if check.signature.is_none() {
        findings.push(Finding::SignatureMissing);
    }
}

#[cfg(test)]
mod tests;
