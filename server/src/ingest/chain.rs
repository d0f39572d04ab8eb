//! Place in a phone's chain.

use super::prepare::Prepared;
use crate::{
    db::{DbError, Tx},
    log,
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    batch::{Quarantine, Verdict},
    chain::Head,
    digest::Digest,
    envelope::Header,
};

/// Whether an envelope follows a head beyond which nothing stands: then there is nothing to look for.
pub(super) fn follows(prepared: &Prepared, head: Head) -> bool {
    let header = &prepared.header;
    // The first of an epoch may follow a header of the one before.
    header.epoch == head.epoch && header.seq > 1 && header.seq == head.seq + 1 && header.prev == head.hash
}

/// What stands where an envelope would.
pub(super) enum Place {
    /// This very envelope: when it came before, and what is made of it.
    Taken(DateTime<Utc>, Verdict),
    /// Nothing, and it fits; or what is wrong with it.
    Free(Option<Quarantine>),
}

/// Looks at the neighbourhood of an envelope. `genesis` is what a phone's first header names.
pub(super) fn place(tx: &mut Tx<'_>, prepared: &Prepared, genesis: Digest) -> Result<Place, DbError> {
    let header = &prepared.header;
    let (device, epoch, seq) = (header.device, header.epoch, header.seq);
    let around = tx.map(
        "SELECT seq, hash, header, received_at, verdict FROM envelope
         WHERE device = $1 AND epoch = $2 AND seq >= $3 AND seq <= $4
         ORDER BY entry",
        &[device.into(), epoch.into(), seq.saturating_sub(1).into(), seq.saturating_add(1).into()],
        |row| {
            let hash = log::digest(&row.get::<Vec<u8>>(1)?)?;
            Ok((
                row.get::<u64>(0)?,
                hash,
                row.get::<String>(2)?,
                row.get::<DateTime<Utc>>(3)?,
                row.get::<String>(4)?,
            ))
        },
    )?;
    if let Some((.., at, verdict)) = around.iter().find(|(_, hash, ..)| *hash == prepared.hash) {
        let verdict = serde_json::from_str(verdict).map_err(|_| DbError::Json)?;
        return Ok(Place::Taken(*at, verdict));
    }
    if epoch == 0 || seq == 0 || i64::try_from(seq).is_err() {
        return Ok(Place::Free(Some(Quarantine::BrokenChain)));
    }
    if around.iter().any(|(at, ..)| *at == seq) {
        return Ok(Place::Free(Some(Quarantine::Fork)));
    }
    let mut before = around.iter().filter(|(at, ..)| *at + 1 == seq).map(|(_, hash, ..)| *hash).peekable();
    let follows = if seq == 1 {
        header.prev == genesis || (epoch > 1 && is_held(tx, device, header.prev)?)
    } else {
        // With nothing before it there is a gap, which may fill later.
        before.peek().is_none() || before.any(|hash| hash == header.prev)
    };
    let after = around.iter().filter(|(at, ..)| *at == seq + 1).map(|(_, _, text, ..)| text);
    let named = after.map(|text| names(text, prepared.hash)).collect::<Vec<_>>();
    // What fills a gap must be the one that the next header names.
    let is_named = named.is_empty() || named.contains(&true);
    Ok(Place::Free((!follows || !is_named).then_some(Quarantine::BrokenChain)))
}

fn names(header: &str, hash: Digest) -> bool {
    serde_json::from_str::<Header>(header).is_ok_and(|header| header.prev == hash)
}

/// Whether a header of the phone is here.
pub(super) fn is_held(tx: &mut Tx<'_>, device: DeviceId, hash: Digest) -> Result<bool, DbError> {
    tx.exists(
        "SELECT hash FROM envelope WHERE hash = $1 AND device = $2",
        &[hash.as_bytes().into(), device.into()],
    )
}

/// The head after an envelope was stored at its place: as far as headers stand without a gap.
pub(super) fn advance(tx: &mut Tx<'_>, prepared: &Prepared, head: Head) -> Result<Head, DbError> {
    let header = &prepared.header;
    let mut head = head;
    if header.epoch > head.epoch {
        head = Head { epoch: header.epoch, seq: 0, hash: head.hash };
    }
    if header.epoch != head.epoch || header.seq != head.seq + 1 {
        return Ok(head);
    }
    head = head.then(prepared.hash);
    // Only where a gap was filled does anything stand further on.
    while let Some(row) = tx.row(
        "SELECT hash FROM envelope WHERE device = $1 AND epoch = $2 AND seq = $3 ORDER BY entry LIMIT 1",
        &[header.device.into(), head.epoch.into(), (head.seq + 1).into()],
    )? {
        head = head.then(log::digest(&row.get::<Vec<u8>>(0)?)?);
    }
    Ok(head)
}

/// The first sequence number of the head's epoch that never came, if anything came after it.
pub(super) fn missing_from(tx: &mut Tx<'_>, device: DeviceId, head: Head) -> Result<Option<u64>, DbError> {
    let beyond = tx.exists(
        "SELECT seq FROM envelope WHERE device = $1 AND epoch = $2 AND seq > $3 LIMIT 1",
        &[device.into(), head.epoch.into(), head.seq.into()],
    )?;
    Ok(beyond.then_some(head.seq + 1))
}
