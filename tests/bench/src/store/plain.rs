//! The peer of saving: the store's released schema and the same rows, in plain SQLite.

use doorstep_domain::visit::Urgency;
use doorstep_protocol::{chain::Head, envelope::Envelope, key::DeviceKey, key::SoftwareKey};
use doorstep_store::NewRecord;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::Path;
use tempfile::TempDir;

/// The schema as released, every table and index of it.
const SCHEMA: &str = include_str!("../../../../fixtures/schemas/store-1.sql");

/// A database of its own. SQLCipher without a key is SQLite.
pub(super) struct Plain {
    conn: std::cell::RefCell<Connection>,
    _folder: TempDir,
}

/// A record with everything computed that the rows hold.
pub(super) struct Sealed {
    record: NewRecord,
    envelope: Envelope,
    commitment: [u8; 32],
    hash: [u8; 32],
    signature: String,
    title: String,
    chain: String,
    seq: u64,
}

/// Seals everything before the clock runs.
pub(super) fn sealed(batches: &[Vec<NewRecord>]) -> Vec<Vec<Sealed>> {
    let key = SoftwareKey::generate().expect("a key can be made");
    let mut head = Head::genesis(&key.public_key().expect("there is a key"));
    let mut seal = |record: &NewRecord| {
        let sealed = Envelope::seal(record.claim.clone(), record.payload.clone(), head, &key);
        let (envelope, next) = sealed.expect("a record can be sealed");
        head = next;
        Sealed {
            commitment: record.payload.commitment().0,
            hash: envelope.hash().0,
            signature: serde_json::to_string(&envelope.signature).expect("a signature has a JSON form"),
            title: serde_json::to_string(&record.facts.title).expect("a title has a JSON form"),
            chain: serde_json::json!({ "device": record.claim.device, "head": head }).to_string(),
            seq: head.seq,
            record: record.clone(),
            envelope,
        }
    };
    batches.iter().map(|batch| batch.iter().map(&mut seal).collect()).collect()
}

impl Plain {
    pub(super) fn new(place: &Path) -> Self {
        let folder = tempfile::tempdir_in(place).expect("a folder for the peer");
        let conn = Connection::open(folder.path().join("plain.db")).expect("a database opens");
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 1000;",
        )
        .expect("the database can be set up");
        conn.execute_batch(SCHEMA).expect("the schema can be made");
        Self { conn: std::cell::RefCell::new(conn), _folder: folder }
    }

    /// One transaction a batch.
    pub(super) fn save_all(&self, batches: &[Vec<Sealed>]) {
        let mut conn = self.conn.borrow_mut();
        for batch in batches {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate);
            let tx = tx.expect("a transaction begins");
            batch.iter().try_for_each(|sealed| put(&tx, sealed)).expect("rows can be written");
            tx.commit().expect("a transaction commits");
        }
    }
}

fn put(tx: &Transaction, sealed: &Sealed) -> rusqlite::Result<()> {
    let NewRecord { claim, payload, facts, .. } = &sealed.record;
    let subject = facts.subject.map(|subject| [b"p".as_slice(), subject.uuid().as_bytes()].concat());
    tx.prepare_cached(
        "INSERT INTO record (record, kind, payload_version, commitment, subject, visit, urgent, day,
                             corrects, title, saved_at, salt, payload)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute((
        claim.record.0.into_bytes(),
        &claim.kind,
        claim.payload_version,
        sealed.commitment,
        subject,
        facts.visit.map(doorstep_domain::visit::VisitTag::as_str),
        facts.urgency == Urgency::Emergency,
        chrono::Datelike::num_days_from_ce(&facts.day),
        None::<[u8; 16]>,
        &sealed.title,
        claim.clock.device.timestamp_millis(),
        &payload.salt,
        &payload.text,
    ))?;
    let id = tx.last_insert_rowid();
    tx.prepare_cached(
        "INSERT INTO outbox (id, epoch, seq, hash, header, signature, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting')",
    )?
    .execute((
        id,
        1,
        i64::try_from(sealed.seq).unwrap_or(0),
        sealed.hash,
        &sealed.envelope.header,
        &sealed.signature,
    ))?;
    tx.prepare_cached(
        "INSERT INTO setting (name, value) VALUES ('chain', ?1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute([&sealed.chain])?;
    Ok(())
}
