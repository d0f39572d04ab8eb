use crate::people::{WANG, elders};
use chrono::TimeDelta;
use doorstep_domain::{id::RecordId, subject::Subject, visit::VisitTag};
use doorstep_tests::{cast::cast, county::County, ledger::Ledger, server_process::run, stage::Stage};
use serde_json::json;
use std::{fs, path::Path};

/// Any program of the stage can be the server.
const PROGRAM: &str = env!("CARGO_BIN_EXE_demo");

#[test]
fn a_person_erased_since_the_backup_stays_erased_after_a_restore_and_when_phones_offer_again() {
    let mut stage = Stage::open();
    let wang = stage.phone(WANG);
    let [erased, other] = [elders(WANG)[0], elders(WANG)[1]];
    let visit = |elder| -> RecordId {
        wang.visits(Subject::Person(elder), VisitTag::ElderCheckIn).finish().saved.record
    };
    let yesterday = visit(erased);
    wang.drain();
    let backup = stage.county.back_up();
    stage.clock.pass(TimeDelta::days(1));
    let (today, stays) = (visit(erased), visit(other));
    wang.drain();
    let body = json!({"what": {"type": "person", "id": erased}, "reason": "subject_request"});
    stage.desk("county01").post("/v1/erasures", &body);
    wang.sync_until("the person to leave the phone", |client| client.person(erased).unwrap().is_none());

    stage.county.stop();
    stage.county.restore(&backup);
    let number = cast().person(erased).identity.citizen_number.as_ref().unwrap().as_str().to_owned();
    let holds = |file: &Path| {
        let bytes = fs::read(file).unwrap();
        bytes.windows(number.len()).any(|window| window == number.as_bytes())
    };
    assert!(holds(&backup) && !holds(&stage.county.database()), "erased before anybody is served");
    stage.county.start();
    let held = || stage.county.stored().records();
    wang.sync_until("today's visits to be offered again", |_| {
        [today, stays].iter().all(|record| held().contains_key(&record.0))
    });
    wang.drain();
    let keys = stage.county.stored().texts("SELECT record FROM payload_key");
    assert!(!keys.contains(&yesterday.to_string()) && !keys.contains(&today.to_string()));
    assert!(keys.contains(&stays.to_string()), "what nobody erased is there again");
    let settled = Ledger::settle(&[wang.ledger()], &stage.county.stored());
    assert!(settled.holds(), "{settled:?}");
    assert!(wang.client().person(erased).unwrap().is_none(), "nor does the phone hear of them again");
    assert!(wang.client().person(other).unwrap().is_some());
    stage.county.verify_log();
}

#[test]
fn a_restore_is_refused_while_a_server_runs_on_the_folder_and_not_after_it_was_killed() {
    let mut county = County::apart(Path::new(PROGRAM));
    let backup = county.data().join("backup.db");
    let ask = |command: &str| run(Path::new(PROGRAM), county.data(), &[command, backup.to_str().unwrap()]);
    assert!(ask("backup").status.success(), "a running county can be backed up");
    let refused = ask("restore");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("has this county open"), "{said}");
    let before = fs::read_dir(county.data()).unwrap().count();
    county.crash();
    let restored = run(Path::new(PROGRAM), county.data(), &["restore", backup.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    assert!(fs::read_dir(county.data()).unwrap().count() > before, "what stood there is set aside");
    county.start();
    county.verify_log();
}
