//! The county's log: every envelope that came, everything the server signed, every
//! audit entry, in one chain.
//!
//! An entry is written by the transaction that makes it happen, in no order:
//! transactions commit in another order than they number their rows. The [`sealer`]
//! then gives each a **position** without gaps and a link of the chain,
//! `SHA-256(chain before ‖ leaf)`. Only positions are ever published, paged by or
//! called durable. Each day the root of a [`tree`] over all of it is signed, for
//! strangers to check. [`verify`] recomputes everything and names the first position
//! that was edited, deleted or reordered.

pub mod sealer;
pub mod tree;
pub mod verify;

#[cfg(test)]
mod tests;

use crate::db::{DbError, Tx};
use chrono::{DateTime, Utc};
use doorstep_protocol::digest::Digest;

pub use verify::{Fault, FaultKind, verify};

/// An entry's row; says nothing about its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryId(pub i64);

/// An entry to append.
pub struct NewEntry {
    /// `envelope`, `review`, `merge`, `assignment`, `placement`, `tombstone`, `restore`, `enrolment`, `audit`.
    pub kind: &'static str,
    /// What it is about: a header hash, a record id, an account. No personal data: the log is never erased.
    pub reference: String,
    /// SHA-256 of the entry's exact bytes.
    pub leaf: Digest,
    /// Those bytes, where they stand nowhere else.
    pub body: Option<String>,
    /// By the server's clock.
    pub at: DateTime<Utc>,
}

/// Where the log ends; a copy kept elsewhere lets [`verify`] see a log that was cut short or written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// The last position; 0 for an empty log.
    pub position: u64,
    /// The chain up to and with it.
    pub chain: Digest,
}

/// The chain before the first entry.
pub(crate) const GENESIS: Digest = Digest([0; 32]);

/// Appends an entry to be sealed.
pub fn append(tx: &mut Tx<'_>, entry: NewEntry) -> Result<EntryId, DbError> {
    let row = tx
        .row(
            "INSERT INTO entry (kind, reference, leaf, body, at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            &[
                entry.kind.into(),
                entry.reference.into(),
                entry.leaf.as_bytes().into(),
                entry.body.into(),
                entry.at.into(),
            ],
        )?
        .ok_or(DbError::NoRow)?;
    let id: i64 = row.get(0)?;
    tx.execute("INSERT INTO unsealed_entry (entry) VALUES ($1)", &[id.into()])?;
    Ok(EntryId(id))
}

/// Appends an entry whose exact bytes are `body`.
pub fn append_text(
    tx: &mut Tx<'_>,
    kind: &'static str,
    reference: String,
    body: String,
    at: DateTime<Utc>,
) -> Result<EntryId, DbError> {
    append(tx, NewEntry { kind, reference, leaf: Digest::of(body.as_bytes()), body: Some(body), at })
}

/// Where the log ends now.
pub fn head(tx: &mut Tx<'_>) -> Result<LogHead, DbError> {
    let row = tx.row("SELECT position, chain FROM sealed_entry ORDER BY position DESC LIMIT 1", &[])?;
    match row {
        None => Ok(LogHead { position: 0, chain: GENESIS }),
        Some(row) => Ok(LogHead { position: row.get(0)?, chain: digest(&row.get::<Vec<u8>>(1)?)? }),
    }
}

pub(crate) fn digest(bytes: &[u8]) -> Result<Digest, DbError> {
    Digest::from_slice(bytes).ok_or(DbError::Json)
}
