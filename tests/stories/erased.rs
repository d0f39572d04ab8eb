use crate::people::{WANG, elders};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_tests::{cast::cast, stage::Stage};
use serde_json::json;
use std::fs;

const WORDS: &str = "said in confidence";

fn stands(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

#[test]
fn an_erased_person_is_gone_and_the_chain_still_verifies_and_says_so() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let elders = elders(WANG);
    let erased = elders[0];
    let visit = |elder| {
        let visiting = wang.visits(Subject::Person(elder), VisitTag::ElderCheckIn);
        visiting.answers("findings", WORDS).finish().saved.record
    };
    let (gone, stays) = (visit(erased), visit(elders[1]));
    wang.drain();
    let before = stage.county.verify_log();

    let desk = stage.desk("county01");
    let body = json!({"what": {"type": "person", "id": erased}, "reason": "subject_request"});
    desk.post("/v1/erasures", &body);
    let after = stage.county.verify_log();
    assert!(after.position > before.position, "the erasure itself stands in the log");

    let stored = stage.county.stored();
    let keys = stored.texts("SELECT record FROM payload_key");
    assert!(!keys.contains(&gone.to_string()) && keys.contains(&stays.to_string()));
    assert_eq!(stored.records().len(), 2, "header, signature and commitment stay");
    assert!(stored.count("SELECT COUNT(*) FROM entry WHERE kind = 'tombstone'") >= 1);
    wang.sync_until("the person to leave the phone", |client| client.person(erased).unwrap().is_none());

    let number = cast().person(erased).identity.citizen_number.as_ref().unwrap().as_str();
    let bytes = fs::read(stage.county.database()).unwrap();
    assert!(!stands(&bytes, number), "no byte of the number stands in the file");
    let log = stage.county.database().with_extension("db-wal");
    assert!(!stands(&fs::read(log).unwrap_or_default(), number), "nor in the log beside it");
    let other = cast().person(elders[1]).identity.citizen_number.as_ref().unwrap().as_str();
    assert!(stands(&bytes, other), "the search finds what is there to be found");
}
