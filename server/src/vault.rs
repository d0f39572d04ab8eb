//! Payloads at rest. Each is sealed under a key of its own, and that key under the
//! county's payload key, which never stands in the database. Erasing deletes the
//! wrapped key and the sealed bytes: what is left in old pages, backups of the
//! database without the key folder, or on a stolen disk, opens for nobody.
//!
//! SQLite overwrites what it deletes (`secure_delete`). PostgreSQL leaves dead rows
//! until `VACUUM`, and copies in its write-ahead log: an erasure is complete there
//! once autovacuum has passed and the log segments are recycled. Backups hold what
//! they held, the wrapped keys included: a restore erases again what the
//! [register](crate::erasure::register) names, and backups are to be kept no longer than
//! the county's erasure deadline.

use crate::{
    db::{DbError, Tx},
    keyring::Keyring,
};
use doorstep_domain::id::RecordId;
use doorstep_protocol::{digest::Digest, envelope::Payload};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use thiserror::Error;

const KEY_BYTES: usize = 32;

/// Why a payload cannot be sealed or opened.
#[derive(Debug, Error)]
pub enum VaultError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// What is stored does not open under the county's key.
    #[error("the payload does not open")]
    Damaged,
    /// No randomness, or the cipher refused.
    #[error("the payload could not be sealed")]
    Seal,
}

/// A payload ready to be stored.
pub(crate) struct SealedPayload {
    sealed: Vec<u8>,
    wrapped: Vec<u8>,
}

/// Seals a payload under a new key. Work for a thread of its own, not for the writer.
pub(crate) fn seal(
    keyring: &Keyring,
    record: RecordId,
    commitment: Digest,
    payload: &Payload,
) -> Result<SealedPayload, VaultError> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).map_err(|_| VaultError::Seal)?;
    let about = about(record, commitment);
    let salt_bytes = u32::try_from(payload.salt.len()).map_err(|_| VaultError::Seal)?;
    let mut sealed = salt_bytes.to_be_bytes().to_vec();
    sealed.extend(&payload.salt);
    sealed.extend(payload.text.as_bytes());
    // The key seals this one payload and nothing else, so its nonce may be fixed.
    encrypt(&key, [0; NONCE_LEN], &about, &mut sealed)?;
    Ok(SealedPayload { sealed, wrapped: wrap_key(keyring, &about, &key)? })
}

/// Stores a sealed payload, unless the same is there.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    record: RecordId,
    commitment: Digest,
    payload: &SealedPayload,
) -> Result<(), DbError> {
    let stored = tx.execute(
        "INSERT INTO payload (record, commitment, sealed) VALUES ($1, $2, $3)
         ON CONFLICT (record, commitment) DO NOTHING",
        &[record.into(), commitment.as_bytes().into(), payload.sealed.as_slice().into()],
    )?;
    if stored > 0 {
        tx.execute(
            "INSERT INTO payload_key (record, commitment, wrapped) VALUES ($1, $2, $3)",
            &[record.into(), commitment.as_bytes().into(), payload.wrapped.as_slice().into()],
        )?;
    }
    Ok(())
}

/// The payload of a record as it was first taken in; `None` once erased, or if no such record came.
pub fn payload(tx: &mut Tx<'_>, keyring: &Keyring, record: RecordId) -> Result<Option<Payload>, VaultError> {
    let row = tx.row("SELECT commitment FROM record WHERE id = $1", &[record.into()])?;
    let Some(row) = row else { return Ok(None) };
    let commitment = Digest::from_slice(&row.get::<Vec<u8>>(0)?).ok_or(DbError::Json)?;
    payload_committed(tx, keyring, record, commitment)
}

/// The payload that a header commits to: for a second payload that claims a record's id.
pub fn payload_committed(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    record: RecordId,
    commitment: Digest,
) -> Result<Option<Payload>, VaultError> {
    let row = tx.row(
        "SELECT payload.sealed, payload_key.wrapped
         FROM payload JOIN payload_key
           ON payload_key.record = payload.record AND payload_key.commitment = payload.commitment
         WHERE payload.record = $1 AND payload.commitment = $2",
        &[record.into(), commitment.as_bytes().into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let about = about(record, commitment);
    let key = unwrap_key(keyring, &about, &row.get::<Vec<u8>>(1)?)?;
    let clear = decrypt(&key, [0; NONCE_LEN], &about, row.get(0)?)?;
    let (salt_bytes, rest) = clear.split_first_chunk::<4>().ok_or(VaultError::Damaged)?;
    let salt_bytes = usize::try_from(u32::from_be_bytes(*salt_bytes)).map_err(|_| VaultError::Damaged)?;
    let (salt, text) = rest.split_at_checked(salt_bytes).ok_or(VaultError::Damaged)?;
    let text = String::from_utf8(text.to_vec()).map_err(|_| VaultError::Damaged)?;
    Ok(Some(Payload { salt: salt.to_vec(), text }))
}

/// Erases every payload that stands under a record's id.
pub(crate) fn erase(tx: &mut Tx<'_>, record: RecordId) -> Result<(), DbError> {
    tx.execute("DELETE FROM payload_key WHERE record = $1", &[record.into()])?;
    tx.execute("DELETE FROM payload WHERE record = $1", &[record.into()]).map(|_| ())
}

/// Wraps the key of something that is sealed elsewhere, such as a file, for whatever it is about.
pub(crate) fn wrap_key(
    keyring: &Keyring,
    about: &[u8],
    key: &[u8; KEY_BYTES],
) -> Result<Vec<u8>, VaultError> {
    let mut nonce = [0; NONCE_LEN];
    getrandom::fill(&mut nonce).map_err(|_| VaultError::Seal)?;
    let mut wrapped = key.to_vec();
    encrypt(&keyring.payload, nonce, about, &mut wrapped)?;
    Ok([nonce.as_slice(), &wrapped].concat())
}

/// Unwraps a key.
pub(crate) fn unwrap_key(
    keyring: &Keyring,
    about: &[u8],
    wrapped: &[u8],
) -> Result<[u8; KEY_BYTES], VaultError> {
    let (nonce, wrapped) = wrapped.split_first_chunk::<NONCE_LEN>().ok_or(VaultError::Damaged)?;
    let key = decrypt(&keyring.payload, *nonce, about, wrapped.to_vec())?;
    key.try_into().map_err(|_| VaultError::Damaged)
}

/// What a sealed payload belongs to, so that none can be shown as another's.
fn about(record: RecordId, commitment: Digest) -> Vec<u8> {
    [record.0.as_bytes().as_slice(), commitment.as_bytes()].concat()
}

fn encrypt(
    key: &[u8; KEY_BYTES],
    nonce: [u8; NONCE_LEN],
    about: &[u8],
    bytes: &mut Vec<u8>,
) -> Result<(), VaultError> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, key).map_err(|_| VaultError::Seal)?;
    LessSafeKey::new(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(about), bytes)
        .map_err(|_| VaultError::Seal)
}

fn decrypt(
    key: &[u8; KEY_BYTES],
    nonce: [u8; NONCE_LEN],
    about: &[u8],
    mut bytes: Vec<u8>,
) -> Result<Vec<u8>, VaultError> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, key).map_err(|_| VaultError::Damaged)?;
    let clear = LessSafeKey::new(key)
        .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(about), &mut bytes)
        .map_err(|_| VaultError::Damaged)?
        .len();
    bytes.truncate(clear);
    Ok(bytes)
}
