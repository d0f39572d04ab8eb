//! Placing what was kept apart. A supervisor, or the county's staff, looks at a
//! quarantined record and accepts it, so that it has its effect after all, or rejects
//! it, so that it never will. What a compromised phone sent takes two different people
//! to accept and one to reject. Nobody places a record of their own.
//!
//! A decision is signed into the log without anybody's words; the author's phone hears
//! of it with the reason. Decisions on one record are serial, and the same person
//! saying the same thing again changes nothing.

#[cfg(test)]
mod tests;

use crate::{
    accounts::{PersonSession, REVIEWING_POSTS, names},
    audience::Audience,
    db::{DbError, Row, Tx, Value},
    feed,
    forms::Forms,
    ingest::{self, IngestError},
    keyring::Keyring,
    statements,
};
use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId, RecordId, RegionId},
    post::Post,
};
use doorstep_protocol::{
    batch::{Quarantine, Verdict},
    changes::{DocumentKind, Placement},
    statement::Placed,
};
use std::collections::BTreeSet;
use thiserror::Error;

/// Code that a rejected record carries besides those for which it was kept apart.
pub const REJECTED: &str = "rejected";

/// Longest reason, bytes.
pub const LONGEST_REASON: usize = 4_000;

/// Most records of one list.
pub const MOST: u64 = 200;

/// What a person says of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It shall have its effect.
    Accept,
    /// It shall not.
    Reject,
}

impl Decision {
    /// As stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }
}

/// Where a record stands after a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A second person must accept it, too.
    WaitsForAnother,
    /// Decided.
    Settled(Verdict),
}

/// Why a record cannot be placed.
#[derive(Debug, Error)]
pub enum PlacementError {
    /// None that the asker may know of.
    #[error("there is no such record")]
    NoSuchRecord,
    /// It is the asker's own.
    #[error("nobody places a record of their own")]
    Own,
    /// It is not kept apart, or not any more.
    #[error("the record is not kept apart")]
    NotKeptApart,
    /// Its payload was erased: there is nothing left to have an effect.
    #[error("the record was erased")]
    Erased,
    /// The author is owed a reason, of reasonable length.
    #[error("a decision needs a reason")]
    Reason,
    /// The effect.
    #[error(transparent)]
    Ingest(IngestError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<IngestError> for PlacementError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Db(error) => Self::Db(error),
            other => Self::Ingest(other),
        }
    }
}

/// A record that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    pub record: RecordId,
    /// `visit`, `subject_edit` …
    pub kind: String,
    /// Who says that they made it.
    pub author: AccountId,
    /// On which phone it came.
    pub device: DeviceId,
    /// The village, where one is known.
    pub region: Option<RegionId>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// Why it is kept apart.
    pub codes: Vec<String>,
    /// How many have accepted it.
    pub accepted_by: u64,
}

/// Whose records a reader places: those of their regions; of unknown place, those of
/// people who work in their regions; and the county's staff whatever has no place at all.
fn within_reach() -> String {
    format!(
        "EXISTS (
           SELECT 1 FROM post JOIN region_inside ON region_inside.outer_region = post.region
           WHERE post.account = $1 AND post.post IN ({})
             AND (region_inside.region = record.region
               OR (record.region IS NULL AND (post.post = '{}' OR region_inside.region IN (
                   SELECT place.region FROM post AS place WHERE place.account = record.author)))))",
        names(&REVIEWING_POSTS),
        Post::County.as_str()
    )
}

/// What waits within the reader's reach, oldest first.
pub fn waiting(tx: &mut Tx<'_>, reader: &PersonSession, most: u64) -> Result<Vec<Kept>, DbError> {
    let sql = format!(
        "SELECT record.id, record.kind, record.author, envelope.device, record.region, envelope.received_at,
                envelope.verdict,
                (SELECT COUNT(*) FROM placement WHERE placement.record = record.id)
         FROM envelope JOIN record ON record.id = envelope.record
         WHERE envelope.standing = 'quarantined'
           AND NOT EXISTS (SELECT 1 FROM placement
                           WHERE placement.record = record.id AND placement.decision = 'reject')
           AND {}
         ORDER BY envelope.received_at, envelope.hash
         LIMIT $2",
        within_reach()
    );
    tx.map(&sql, &[reader.account.into(), most.clamp(1, MOST).into()], |row| {
        Ok(Kept {
            record: row.get(0)?,
            kind: row.get(1)?,
            author: row.get(2)?,
            device: row.get(3)?,
            region: row.get(4)?,
            received_at: row.get(5)?,
            codes: codes(row, 6)?,
            accepted_by: row.get(7)?,
        })
    })
}

