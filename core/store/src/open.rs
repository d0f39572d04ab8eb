//! Opening, setting aside, and the two doors to the database: [`Store::read`] and
//! [`Store::write`].

use crate::{
    DatabaseKey, Disk, StoreError, changes, identity,
    journal::{self, Frames, Journal},
    media, schema,
};
use doorstep_failpoint::{Step, reached};
use doorstep_protocol::receipt::JournalReceipt;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};
use thiserror::Error;

const DATABASE: &str = "doorstep.db";
const LOCK: &str = "doorstep.lock";

/// SQLite 3.51.2 and older may lose pages when two connections write and checkpoint at once.
pub(crate) const SQLITE_FLOOR: i32 = 3_051_003;

/// 8 KiB: batches 40 % faster than at 4 KiB, and a smaller file.
const PAGE_BYTES: u32 = 8192;

/// Each page is authenticated with this. SHA-512, the cipher's own choice, takes more than
/// twice as long where the processor knows SHA-256, as those of phones do.
const PAGE_HMAC: &str = "HMAC_SHA256";

/// The write-ahead log shrinks to this when it is begun anew: twice what is checkpointed at once.
const LOG_BYTES: u32 = 16 * 1024 * 1024;

/// Connections kept for reading; more are opened when more threads read at once.
const READERS: usize = 2;

/// How a store is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Decrypted pages kept in memory, KiB a connection (one writes, up to two read).
    pub cache_kib: u32,
    /// Whether every page is read and checked before the store is handed out.
    pub check: bool,
    /// How long the write-ahead log grows, in pages, before it is folded into the database.
    pub wal_pages: u32,
    /// The file system: the platform's own, but for tests.
    pub disk: Disk,
}

impl Default for Options {
    fn default() -> Self {
        Self { cache_kib: 16 * 1024, check: false, wal_pages: 1000, disk: Disk::default() }
    }
}

/// Why a store does not open. The files are as they were.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The key is not this database's, or its pages are damaged: SQLCipher cannot tell
    /// which. [`Store::set_aside`] and offer the journal.
    #[error("the key does not open the database, or the database is damaged")]
    WrongKeyOrCorrupt,
    /// A newer app wrote this database.
    #[error("the database has schema {found}, this app knows {known}")]
    Newer {
        /// The schema found.
        found: usize,
        /// The newest that this build knows.
        known: usize,
    },
    /// The disk is full.
    #[error("the phone's storage is full")]
    StorageFull,
    /// Another process, or a store not yet dropped, has it open.
    #[error("the store is already open")]
    InUse,
    /// Built with an SQLite below the floor.
    #[error("sqlite is older than 3.51.3")]
    SqliteTooOld,
    /// The folder cannot be used.
    #[error("the folder of the store cannot be used")]
    Io(#[source] io::Error),
    /// The database refused.
    #[error("the database failed")]
    Sqlite(#[source] rusqlite::Error),
    /// What is stored could not be brought up to date.
    #[error("the store could not be brought up to date")]
    Stored(#[source] StoreError),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::StorageFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::WrongKeyOrCorrupt,
            _ => Self::Sqlite(error),
        }
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::StorageFull,
            _ => Self::Io(error),
        }
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::StorageFull => Self::StorageFull,
            StoreError::Damaged(_) => Self::WrongKeyOrCorrupt,
            other => Self::Stored(other),
        }
    }
}

/// The door to one phone's memory. See the crate's documentation.
pub struct Store {
    dir: PathBuf,
    key: DatabaseKey,
    options: Options,
    writer: Mutex<Writer>,
    readers: Mutex<Vec<Connection>>,
    /// Held for as long as the store lives, so that no second one appends to the journal.
    _lock: File,
}

struct Writer {
    conn: Connection,
    journal: Journal,
}

