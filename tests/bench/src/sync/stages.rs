//! Where the time of a push goes: the real calls once more, on the envelopes that are
//! about to be sent, one after the other on one thread.
//!
//! What only runs inside the server's write job (chain, judgement, rows, effects, log,
//! feed, commit) and on the wire (TLS, HTTP/2, the loopback, waiting for each other) is
//! not taken apart; the processor time of both processes stands beside.

use super::phone::Phone;
use crate::report::Row;
use chrono::DateTime;
use doorstep_domain::{record::Record, rules};
use doorstep_protocol::{
    key::{CountyKey, DeviceKey},
    limits, packed,
    receipt::{Receipt, Receipts},
    signed::{CountyKeys, KeyStatement, Signed},
};
use doorstep_store::Waiting;
use std::{hint::black_box, time::Instant};

/// Microseconds a record, and bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stages {
    sign: f64,
    read: f64,
    pack: f64,
    unpack: f64,
    verify: f64,
    rules: f64,
    receipt: f64,
    believe: f64,
    packed_bytes: f64,
}

/// Of a phone whose outbox is full. `sign` is what signing took when the records were saved.
pub(super) fn of(phone: &Phone, sign: f64) -> Stages {
    let store = phone.store();
    let (waiting, read) = timed(|| {
        store.outbox(limits::BATCH_ENVELOPES, 2 * limits::PAYLOAD_BYTES).expect("the outbox can be read")
    });
    let records = waiting.len().max(1) as f64;
    let (body, pack) = timed(|| {
        let envelopes = waiting.iter().map(|waiting| &waiting.envelope);
        packed::pack(envelopes, None).expect("a batch can be packed")
    });
    let (_, unpack) =
        timed(|| packed::unpack(&body, limits::UNFOLDED_BYTES).expect("a batch can be unpacked"));
    let public = phone.key.public_key().expect("there is a key");
    let ((), verify) = timed(|| {
        for waiting in &waiting {
            black_box(waiting.envelope.open(&public).expect("the envelope is the phone's own"));
        }
    });
    let ((), rules) = timed(|| waiting.iter().for_each(judge));
    let county = CountyKey::generate().expect("a key can be made");
    let at = crate::documents::day().and_time(chrono::NaiveTime::MIN).and_utc();
    let receipts = || {
        let receipt =
            |waiting: &Waiting| Receipt { record: waiting.record, header: waiting.envelope.hash(), at };
        waiting.iter().map(receipt).collect::<Vec<_>>()
    };
    let (signed, receipt) =
        timed(|| Receipts::sign(receipts(), &county).expect("a receipt can be signed").into_signed());
    let keys = vouched(&county);
    let (_, believe) =
        timed(|| Receipts::check(signed, receipts(), &keys).expect("the receipt is the county's"));
    let each = |micros: f64| micros / records;
    Stages {
        sign,
        read: each(read),
        pack: each(pack),
        unpack: each(unpack),
        verify: each(verify),
        rules: each(rules),
        receipt: each(receipt),
        believe: each(believe),
        packed_bytes: body.len() as f64 / records,
    }
}

/// A county's keys as a phone knows them.
fn vouched(county: &CountyKey) -> CountyKeys {
    let root = CountyKey::generate().expect("a key can be made");
    let statement = KeyStatement { public: county.public_key(), from: DateTime::UNIX_EPOCH };
    let mut keys = CountyKeys::new(root.public_key());
    keys.learn(&Signed::sign(&statement, &root).expect("a statement can be signed"))
        .expect("the root vouches for it");
    keys
}

fn judge(waiting: &Waiting) {
    let header = waiting.envelope.claimed_header().expect("the header can be read");
    let text = waiting.envelope.payload.as_ref().map(|payload| payload.text.as_bytes()).unwrap_or_default();
    let record = Record::parse(&header.kind, header.payload_version, text).expect("the record can be read");
    let table = rules::version(&header.rules_version).expect("the rules are known");
    assert_eq!(black_box(rules::check(&record, table)), []);
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let began = Instant::now();
    let done = work();
    (done, began.elapsed().as_secs_f64() * 1e6)
}

impl Stages {
    /// Each part as the rows name it, microseconds a record.
    pub(super) fn told(self, row: Row) -> Row {
        row.stage("sign_when_saved_us", self.sign)
            .stage("phone_read_outbox_us", self.read)
            .stage("phone_pack_us", self.pack)
            .stage("server_unpack_us", self.unpack)
            .stage("server_verify_us", self.verify)
            .stage("server_rules_us", self.rules)
            .stage("server_sign_receipt_us", self.receipt)
            .stage("phone_verify_receipt_us", self.believe)
            .stage("body_bytes", self.packed_bytes)
    }
}
