//! What the county says of what it holds: a receipt for each record, and a watermark
//! for how far its backups reach. "Sent" in the interface means receipted; a phone
//! forgets a record only once the watermark has passed it.

use crate::{digest::Digest, signed::Statement};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{DeviceId, Incarnation, RecordId};
use serde::{Deserialize, Serialize};

/// Stored durably.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which record.
    pub record: RecordId,
    /// Which wrapping of it.
    pub header: Digest,
    /// When, by the server's clock.
    pub at: DateTime<Utc>,
}

impl Statement for Receipt {
    const TYPE: &'static str = "application/vnd.doorstep.receipt+json;v=1";
}

/// How far the county's backups reach into one phone's chain. A phone keeps what lies
/// behind it, and offers it again when the incarnation changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watermark {
    /// Which life of the county's database.
    pub incarnation: Incarnation,
    /// Whose chain.
    pub device: DeviceId,
    /// The epoch spoken of.
    pub epoch: u32,
    /// Everything up to this sequence number of that epoch, and all of the epochs before it, is in a backup.
    pub seq: u64,
    /// When this was said.
    pub at: DateTime<Utc>,
}

impl Statement for Watermark {
    const TYPE: &'static str = "application/vnd.doorstep.watermark+json;v=1";
}

/// A sealed journal was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalReceipt {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// How many they are.
    pub length: u64,
    /// When.
    pub at: DateTime<Utc>,
}

impl Statement for JournalReceipt {
    const TYPE: &'static str = "application/vnd.doorstep.journal-receipt+json;v=1";
}
