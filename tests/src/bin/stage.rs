//! A county for the tests of a shell in another language: a real server, its time wound to the morning of the invented
//! county's day, and orders by lines of JSON.
//!
//! The first line out says what there is. Each line in is an order, each line out its answer:
//!
//! | order | what happens |
//! |---|---|
//! | `{"order": "ticket", "of": …}` | an enrolment ticket for `worker` or `partner`, who shares the worker's village |
//! | `{"order": "stop"}`, `{"order": "start"}` | the server goes away, and comes back at the same address |
//! | `{"order": "review", "record": …, "step": {…}}` | the supervisor takes a step at the console, by HTTP |
//! | `{"order": "visit", "record": …}` | what the console shows of a visit |
//! | `{"order": "stored", "record": …}` | how often the county's database holds a record |
//! | `{"order": "disk", "megabytes": …}` | a small disk, by its path; none where this process may not mount one |
//! | `{"order": "fill"}`, `{"order": "free"}` | the small disk is full, and has room again |
//!
//! It ends with its input.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a stage that cannot be set up ends the test with a word"
)]

use doorstep_domain::{id::RecordId, post::Post, subject::Subject, visit::VisitTag};
use doorstep_tests::{
    cast::cast,
    clock::StoryClock,
    county::County,
    small_disk::{Filling, SmallDisk},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, Write as _},
    process::ExitCode,
};

#[derive(Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
enum Order {
    Ticket { of: Whose },
    Stop,
    Start,
    Review { record: RecordId, step: Value },
    Visit { record: RecordId },
    Stored { record: RecordId },
    Disk { megabytes: u64 },
    Fill,
    Free,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Whose {
    Worker,
    Partner,
}

/// What there is.
struct Stage {
    county: County,
    worker: String,
    partner: String,
    supervisor: String,
    // Before the disk, so that it is emptied before it goes.
    filling: Option<Filling>,
    disk: Option<SmallDisk>,
}

fn main() -> ExitCode {
    if let Some(ended) = doorstep_tests::play_if_asked() {
        return ended;
    }
    let clock = StoryClock::morning();
    let county = County::open(&clock);
    let worker = cast().logins(Post::Worker).next().expect("the county has workers").to_owned();
    let village = *cast().regions(&worker).first().expect("a worker has a village");
    let partner = cast().partner(&worker, village).to_owned();
    let supervisor = cast().supervisor(village).to_owned();
    let elder = cast().lines(&worker, VisitTag::ElderCheckIn).find_map(|line| match line.subject {
        Subject::Person(person) => Some(person),
        Subject::Household(_) => None,
    });
    say(&json!({
        "now": clock.now(),
        "offset_minutes": 480,
        "worker": worker,
        "name": cast().named(&worker),
        "partner": cast().named(&partner),
        "village": village,
        "elder": elder,
    }));
    let mut stage = Stage { county, worker, partner, supervisor, filling: None, disk: None };
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("orders are text");
        let order = serde_json::from_str(&line).unwrap_or_else(|error| panic!("no order: {error}"));
        say(&stage.obey(order));
    }
    stage.county.stop();
    ExitCode::SUCCESS
}

impl Stage {
    fn obey(&mut self, order: Order) -> Value {
        match order {
            Order::Ticket { of: Whose::Worker } => json!(self.county.ticket(&self.worker)),
            Order::Ticket { of: Whose::Partner } => json!(self.county.ticket(&self.partner)),
            Order::Stop => {
                self.county.stop();
                Value::Null
            }
            Order::Start => {
                self.county.start();
                Value::Null
            }
            Order::Review { record, step } => {
                self.county.desk(&self.supervisor).post(&format!("/v1/visits/{record}/reviews"), &step)
            }
            Order::Visit { record } => {
                self.county.desk(&self.supervisor).get(&format!("/v1/visits/{record}"))
            }
            Order::Stored { record } => {
                let sql = format!("SELECT COUNT(*) FROM envelope WHERE record = '{record}'");
                json!(self.county.stored().count(&sql))
            }
            Order::Disk { megabytes } => {
                self.disk = SmallDisk::of_megabytes(megabytes);
                json!(self.disk.as_ref().map(SmallDisk::path))
            }
            Order::Fill => {
                self.filling = self.disk.as_ref().map(SmallDisk::fill);
                Value::Null
            }
            Order::Free => {
                self.filling = None;
                Value::Null
            }
        }
    }
}

fn say(what: &Value) {
    let mut out = std::io::stdout().lock();
    // Whoever asked may be gone: the input says so next.
    let _ = writeln!(out, "{what}").and_then(|()| out.flush());
}
