//! A county in memory that speaks the real protocol: real signatures, real envelopes,
//! real bytes. For the tests of this crate and of the client; stories use the server.

mod answer;
mod clock;
mod media;

use crate::{
    engine::Trouble,
    transport::{BadAddress, Connector, Transport, TransportError},
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId, Incarnation, RecordId},
    post::Post,
};
use doorstep_protocol::{
    chain::Head,
    changes::{Body, Change},
    digest::Digest,
    enrol::Ticket,
    journal::{RecoveryPrivateKey, RecoveryPublicKey, generate_recovery_key},
    key::{CountyKey, PublicKey},
};
use http::{Request, Response};
use serde_json::Value;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use uuid::Uuid;

pub use clock::{OsEntropy, TestClock};

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// It never arrives.
    Dropped,
    /// It arrives, the answer does not.
    AnswerLost,
    /// A captive portal's page, status 200.
    Portal,
    /// The county answers this status with a problem of this code.
    Problem(u16, &'static str),
}

/// A record as the county has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Which.
    pub record: RecordId,
    /// Its kind.
    pub kind: String,
    /// Its payload.
    pub payload: Value,
}

/// The county.
pub struct TestCounty {
    inner: Mutex<Inner>,
}

struct Inner {
    root: CountyKey,
    key: CountyKey,
    recovery: (RecoveryPrivateKey, RecoveryPublicKey),
    incarnation: Incarnation,
    devices: BTreeMap<DeviceId, PublicKey>,
    sessions: BTreeMap<DeviceId, Session>,
    stored: Vec<Stored>,
    headers: BTreeMap<(DeviceId, u32, u64), Digest>,
    documents: Vec<Change>,
    journals: Vec<Vec<u8>>,
    uploads: Vec<media::Upload>,
    media_bytes: u64,
    faults: VecDeque<Fault>,
    offline: bool,
    requests: Vec<String>,
}

/// The tokens of one phone, by number.
#[derive(Clone, Copy, Default)]
struct Session {
    newest: u64,
    access_ended: bool,
}

/// The account that everybody enrols as.
pub const WORKER: AccountId = AccountId(Uuid::from_u128(0xA1));

impl TestCounty {
    /// An empty county.
    ///
    /// # Errors
    /// Without randomness.
    pub fn new() -> Result<Arc<Self>, Trouble> {
        let inner = Inner {
            root: CountyKey::generate().map_err(|_| Trouble::Key)?,
            key: CountyKey::generate().map_err(|_| Trouble::Key)?,
            recovery: generate_recovery_key().map_err(|_| Trouble::Key)?,
            incarnation: Incarnation(Uuid::from_u128(1)),
            devices: BTreeMap::new(),
            sessions: BTreeMap::new(),
            stored: Vec::new(),
            headers: BTreeMap::new(),
            documents: Vec::new(),
            journals: Vec::new(),
            uploads: Vec::new(),
            media_bytes: 0,
            faults: VecDeque::new(),
            offline: false,
            requests: Vec::new(),
        };
        Ok(Arc::new(Self { inner: Mutex::new(inner) }))
    }

    /// A ticket that is good any number of times.
    pub fn ticket(&self) -> Ticket {
        let inner = self.lock();
        Ticket {
            address: "https://county.invalid".to_owned(),
            code: "code".to_owned(),
            ca_pin: Digest::of(b"authority"),
            root: inner.root.public_key(),
            recovery: inner.recovery.1.clone(),
        }
    }

    /// Turns its key over: what it signs from now on, it signs with another, which the root vouches for.
    ///
    /// # Errors
    /// Without randomness.
    pub fn turn_key(&self) -> Result<(), Trouble> {
        self.lock().key = CountyKey::generate().map_err(|_| Trouble::Key)?;
        Ok(())
    }

    /// Publishes a document.
    pub fn publish(&self, kind: &str, key: &str, body: &Value) {
        let body = Body::of(body).ok();
        let mut inner = self.lock();
        let revision = u64::try_from(inner.documents.len()).unwrap_or(u64::MAX) + 1;
        let change = Change { kind: kind.to_owned(), key: key.to_owned(), revision, body };
        inner.documents.push(change);
    }

    /// What is to happen to the next requests, one each.
    pub fn faults(&self, faults: &[Fault]) {
        self.lock().faults.extend(faults);
    }

    /// Nothing arrives from now on, or everything does.
    pub fn set_offline(&self, offline: bool) {
        self.lock().offline = offline;
    }

    /// No access token in hand is good any more.
    pub fn end_tokens(&self) {
        for session in self.lock().sessions.values_mut() {
            session.access_ended = true;
        }
    }

    /// The database begins another life, without what came after the first `kept` records.
    pub fn restore(&self, kept: usize) {
        let mut inner = self.lock();
        inner.incarnation = Incarnation(Uuid::from_u128(inner.incarnation.0.as_u128() + 1));
        inner.stored.truncate(kept);
        let lost: Vec<_> = inner.headers.keys().skip(kept).copied().collect();
        for place in lost {
            inner.headers.remove(&place);
        }
    }

    /// Everything stored, in the order of arrival.
    pub fn stored(&self) -> Vec<Stored> {
        self.lock().stored.clone()
    }

    /// Journals taken in.
    pub fn journals(&self) -> Vec<Vec<u8>> {
        self.lock().journals.clone()
    }

    /// Files taken in and receipted.
    pub fn files(&self) -> Vec<Vec<u8>> {
        self.lock().files()
    }

    /// Bytes of files that were taken, whatever became of them.
    pub fn media_bytes(&self) -> u64 {
        self.lock().media_bytes
    }

    /// Opens a journal with the recovery key.
    pub fn recover(&self, journal: &[u8]) -> Option<doorstep_protocol::journal::Recovered> {
        doorstep_protocol::journal::recover(journal, &self.lock().recovery.0).ok()
    }

    /// `METHOD /path` of every request that was sent.
    pub fn requests(&self) -> Vec<String> {
        self.lock().requests.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn head(&self, device: DeviceId) -> Option<Head> {
        let from = (device, 0, 0);
        let to = (device, u32::MAX, u64::MAX);
        let ((_, epoch, seq), hash) = self.headers.range(from..=to).next_back()?;
        Some(Head { epoch: *epoch, seq: *seq, hash: *hash })
    }

    fn posts() -> Vec<Post> {
        vec![Post::Worker, Post::Volunteer]
    }

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000)
    }
}

/// The transport that [`TestCounty`] lends: the county itself.
struct Wire(Arc<TestCounty>);

#[async_trait]
impl Transport for Wire {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let mut inner = self.0.lock();
        inner.requests.push(format!("{} {}", request.method(), request.uri().path()));
        if inner.offline {
            return Err(TransportError::Unreachable);
        }
        match inner.faults.pop_front().unwrap_or(Fault::None) {
            Fault::Dropped => Err(TransportError::Unreachable),
            Fault::Portal => Ok(answer::portal()),
            Fault::Problem(status, code) => Ok(answer::problem(status, code)),
            Fault::AnswerLost => {
                inner.answer(&request);
                Err(TransportError::Unreachable)
            }
            Fault::None => Ok(inner.answer(&request)),
        }
    }
}

/// Connects to the county it holds, whatever the address.
pub struct TestConnector(pub Arc<TestCounty>);

impl Connector for TestConnector {
    fn connect(&self, _address: &str, _ca_pin: Digest) -> Result<Arc<dyn Transport>, BadAddress> {
        Ok(Arc::new(Wire(Arc::clone(&self.0))))
    }
}
