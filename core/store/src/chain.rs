//! Where this phone's chain ends, and wrapping anew what hangs on another end.
//!
//! Two things move a chain elsewhere. A phone **restored from an old copy** finds the
//! county ahead of it: [`Store::reopen_epoch`] begins an epoch on the county's head and
//! wraps everything unreceipted again, in its order. An enrolment **as another device**
//! begins a chain of its own: [`Store::begin_chain`] wraps the whole outbox again under
//! the new key. Record ids and commitments stay, so the county sees the same records
//! whichever wrapping reaches it first; the wrappings given up live on in the journal,
//! which already holds them, and nowhere else.

use crate::{
    Store, StoreError, identity,
    journal::Entries,
    outbox,
    setting::{self, Name},
    sql::{from_json, from_number, to_count},
};
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    chain::Head,
    digest::Digest,
    envelope::{Claim, Envelope, Header, Payload},
    journal::Place,
    key::DeviceKey,
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};

/// The end of the chain, and whose chain it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chain {
    pub(crate) device: DeviceId,
    pub(crate) head: Head,
}

/// The chain as last noted, or as far as the outbox has it since: a save writes its link alone.
pub(crate) fn chain(conn: &Connection) -> Result<Option<Chain>, StoreError> {
    let Some(mut chain) = setting::get::<Chain>(conn, Name::Chain)? else { return Ok(None) };
    let last = conn
        .prepare_cached("SELECT epoch, seq, hash FROM outbox ORDER BY epoch DESC, seq DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(Head { epoch: row.get(0)?, seq: to_count(row.get(1)?), hash: Digest(row.get(2)?) })
        })
        .optional()?;
    if let Some(last) = last.filter(|last| (last.epoch, last.seq) > (chain.head.epoch, chain.head.seq)) {
        chain.head = last;
    }
    Ok(Some(chain))
}

/// The head of the enrolled device's own chain; `None` before its first link.
pub(crate) fn head(conn: &Connection) -> Result<Option<Head>, StoreError> {
    let device = identity::device(conn)?;
    Ok(chain(conn)?.filter(|chain| device == Some(chain.device)).map(|chain| chain.head))
}

/// Notes where the chain ends. To be called with whatever takes its last link out of the outbox.
pub(crate) fn note(tx: &Transaction, chain: &Chain) -> Result<(), StoreError> {
    setting::put(tx, Name::Chain, chain)
}

impl Store {
    /// Where this phone's chain ends; `None` before anything was saved.
    pub fn head(&self) -> Result<Option<Head>, StoreError> {
        self.read(head)
    }

    /// Hash of the own header at a place of the chain, as long as the outbox holds it; by
    /// it a phone learns that the county's chain went on without it.
    pub fn header_hash(&self, place: Place) -> Result<Option<Digest>, StoreError> {
        self.read(|conn| {
            let header: Option<String> = conn
                .prepare_cached("SELECT header FROM outbox WHERE epoch = ?1 AND seq = ?2")?
                .query_row((place.epoch, from_number(place.seq)), |row| row.get(0))
                .optional()?;
            Ok(header.map(|header| Digest::of(header.as_bytes())))
        })
    }

    /// Opens a new epoch on the head that the county holds, and wraps everything that
    /// has no receipt again, parked records included. Returns how many those are.
    pub fn reopen_epoch(&self, county_head: Head, key: &dyn DeviceKey) -> Result<usize, StoreError> {
        let (count, _) = self.write_then_journal(|tx| {
            let device = identity::device(tx)?.ok_or(StoreError::NotEnrolled)?;
            let own_epoch = head(tx)?.map_or(0, |head| head.epoch);
            let base = Head { epoch: county_head.epoch.max(own_epoch), ..county_head }.reopened();
            let (_, rewrapped) = rewrap(tx, device, base, key, outbox::Which::Unreceipted)?;
            Ok::<_, StoreError>((rewrapped.len(), rewrapped))
        })?;
        Ok(count)
    }

    /// Begins the enrolled device's own chain, if the outbox hangs on another device's:
    /// wraps all of it again, and it waits again. Returns how many records those are.
    pub fn begin_chain(&self, key: &dyn DeviceKey) -> Result<usize, StoreError> {
        let (count, _) = self.write_then_journal(|tx| {
            let (_, rewrapped) = begin(tx, key)?;
            Ok::<_, StoreError>((rewrapped.len(), rewrapped))
        })?;
        Ok(count)
    }
}

/// See [`Store::begin_chain`]; returns where the chain ends.
pub(crate) fn begin(tx: &Transaction, key: &dyn DeviceKey) -> Result<(Head, Entries), StoreError> {
    let device = identity::device(tx)?.ok_or(StoreError::NotEnrolled)?;
    match chain(tx)? {
        Some(chain) if chain.device == device => Ok((chain.head, Vec::new())),
        _ => {
            let public = key.public_key().map_err(|error| StoreError::Sign(error.into()))?;
            rewrap(tx, device, Head::genesis(&public), key, outbox::Which::All)
        }
    }
}

fn rewrap(
    tx: &Transaction,
    device: DeviceId,
    base: Head,
    key: &dyn DeviceKey,
    which: outbox::Which,
) -> Result<(Head, Entries), StoreError> {
    let links = outbox::take(tx, which)?;
    let mut head = base;
    let mut rewrapped = Vec::with_capacity(links.len());
    for link in links {
        let header: Header = from_json(&link.envelope.header, "header")?;
        let payload: Payload = link.envelope.payload.ok_or(StoreError::Unreadable("payload"))?;
        let claim = Claim {
            record: header.record,
            kind: header.kind,
            payload_version: header.payload_version,
            rules_version: header.rules_version,
            author: header.author,
            device,
            clock: header.clock,
        };
        let (envelope, next) = Envelope::seal(claim, payload, head, key).map_err(StoreError::Sign)?;
        head = next;
        outbox::put(tx, link.id, head, &envelope, &link.state)?;
        rewrapped.push((head.place(), envelope));
    }
    note(tx, &Chain { device, head })?;
    Ok((head, rewrapped))
}
