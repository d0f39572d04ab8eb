//! SQLite: one writer thread with group commit, a few readers.
//!
//! The writer takes one waiting job, opens a transaction, runs it, then takes whatever else
//! is waiting, up to [`GROUP`], and commits them all with one fsync. Answers go out after
//! the commit; if the commit fails, every job of the group hears it. `synchronous=FULL`:
//! what was answered survives a power cut.
//!
//! A job that fails undoes itself alone. The first of a group undoes the transaction, which
//! holds nothing else yet; those behind it run inside savepoints. For a savepoint SQLite
//! keeps a copy of each page that changes, and walks all the copies at each statement: a
//! batch of visits, mostly the first of its group, is a third faster without. What a
//! savepoint would undo is kept in memory, and the log grows to 32 MiB before it is folded:
//! with SQLite's own 4, every full batch would fold it.
//!
//! A harness that must replay exactly opens the file *inline*: the same jobs, the same
//! commits, on the thread that asks.

use super::{DbError, Row, Tx, Value, tx::TxEngine};
use doorstep_failpoint::{Step, reached};
use rusqlite::{Connection, ErrorCode, OpenFlags, types::ValueRef};
use std::{
    cell::RefCell,
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    rc::Rc,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
};
use tokio::sync::oneshot;

/// Most jobs that share a commit.
const GROUP: usize = 64;

/// Connections that read side by side.
const READERS: usize = 4;

/// The first SQLite without the WAL-reset fault.
const FLOOR: i32 = 3_051_003;

/// A job, and the answer it gives once told whether the commit held. Without a ground it is not run.
type Job = Box<dyn FnOnce(Result<Ground<'_>, DbError>) -> Answer + Send>;
type Answer = Box<dyn FnOnce(Result<(), DbError>) + Send>;

/// An open transaction that a job runs in.
struct Ground<'a> {
    connection: &'a Connection,
    /// Nothing else has been done in it.
    fresh: bool,
}

#[derive(Clone)]
pub(super) struct Sqlite {
    file: Arc<PathBuf>,
    way: Way,
}

/// Where jobs run.
#[derive(Clone)]
enum Way {
    /// As in the field.
    Threads { readers: Arc<Readers>, writer: Arc<Writer> },
    /// On whichever thread asks, one after the other, on the one connection.
    Inline(Arc<Mutex<Connection>>),
}

/// The one that writes. Whoever lets go of it last waits until the database is closed.
struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

struct Readers {
    idle: tokio::sync::Mutex<Vec<Connection>>,
    permits: Arc<tokio::sync::Semaphore>,
}

impl Sqlite {
    pub(super) fn open(file: &Path) -> Result<Self, DbError> {
        let writer = Writer::over(connect(file)?)?;
        let readers = Readers {
            idle: tokio::sync::Mutex::default(),
            permits: Arc::new(tokio::sync::Semaphore::new(READERS)),
        };
        let way = Way::Threads { readers: Arc::new(readers), writer: Arc::new(writer) };
        Ok(Self { file: Arc::new(file.to_owned()), way })
    }

    pub(super) fn open_inline(file: &Path) -> Result<Self, DbError> {
        let way = Way::Inline(Arc::new(Mutex::new(connect(file)?)));
        Ok(Self { file: Arc::new(file.to_owned()), way })
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    pub(super) async fn write<T, E>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |ground| {
            let result = ground.map_err(E::from).and_then(|ground| match ground {
                Ground { connection, fresh: true } => undoing_all(connection, job),
                Ground { connection, fresh: false } => in_savepoint(connection, job),
            });
            Box::new(move |commit| {
                // Whoever asked may be gone; the work is committed all the same.
                let _ = answer.send(commit.map_err(E::from).and(result));
            })
        });
        match &self.way {
            Way::Threads { writer, .. } => writer.send(job)?,
            Way::Inline(connection) => commit_together(&held(connection), job, || None),
        }
        answered.await.map_err(|_| DbError::Stopped)?
    }

    pub(super) async fn read<T, E>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let readers = match &self.way {
            Way::Threads { readers, .. } => Arc::clone(readers),
            Way::Inline(connection) => return in_read(&held(connection), job),
        };
        let permit = Arc::clone(&readers.permits).acquire_owned().await.map_err(|_| DbError::Stopped)?;
        let connection = match readers.idle.lock().await.pop() {
            Some(connection) => connection,
            None => self.reader()?,
        };
        let (connection, result) = tokio::task::spawn_blocking(move || {
            let result = in_read(&connection, job);
            (connection, result)
        })
        .await
        .map_err(|_| DbError::Stopped)?;
        readers.idle.lock().await.push(connection);
        drop(permit);
        result
    }

    fn reader(&self) -> Result<Connection, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(self.file.as_path(), flags)?;
        connection.execute_batch(
            "PRAGMA query_only = ON; PRAGMA busy_timeout = 10000; PRAGMA cache_size = -16384;",
        )?;
        connection.set_prepared_statement_cache_capacity(128);
        Ok(connection)
    }
}

