//! The rounds as rows.

use super::{DAY, Did, Round};
use crate::{
    report::{Bars, Peer, Row},
    sample::Sample,
};

const OURS: &str =
    "SQLite WAL, synchronous=FULL at both ends, the phone's under SQLCipher: receipted is synced";
const PEER: &str = "PouchDB to express-pouchdb";
const PEER_DURABILITY: &str =
    "leveldb at both ends, no sync a write: a power cut may lose what was acknowledged";

/// The first bar and the goal of a row in which more is better.
fn at_least(first: f64, goal: f64) -> Bars {
    Bars::AtLeast { first, goal }
}

/// The same where less is better.
fn at_most(first: f64, goal: f64) -> Bars {
    Bars::AtMost { first, goal }
}

/// Both sides' rounds.
struct Sides<'a> {
    ours: &'a [Round],
    theirs: &'a [Round],
}

impl Sides<'_> {
    fn row(
        &self,
        id: &'static str,
        job: String,
        unit: &'static str,
        figure: impl Fn(&Round) -> f64,
        bars: Bars,
    ) -> Row {
        let [ours, theirs] = [self.ours, self.theirs].map(|rounds| Sample::of(rounds.iter().map(&figure)));
        let peer = Peer { name: PEER, durability: PEER_DURABILITY, sample: &theirs };
        Row::beside(id, job, unit, &ours, peer, bars).kept_by(OURS)
    }

    fn median(&self, figure: impl Fn(&Round) -> f64) -> [f64; 2] {
        [self.ours, self.theirs].map(|rounds| Sample::of(rounds.iter().map(&figure)).median())
    }

    /// Processor time of both processes, microseconds a document.
    fn cpu(&self, row: Row, documents: f64, of: impl Fn(&Round) -> Did) -> Row {
        let [phone, peer_phone] = self.median(|round| of(round).phone_cpu * 1e6 / documents);
        let [server, peer_server] = self.median(|round| of(round).server_cpu * 1e6 / documents);
        row.stage("phone_cpu_us", phone)
            .stage("server_cpu_us", server)
            .stage("peer_phone_cpu_us", peer_phone)
            .stage("peer_server_cpu_us", peer_server)
    }

    /// Bytes each way.
    fn ways(&self, row: Row, of: impl Fn(&Round) -> Did) -> Row {
        let [up, peer_up] = self.median(|round| of(round).wire.up as f64);
        let [down, peer_down] = self.median(|round| of(round).wire.down as f64);
        row.stage("up_bytes", up)
            .stage("down_bytes", down)
            .stage("peer_up_bytes", peer_up)
            .stage("peer_down_bytes", peer_down)
    }
}

/// Every row of the bench.
pub(super) fn of(documents: u64, ours: &[Round], theirs: &[Round]) -> Vec<Row> {
    let sides = Sides { ours, theirs };
    let many = documents as f64;
    let push = sides.row(
        "push-10k",
        format!("{documents} visits of 1.4 KB pushed from one encrypted phone"),
        "records/s",
        |round| many / round.push.seconds,
        at_least(4.0, 10.0),
    );
    let push = sides.cpu(push, many, |round| round.push);
    let [whole, _] = sides.median(|round| round.push.seconds * 1e6 / many);
    let push = push.stage("whole_us", whole);
    let push = ours.last().map(|round| round.stages).unwrap_or_default().told(push);
    let load = sides.row(
        "first-load-10k",
        format!("{documents} households and persons loaded by a fresh phone"),
        "records/s",
        |round| many / round.load.seconds,
        at_least(8.0, 20.0),
    );
    let load = sides.ways(sides.cpu(load, many, |round| round.load), |round| round.load);
    let [requests, peer_requests] = sides.median(|round| round.load.requests);
    let load = load.stage("requests", requests).stage("peer_requests", peer_requests);
    let bytes = sides.row(
        "push-bytes",
        format!("bytes of the TCP streams, both ways, for {documents} visits"),
        "bytes/record",
        |round| round.push.wire.bytes() as f64 / many,
        at_most(1.0 / 3.0, 0.1),
    );
    let bytes = sides.ways(bytes, |round| round.push);
    let requests = sides.row(
        "push-requests",
        format!("requests for {documents} visits"),
        "requests",
        |round| round.push.requests,
        at_most(0.25, 0.1),
    );
    let noop = sides.row(
        "noop-bytes",
        "bytes of the TCP streams with nothing to do".to_owned(),
        "bytes",
        |round| round.nothing.wire.bytes() as f64,
        at_most(0.25, 0.125),
    );
    let [requests_of_nothing, peer_requests_of_nothing] = sides.median(|round| round.nothing.requests);
    let noop = sides
        .ways(noop, |round| round.nothing)
        .stage("requests", requests_of_nothing)
        .stage("peer_requests", peer_requests_of_nothing);
    vec![push, load, bytes, requests, noop, day(&sides), resend(ours)]
}

fn day(sides: &Sides<'_>) -> Row {
    let row = sides.row(
        "day-2g",
        format!("{DAY} visits at 600 ms, 40 kbit/s up, 80 down, over a new connection"),
        "days/s",
        |round| 1.0 / round.day.seconds,
        at_least(5.0, 10.0),
    );
    let [ours, theirs] = sides.median(|round| round.day.seconds);
    let mut row = sides.ways(row.stage("whole_s", ours).stage("peer_whole_s", theirs), |round| round.day);
    let [requests, peer_requests] = sides.median(|round| round.day.requests);
    let [connections, peer_connections] = sides.median(|round| round.day.wire.connections as f64);
    row = row
        .stage("requests", requests)
        .stage("peer_requests", peer_requests)
        .stage("connections", connections)
        .stage("peer_connections", peer_connections);
    for asked in sides.ours.last().map(|round| round.asked.as_slice()).unwrap_or_default() {
        row = row.stage(&format!("{} s", asked.what), asked.took.as_secs_f64());
    }
    row
}

/// Beside a bound and not a peer: what a client without resumption would send again is the whole file.
fn resend(ours: &[Round]) -> Row {
    let again = Sample::of(ours.iter().map(|round| round.again));
    let bound = Sample::of([64.0 * 1024.0]);
    let peer = Peer { name: "64 KiB", durability: "a bound, not a peer", sample: &bound };
    let job = "bytes of a 3 MiB photograph sent again after each cut, handshakes and headers counted in";
    let row = Row::beside("resend", job, "bytes", &again, peer, at_most(1.0, 0.25));
    row.kept_by("a piece is written as it comes, and synced when it ends or is cut")
}
