//! The sealed files themselves.

use super::{Haste, MediaId};
use crate::{Disk, Store, StoreError, sql::to_count};
use chrono::{DateTime, Utc};
use doorstep_domain::id::DraftId;
use doorstep_protocol::{
    digest::{Digest, Hasher},
    limits,
    media::MediaType,
    sealed_file::{self, FileKey, FileSealer, SealedFileError},
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use std::{
    io::{self, Read},
    path::Path,
};
use thiserror::Error;
use uuid::Uuid;

const PREFIX: &str = "media-";
const SUFFIX: &str = ".dsm";

/// Bytes read at once from whoever hands a file over.
const READ: usize = sealed_file::CHUNK;

/// Why a file is not kept. Nothing of it is.
#[derive(Debug, Error)]
pub enum KeepError {
    /// Neither JPEG nor PNG.
    #[error("the file is no picture")]
    NotAPicture,
    /// Over [`limits::MEDIA_BYTES`].
    #[error("the file is too large")]
    TooLarge,
    /// Whoever hands it over cannot read it.
    #[error("the file cannot be read")]
    Source(#[source] io::Error),
    /// The phone cannot keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for KeepError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// A file as it was written.
struct Written {
    name: String,
    key: FileKey,
    sha256: Digest,
    length: u64,
    kind: MediaType,
}

impl Store {
    /// Keeps a file for a draft, and returns the SHA-256 by which an answer names it. It
    /// is on the disk when this returns. The same file again is the same file.
    pub fn keep_media(
        &self,
        draft: DraftId,
        source: &mut dyn Read,
        haste: Haste,
        at: DateTime<Utc>,
    ) -> Result<Digest, KeepError> {
        let name = format!("{PREFIX}{}{SUFFIX}", random_name().map_err(sealed)?);
        let path = self.dir().join(&name);
        let written = write(self.disk(), &path, source).and_then(|(key, sha256, length, kind)| {
            self.disk().files().sync_dir(self.dir()).map_err(StoreError::from)?;
            Ok(Written { name, key, sha256, length, kind })
        });
        let kept = written.and_then(|written| {
            let new = self.write(|tx| put(tx, draft, &written, haste, at))?;
            Ok((written.sha256, new))
        });
        if !matches!(kept, Ok((_, true))) {
            // What is left of it names nobody and opens for nobody; the next opening would take it away, too.
            let _ = self.disk().files().remove(&path);
        }
        kept.map(|(sha256, _)| sha256)
    }

    /// Up to `most` bytes of a file from `offset` on.
    pub fn media_part(&self, sha256: Digest, offset: u64, most: usize) -> Result<Vec<u8>, StoreError> {
        let found = self.read(|conn| {
            let row: Option<(Option<String>, Option<[u8; 32]>, i64)> = conn
                .prepare_cached("SELECT name, key, length FROM media_file WHERE sha256 = ?1")?
                .query_row([sha256.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            Ok(row)
        })?;
        let gone = || StoreError::Unreadable("file");
        let (name, key, length) = found.ok_or_else(gone)?;
        let (name, key) = name.zip(key).ok_or_else(gone)?;
        let (path, files) = (self.dir().join(name), self.disk().files());
        let read = |at, bytes| files.read_at(&path, at, bytes);
        sealed_file::read(&FileKey(key), to_count(length), offset, most, read).map_err(sealed)
    }
}

fn write(
    disk: &Disk,
    path: &Path,
    source: &mut dyn Read,
) -> Result<(FileKey, Digest, u64, MediaType), KeepError> {
    let key = FileKey::generate().map_err(sealed)?;
    let mut sealer = FileSealer::new(&key).map_err(sealed)?;
    let mut buffer = vec![0; READ];
    let mut read = fill(source, &mut buffer)?;
    let kind = MediaType::sniff(buffer.get(..read).unwrap_or_default()).ok_or(KeepError::NotAPicture)?;
    let mut file = disk.files().open(path).map_err(StoreError::from)?;
    let (mut hasher, mut length, mut at) = (Hasher::default(), 0_u64, 0_u64);
    let mut put = |bytes: &[u8]| {
        file.write_at(at, bytes)?;
        at += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(())
    };
    while read > 0 {
        length += u64::try_from(read).unwrap_or(u64::MAX);
        if length > limits::MEDIA_BYTES {
            return Err(KeepError::TooLarge);
        }
        let bytes = buffer.get(..read).unwrap_or_default();
        hasher.update(bytes);
        sealer.push(bytes, &mut put).map_err(sealed)?;
        read = fill(source, &mut buffer)?;
    }
    sealer.finish(&mut put).map_err(sealed)?;
    file.sync().map_err(StoreError::from)?;
    Ok((key, hasher.finish(), length, kind))
}

/// Fills the buffer as far as the source goes.
fn fill(source: &mut dyn Read, buffer: &mut [u8]) -> Result<usize, KeepError> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(KeepError::Source(error)),
        }
    }
    Ok(filled)
}

/// Says whether the file is a new one; the same bytes are kept once.
fn put(
    tx: &Transaction,
    draft: DraftId,
    written: &Written,
    haste: Haste,
    at: DateTime<Utc>,
) -> Result<bool, KeepError> {
    let Written { name, key, sha256, length, kind } = written;
    let patient = haste == Haste::WhenFree;
    let here: Option<bool> = tx
        .prepare_cached("SELECT key IS NOT NULL FROM media_file WHERE sha256 = ?1")?
        .query_row([sha256.0], |row| row.get(0))
        .optional()?;
    if here == Some(false) {
        // Let go of before. What is left of the old one names nobody now; the next opening takes it away.
        tx.execute(
            "UPDATE media_file SET name = ?2, key = ?3, kept_at = ?4, patient = ?5 WHERE sha256 = ?1",
            (sha256.0, name, key.0, at.timestamp_millis(), patient),
        )?;
    } else if here == Some(true) {
        // Whoever is in more of a hurry decides.
        tx.execute(
            "UPDATE media_file SET patient = min(patient, ?2) WHERE sha256 = ?1",
            (sha256.0, patient),
        )?;
    } else {
        tx.prepare_cached(
            "INSERT INTO media_file (sha256, length, type, name, key, kept_at, patient)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            sha256.0,
            crate::sql::from_number(*length),
            kind.as_str(),
            name,
            key.0,
            at.timestamp_millis(),
            patient,
        ))?;
    }
    tx.prepare_cached(
        "INSERT INTO media (file, draft, state) SELECT id, ?2, 'waiting' FROM media_file WHERE sha256 = ?1
         ON CONFLICT (file, draft) DO NOTHING",
    )?
    .execute((sha256.0, draft.0.into_bytes()))?;
    Ok(here != Some(true))
}

/// Takes away the files of what was let go of.
pub(crate) fn clear_out(store: &Store) -> Result<(), StoreError> {
    let names = store.read(let_go_of)?;
    forget(store, names)
}

fn forget(store: &Store, names: Vec<(MediaId, String)>) -> Result<(), StoreError> {
    if names.is_empty() {
        return Ok(());
    }
    for (_, name) in &names {
        match store.disk().files().remove(&store.dir().join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    store.write(|tx| {
        for (MediaId(id), name) in names {
            tx.execute(
                "UPDATE media_file SET name = NULL WHERE id = ?1 AND name = ?2 AND key IS NULL",
                (id, name),
            )?;
        }
        tx.execute(
            "DELETE FROM media_file WHERE key IS NULL AND name IS NULL
             AND NOT EXISTS (SELECT 1 FROM media WHERE media.file = media_file.id)",
            [],
        )?;
        Ok(())
    })
}

fn let_go_of(conn: &Connection) -> Result<Vec<(MediaId, String)>, StoreError> {
    conn.prepare_cached("SELECT id, name FROM media_file WHERE key IS NULL AND name IS NOT NULL")?
        .query_and_then([], |row| Ok((MediaId(row.get(0)?), row.get(1)?)))?
        .collect()
}

/// At the opening: takes away what was let go of, and what a killed process left unfinished.
pub(crate) fn sweep(store: &Store) -> Result<(), StoreError> {
    // By the connection that writes, which is there already: another costs a millisecond and more.
    let (known, gone) = store.write(|tx| Ok::<_, StoreError>((kept(tx)?, let_go_of(tx)?)))?;
    let names = store.disk().files().names(store.dir())?;
    for name in names.into_iter().filter(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX)) {
        if !known.contains(&name) {
            store.disk().files().remove(&store.dir().join(name))?;
        }
    }
    forget(store, gone)
}

fn kept(conn: &Connection) -> Result<Vec<String>, StoreError> {
    conn.prepare("SELECT name FROM media_file WHERE name IS NOT NULL AND key IS NOT NULL")?
        .query_and_then([], |row| Ok(row.get(0)?))?
        .collect()
}

fn random_name() -> Result<Uuid, SealedFileError> {
    let FileKey(random) = FileKey::generate()?;
    let bytes = random.first_chunk::<16>().copied().unwrap_or_default();
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

fn sealed(error: SealedFileError) -> StoreError {
    match error {
        SealedFileError::Io(error) => error.into(),
        SealedFileError::Seal | SealedFileError::Damaged => StoreError::Unreadable("file"),
    }
}
