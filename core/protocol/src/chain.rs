//! The chain of one phone: each header names the hash of the one before, and counts
//! without gaps inside an epoch. A phone restored from an old copy opens a new epoch
//! whose first header names the head that the county holds.

use crate::{digest::Digest, journal::Place, key::PublicKey};
use serde::{Deserialize, Serialize};

/// Where a phone's chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Starts at 1; one more after each restore.
    pub epoch: u32,
    /// Sequence number of the last header of the epoch; 0 before the first.
    pub seq: u64,
    /// Hash of that header, or what the first one names.
    pub hash: Digest,
}

impl Head {
    /// Before the first record: the chain hangs on the device's own public key.
    pub fn genesis(key: &PublicKey) -> Self {
        Self { epoch: 1, seq: 0, hash: Digest::of(&key.key) }
    }

    /// After a restore: a new epoch that hangs on what the county holds.
    pub fn reopened(self) -> Self {
        Self { epoch: self.epoch + 1, seq: 0, hash: self.hash }
    }

    /// Where its header stands.
    pub fn place(self) -> Place {
        Place { epoch: self.epoch, seq: self.seq }
    }

    /// The head after one more header.
    pub fn then(self, hash: Digest) -> Self {
        Self { epoch: self.epoch, seq: self.seq + 1, hash }
    }
}
