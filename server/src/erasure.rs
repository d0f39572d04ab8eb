//! Erasing what the law requires erased (个人信息保护法 art. 47). The payload's key goes,
//! and with it the payload; header, signature and commitment stay, a signed tombstone
//! stands in the log, and the chain still verifies.
//!
//! The record's photographs go with it, unless another record names the same ones.
//!
//! Erasing a person erases every record about them, their file, their roster lines, the
//! documents on phones, and their name where a household is called by it. Erasing a
//! household erases its members, too: [`reach`] says beforehand what will go. A record
//! about several people (a household found with its members) goes as a whole: what the
//! others' files hold stays with them. Rows that only hold ids, days and codes stay: they
//! are the proof of work done. A person whom somebody else's answers mention is not
//! found: whoever asks for an erasure names those records, too.
//!
//! **Restores.** A backup made before still holds what was erased. So each erasure is
//! first written into the [`register`], outside the database, and [`replay`] carries out
//! whatever the register names and the database still shows: after each restore, and at
//! each start. What the phones bring again has its effect and is erased again, in the
//! transaction that takes it in.
//!
//! Failure: an erasure that cannot be written into the register is not done. One that was
//! written down and then not committed is done at the next start.

pub mod reach;
pub mod register;
pub mod replay;

#[cfg(test)]
mod tests;

use crate::{
    db::{DbError, Tx},
    feed, follow_ups,
    keyring::Keyring,
    log, media, plausibility, rosters, statements, subjects, vault,
};
use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::{AccountId, RecordId},
    subject::Subject,
};
use doorstep_protocol::{changes::DocumentKind, statement::Tombstone};
use reach::Reach;
use register::{Register, RegisterError};
use thiserror::Error;

/// What to erase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erase {
    /// One record's payload.
    Record(RecordId),
    /// A subject, with every record about it.
    Subject(Subject),
}

/// Why nothing was erased.
#[derive(Debug, Error)]
pub enum ErasureError {
    /// No such record or subject.
    #[error("there is nothing to erase under this id")]
    Unknown,
    /// The reason is not a code: lower-case letters, digits, `_`, at most 64. The log keeps it for ever.
    #[error("the reason is not a code")]
    Reason,
    /// It cannot be written down where a restore finds it.
    #[error("the erasure cannot be written into the register")]
    Register(#[from] RegisterError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Who erases, why and when.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// On whose order.
    pub by: AccountId,
    /// A code: `subject_request`, `retention_over` …
    pub reason: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Erases, and returns how many payloads went. Erasing again what is erased changes nothing.
pub fn erase(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    register: &Register,
    what: Erase,
    order: Order<'_>,
) -> Result<u64, ErasureError> {
    let is_code = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if order.reason.is_empty() || order.reason.len() > 64 || !order.reason.bytes().all(is_code) {
        return Err(ErasureError::Reason);
    }
    if let Erase::Subject(subject) = what {
        // Held, so that nobody is put into the household meanwhile.
        subjects::standing(tx, subject)?.ok_or(ErasureError::Unknown)?;
    }
    let reach = reach::reach(tx, what)?;
    let erased = carry_out(tx, keyring, &reach, order)?;
    // The last thing before the commit: what fails before it leaves nothing in either place.
    register.append(keyring, &register::Entry::new(reach, order))?;
    Ok(erased)
}

fn carry_out(tx: &mut Tx<'_>, keyring: &Keyring, reach: &Reach, order: Order<'_>) -> Result<u64, DbError> {
    let mut erased = 0;
    for record in &reach.records {
        erased += erase_record(tx, keyring, *record, order)?;
    }
    for subject in &reach.subjects {
        rosters::close(tx, *subject)?;
        subjects::erase(tx, *subject)?;
    }
    Ok(erased)
}

fn erase_record(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    record: RecordId,
    order: Order<'_>,
) -> Result<u64, DbError> {
    let commitments =
        tx.map("SELECT commitment FROM payload WHERE record = $1", &[record.into()], |row| {
            log::digest(&row.get::<Vec<u8>>(0)?)
        })?;
    if commitments.is_empty() {
        return Ok(0);
    }
    vault::erase(tx, record)?;
    media::forget(tx, record)?;
    forget_derived(tx, record)?;
    let mut erased = 0;
    for commitment in commitments {
        let reason = order.reason.to_owned();
        let tombstone = Tombstone { record, commitment, by: order.by, reason, at: order.at };
        statements::record(tx, keyring, &tombstone)?;
        erased += 1;
    }
    Ok(erased)
}

/// What the record's words were copied to, and what was said of them: clashes shown to the
/// author, reviews and placements with their reasons.
fn forget_derived(tx: &mut Tx<'_>, record: RecordId) -> Result<(), DbError> {
    let groups = tx.map("SELECT field_group FROM clash WHERE record = $1", &[record.into()], |row| {
        row.get::<String>(0)
    })?;
    for group in groups {
        feed::remove_everywhere(tx, DocumentKind::Clash, &format!("{record}/{group}"))?;
    }
    tx.execute("DELETE FROM clash WHERE record = $1", &[record.into()])?;
    plausibility::forget(tx, record)?;
    follow_ups::forget(tx, record)?;
    tx.execute("UPDATE review_step SET detail = '{}' WHERE visit = $1", &[record.into()])?;
    tx.execute("UPDATE placement SET reason = '' WHERE record = $1", &[record.into()])?;
    for kind in [DocumentKind::Review, DocumentKind::Placement] {
        feed::remove_everywhere(tx, kind, &record.to_string())?;
    }
    Ok(())
}
