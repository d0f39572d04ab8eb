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
    receipt::{Receipt, Receipts, ShownReceipt},
};
use rusqlite::{OptionalExtension, Transaction};

impl Store {
    /// Keeps the answers to a batch, in one transaction. `receipts`, checked with the
    /// county's keys, are those of the answers that say `Stored`, in their order; one
    /// without a receipt changes nothing. `at`, by the phone's clock, is when what was
    /// refused is parked. An answer to a wrapping that no longer stands at its place in
    /// the outbox changes nothing either.
    pub fn answer(
        &self,
        answers: &[(Place, ItemAnswer)],
        receipts: Option<&Receipts>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            let batch = receipts.map(|receipts| keep(tx, receipts)).transpose()?;
            let mut receipts = receipts.map(Receipts::receipts).unwrap_or_default().iter();
            let mut stored = Vec::new();
            for (place, answer) in answers {
                match answer {
                    ItemAnswer::Stored { verdict, .. } => {
                        stored.extend(receipts.next().map(|receipt| (*place, receipt, verdict)));
                    }
                    ItemAnswer::Refused { code } => park(tx, *place, code.code(), at)?,
                }
            }
            match batch {
                Some(batch) => note(tx, batch, &stored),
                None => Ok(()),
            }
        })
    }

    /// Parks a record that the county will not take even alone, with a stable code.
    pub fn park(&self, place: Place, code: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|tx| park(tx, place, code, at))
    }

    /// The last receipt of a record, to be shown to whoever asks for proof that the county has it.
    pub fn receipt(&self, record: RecordId) -> Result<Option<ShownReceipt>, StoreError> {
        self.read(|conn| {
            let found: Option<(String, Vec<u8>)> = conn
                .prepare_cached(
                    "SELECT receipt.signed, receipt.receipts
                     FROM record JOIN receipt ON receipt.id = record.receipt WHERE record.record = ?1",
                )?
                .query_row([record.0.into_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((signed, receipts)) = found else { return Ok(None) };
            let signed = from_json(&signed, "receipt")?;
            let receipts: Vec<_> = receipts.chunks(Receipt::BYTES).filter_map(Receipt::from_bytes).collect();
            Ok(ShownReceipt::out_of(signed, &receipts, record))
        })
    }
}

/// Keeps what was signed of a batch; what it was signed before for the same records stays in its own row.
fn keep(tx: &Transaction, receipts: &Receipts) -> Result<i64, StoreError> {
    let bytes: Vec<u8> = receipts.receipts().iter().flat_map(Receipt::to_bytes).collect();
    tx.prepare_cached("INSERT INTO receipt (signed, receipts) VALUES (?1, ?2)")?
        .execute((to_json(receipts.signed(), "receipt")?, bytes))?;
    Ok(tx.last_insert_rowid())
}

/// What is stored, with its receipt and what the county makes of it.
type Stored<'a> = (Place, &'a Receipt, &'a Verdict);

/// Notes receipts: whole runs of the chain that were told the same at once, the rest one by one.
fn note(tx: &Transaction, batch: i64, stored: &[Stored]) -> Result<(), StoreError> {
    let placed: bool = tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM document WHERE kind = ?1 AND unread = 0)")?
        .query_row([DocumentKind::Placement.as_str()], |row| row.get(0))?;
    for run in stored.chunk_by(follows) {
        if placed || !note_run(tx, batch, run)? {
            run.iter().try_for_each(|one| note_one(tx, batch, one))?;
        }
    }
    Ok(())
}

fn follows((place, receipt, verdict): &Stored, (then, next, also): &Stored) -> bool {
    (then.epoch, then.seq) == (place.epoch, place.seq + 1) && next.at == receipt.at && also == verdict
}

/// `false` if another wrapping than was sent stands somewhere in the run.
fn note_run(tx: &Transaction, batch: i64, run: &[Stored]) -> Result<bool, StoreError> {
    let (Some((first, receipt, verdict)), Some((last, ..))) = (run.first(), run.last()) else {
        return Ok(true);
    };
    let places = (first.epoch, from_number(first.seq), from_number(last.seq));
    let standing = tx
        .prepare_cached("SELECT hash FROM outbox WHERE epoch = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq")?
        .query_map(places, |row| row.get(0))?
        .collect::<Result<Vec<[u8; 32]>, _>>()?;
    if !run.iter().map(|(_, receipt, _)| receipt.header.0).eq(standing) {
        return Ok(false);
    }
    tx.prepare_cached(
        "UPDATE outbox SET state = 'receipted', code = NULL, parked_at = NULL
         WHERE epoch = ?1 AND seq BETWEEN ?2 AND ?3",
    )?
    .execute(places)?;
    tx.prepare_cached(
        "UPDATE record SET receipt = ?4, receipted_at = ?5, verdict = ?6, verdict_name = ?7
         WHERE id IN (SELECT id FROM outbox WHERE epoch = ?1 AND seq BETWEEN ?2 AND ?3)",
    )?
    .execute((
        places.0,
        places.1,
        places.2,
        batch,
        receipt.at.timestamp_millis(),
        to_json(verdict, "verdict")?,
        name(verdict),
    ))?;
    Ok(true)
}

fn note_one(tx: &Transaction, batch: i64, (place, receipt, verdict): &Stored) -> Result<(), StoreError> {
    let found: Option<i64> = tx
        .prepare_cached(
            "UPDATE outbox SET state = 'receipted', code = NULL, parked_at = NULL
             WHERE epoch = ?1 AND seq = ?2 AND hash = ?3 RETURNING id",
        )?
        .query_row((place.epoch, from_number(place.seq), receipt.header.0), |row| row.get(0))
        .optional()?;
    let Some(id) = found else { return Ok(()) };
    tx.prepare_cached("UPDATE record SET receipt = ?2, receipted_at = ?3 WHERE id = ?1")?.execute((
        id,
        batch,
        receipt.at.timestamp_millis(),
    ))?;
    // A person's placement outlasts the verdict that a record offered again gets.
    match placement(tx, receipt.record)? {
        Some(placement) => set_verdict(tx, receipt.record, &placement.verdict),
        None => set_verdict(tx, receipt.record, verdict),
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
    tx.prepare_cached("UPDATE record SET verdict = ?2, verdict_name = ?3 WHERE record = ?1")?.execute((
        record.0.into_bytes(),
        to_json(verdict, "verdict")?,
        name(verdict),
    ))?;
    Ok(())
}

/// The verdict in one word, for the index of what a person must look at.
fn name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::NeedsReview { .. } => "needs_review",
        Verdict::Quarantined { .. } => "quarantined",
    }
}

#[cfg(test)]
mod tests;
