//! `POST /v1/recovery`: what a phone that can do nothing else still holds. Write-only,
//! proved by the device's signature over the bytes, whatever the state of the device:
//! retired and compromised phones, too, hand in their journals. It gives a receipt
//! and nothing more.
//!
//! The journal stays sealed until the holders of the county's recovery key open it
//! with [`open`]; then each record is taken in as from any phone, once, believed by
//! its own phone's key. A journal whose records all came in keeps no bytes here.
//!
//! Failure: the same journal again gets the same receipt. More than [`JOURNALS`] a
//! device a day, or more than [`DAY_BYTES`], waits for tomorrow.

#[cfg(test)]
mod tests;

use crate::{
    app::App,
    audit::{self, Actor, Trail},
    db::{DbError, Tx},
    ingest::{self, IngestError},
    log, permissions,
};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    batch::{ItemAnswer, Verdict},
    digest::Digest,
    journal::{self, JournalError, RecoveryPrivateKey},
    key::{PublicKey, Signature},
    limits, pae,
    receipt::JournalReceipt,
    signed::Signed,
};
use thiserror::Error;

/// Domain separation of the device's signature.
pub const RECOVERY_TYPE: &str = "application/vnd.doorstep.recovery;v=1";

/// Journals that one device may hand in within a day.
pub const JOURNALS: i64 = 3;

/// Bytes that one device may hand in within a day.
pub const DAY_BYTES: usize = limits::JOURNAL_BYTES;

/// Why a journal was not taken in or cannot be opened.
#[derive(Debug, Error)]
pub enum RecoveryError {
    /// No such device, or not its signature: which of the two is not said.
    #[error("the signature does not agree")]
    BadSignature,
    /// Over [`limits::JOURNAL_BYTES`].
    #[error("the journal is too large")]
    TooLarge,
    /// Not a journal, or the key does not fit.
    #[error("the journal cannot be read")]
    Journal(#[from] JournalError),
    /// Enough for one day.
    #[error("this device has handed in enough for today")]
    Quota,
    /// No journal of this hash was handed in.
    #[error("there is no such journal")]
    Unknown,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A record of the journal could not be taken in.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The county's key would not sign.
    #[error("the receipt could not be signed")]
    Sign,
}

/// What the device signs: the SHA-256 of the journal's bytes.
pub fn message(sha256: Digest) -> Vec<u8> {
    pae::encode(RECOVERY_TYPE, sha256.as_bytes())
}

/// Takes in a sealed journal.
pub async fn take(
    app: &App,
    device: DeviceId,
    signature: Signature,
    bytes: Vec<u8>,
) -> Result<Signed<JournalReceipt>, RecoveryError> {
    if bytes.len() > limits::JOURNAL_BYTES {
        return Err(RecoveryError::TooLarge);
    }
    let at = app.now();
    let key = app.db.read(move |tx| device_key(tx, device)).await?.ok_or(RecoveryError::BadSignature)?;
    let (sha256, bytes) = tokio::task::spawn_blocking(move || {
        let sha256 = Digest::of(&bytes);
        key.verify(&message(sha256), &signature).map_err(|_| RecoveryError::BadSignature)?;
        journal::survey(&bytes)?;
        Ok::<_, RecoveryError>((sha256, bytes))
    })
    .await
    .map_err(|_| DbError::Stopped)??;
    let length = u64::try_from(bytes.len()).map_err(|_| RecoveryError::TooLarge)?;
    let receipt = Signed::sign(&JournalReceipt { sha256, length, at }, &app.keyring.receipt)
        .map_err(|_| RecoveryError::Sign)?;
    app.write(move |tx| keep(tx, device, sha256, bytes, receipt, at)).await
}

fn device_key(tx: &mut Tx<'_>, device: DeviceId) -> Result<Option<PublicKey>, DbError> {
    let row = tx.row("SELECT algorithm, public_key FROM device WHERE id = $1", &[device.into()])?;
    row.map(|row| Ok(PublicKey { alg: log::verify::algorithm(&row.get::<String>(0)?)?, key: row.get(1)? }))
        .transpose()
}

fn keep(
    tx: &mut Tx<'_>,
    device: DeviceId,
    sha256: Digest,
    bytes: Vec<u8>,
    receipt: Signed<JournalReceipt>,
    at: DateTime<Utc>,
) -> Result<Signed<JournalReceipt>, RecoveryError> {
    tx.lock(&format!("device:{device}"))?;
    let before =
        tx.row("SELECT receipt FROM recovered_journal WHERE sha256 = $1", &[sha256.as_bytes().into()])?;
    if let Some(before) = before {
        return Ok(serde_json::from_str(&before.get::<String>(0)?).map_err(|_| DbError::Json)?);
    }
    let today = tx
        .row(
            "SELECT COUNT(*), CAST(COALESCE(SUM(length), 0) AS BIGINT)
             FROM recovered_journal WHERE device = $1 AND received_at > $2",
            &[device.into(), (at - TimeDelta::days(1)).into()],
        )?
        .ok_or(DbError::NoRow)?;
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let most = i64::try_from(DAY_BYTES).unwrap_or(i64::MAX);
    if today.get::<i64>(0)? >= JOURNALS || today.get::<i64>(1)?.saturating_add(length) > most {
        return Err(RecoveryError::Quota);
    }
    let json = serde_json::to_string(&receipt).map_err(|_| DbError::Json)?;
    tx.execute(
        "INSERT INTO recovered_journal (sha256, device, length, received_at, receipt, bytes)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[sha256.as_bytes().into(), device.into(), length.into(), at.into(), json.into(), bytes.into()],
    )?;
    let trail = Trail::about(&sha256).with("bytes", length);
    audit::leave(tx, &permissions::RECOVER, Actor::Device(device), trail, at)?;
    Ok(receipt)
}

/// What opening a journal brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Records that the county has now, whether it had them before or not.
    pub stored: usize,
    /// Of those, records that wait for a person to place them.
    pub quarantined: usize,
    /// Records that are not authentic.
    pub refused: usize,
    /// Records that did not open.
    pub damaged: usize,
    /// Bytes at the end that were no whole record.
    pub torn_bytes: usize,
}

