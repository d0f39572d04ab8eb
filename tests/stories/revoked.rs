use crate::people::{WANG, elders, village};
use doorstep_domain::{id::RecordId, subject::Subject, visit::VisitTag};
use doorstep_protocol::batch::Verdict;
use doorstep_sync::engine::Status;
use doorstep_tests::{network::Weather, phone::Phone, stage::Stage};
use serde_json::json;

/// A phone that made a visit offline, and was ended meanwhile.
fn ended(stage: &Stage, by: &str, how: &str) -> (Phone, RecordId) {
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let visit = wang.visits(Subject::Person(elders(WANG)[0]), VisitTag::ElderCheckIn).finish().saved.record;
    // The try that saving begins ends in the offline weather: what is asked next is a try of its own.
    wang.sync();
    let device = stage.county.stored().texts("SELECT id FROM device").remove(0);
    stage.desk(by).post(&format!("/v1/devices/{device}/{how}"), &json!({}));
    wang.network.set(Weather::Good);
    let state = wang.sync();
    assert_eq!(state.status, Status::Revoked { code: format!("device_{}", how_ended(how)) });
    assert_eq!(state.counts.waiting, 1, "nothing is thrown away");
    assert_eq!(stage.county.stored().records().len(), 0);
    (wang, visit)
}

fn how_ended(how: &str) -> &str {
    if how == "retire" { "retired" } else { "compromised" }
}

/// The journal goes up, and the holders of the recovery key open it.
fn recovered(stage: &Stage, wang: &Phone, visit: RecordId, code: &str) {
    let receipts = wang.offer_journals();
    assert_eq!(receipts.len(), 1);
    assert_eq!(wang.offer_journals(), receipts, "the same bytes are taken once");
    stage.county.recover(receipts[0].sha256);
    let verdict = stage.county.verdict(visit);
    assert_eq!(verdict, Verdict::Quarantined { codes: vec![code.to_owned()] });
    assert_eq!(visits(stage), 0, "no effect until a person has placed it");
}

fn visits(stage: &Stage) -> usize {
    stage.county.stored().count("SELECT COUNT(*) FROM visit")
}

fn place(stage: &Stage, by: &str, visit: RecordId) {
    let body = json!({"record": visit, "decision": "accept", "reason": "she told me of it that evening"});
    stage.desk(by).post("/v1/placements", &body);
}

#[test]
fn what_a_retired_phone_still_held_goes_by_its_journal_and_one_person_places_it() {
    let stage = Stage::open();
    let (wang, visit) = ended(&stage, village().supervisor, "retire");
    recovered(&stage, &wang, visit, "device_retired");
    let held = stage.desk(village().supervisor).get("/v1/quarantine");
    assert!(held.to_string().contains(&visit.to_string()), "{held}");
    place(&stage, village().supervisor, visit);
    assert_eq!(visits(&stage), 1);
    assert_eq!(stage.county.stored().twice(), 0);
}

#[test]
fn what_a_compromised_phone_sends_counts_only_once_two_people_have_placed_it() {
    let stage = Stage::open();
    let (wang, visit) = ended(&stage, "secadmin", "compromise");
    recovered(&stage, &wang, visit, "device_compromised");
    place(&stage, village().supervisor, visit);
    assert_eq!(visits(&stage), 0, "one is not enough");
    place(&stage, village().supervisor, visit);
    assert_eq!(visits(&stage), 0, "nor is the same one twice");
    place(&stage, "county01", visit);
    assert_eq!(visits(&stage), 1);
}

#[test]
fn an_honest_change_of_phone_goes_on_where_the_old_one_stopped() {
    let stage = Stage::open();
    let (old, visit) = ended(&stage, village().supervisor, "retire");
    let new = stage.phone(WANG);
    let after = new.visits(Subject::Person(elders(WANG)[1]), VisitTag::ElderCheckIn).finish().saved.record;
    new.drain();
    assert_eq!(new.record(after).verdict, Some(Verdict::Accepted));
    recovered_beside(&stage, &old, visit);
}

fn recovered_beside(stage: &Stage, old: &Phone, visit: RecordId) {
    let receipts = old.offer_journals();
    stage.county.recover(receipts[0].sha256);
    place(stage, village().supervisor, visit);
    assert_eq!(visits(stage), 2);
}
