//! What the county said of what was sent.

use crate::{
    Store, StoreError,
    sql::{from_json, from_number, to_json},
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::RecordId;
use doorstep_protocol::{
    batch::{ItemAnswer, Verdict},
    changes::{DocumentKind, Placement},
    journal::Place,
    receipt::Receipt,
    signed::Signed,
};
use rusqlite::{OptionalExtension, Transaction};
use uuid::Uuid;

impl Store {
    /// Keeps the answers to a batch, in one transaction. Receipts must have been checked
    /// with the county's keys. `at`, by the phone's clock, is when what was refused is
    /// parked. An answer to a place that no longer stands in the outbox, or whose receipt
    /// names another record, changes nothing.
    pub fn answer(&self, answers: &[(Place, ItemAnswer)], at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|tx| {
            answers.iter().try_for_each(|(place, answer)| match answer {
                ItemAnswer::Stored { receipt, verdict } => stored(tx, *place, receipt, verdict),
                ItemAnswer::Refused { code } => park(tx, *place, code.code(), at),
            })
        })
    }

    /// Parks a record that the county will not take even alone, with a stable code.
    pub fn park(&self, place: Place, code: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|tx| park(tx, place, code, at))
    }
}

fn stored(
    tx: &Transaction,
    place: Place,
    receipt: &Signed<Receipt>,
    verdict: &Verdict,
) -> Result<(), StoreError> {
    let said: Receipt = from_json(&receipt.statement, "receipt")?;
    let found: Option<(i64, [u8; 16])> = tx
        .prepare_cached(
            "SELECT outbox.id, record.record FROM outbox JOIN record ON record.id = outbox.id
             WHERE outbox.epoch = ?1 AND outbox.seq = ?2",
        )?
        .query_row((place.epoch, from_number(place.seq)), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, record)) = found else { return Ok(()) };
    let record = RecordId(Uuid::from_bytes(record));
    if said.record != record {
        return Ok(());
    }
    tx.prepare_cached("UPDATE outbox SET state = 'receipted', code = NULL, parked_at = NULL WHERE id = ?1")?
        .execute([id])?;
    tx.prepare_cached("UPDATE record SET receipt = ?2, receipted_at = ?3 WHERE id = ?1")?.execute((
        id,
        to_json(receipt, "receipt")?,
        said.at.timestamp_millis(),
    ))?;
    // A person's placement outlasts the verdict that a record offered again gets.
    match placement(tx, record)? {
        Some(placement) => set_verdict(tx, record, &placement.verdict),
        None => set_verdict(tx, record, verdict),
    }
}

fn park(tx: &Transaction, place: Place, code: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
    // A receipt is never taken back by a refusal that comes late.
    tx.prepare_cached(
        "UPDATE outbox SET state = 'parked', code = ?3, parked_at = ?4
         WHERE epoch = ?1 AND seq = ?2 AND state = 'waiting'",
    )?
    .execute((place.epoch, from_number(place.seq), code, at.timestamp_millis()))?;
    Ok(())
}

fn placement(tx: &Transaction, record: RecordId) -> Result<Option<Placement>, StoreError> {
    let body: Option<String> = tx
        .prepare_cached("SELECT body FROM document WHERE kind = ?1 AND key = ?2 AND unread = 0")?
        .query_row((DocumentKind::Placement.as_str(), record.to_string()), |row| row.get(0))
        .optional()?;
    body.map(|body| from_json(&body, "placement")).transpose()
}

/// What the county makes of a record now; nothing if it was not made here.
pub(crate) fn set_verdict(tx: &Transaction, record: RecordId, verdict: &Verdict) -> Result<(), StoreError> {
    let name = match verdict {
        Verdict::Accepted => "accepted",
        Verdict::NeedsReview { .. } => "needs_review",
        Verdict::Quarantined { .. } => "quarantined",
    };
    tx.prepare_cached("UPDATE record SET verdict = ?2, verdict_name = ?3 WHERE record = ?1")?.execute((
        record.0.into_bytes(),
        to_json(verdict, "verdict")?,
        name,
    ))?;
    Ok(())
}
