//! Photographs and drawn signatures, kept until the county's backups have them.
//!
//! ```text
//! draft's --save--> waiting --receipt--> receipted --watermark past it--> let go
//!    |                |  ^                  |
//!    | not named      |  | retry_media      | another life of the county
//!    v                v  |                  v
//! let go            parked               waiting
//! ```
//!
//! A file is written beside the database, sealed under a key of its own that stands only
//! in a row, in chunks, so that no photograph is ever in memory as a whole or in a page
//! of SQLite. It is synced, name included, before the row is committed and anybody is
//! told that it is kept. Letting go takes the key first, in a transaction, then the file.
//!
//! A record says itself which files it has: their SHA-256 stands among its values
//! ([`named`]). On saving, the draft's files that it names become its own, and the rest
//! are let go of. Nothing is sent for a record that the county does not have.
//!
//! **Failure.** A process killed while a file is written leaves a file that no row names:
//! the next opening takes it away. A full disk leaves nothing and says so.

mod files;
mod queue;

use crate::{
    Store, StoreError,
    setting::{self, Name},
    sql::{to_count, to_instant},
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{DraftId, RecordId};
use doorstep_protocol::{
    digest::Digest,
    media::{MediaType, named},
    receipt::Watermark,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use uuid::Uuid;

pub use files::KeepError;
pub(crate) use files::{clear_out, sweep};
pub use queue::{MediaNote, MediaToSend};

/// Names a file of one draft or record on this phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaId(pub i64);

/// A file of a draft or a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaRow {
    /// Which.
    pub id: MediaId,
    /// SHA-256 of its bytes: what an answer names it by.
    pub sha256: Digest,
    /// How many they are.
    pub length: u64,
    /// What it is.
    pub kind: MediaType,
    /// The record that names it; `None` for a draft's.
    pub record: Option<RecordId>,
    /// How far it is.
    pub standing: MediaStanding,
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaStanding {
    /// Of a draft: not to be sent yet.
    Drafted,
    /// To be sent, once the county has its record.
    Waiting {
        /// Bytes that are there.
        sent: u64,
    },
    /// The county has it.
    Receipted,
    /// It is not taken, with a stable code.
    Parked {
        /// Why.
        code: String,
        /// Since when, by the phone's clock.
        at: DateTime<Utc>,
    },
}

/// When a file is sent. A record's other files never wait for a patient one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Haste {
    /// As soon as its record is there.
    Soon,
    /// On a network on which bytes cost nothing, after all others.
    WhenFree,
}

/// How many files are where, and how much is to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MediaCounts {
    /// To be sent.
    pub waiting: u64,
    /// Bytes of them that are not there yet.
    pub waiting_bytes: u64,
    /// To be sent once there is a network on which bytes cost nothing; not counted as waiting.
    pub patient: u64,
    /// Not taken.
    pub parked: u64,
}

const COLUMNS: &str = "media.id, media_file.sha256, media_file.length, media_file.type, media.record,
    media.state, media.sent, media.code, media.parked_at";

impl Store {
    /// The files of a draft, in the order in which they were kept.
    pub fn media_of_draft(&self, draft: DraftId) -> Result<Vec<MediaRow>, StoreError> {
        self.read(|conn| listed(conn, "media.draft = ?1", draft.0))
    }

    /// The files that a record names, as far as this phone has kept them.
    pub fn media_of_record(&self, record: RecordId) -> Result<Vec<MediaRow>, StoreError> {
        self.read(|conn| listed(conn, "media.record = ?1", record.0))
    }

    /// Files that the county does not take, until a person has acted.
    pub fn parked_media(&self) -> Result<Vec<MediaRow>, StoreError> {
        self.read(|conn| listed(conn, "media.state = 'parked' AND media.record <> ?1", Uuid::nil()))
    }

    /// Whether files wait for a network on which bytes cost nothing, because the person said so.
    pub fn pictures_wait(&self) -> Result<bool, StoreError> {
        self.read(|conn| Ok(setting::get(conn, Name::PicturesWait)?.unwrap_or(false)))
    }

    /// Keeps what the person said.
    pub fn set_pictures_wait(&self, wait: bool) -> Result<(), StoreError> {
        self.write(|tx| setting::put(tx, Name::PicturesWait, &wait))
    }

