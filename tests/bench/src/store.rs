//! `bench store`: what a phone's memory costs.
//!
//! `store-single` saves one visit a transaction, `store-batch` a hundred. Ours is the
//! real [`Store`]: the device key signs, the payload is committed to, SQLCipher encrypts,
//! the transaction is synced, the journal is sealed, appended and synced. The peer writes
//! the same rows of the same schema with plain SQLite at its own page size, from
//! envelopes that were sealed before the clock ran.
//!
//! Most signatures of a batch are made on a second thread while rows are written, so its
//! stages overlap: what is left for rows, cipher and commit is what they take beyond the
//! signatures. Processor time is that of the whole process.

mod lists;
mod plain;

use crate::{
    machine,
    phone::{Phone, new_record},
    report::{Bars, Peer, Report, Row},
    sample::Sample,
};
use doorstep_protocol::{chain::Head, envelope::Envelope, journal::Sealer, key::DeviceKey};
use doorstep_store::NewRecord;
use plain::Plain;
use std::{
    path::Path,
    time::{Duration, Instant},
};

const PEER: &str = "the same rows in plain SQLite";
const PEER_DURABILITY: &str = "WAL, synchronous=FULL: one sync a commit";
const OURS_DURABILITY: &str = "WAL, synchronous=FULL, then the sealed journal: two syncs a commit";

/// How much is done.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Rounds that count; one more warms up.
    pub rounds: usize,
    /// Records saved one by one in a round.
    pub singles: u64,
    /// Batches of a hundred in a round.
    pub batches: u64,
    /// People on the large phone; the small one has a tenth.
    pub people: u64,
}

impl Scale {
    /// A look, or the figures that count.
    pub fn new(quick: bool) -> Self {
        if quick {
            Self { rounds: 5, singles: 100, batches: 5, people: 20_000 }
        } else {
            Self { rounds: 9, singles: 500, batches: 20, people: 20_000 }
        }
    }
}

/// Runs the bench in a folder on the disk that counts.
pub fn run(place: &Path, scale: Scale) -> Report {
    let mut rows = vec![
        saving(place, scale, "store-single", scale.singles, 1),
        saving(place, scale, "store-batch", scale.batches, 100),
    ];
    rows.extend(lists::rows(place, scale));
    Report::new("store", rows)
}

/// What one round of one side took.
#[derive(Default)]
struct Took {
    wall: Vec<f64>,
    cpu: Vec<f64>,
    bytes: Vec<f64>,
    writes: Vec<f64>,
}

impl Took {
    /// Measures `work` over so many records, everything a record.
    fn on(&mut self, records: u64, work: impl FnOnce()) -> f64 {
        let (cpu, written, began) = (process_cpu(), machine::written(), Instant::now());
        work();
        let wall = micros(began.elapsed(), records);
        let after = machine::written();
        self.wall.push(wall);
        self.cpu.push(micros(process_cpu().saturating_sub(cpu), records));
        let [bytes, writes] = [0, 1].map(|index| {
            let [now, before] = [after, written].map(|pair| pair.get(index).copied().unwrap_or(0));
            now.saturating_sub(before) as f64 / records as f64
        });
        self.bytes.push(bytes);
        self.writes.push(writes);
        wall
    }
}

fn process_cpu() -> Duration {
    machine::process_cpu(std::process::id())
}

fn micros(time: Duration, records: u64) -> f64 {
    time.as_secs_f64() * 1e6 / records as f64
}

