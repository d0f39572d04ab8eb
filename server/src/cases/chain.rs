//! The chains of a case: from its last record back to its first, through whatever lies between.

use crate::{
    db::{DbError, Row, Tx},
    log,
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{DeviceId, RecordId};
use doorstep_protocol::{
    digest::Digest,
    envelope::{Envelope, Header},
    key::Signature,
};
use std::collections::BTreeMap;

/// An envelope on file, without its payload.
pub(super) struct Filed {
    pub(super) envelope: Envelope,
    pub(super) hash: Digest,
    pub(super) record: RecordId,
    pub(super) device: DeviceId,
    pub(super) commitment: Digest,
    pub(super) received: DateTime<Utc>,
    /// Its position in the log; none while it waits for the sealer.
    pub(super) position: Option<u64>,
    place: (u32, u64),
}

const FILED: &str = "SELECT envelope.hash, envelope.record, envelope.device, envelope.commitment,
    envelope.received_at, sealed_entry.position, envelope.epoch, envelope.seq, envelope.header,
    envelope.algorithm, envelope.signature
    FROM envelope LEFT JOIN sealed_entry ON sealed_entry.entry = envelope.entry";

fn read(row: &Row) -> Result<Filed, DbError> {
    let signature = Signature { alg: log::verify::algorithm(&row.get::<String>(9)?)?, sig: row.get(10)? };
    Ok(Filed {
        envelope: Envelope { header: row.get(8)?, signature, payload: None },
        hash: log::digest(&row.get::<Vec<u8>>(0)?)?,
        record: row.get(1)?,
        device: row.get(2)?,
        commitment: log::digest(&row.get::<Vec<u8>>(3)?)?,
        received: row.get(4)?,
        position: row.get(5)?,
        place: (row.get(6)?, row.get(7)?),
    })
}

/// Every wrapping of a record.
pub(super) fn of_record(tx: &mut Tx<'_>, record: RecordId) -> Result<Vec<Filed>, DbError> {
    tx.map(&format!("{FILED} WHERE envelope.record = $1"), &[record.into()], read)
}

fn of_hash(tx: &mut Tx<'_>, hash: Digest) -> Result<Option<Filed>, DbError> {
    let row = tx.row(&format!("{FILED} WHERE envelope.hash = $1"), &[hash.as_bytes().into()])?;
    row.map(|row| read(&row)).transpose()
}

/// Runs of one phone's chain that hold all of these, each from its first to its last. There is
/// more than one where the chain had branches, or a header was never brought.
pub(super) fn runs(tx: &mut Tx<'_>, mut left: BTreeMap<Digest, Filed>) -> Result<Vec<Vec<Filed>>, DbError> {
    let mut runs = Vec::new();
    while let Some(last) = left.values().max_by_key(|filed| filed.place).map(|filed| filed.hash) {
        let mut run = Vec::new();
        let mut next = left.remove(&last);
        while let Some(filed) = next {
            let until = left.values().map(|filed| filed.place).min();
            let header: Header = serde_json::from_str(&filed.envelope.header).map_err(|_| DbError::Json)?;
            let before = until.is_some_and(|until| filed.place > until);
            run.push(filed);
            next = match left.remove(&header.prev) {
                Some(filed) => Some(filed),
                None if before => of_hash(tx, header.prev)?,
                None => None,
            };
        }
        run.reverse();
        runs.push(run);
    }
    runs.reverse();
    Ok(runs)
}
