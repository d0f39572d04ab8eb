//! Erasing what the law requires erased (个人信息保护法 art. 47). The payload's key goes,
//! and with it the payload; header, signature and commitment stay, a signed tombstone
//! stands in the log, and the chain still verifies.
//!
//! Erasing a subject erases every record about it, its file, its roster lines and the
//! documents on phones, and its name where a household is called by it. A record about several people (a household found with its
//! members) goes as a whole: what the others' files hold stays with them. Rows that
//! only hold ids, days and codes stay: they are the proof of work done.
//!
//! Backups made before still hold what was erased, and a restore brings it back: the
//! tombstones of the replaced database have to be carried out again.

#[cfg(test)]
mod tests;

use crate::{
    db::{DbError, Tx},
    feed,
    keyring::Keyring,
    log, rosters,
    statements::{self, Tombstone},
    subjects, vault,
};
use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::{AccountId, RecordId},
    subject::Subject,
};
use doorstep_protocol::changes::DocumentKind;
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
pub fn erase(tx: &mut Tx<'_>, keyring: &Keyring, what: Erase, order: Order<'_>) -> Result<u64, ErasureError> {
    let is_code = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if order.reason.is_empty() || order.reason.len() > 64 || !order.reason.bytes().all(is_code) {
        return Err(ErasureError::Reason);
    }
    match what {
        Erase::Record(record) => erase_record(tx, keyring, record, order),
        Erase::Subject(subject) => erase_subject(tx, keyring, subject, order),
    }
}

fn erase_subject(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    subject: Subject,
    order: Order<'_>,
) -> Result<u64, ErasureError> {
    subjects::standing(tx, subject)?.ok_or(ErasureError::Unknown)?;
    let id = subject.uuid().to_string();
    let records = tx.map(
        "SELECT record FROM record_subject WHERE subject = $1 ORDER BY record",
        &[id.into()],
        |row| row.get::<RecordId>(0),
    )?;
    let mut erased = 0;
    for record in records {
        erased += erase_record(tx, keyring, record, order)?;
    }
    rosters::close(tx, subject)?;
    subjects::erase(tx, subject)?;
    Ok(erased)
}

fn erase_record(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    record: RecordId,
    order: Order<'_>,
) -> Result<u64, ErasureError> {
    let commitments =
        tx.map("SELECT commitment FROM payload WHERE record = $1", &[record.into()], |row| {
            log::digest(&row.get::<Vec<u8>>(0)?)
        })?;
    if commitments.is_empty() {
        let known = tx.exists("SELECT id FROM record WHERE id = $1", &[record.into()])?;
        return if known { Ok(0) } else { Err(ErasureError::Unknown) };
    }
    vault::erase(tx, record)?;
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

/// What the record's words were copied to: clashes shown to the author, reviews with their reasons.
fn forget_derived(tx: &mut Tx<'_>, record: RecordId) -> Result<(), DbError> {
    let groups = tx.map("SELECT field_group FROM clash WHERE record = $1", &[record.into()], |row| {
        row.get::<String>(0)
    })?;
    for group in groups {
        feed::remove_everywhere(tx, DocumentKind::Clash, &format!("{record}/{group}"))?;
    }
    tx.execute("DELETE FROM clash WHERE record = $1", &[record.into()])?;
    tx.execute("UPDATE review_step SET detail = '{}' WHERE visit = $1", &[record.into()])?;
    feed::remove_everywhere(tx, DocumentKind::Review, &record.to_string())
}
