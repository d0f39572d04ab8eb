use crate::people::{WANG, elders};
use doorstep_domain::{id::RecordId, subject::Subject, visit::VisitTag};
use doorstep_protocol::journal;
use doorstep_store::{Page, Store};
use doorstep_tests::{child::ChildPhone, ledger::Ledger, network::Weather, phone::Phone, stage::Stage};
use std::{collections::BTreeSet, fs, path::Path};

/// A phone as a process of its own.
const PROGRAM: &str = env!("CARGO_BIN_EXE_phone");

fn start(phone: &Phone, stage: &Stage, task: &str, elder: usize, halt: Option<&str>) -> ChildPhone {
    let person = Some(elders(WANG)[elder]);
    ChildPhone::start(Path::new(PROGRAM), phone, &stage.clock, task, person, halt)
}

/// The record of a line `saved RECORD`.
fn saved(lines: &[String]) -> Vec<RecordId> {
    lines.iter().filter_map(|line| line.strip_prefix("saved ")).map(|id| id.parse().unwrap()).collect()
}

#[test]
fn a_phone_killed_after_any_step_of_saving_loses_no_answer_and_saves_once() {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    for (elder, halt) in ["began", "answered", "sealing", "sealed", "saved"].into_iter().enumerate() {
        wang.close();
        let mut child = start(&wang, &stage, "save", elder, Some(halt));
        let said = child.hear_until(halt);
        child.kill();
        wang.open();

        let drafts = wang.client().drafts(&Page::first(10)).unwrap().items;
        let before = saved(&said);
        if before.is_empty() {
            // Not yet said to be saved: the draft opens where it was, and nobody answers anything twice.
            assert_eq!(drafts.len(), 1, "killed at {halt}");
            let draft = drafts[0].id;
            let missing = wang.client().missing(draft).unwrap();
            assert_eq!(missing.is_empty(), halt != "began", "killed at {halt}: {missing:?}");
            wang.goes_on(draft).finish();
        } else {
            assert!(drafts.is_empty(), "a saved visit leaves no draft");
        }
        let of_elder = Some(Subject::Person(elders(WANG)[elder]));
        let history = wang.client().history(of_elder, &Page::first(10)).unwrap().items;
        assert_eq!(history.len(), 1, "one visit, killed at {halt}");
        wang.drain();
    }
    let settled = Ledger::settle(&[wang.ledger()], &stage.county.stored());
    assert_eq!(settled.sent, 5);
    assert!(settled.holds(), "{settled:?}");
}

#[test]
fn a_phone_killed_after_any_step_of_sending_sends_everything_once() {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    let steps = [
        "signing",
        "signed",
        "before /v1/tokens",
        "after /v1/tokens",
        "before /v1/batches",
        "after /v1/batches",
        "before /v1/changes",
        "after /v1/changes",
        "synced",
    ];
    for (elder, halt) in steps.into_iter().enumerate() {
        wang.network.set(Weather::Offline);
        let visiting = wang.visits(Subject::Person(elders(WANG)[elder]), VisitTag::ElderCheckIn);
        let visit = visiting.finish().visit.record;
        wang.close();
        wang.network.set(Weather::Good);
        let mut child = start(&wang, &stage, "send", elder, Some(halt));
        child.hear_until(halt);
        child.kill();
        wang.open();
        wang.drain();
        assert!(wang.is_sent(visit), "killed at {halt}");
    }
    let settled = Ledger::settle(&[wang.ledger()], &stage.county.stored());
    assert_eq!(settled.sent, steps.len());
    assert!(settled.holds(), "{settled:?}");
}

#[test]
fn a_phone_killed_at_any_moment_keeps_every_visit_that_it_said_was_saved() {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    let mut promised = BTreeSet::new();
    let rounds = if std::env::var_os("DOORSTEP_LONG").is_some() { 40 } else { 8 };
    for round in 0..rounds {
        wang.close();
        let round = round % 8;
        let mut child = start(&wang, &stage, "hammer", round, None);
        let mut said = Vec::new();
        // Some way into the visit after so many: at another point of it each time.
        while saved(&said).len() <= round {
            said.push(child.hear().unwrap());
        }
        said.extend(child.kill());
        promised.extend(saved(&said));
        wang.open();
        for draft in wang.client().drafts(&Page::first(10)).unwrap().items {
            wang.goes_on(draft.id).answers("outcome", "died").finish();
        }
    }
    assert!(promised.len() >= 8 * 9 / 2);
    let kept = wang.ledger();
    for record in &promised {
        assert!(kept.contains_key(&record.0), "a visit that was said to be saved is there");
    }
    let sealed = fs::read(Store::journal_path(&wang.memory())).unwrap();
    let recovered = journal::recover(&sealed, &stage.county.recovery_key()).unwrap();
    let journalled: BTreeSet<_> =
        recovered.envelopes.iter().map(|envelope| envelope.claimed_header().unwrap().record.0).collect();
    assert!(
        kept.keys().all(|record| journalled.contains(record)),
        "the journal holds what the database does"
    );
    assert!(recovered.damaged.is_empty());

    wang.drain();
    let settled = Ledger::settle(&[wang.ledger()], &stage.county.stored());
    assert!(settled.holds(), "{settled:?}");
}
