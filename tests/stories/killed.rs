use crate::people::{WANG, elders};
use doorstep_domain::{id::RecordId, subject::Subject, visit::VisitTag};
use doorstep_failpoint::Step;
use doorstep_protocol::journal;
use doorstep_store::{Page, Store};
use doorstep_tests::{
    child::{ChildPhone, Task},
    fate::{Fate, Way},
    ledger::Ledger,
    network::Weather,
    phone::Phone,
    stage::Stage,
};
use std::{collections::BTreeSet, fs, path::Path};

/// Any program of the stage can be a phone.
const PROGRAM: &str = env!("CARGO_BIN_EXE_demo");

fn start(phone: &Phone, stage: &Stage, task: Task, elder: usize, fate: Option<Fate>) -> ChildPhone {
    let person = Some(elders(WANG)[elder]);
    ChildPhone::start(Path::new(PROGRAM), phone, &stage.clock, task, person, fate)
}

/// An end at each of these steps and times, half of them by the phone's own abort.
fn fates(steps: &[(Step, u32)]) -> impl Iterator<Item = Fate> {
    let ways = [Way::Kill, Way::Abort].into_iter().cycle();
    steps.iter().zip(ways).map(|(&(step, time), way)| Fate { step, time, way })
}

/// The record of a line `saved RECORD`.
fn saved(lines: &[String]) -> Vec<RecordId> {
    lines.iter().filter_map(|line| line.strip_prefix("saved ")).map(|id| id.parse().unwrap()).collect()
}

#[test]
fn a_phone_killed_after_any_step_of_saving_loses_no_answer_and_saves_once() {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    // Notes are what opening keeps, then the draft and each answer.
    let steps = [
        (Step::NoteWritten, 4),
        (Step::NoteCommitted, 9),
        (Step::SaveWritten, 1),
        (Step::SaveCommitted, 1),
        (Step::SaveJournalled, 1),
    ];
    for (elder, fate) in fates(&steps).enumerate() {
        wang.close();
        let (said, died) = start(&wang, &stage, Task::Save, elder, Some(fate)).hear_out();
        assert!(died, "{fate} never came; it said {said:?}");
        assert_eq!(saved(&said), [], "killed before it said that it had saved");
        wang.open();

        let drafts = wang.client().drafts(&Page::first(10)).unwrap().items;
        let committed = matches!(fate.step, Step::SaveCommitted | Step::SaveJournalled);
        assert_eq!(
            drafts.len(),
            usize::from(!committed),
            "killed at {fate}: a draft or a record; it said {said:?}"
        );
        if let Some(draft) = drafts.first() {
            // The draft opens where it was, and nobody answers anything twice.
            let answered = said.iter().any(|line| line.starts_with("answered"));
            let missing = wang.client().missing(draft.id).unwrap();
            assert_eq!(missing.is_empty(), answered, "killed at {fate}: {missing:?}");
            wang.goes_on(draft.id).finish();
        }
        let of_elder = Some(Subject::Person(elders(WANG)[elder]));
        let history = wang.client().history(of_elder, &Page::first(10)).unwrap().items;
        assert_eq!(history.len(), 1, "one visit, killed at {fate}");
        wang.drain();
    }
    let settled = Ledger::settle(&[wang.ledger()], &stage.county.stored());
    assert_eq!(settled.sent, steps.len());
    assert!(settled.holds(), "{settled:?}");
}

#[test]
fn a_phone_killed_after_any_step_of_sending_sends_everything_once() {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    let steps = [
        (Step::RequestReady, 1),
        (Step::RequestAnswered, 1),
        (Step::RequestReady, 2),
        (Step::RequestAnswered, 2),
        (Step::NoteWritten, 2),
        (Step::NoteCommitted, 2),
        (Step::NoteWritten, 3),
        (Step::NoteCommitted, 3),
    ];
    for (elder, fate) in fates(&steps).enumerate() {
        wang.network.set(Weather::Offline);
        let visiting = wang.visits(Subject::Person(elders(WANG)[elder]), VisitTag::ElderCheckIn);
        let visit = visiting.finish().saved.record;
        wang.close();
        wang.network.set(Weather::Good);
        let (said, died) = start(&wang, &stage, Task::Send, elder, Some(fate)).hear_out();
        assert!(died, "{fate} never came; it said {said:?}");
        wang.open();
        wang.drain();
        assert!(wang.is_sent(visit), "killed at {fate}");
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
        let mut child = start(&wang, &stage, Task::Hammer, round, None);
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