impl Writer {
    fn over(connection: Connection) -> Result<Self, DbError> {
        let (jobs, waiting) = mpsc::channel();
        let thread = thread::Builder::new().name("sqlite-writer".to_owned());
        // The connection goes into the thread: it is closed before the thread has ended.
        let thread = thread.spawn(move || write_loop(&connection, &waiting)).map_err(|_| DbError::Stopped)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    fn send(&self, job: Job) -> Result<(), DbError> {
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).ok_or(DbError::Stopped)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        let Some(thread) = self.thread.take() else { return };
        // A job may hold the last share of its own database.
        if thread.thread().id() != thread::current().id() {
            // A panic of the thread has been told by then; there is nobody here to tell it to.
            let _ = thread.join();
        }
    }
}

/// Runs one job on a file that no server has open, and leaves it whole in that one file.
pub(super) fn alone<T, E: From<DbError>>(
    file: &Path,
    job: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let connection =
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(DbError::from)?;
    let say = |sql: &str| connection.execute_batch(sql).map_err(DbError::from);
    // EXTRA: without a log a commit hangs on the taking away of the journal's name.
    say("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON; BEGIN IMMEDIATE")?;
    let result = in_savepoint(&connection, job);
    say(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    result
}

/// Waits for readers of the old log; a busy county is asked to try again.
pub(super) fn fold_log(file: &Path) -> Result<(), DbError> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(DbError::Conflict) }
}

/// Copies a database that may be in use into a new file: one consistent moment of it.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), DbError> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    source.busy_timeout(std::time::Duration::from_secs(10))?;
    let mut target = Connection::open(to)?;
    let copy = rusqlite::backup::Backup::new(&source, &mut target)?;
    // All pages in one step: between steps a busy county would make it begin again and again.
    match copy.step(-1)? {
        rusqlite::backup::StepResult::Done => Ok(()),
        _ => Err(DbError::Conflict),
    }
}

/// SQLite answers "wal" before it writes that down, and says only to whoever asks for another row that it
/// failed; without its log a database commits without the last sync.
fn take_up_log(connection: &Connection) -> Result<(), DbError> {
    let mut statement = connection.prepare("PRAGMA journal_mode = WAL")?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

fn connect(file: &Path) -> Result<Connection, DbError> {
    if rusqlite::version_number() < FLOOR {
        return Err(DbError::OldSqlite);
    }
    let connection = Connection::open(file)?;
    take_up_log(&connection)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA busy_timeout = 10000;
         PRAGMA cache_size = -65536;
         PRAGMA temp_store = MEMORY;
         PRAGMA wal_autocheckpoint = 8192;
         PRAGMA secure_delete = ON;",
    )?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// A job that panicked was rolled back; the connection is whole.
fn held(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_loop(connection: &Connection, jobs: &mpsc::Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        commit_together(connection, first, || jobs.try_recv().ok());
    }
}

/// One job and those that wait behind it: one commit, then their answers.
fn commit_together(connection: &Connection, first: Job, mut next: impl FnMut() -> Option<Job>) {
    let mut answers = Vec::new();
    if let Err(error) = begin(connection) {
        first(Err(error))(Ok(()));
        return;
    }
    answers.push(first(Ok(Ground { connection, fresh: true })));
    while answers.len() < GROUP {
        let Some(job) = next() else { break };
        answers.push(job(Ok(Ground { connection, fresh: false })));
    }
    #[cfg(feature = "mutants")]
    if crate::mutant::is_chosen(crate::mutant::Mutant::ReceiptBeforeCommit) {
        answers.drain(..).for_each(|answer| answer(Ok(())));
    }
    reached(Step::JobDone);
    let commit = connection.execute_batch("COMMIT").map_err(DbError::from);
    reached(Step::JobCommitted);
    if commit.is_err() && !connection.is_autocommit() {
        // Nothing of the group may stay; if even this fails, the next BEGIN will say so.
        let _ = connection.execute_batch("ROLLBACK");
    }
    for answer in answers {
        answer(match &commit {
            Ok(()) => Ok(()),
            Err(DbError::Full) => Err(DbError::Full),
            Err(_) => Err(DbError::Conflict),
        });
    }
}

fn begin(connection: &Connection) -> Result<(), DbError> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(DbError::from)
}

