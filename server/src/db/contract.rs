//! What every engine must do, told once and run on both.

use super::{Db, DbError, Value};
use crate::testing::engines;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

async fn set(db: &Db, name: &str, value: &str) -> Result<(), DbError> {
    let (name, value) = (name.to_owned(), value.to_owned());
    db.write(move |tx| {
        tx.execute("INSERT INTO county_fact (name, value) VALUES ($1, $2)", &[name.into(), value.into()])
            .map(|_| ())
    })
    .await
}

async fn count(db: &Db) -> i64 {
    db.read(|tx| tx.row("SELECT COUNT(*) FROM county_fact", &[])?.ok_or(DbError::NoRow)?.get(0))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_fails_or_panics_leaves_nothing_behind() {
    for (engine, db, _folder) in engines().await {
        set(&db, "a", "1").await.unwrap();
        assert!(matches!(set(&db, "a", "2").await, Err(DbError::Constraint)), "{engine}");
        let failed: Result<(), DbError> = db
            .write(|tx| {
                tx.execute("INSERT INTO county_fact (name, value) VALUES ('b', '1')", &[])?;
                Err(DbError::NoRow)
            })
            .await;
        assert!(matches!(failed, Err(DbError::NoRow)), "{engine}");
        let panicked: Result<(), DbError> = db
            .write(|tx| {
                tx.execute("INSERT INTO county_fact (name, value) VALUES ('c', '1')", &[])?;
                panic!("on purpose")
            })
            .await;
        assert!(matches!(panicked, Err(DbError::Stopped)), "{engine}");
        assert_eq!(count(&db).await, 1, "{engine}");
        set(&db, "d", "after a panic the next job runs").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_that_fails_undoes_only_itself() {
    for (engine, db, _folder) in engines().await {
        db.write(|tx| {
            tx.execute("INSERT INTO county_fact (name, value) VALUES ('kept', '1')", &[])?;
            let part: Result<(), DbError> = tx.attempt(|tx| {
                tx.execute("INSERT INTO county_fact (name, value) VALUES ('undone', '1')", &[])?;
                tx.execute("INSERT INTO county_fact (name, value) VALUES ('kept', '2')", &[]).map(|_| ())
            });
            assert!(part.is_err());
            tx.execute("INSERT INTO county_fact (name, value) VALUES ('after', '1')", &[]).map(|_| ())
        })
        .await
        .unwrap();
        assert_eq!(count(&db).await, 2, "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_swallowed_failure_is_never_answered_as_done() {
    for (engine, db, _folder) in engines().await {
        set(&db, "a", "1").await.unwrap();
        let swallowed: Result<(), DbError> = db
            .write(|tx| {
                tx.execute("INSERT INTO county_fact (name, value) VALUES ('b', '1')", &[])?;
                let _ = tx.execute("INSERT INTO county_fact (name, value) VALUES ('a', '2')", &[]);
                Ok(())
            })
            .await;
        let kept = count(&db).await;
        assert_eq!(kept, if swallowed.is_ok() { 2 } else { 1 }, "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locked_jobs_run_one_after_the_other() {
    for (engine, db, _folder) in engines().await {
        let inside = Arc::new(AtomicU32::new(0));
        let jobs = (0..8).map(|_| {
            let (db, inside) = (db.clone(), Arc::clone(&inside));
            tokio::spawn(async move {
                db.write(move |tx| {
                    tx.lock("one at a time")?;
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    tx.rows("SELECT name FROM county_fact", &[])?;
                    inside.fetch_sub(1, Ordering::SeqCst);
                    Ok::<_, DbError>(())
                })
                .await
            })
        });
        for job in jobs.collect::<Vec<_>>() {
            assert!(job.await.unwrap().is_ok(), "{engine}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_come_back_as_they_went_in() {
    for (engine, db, _folder) in engines().await {
        let row = db
            .write(|tx| {
                let params = [Value::Int(-7), "上门".into(), vec![0_u8, 255].into(), Value::Null];
                tx.row(
                    "SELECT CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS BYTEA), CAST($4 AS TEXT)",
                    &params,
                )
            })
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("{engine} gave no row"));
        assert_eq!(row.get::<i64>(0).unwrap(), -7);
        assert_eq!(row.get::<String>(1).unwrap(), "上门");
        assert_eq!(row.get::<Vec<u8>>(2).unwrap(), [0, 255]);
        assert_eq!(row.get::<Option<String>>(3).unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_job_cannot_write() {
    for (engine, db, _folder) in engines().await {
        let wrote = db
            .read(|tx| tx.execute("INSERT INTO county_fact (name, value) VALUES ('x', '1')", &[]).map(|_| ()))
            .await;
        assert!(wrote.is_err(), "{engine}");
    }
}

#[tokio::test]
async fn a_database_that_nobody_holds_any_more_is_closed() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("county.db");
    let db = Db::sqlite(&file).await.unwrap();
    let other = db.clone();
    set(&db, "name", "value").await.unwrap();
    assert_eq!(other.read(|tx| Ok::<_, DbError>(tx.rows("SELECT 1", &[])?.len())).await.unwrap(), 1);
    drop(db);
    let log = place.path().join("county.db-wal");
    assert!(log.exists(), "the other holds it");
    drop(other);
    assert!(!log.exists(), "whoever closes last takes the log along");
}
