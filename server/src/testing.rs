//! For tests: a fresh database on each engine.

pub(crate) mod phone;
pub(crate) mod world;

use crate::db::Db;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio_postgres::NoTls;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// The URL of a new, empty database, or `None` outside `cargo xtask test`, which sets `DOORSTEP_TEST_POSTGRES`.
pub(crate) async fn fresh_postgres() -> Option<String> {
    let server = std::env::var("DOORSTEP_TEST_POSTGRES").ok()?;
    let (client, connection) =
        tokio_postgres::connect(&server, NoTls).await.expect("the test server answers");
    let driver = tokio::spawn(connection);
    let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database can be made");
    drop(client);
    driver.await.expect("the driver ends").expect("the connection closes");
    let (base, _) = server.rsplit_once('/').expect("the URL names a database");
    Some(format!("{base}/{name}"))
}

/// A fresh database on each engine: SQLite always, PostgreSQL where the test command started one.
pub(crate) async fn engines() -> Vec<(&'static str, Db, Option<tempfile::TempDir>)> {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Db::sqlite(&folder.path().join("county.db")).await.unwrap();
    let mut engines = vec![("sqlite", sqlite, Some(folder))];
    match fresh_postgres().await {
        Some(url) => engines.push(("postgresql", Db::postgres(&url).await.unwrap(), None)),
        None => eprintln!("DOORSTEP_TEST_POSTGRES is not set: told on SQLite alone"),
    }
    engines
}
