use super::{
    day::{answer_named, answer_the_rest, elder_visit, one, visit_of},
    stage::{HOUSEHOLD, Phone, WANG},
};
use crate::{Client, finish::FinishError, session::Whom};
use doorstep_domain::{
    id::DraftId,
    place::{Fix, Wgs84},
    plausibility::Flag,
    subject::Subject,
    visit::VisitTag,
};

fn fix(mock: bool) -> Option<Fix> {
    let at = Wgs84::new(116.012_345_6, 40.012_345_6).unwrap();
    Some(Fix { at, accuracy_metres: 8.0, provider: "gps".to_owned(), age_millis: 500, mock })
}

/// A clock that stands still makes every visit a short one.
const SHORT: Flag = Flag::Short { seconds: 0, least_seconds: 120 };

fn met(client: &Client, draft: DraftId) {
    answer_named(client, draft, "outcome", one("met"));
    answer_the_rest(client, draft);
}

#[test]
fn what_is_unusual_is_said_before_leaving_and_goes_with_the_visit_and_its_reason() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let draft = elder_visit(&client);
    assert!(
        matches!(client.unusual(draft, None), Err(FinishError::Missing(_))),
        "only what is finished is weighed"
    );
    met(&client, draft);
    assert_eq!(client.unusual(draft, None).unwrap(), [Flag::NoPlace, SHORT]);
    assert_eq!(client.unusual(draft, fix(true)).unwrap(), [Flag::MockPlace, SHORT]);
    client.explain(draft, " she was on her way to the clinic \n").unwrap();
    // The app is killed; the reason is with the draft.
    drop(client);
    let client = phone.restart();
    let finished = client.finish(draft, fix(false)).unwrap();
    let visit = visit_of(&client, finished.saved.record);
    assert_eq!(
        (visit.unusual, visit.explanation.as_str()),
        (vec![SHORT], "she was on her way to the clinic")
    );
}

#[test]
fn the_visits_of_the_day_are_looked_at_together_and_corrections_are_not() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let first = elder_visit(&client);
    met(&client, first);
    let first = client.finish(first, fix(false)).unwrap().saved.record;
    let second = Whom::OnFile(Subject::Household(HOUSEHOLD));
    let second = client.begin_visit(second, VisitTag::ElderCheckIn).unwrap();
    met(&client, second);
    assert_eq!(client.unusual(second, fix(false)).unwrap(), [SHORT, Flag::SamePlace { other: first }]);
    client.finish(second, fix(false)).unwrap();
    let correction = client.correct(first).unwrap();
    assert_eq!(client.unusual(correction, None).unwrap(), [], "made at a desk");
}
