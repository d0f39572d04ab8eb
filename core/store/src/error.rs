//! What can go wrong with an open store. No variant carries what was stored.

use rusqlite::ErrorCode;
use std::io;
use thiserror::Error;

/// Why the store could not do what was asked. Nothing of the call was kept.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The disk is full. What was on screen stays on screen.
    #[error("the phone's storage is full")]
    StorageFull,
    /// A page of the database cannot be read: set it aside, offer the journal for recovery.
    #[error("the database is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// The database refused.
    #[error("the database failed")]
    Sqlite(#[source] rusqlite::Error),
    /// A file beside the database cannot be read or written.
    #[error("a file of the store cannot be used")]
    File(#[source] io::Error),
    /// Something stored does not have the shape it was stored in.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// The page token is not one of this list's.
    #[error("there is no such page")]
    NoSuchPage,
    /// The changes are of another life of the county's database: see [`crate::Store::reoffer`].
    #[error("the county's database has begun another life")]
    OtherIncarnation,
    /// Nobody is enrolled on this phone.
    #[error("nobody is enrolled")]
    NotEnrolled,
    /// The keystore would not sign.
    #[error("the record could not be signed")]
    Sign(#[source] doorstep_protocol::envelope::SealError),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::StorageFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::StorageFull,
            _ => Self::File(error),
        }
    }
}
