//! What the first page of the agenda and a search cost, and how that grows with the county.
//!
//! Both phones are loaded through the feed's own door, everybody on their roster, and
//! asked in turn.

use super::Scale;
use crate::{
    documents,
    phone::Phone,
    report::{Bars, Peer, Row},
    sample::Sample,
};
use chrono::Days;
use doorstep_domain::{
    cadence::Plan,
    id::{RegionId, RosterId},
    place::Wgs84,
    roster::RosterLine,
    subject::Subject,
    visit::VisitTag,
};
use doorstep_protocol::changes::{Body, Change, DocumentKind};
use doorstep_store::{AgendaQuery, Page, Store};
use std::{path::Path, time::Instant};
use uuid::Uuid;

const PAGE: usize = 50;
/// Repetitions of one question in a round.
const TIMES: u32 = 20;
const VILLAGE: RegionId = RegionId(Uuid::from_u128(1));
const KEPT: &str = "reads only";

pub(super) fn rows(place: &Path, scale: Scale) -> Vec<Row> {
    let few = scale.people / 10;
    let (small, _) = loaded(place, few);
    let (large, load) = loaded(place, scale.people);
    let near = AgendaQuery { near: Wgs84::new(116.04, 40.04).ok(), ..AgendaQuery::on(documents::day()) };
    let by_date = AgendaQuery::on(documents::day());
    let job = format!("first page of {PAGE} of the agenda, {} people, everybody due", scale.people);
    let (ours, theirs) = asked(scale, &large, &small, &|store| {
        drop(store.agenda(&near, &Page::first(PAGE)).expect("the agenda can be read"));
    });
    let (dated, dated_small) = asked(scale, &large, &small, &|store| {
        drop(store.agenda(&by_date, &Page::first(PAGE)).expect("the agenda can be read"));
    });
    let peer = Peer { name: "our own at a tenth of the people", durability: KEPT, sample: &theirs };
    let agenda = Row::beside("agenda-page", job, "us", &ours, peer, Bars::AtMost { first: 1.5, goal: 1.1 })
        .kept_by(KEPT)
        .stage("nearest_first_us", ours.median())
        .stage("by_date_us", dated.median())
        .stage("by_date_at_a_tenth_us", dated_small.median())
        .stage("load_ms", load);
    let mut rows = vec![agenda];
    for (id, words) in [
        ("search-name", "甲春山"),
        ("search-sound", "jia chun"),
        ("search-address", "柳林村3组"),
        ("search-phone", "1391"),
    ] {
        let (ours, theirs) = asked(scale, &large, &small, &|store| {
            drop(store.search(words, &Page::first(PAGE)).expect("the registry can be searched"));
        });
        let why = "no peer has encrypted search over names, sounds and digits in one";
        let job = format!("first page of a search among {} people", scale.people);
        rows.push(
            Row::alone(id, job, "us", &ours, why)
                .kept_by(KEPT)
                .stage("at_a_tenth_us", theirs.median())
                .stage("growth", ours.median() / theirs.median()),
        );
    }
    rows
}

/// The same question to both phones in turn, microseconds each.
fn asked(scale: Scale, large: &Phone, small: &Phone, ask: &dyn Fn(&Store)) -> (Sample, Sample) {
    let time = |phone: &Phone| {
        let began = Instant::now();
        (0..TIMES).for_each(|_| ask(&phone.store));
        began.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
    };
    let (mut ours, mut theirs) = (Sample::default(), Sample::default());
    for round in 0..=scale.rounds {
        let (of_large, of_small) = (time(large), time(small));
        if round > 0 {
            ours.push(of_large);
            theirs.push(of_small);
        }
    }
    (ours, theirs)
}

/// A phone with so many people, and the milliseconds that loading them took.
fn loaded(place: &Path, people: u64) -> (Phone, f64) {
    let phone = Phone::new(place);
    let mut changes = Vec::new();
    let households = people.div_ceil(3);
    for number in 0..people {
        let house = number / 3;
        if number % 3 == 0 {
            let household = documents::household(house, households, VILLAGE);
            changes.push(put(DocumentKind::Household, household.id.0, changes.len(), &household));
        }
        let person = documents::person(number, house);
        changes.push(put(DocumentKind::Person, person.id.0, changes.len(), &person));
        let due = documents::day() - Days::new(60) + Days::new(number * 37 % 400);
        let line = RosterLine::given(
            RosterId(Uuid::from_u128(u128::from(number) + 1)),
            (Subject::Person(person.id), VILLAGE),
            phone.enrolment.account,
            Plan::plain(VisitTag::ElderCheckIn, "A", None),
            due,
        );
        changes.push(put(DocumentKind::Roster, line.id.0, changes.len(), &line));
    }
    let began = Instant::now();
    phone.hear(&changes);
    (phone, began.elapsed().as_secs_f64() * 1e3)
}

fn put(kind: DocumentKind, key: Uuid, before: usize, body: &impl serde::Serialize) -> Change {
    Change {
        kind: kind.as_str().to_owned(),
        key: key.to_string(),
        revision: before as u64 + 1,
        body: Some(Body::of(body).expect("a document has a JSON form")),
    }
}
