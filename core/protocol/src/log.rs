//! The county's log as a stranger can check it: a tree over all its entries in their
//! order, hashed as RFC 9162 (2.1) has it, whose root the county signs.
//!
//! A leaf is the SHA-256 of an entry's exact bytes: the header's text of an envelope, the
//! body of anything else.

use crate::{digest::Digest, merkle, signed::Statement};
use chrono::{DateTime, Utc};
use doorstep_domain::id::Incarnation;
use serde::{Deserialize, Serialize};

/// What the log holds, as the county signs it each day, and whenever a case is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRoot {
    /// Which life of the county's database.
    pub incarnation: Incarnation,
    /// How many entries.
    pub size: u64,
    /// Over them.
    pub root: Digest,
    /// When this was said, by the server's clock.
    pub at: DateTime<Utc>,
}

impl Statement for LogRoot {
    const TYPE: &'static str = "application/vnd.doorstep.log-root+json;v=1";
}

/// Shows that an entry stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// Where; the first entry is 1.
    pub position: u64,
    /// From its leaf to the root.
    pub path: Vec<Digest>,
}

/// The leaf of an entry.
pub fn leaf(entry: Digest) -> Digest {
    merkle::leaf(entry.as_bytes())
}

impl Inclusion {
    /// Whether an entry with this hash stands there in the log of which the root was signed.
    pub fn holds(&self, entry: Digest, root: &LogRoot) -> bool {
        let index = self.position.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        let (Some(index), Ok(size)) = (index, usize::try_from(root.size)) else { return false };
        merkle::climb(leaf(entry), index, size, &self.path) == Some(root.root)
    }
}
