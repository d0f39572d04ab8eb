//! `bench plausibility`: how often an honest day of the invented county is flagged, and a
//! dishonest one.
//!
//! Real phones make a working day of elder check-ins through the core, without a network,
//! everybody's visits in the order of the clock, and send them in the evening to a real
//! county, which looks at all of them.
//!
//! - **Honest** ([`day::honest`]): from door to door at 15 km/h, twelve to forty-five minutes at each, a
//!   receiver's scatter, every seventh place weak, every twentieth none; nobody home at
//!   every fifth door, which is photographed.
//! - **Dishonest** ([`day::dishonest`]): the same doors by the same workers, each with one trick.
//!
//! A visit counts as flagged if the county asks something: `no_place` and `weak_place` only
//! say what the receiver said, and are counted apart. The dishonest rate counts visits
//! that carry the very flag which their trick earns, of those that could: the first of a
//! series looks like any other.

mod day;

use crate::{
    report::{Bars, Peer, Report, Row},
    sample::Sample,
};
use chrono::TimeDelta;
use day::{Planned, Trick};
use doorstep_client::photograph::Taken;
use doorstep_domain::{id::RecordId, post::Post, visit::VisitTag};
use doorstep_protocol::evidence::Source;
use doorstep_tests::{
    cast::cast,
    desk::Desk,
    network::Weather,
    phone::{Phone, Visiting},
    stage::Stage,
    wait,
};
use std::collections::BTreeMap;

/// How large the days are.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    workers: usize,
    doors: usize,
}

impl Scale {
    /// A look, or the figures that count.
    pub fn new(quick: bool) -> Self {
        if quick { Self { workers: 5, doors: 5 } } else { Self { workers: 20, doors: 8 } }
    }
}

/// Most visits of an honest day, in a hundred, about which a supervisor can be asked before nobody reads it.
const HONEST_LIMIT: f64 = 2.0;

/// Fewest visits of a dishonest day, in a hundred, that may be caught.
const DISHONEST_LIMIT: f64 = 95.0;

/// Runs the bench.
pub fn run(scale: Scale) -> Report {
    let honest = play(scale, day::honest);
    let dishonest = play(scale, day::dishonest);
    Report::new("plausibility", vec![honest_row(&honest), dishonest_row(&dishonest)])
}

/// A visit as the county sees it.
struct Seen {
    planned: Planned,
    codes: Vec<String>,
}

/// Plays one day, and returns what the county makes of each visit.
fn play(scale: Scale, plan: impl Fn(u64, Vec<day::Door>) -> Vec<Planned>) -> Vec<Seen> {
    let stage = Stage::open();
    let logins: Vec<&str> = cast()
        .logins(Post::Worker)
        .filter(|login| day::doors(login, scale.doors).len() == scale.doors)
        .take(scale.workers)
        .collect();
    assert_eq!(logins.len(), scale.workers, "so many workers have so many elders");
    let phones: Vec<Phone> = logins.iter().map(|login| stage.phone(login)).collect();
    for phone in &phones {
        phone.network.set(Weather::Offline);
    }
    let mut moments = Vec::new();
    for (worker, login) in logins.iter().enumerate() {
        for planned in plan(worker as u64, day::doors(login, scale.doors)) {
            moments.push((planned.begins, worker, planned.clone(), false));
            moments.push((planned.ends, worker, planned, true));
        }
    }
    moments.sort_by_key(|(at, worker, _, ends)| (*at, *worker, !ends));

    let morning = stage.clock.now();
    let mut under_way: BTreeMap<usize, Visiting<'_>> = BTreeMap::new();
    let mut made: Vec<(RecordId, Planned)> = Vec::new();
    for (at, worker, planned, ends) in moments {
        let until = morning + at - stage.clock.now();
        stage.clock.pass(until.max(TimeDelta::zero()));
        if ends {
            let visiting = under_way.remove(&worker).expect("it was begun");
            made.push((finish(visiting, &planned), planned));
        } else {
            let phone = phones.get(worker).expect("the phone is there");
            let visiting = phone.visits(planned.subject, VisitTag::ElderCheckIn);
            under_way.insert(worker, visiting.answers("outcome", planned.outcome()));
        }
    }
    for phone in &phones {
        phone.network.set(Weather::Good);
        phone.drain();
    }
    let desk = stage.desk("county01");
    made.into_iter().map(|(visit, planned)| Seen { codes: codes(&desk, visit), planned }).collect()
}

