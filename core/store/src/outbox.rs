//! What is on its way: the wrapping of every record that the county's backups do not
//! hold yet, in the order of the chain.
//!
//! | state | means | leaves by |
//! |---|---|---|
//! | waiting | to be sent | an answer |
//! | receipted | the county has it, its backups may not | the watermark; another life of the county makes it wait again |
//! | parked | refused, with a code that a person can act on | [`Store::retry_parked`] |
//!
//! A parked record keeps its place in the chain and holds up nothing behind it.

use crate::{
    Page, Paged, RecordFacts, Store, StoreError, chain, history,
    journal::Entries,
    sql::{from_count, from_json, from_number, to_count, to_instant, to_json},
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::RecordId;
use doorstep_protocol::{
    chain::Head,
    envelope::{Envelope, Payload},
    journal::Place,
};
use rusqlite::{Connection, Row, Transaction};
use uuid::Uuid;

/// A record to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub record: RecordId,
    /// Where it stands in the chain.
    pub epoch: u32,
    /// Where in the epoch.
    pub seq: u64,
    /// As it travels.
    pub envelope: Envelope,
    /// A red line was answered yes.
    pub emergency: bool,
}

impl Waiting {
    /// Epoch and sequence number.
    pub fn place(&self) -> Place {
        Place { epoch: self.epoch, seq: self.seq }
    }
}

/// A record that was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Parked {
    /// Which.
    pub record: RecordId,
    /// Its kind, as in the header.
    pub kind: String,
    /// What history shows of it.
    pub facts: RecordFacts,
    /// Why: a stable code.
    pub code: String,
    /// Since when, by the phone's clock.
    pub at: DateTime<Utc>,
}

/// How much is where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// To be sent.
    pub waiting: u64,
    /// Emergencies among them.
    pub waiting_emergencies: u64,
    /// The county has them, its backups may not.
    pub receipted_not_durable: u64,
    /// Refused.
    pub parked: u64,
    /// Stored by the county, and a person is to look at them. Of all history.
    pub needs_review: u64,
    /// Stored by the county and kept apart. Of all history.
    pub quarantined: u64,
    /// When the first record that waits was saved, by the phone's clock.
    pub oldest_waiting: Option<DateTime<Utc>>,
}

/// What a parked or waiting row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Waiting,
    Parked { code: String, at_millis: i64 },
}

/// Which rows a new wrapping takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    All,
    Unreceipted,
}

/// A row taken out to be wrapped again.
pub(crate) struct Link {
    pub(crate) id: i64,
    pub(crate) envelope: Envelope,
    pub(crate) state: State,
}

impl Store {
    /// What to send next, in chain order: at most so many records, and at most so many
    /// bytes of header and payload, but at least one record if any waits.
    pub fn outbox(&self, most_records: usize, most_bytes: usize) -> Result<Vec<Waiting>, StoreError> {
        self.read(|conn| waiting(conn, None, most_records, most_bytes))
    }

    /// The same of what lies behind a place; nothing if the outbox does not hold that place.
    pub fn outbox_behind(
        &self,
        place: Place,
        most_records: usize,
        most_bytes: usize,
    ) -> Result<Vec<Waiting>, StoreError> {
        self.read(|conn| match holds(conn, place)? {
            true => waiting(conn, Some(place), most_records, most_bytes),
            false => Ok(Vec::new()),
        })
    }

    /// How much is where.
    pub fn counts(&self) -> Result<OutboxCounts, StoreError> {
        self.read(counts)
    }

    /// What was refused, in chain order.
    pub fn parked(&self, page: &Page) -> Result<Paged<Parked>, StoreError> {
        self.read(|conn| parked(conn, page))
    }

    /// Lets a parked record wait again; `false` if none of this id is parked.
    pub fn retry_parked(&self, record: RecordId) -> Result<bool, StoreError> {
        self.write(|tx| {
            let changed = tx
                .prepare_cached(
                    "UPDATE outbox SET state = 'waiting', code = NULL, parked_at = NULL
                     WHERE state = 'parked' AND id = (SELECT id FROM record WHERE record = ?1)",
                )?
                .execute([record.0.into_bytes()])?;
            Ok(changed > 0)
        })
    }
}

