//! Who this phone is to the county, as the runner last read it from the store.

use crate::{reading::Reader, transport::Transport};
use std::sync::{Arc, Mutex, PoisonError};

/// Who, by which way, with which token.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) reader: Reader,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) access: Option<String>,
}

/// Shared between the store's errands, which write it, and requests, which read it.
#[derive(Clone, Default)]
pub(crate) struct IdentityCell(Arc<Mutex<Option<Identity>>>);

impl IdentityCell {
    pub(crate) fn get(&self) -> Option<Identity> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, identity: Option<Identity>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = identity;
    }
}
