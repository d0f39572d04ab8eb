//! The race that loses rows, on PostgreSQL, where alone it exists: many writers whose
//! transactions commit in another order than they began, and a reader that polls as
//! fast as it can. With the sealer nothing may be skipped. With the sealer bypassed,
//! positions taken at the moment of writing as a sequence gives them, the same
//! oracle must find skipped rows; otherwise it proves nothing.

use super::*;
use crate::{
    db::Db,
    log,
    testing::{
        fresh_postgres,
        world::{WANG, World, worlds},
    },
};
use chrono::DateTime;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

const WRITERS: usize = 8;
const PUT_BY_EACH: usize = 40;
/// As of other server processes, which seal without a pause.
const OTHER_SEALERS: usize = 3;

/// How a document gets its position.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    /// By the sealer, after the commit.
    Sealed,
    /// By a sequence, while the transaction is open: the usual mistake.
    WhenWritten,
}

/// Runs the race, and returns the keys that were committed and never shown to the reader.
async fn skipped(world: &World, numbering: Numbering) -> BTreeSet<String> {
    let db = world.app.db.clone();
    db.write(|tx| tx.execute("CREATE SEQUENCE IF NOT EXISTS bypass", &[]).map(|_| ())).await.unwrap();
    db.write(|tx: &mut Tx<'_>| tx.execute("SELECT setval('bypass', 1000000)", &[]).map(|_| ()))
        .await
        .unwrap();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut woken = stopped.clone();
    let mut sealers = vec![tokio::spawn(log::sealer::run(world.app.clone(), async move {
        let _ = woken.wait_for(|stop| *stop).await;
    }))];
    for _ in 0..OTHER_SEALERS {
        let (db, stopped) = (db.clone(), stopped.clone());
        sealers.push(tokio::spawn(async move {
            while !*stopped.borrow() {
                // A turn that fails is taken up by the next; what counts is what becomes visible.
                let _ = db.write(log::sealer::seal_once).await;
            }
        }));
    }
    let done = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn(read_until(db.clone(), numbering, Arc::clone(&done)));
    let writers: Vec<_> =
        (0..WRITERS).map(|writer| tokio::spawn(write(db.clone(), numbering, writer))).collect();
    let mut committed = BTreeSet::new();
    for writer in writers {
        committed.extend(writer.await.unwrap());
    }
    stop.send(true).unwrap();
    for sealer in sealers {
        sealer.await.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    let shown = reader.await.unwrap();
    &committed - &shown
}

async fn write(db: Db, numbering: Numbering, writer: usize) -> Vec<String> {
    let mut keys = Vec::new();
    for number in 0..PUT_BY_EACH {
        let key = format!("{writer}-{number}");
        keys.push(key.clone());
        db.write(move |tx| {
            put(tx, DocumentKind::Form, &key, Audience::County, &key)?;
            if number % 2 == 0 {
                log::append_text(tx, "audit", key.clone(), key.clone(), DateTime::UNIX_EPOCH)?;
            }
            if numbering == Numbering::WhenWritten {
                tx.execute(
                    "UPDATE document SET position = nextval('bypass') WHERE kind = 'form' AND key = $1",
                    &[key.clone().into()],
                )?;
            }
            // The transaction stays open for a moment that nobody knows beforehand.
            tx.rows("SELECT CAST(pg_sleep(random() * 0.01) AS TEXT)", &[])?;
            Ok::<_, DbError>(())
        })
        .await
        .unwrap();
    }
    keys
}

/// Reads by cursor without a pause, once more after `done`, and returns every key that was shown.
async fn read_until(db: Db, numbering: Numbering, done: Arc<AtomicBool>) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    let mut cursor: Option<String> = None;
    loop {
        let last = done.load(Ordering::SeqCst);
        if numbering == Numbering::WhenWritten {
            db.write(publish_what_is_seen).await.unwrap();
        }
        loop {
            let from = cursor.clone();
            let page = db.read(move |tx| page(tx, WANG, from.as_deref(), 50)).await.unwrap();
            shown.extend(page.changes.into_iter().map(|change| change.key));
            cursor = Some(page.next);
            if !page.more {
                break;
            }
        }
        if last {
            return shown;
        }
    }
}

/// Without a sealer, a feed ends at the highest position that can be seen.
fn publish_what_is_seen(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let row = tx.row("SELECT COALESCE(MAX(position), 0) FROM document", &[])?.ok_or(DbError::NoRow)?;
    crate::fact::set(tx, "feed_position", &row.get::<i64>(0)?.to_string())
}

/// The county on PostgreSQL, or `None` where the test command started none.
async fn county() -> Option<World> {
    if fresh_postgres().await.is_none() {
        eprintln!("DOORSTEP_TEST_POSTGRES is not set: the race exists on PostgreSQL alone");
        return None;
    }
    worlds().await.into_iter().find(|world| world.engine == "postgresql")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_polling_reader_is_never_passed_by_a_row_that_was_numbered_early_and_committed_late() {
    let Some(world) = county().await else { return };
    assert_eq!(skipped(&world, Numbering::Sealed).await, BTreeSet::new());
    let head = world.write(|tx| log::verify(tx, &[])).await.expect("the chain holds");
    let entries = u64::try_from(WRITERS * PUT_BY_EACH / 2).unwrap();
    assert_eq!(head.position, entries, "gapless, each entry once");
    let twice =
        "SELECT COUNT(*) FROM (SELECT position FROM document GROUP BY position HAVING COUNT(*) > 1) AS twice";
    assert_eq!(world.count(twice).await, 0, "no position was given twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_the_sealer_the_same_oracle_finds_rows_that_were_skipped() {
    let Some(world) = county().await else { return };
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let skipped = skipped(&world, Numbering::WhenWritten).await;
        if !skipped.is_empty() {
            return;
        }
        assert!(Instant::now() < deadline, "the bypass lost nothing: the oracle sees too little");
        world.write(|tx| tx.execute("DELETE FROM document WHERE kind = 'form'", &[])).await;
    }
}
