use super::phone::*;
use crate::*;
use std::fs;

#[test]
fn a_wrong_key_says_so_and_changes_no_byte() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    phone.close();
    let before = fs::read(phone.dir.path().join("doorstep.db")).unwrap();
    let opened = Store::open(phone.dir.path(), &DatabaseKey::new([8; 32]), Options::default());
    assert!(matches!(opened, Err(OpenError::WrongKeyOrCorrupt)));
    assert_eq!(fs::read(phone.dir.path().join("doorstep.db")).unwrap(), before);
    phone.reopen();
    assert_eq!(phone.waiting().len(), 1);
}

#[test]
fn a_damaged_page_is_an_error_and_the_database_set_aside_is_kept_whole() {
    let mut phone = Phone::new();
    phone.save_visits(1..=200);
    phone.close();
    let path = phone.dir.path().join("doorstep.db");
    let mut bytes = fs::read(&path).unwrap();
    // The last pages hold the last records.
    let middle = bytes.len() - 3 * 8192 + 100;
    bytes[middle] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let checked = Options { check: true, ..Options::default() };
    assert!(matches!(Store::open(phone.dir.path(), &phone.key, checked), Err(OpenError::WrongKeyOrCorrupt)));

    let aside = Store::set_aside(phone.dir.path()).unwrap();
    assert_eq!(fs::read(aside).unwrap(), bytes);
    assert_eq!(phone.recovered().envelopes.len(), 200, "the journal lost nothing");
    phone.reopen();
    assert_eq!(phone.store().enrolment().unwrap(), None, "a fresh database in its place");
    assert_eq!(phone.recovered().envelopes.len(), 200, "nor does a fresh database touch it");
}

#[test]
fn a_page_damaged_while_the_store_is_in_use_is_named_and_stops_nothing_else() {
    let mut phone = Phone::new();
    phone
        .hear((1..=400).map(|n| put_household(&household(n, "甲某", &"长".repeat(300)), n as u64)).collect());
    phone.close();
    let path = phone.dir.path().join("doorstep.db");
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 8192;
    bytes[pages / 2 * 8192 + 100] ^= 1;
    fs::write(&path, &bytes).unwrap();
    phone.reopen();
    assert!(matches!(phone.store().check(), Err(StoreError::Damaged(_))));
    assert!(phone.save(phone.plain(1)).journalled);
}

/// After a failed read SQLCipher calls every page of that connection damaged.
#[test]
fn a_reader_that_failed_once_is_let_go_of() {
    let mut phone = Phone::new();
    phone.store().put_draft(&draft(1)).unwrap();
    let list = |phone: &Phone| phone.store().drafts(&Page::first(9)).map(|drafts| drafts.items.len());
    let root = |tx: &rusqlite::Transaction| {
        Ok::<_, StoreError>(tx.query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'draft'",
            [],
            |row| row.get::<_, u32>(0),
        )?)
    };
    let damaged = (phone.store().write(root).unwrap() as usize - 1) * 8192 + 100;
    phone.close();
    let path = phone.dir.path().join("doorstep.db");
    let whole = fs::read(&path).unwrap();
    let mut bytes = whole.clone();
    bytes[damaged] ^= 1;
    phone.reopen();
    // One reader stands ready and has read another page.
    assert_eq!(phone.store().parked(&Page::first(9)).unwrap().items, []);
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(list(&phone), Err(StoreError::Damaged(_))));
    fs::write(&path, &whole).unwrap();
    assert_eq!(list(&phone).unwrap(), 1, "the disk has come to itself, and so has the store");
}

#[test]
fn databases_set_aside_never_take_each_others_place() {
    let mut phone = Phone::new();
    let mut seen = Vec::new();
    for _ in 0..3 {
        phone.close();
        seen.push(Store::set_aside(phone.dir.path()).unwrap());
        phone.reopen();
    }
    seen.dedup();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|aside| aside.exists()));
}

#[test]
fn a_store_is_open_once() {
    let phone = Phone::new();
    let second = Store::open(phone.dir.path(), &phone.key, Options::default());
    assert!(matches!(second, Err(OpenError::InUse)));
    assert!(matches!(Store::set_aside(phone.dir.path()), Err(OpenError::InUse)));
}

