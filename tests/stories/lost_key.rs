use crate::people::{WANG, elders};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_tests::{network::Weather, phone::Phone, stage::Stage};
use std::fs;

/// Starts over beside the memory that stays shut, and offers what the journal holds.
fn starts_over_and_recovers(stage: &Stage, wang: &mut Phone) {
    let fresh = wang.open_stranded().start_over().unwrap();
    wang.go_on_with(fresh);
    wang.network.set(Weather::Good);
    wang.enrol(&stage.county.ticket(WANG));
    wang.drain();
    let receipts = wang.offer_journals();
    assert!(!receipts.is_empty());
    for receipt in receipts {
        stage.county.recover(receipt.sha256);
    }
}

#[test]
fn a_keystore_that_lost_its_key_loses_no_visit() {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    let elders = elders(WANG);
    let visit = |wang: &Phone, elder: usize| {
        let visiting = wang.visits(Subject::Person(elders[elder]), VisitTag::ElderCheckIn);
        visiting.finish().saved.record
    };
    let sent = visit(&wang, 0);
    wang.drain();
    wang.network.set(Weather::Offline);
    let unsent = [visit(&wang, 1), visit(&wang, 2)];
    wang.close();
    wang.keystore.lose();
    starts_over_and_recovers(&stage, &mut wang);

    let records = stage.county.stored().records();
    assert!(records.contains_key(&sent.0) && unsent.iter().all(|record| records.contains_key(&record.0)));
    assert_eq!(records.len(), 3, "and what had arrived before arrived once");
    assert_eq!(stage.county.stored().twice(), 0);
    // Work goes on, in a chain of the new key.
    let after = visit(&wang, 3);
    wang.drain();
    assert!(wang.is_sent(after));
}

#[test]
fn a_database_that_will_not_open_is_set_aside_and_its_journal_recovered() {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let visit = wang.visits(Subject::Person(elders(WANG)[0]), VisitTag::ElderCheckIn).finish().saved.record;
    wang.close();
    let file = wang.memory().join("doorstep.db");
    let mut bytes = fs::read(&file).unwrap();
    let length = bytes.len();
    bytes[..4096].fill(0x5A);
    fs::write(&file, bytes).unwrap();
    starts_over_and_recovers(&stage, &mut wang);
    assert!(stage.county.stored().records().contains_key(&visit.0));
    let kept = fs::read_dir(wang.memory()).unwrap().flatten();
    let aside = kept.filter(|entry| entry.path() != file && entry.metadata().unwrap().len() == length as u64);
    assert_eq!(aside.count(), 1, "the file is kept aside, never deleted");
}