/// Opens a journal with the county's recovery key and takes in what it holds.
pub async fn open(app: &App, sha256: Digest, key: RecoveryPrivateKey) -> Result<Opened, RecoveryError> {
    let bytes: Vec<u8> = app
        .db
        .read(move |tx| {
            let row =
                tx.row("SELECT bytes FROM recovered_journal WHERE sha256 = $1", &[sha256.as_bytes().into()])?;
            row.map(|row| row.get(0)).transpose()
        })
        .await?
        .ok_or(RecoveryError::Unknown)?;
    if bytes.is_empty() {
        return Ok(Opened::default());
    }
    let recovered = tokio::task::spawn_blocking(move || journal::recover(&bytes, &key))
        .await
        .map_err(|_| DbError::Stopped)??;
    let mut opened =
        Opened { damaged: recovered.damaged.len(), torn_bytes: recovered.torn_bytes, ..Opened::default() };
    let mut rest = recovered.envelopes.into_iter();
    loop {
        let batch: Vec<_> = rest.by_ref().take(limits::BATCH_ENVELOPES).collect();
        if batch.is_empty() {
            break;
        }
        for answer in ingest::journal(app, batch).await? {
            match answer {
                ItemAnswer::Stored { verdict, .. } => {
                    opened.stored += 1;
                    opened.quarantined += usize::from(matches!(verdict, Verdict::Quarantined { .. }));
                }
                ItemAnswer::Refused { .. } => opened.refused += 1,
            }
        }
    }
    let (whole, at) = (opened.damaged == 0 && opened.refused == 0, app.now());
    app.write(move |tx| close(tx, sha256, whole, at)).await?;
    Ok(opened)
}

/// Notes that a journal was opened; the bytes of one that gave everything are not needed any more, and
/// would outlive an erasure.
fn close(tx: &mut Tx<'_>, sha256: Digest, whole: bool, at: DateTime<Utc>) -> Result<(), DbError> {
    let hash = sha256.as_bytes();
    tx.execute("UPDATE recovered_journal SET opened_at = $2 WHERE sha256 = $1", &[hash.into(), at.into()])?;
    if whole {
        let nothing: Vec<u8> = Vec::new();
        tx.execute(
            "UPDATE recovered_journal SET bytes = $2 WHERE sha256 = $1",
            &[hash.into(), nothing.into()],
        )?;
    }
    Ok(())
}
