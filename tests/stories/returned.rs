use crate::people::{WANG, shared_households, village};
use doorstep_client::port::Clock as _;
use doorstep_domain::id::RecordId;
use doorstep_domain::{review::ReviewState, subject::Subject, visit::VisitTag};
use doorstep_store::Page;
use doorstep_tests::{desk::Desk, network::Weather, phone::Phone, stage::Stage};
use serde_json::json;

fn sheet(desk: &Desk, visit: RecordId) -> serde_json::Value {
    desk.get(&format!("/v1/visits/{visit}"))
}

fn review(desk: &Desk, visit: RecordId, step: &serde_json::Value) {
    desk.post(&format!("/v1/visits/{visit}/reviews"), step);
}

fn state_on(phone: &Phone, visit: RecordId) -> Option<ReviewState> {
    phone.record(visit).review.map(|note| note.state)
}

/// Wang shows a QR, Li stands by the visit, and shows one back; neither has a network.
fn countersigned(wang: &Phone, li: &Phone, visit: RecordId) {
    let asked = wang.client().countersign_request(visit).unwrap();
    assert_eq!(li.client().read_countersign_request(&asked).unwrap().author, wang.account());
    let done = li.client().countersign(&asked).unwrap();
    let done = wang.client().read_countersigned(&done).unwrap();
    assert_eq!((done.visit, done.by), (visit, li.account()));
}

#[test]
fn a_returned_visit_is_corrected_answered_and_approved() {
    let stage = Stage::open();
    let (wang, li) = (stage.phone(WANG), stage.phone(village().li));
    for phone in [&wang, &li] {
        phone.network.set(Weather::Offline);
    }
    let household = Subject::Household(shared_households()[0]);
    let check = wang.visits(household, VisitTag::HouseholdCheck).together_with(&li.login);
    let visit = check.answers("findings", "the roof leeks").finish().saved.record;
    countersigned(&wang, &li, visit);
    for phone in [&li, &wang] {
        phone.network.set(Weather::Good);
        phone.drain();
    }

    let desk = stage.desk(village().supervisor);
    let seen = sheet(&desk, visit);
    assert_eq!(seen["visit"]["countersigned"], true, "{seen}");
    assert_eq!(seen["payload"]["findings"], "the roof leeks");
    review(&desk, visit, &json!({"step": "start"}));
    let deadline = (stage.clock.now() + chrono::TimeDelta::days(3)).date_naive();
    let items = json!([{"target": "conclusion/findings", "reason": "leeks are vegetables"}]);
    review(&desk, visit, &json!({"step": "return", "items": items, "deadline": deadline}));

    wang.sync_until("the return to come", |client| {
        !client.returned(&Page::first(5)).unwrap().items.is_empty()
    });
    let returned = wang.client().returned(&Page::first(5)).unwrap().items.remove(0);
    assert_eq!((returned.note.visit, returned.note.deadline), (visit, Some(deadline)));
    assert_eq!(returned.note.items[0].target, "conclusion/findings");

    // Only what was wrong is answered anew; the rest of the answers is there.
    wang.network.set(Weather::Offline);
    let draft = wang.client().correct(visit).unwrap();
    let correction = wang.goes_on(draft).answers("findings", "the roof leaks").finish().saved.record;
    countersigned(&wang, &li, correction);
    wang.client().reply(visit, Some(correction), "corrected").unwrap();
    assert!(
        wang.client().returned(&Page::first(5)).unwrap().items.is_empty(),
        "answered, as far as Wang is concerned"
    );
    wang.network.set(Weather::Good);
    for phone in [&wang, &li] {
        phone.drain();
    }

    let seen = sheet(&desk, correction);
    assert_eq!(seen["visit"]["corrects"], visit.to_string());
    assert_eq!(seen["visit"]["countersigned"], true);
    assert_eq!(seen["payload"]["findings"], "the roof leaks");
    assert_eq!(sheet(&desk, visit)["visit"]["review"], "replied");
    assert_eq!(sheet(&desk, visit)["payload"]["findings"], "the roof leeks", "nothing is edited in place");
    for record in [correction, visit] {
        review(&desk, record, &json!({"step": "approve"}));
    }
    wang.sync_until("both to be approved", |_| {
        [correction, visit].iter().all(|record| state_on(&wang, *record) == Some(ReviewState::Approved))
    });
    let steps = sheet(&desk, visit)["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["step"].clone())
        .collect::<Vec<_>>();
    assert_eq!(steps, ["start", "return", "reply", "approve"]);
    assert_eq!(wang.clock.now().date_naive(), stage.clock.now().date_naive());
}

#[test]
fn nobody_stands_by_their_own_visit_and_a_changed_one_is_not_taken_for_countersigned() {
    let stage = Stage::open();
    let (wang, li) = (stage.phone(WANG), stage.phone(village().li));
    let check = |household: usize| {
        let subject = Subject::Household(shared_households()[household]);
        wang.visits(subject, VisitTag::HouseholdCheck).together_with(&li.login).finish().saved.record
    };
    let (one, other) = (check(0), check(1));
    let asked = wang.client().countersign_request(one).unwrap();
    assert!(wang.client().countersign(&asked).is_err());
    let done = li.client().countersign(&asked).unwrap();
    let forged = done.replace(&one.to_string(), &other.to_string());
    assert!(wang.client().read_countersigned(&forged).is_err());
}
