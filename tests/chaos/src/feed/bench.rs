//! A database of our own on the server, and a county in it, with several processes' doors.

use super::SERVER;
use crate::{ground::town, layer::Trouble, story::told};
use chrono::{DateTime, Utc};
use doorstep_server::{
    app::{App, Clock},
    db::{Db, DbError, Tx},
    keyring::Keyring,
    log::sealer,
};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::NoTls;

/// How many there have been.
static BENCHES: AtomicU64 = AtomicU64::new(0);

/// Server processes, each with its own connections.
const PROCESSES: usize = 3;

/// Villages, and workers who read.
pub(crate) const VILLAGES: u64 = 2;
pub(crate) const READERS: u64 = 2;

pub(crate) struct Bench {
    pub(crate) runtime: Runtime,
    pub(crate) processes: Vec<App>,
    _keys: TempDir,
}

/// Clocks decide nothing here.
struct Still;

impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }
}

impl Bench {
    pub(crate) fn new(server: &str) -> Result<Self, Trouble> {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let keys = TempDir::new()?;
        let (keyring, _) = Keyring::create(&keys.path().join("keys"), DateTime::UNIX_EPOCH)?;
        let keyring = Arc::new(keyring);
        let processes = runtime.block_on(async {
            let url = fresh(server).await?;
            let mut processes = Vec::new();
            for _ in 0..PROCESSES {
                let db = Db::postgres(&url).await?;
                processes.push(App::new(db, Arc::clone(&keyring), Arc::new(Still)).await?);
            }
            Ok::<_, Trouble>(processes)
        })?;
        let bench = Self { runtime, processes, _keys: keys };
        bench.runtime.block_on(bench.db().write(|tx| town::found(tx, VILLAGES, READERS)))?;
        Ok(bench)
    }

    pub(crate) fn db(&self) -> &Db {
        // There are PROCESSES of them.
        &self.first().db
    }

    pub(crate) fn first(&self) -> &App {
        #[expect(clippy::indexing_slicing, reason = "there are PROCESSES of them, which is not 0")]
        &self.processes[0]
    }

    /// An empty feed and an empty log, and each worker in the village of their own number.
    pub(crate) fn clear(&self) -> Result<(), Trouble> {
        let clear = |tx: &mut Tx<'_>| {
            for table in ["document", "unsealed_entry", "sealed_entry", "entry"] {
                tx.execute(&format!("DELETE FROM {table}"), &[])?;
            }
            (1..=READERS).try_for_each(|number| town::assign(tx, number, &[number]))?;
            Ok::<_, DbError>(())
        };
        self.runtime.block_on(async {
            self.db().write(clear).await?;
            sealer::seal_all(self.first()).await?;
            Ok(())
        })
    }
}

/// The URL of a new, empty database on the server.
async fn fresh(server: &str) -> Result<String, Trouble> {
    let silent =
        |error: tokio_postgres::Error| format!("no PostgreSQL answers where {SERVER} says: {}", told(&error));
    let (client, connection) = tokio_postgres::connect(server, NoTls).await.map_err(silent)?;
    let driver = tokio::spawn(connection);
    let name = format!("chaos_{}_{}", std::process::id(), BENCHES.fetch_add(1, Ordering::Relaxed));
    client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    drop(client);
    driver.await??;
    let (base, _) = server.rsplit_once('/').ok_or_else(|| format!("{SERVER} names no database"))?;
    Ok(format!("{base}/{name}"))
}