#[test]
fn what_a_person_was_told_is_saved_is_on_the_disk_and_sealed() {
    let phone = Phone::new();
    let pragma = |name: &str| {
        phone
            .store()
            .write(|tx| {
                let value =
                    tx.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))?;
                Ok::<_, StoreError>(format!("{value:?}"))
            })
            .unwrap()
    };
    assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
    assert_eq!(pragma("synchronous"), "Integer(2)", "FULL");
    assert_eq!(pragma("foreign_keys"), "Integer(1)");
    assert_eq!(pragma("cache_size"), "Integer(-16384)", "KiB, not pages");
    assert_eq!(pragma("cipher_page_size"), "Text(\"8192\")");
    assert_eq!(pragma("cipher_hmac_algorithm"), "Text(\"HMAC_SHA256\")");
    assert!(pragma("cipher_version").starts_with("Text"), "this is SQLCipher");
}

#[test]
fn the_disk_says_how_much_room_there_is() {
    let phone = Phone::new();
    assert!(Store::room(phone.dir.path()).unwrap() > 1 << 20);
    assert!(Store::room(&phone.dir.path().join("nowhere")).is_err());
}

#[test]
fn a_full_database_is_said_to_be_full_and_keeps_what_it_had() {
    let phone = Phone::new();
    phone.save(phone.plain(1));
    phone.store().write(|tx| Ok::<_, StoreError>(tx.execute_batch("PRAGMA max_page_count = 1")?)).unwrap();
    let mut large = draft(1);
    large.snapshot = serde_json::Value::String("字".repeat(100_000));
    assert!(matches!(phone.store().put_draft(&large), Err(StoreError::StorageFull)));
    let mut new = phone.plain(2);
    new.payload.text = format!("\"{}\"", "字".repeat(100_000));
    assert!(matches!(phone.store().save(new, &phone.device_key), Err(SaveError::StorageFull)));
    assert_eq!(phone.waiting().len(), 1);
    assert_eq!(phone.store().draft(large.id).unwrap(), None);
}

#[test]
fn identity_tokens_and_anchor_outlive_the_process() {
    let mut phone = Phone::new();
    let tokens = Tokens { access: "a".to_owned(), refresh: "r".to_owned(), access_until: noon() };
    let anchor = doorstep_protocol::clock::ServerAnchor {
        server: noon(),
        monotonic_millis: 5,
        boot: "boot".to_owned(),
    };
    phone.store().set_tokens(&tokens).unwrap();
    phone.store().set_anchor(&anchor).unwrap();
    phone.reopen();
    let store = phone.store();
    assert_eq!(store.enrolment().unwrap().as_ref(), Some(&phone.enrolment));
    assert_eq!(store.tokens().unwrap(), Some(tokens));
    assert_eq!(store.anchor().unwrap(), Some(anchor));
    assert_eq!(store.last_contact().unwrap(), Some(noon()));
    assert_eq!(store.incarnation().unwrap(), Some(LIFE));
    store.clear_tokens().unwrap();
    assert_eq!(store.tokens().unwrap(), None);
    let shown = format!("{:?} {:?}", phone.enrolment, phone.key);
    assert!(!shown.contains("甲某某") && !shown.contains('7'), "{shown}");
}

#[test]
fn a_log_that_a_first_load_made_large_is_cut_to_sixteen_mebibytes() {
    let phone = Phone::new();
    let limit = |tx: &rusqlite::Transaction| {
        Ok::<_, StoreError>(tx.pragma_query_value(None, "journal_size_limit", |row| row.get::<_, i64>(0))?)
    };
    assert_eq!(phone.store().write(limit).unwrap(), 16 << 20);
}

#[test]
fn a_database_that_cannot_be_set_aside_with_its_log_says_so() {
    let mut phone = Phone::new();
    phone.close();
    fs::write(phone.dir.path().join("doorstep.db-wal"), b"").unwrap();
    fs::create_dir(phone.dir.path().join("doorstep-aside-1.db-wal")).unwrap();
    assert!(matches!(Store::set_aside(phone.dir.path()), Err(OpenError::Io(_))));
}
