//! Backup, restore, and what the county may promise of them.
//!
//! ```text
//! backup:  copy one moment of the database -> check it -> fsync, rename
//!          -> what is new of the media, into the folder `media` beside the copy
//!          -> only then: "durable up to the last position that the copy holds"
//! restore: copy the backup beside the database -> new incarnation, in the log
//!          -> what was erased since is erased again
//!          -> old database aside, new one in its place
//! ```
//!
//! The **watermark** of a phone is how far into its chain every envelope stands in a
//! backup. Phones keep receipted envelopes until it has passed them, and offer the rest
//! again when they hear of another **incarnation**: what was taken in after the backup
//! comes back from the phones. Keys are no part of the database and have their own
//! copies. What was erased since is no part of it either: the
//! [register](crate::erasure::register) is copied beside each backup, and read from there
//! and from the data folder. The backup itself, and the database that was set aside, hold
//! what they held: they are to be kept no longer than the county's erasure deadline.
//!
//! A backup that fails anywhere promises nothing. A restore that fails leaves the old
//! database where it was; it never deletes it, it renames it. A restore that is cut in its
//! last moment, between the two renamings, leaves no database at all rather than an old
//! one under the old name: run it again.
//!
//! PostgreSQL is backed up by its own tools. Around them: note [`log::head`] before the
//! copy begins and call [`mark_durable`] when the copy is safe; after a restore call
//! [`begin_again`] before the first request.

#[cfg(test)]
mod tests;

use crate::{
    app::App,
    db::{Db, DbError, Tx, migrate},
    erasure::{
        register::{Entry, RegisterError},
        replay,
    },
    fact,
    keyring::Keyring,
    log, media, statements, tokens,
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::DeviceId;
use doorstep_failpoint::{Step, reached};
use doorstep_protocol::statement::Restored;
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};
use thiserror::Error;
use tokio::task::spawn_blocking;

/// Rows of one page.
const PAGE: usize = 1_000;

