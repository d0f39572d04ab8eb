//! Everything about an envelope that needs no place in the database: parsing, the
//! signature, the commitment, sealing the payload. Runs on threads that may block, one
//! for each core, so that the writer only writes.

use super::IngestError;
use crate::{
    app::App,
    db::{DbError, Tx},
    keyring::Keyring,
    log,
    vault::{self, SealedPayload},
};
use doorstep_domain::{
    id::{DeviceId, RecordId},
    record::{Record, Unreadable},
};
use doorstep_protocol::{
    digest::Digest,
    envelope::{Envelope, Header, Refusal},
    key::{PublicKey, Signature},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::task::spawn_blocking;

/// Most bytes of a salt; the protocol's own have sixteen.
const SALT_BYTES: usize = 64;

pub(super) enum Item {
    Refused(Refusal),
    Ready(Box<Prepared>),
}

/// An authentic envelope, ready to be stored.
pub(super) struct Prepared {
    pub(super) header: Header,
    pub(super) hash: Digest,
    /// The header's exact text.
    pub(super) text: String,
    pub(super) signature: Signature,
    pub(super) record: Result<Record, Unreadable>,
    pub(super) payload: SealedPayload,
}

impl Item {
    pub(super) fn device(&self) -> Option<DeviceId> {
        match self {
            Self::Refused(_) => None,
            Self::Ready(prepared) => Some(prepared.header.device),
        }
    }

    pub(super) fn record(&self) -> Option<RecordId> {
        match self {
            Self::Refused(_) => None,
            Self::Ready(prepared) => Some(prepared.header.record),
        }
    }
}

pub(super) async fn envelopes(
    app: &App,
    envelopes: Vec<Result<Envelope, Refusal>>,
) -> Result<Vec<Item>, IngestError> {
    let (envelopes, devices) = spawn_blocking(move || {
        let devices: BTreeSet<DeviceId> = envelopes
            .iter()
            .flatten()
            .filter_map(|envelope| envelope.claimed_header().ok())
            .map(|header| header.device)
            .collect();
        (envelopes, devices)
    })
    .await
    .map_err(|_| DbError::Stopped)?;
    let keys = Arc::new(app.db.read(move |tx| load_keys(tx, &devices)).await?);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = envelopes.len().div_ceil(cores).max(1);
    let mut rest = envelopes.into_iter();
    let mut threads = Vec::new();
    loop {
        let share: Vec<_> = rest.by_ref().take(share).collect();
        if share.is_empty() {
            break;
        }
        let (keys, keyring) = (Arc::clone(&keys), Arc::clone(&app.keyring));
        threads.push(spawn_blocking(move || {
            share
                .into_iter()
                .map(|envelope| match envelope {
                    Ok(envelope) => open(&keyring, &keys, envelope),
                    Err(code) => Ok(Item::Refused(code)),
                })
                .collect::<Result<Vec<_>, IngestError>>()
        }));
    }
    let mut items = Vec::new();
    for thread in threads {
        items.extend(thread.await.map_err(|_| DbError::Stopped)??);
    }
    Ok(items)
}

fn load_keys(
    tx: &mut Tx<'_>,
    devices: &BTreeSet<DeviceId>,
) -> Result<BTreeMap<DeviceId, PublicKey>, DbError> {
    let mut keys = BTreeMap::new();
    for device in devices {
        let row = tx.row("SELECT algorithm, public_key FROM device WHERE id = $1", &[(*device).into()])?;
        if let Some(row) = row {
            let alg = log::verify::algorithm(&row.get::<String>(0)?)?;
            keys.insert(*device, PublicKey { alg, key: row.get(1)? });
        }
    }
    Ok(keys)
}

fn open(
    keyring: &Keyring,
    keys: &BTreeMap<DeviceId, PublicKey>,
    envelope: Envelope,
) -> Result<Item, IngestError> {
    let opened = envelope.claimed_header().and_then(|header| {
        let key = keys.get(&header.device).ok_or(Refusal::BadSignature)?;
        envelope.open(key)
    });
    let (opened, payload) = match (opened, envelope.payload) {
        (Err(code), _) => return Ok(Item::Refused(code)),
        (Ok(_), None) => return Ok(Item::Refused(Refusal::BadCommitment)),
        (Ok(_), Some(payload)) if payload.salt.len() > SALT_BYTES => {
            return Ok(Item::Refused(Refusal::BadFraming));
        }
        (Ok(opened), Some(payload)) => (opened, payload),
    };
    let header = opened.header;
    let record = Record::parse(&header.kind, header.payload_version, payload.text.as_bytes());
    let payload = vault::seal(keyring, header.record, header.commitment, &payload)?;
    Ok(Item::Ready(Box::new(Prepared {
        header,
        hash: opened.hash,
        text: envelope.header,
        signature: envelope.signature,
        record,
        payload,
    })))
}
