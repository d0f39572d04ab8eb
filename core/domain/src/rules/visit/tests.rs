mod answers;

use super::*;
use crate::{
    id::{AccountId, HouseholdId},
    rules::{RulesVersion, version},
    subject::Subject,
    visit::{FormRef, HouseholdSignature},
};
use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

const WANG: AccountId = AccountId(Uuid::from_u128(1));
const LI: AccountId = AccountId(Uuid::from_u128(2));

fn table(name: &str) -> &'static RulesTable {
    version(&RulesVersion(name.to_owned())).unwrap()
}

fn household_check() -> Visit {
    let signature = HouseholdSignature::Refused { reason: "hand in plaster".to_owned() };
    Visit {
        subject: Subject::Household(HouseholdId(Uuid::from_u128(3))),
        kind: VisitKind::HouseholdCheck(HouseholdCheck {
            second_investigator: Some(LI),
            signature: Some(signature),
        }),
        outcome: Outcome::Met,
        mode: Mode::Home,
        met: vec!["self".to_owned()],
        visitors: vec![WANG, LI],
        began: DateTime::UNIX_EPOCH,
        ended: DateTime::UNIX_EPOCH + TimeDelta::minutes(20),
        day: "2026-11-22".parse().unwrap(),
        place: None,
        findings: String::new(),
        needs: Vec::new(),
        follow_up: String::new(),
        red_lines: Vec::new(),
        next_date: None,
        evidence: Vec::new(),
        unusual: Vec::new(),
        explanation: String::new(),
        form: FormRef { id: "household_check".to_owned(), version: "1".to_owned() },
        answers: serde_json::Value::Null,
        trail: crate::visit::Trail::default(),
        corrects: None,
    }
}

fn with(change: impl FnOnce(&mut Visit, &mut HouseholdCheck)) -> Visit {
    let mut visit = household_check();
    let VisitKind::HouseholdCheck(mut check) = visit.kind.clone() else { unreachable!() };
    change(&mut visit, &mut check);
    visit.kind = VisitKind::HouseholdCheck(check);
    visit
}

#[test]
fn each_fault_of_a_household_check_is_named_and_nothing_else() {
    let rows: [(&str, Visit, &[Finding]); 9] = [
        ("as it should be", household_check(), &[]),
        ("alone", with(|_, c| c.second_investigator = None), &[Finding::SecondInvestigatorMissing]),
        (
            "with oneself",
            with(|_, c| c.second_investigator = Some(WANG)),
            &[Finding::SecondInvestigatorIsAuthor],
        ),
        ("unsigned", with(|_, c| c.signature = None), &[Finding::SignatureMissing]),
        ("by phone", with(|v, _| v.mode = Mode::Phone), &[Finding::RemoteCheckOutsideEmergency]),
        ("nobody named", with(|v, _| v.met.clear()), &[Finding::MetNobodyNamed]),
        ("backwards", with(|v, _| v.ended = v.began - TimeDelta::seconds(1)), &[Finding::EndsBeforeItBegins]),
        ("next yesterday", with(|v, _| v.next_date = v.day.pred_opt()), &[Finding::NextDateInPast]),
        (
            "nobody home, alone",
            with(|v, c| {
                v.outcome = Outcome::NobodyHome;
                v.met.clear();
                *c = HouseholdCheck::default();
            }),
            &[],
        ),
    ];
    for (story, visit, findings) in rows {
        assert_eq!(check(&visit, table("2026-11")), findings, "{story}");
    }
}

#[test]
fn a_check_by_phone_during_the_declared_emergency_stays_good_under_its_own_rules() {
    let visit = with(|v, _| v.mode = Mode::Phone);
    assert_eq!(check(&visit, table("2026-10")), []);
    assert_eq!(check(&visit, table("2026-11")), [Finding::RemoteCheckOutsideEmergency]);
}
