//! One phone, enrolled with a county in memory.

use crate::{
    ground::{
        disk::{Disk, Image},
        files::DiskFiles,
        vfs,
    },
    layer::Trouble,
};
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    id::{DraftId, PersonId, RecordId},
    record::PAYLOAD_VERSION,
    rules::RulesVersion,
    subject::Subject,
    visit::Urgency,
};
use doorstep_protocol::{
    envelope::{Claim, Payload},
    key::{KeyTier, SoftwareKey},
};
use doorstep_store::{DatabaseKey, Disk as StoreDisk, Haste, NewRecord, Options, RecordFacts, Store};
use doorstep_sync::{
    engine::{Effect, Engine, Event, Stage, What, step},
    enrol::enrol,
    hands::Hands,
    ports::{AnchorTime, AtHome, Clock, reading},
    runner::Parts,
    testing::{OsEntropy, TestClock, TestConnector, TestCounty},
    transport::TransportError,
};
use serde_json::json;
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

/// How many there have been.
static BENCHES: AtomicU64 = AtomicU64::new(0);

/// The thing itself: disk, folder, and a runtime to enrol on.
pub(super) struct Bench {
    disk: Arc<Disk>,
    vfs: &'static str,
    files: Arc<DiskFiles>,
    dir: TempDir,
    runtime: Runtime,
    empty: Image,
}

impl Bench {
    pub(super) fn new() -> Result<Self, Trouble> {
        let disk = Arc::new(Disk::default());
        // SQLite keeps a file system, and so its name, for as long as the process lives.
        let vfs = format!("media-{}", BENCHES.fetch_add(1, Ordering::Relaxed)).leak();
        vfs::register(vfs, &disk)?;
        let files = Arc::new(DiskFiles(Arc::clone(&disk)));
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let mut bench = Self { disk, vfs, files, dir: TempDir::new()?, runtime, empty: Image::default() };
        drop(bench.store()?);
        bench.empty = bench.disk.image();
        Ok(bench)
    }

    fn store(&self) -> Result<Arc<Store>, Trouble> {
        let disk = StoreDisk::lent(self.vfs, Arc::clone(&self.files) as Arc<_>);
        let options = Options { disk, cache_kib: 4096, ..Options::default() };
        Ok(Arc::new(Store::open(self.dir.path(), &DatabaseKey::new([7; 32]), options)?))
    }

    /// A phone that has just become known to a county of its own.
    pub(super) fn phone(&self) -> Result<Phone<'_>, Trouble> {
        self.disk.load(&self.empty);
        let county = TestCounty::new()?;
        let clock = Arc::new(TestClock::at(DateTime::UNIX_EPOCH));
        let parts = Parts {
            store: self.store()?,
            key: Arc::new(SoftwareKey::generate()?),
            connector: Arc::new(TestConnector(Arc::clone(&county))),
            connectivity: Arc::new(AtHome),
            time: Arc::new(AnchorTime::new(Arc::clone(&clock) as Arc<dyn Clock>)),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::new(OsEntropy),
        };
        let enrolling = enrol(parts.clone(), county.ticket(), "phone".to_owned(), KeyTier::Software);
        self.runtime.block_on(enrolling)?;
        Ok(Phone {
            bench: self,
            hands: Hands::new(parts.clone()),
            parts,
            county,
            engine: Engine::default(),
            now: 0,
            timer: None,
            inbox: VecDeque::new(),
        })
    }
}

pub(super) struct Phone<'a> {
    bench: &'a Bench,
    parts: Parts,
    hands: Hands,
    county: Arc<TestCounty>,
    engine: Engine,
    now: u64,
    pub(super) timer: Option<u64>,
    pub(super) inbox: VecDeque<What>,
}

impl Phone<'_> {
    pub(super) fn store(&self) -> Result<&Store, Trouble> {
        Ok(&self.parts.store)
    }

    pub(super) fn hands(&self) -> Result<&Hands, Trouble> {
        Ok(&self.hands)
    }

    pub(super) fn county(&self) -> &TestCounty {
        &self.county
    }

    pub(super) fn stage(&self) -> &Stage {
        self.engine.stage()
    }

    pub(super) fn step(&mut self, jitter: u32, what: What) -> Vec<Effect> {
        let event = Event { now_millis: self.now, jitter, what };
        let (engine, effects) = step(std::mem::take(&mut self.engine), event);
        self.engine = engine;
        effects
    }

    /// Nothing is under way: time goes on to the next wait.
    pub(super) fn elapse(&mut self) {
        if let Some(until) = self.timer.take() {
            self.now = self.now.max(until);
            self.inbox.push_back(What::Elapsed);
        }
    }

    /// The process is killed and started again on the same files.
    pub(super) fn restart(&mut self) {
        self.engine = Engine::default();
        self.hands = Hands::new(self.parts.clone());
        self.timer = None;
        self.inbox.clear();
        self.inbox.push_back(What::Started);
    }

    pub(super) fn send(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let enrolment = self.parts.store.enrolment().ok().flatten().ok_or(TransportError::Unreachable)?;
        let transport = self.parts.connector.connect(&enrolment.address, enrolment.ca_pin);
        let transport = transport.map_err(|_| TransportError::Unreachable)?;
        self.bench.runtime.block_on(transport.send(request))
    }

    pub(super) fn save(&self, number: u64, emergency: bool, photo: Option<&[u8]>) -> Result<(), Trouble> {
        let store = &self.parts.store;
        let enrolment = store.enrolment()?.ok_or("nobody is enrolled")?;
        let draft = DraftId(Uuid::from_u128(u128::from(number)));
        let at: DateTime<Utc> = DateTime::UNIX_EPOCH;
        let sha256 =
            photo.map(|mut photo| store.keep_media(draft, &mut photo, Haste::Soon, at)).transpose()?;
        let text = json!({ "words": "seen", "photo": sha256.map(|sha256| sha256.to_string()) }).to_string();
        let urgency = if emergency { Urgency::Emergency } else { Urgency::Normal };
        let record = NewRecord {
            claim: Claim {
                record: RecordId(Uuid::from_u128(u128::from(number))),
                kind: "visit".to_owned(),
                payload_version: PAYLOAD_VERSION,
                rules_version: RulesVersion("2026-11".to_owned()),
                author: enrolment.account,
                device: enrolment.device,
                clock: reading(&*self.parts.clock, store.anchor()?, None),
            },
            payload: Payload { salt: vec![1; 16], text },
            facts: RecordFacts {
                subject: Some(Subject::Person(PersonId(Uuid::from_u128(9)))),
                visit: None,
                urgency,
                day: NaiveDate::default(),
                corrects: None,
                title: Vec::new(),
            },
            draft: Some(draft),
        };
        store.save(record, &*self.parts.key)?;
        Ok(())
    }
}
