//! One case: somebody works, a process ends at its fate, is started again, and the
//! oracles look.
//!
//! What is believed afterwards, from the phone's and the county's own files:
//!
//! 1. Every record that was said to be saved is on the phone. One that was begun is a
//!    draft or a record, never both, never neither, and the journal has what is saved.
//! 2. Everything drains: the county holds each record once, and the phone its receipt.
//! 3. The log verifies from its first entry; a backup that stands in its place is whole,
//!    and the next one can be made.

use super::{
    bench::Bench,
    fate::{self, Deed},
};
use crate::{
    finding::{Broken, Finding, Verdict},
    layer::Ended,
    story::Story,
};
use doorstep_domain::subject::Subject;
use doorstep_protocol::{envelope::Envelope, journal};
use doorstep_store::{Page, Store};
use doorstep_tests::{
    child::Task,
    fate::Fate,
    ledger::{Ledger, Stored},
    network::Weather,
    server_process,
};
use std::fs;

/// How often a phone tries to send before a fate that does not come is given up.
const TRIES: usize = 4;

/// Plays the case of a seed.
pub(crate) fn play(bench: &mut Bench, seed: u64) -> Ended {
    let (deed, fate) = fate::draw(seed);
    let mut story = Story::default();
    let done = match deed {
        Deed::Save => save(bench, fate, &mut story),
        Deed::Send => send(bench, fate, &mut story),
        Deed::Serve => serve(bench, fate, &mut story),
        Deed::BackUp => back_up(bench, fate, seed, &mut story),
    };
    Ended { verdict: done.and_then(|()| settle(bench)), story }
}

/// A process has met its fate.
pub(crate) const CAME: &str = "it ends there, and is started again";

fn ended(story: &mut Story, died: bool) {
    story.tell(if died { CAME } else { "it never comes there" });
}

fn save(bench: &mut Bench, fate: Fate, story: &mut Story) -> Verdict {
    story.tell(format_args!("a phone makes a visit; its end: {fate}"));
    let elder = bench.next_elder();
    let about = elder.map(Subject::Person);
    let before = history(bench, about)?;
    let (said, died) = bench.works(Task::Save, elder, fate);
    said.iter().for_each(|line| story.tell(format_args!("  the phone says: {line}")));
    ended(story, died);
    let drafts = bench.phone.client().drafts(&Page::first(10));
    let drafts = drafts.map_err(|_| Finding::new(Broken::Stuck, "the phone shows no drafts"))?.items;
    let made = history(bench, about)? - before;
    match (drafts.len() + made, said.is_empty()) {
        (1, _) | (0, true) => {}
        (0, false) => {
            return Err(Finding::new(Broken::Lost, "a visit that was begun is neither draft nor record"));
        }
        _ => return Err(Finding::new(Broken::Twice, "a visit is there more than once")),
    }
    for draft in drafts {
        story.tell("  the draft is finished");
        bench.promised.insert(bench.phone.goes_on(draft.id).finish().saved.record);
    }
    journalled(bench)
}

fn send(bench: &mut Bench, fate: Fate, story: &mut Story) -> Verdict {
    story.tell(format_args!("a phone sends a visit; its end: {fate}"));
    bench.phone.network.set(Weather::Offline);
    let elder = bench.next_elder();
    bench.visits(elder);
    bench.phone.network.set(Weather::Good);
    let (_, died) = bench.works(Task::Send, elder, fate);
    ended(story, died);
    Ok(())
}

fn serve(bench: &mut Bench, fate: Fate, story: &mut Story) -> Verdict {
    story.tell(format_args!("a phone sends a visit; the server's end: {fate}"));
    bench.phone.close();
    bench.county.stop();
    bench.county.start_to(Some(fate));
    // A phone that was just switched on asks for tokens first.
    bench.phone.open();
    let elder = bench.next_elder();
    bench.visits(elder);
    for _ in 0..TRIES {
        bench.phone.sync();
        if bench.county.has_died() {
            break;
        }
    }
    let died = bench.county.has_died();
    bench.county.crash();
    bench.county.start();
    ended(story, died);
    Ok(())
}

fn back_up(bench: &mut Bench, fate: Fate, seed: u64, story: &mut Story) -> Verdict {
    story.tell(format_args!("a backup is made; its end: {fate}"));
    let [cut, whole] = ["cut", "whole"].map(|name| bench.county.data().join(format!("{seed}-{name}.db")));
    let made = |to: &std::path::Path, fate| {
        let arguments = ["backup", &*to.to_string_lossy()];
        server_process::run_to(fate, &bench.program, bench.county.data(), &arguments).status.success()
    };
    ended(story, !made(&cut, Some(fate)));
    if !made(&whole, None) {
        return Err(Finding::new(Broken::Stuck, "the next backup cannot be made"));
    }
    for backup in [cut, whole] {
        if backup.exists() {
            if Stored::open(&backup).texts("PRAGMA quick_check") != ["ok"] {
                return Err(Finding::new(Broken::Lost, "a backup that stands in its place is damaged"));
            }
            // Room for the next: nobody misses it.
            let _ = fs::remove_file(backup);
        }
    }
    Ok(())
}

fn history(bench: &Bench, about: Option<Subject>) -> Result<usize, Finding> {
    let shown = bench.phone.client().history(about, &Page::first(200));
    shown
        .map(|shown| shown.items.len())
        .map_err(|_| Finding::new(Broken::Stuck, "the phone shows no history"))
}

/// The journal has every record that waits.
fn journalled(bench: &Bench) -> Verdict {
    let missing = || Finding::new(Broken::Lost, "the journal cannot be read");
    let sealed = fs::read(Store::journal_path(&bench.phone.memory())).map_err(|_| missing())?;
    let recovered = journal::recover(&sealed, &bench.county.recovery_key()).map_err(|_| missing())?;
    let held = |record: &uuid::Uuid| {
        let mut headers = recovered.envelopes.iter().flat_map(Envelope::claimed_header);
        headers.any(|header| header.record.0 == *record)
    };
    let waiting = bench.phone.ledger().into_iter().filter(|(_, kept)| !kept.receipted);
    match waiting.map(|(record, _)| record).find(|record| !held(record)) {
        None => Ok(()),
        Some(_) => Err(Finding::new(Broken::Lost, "a record that waits is not in the journal")),
    }
}

/// Everything drains, and the files of both sides agree.
fn settle(bench: &Bench) -> Verdict {
    bench.phone.drain();
    let kept = bench.phone.ledger();
    if bench.promised.iter().any(|record| !kept.contains_key(&record.0)) {
        return Err(Finding::new(Broken::Lost, "a record that was said to be saved is gone"));
    }
    let settled = Ledger::settle(&[kept], &bench.county.stored());
    if !settled.holds() {
        let broken = match settled {
            Ledger { twice, .. } if twice > 0 => Broken::Twice,
            Ledger { lost: 0, sent, stored, .. } if sent == stored => Broken::Stuck,
            _ => Broken::Lost,
        };
        return Err(Finding::new(broken, format!("{settled:?}")));
    }
    bench.county.verify_log();
    Ok(())
}
