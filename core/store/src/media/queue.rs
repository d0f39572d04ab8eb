//! What to send next, and what came of it.

use super::{Haste, MediaId, kind};
use crate::{
    Store, StoreError, chain,
    sql::{from_count, from_json, from_number, to_count, to_json},
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::RecordId;
use doorstep_protocol::{
    digest::Digest,
    media::{MediaReceipt, MediaType},
    signed::Signed,
};
use rusqlite::{Connection, Row, Transaction};
use uuid::Uuid;

/// A file to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaToSend {
    /// Which.
    pub id: MediaId,
    /// The record for which; the county has it.
    pub record: RecordId,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// How many they are.
    pub length: u64,
    /// What it is.
    pub kind: MediaType,
    /// Where the county takes it in, once it was announced.
    pub upload: Option<String>,
    /// Bytes that the county last said it has: all, where it has receipted the file for another record.
    pub sent: u64,
    /// Failures of its own since it last moved on.
    pub tries: u32,
    /// How often it arrived there as something else.
    pub spoiled: u32,
}

/// What came of sending a part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaNote {
    /// So much is there.
    Reached {
        /// Where it is taken in.
        upload: String,
        /// Bytes.
        sent: u64,
    },
    /// All of it is there. The receipt's signature was checked.
    Receipted(Signed<MediaReceipt>),
    /// The county knows no such upload any more: from the beginning.
    Anew,
    /// All of it arrived, as something else: from the beginning.
    Spoiled,
    /// It failed, and not because of the network.
    Tried,
    /// It is not taken.
    Parked {
        /// Why.
        code: String,
    },
}

impl Store {
    /// Files to send, those that failed least first, then in the order of their records;
    /// none of `not`. Only files whose record the county has. Patient ones come last, if they are
    /// asked for at all.
    pub fn media_to_send(
        &self,
        most: usize,
        not: &[MediaId],
        haste: Haste,
    ) -> Result<Vec<MediaToSend>, StoreError> {
        self.read(|conn| to_send(conn, most, not, haste))
    }

    /// Keeps what came of sending. `at`, by the phone's clock, is when what is not taken is parked.
    pub fn note_media(&self, notes: &[(MediaId, MediaNote)], at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|tx| notes.iter().try_for_each(|(id, note)| keep(tx, *id, note, at)))
    }

    /// Lets a parked file wait again, from the beginning; `false` if it is not parked.
    pub fn retry_media(&self, id: MediaId) -> Result<bool, StoreError> {
        self.write(|tx| {
            let changed = tx
                .prepare_cached(
                    "UPDATE media SET state = 'waiting', code = NULL, parked_at = NULL, upload = NULL, sent = 0,
                         tries = 0, spoiled = 0
                     WHERE id = ?1 AND state = 'parked'",
                )?
                .execute([id.0])?;
            Ok(changed > 0)
        })
    }
}

fn to_send(
    conn: &Connection,
    most: usize,
    not: &[MediaId],
    haste: Haste,
) -> Result<Vec<MediaToSend>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT media.id, media.record, media_file.sha256, media_file.length, media_file.type, media.upload,
                CASE WHEN media.upload IS NULL AND EXISTS (
                        SELECT 1 FROM media AS other WHERE other.file = media.file AND other.state = 'receipted')
                     THEN media_file.length ELSE media.sent END,
                media.tries, media.spoiled
         FROM media JOIN media_file ON media_file.id = media.file
         WHERE media.state = 'waiting' AND media.record IS NOT NULL AND media_file.key IS NOT NULL
           AND media_file.patient <= ?2
           AND NOT EXISTS (
               SELECT 1 FROM record JOIN outbox ON outbox.id = record.id
               WHERE record.record = media.record AND outbox.state <> 'receipted')
         ORDER BY media_file.patient, media.tries, media.id LIMIT ?1",
    )?;
    let bound = (from_count(most + not.len()), haste == Haste::WhenFree);
    let rows = statement.query_and_then(bound, row)?;
    let wanted = rows.filter(|row| row.as_ref().map_or(true, |row| !not.contains(&row.id)));
    wanted.take(most).collect()
}

fn row(row: &Row) -> Result<MediaToSend, StoreError> {
    Ok(MediaToSend {
        id: MediaId(row.get(0)?),
        record: RecordId(Uuid::from_bytes(row.get(1)?)),
        sha256: Digest(row.get(2)?),
        length: to_count(row.get(3)?),
        kind: kind(&row.get::<_, String>(4)?)?,
        upload: row.get(5)?,
        sent: to_count(row.get(6)?),
        tries: row.get(7)?,
        spoiled: row.get(8)?,
    })
}

/// Nothing is taken back from a file that was receipted.
fn keep(
    tx: &Transaction,
    MediaId(id): MediaId,
    note: &MediaNote,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let waiting = "WHERE id = ?1 AND state = 'waiting'";
    match note {
        MediaNote::Reached { upload, sent } => {
            tx.prepare_cached(&format!("UPDATE media SET upload = ?2, sent = ?3, tries = 0 {waiting}"))?
                .execute((id, upload, from_number(*sent)))?;
        }
        MediaNote::Receipted(receipt) => receipted(tx, id, receipt)?,
        MediaNote::Anew => {
            tx.prepare_cached(&format!(
                "UPDATE media SET upload = NULL, sent = 0, tries = tries + 1 {waiting}"
            ))?
            .execute([id])?;
        }
        MediaNote::Spoiled => {
            tx.prepare_cached(&format!(
                "UPDATE media SET upload = NULL, sent = 0, spoiled = spoiled + 1 {waiting}"
            ))?
            .execute([id])?;
        }
        MediaNote::Tried => {
            tx.prepare_cached(&format!("UPDATE media SET tries = tries + 1 {waiting}"))?.execute([id])?;
        }
        MediaNote::Parked { code } => {
            tx.prepare_cached(&format!(
                "UPDATE media SET state = 'parked', code = ?2, parked_at = ?3 {waiting}"
            ))?
            .execute((id, code, at.timestamp_millis()))?;
        }
    }
    Ok(())
}

fn receipted(tx: &Transaction, id: i64, receipt: &Signed<MediaReceipt>) -> Result<(), StoreError> {
    let said: MediaReceipt = from_json(&receipt.statement, "receipt")?;
    let (epoch, seq) = chain::head(tx)?.map_or((0, 0), |head| (head.epoch, head.seq));
    tx.prepare_cached(
        "UPDATE media SET state = 'receipted', code = NULL, parked_at = NULL, receipt = ?2, receipted_at = ?3,
             sent = ?4, behind_epoch = ?5, behind_seq = ?6
         WHERE id = ?1 AND (SELECT sha256 FROM media_file WHERE media_file.id = media.file) = ?7",
    )?
    .execute((
        id,
        to_json(receipt, "receipt")?,
        said.at.timestamp_millis(),
        from_number(said.length),
        epoch,
        from_number(seq),
        said.sha256.0,
    ))?;
    Ok(())
}
