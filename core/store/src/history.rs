//! What was made on this phone: of one household or person, or of all, newest first by
//! the order in which it was saved; device clocks never decide order.

use crate::{
    Page, Paged, RecordFacts, Store, StoreError,
    sql::{from_count, from_json, from_subject, to_day, to_instant, to_subject},
};
use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::RecordId,
    review::ReviewNote,
    subject::Subject,
    visit::{Urgency, VisitTag},
};
use doorstep_protocol::{batch::Verdict, digest::Digest, envelope::Payload};
use rusqlite::{Connection, Row};
use uuid::Uuid;

/// Where a record stands on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// To be sent.
    Waiting,
    /// Refused, with a stable code.
    Parked {
        /// Why.
        code: String,
        /// Since when, by the phone's clock.
        at: DateTime<Utc>,
    },
    /// The county has it.
    Receipted,
    /// The county's backups have it.
    Durable,
}

/// A record made on this phone.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecord {
    /// Which.
    pub record: RecordId,
    /// Its kind, as in the header.
    pub kind: String,
    /// Version of its payload's shape.
    pub payload_version: u16,
    /// What the header commits to.
    pub commitment: Digest,
    /// What lists show.
    pub facts: RecordFacts,
    /// When it was saved, by the phone's clock.
    pub saved_at: DateTime<Utc>,
    /// Where it is.
    pub standing: Standing,
    /// What the county makes of it now.
    pub verdict: Option<Verdict>,
    /// When the county says it stored it; see [`Store::receipt`].
    pub receipted_at: Option<DateTime<Utc>>,
    /// A supervisor's last word.
    pub review: Option<ReviewNote>,
    /// Its bytes, if they are still held; always `None` in lists.
    pub payload: Option<Payload>,
}

impl Store {
    /// What was made about one subject, or about all, newest first, without payloads. Evidence goes with its visit.
    pub fn history(&self, subject: Option<Subject>, page: &Page) -> Result<Paged<StoredRecord>, StoreError> {
        self.read(|conn| history(conn, subject, page))
    }

    /// One record, with its payload if it is still held.
    pub fn record(&self, record: RecordId) -> Result<Option<StoredRecord>, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {COLUMNS}, record.salt, record.payload FROM {TABLES} WHERE record.record = ?1"
            ))?;
            let mut rows = statement.query([record.0.into_bytes()])?;
            rows.next()?.map(with_payload).transpose()
        })
    }
}

/// The columns that [`facts`] reads.
pub(crate) const FACTS: &str =
    "record.subject, record.visit, record.urgent, record.day, record.corrects, record.title";

pub(crate) fn facts(row: &Row, first: usize) -> Result<RecordFacts, StoreError> {
    let visit: Option<String> = row.get(first + 1)?;
    let corrects: Option<[u8; 16]> = row.get(first + 4)?;
    Ok(RecordFacts {
        subject: row.get::<_, Option<[u8; 17]>>(first)?.map(to_subject).transpose()?,
        visit: visit.as_deref().and_then(VisitTag::parse),
        urgency: if row.get(first + 2)? { Urgency::Emergency } else { Urgency::Normal },
        day: to_day(row.get(first + 3)?)?,
        corrects: corrects.map(|record| RecordId(Uuid::from_bytes(record))),
        title: from_json(&row.get::<_, String>(first + 5)?, "title")?,
    })
}

const COLUMNS: &str = "record.id, record.record, record.kind, record.payload_version, record.commitment,
    record.saved_at, outbox.state, outbox.code, outbox.parked_at, record.verdict, record.receipted_at,
    review.body, record.subject, record.visit, record.urgent, record.day, record.corrects, record.title";

const TABLES: &str = "record LEFT JOIN outbox ON outbox.id = record.id
    LEFT JOIN review ON review.visit = record.record";

fn history(
    conn: &Connection,
    subject: Option<Subject>,
    page: &Page,
) -> Result<Paged<StoredRecord>, StoreError> {
    let before: i64 = page.key()?.unwrap_or(i64::MAX);
    let most = from_count(page.size() + 1);
    let row = |row: &Row| Ok::<_, StoreError>((row.get(0)?, stored(row)?));
    let rows = match subject {
        Some(subject) => conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM {TABLES} WHERE record.subject = ?1 AND record.id < ?2 AND record.kind <> 'evidence'
                 ORDER BY record.id DESC LIMIT ?3"
            ))?
            .query_and_then((from_subject(subject), before, most), row)?
            .collect::<Result<Vec<(i64, _)>, _>>()?,
        None => conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM {TABLES} WHERE record.id < ?1 AND record.kind <> 'evidence'
                 ORDER BY record.id DESC LIMIT ?2"
            ))?
            .query_and_then((before, most), row)?
            .collect::<Result<Vec<_>, _>>()?,
    };
    Paged::from_rows(rows, page.size())
}

fn stored(row: &Row) -> Result<StoredRecord, StoreError> {
    let state: Option<String> = row.get(6)?;
    let standing = match state.as_deref() {
        None => Standing::Durable,
        Some("waiting") => Standing::Waiting,
        Some("parked") => Standing::Parked { code: row.get(7)?, at: to_instant(row.get(8)?)? },
        Some(_) => Standing::Receipted,
    };
    let json = |index| row.get::<_, Option<String>>(index);
    Ok(StoredRecord {
        record: RecordId(Uuid::from_bytes(row.get(1)?)),
        kind: row.get(2)?,
        payload_version: row.get(3)?,
        commitment: Digest(row.get(4)?),
        facts: facts(row, 12)?,
        saved_at: to_instant(row.get(5)?)?,
        standing,
        verdict: json(9)?.map(|text| from_json(&text, "verdict")).transpose()?,
        receipted_at: row.get::<_, Option<i64>>(10)?.map(to_instant).transpose()?,
        review: json(11)?.map(|text| from_json(&text, "review")).transpose()?,
        payload: None,
    })
}

fn with_payload(row: &Row) -> Result<StoredRecord, StoreError> {
    let salt: Option<Vec<u8>> = row.get(18)?;
    let text: Option<String> = row.get(19)?;
    let payload = salt.zip(text).map(|(salt, text)| Payload { salt, text });
    Ok(StoredRecord { payload, ..stored(row)? })
}