fn saving(place: &Path, scale: Scale, id: &'static str, commits: u64, a_commit: u64) -> Row {
    let records = commits * a_commit;
    let (mut ours, mut theirs) = (Took::default(), Took::default());
    let (mut sign, mut journal, mut seal) = (Sample::default(), Sample::default(), Sample::default());
    for round in 0..=scale.rounds {
        let phone = Phone::new(place);
        let plain = Plain::new(place);
        let batches = batches(&phone, commits, a_commit);
        let sealed = plain::sealed(&batches);
        // The first save makes the chain's first link and the journal's session.
        let warm = new_record(u64::from(u32::MAX), &phone.enrolment, 1_000);
        phone.store.save(warm, &phone.key).expect("a record can be saved");
        let mut kept = Took::default();
        let (ours, theirs) =
            if round == 0 { (&mut kept, &mut Took::default()) } else { (&mut ours, &mut theirs) };
        let mut save = || {
            phone.key.signing.reset();
            phone.journal.reset();
            let batches = batches.clone();
            ours.on(records, || {
                for batch in batches {
                    let saved = phone.store.save_all(batch, &phone.key).expect("records can be saved");
                    assert!(saved.iter().all(|saved| saved.journalled), "the journal keeps up");
                }
            });
        };
        // The sides take turns in going first.
        if round % 2 == 0 {
            save();
            theirs.on(records, || plain.save_all(&sealed));
        } else {
            theirs.on(records, || plain.save_all(&sealed));
            save();
        }
        if round > 0 {
            sign.push(micros(phone.key.signing.total(), records));
            journal.push(micros(phone.journal.total(), records));
            seal.push(micros(sealing(&phone, &batches), records));
        }
    }
    let speed = |took: &Took| Sample::of(took.wall.iter().map(|micros| 1e6 / micros));
    let median = |values: &[f64]| Sample::of(values.iter().copied()).median();
    let (ours_speed, peer_speed) = (speed(&ours), speed(&theirs));
    let whole = median(&ours.wall);
    let (sign, journal, seal) = (sign.median(), journal.median(), seal.median());
    let job = if a_commit == 1 { "visits saved one by one" } else { "visits saved a hundred at a time" };
    let peer = Peer { name: PEER, durability: PEER_DURABILITY, sample: &peer_speed };
    let bars = match a_commit {
        1 => Bars::AtLeast { first: 0.5, goal: 0.75 },
        _ => Bars::AtLeast { first: 0.5, goal: 0.65 },
    };
    Row::beside(id, job, "records/s", &ours_speed, peer, bars)
        .kept_by(OURS_DURABILITY)
        .stage("whole_us", whole)
        .stage("sign_us", sign)
        .stage("seal_us", seal)
        .stage("journal_write_and_sync_us", journal)
        .stage("rows_cipher_and_commit_us", whole - sign - seal - journal)
        .stage("cpu_us", median(&ours.cpu))
        .stage("written_bytes", median(&ours.bytes))
        .stage("writes", median(&ours.writes))
        .stage("peer_whole_us", median(&theirs.wall))
        .stage("peer_cpu_us", median(&theirs.cpu))
        .stage("peer_written_bytes", median(&theirs.bytes))
        .stage("peer_writes", median(&theirs.writes))
}

fn batches(phone: &Phone, commits: u64, a_commit: u64) -> Vec<Vec<NewRecord>> {
    let batch = |commit: u64| {
        let numbers = commit * a_commit..(commit + 1) * a_commit;
        numbers.map(|number| new_record(number, &phone.enrolment, 1_000)).collect()
    };
    (0..commits).map(batch).collect()
}

/// Commitment, header and journal's cipher, by the same calls on the same records, without the signature.
fn sealing(phone: &Phone, batches: &[Vec<NewRecord>]) -> Duration {
    let public = phone.key.public_key().expect("there is a key");
    let (mut sealer, _) = Sealer::begin(&phone.enrolment.recovery).expect("a session begins");
    let mut head = Head::genesis(&public);
    let records: Vec<NewRecord> = batches.iter().flatten().cloned().collect();
    phone.key.signing.reset();
    let began = Instant::now();
    for record in records {
        let sealed = Envelope::seal(record.claim, record.payload, head, &phone.key);
        let (envelope, next) = sealed.expect("a record can be sealed");
        head = next;
        std::hint::black_box(sealer.seal(head.place(), &envelope).expect("a frame can be sealed"));
    }
    began.elapsed().saturating_sub(phone.key.signing.total())
}
