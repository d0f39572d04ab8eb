use crate::people::{WANG, shared_households, village};
use chrono::TimeDelta;
use doorstep_domain::{rules::Finding, subject::Subject, visit::VisitTag};
use doorstep_protocol::batch::Verdict;
use doorstep_tests::stage::Stage;

#[test]
fn answers_that_a_rule_speaks_of_are_kept_and_looked_at_with_the_phones_own_code() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let check = |household: usize| {
        let subject = Subject::Household(shared_households()[household]);
        let check = wang.visits(subject, VisitTag::HouseholdCheck).together_with(village().li);
        check.answers("outcome", "met")
    };
    let plain = check(0).finish();
    stage.clock.pass(TimeDelta::hours(1));
    // The old man's nephew sits on the village committee: the case is registered apart (57号 art. 11).
    let kin = check(1)
        .answers("near_relative", "yes")
        .answers("near_relative_who", "nephew on the committee")
        .finish();
    wang.drain();

    assert_eq!(plain.saved.findings, []);
    assert_eq!(kin.saved.findings, [Finding::NearRelative], "the phone says it at the door");
    assert_eq!(wang.record(plain.saved.record).verdict, Some(Verdict::Accepted));
    let code = Finding::NearRelative.code().to_owned();
    assert_eq!(wang.record(kin.saved.record).verdict, Some(Verdict::NeedsReview { codes: vec![code] }));

    // When each question was answered came with it.
    let desk = stage.desk(village().supervisor);
    let read = desk.get(&format!("/v1/visits/{}", kin.saved.record));
    let trail =
        read.pointer("/payload/trail").and_then(|trail| trail.as_array().cloned()).unwrap_or_default();
    let touched =
        |touch: &serde_json::Value| touch[0].as_str().is_some_and(|at| at.ends_with("near_relative"));
    assert!(trail.iter().any(touched), "{} questions", trail.len());
}
