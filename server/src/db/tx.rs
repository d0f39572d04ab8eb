//! A transaction as a job sees it.

use super::{DbError, Row, Value, postgres::PgTx, sqlite};
use rusqlite::Connection;

/// One transaction on either engine.
pub struct Tx<'a> {
    pub(super) engine: TxEngine<'a>,
}

pub(super) enum TxEngine<'a> {
    Sqlite(&'a Connection),
    Postgres(PgTx<'a>),
}

impl Tx<'_> {
    /// Runs a statement; returns how many rows it touched.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        match &mut self.engine {
            TxEngine::Sqlite(connection) => sqlite::execute(connection, sql, params),
            TxEngine::Postgres(tx) => tx.execute(sql, params),
        }
    }

    /// Every row of an answer.
    pub fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        match &mut self.engine {
            TxEngine::Sqlite(connection) => sqlite::rows(connection, sql, params),
            TxEngine::Postgres(tx) => tx.rows(sql, params),
        }
    }

    /// The first row of an answer, if there is one.
    pub fn row(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, DbError> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// Every row, each turned into something by `read`.
    pub fn map<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        read: impl Fn(&Row) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        self.rows(sql, params)?.iter().map(read).collect()
    }

    /// Whether the answer has a row.
    pub fn exists(&mut self, sql: &str, params: &[Value]) -> Result<bool, DbError> {
        Ok(!self.rows(sql, params)?.is_empty())
    }

    /// Makes the rest of this transaction serial with every other that locks the same name.
    /// On SQLite all writers are serial anyway.
    pub fn lock(&mut self, name: &str) -> Result<(), DbError> {
        match &mut self.engine {
            TxEngine::Sqlite(_) => Ok(()),
            TxEngine::Postgres(tx) => tx
                .rows(
                    "SELECT 1::BIGINT FROM (SELECT pg_advisory_xact_lock(hashtextextended($1, 0))) AS held",
                    &[name.into()],
                )
                .map(|_| ()),
        }
    }

    /// Runs part of a job so that its failure undoes only itself, and the job goes on.
    pub fn attempt<T, E: From<DbError>>(
        &mut self,
        part: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.script("SAVEPOINT attempt")?;
        let result = part(self);
        if result.is_err() {
            self.script("ROLLBACK TO SAVEPOINT attempt")?;
            if let TxEngine::Postgres(tx) = &mut self.engine {
                tx.broken = false;
            }
        }
        self.script("RELEASE SAVEPOINT attempt")?;
        result
    }

    pub(super) fn is_broken(&self) -> bool {
        matches!(&self.engine, TxEngine::Postgres(tx) if tx.broken)
    }

    /// Several statements without parameters: the schema.
    pub(super) fn script(&mut self, sql: &str) -> Result<(), DbError> {
        match &mut self.engine {
            TxEngine::Sqlite(connection) => {
                connection.execute_batch(&sqlite::dialect(sql)).map_err(Into::into)
            }
            TxEngine::Postgres(tx) => tx.script(sql),
        }
    }
}