impl Store {
    /// Opens the store in a folder, making what is missing, and reconciles the journal.
    pub fn open(dir: &Path, key: &DatabaseKey, options: Options) -> Result<Self, OpenError> {
        if rusqlite::version_number() < SQLITE_FLOOR {
            return Err(OpenError::SqliteTooOld);
        }
        fs::create_dir_all(dir)?;
        let lock = lock(dir)?;
        let mut conn = connect(&dir.join(DATABASE), key, &options)?;
        with_log(&conn)?;
        // FULL, not NORMAL: in WAL mode NORMAL loses commits when the power goes.
        conn.pragma_update(None, "synchronous", "FULL")?;
        // Apple's fsync stops at the drive's cache; elsewhere this changes nothing.
        conn.pragma_update(None, "fullfsync", true)?;
        // What a first load leaves of the log is given back at the next checkpoint.
        conn.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
        #[cfg(feature = "mutants")]
        crate::mutant::relax(&conn)?;
        conn.pragma_update(None, "wal_autocheckpoint", options.wal_pages)?;
        if options.check {
            check(&conn)?;
        }
        schema::migrate(&mut conn)?;
        let enrolment = identity::enrolment(&conn)?;
        let mut journal = Journal::new(dir, &options.disk, enrolment.map(|enrolment| enrolment.recovery));
        journal.reconcile(&conn)?;
        let store = Self {
            dir: dir.to_owned(),
            key: key.clone(),
            options,
            writer: Mutex::new(Writer { conn, journal }),
            readers: Mutex::new(Vec::new()),
            _lock: lock,
        };
        store.write(changes::take_up_unread)?;
        media::sweep(&store)?;
        Ok(store)
    }