fn finish(visiting: Visiting<'_>, planned: &Planned) -> RecordId {
    if let Some(photograph) = &planned.photograph {
        visiting.fill();
        let fixes = planned.place.iter().cloned().collect();
        let taken = Taken { source: Source::Camera, fixes, direction: None, gnss: None };
        visiting.photographs("photo_door", photograph, taken);
    }
    visiting.finish_at(planned.place.clone()).saved.record
}

/// Codes of what the county finds unusual, once it has looked.
fn codes(desk: &Desk, visit: RecordId) -> Vec<String> {
    let mut codes = None;
    wait::until("the county to look at the visit", || {
        let sheet = desk.get(&format!("/v1/visits/{visit}"));
        let unusual = sheet.pointer("/visit/unusual").and_then(|flags| flags.as_array());
        let code =
            |flag: &serde_json::Value| flag.get("code").and_then(|code| code.as_str()).map(str::to_owned);
        codes = unusual.map(|flags| flags.iter().filter_map(code).collect());
        codes.is_some()
    });
    codes.unwrap_or_default()
}

/// Whether a code asks something, or only says what the receiver said.
fn asks(code: &str) -> bool {
    !matches!(code, "no_place" | "weak_place")
}

fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}

fn honest_row(seen: &[Seen]) -> Row {
    let flagged = seen.iter().filter(|seen| seen.codes.iter().any(|code| asks(code))).count();
    let said = seen.iter().filter(|seen| seen.codes.iter().any(|code| !asks(code))).count();
    let row = beside(
        "plausibility-honest",
        "visits of an honest day about which the county asks something",
        percent(flagged, seen.len()),
        HONEST_LIMIT,
        Bars::AtMost { first: 1.0, goal: 0.5 },
    );
    with_codes(row.stage("visits", seen.len() as f64).stage("weak_or_no_place", said as f64), seen)
}

fn dishonest_row(seen: &[Seen]) -> Row {
    let caught =
        |seen: &&Seen| seen.planned.earns.is_some_and(|code| seen.codes.iter().any(|other| other == code));
    let could: Vec<&Seen> = seen.iter().filter(|seen| seen.planned.earns.is_some()).collect();
    let all = could.iter().filter(|seen| caught(seen)).count();
    let mut row = beside(
        "plausibility-dishonest",
        "visits of a dishonest day that carry the flag which their trick earns",
        percent(all, could.len()),
        DISHONEST_LIMIT,
        Bars::AtLeast { first: 1.0, goal: 1.04 },
    );
    for trick in Trick::ALL {
        let with: Vec<&&Seen> = could.iter().filter(|seen| seen.planned.trick == Some(trick)).collect();
        let share = percent(with.iter().filter(|seen| caught(seen)).count(), with.len());
        assert!(!with.is_empty(), "{} was played", trick.name());
        row = row.stage(&format!("{}_percent", trick.name()), share);
    }
    with_codes(row.stage("visits", could.len() as f64), seen)
}

/// How many visits carry each code.
fn with_codes(mut row: Row, seen: &[Seen]) -> Row {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for code in seen.iter().flat_map(|seen| &seen.codes) {
        *counts.entry(code).or_default() += 1;
    }
    for (code, count) in counts {
        row = row.stage(&format!("{code}_flags"), count as f64);
    }
    row
}

/// A rate beside its limit.
fn beside(id: &'static str, job: &str, rate: f64, limit: f64, bars: Bars) -> Row {
    let limit = Sample::of([limit]);
    let peer = Peer { name: "the limit", durability: "", sample: &limit };
    Row::beside(id, job, "% of visits", &Sample::of([rate]), peer, bars)
}
