//! The six errors, as the core has them, and what a shell's port may answer instead of a value.

use doorstep_client::{ClientError, port};
use thiserror::Error;

/// Why something was not done, each of which a person can do something about.
#[derive(Clone, Debug, PartialEq, Eq, Error, uniffi::Error)]
pub enum DoorstepError {
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

impl DoorstepError {
    pub(crate) fn invalid(field: &str, code: &str) -> Self {
        Self::Invalid { field: field.to_owned(), code: code.to_owned() }
    }

    pub(crate) fn internal(reference: &str) -> Self {
        Self::Internal { reference: reference.to_owned() }
    }
}

impl From<ClientError> for DoorstepError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Offline => Self::Offline,
            ClientError::SignedOut => Self::SignedOut,
            ClientError::Rejected { code } => Self::Rejected { code },
            ClientError::StorageFull => Self::StorageFull,
            ClientError::Invalid { field, code } => Self::Invalid { field, code },
            ClientError::Internal { reference } => Self::Internal { reference },
        }
    }
}

/// Why the keystore does not give a key.
#[derive(Clone, Debug, PartialEq, Eq, Error, uniffi::Error)]
pub enum KeystoreError {
    /// The key is gone for good: restored from a backup, or the lock screen was removed.
    #[error("the keystore has lost the key")]
    Lost,
    /// Not now: the phone has not been unlocked since it started.
    #[error("the keystore is locked")]
    Locked,
    /// Whatever else the shell threw.
    #[error("the keystore failed")]
    Failed,
}

/// What the shell threw says nothing of whether a key is gone, and it may hold what no log should.
impl From<uniffi::UnexpectedUniFFICallbackError> for KeystoreError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Only what is surely gone is lost: whoever hears so sets a database aside. All else may pass.
impl From<KeystoreError> for port::KeystoreError {
    fn from(error: KeystoreError) -> Self {
        match error {
            KeystoreError::Lost => Self::Lost,
            KeystoreError::Locked | KeystoreError::Failed => Self::Locked,
        }
    }
}

/// A clock, a network or a listener of the shell that threw.
#[derive(Clone, Debug, PartialEq, Eq, Error, uniffi::Error)]
pub enum PortError {
    /// The core goes on without the answer.
    #[error("the shell's port failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for PortError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_keeps_its_code_and_its_field() {
        let invalid = ClientError::Invalid { field: "place".to_owned(), code: "not_on_earth".to_owned() };
        assert_eq!(DoorstepError::from(invalid), DoorstepError::invalid("place", "not_on_earth"));
        let internal = ClientError::Internal { reference: "store".to_owned() };
        assert_eq!(DoorstepError::from(internal), DoorstepError::internal("store"));
    }

    #[test]
    fn a_keystore_that_throws_anything_but_lost_has_lost_no_key() {
        let unexpected = uniffi::UnexpectedUniFFICallbackError::new("NullPointerException");
        assert_eq!(port::KeystoreError::from(KeystoreError::from(unexpected)), port::KeystoreError::Locked);
        assert_eq!(port::KeystoreError::from(KeystoreError::Lost), port::KeystoreError::Lost);
    }
}
