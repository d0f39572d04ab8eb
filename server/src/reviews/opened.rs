//! Everything a supervisor needs to judge one visit or sheet: its answers from the vault, the
//! county's verdict, every receipt, and the steps of its review so far.

use super::{
    ReviewError, StepDetail,
    queue::{self, Waiting},
};
use crate::{
    accounts::{self, PersonSession, REVIEWING_POSTS},
    db::{DbError, Tx},
    keyring::Keyring,
    log, vault,
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{AccountId, RecordId};
use doorstep_protocol::{batch::Verdict, receipt::Receipt};
use serde_json::value::RawValue;

/// One visit or sheet, opened.
pub struct Opened {
    /// As the queue shows it.
    pub visit: Waiting,
    /// The payload as its author made it; none once erased.
    pub payload: Option<Box<RawValue>>,
    /// What the county makes of it.
    pub verdict: Verdict,
    /// One for each wrapping that came.
    pub receipts: Vec<Receipt>,
    /// Oldest first.
    pub steps: Vec<StepTaken>,
}

/// One step of a review.
pub struct StepTaken {
    /// `start`, `return`, `reply`, `approve`
    pub step: String,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// With what.
    pub detail: StepDetail,
}

/// Opens a visit or sheet that the reader reviews.
pub fn open(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    reader: &PersonSession,
    record: RecordId,
) -> Result<Opened, ReviewError> {
    let row = tx
        .row(
            "SELECT record, subject, region, kind, author, outcome, urgency, day, arrived_at, corrects,
                    review, deadline, second, countersigned, unusual
             FROM visit WHERE record = $1",
            &[record.into()],
        )?
        .ok_or(ReviewError::NoSuchVisit)?;
    let visit = queue::read(&row)?;
    if !accounts::covers_as(tx, &REVIEWING_POSTS, reader.account, visit.region)? {
        return Err(ReviewError::NoSuchVisit);
    }
    let payload = vault::payload(tx, keyring, record)?
        .map(|payload| RawValue::from_string(payload.text).map_err(|_| DbError::Json))
        .transpose()?;
    let verdict = tx
        .row(
            "SELECT envelope.verdict FROM record JOIN envelope ON envelope.hash = record.hash WHERE record.id = $1",
            &[record.into()],
        )?
        .ok_or(DbError::NoRow)?;
    let verdict = serde_json::from_str(&verdict.get::<String>(0)?).map_err(|_| DbError::Json)?;
    let receipts = tx.map(
        "SELECT hash, received_at FROM envelope WHERE record = $1 ORDER BY received_at, hash",
        &[record.into()],
        |row| Ok(Receipt { record, header: log::digest(&row.get::<Vec<u8>>(0)?)?, at: row.get(1)? }),
    )?;
    let steps = tx.map(
        "SELECT step, by_account, at, detail FROM review_step WHERE visit = $1 ORDER BY id",
        &[record.into()],
        |row| {
            let detail = serde_json::from_str(&row.get::<String>(3)?).map_err(|_| DbError::Json)?;
            Ok(StepTaken { step: row.get(0)?, by: row.get(1)?, at: row.get(2)?, detail })
        },
    )?;
    Ok(Opened { visit, payload, verdict, receipts, steps })
}
