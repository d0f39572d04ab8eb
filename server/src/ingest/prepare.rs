//! Everything about an envelope that needs no place in the database: parsing, the
//! signature, the commitment, sealing the payload. Runs on threads that may block, one
//! for each core, so that the writer only writes.

use super::{IngestError, effect};
use crate::{
    app::App,
    db::{DbError, Tx},
    devices, forms,
    keyring::Keyring,
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
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};
use tokio::task::spawn_blocking;

/// The rules, or the form that asked, could not be run on a record: something for whoever runs the server.
const NOT_WEIGHED: &str = "not_weighed";

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
    /// What the rules say of it, or why it cannot be read.
    pub(super) codes: Vec<String>,
    pub(super) payload: SealedPayload,
}

impl Item {
    pub(super) fn device(&self) -> Option<DeviceId> {
        match self {
            Self::Refused(_) => None,
            Self::Ready(prepared) => Some(prepared.header.device),
        }
    }

    fn readable(&self) -> Option<&Record> {
        match self {
            Self::Refused(_) => None,
            Self::Ready(prepared) => prepared.record.as_ref().ok(),
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
        let claimed = envelopes.into_iter().map(|envelope| {
            let envelope = envelope?;
            Ok((envelope.claimed_header()?, envelope))
        });
        let claimed: Vec<Result<(Header, Envelope), Refusal>> = claimed.collect();
        let devices: BTreeSet<DeviceId> = claimed.iter().flatten().map(|(header, _)| header.device).collect();
        (claimed, devices)
    })
    .await
    .map_err(|_| DbError::Stopped)?;
    let keys = Arc::new(app.db.read(move |tx| load_keys(tx, &devices)).await?);
    let mut threads = Vec::new();
    for share in shares(envelopes) {
        let (keys, keyring) = (Arc::clone(&keys), Arc::clone(&app.keyring));
        threads.push(spawn_blocking(move || {
            share
                .into_iter()
                .map(|claimed| match claimed {
                    Ok((header, envelope)) => open(&keyring, &keys, header, envelope),
                    Err(code) => Ok(Item::Refused(code)),
                })
                .collect::<Result<Vec<_>, IngestError>>()
        }));
    }
    let mut items = Vec::new();
    for thread in threads {
        items.extend(thread.await.map_err(|_| DbError::Stopped)??);
    }
    replayed(app, items).await
}

/// Adds what the forms that asked say of each record.
async fn replayed(app: &App, items: Vec<Item>) -> Result<Vec<Item>, IngestError> {
    let known = Arc::clone(&app.forms);
    let (items, forms) = app
        .db
        .read(move |tx| {
            let forms = known.of(tx, items.iter().filter_map(Item::readable))?;
            Ok::<_, DbError>((items, Arc::new(forms)))
        })
        .await?;
    let mut threads = Vec::new();
    for share in shares(items) {
        let forms = Arc::clone(&forms);
        threads.push(spawn_blocking(move || {
            let mut share = share;
            for item in &mut share {
                if let Item::Ready(prepared) = item
                    && let Ok(record) = &prepared.record
                {
                    let said = || forms::replay(&forms, record).into_iter().map(str::to_owned).collect();
                    prepared.codes.extend(weighed(said));
                }
            }
            share
        }));
    }
    let mut items = Vec::new();
    for thread in threads {
        items.extend(thread.await.map_err(|_| DbError::Stopped)?);
    }
    Ok(items)
}

/// What is said of a record, whatever is in it: what nobody foresaw costs the record its verdict, never the
/// batch, which would come again for ever.
fn weighed(say: impl FnOnce() -> Vec<String>) -> Vec<String> {
    catch_unwind(AssertUnwindSafe(say)).unwrap_or_else(|_| vec![NOT_WEIGHED.to_owned()])
}

/// As many parts as there are cores, in order.
fn shares<T>(all: Vec<T>) -> Vec<Vec<T>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let each = all.len().div_ceil(cores).max(1);
    let mut rest = all.into_iter();
    let mut shares = Vec::new();
    loop {
        let share: Vec<T> = rest.by_ref().take(each).collect();
        if share.is_empty() {
            return shares;
        }
        shares.push(share);
    }
}

fn load_keys(
    tx: &mut Tx<'_>,
    devices: &BTreeSet<DeviceId>,
) -> Result<BTreeMap<DeviceId, PublicKey>, DbError> {
    let mut keys = BTreeMap::new();
    for device in devices {
        keys.extend(devices::public_key(tx, *device)?.map(|key| (*device, key)));
    }
    Ok(keys)
}

fn open(
    keyring: &Keyring,
    keys: &BTreeMap<DeviceId, PublicKey>,
    header: Header,
    envelope: Envelope,
) -> Result<Item, IngestError> {
    let known = keys.get(&header.device).ok_or(Refusal::BadSignature);
    let checked = known.and_then(|key| envelope.check(&header, key));
    let (hash, payload) = match (checked, envelope.payload) {
        (Err(code), _) => return Ok(Item::Refused(code)),
        (Ok(_), None) => return Ok(Item::Refused(Refusal::BadCommitment)),
        (Ok(_), Some(payload)) if payload.salt.len() > SALT_BYTES => {
            return Ok(Item::Refused(Refusal::BadFraming));
        }
        (Ok(hash), Some(payload)) => (hash, payload),
    };
    let record = Record::parse(&header.kind, header.payload_version, payload.text.as_bytes());
    let codes = match &record {
        Ok(record) => weighed(|| effect::rules(&header, record)),
        Err(unreadable) => vec![unreadable.code().to_owned()],
    };
    let payload = vault::seal(keyring, header.record, header.commitment, &payload)?;
    Ok(Item::Ready(Box::new(Prepared {
        header,
        hash,
        text: envelope.header,
        signature: envelope.signature,
        record,
        codes,
        payload,
    })))
}

#[cfg(test)]
mod tests {
    use super::{NOT_WEIGHED, weighed};

    #[test]
    fn what_nobody_foresaw_costs_a_record_its_verdict_and_no_batch() {
        let none: [u8; 0] = [];
        let beyond = std::hint::black_box(1);
        assert_eq!(weighed(|| vec![none[beyond].to_string()]), [NOT_WEIGHED]);
        assert_eq!(weighed(Vec::new), [""; 0]);
    }
}
