use crate::people::{WANG, shared_households};
use chrono::TimeDelta;
use doorstep_domain::{rules::Finding, subject::Subject, visit::VisitTag};
use doorstep_protocol::batch::Verdict;
use doorstep_tests::{clock::StoryClock, network::Weather, stage::Stage};

#[test]
fn a_visit_made_under_last_months_rules_is_judged_by_them() {
    // In October the county had declared an emergency, and checks by telephone were allowed.
    let stage = Stage::at(StoryClock::at("2026-10-31T06:00:00Z".parse().unwrap()));
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let check = |household: usize| {
        let subject = Subject::Household(shared_households()[household]);
        let visiting = wang.visits(subject, VisitTag::HouseholdCheck);
        visiting.answers("outcome", "met").answers("mode", "phone").finish()
    };
    let october = check(0);
    stage.clock.pass(TimeDelta::days(3));
    let november = check(1);
    wang.network.set(Weather::Good);
    wang.drain();

    assert_eq!(october.saved.findings, []);
    assert_eq!(november.saved.findings, [Finding::RemoteCheckOutsideEmergency], "the phone says it at once");
    assert_eq!(wang.record(october.saved.record).verdict, Some(Verdict::Accepted));
    let code = Finding::RemoteCheckOutsideEmergency.code().to_owned();
    assert_eq!(
        wang.record(november.saved.record).verdict,
        Some(Verdict::NeedsReview { codes: vec![code] }),
        "the county says what the phone said"
    );
}