fn caught<T, E: From<DbError>>(
    connection: &Connection,
    job: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let mut tx = Tx { engine: TxEngine::Sqlite(connection) };
    catch_unwind(AssertUnwindSafe(|| job(&mut tx))).unwrap_or(Err(E::from(DbError::Stopped)))
}

/// In a transaction of its own so far: if it fails, that is undone, and another one begun for whoever comes next.
fn undoing_all<T, E: From<DbError>>(
    connection: &Connection,
    job: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let result = caught(connection, job);
    if result.is_err() {
        // Some failures have undone it already.
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK").map_err(DbError::from)?;
        }
        begin(connection)?;
    }
    result
}

fn in_savepoint<T, E: From<DbError>>(
    connection: &Connection,
    job: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    connection.execute_batch("SAVEPOINT job").map_err(DbError::from)?;
    let result = caught(connection, job);
    let end = if result.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    connection.execute_batch(end).map_err(DbError::from)?;
    result
}

fn in_read<T, E: From<DbError>>(
    connection: &Connection,
    job: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    connection.execute_batch("BEGIN").map_err(DbError::from)?;
    let result = caught(connection, job);
    connection.execute_batch("ROLLBACK").map_err(DbError::from)?;
    result
}

pub(super) fn execute(connection: &Connection, sql: &str, params: &[Value]) -> Result<u64, DbError> {
    let mut statement = connection.prepare_cached(&spoken(sql))?;
    let touched = statement.execute(rusqlite::params_from_iter(params))?;
    Ok(u64::try_from(touched).unwrap_or(u64::MAX))
}

pub(super) fn rows(connection: &Connection, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
    let mut statement = connection.prepare_cached(&spoken(sql))?;
    let columns = statement.column_count();
    let mut found = statement.query(rusqlite::params_from_iter(params))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let values = (0..columns).map(|column| row.get_ref(column).map(owned)).collect::<Result<_, _>>()?;
        rows.push(Row(values));
    }
    Ok(rows)
}

fn owned(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        // No column of the schema is REAL.
        #[expect(clippy::cast_possible_truncation, reason = "an aggregate's whole number")]
        ValueRef::Real(value) => Value::Int(value as i64),
        ValueRef::Text(value) => Value::Text(String::from_utf8_lossy(value).into_owned()),
        ValueRef::Blob(value) => Value::Bytes(value.to_vec()),
    }
}

/// The door's SQL in SQLite's words.
pub(super) fn dialect(sql: &str) -> String {
    sql.replace('$', "?")
        // One writer: there is nobody to lock rows against.
        .replace("FOR UPDATE SKIP LOCKED", "")
        .replace("FOR UPDATE", "")
        .replace("SERIAL_KEY", "INTEGER PRIMARY KEY")
        .replace("BIGINT", "INTEGER")
        .replace("BYTEA", "BLOB")
}

thread_local! {
    /// Statements in SQLite's words, by the door's: the writer says the same few hundred again and again.
    static SPOKEN: RefCell<HashMap<String, Rc<str>>> = RefCell::default();
}

/// Most statements kept; the program has fewer, so more means that someone builds them from data.
const MOST_SPOKEN: usize = 1_024;

/// [`dialect`], said once a thread and remembered.
fn spoken(sql: &str) -> Rc<str> {
    SPOKEN.with_borrow_mut(|known| {
        if let Some(text) = known.get(sql) {
            return Rc::clone(text);
        }
        let text: Rc<str> = dialect(sql).into();
        if known.len() < MOST_SPOKEN {
            known.insert(sql.to_owned(), Rc::clone(&text));
        }
        text
    })
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => Self::Constraint,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Conflict,
            Some(ErrorCode::DiskFull) => Self::Full,
            _ => Self::Sqlite(error),
        }
    }
}
