//! The errors that a shell sees: six, each something the person can act on. What
//! happens inside the core passes through one gate, [`ClientError::from`]; what it
//! cannot name becomes `Internal` with a reference, and the reference, not the cause,
//! is what leaves the core.

use crate::port::KeystoreError;
use doorstep_protocol::key::KeyUnavailable;
use doorstep_store::{OpenError, SaveError, StoreError};
use thiserror::Error;

/// What a shell can do something about.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClientError {
    /// The county cannot be reached: go on working, it will be sent later.
    #[error("the county cannot be reached")]
    Offline,
    /// Sign in or enrol again; nothing that was saved is lost.
    #[error("nobody is signed in")]
    SignedOut,
    /// The county said no.
    #[error("the county refused: {code}")]
    Rejected {
        /// Stable code.
        code: String,
    },
    /// Make room on the phone; what is on screen stays on screen.
    #[error("the phone's storage is full")]
    StorageFull,
    /// Something that was given cannot be taken.
    #[error("{field} cannot be taken: {code}")]
    Invalid {
        /// Which: a path of the form, or the name of an argument.
        field: String,
        /// Stable code.
        code: String,
    },
    /// A fault of the program, or of the phone: tell the station, with the reference.
    #[error("something went wrong inside: {reference}")]
    Internal {
        /// Where, in a word; never what.
        reference: String,
    },
}

impl ClientError {
    pub(crate) fn invalid(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), code: code.into() }
    }

    pub(crate) fn internal(reference: impl Into<String>) -> Self {
        Self::Internal { reference: reference.into() }
    }
}

impl From<StoreError> for ClientError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::StorageFull => Self::StorageFull,
            StoreError::NotEnrolled => Self::SignedOut,
            StoreError::NoSuchPage => Self::invalid("page", "no_such_page"),
            StoreError::Sign(_) => Self::internal("keystore"),
            StoreError::Damaged(_) => Self::internal("store_damaged"),
            StoreError::Sqlite(_)
            | StoreError::File(_)
            | StoreError::Unreadable(_)
            | StoreError::OtherIncarnation => Self::internal("store"),
        }
    }
}

impl From<SaveError> for ClientError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::StorageFull => Self::StorageFull,
            SaveError::NotEnrolled => Self::SignedOut,
            SaveError::TooLarge => Self::invalid("record", "too_large"),
            SaveError::Conflict => Self::internal("record_conflict"),
            SaveError::Key(_) => Self::internal("keystore"),
            SaveError::Store(error) => error.into(),
        }
    }
}

impl From<OpenError> for ClientError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::StorageFull => Self::StorageFull,
            _ => Self::internal("store_open"),
        }
    }
}

impl From<KeystoreError> for ClientError {
    fn from(error: KeystoreError) -> Self {
        Self::internal(match error {
            KeystoreError::Lost => "keystore_lost",
            KeystoreError::Locked => "keystore_locked",
        })
    }
}

impl From<KeyUnavailable> for ClientError {
    fn from(_: KeyUnavailable) -> Self {
        Self::internal("keystore")
    }
}
