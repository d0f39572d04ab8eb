//! What a case holds, once all of it was checked.

use super::CaseNote;
use crate::{
    digest::Digest,
    evidence::Sidecar,
    log::LogRoot,
    statement::{Certified, Recordable},
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{AccountId, DeviceId, RecordId};

/// A case in which everything agrees.
#[derive(Clone, Debug)]
pub struct Found {
    /// SHA-256 of the county's root key: what everything here hangs on. Compare it, unless it was given.
    pub root: Digest,
    /// What was handed over.
    pub note: CaseNote,
    /// The log of that day.
    pub log: LogRoot,
    /// In the order in which they stand.
    pub records: Vec<FoundRecord>,
    /// The photographs among them whose files are here.
    pub photographs: Vec<FoundPhotograph>,
    /// What the county decided about them, each with its position in the log.
    pub statements: Vec<(u64, Recordable)>,
    /// Files that a record names and that were not handed over: they never arrived, or were withheld.
    pub without: Vec<Digest>,
}

/// A photograph whose account its phone signed.
#[derive(Clone, Debug)]
pub struct FoundPhotograph {
    /// Its record.
    pub record: RecordId,
    /// What the phone signed of it.
    pub sidecar: Sidecar,
    /// Where its working copy lies.
    pub working: String,
    /// Since when the county has its record, which names the copy by its hash.
    pub received: DateTime<Utc>,
    /// The certificates of its phone that stand in the log.
    pub certificates: Vec<Certified>,
}

/// A record of the case.
#[derive(Clone, Debug)]
pub struct FoundRecord {
    /// Which.
    pub record: RecordId,
    /// Its kind.
    pub kind: String,
    /// Who made it.
    pub author: AccountId,
    /// On which phone.
    pub device: DeviceId,
    /// Since when the county has it.
    pub received: DateTime<Utc>,
    /// Its payload was lawfully erased: why, a code.
    pub erased: Option<String>,
}
