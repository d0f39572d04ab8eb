//! What the rules say of a sheet, from its answers by name.

use super::{Finding, RulesTable};
use crate::{
    answers::Answers,
    child::report::{Answer, Lateness, lateness},
    sheet::{DAY_MINUTES, ServicePlan, Sheet, SheetTag, Telling},
};

pub(super) fn check(sheet: &Sheet, rules: &RulesTable) -> Vec<Finding> {
    let mut findings = Vec::new();
    if sheet.ended < sheet.began {
        findings.push(Finding::EndsBeforeItBegins);
    }
    let Some(answers) = Answers::of(&sheet.answers) else { return findings };
    match sheet.kind {
        SheetTag::MandatoryReport | SheetTag::UrgentReport => report(sheet, answers, rules, &mut findings),
        SheetTag::ServicePlan => plan(sheet, answers, &mut findings),
        SheetTag::Supervision | SheetTag::Training | SheetTag::VolunteerReport => {
            if answers
                .integer("minutes")
                .is_some_and(|minutes| !(1..=i64::from(DAY_MINUTES)).contains(&minutes))
            {
                findings.push(Finding::MinutesOutOfRange);
            }
        }
        SheetTag::Consent => {
            let own_word = answers.text("consent_by") == Some("self");
            if answers.text("under_14") == Some("yes") && own_word {
                findings.push(Finding::GuardianConsentMissing);
            }
        }
    }
    findings
}

/// A child's danger is told at once, whatever the county's minutes say (未成年人保护法 art. 11).
fn report(sheet: &Sheet, answers: Answers<'_>, rules: &RulesTable, findings: &mut Vec<Finding>) {
    let telling = Telling::of(answers);
    if !telling.anybody {
        findings.push(Finding::NobodyTold);
    }
    let Some(found) = telling.found else { return };
    let told = telling.told.filter(|_| telling.anybody);
    if sheet.kind == SheetTag::MandatoryReport {
        let answer = Answer { given: found, taken_back: false, told };
        if matches!(lateness(answer, sheet.ended), Lateness::Late { .. }) {
            findings.push(Finding::ToldLate);
        }
        return;
    }
    let within = rules.deadlines.urgent_report(found);
    if told.is_some_and(|told| told > within.phone) {
        findings.push(Finding::ToldLate);
    }
    if sheet.ended > within.written {
        findings.push(Finding::WrittenLate);
    }
}

fn plan(sheet: &Sheet, answers: Answers<'_>, findings: &mut Vec<Finding>) {
    let plan = ServicePlan::of(answers);
    if plan.goals.is_empty() {
        findings.push(Finding::PlanWithoutGoal);
    }
    if plan.goals.iter().filter_map(|goal| goal.until).any(|until| until < sheet.day) {
        findings.push(Finding::GoalIsOver);
    }
    if plan.next.is_some_and(|next| next < sheet.day) {
        findings.push(Finding::NextDateInPast);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rules,
        visit::{FormRef, Trail, Urgency},
    };
    use serde_json::{Value, json};

    /// Finished at 14:50 in China.
    fn sheet(kind: SheetTag, answers: Value) -> Sheet {
        Sheet {
            subject: None,
            kind,
            began: "2026-11-24T06:30:00Z".parse().unwrap(),
            ended: "2026-11-24T06:50:00Z".parse().unwrap(),
            day: "2026-11-24".parse().unwrap(),
            place: None,
            red_lines: Vec::new(),
            evidence: Vec::new(),
            form: FormRef { id: kind.as_str().to_owned(), version: "1".to_owned() },
            answers,
            trail: Trail::default(),
            corrects: None,
        }
    }

    fn codes(kind: SheetTag, answers: Value) -> Vec<Finding> {
        let table = rules::in_force_on("2026-11-24".parse().unwrap()).unwrap();
        check(&sheet(kind, answers), table)
    }

    #[test]
    fn a_report_is_an_emergency_whatever_it_says_and_no_other_sheet_is() {
        for tag in SheetTag::ALL {
            let urgency = sheet(tag, json!({})).urgency();
            assert_eq!(urgency == Urgency::Emergency, tag.is_report(), "{tag:?}");
        }
    }

    #[test]
    fn a_danger_that_nobody_was_told_of_is_looked_at() {
        use SheetTag::{MandatoryReport, UrgentReport};
        for (told, found) in [
            (json!({}), vec![Finding::NobodyTold]),
            (json!({ "told": ["nobody"] }), vec![Finding::NobodyTold]),
            (json!({ "told": ["police"] }), vec![]),
        ] {
            assert_eq!(codes(MandatoryReport, told.clone()), found);
            assert_eq!(codes(UrgentReport, told), found);
        }
    }

    #[test]
    fn a_childs_danger_is_told_at_once_and_an_elders_within_the_countys_minutes() {
        use SheetTag::{MandatoryReport, UrgentReport};
        let told =
            |found: &str, told: &str| json!({ "told": ["police"], "found_at": found, "told_at": told });
        let (found, at_once) =
            ("2026-11-24T14:20:00+08:00", told("2026-11-24T14:20:00+08:00", "2026-11-24T14:20:00+08:00"));
        assert_eq!(codes(MandatoryReport, at_once.clone()), []);
        assert_eq!(codes(UrgentReport, at_once), []);
        let in_time = told(found, "2026-11-24T14:40:00+08:00");
        assert_eq!(codes(MandatoryReport, in_time.clone()), [Finding::ToldLate]);
        assert_eq!(codes(UrgentReport, in_time), []);
        let late = told(found, "2026-11-24T14:40:01+08:00");
        assert_eq!(codes(UrgentReport, late), [Finding::ToldLate]);
        // Forty minutes for the writing: from 14:10 on it was in time.
        let written = |found: &str| codes(UrgentReport, told(found, found));
        assert_eq!(written("2026-11-24T14:10:00+08:00"), []);
        assert_eq!(written("2026-11-24T14:09:59+08:00"), [Finding::WrittenLate]);
    }

    #[test]
    fn a_plan_without_a_goal_or_with_one_that_is_over_is_looked_at() {
        let plan = |until: &str| json!({ "goals": [{ "goal": "a warm meal", "goal_until": until }] });
        assert_eq!(codes(SheetTag::ServicePlan, json!({})), [Finding::PlanWithoutGoal]);
        assert_eq!(codes(SheetTag::ServicePlan, plan("2026-11-24")), []);
        assert_eq!(codes(SheetTag::ServicePlan, plan("2026-11-23")), [Finding::GoalIsOver]);
    }

    #[test]
    fn a_child_under_fourteen_does_not_consent_and_a_day_has_its_minutes() {
        let consent = |under: &str, by: &str| json!({ "under_14": under, "consent_by": by });
        let missing = [Finding::GuardianConsentMissing];
        assert_eq!(codes(SheetTag::Consent, consent("yes", "self")), missing);
        assert_eq!(codes(SheetTag::Consent, consent("yes", "parent")), []);
        assert_eq!(codes(SheetTag::Consent, consent("no", "self")), []);
        for (minutes, wrong) in [(0, true), (1, false), (1440, false), (1441, true)] {
            let found = codes(SheetTag::Training, json!({ "minutes": minutes }));
            assert_eq!(found == [Finding::MinutesOutOfRange], wrong, "{minutes}");
        }
    }
}