fn codes(row: &Row, column: usize) -> Result<Vec<String>, DbError> {
    match serde_json::from_str(&row.get::<String>(column)?).map_err(|_| DbError::Json)? {
        Verdict::Quarantined { codes } | Verdict::NeedsReview { codes } => Ok(codes),
        Verdict::Accepted => Ok(Vec::new()),
    }
}

/// A person's decision.
pub fn place(
    tx: &mut Tx<'_>,
    (keyring, forms): (&Keyring, &Forms),
    by: &PersonSession,
    record: RecordId,
    (decision, reason): (Decision, &str),
    at: DateTime<Utc>,
) -> Result<Outcome, PlacementError> {
    if reason.trim().is_empty() || reason.len() > LONGEST_REASON {
        return Err(PlacementError::Reason);
    }
    tx.lock(&format!("placement:{record}"))?;
    let author = author(tx, by, record)?;
    if author == by.account {
        return Err(PlacementError::Own);
    }
    let codes = kept_apart(tx, record)?;
    let said = said(tx, record)?;
    if said.iter().any(|(_, said)| *said == Decision::Reject.as_str()) || codes.is_empty() {
        let again = said.iter().any(|(who, said)| *who == by.account && *said == decision.as_str());
        return if again { settled(tx, record) } else { Err(PlacementError::NotKeptApart) };
    }
    tx.execute(
        "INSERT INTO placement (record, by_account, decision, reason, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (record, by_account)
         DO UPDATE SET decision = excluded.decision, reason = excluded.reason, at = excluded.at",
        &[record.into(), by.account.into(), decision.as_str().into(), reason.into(), at.into()],
    )?;
    let mut people: BTreeSet<AccountId> = said.into_iter().map(|(who, _)| who).collect();
    people.insert(by.account);
    let verdict = match decision {
        Decision::Reject => {
            let codes = codes.iter().cloned().chain([REJECTED.to_owned()]).collect();
            let verdict = Verdict::Quarantined { codes };
            ingest::settle(tx, record, &verdict)?;
            people = BTreeSet::from([by.account]);
            verdict
        }
        Decision::Accept if people.len() < needed(&codes) => return Ok(Outcome::WaitsForAnother),
        Decision::Accept => {
            if !tx.exists("SELECT 1 FROM payload WHERE record = $1", &[record.into()])? {
                return Err(PlacementError::Erased);
            }
            ingest::apply(tx, (keyring, forms), record, at)?
        }
    };
    let accepted = decision == Decision::Accept;
    let placed = Placed { record, accepted, codes, by: people.into_iter().collect(), at };
    statements::record(tx, keyring, &placed)?;
    let told = Placement { record, verdict: verdict.clone(), reason: reason.to_owned() };
    feed::put(tx, DocumentKind::Placement, &record.to_string(), Audience::Account(author), &told)?;
    Ok(Outcome::Settled(verdict))
}

/// How many people must accept.
fn needed(codes: &[String]) -> usize {
    if codes.iter().any(|code| code == Quarantine::DeviceCompromised.code()) { 2 } else { 1 }
}

/// The author of a record within reach.
fn author(tx: &mut Tx<'_>, by: &PersonSession, record: RecordId) -> Result<AccountId, PlacementError> {
    let sql = format!("SELECT author FROM record WHERE id = $2 AND {}", within_reach());
    let row = tx.row(&sql, &[by.account.into(), record.into()])?;
    Ok(row.ok_or(PlacementError::NoSuchRecord)?.get(0)?)
}

/// Every code for which a wrapping of the record is kept apart; none if none is.
fn kept_apart(tx: &mut Tx<'_>, record: RecordId) -> Result<Vec<String>, DbError> {
    let every = tx.map(
        "SELECT verdict FROM envelope WHERE record = $1 AND standing = 'quarantined' FOR UPDATE",
        &[record.into()],
        |row| codes(row, 0),
    )?;
    Ok(every.into_iter().flatten().collect::<BTreeSet<_>>().into_iter().collect())
}

fn said(tx: &mut Tx<'_>, record: RecordId) -> Result<Vec<(AccountId, String)>, DbError> {
    let params: [Value; 1] = [record.into()];
    tx.map("SELECT by_account, decision FROM placement WHERE record = $1", &params, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

fn settled(tx: &mut Tx<'_>, record: RecordId) -> Result<Outcome, PlacementError> {
    let row = tx
        .row(
            "SELECT envelope.verdict FROM record JOIN envelope ON envelope.hash = record.hash WHERE record.id = $1",
            &[record.into()],
        )?
        .ok_or(PlacementError::NoSuchRecord)?;
    Ok(Outcome::Settled(serde_json::from_str(&row.get::<String>(0)?).map_err(|_| DbError::Json)?))
}
