//! `bench sync`: what it costs to send and to load, beside PouchDB.
//!
//! A round on our side: a fresh county with its people on file; a phone enrols, loads
//! everything (`first-load-10k`), saves its visits, pushes them (`push-10k`), asks again
//! with nothing to do (`noop-bytes`), and sends twenty more over a slow way after its
//! connection has died (`day-2g`). The peer's round is the same with the same documents:
//! a database replicated from its server, another replicated to it, again with nothing
//! to do, and twenty more documents over the same slow way.
//!
//! Bytes are those of the TCP streams, counted by the same proxy in front of both
//! servers: ours carry TLS, the peer's do not. Requests are counted where they are made
//! (ours are encrypted on the way) and where they arrive (the peer's).

mod child;
pub mod county;
mod phone;
mod pouch;
pub mod proxy;
mod resend;
mod rows;
mod stages;

use crate::{documents, machine, report::Report};
use child::Obedient;
use doorstep_domain::id::AccountId;
use doorstep_protocol::enrol::Ticket;
use phone::{Asked, Phone};
use pouch::Pouch;
use proxy::{Counted, Link, Proxy};
use serde_json::Value;
use stages::Stages;
use std::{
    net::SocketAddr,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use uuid::Uuid;

/// Visits of a day.
const DAY: u64 = 20;
/// A rural cell: GPRS as it is in the hills.
const RURAL: Link = Link { round_trip: Duration::from_millis(600), up_bits: 40_000, down_bits: 80_000 };

/// How much is done.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Rounds that count; one more warms up.
    pub rounds: usize,
    /// Documents pushed, and documents loaded.
    pub documents: u64,
}

impl Scale {
    /// A look, or the figures that count.
    pub fn new(quick: bool) -> Self {
        if quick { Self { rounds: 3, documents: 1_000 } } else { Self { rounds: 5, documents: 10_000 } }
    }
}

/// What one side did in one job.
#[derive(Clone, Copy, Debug, Default)]
struct Did {
    seconds: f64,
    wire: Counted,
    requests: f64,
    phone_cpu: f64,
    server_cpu: f64,
}

/// One round of one side.
#[derive(Clone, Debug, Default)]
struct Round {
    load: Did,
    push: Did,
    nothing: Did,
    day: Did,
    stages: Stages,
    /// Bytes of a photograph sent again after each cut.
    again: f64,
    /// Our requests of the day, one after the other.
    asked: Vec<Asked>,
}

/// Runs the bench: databases below `place`, the peer's scripts in `scripts` with their modules installed.
pub fn run(place: &Path, scripts: &Path, scale: Scale) -> Report {
    let mut pouch = Pouch::start(place, scripts);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=scale.rounds {
        // The sides take turns in going first.
        let (mine, other) = if round % 2 == 0 {
            let mine = our_round(place, scale, round);
            (mine, peer_round(&mut pouch, scale, round))
        } else {
            let other = peer_round(&mut pouch, scale, round);
            (our_round(place, scale, round), other)
        };
        eprintln!(
            "round {round} of {}: push {:.2} s beside {:.2} s",
            scale.rounds, mine.push.seconds, other.push.seconds
        );
        if round > 0 {
            ours.push(mine);
            theirs.push(other);
        }
    }
    Report::new("sync", rows::of(scale.documents, &ours, &theirs))
}

/// A job under way: the wall's clock, and the processor time of phone and server before it.
struct Begun {
    at: Instant,
    cpu: [Duration; 2],
}

fn begin(proxy: &Proxy, cpu: [Duration; 2]) -> Begun {
    proxy.take();
    Begun { at: Instant::now(), cpu }
}

impl Begun {
    fn end(self, proxy: &Proxy, cpu: impl FnOnce() -> [Duration; 2]) -> Did {
        let seconds = self.at.elapsed().as_secs_f64();
        let [phone, server] = cpu();
        let [phone_before, server_before] = self.cpu;
        Did {
            seconds,
            wire: proxy.take(),
            requests: 0.0,
            phone_cpu: phone.saturating_sub(phone_before).as_secs_f64(),
            server_cpu: server.saturating_sub(server_before).as_secs_f64(),
        }
    }
}

/// Our side of a round: a county with its people on file, and a phone that has loaded nothing.
struct Ours {
    phone: Phone,
    proxy: Proxy,
    server: Obedient,
    documents: u64,
    _folder: TempDir,
}

impl Ours {
    fn new(place: &Path, documents: u64) -> Self {
        let folder = tempfile::tempdir_in(place).expect("a folder for the county");
        let myself = std::env::current_exe().expect("this program has a path");
        let mut command = Command::new(myself);
        let server = Obedient::start(command.arg("county").arg(folder.path()).arg(documents.to_string()));
        let field = |name: &str| server.first.get(name).cloned().unwrap_or_default();
        let at: SocketAddr = serde_json::from_value(field("at")).expect("the county says where it is");
        let proxy = Proxy::before(at).expect("a proxy can be had");
        let mut ticket: Ticket = serde_json::from_value(field("ticket")).expect("the county gives a ticket");
        ticket.address = format!("https://{}", proxy.at());
        let phone = Phone::enrol(place, ticket);
        Self { phone, proxy, server, documents, _folder: folder }
    }

