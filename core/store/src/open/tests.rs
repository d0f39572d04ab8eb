use super::*;
use crate::{SaveError, tests::phone::Phone};
use rusqlite::ffi;

#[test]
fn two_readers_stay_ready_however_many_read_at_once_and_one_that_failed_does_not() {
    let phone = Phone::new();
    let store = phone.store();
    let ready = || held(&store.readers).len();
    store.read(|_| store.read(|_| store.read(|_| Ok(())))).unwrap();
    assert_eq!(ready(), 2);
    assert!(store.read(|_| Err::<(), _>(StoreError::NoSuchPage)).is_err());
    assert_eq!(ready(), 1);
}

#[test]
fn a_full_disk_and_a_damaged_database_are_told_apart_wherever_they_are_met() {
    let sqlite = |code| rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
    let full = || sqlite(ffi::SQLITE_FULL);
    for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
        assert!(matches!(OpenError::from(io::Error::from(kind)), OpenError::StorageFull));
        assert!(matches!(StoreError::from(io::Error::from(kind)), StoreError::StorageFull));
    }
    assert!(matches!(OpenError::from(full()), OpenError::StorageFull));
    assert!(matches!(OpenError::from(StoreError::from(full())), OpenError::StorageFull));
    assert!(matches!(SaveError::from(full()), SaveError::StorageFull));
    for code in [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB] {
        assert!(matches!(OpenError::from(sqlite(code)), OpenError::WrongKeyOrCorrupt));
        assert!(matches!(OpenError::from(StoreError::from(sqlite(code))), OpenError::WrongKeyOrCorrupt));
    }
    assert!(matches!(OpenError::from(sqlite(ffi::SQLITE_BUSY)), OpenError::Sqlite(_)));
    assert!(matches!(OpenError::from(io::Error::other("loose")), OpenError::Io(_)));
}
