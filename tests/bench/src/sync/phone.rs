//! Our phone: the real store under SQLCipher, the real engine, HTTPS by the county's pin.
//! Only the keystore and the transport are wrapped, to count.

use crate::{
    documents,
    phone::{CountingKey, Spent, disk, new_record},
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use doorstep_domain::id::DraftId;
use doorstep_protocol::{digest::Digest, enrol::Ticket, key::KeyTier};
use doorstep_store::{DatabaseKey, Enrolment, Haste, NewRecord, Options, Store};
use doorstep_sync::{
    engine::Status,
    enrol::enrol,
    https::HttpsConnector,
    known_time::TimeSource,
    ports::{AnchorTime, AtHome, Clock, Entropy},
    runner::{Parts, Syncer, start},
    transport::{BadAddress, Connector, Transport, TransportError},
};
use http::{Request, Response};
use serde_json::{Value, json};
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

/// One request as the phone made it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Method and path, without the query.
    pub(super) what: String,
    /// From sending to the whole answer.
    pub(super) took: Duration,
}

/// Every request since it was last emptied.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Asked>>>);

struct Counting {
    inner: HttpsConnector,
    log: Log,
}

struct CountingTransport {
    inner: Arc<dyn Transport>,
    log: Log,
}

impl Connector for Counting {
    fn connect(&self, address: &str, ca_pin: Digest) -> Result<Arc<dyn Transport>, BadAddress> {
        let inner = self.inner.connect(address, ca_pin)?;
        Ok(Arc::new(CountingTransport { inner, log: self.log.clone() }))
    }
}

#[async_trait]
impl Transport for CountingTransport {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let what = format!("{} {}", request.method(), request.uri().path());
        let began = Instant::now();
        let answer = self.inner.send(request).await;
        let asked = Asked { what, took: began.elapsed() };
        self.log.0.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
        answer
    }
}

struct MachineClock(Instant);

impl Clock for MachineClock {
    fn now(&self) -> DateTime<Utc> {
        SystemTime::now().into()
    }

    fn monotonic_millis(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn boot(&self) -> String {
        std::process::id().to_string()
    }
}

struct MachineEntropy;

impl Entropy for MachineEntropy {
    fn fill(&self, bytes: &mut [u8]) -> bool {
        getrandom::fill(bytes).is_ok()
    }
}

/// A phone that is enrolled and has loaded nothing.
pub(super) struct Phone {
    /// Threads named `phone`.
    runtime: Runtime,
    parts: Parts,
    syncer: Option<Syncer>,
    log: Log,
    /// Who it is.
    pub(super) enrolment: Enrolment,
    /// Its key.
    pub(super) key: Arc<CountingKey>,
    _folder: TempDir,
}

impl Phone {
    /// Becomes known by a ticket.
    pub(super) fn enrol(place: &Path, ticket: Ticket) -> Self {
        let folder = tempfile::tempdir_in(place).expect("a folder for the phone");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("phone")
            .enable_all()
            .build()
            .expect("a runtime can be had");
        let options = Options { disk: disk(&Arc::new(Spent::default())), ..Options::default() };
        let store = Store::open(folder.path(), &DatabaseKey::new([9; 32]), options).expect("the store opens");
        let (key, log) = (Arc::new(CountingKey::generate()), Log::default());
        let clock: Arc<dyn Clock> = Arc::new(MachineClock(Instant::now()));
        let time = Arc::new(AnchorTime::new(Arc::clone(&clock)));
        let judged_by: Arc<dyn TimeSource> = time.clone();
        let parts = Parts {
            store: Arc::new(store),
            key: key.clone(),
            connector: Arc::new(Counting { inner: HttpsConnector::new(judged_by), log: log.clone() }),
            connectivity: Arc::new(AtHome),
            clock,
            time,
            entropy: Arc::new(MachineEntropy),
        };
        let enrolling = enrol(parts.clone(), ticket, "invented phone".to_owned(), KeyTier::Software);
        let enrolment = runtime.block_on(enrolling).expect("the phone can be enrolled");
        let syncer = runtime.block_on(async { start(parts.clone()) });
        Self { runtime, parts, syncer: Some(syncer), log, enrolment, key, _folder: folder }
    }

    /// Sends and receives until there is nothing left to do.
    pub(super) fn sync(&self) {
        let syncer = self.syncer.as_ref().expect("the engine runs until the phone is dropped");
        let status = self.runtime.block_on(syncer.sync_once());
        assert_eq!(status, Status::Idle, "the phone has come to its rest");
    }

    /// The requests since this was last asked.
    pub(super) fn requests(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.log.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Saves visits a hundred at a time.
    pub(super) fn save(&self, numbers: std::ops::Range<u64>, persons: u64) {
        let records: Vec<NewRecord> =
            numbers.map(|number| new_record(number, &self.enrolment, persons)).collect();
        for some in records.chunks(100) {
            self.store().save_all(some.to_vec(), &*self.key).expect("records can be saved");
        }
    }

    /// Takes a photograph for a visit, and saves both.
    pub(super) fn photograph(&self, number: u64, persons: u64, photo: &[u8]) {
        let draft = DraftId(Uuid::from_u128(u128::from(number)));
        let kept = self.store().keep_media(draft, &mut &*photo, Haste::Soon, self.parts.clock.now());
        let sha256 = kept.expect("the photograph can be kept");
        let mut record = new_record(number, &self.enrolment, persons);
        let mut payload: Value = serde_json::from_str(&record.payload.text).expect("a visit is JSON");
        let fields = payload.as_object_mut().expect("a visit is an object");
        fields.insert("answers".to_owned(), json!({ "photo": sha256.to_string() }));
        (record.payload.text, record.draft) = (payload.to_string(), Some(draft));
        self.store().save(record, &*self.key).expect("the visit can be saved");
    }

    /// Photographs that have no receipt yet.
    pub(super) fn photographs_waiting(&self) -> u64 {
        let counts = self.store().media_counts().expect("photographs can be counted");
        assert_eq!(counts.parked, 0, "no photograph is parked");
        counts.waiting
    }

    /// Sends and receives as far as it goes.
    pub(super) fn try_sync(&self) {
        let syncer = self.syncer.as_ref().expect("the engine runs until the phone is dropped");
        self.runtime.block_on(syncer.sync_once());
    }

    /// Its memory.
    pub(super) fn store(&self) -> &Store {
        &self.parts.store
    }

    /// Everything that was saved has been receipted, and nothing was kept apart or sent to a person.
    pub(super) fn assert_all_arrived(&self, receipted: u64) {
        let counts = self.store().counts().expect("the outbox can be counted");
        let arrived = (counts.waiting, counts.parked, counts.needs_review, counts.quarantined);
        assert_eq!((arrived, counts.receipted_not_durable), ((0, 0, 0, 0), receipted));
    }

    /// Subjects it holds of so many.
    pub(super) fn assert_loaded(&self, persons: u64) {
        for number in [0, persons / 2, persons - 1] {
            let person = self.store().person(documents::person_id(number)).expect("the registry can be read");
            assert!(person.is_some(), "a person was loaded");
        }
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        if let Some(syncer) = self.syncer.take() {
            self.runtime.block_on(syncer.stop());
        }
    }
}