    /// How many files are where.
    pub fn media_counts(&self) -> Result<MediaCounts, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT coalesce(sum(state = 'waiting' AND NOT patient), 0),
                        coalesce(sum(iif(state = 'waiting' AND NOT patient, length - sent, 0)), 0),
                        coalesce(sum(state = 'waiting' AND patient), 0),
                        coalesce(sum(state = 'parked'), 0)
                 FROM media JOIN media_file ON media_file.id = media.file
                 WHERE media.state IN ('waiting', 'parked') AND media.record IS NOT NULL",
            )?;
            let counts = statement.query_one([], |row| {
                let count = |index| row.get::<_, i64>(index).map(to_count);
                Ok(MediaCounts {
                    waiting: count(0)?,
                    waiting_bytes: count(1)?,
                    patient: count(2)?,
                    parked: count(3)?,
                })
            })?;
            Ok(counts)
        })
    }
}

fn listed(conn: &Connection, which: &str, id: Uuid) -> Result<Vec<MediaRow>, StoreError> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM media JOIN media_file ON media_file.id = media.file
         WHERE {which} ORDER BY media.id"
    ))?
    .query_and_then([id.into_bytes()], row)?
    .collect()
}

fn row(row: &Row) -> Result<MediaRow, StoreError> {
    let record: Option<[u8; 16]> = row.get(4)?;
    let record = record.map(|record| RecordId(Uuid::from_bytes(record)));
    let (code, at): (Option<String>, Option<i64>) = (row.get(7)?, row.get(8)?);
    let state: String = row.get(5)?;
    let standing = match (state.as_str(), record, code.zip(at)) {
        (_, None, _) => MediaStanding::Drafted,
        ("receipted", ..) => MediaStanding::Receipted,
        (_, _, Some((code, at))) => MediaStanding::Parked { code, at: to_instant(at)? },
        _ => MediaStanding::Waiting { sent: to_count(row.get(6)?) },
    };
    Ok(MediaRow {
        id: MediaId(row.get(0)?),
        sha256: Digest(row.get(1)?),
        length: to_count(row.get(2)?),
        kind: kind(&row.get::<_, String>(3)?)?,
        record,
        standing,
    })
}

fn kind(text: &str) -> Result<MediaType, StoreError> {
    MediaType::parse(text).ok_or(StoreError::Unreadable("media type"))
}

/// A record was saved: the files that it names are its own, and its draft has none any more.
pub(crate) fn saved(
    tx: &Transaction,
    record: RecordId,
    payload: &str,
    draft: Option<DraftId>,
) -> Result<(), StoreError> {
    let any = tx
        .prepare_cached("SELECT 1 FROM media_file WHERE key IS NOT NULL LIMIT 1")?
        .query_row([], |_| Ok(()))
        .optional()?;
    if any.is_none() {
        return Ok(());
    }
    for sha256 in named(payload) {
        tx.prepare_cached(
            "INSERT INTO media (file, record, state)
             SELECT id, ?2, 'waiting' FROM media_file WHERE sha256 = ?1 AND key IS NOT NULL
             ON CONFLICT (file, record) DO NOTHING",
        )?
        .execute((sha256.0, record.0.into_bytes()))?;
    }
    draft.map_or(Ok(()), |draft| dropped(tx, draft))
}

/// A draft is gone; files that nothing else names are let go of.
pub(crate) fn dropped(tx: &Transaction, draft: DraftId) -> Result<(), StoreError> {
    let gone = tx.prepare_cached("DELETE FROM media WHERE draft = ?1")?.execute([draft.0.into_bytes()])?;
    if gone > 0 {
        tx.execute(
            "UPDATE media_file SET key = NULL
             WHERE key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM media WHERE media.file = media_file.id)",
            [],
        )?;
    }
    Ok(())
}

/// Lets go of files that the county's backups hold: whatever the county had when it
/// receipted a file, every backup that reaches beyond the chain of that moment has the
/// file too. Says whether any went.
pub(crate) fn let_go(tx: &Transaction, watermark: &Watermark) -> Result<bool, StoreError> {
    let gone = tx
        .prepare_cached(
            "UPDATE media_file SET key = NULL
             WHERE key IS NOT NULL
               AND EXISTS (SELECT 1 FROM media WHERE media.file = media_file.id AND state = 'receipted')
               AND NOT EXISTS (
                   SELECT 1 FROM media WHERE media.file = media_file.id
                   AND NOT (state = 'receipted' AND (behind_epoch, behind_seq) < (?1, ?2)))",
        )?
        .execute((watermark.epoch, crate::sql::from_number(watermark.seq)))?;
    Ok(gone > 0)
}

/// Another life of the county's database may not have them: what is still here waits again.
pub(crate) fn reoffer(tx: &Transaction) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE media SET upload = NULL, sent = 0,
             state = CASE WHEN state = 'receipted' THEN 'waiting' ELSE state END
         WHERE (SELECT key FROM media_file WHERE media_file.id = media.file) IS NOT NULL",
        [],
    )?;
    Ok(())
}