    /// Moves a database that does not open aside, under the next free number, and
    /// returns where it went. Nothing is deleted, and the journal stays where it is.
    pub fn set_aside(dir: &Path) -> Result<PathBuf, OpenError> {
        let _lock = lock(dir)?;
        let aside = free_name(dir, "doorstep-aside", "db", Path::exists);
        for suffix in ["", "-wal", "-shm"] {
            let mut from = dir.join(DATABASE).into_os_string();
            from.push(suffix);
            let mut to = aside.clone().into_os_string();
            to.push(suffix);
            match fs::rename(from, to) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        File::open(dir)?.sync_all()?;
        Ok(aside)
    }

    /// Where the journal of a store in this folder lies. It can be uploaded as it is, without any key.
    pub fn journal_path(dir: &Path) -> PathBuf {
        dir.join(journal::FILE)
    }

    /// Every journal in the folder: the present one, and those of earlier devices or
    /// databases, which hold what those may not have sent.
    pub fn journals(dir: &Path) -> io::Result<Vec<PathBuf>> {
        journal::all(dir)
    }

    /// Deletes a journal of an earlier device or database once a checked receipt says
    /// that the county took in exactly its bytes; `false` if it does not say so, or the
    /// journal is the present one.
    pub fn forget_journal(path: &Path, receipt: &JournalReceipt) -> io::Result<bool> {
        journal::forget(path, receipt)
    }

    /// Bytes free for this app on the disk of a folder: to be asked before a visit is begun.
    pub fn room(dir: &Path) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(dir)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn disk(&self) -> &Disk {
        &self.options.disk
    }

    /// Reads every page and tells whether all are whole.
    pub fn check(&self) -> Result<(), StoreError> {
        self.read(check)
    }

    /// One snapshot for as long as `reads` runs.
    pub(crate) fn read<T>(
        &self,
        reads: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let kept = held(&self.readers).pop();
        let mut conn = match kept {
            Some(conn) => conn,
            None => {
                let conn = connect(&self.dir.join(DATABASE), &self.key, &self.options)?;
                conn.pragma_update(None, "query_only", true)?;
                conn
            }
        };
        let tx = conn.transaction()?;
        let result = reads(&tx);
        drop(tx);
        let mut readers = held(&self.readers);
        // After one failed read SQLCipher calls every page of the connection damaged.
        if result.is_ok() && readers.len() < READERS {
            readers.push(conn);
        }
        result
    }

    /// The connection that the next read of a single thread will use.
    #[cfg(test)]
    pub(crate) fn reader(&self, with: impl FnOnce(&mut Connection)) {
        held(&self.readers).last_mut().map(with);
    }

    /// One transaction, committed if `writes` succeeds.
    pub(crate) fn write<T, E: From<rusqlite::Error>>(
        &self,
        writes: impl FnOnce(&Transaction) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_with_journal(|tx, _| writes(tx))
    }

    /// The same, with the journal at hand.
    pub(crate) fn write_with_journal<T, E: From<rusqlite::Error>>(
        &self,
        writes: impl FnOnce(&Transaction, &mut Journal) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = held(&self.writer);
        let Writer { conn, journal } = &mut *writer;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let written = writes(&tx, journal)?;
        reached(Step::NoteWritten);
        tx.commit()?;
        reached(Step::NoteCommitted);
        Ok(written)
    }

    /// One transaction, and after its commit the journal catches up with the outbox:
    /// `true` if it did. Nobody else writes in between, so the journal keeps the chain's order.
    pub(crate) fn write_then_journal<T, E: From<rusqlite::Error>>(
        &self,
        writes: impl FnOnce(&Transaction) -> Result<(T, journal::Entries), E>,
    ) -> Result<(T, bool), E> {
        let mut writer = held(&self.writer);
        let Writer { conn, journal } = &mut *writer;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (written, entries) = writes(&tx)?;
        // A chain that is only begun saves nothing.
        let saving = |step| {
            if !entries.is_empty() {
                reached(step);
            }
        };
        saving(Step::SaveWritten);
        // Records are sealed while they are committed; one alone is not worth a thread.
        let (committed, frames) = if entries.len() > 1 {
            thread::scope(|scope| {
                let sealing = scope.spawn(|| journal.seal(&entries));
                (tx.commit(), sealing.join().unwrap_or_else(|_| Frames::none()))
            })
        } else {
            (tx.commit(), journal.seal(&entries))
        };
        if let Err(error) = committed {
            journal.forgo();
            return Err(error.into());
        }
        saving(Step::SaveCommitted);
        let journalled = journal.append(conn, frames);
        saving(Step::SaveJournalled);
        Ok((written, journalled))
    }
}

/// A panic elsewhere leaves a transaction that was rolled back, not a broken connection.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lock(dir: &Path) -> Result<File, OpenError> {
    let file = File::options().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Commits last by the log alone: with a rollback journal they would hang on the taking away of its name,
/// which nobody syncs. SQLite answers "wal" before it writes that down, and says only to whoever asks for
/// another row that it failed; from then on it keeps a journal, and calls it "wal" all the same.
fn with_log(conn: &Connection) -> Result<(), rusqlite::Error> {
    let mut statement = conn.prepare("PRAGMA journal_mode = WAL")?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

/// A first connection of the process, kept: SQLCipher makes itself ready at the first key, and where two
/// first keys meet, one of them fails.
static READY: LazyLock<Mutex<Option<Connection>>> = LazyLock::new(|| {
    let first = Connection::open_in_memory();
    Mutex::new(first.and_then(|first| first.execute_batch(FIRST_KEY).map(|()| first)).ok())
});

/// It opens nothing that is kept.
const FIRST_KEY: &str = "PRAGMA cipher_log_level = NONE; PRAGMA key = 'none'";

pub(crate) fn connect(
    path: &Path,
    key: &DatabaseKey,
    options: &Options,
) -> Result<Connection, rusqlite::Error> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    LazyLock::force(&READY);
    let conn = match options.disk.vfs() {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs)?,
        None => Connection::open_with_flags(path, flags)?,
    };
    // SQLCipher would write to the standard error; what went wrong is in the errors.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    conn.execute_batch(&key.pragma())?;
    conn.pragma_update(None, "cipher_page_size", PAGE_BYTES)?;
    conn.pragma_update(None, "cipher_hmac_algorithm", PAGE_HMAC)?;
    conn.busy_timeout(Duration::from_secs(10))?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cache_size", -i64::from(options.cache_kib))?;
    conn.set_prepared_statement_cache_capacity(128);
    // The first read is what a wrong key fails at.
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(conn)
}

fn check(conn: &Connection) -> Result<(), StoreError> {
    let said: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said == "ok" {
        return Ok(());
    }
    let damaged = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    Err(StoreError::Damaged(rusqlite::Error::SqliteFailure(damaged, None)))
}

/// `STEM-N.EXTENSION` with the first N that nobody has.
pub(crate) fn free_name(dir: &Path, stem: &str, extension: &str, taken: impl Fn(&Path) -> bool) -> PathBuf {
    let names = (1_u32..).map(|number| dir.join(format!("{stem}-{number}.{extension}")));
    names.into_iter().find(|path| !taken(path)).unwrap_or_else(|| dir.join(stem))
}

#[cfg(test)]
mod tests;
