//! PostgreSQL: a pool of connections, one job each, side by side.

use super::{DbError, Row, Tx, Value, tx::TxEngine};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::runtime::Handle;
use tokio_postgres::{
    NoTls,
    error::SqlState,
    types::{ToSql, Type},
};

/// Connections a process holds at the most.
const CONNECTIONS: usize = 16;

#[derive(Clone)]
pub(super) struct Postgres {
    pool: Pool,
}

impl Postgres {
    pub(super) fn connect(url: &str) -> Result<Self, DbError> {
        let config: tokio_postgres::Config = url.parse()?;
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config, NoTls, recycling);
        let pool = Pool::builder(manager).max_size(CONNECTIONS).build().map_err(|_| DbError::Stopped)?;
        Ok(Self { pool })
    }

    pub(super) async fn run<T, E>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.run_in("BEGIN", job).await
    }

    pub(super) async fn run_read_only<T, E>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.run_in("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", job).await
    }

    async fn run_in<T, E>(
        &self,
        begin: &'static str,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let client = self.pool.get().await.map_err(DbError::Pool)?;
        let handle = Handle::current();
        let done = tokio::task::spawn_blocking(move || in_transaction(&client, &handle, begin, job));
        done.await.map_err(|_| DbError::Stopped)?
    }
}

fn in_transaction<T, E: From<DbError>>(
    client: &Object,
    handle: &Handle,
    begin: &str,
    job: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let say = |sql: &str| handle.block_on(client.batch_execute(sql)).map_err(DbError::from);
    say(begin)?;
    let mut tx = Tx { engine: TxEngine::Postgres(PgTx { client, handle, broken: false }) };
    let mut result =
        catch_unwind(AssertUnwindSafe(|| job(&mut tx))).unwrap_or(Err(E::from(DbError::Stopped)));
    if result.is_ok() && tx.is_broken() {
        // COMMIT of a transaction that failed inside answers without an error, and keeps nothing.
        result = Err(E::from(DbError::Conflict));
    }
    say(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    result
}

/// A connection inside a transaction, driven from a thread that may block.
pub(super) struct PgTx<'a> {
    client: &'a Object,
    handle: &'a Handle,
    /// A statement failed and no savepoint has undone it yet: nothing of this transaction can be kept.
    pub(super) broken: bool,
}

impl PgTx<'_> {
    pub(super) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let touched = self.handle.block_on(async {
            let statement = self.client.prepare_cached(sql).await?;
            self.client.execute(&statement, &references(params)).await
        });
        self.noting(touched)
    }

    pub(super) fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let rows = self.handle.block_on(async {
            let statement = self.client.prepare_cached(sql).await?;
            self.client.query(&statement, &references(params)).await
        });
        self.noting(rows)?.iter().map(owned).collect()
    }

    pub(super) fn script(&mut self, sql: &str) -> Result<(), DbError> {
        let done = self.handle.block_on(self.client.batch_execute(&dialect(sql)));
        self.noting(done)
    }

    fn noting<T>(&mut self, result: Result<T, tokio_postgres::Error>) -> Result<T, DbError> {
        self.broken |= result.is_err();
        result.map_err(Into::into)
    }
}

fn references(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn owned(row: &tokio_postgres::Row) -> Result<Row, DbError> {
    let values = row.columns().iter().enumerate().map(|(column, about)| {
        Ok(match *about.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(column)?.map_or(Value::Null, Value::Int),
            Type::INT4 => {
                row.try_get::<_, Option<i32>>(column)?.map_or(Value::Null, |n| Value::Int(n.into()))
            }
            Type::TEXT | Type::VARCHAR => {
                row.try_get::<_, Option<String>>(column)?.map_or(Value::Null, Value::Text)
            }
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(column)?.map_or(Value::Null, Value::Bytes),
            _ => return Err(DbError::Column { column }),
        })
    });
    values.collect::<Result<_, _>>().map(Row)
}

/// The schema's words in PostgreSQL's.
fn dialect(sql: &str) -> String {
    sql.replace(") STRICT;", ");")
        .replace("SERIAL_KEY", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(
                &SqlState::UNIQUE_VIOLATION | &SqlState::FOREIGN_KEY_VIOLATION | &SqlState::CHECK_VIOLATION,
            ) => Self::Constraint,
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => Self::Conflict,
            Some(&SqlState::DISK_FULL) => Self::Full,
            _ => Self::Postgres(error),
        }
    }
}