/// The columns that [`envelope`] reads, from its first index on.
const ENVELOPE: &str = "outbox.header, outbox.signature, record.salt, record.payload";

fn envelope(row: &Row, first: usize) -> Result<Envelope, StoreError> {
    let signature: String = row.get(first + 1)?;
    let salt: Option<Vec<u8>> = row.get(first + 2)?;
    let text: Option<String> = row.get(first + 3)?;
    Ok(Envelope {
        header: row.get(first)?,
        signature: from_json(&signature, "signature")?,
        payload: salt.zip(text).map(|(salt, text)| Payload { salt, text }),
    })
}

fn to_seq(seq: i64) -> u64 {
    to_count(seq)
}

fn holds(conn: &Connection, place: Place) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM outbox WHERE epoch = ?1 AND seq = ?2")?
        .exists((place.epoch, from_number(place.seq)))?)
}

fn waiting(
    conn: &Connection,
    behind: Option<Place>,
    most_records: usize,
    most_bytes: usize,
) -> Result<Vec<Waiting>, StoreError> {
    // Another device's chain is not this one's to send.
    if chain::head(conn)?.is_none() {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare_cached(&format!(
        "SELECT record.record, outbox.epoch, outbox.seq, record.urgent, {ENVELOPE}
         FROM outbox JOIN record ON record.id = outbox.id
         WHERE outbox.state = 'waiting' AND (outbox.epoch, outbox.seq) > (?1, ?2)
         ORDER BY outbox.epoch, outbox.seq LIMIT ?3"
    ))?;
    let behind = behind.unwrap_or(Place { epoch: 0, seq: 0 });
    let mut rows = statement.query((behind.epoch, from_number(behind.seq), from_count(most_records)))?;
    let mut bytes = 0_usize;
    let mut batch = Vec::new();
    while let Some(row) = rows.next()? {
        let envelope = envelope(row, 4)?;
        bytes += envelope.header.len() + envelope.payload.as_ref().map_or(0, |payload| payload.text.len());
        if bytes > most_bytes && !batch.is_empty() {
            break;
        }
        batch.push(Waiting {
            record: RecordId(Uuid::from_bytes(row.get(0)?)),
            epoch: row.get(1)?,
            seq: to_seq(row.get(2)?),
            envelope,
            emergency: row.get(3)?,
        });
    }
    Ok(batch)
}

fn counts(conn: &Connection) -> Result<OutboxCounts, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT
            (SELECT count(*) FROM outbox WHERE state = 'waiting'),
            (SELECT count(*) FROM outbox JOIN record ON record.id = outbox.id
             WHERE state = 'waiting' AND urgent = 1),
            (SELECT count(*) FROM outbox WHERE state = 'receipted'),
            (SELECT count(*) FROM outbox WHERE state = 'parked'),
            (SELECT count(*) FROM record WHERE verdict_name = 'needs_review'),
            (SELECT count(*) FROM record WHERE verdict_name = 'quarantined'),
            (SELECT saved_at FROM outbox JOIN record ON record.id = outbox.id
             WHERE state = 'waiting' ORDER BY outbox.epoch, outbox.seq LIMIT 1)",
    )?;
    let row = statement.query_one([], |row| {
        let count = |index| row.get::<_, i64>(index).map(to_count);
        Ok((
            OutboxCounts {
                waiting: count(0)?,
                waiting_emergencies: count(1)?,
                receipted_not_durable: count(2)?,
                parked: count(3)?,
                needs_review: count(4)?,
                quarantined: count(5)?,
                oldest_waiting: None,
            },
            row.get::<_, Option<i64>>(6)?,
        ))
    });
    let (counts, oldest) = row?;
    Ok(OutboxCounts { oldest_waiting: oldest.map(to_instant).transpose()?, ..counts })
}

