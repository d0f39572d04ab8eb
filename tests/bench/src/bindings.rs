//! `bench bindings`: what the core costs from Kotlin, beside the same from Rust.
//!
//! Two phones of one worker are enrolled with one county and hold the same documents: one is asked here, by [`doorstep_client`],
//! the other in a JVM, through the bindings ([`jvm`]). They take turns; a turn is a number of calls, of which the median counts.
//! What stands between is UniFFI's: records written out and read again, and JNA's way across. Both write to the same disk.
//!
//! The page of the agenda has a budget of its own, in the core and across; so has the library's start, which happens once.

mod jvm;

use crate::{
    report::{Bars, Peer, Report, Row},
    sample::Sample,
};
use chrono::SecondsFormat;
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_forms::Value;
use doorstep_store::{AgendaQuery, Page, Shown};
use doorstep_tests::{cast::cast, phone::Visiting, stage::Stage};
use jvm::{Jvm, Times};
use std::{hint::black_box, path::Path, time::Instant};

/// How often each side has its turn, and how many calls a turn is.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    rounds: usize,
    calls: usize,
}

impl Scale {
    /// A look, or the figures that count.
    pub fn new(quick: bool) -> Self {
        if quick { Self { rounds: 5, calls: 20 } } else { Self { rounds: 21, calls: 60 } }
    }
}

/// Whose phones they are; the invented county gives this worker more than a page of lines.
const WORKER: &str = "worker01";
const PAGE: usize = 50;
/// What a page may take, milliseconds: in the core, and from Kotlin.
const PAGE_BUDGET_MS: [f64; 2] = [2.0, 5.0];
/// What loading the library may take at the first call, milliseconds: a phone's start-up is measured in these.
const START_LIMIT_MS: f64 = 1_000.0;
const KEPT: &str = "nothing is written";
const WRITTEN: &str = "the draft, with one fsync";

/// Runs the bench; the class path holds the bindings, the folder their library.
pub fn run(scale: Scale, class_path: &str, library: &Path) -> Report {
    let stage = Stage::open();
    let phone = stage.phone(WORKER);
    phone.sync();
    let elder = cast().lines(WORKER, VisitTag::ElderCheckIn).find_map(|line| match line.subject {
        Subject::Person(person) => Some(person),
        Subject::Household(_) => None,
    });
    let elder = elder.expect("there is an elder");
    let now = stage.clock.now().to_rfc3339_opts(SecondsFormat::Millis, true);
    let mut jvm = Jvm::start(class_path, library, &stage.county.ticket(WORKER), &now, &elder.to_string());
    let visiting = phone.visits(Subject::Person(elder), VisitTag::ElderCheckIn);
    visiting.fill();
    let (mut ours, mut theirs) = (Columns::default(), Columns::default());
    for round in 0..=scale.rounds {
        let here = turn(&visiting, scale.calls);
        let there = jvm.turn(scale.calls);
        if round > 0 {
            ours.push(&here);
            theirs.push(&there);
        }
    }
    let begun = jvm.begun();
    assert_eq!(begun.rows, page(&visiting), "both list the same");
    drop(visiting);
    let beside = |id, job: &str, across: &Sample, here: &Sample, bars, kept| {
        let peer = Peer { name: "the same call from Rust", durability: kept, sample: here };
        Row::beside(id, job, "us", across, peer, bars).kept_by(kept)
    };
    let call = Bars::AtMost { first: 2_000.0, goal: 200.0 };
    let agenda = Bars::AtMost { first: 4.0, goal: 2.0 };
    let answer = Bars::AtMost { first: 2.0, goal: 1.2 };
    let job = format!("a page of {} agenda rows", begun.rows);
    let start = Sample::of([begun.library_ms]);
    let limit = Sample::of([START_LIMIT_MS]);
    let limit = Peer { name: "the limit: a second", durability: KEPT, sample: &limit };
    Report::new(
        "bindings",
        vec![
            beside("bindings-call", "the day at the phone", &theirs.call, &ours.call, call, KEPT),
            beside("bindings-agenda", &job, &theirs.agenda, &ours.agenda, agenda, KEPT)
                .stage("core_budget_us", PAGE_BUDGET_MS[0] * 1e3)
                .stage("across_budget_us", PAGE_BUDGET_MS[1] * 1e3),
            beside(
                "bindings-answer",
                "an answer in the elder's form",
                &theirs.answer,
                &ours.answer,
                answer,
                WRITTEN,
            ),
            Row::beside(
                "bindings-start",
                "the library loaded, at the first call",
                "ms",
                &start,
                limit,
                Bars::AtMost { first: 1.0, goal: 0.3 },
            )
            .kept_by(KEPT)
            .stage("open_ms", begun.open_ms),
        ],
    )
}

/// Medians of turns, microseconds.
#[derive(Default)]
struct Columns {
    call: Sample,
    agenda: Sample,
    answer: Sample,
}

impl Columns {
    fn push(&mut self, times: &Times) {
        self.call.push(times.call_us);
        self.agenda.push(times.agenda_us);
        self.answer.push(times.answer_us);
    }
}

fn turn(visiting: &Visiting<'_>, calls: usize) -> Times {
    let client = visiting.client();
    let findings = visiting.path_of("findings");
    let call_us = median(calls * 20, |_| {
        black_box(client.today());
    });
    let agenda_us = median(calls, |_| {
        black_box(page(visiting));
    });
    let answer_us = median(calls, |turn| {
        let words = Value::Text(format!("the stove smokes {turn}"));
        client.answer(visiting.draft, &findings, words).expect("it is an answer");
    });
    Times { call_us, agenda_us, answer_us }
}

fn page(visiting: &Visiting<'_>) -> usize {
    let client = visiting.client();
    let query =
        AgendaQuery { today: client.today(), near: None, states: Vec::new(), visit: None, shown: Shown::Due };
    client.agenda(&query, &Page::first(PAGE)).expect("the agenda can be read").items.len()
}

fn median(calls: usize, mut call: impl FnMut(usize)) -> f64 {
    let times = (0..calls).map(|turn| {
        let began = Instant::now();
        call(turn);
        began.elapsed().as_secs_f64() * 1e6
    });
    Sample::of(times).median()
}
