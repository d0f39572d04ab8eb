use crate::people::{WANG, elders, village};
use doorstep_client::photograph::Taken;
use doorstep_domain::{id::RecordId, subject::Subject, visit::VisitTag};
use doorstep_evidence::testing;
use doorstep_protocol::{digest::Digest, evidence::Source};
use doorstep_store::{MediaRow, MediaStanding};
use doorstep_tests::{desk::Desk, phone::Phone, stage::Stage, wait};
use serde_json::{Value, json};

/// With the app's own camera, and nothing known besides.
pub(crate) fn taken() -> Taken {
    Taken { source: Source::Camera, fixes: Vec::new(), direction: None, gnss: None }
}

/// A visit that found nobody, with a photograph of the door; returns the visit and the working copy's name.
fn visit(phone: &Phone, subject: Subject, photo: &[u8]) -> (RecordId, Digest) {
    let visiting = phone.visits(subject, VisitTag::ElderCheckIn).answers("outcome", "nobody_home");
    visiting.fill();
    let working = visiting.photographs("photo_door", photo, taken());
    (visiting.finish().saved.record, working)
}

fn unusual(desk: &Desk, visit: RecordId) -> Vec<Value> {
    let mut seen = Value::Null;
    wait::until("the county to look at the visit", || {
        seen = desk.get(&format!("/v1/visits/{visit}"));
        seen["visit"]["unusual"].is_array()
    });
    seen["visit"]["unusual"].as_array().unwrap().clone()
}

#[test]
fn a_photograph_arrives_at_once_and_its_original_when_it_costs_nothing() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let original = testing::photograph(1_800, 1_200);
    let (visit, working) = visit(&wang, Subject::Person(elders(WANG)[0]), &original);
    let stamped = wang.client().picture(working, 0, usize::MAX).unwrap();
    let [photograph] = wang.client().photographs(visit).unwrap().try_into().unwrap();
    assert_eq!((photograph.original, photograph.working), (Digest::of(&original), working));
    let pictures = || wang.client().pictures(photograph.record).unwrap();
    let is_here = |picture: &MediaRow| picture.standing == MediaStanding::Receipted;
    wait::until("the copies to arrive", || {
        wang.sync();
        pictures().iter().filter(|picture| is_here(picture)).count() == 2
    });
    assert_eq!(stage.county.file(working).unwrap(), stamped);
    let waits: Vec<Digest> =
        pictures().iter().filter(|picture| !is_here(picture)).map(|picture| picture.sha256).collect();
    assert_eq!(waits, [Digest::of(&original)], "bytes cost something here");
    // At the station.
    wang.network.set_free(true);
    wang.client().network_changed().unwrap();
    wait::until("the original to arrive", || pictures().iter().all(is_here));
    assert_eq!(stage.county.file(Digest::of(&original)).unwrap(), original);
}

#[test]
fn a_worker_who_pays_for_each_byte_lets_pictures_wait_and_never_a_record() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    wang.client().set_pictures_wait(true).unwrap();
    let (visit, working) = visit(&wang, Subject::Person(elders(WANG)[0]), &testing::photograph(900, 700));
    wait::until("the record to arrive", || wang.sync().counts.waiting == 0);
    assert!(wang.client().receipt(visit).unwrap().is_some());
    assert!(stage.county.file(working).is_none(), "a picture went where bytes cost something");
    wang.client().set_pictures_wait(false).unwrap();
    wait::until("the pictures to arrive", || {
        wang.sync();
        stage.county.file(working).is_some()
    });
}

#[test]
fn a_photograph_shown_again_at_somebody_elses_door_is_seen_by_the_supervisor() {
    let stage = Stage::open();
    let desk = stage.desk(village().supervisor);
    let (wang, li) = (stage.phone(WANG), stage.phone(village().li));
    let photo = testing::photograph(900, 700);
    let (first, _) = visit(&wang, Subject::Person(elders(WANG)[0]), &photo);
    wang.drain();
    let honest = unusual(&desk, first);
    assert!(!honest.iter().any(|flag| flag["code"] == "same_photograph"), "{honest:?}");
    let (again, _) = visit(&li, Subject::Person(elders(village().li)[0]), &photo);
    li.drain();
    let seen = unusual(&desk, again);
    let same = json!({"code": "same_photograph", "other": first, "bits": 0});
    assert!(seen.contains(&same), "{seen:?}");
    assert!(!seen.iter().any(|flag| flag["code"] == "unvouched_photograph"), "{seen:?}");
}