fn parked(conn: &Connection, page: &Page) -> Result<Paged<Parked>, StoreError> {
    let (epoch, seq): (u32, i64) = page.key()?.unwrap_or_default();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT outbox.epoch, outbox.seq, outbox.code, outbox.parked_at, record.record, record.kind, {}
         FROM outbox JOIN record ON record.id = outbox.id
         WHERE outbox.state = 'parked' AND (outbox.epoch, outbox.seq) > (?1, ?2)
         ORDER BY outbox.epoch, outbox.seq LIMIT ?3",
        history::FACTS
    ))?;
    let rows = statement
        .query_and_then((epoch, seq, from_count(page.size() + 1)), |row| {
            let parked = Parked {
                code: row.get(2)?,
                at: to_instant(row.get(3)?)?,
                record: RecordId(Uuid::from_bytes(row.get(4)?)),
                kind: row.get(5)?,
                facts: history::facts(row, 6)?,
            };
            Ok::<_, StoreError>(((row.get::<_, u32>(0)?, row.get::<_, i64>(1)?), parked))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Paged::from_rows(rows, page.size())
}

/// Every place of the enrolled device's chain that the outbox holds, in order.
pub(crate) fn places(conn: &Connection) -> Result<Vec<Place>, StoreError> {
    if chain::head(conn)?.is_none() {
        return Ok(Vec::new());
    }
    conn.prepare_cached("SELECT epoch, seq FROM outbox ORDER BY epoch, seq")?
        .query_and_then([], |row| Ok(Place { epoch: row.get(0)?, seq: to_seq(row.get(1)?) }))?
        .collect()
}

/// The envelope at one place, as an entry of the journal.
pub(crate) fn envelope_at(conn: &Connection, place: Place) -> Result<Entries, StoreError> {
    conn.prepare_cached(&format!(
        "SELECT {ENVELOPE} FROM outbox JOIN record ON record.id = outbox.id
         WHERE outbox.epoch = ?1 AND outbox.seq = ?2"
    ))?
    .query_and_then((place.epoch, from_number(place.seq)), |row| Ok((place, envelope(row, 0)?)))?
    .collect()
}

/// Takes rows out, in the order in which they were saved, so that they can be put back under other places.
pub(crate) fn take(tx: &Transaction, which: Which) -> Result<Vec<Link>, StoreError> {
    let chosen = match which {
        Which::All => "",
        Which::Unreceipted => "WHERE outbox.state <> 'receipted'",
    };
    let links = tx
        .prepare(&format!(
            "SELECT outbox.id, outbox.code, outbox.parked_at, {ENVELOPE}
             FROM outbox JOIN record ON record.id = outbox.id {chosen} ORDER BY outbox.id"
        ))?
        .query_and_then([], |row| {
            let code: Option<String> = row.get(1)?;
            let at_millis: Option<i64> = row.get(2)?;
            let state = match code.zip(at_millis) {
                Some((code, at_millis)) => State::Parked { code, at_millis },
                None => State::Waiting,
            };
            Ok(Link { id: row.get(0)?, envelope: envelope(row, 3)?, state })
        })?
        .collect::<Result<Vec<_>, StoreError>>()?;
    tx.execute(&format!("DELETE FROM outbox {chosen}"), [])?;
    Ok(links)
}

/// Puts a wrapping in its place: `head` is that of the chain that ends with it.
pub(crate) fn put(
    tx: &Transaction,
    id: i64,
    head: Head,
    envelope: &Envelope,
    state: &State,
) -> Result<(), StoreError> {
    let (name, code, parked_at) = match state {
        State::Waiting => ("waiting", None, None),
        State::Parked { code, at_millis } => ("parked", Some(code), Some(*at_millis)),
    };
    tx.prepare_cached(
        "INSERT INTO outbox (id, epoch, seq, hash, header, signature, state, code, parked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((
        id,
        head.epoch,
        from_number(head.seq),
        head.hash.0,
        &envelope.header,
        to_json(&envelope.signature, "signature")?,
        name,
        code,
        parked_at,
    ))?;
    Ok(())
}