    fn persons(&self) -> u64 {
        self.documents - county::households(self.documents)
    }

    fn sync(&self) -> (Did, Vec<Asked>) {
        let cpu = || [machine::threads_cpu("phone"), machine::process_cpu(self.server.id())];
        self.phone.requests();
        let begun = begin(&self.proxy, cpu());
        self.phone.sync();
        let did = begun.end(&self.proxy, cpu);
        let asked = self.phone.requests();
        (Did { requests: asked.len() as f64, ..did }, asked)
    }

    fn load(&self) -> Did {
        let did = self.sync().0;
        self.phone.assert_loaded(self.persons());
        did
    }

    fn save(&self) -> f64 {
        self.phone.key.signing.reset();
        self.phone.save(0..self.documents, self.persons());
        self.phone.key.signing.total().as_secs_f64() * 1e6 / self.documents as f64
    }

    fn push(&self) -> Did {
        let did = self.sync().0;
        self.phone.assert_all_arrived(self.documents);
        did
    }
}

/// One load and one push of our side alone, for a profiler: says on the standard error when each
/// began and ended, by the clock of `/proc/uptime`, and what it took.
pub fn alone(place: &Path, documents: u64) {
    let ours = Ours::new(place, documents);
    let told = |job: &str, work: &dyn Fn() -> Did| {
        let began = machine::uptime();
        let did = work();
        let each = |seconds: f64| seconds * 1e6 / documents as f64;
        eprintln!(
            "{job}: {began} to {}; us a document: {:.1}, phone {:.1}, server {:.1}",
            machine::uptime(),
            each(did.seconds),
            each(did.phone_cpu),
            each(did.server_cpu)
        );
    };
    told("load", &|| ours.load());
    ours.save();
    told("push", &|| ours.push());
}

fn our_round(place: &Path, scale: Scale, number: usize) -> Round {
    let many = scale.documents;
    let ours = Ours::new(place, many);
    let mut round = Round { load: ours.load(), ..Round::default() };
    let sign = ours.save();
    round.stages = stages::of(&ours.phone, sign);
    round.push = ours.push();
    round.nothing = ours.sync().0;
    ours.phone.save(many..many + DAY, ours.persons());
    ours.proxy.reopen_as(Some(RURAL));
    (round.day, round.asked) = ours.sync();
    ours.phone.assert_all_arrived(many + DAY);
    round.again = resend::measure(&ours.phone, &ours.proxy, ours.persons(), number as u64);
    round
}

fn peer_round(pouch: &mut Pouch, scale: Scale, number: usize) -> Round {
    let many = scale.documents;
    let households = county::households(many);
    let (registry, visits) = (format!("registry{number}"), format!("visits{number}"));
    let village = doorstep_domain::id::RegionId(Uuid::from_u128(0x12));
    let homes = (0..households).map(|number| with_id(&documents::household(number, households, village)));
    let people =
        (0..many - households).map(|number| with_id(&documents::person(number, number % households)));
    let file = pouch.file("registry", homes.chain(people));
    pouch.fill_server(&registry, &file);
    let author = AccountId(Uuid::from_u128(0xA1));
    let visit = |number: u64| {
        let (visit, _) = documents::visit(number, author, many - households);
        let mut document = serde_json::to_value(&visit).expect("a visit has a JSON form");
        put_id(&mut document, &documents::record(number).to_string());
        document
    };
    let file = pouch.file("visits", (0..many).map(visit));
    pouch.fill_phone(&visits, &file);

    let ids = (pouch.phone.id(), pouch.server.id());
    let cpu = || [machine::process_cpu(ids.0), machine::process_cpu(ids.1)];
    let mut round = Round::default();
    let job = |pouch: &mut Pouch, work: &dyn Fn(&mut Pouch)| {
        pouch.requests();
        let begun = begin(&pouch.proxy, cpu());
        work(pouch);
        let did = begun.end(&pouch.proxy, cpu);
        Did { requests: pouch.requests(), ..did }
    };
    round.load = job(pouch, &|pouch| pouch.pull(&registry, many));
    round.push = job(pouch, &|pouch| pouch.push(&visits, many));
    round.nothing = job(pouch, &|pouch| pouch.push(&visits, 0));
    let file = pouch.file("day", (many..many + DAY).map(visit));
    pouch.fill_phone(&visits, &file);
    pouch.proxy.reopen_as(Some(RURAL));
    round.day = job(pouch, &|pouch| pouch.push(&visits, DAY));
    pouch.proxy.reopen_as(None);
    round
}

/// A document as the peer keeps it: the same JSON, under its own id.
fn with_id(document: &impl serde::Serialize) -> Value {
    let mut document = serde_json::to_value(document).expect("a document has a JSON form");
    let id = document.get("id").and_then(Value::as_str).map(str::to_owned);
    put_id(&mut document, &id.expect("a subject has an id"));
    document
}

fn put_id(document: &mut Value, id: &str) {
    if let Some(fields) = document.as_object_mut() {
        fields.insert("_id".to_owned(), id.into());
    }
}