/// Why there is no backup, or no restore.
#[derive(Debug, Error)]
pub enum BackupError {
    /// PostgreSQL has tools of its own.
    #[error("the database is not an SQLite file; use the tools of PostgreSQL")]
    NotSqlite,
    /// Nothing is written over.
    #[error("a file of this name is there already")]
    Exists,
    /// The copy is not a whole database.
    #[error("the copy is damaged")]
    Damaged,
    /// A file cannot be read or written.
    #[error("the files cannot be used")]
    Io(#[from] io::Error),
    /// The erasures cannot be written down beside the backup.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A backup that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The last position of the log that it holds.
    pub position: u64,
    /// Its length.
    pub bytes: u64,
}

/// Makes a backup of a running county into a new file.
pub async fn backup(app: &App, to: &Path) -> Result<Backup, BackupError> {
    let from = app.db.sqlite_file().ok_or(BackupError::NotSqlite)?.to_owned();
    let (to, register) = (to.to_owned(), Arc::clone(&app.register));
    let media = app.media().ok();
    let copying = spawn_blocking(move || {
        let backup = copy_out(&from, &to)?;
        if let Some(media) = media {
            media::copy_kept(&media, folder_of(&to))?;
        }
        register.copy_into(folder_of(&to))?;
        Ok::<_, BackupError>(backup)
    });
    let backup = copying.await.map_err(|_| DbError::Stopped)??;
    app.write(move |tx| mark_durable(tx, backup.position)).await?;
    Ok(backup)
}

fn copy_out(from: &Path, to: &Path) -> Result<Backup, BackupError> {
    if to.exists() {
        return Err(BackupError::Exists);
    }
    let partial = beside(to, ".partial");
    remove_if_there(&partial)?;
    Db::copy(from, &partial)?;
    reached(Step::BackupCopied);
    let position = Db::alone(&partial, |tx| {
        check(tx)?;
        Ok::<_, BackupError>(log::head(tx)?.position)
    })?;
    put_in_place(&partial, to)?;
    reached(Step::BackupPlaced);
    Ok(Backup { position, bytes: fs::metadata(to)?.len() })
}

/// Puts a backup in the place of a county's database, as a new life of it and without what was erased. The
/// server must not be running. What stood there before is renamed and kept; its new name is returned with
/// what began.
pub fn restore(
    backup: &Path,
    database: &Path,
    keyring: &Keyring,
    erased: &[Entry],
    at: DateTime<Utc>,
) -> Result<(Restored, Option<PathBuf>), BackupError> {
    let partial = beside(database, ".restoring");
    remove_if_there(&partial)?;
    fs::copy(backup, &partial)?;
    let restored = Db::alone(&partial, |tx| {
        check(tx)?;
        // It may be from an older server, which had no place for what follows.
        migrate::run(tx)?;
        let restored = begin_again(tx, keyring, at)?;
        replay::replay(tx, keyring, erased)?;
        Ok::<_, BackupError>(restored)
    })?;
    let aside = set_aside(database, at)?;
    put_in_place(&partial, database)?;
    Ok((restored, aside))
}

/// Begins another incarnation after a restore, and says so in the log.
pub fn begin_again(tx: &mut Tx<'_>, keyring: &Keyring, at: DateTime<Utc>) -> Result<Restored, DbError> {
    let previous = fact::incarnation(tx)?;
    let incarnation = fact::begin_incarnation(tx)?;
    let position = log::head(tx)?.position;
    mark_durable(tx, position)?;
    tokens::await_every_phone(tx)?;
    let restored = Restored { incarnation, previous, position, at };
    statements::record(tx, keyring, &restored)?;
    Ok(restored)
}

/// Notes that everything up to a position of the log stands in a backup, and moves the watermark of every
/// phone as far as that allows.
pub fn mark_durable(tx: &mut Tx<'_>, position: u64) -> Result<(), DbError> {
    if position > fact::number(tx, "durable_position")? {
        fact::set(tx, "durable_position", &position.to_string())?;
    }
    let devices = tx.map("SELECT id FROM device ORDER BY id", &[], |row| row.get::<DeviceId>(0))?;
    for device in devices {
        advance_watermark(tx, device, position)?;
    }
    Ok(())
}

/// Envelope by envelope, until one is not in the backup, or is missing from the epoch that is still written.
/// What is missing from an epoch that the phone has left will never come under its old number.
fn advance_watermark(tx: &mut Tx<'_>, device: DeviceId, position: u64) -> Result<(), DbError> {
    tx.lock(&format!("device:{device}"))?;
    let row = tx
        .row("SELECT durable_epoch, durable_seq, epoch FROM device WHERE id = $1", &[device.into()])?
        .ok_or(DbError::NoRow)?;
    let start: (u32, u64) = (row.get(0)?, row.get(1)?);
    let current: u32 = row.get(2)?;
    let mut mark = start;
    'pages: loop {
        let rows = tx.map(
            "SELECT envelope.epoch, envelope.seq, MAX(COALESCE(sealed_entry.position, CAST($4 AS BIGINT) + 1))
             FROM envelope LEFT JOIN sealed_entry ON sealed_entry.entry = envelope.entry
             WHERE envelope.device = $1 AND (envelope.epoch, envelope.seq) > ($2, $3)
             GROUP BY envelope.epoch, envelope.seq
             ORDER BY envelope.epoch, envelope.seq
             LIMIT $5",
            &[device.into(), mark.0.into(), mark.1.into(), position.into(), PAGE.into()],
            |row| Ok((row.get::<u32>(0)?, row.get::<u64>(1)?, row.get::<u64>(2)?)),
        )?;
        for (epoch, seq, sealed) in &rows {
            let next = if *epoch == mark.0 { mark.1 + 1 } else { 1 };
            if *sealed > position || (*seq != next && *epoch == current) {
                break 'pages;
            }
            mark = (*epoch, *seq);
        }
        if rows.len() < PAGE {
            break;
        }
    }
    if mark != start {
        tx.execute(
            "UPDATE device SET durable_epoch = $2, durable_seq = $3 WHERE id = $1",
            &[device.into(), mark.0.into(), mark.1.into()],
        )?;
    }
    Ok(())
}

fn check(tx: &mut Tx<'_>) -> Result<(), BackupError> {
    let whole = tx.row("PRAGMA quick_check", &[])?.ok_or(DbError::NoRow)?.get::<String>(0)? == "ok";
    if whole { Ok(()) } else { Err(BackupError::Damaged) }
}

/// Renames what stands in the way, with its write-ahead log: that log must not be taken for the new database's.
fn set_aside(database: &Path, at: DateTime<Utc>) -> Result<Option<PathBuf>, BackupError> {
    if !database.exists() {
        return Ok(None);
    }
    let aside = beside(database, &format!(".replaced-{}", at.format("%Y%m%dT%H%M%S%3fZ")));
    if aside.exists() {
        return Err(BackupError::Exists);
    }
    for suffix in ["-wal", "-shm"] {
        let from = beside(database, suffix);
        if from.exists() {
            fs::rename(from, beside(&aside, suffix))?;
        }
    }
    fs::rename(database, &aside)?;
    Ok(Some(aside))
}

fn put_in_place(partial: &Path, to: &Path) -> io::Result<()> {
    File::open(partial)?.sync_all()?;
    fs::rename(partial, to)?;
    File::open(folder_of(to))?.sync_all()
}

pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn remove_if_there(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
