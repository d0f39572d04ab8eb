//! Who this phone is to the county, as the runner last read it from the store.

use crate::{reading::Reader, transport::Transport};
use std::sync::{Arc, Mutex, PoisonError};

/// Who, by which way, with which token.
#[derive(Clone)]
pub(super) struct Identity {
    pub(super) reader: Reader,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) access: Option<String>,
}

/// Shared between the store's errands, which write it, and requests, which read it.
#[derive(Clone, Default)]
pub(super) struct IdentityCell(Arc<Mutex<Option<Identity>>>);

impl IdentityCell {
    pub(super) fn get(&self) -> Option<Identity> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, identity: Option<Identity>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = identity;
    }
}
