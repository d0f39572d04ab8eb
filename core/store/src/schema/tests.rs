use super::*;
use crate::{DatabaseKey, Options, Store, open::connect, tests::phone::Phone};
use rusqlite::types::Value;
use std::{fs, path::PathBuf};
use tempfile::TempDir;

const KEY: [u8; 32] = [3; 32];

fn released(version: usize) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../fixtures/schemas/store-{version}.sql"))
}

/// Every table and index, but for those that SQLite makes itself.
fn dump(conn: &Connection) -> String {
    let statements: Vec<String> = conn
        .prepare(
            "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL
             AND NOT EXISTS (
                SELECT 1 FROM sqlite_schema AS v WHERE v.sql LIKE 'CREATE VIRTUAL%'
                AND sqlite_schema.name LIKE v.name || '\\_%' ESCAPE '\\')
             ORDER BY type DESC, name",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    statements.join("\n\n") + "\n"
}

fn heading(version: usize) -> String {
    format!(
        "-- The schema of a phone's store, version {version}, as released. Never edited: upgrades are tested from it.\n\n"
    )
}

fn fresh() -> (TempDir, Connection) {
    let dir = TempDir::new().unwrap();
    let mut conn =
        connect(&dir.path().join("fresh.db"), &DatabaseKey::new(KEY), &Options::default()).unwrap();
    migrate(&mut conn).unwrap();
    (dir, conn)
}

#[test]
fn sqlite_is_new_enough_to_keep_its_wal() {
    assert!(rusqlite::version_number() >= crate::open::SQLITE_FLOOR, "{}", rusqlite::version());
}

/// Run with `UPDATE_SCHEMAS=1` to write the file of a version that is about to be released; never for one that has been.
#[test]
fn the_newest_schema_is_kept_as_released() {
    let (_dir, conn) = fresh();
    let path = released(VERSION);
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("{}{}", heading(VERSION), dump(&conn))).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), format!("{}{}", heading(VERSION), dump(&conn)));
}

#[test]
fn every_released_schema_migrates_to_the_one_a_fresh_phone_has_and_keeps_the_outbox() {
    let phone = Phone::new();
    phone.save_visits(1..=3);
    let phone = connect(&phone.dir.path().join("doorstep.db"), &phone.key, &Options::default()).unwrap();
    for version in 1..=VERSION {
        let dir = TempDir::new().unwrap();
        let mut old =
            connect(&dir.path().join("old.db"), &DatabaseKey::new(KEY), &Options::default()).unwrap();
        old.execute_batch(&fs::read_to_string(released(version)).unwrap()).unwrap();
        old.pragma_update(None, "user_version", version as i64).unwrap();
        copy_rows(
            &phone,
            &old,
            "record",
            "id, record, kind, payload_version, commitment, urgent, day, title, saved_at, salt, payload",
        );
        copy_rows(&phone, &old, "outbox", "id, epoch, seq, hash, header, signature, state");
        migrate(&mut old).unwrap();
        let (_dir, fresh) = fresh();
        assert_eq!(dump(&old), dump(&fresh), "from version {version}");
        let kept: i64 = old.query_row("SELECT count(*) FROM outbox", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 3, "from version {version}");
    }
}

/// Copies rows with the columns that version 1 had.
fn copy_rows(from: &Connection, to: &Connection, table: &str, columns: &str) {
    let width = columns.split(',').count();
    let rows: Vec<Vec<Value>> = from
        .prepare(&format!("SELECT {columns} FROM {table}"))
        .unwrap()
        .query_map([], |row| (0..width).map(|index| row.get(index)).collect())
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let places = vec!["?"; width].join(",");
    for row in rows {
        to.execute(
            &format!("INSERT INTO {table} ({columns}) VALUES ({places})"),
            rusqlite::params_from_iter(row),
        )
        .unwrap();
    }
}

#[test]
fn a_database_of_a_newer_app_is_left_alone() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    phone.close();
    let path = phone.dir.path().join("doorstep.db");
    let conn = connect(&path, &phone.key, &Options::default()).unwrap();
    conn.pragma_update(None, "user_version", VERSION as i64 + 1).unwrap();
    drop(conn);
    let opened = Store::open(phone.dir.path(), &phone.key, Options::default());
    assert!(matches!(opened, Err(OpenError::Newer { known: VERSION, .. })));
    connect(&path, &phone.key, &Options::default())
        .unwrap()
        .pragma_update(None, "user_version", VERSION as i64)
        .unwrap();
    phone.reopen();
    assert_eq!(phone.waiting().len(), 1);
}
