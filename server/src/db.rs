//! One door to the county's database, whichever engine stands behind it: SQLite for
//! a county that wants one binary, PostgreSQL for one that wants many processes.
//!
//! A **job** is a plain synchronous function over a [`Tx`]. It sees one SQL dialect
//! (`$1` parameters, `BIGINT`, `TEXT`, `BYTEA`, `ON CONFLICT`, `RETURNING`) and one
//! set of guarantees:
//!
//! - A write job is one transaction, and its answer comes after the commit.
//! - A job that returns an error, or panics, leaves nothing behind.
//! - Write jobs on SQLite run one after the other on a single writer thread, which
//!   commits those that are waiting together (one fsync for many). On PostgreSQL they
//!   run side by side: what must be serial says so with [`Tx::lock`], or reads a row
//!   `FOR UPDATE` before it writes what follows from it.
//! - Jobs never wait for the network: what needs it is fetched before.
//!
//! Every connection is `READ COMMITTED` or better. Nothing that readers page through
//! may depend on the order in which rows were *numbered*: only the sealer's published
//! positions are safe to page by (see `docs/sync.md`).

pub(crate) mod migrate;
mod postgres;
mod sqlite;
mod tx;
mod value;

#[cfg(test)]
mod contract;

use std::path::Path;
use thiserror::Error;

pub use tx::Tx;
pub use value::{FromValue, Row, Value};

/// What can go wrong below a job.
#[derive(Debug, Error)]
pub enum DbError {
    /// A uniqueness or foreign-key rule of the schema said no.
    #[error("a constraint of the database was violated")]
    Constraint,
    /// Two writers stood in each other's way; the same request may succeed when repeated.
    #[error("the database is busy; try again")]
    Conflict,
    /// The disk is full.
    #[error("the database has no room left")]
    Full,
    /// A column held what the code does not expect.
    #[error("column {column} of the row is not of the type asked for")]
    Column {
        /// Counted from 0.
        column: usize,
    },
    /// A stored text is not the JSON expected, or a value has no JSON form. The reason is left out: it may quote the text.
    #[error("a stored text has not the shape expected")]
    Json,
    /// No row where one must be.
    #[error("the row is not there")]
    NoRow,
    /// The schema is from a newer server.
    #[error("the database was written by a newer version of the server")]
    Newer,
    /// The bundled SQLite is older than the first one without the WAL-reset fault.
    #[error("this build carries an SQLite that may lose data")]
    OldSqlite,
    /// A job panicked, or the engine is gone.
    #[error("the database job did not finish")]
    Stopped,
    /// Anything else SQLite says.
    #[error("sqlite")]
    Sqlite(#[source] rusqlite::Error),
    /// Anything else PostgreSQL says.
    #[error("postgresql")]
    Postgres(#[source] tokio_postgres::Error),
    /// No connection could be had.
    #[error("no connection to the database")]
    Pool(#[source] deadpool_postgres::PoolError),
}

impl DbError {
    /// Whether the same job may succeed when it is run again, as it is.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Conflict | Self::Full | Self::Stopped | Self::Pool(_))
    }
}

/// The county's database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
}

#[derive(Clone)]
enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Db {
    /// Opens (or makes) an SQLite file and brings its schema up to date.
    pub async fn sqlite(file: &Path) -> Result<Self, DbError> {
        let sqlite = sqlite::Sqlite::open(file)?;
        Self::migrated(Engine::Sqlite(sqlite)).await
    }

    /// The same, with every job on the thread that asks for it, one after the other: for a
    /// harness that holds its own scheduler and must replay exactly.
    pub async fn sqlite_inline(file: &Path) -> Result<Self, DbError> {
        let sqlite = sqlite::Sqlite::open_inline(file)?;
        Self::migrated(Engine::Sqlite(sqlite)).await
    }

    /// Connects to a PostgreSQL database and brings its schema up to date.
    pub async fn postgres(url: &str) -> Result<Self, DbError> {
        let postgres = postgres::Postgres::connect(url)?;
        Self::migrated(Engine::Postgres(postgres)).await
    }

    async fn migrated(engine: Engine) -> Result<Self, DbError> {
        let db = Self { engine };
        db.write(migrate::run).await?;
        Ok(db)
    }

    /// Runs a write job in one transaction; answers after the commit.
    pub async fn write<T, E>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(job).await,
            Engine::Postgres(postgres) => postgres.run(job).await,
        }
    }

    /// Runs a read job on one consistent view of the database; whatever it writes is an error.
    pub async fn read<T, E>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(job).await,
            Engine::Postgres(postgres) => postgres.run_read_only(job).await,
        }
    }

    /// Folds SQLite's write-ahead log into the file and empties it: after an erasure the
    /// old bytes would otherwise stand there until it is next written over. On PostgreSQL
    /// that is for VACUUM and the retention of its own log.
    pub async fn fold_log(&self) -> Result<(), DbError> {
        let Some(file) = self.sqlite_file().map(Path::to_owned) else { return Ok(()) };
        tokio::task::spawn_blocking(move || sqlite::fold_log(&file)).await.map_err(|_| DbError::Stopped)?
    }

    /// Runs one job on an SQLite file that no server has open.
    pub(crate) fn alone<T, E: From<DbError>>(
        file: &Path,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        sqlite::alone(file, job)
    }

    /// Copies an SQLite file that may be in use: one consistent moment of it. Blocks.
    pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), DbError> {
        sqlite::copy(from, to)
    }

    /// The SQLite file, where that is the engine; backups of PostgreSQL are its own tools' work.
    pub fn sqlite_file(&self) -> Option<&Path> {
        match &self.engine {
            Engine::Sqlite(sqlite) => Some(sqlite.file()),
            Engine::Postgres(_) => None,
        }
    }
}
