//! One enrolled phone on a real folder, with a keystore and a disk that count what they cost.

use crate::documents;
use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId, Incarnation},
    post::Post,
    rules,
    subject::Subject,
    visit::Visit,
};
use doorstep_protocol::{
    changes::{Change, ChangesAnswer},
    clock::{ClockReading, Confidence},
    digest::Digest,
    envelope::{Claim, Payload},
    journal::generate_recovery_key,
    key::{CountyKey, DeviceKey, KeyUnavailable, PublicKey, Signature, SoftwareKey},
    receipt::Watermark,
    signed::{CountyKeys, Signed},
};
use doorstep_store::{DatabaseKey, Disk, Enrolment, Files, NewRecord, OpenFile, Options, RecordFacts, Store};
use std::{
    fs::{self, File},
    io::{self, Seek, SeekFrom, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tempfile::TempDir;
use uuid::Uuid;

/// Time spent in one place, from any thread.
#[derive(Debug, Default)]
pub struct Spent(AtomicU64);

impl Spent {
    /// So far.
    pub fn total(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }

    /// Begins anew.
    pub fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    fn on<T>(&self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        let nanos = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_add(nanos, Ordering::Relaxed);
        done
    }
}

/// A software key that counts the time it takes to sign. A phone's keystore takes milliseconds; that is not ours to mend.
pub struct CountingKey {
    key: SoftwareKey,
    /// In [`DeviceKey::sign`].
    pub signing: Spent,
}

impl CountingKey {
    /// A new key.
    pub fn generate() -> Self {
        Self { key: SoftwareKey::generate().expect("a key can be made"), signing: Spent::default() }
    }
}

impl DeviceKey for CountingKey {
    fn public_key(&self) -> Result<PublicKey, KeyUnavailable> {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, KeyUnavailable> {
        self.signing.on(|| self.key.sign(message))
    }
}

/// The platform's files, with the time the journal spends writing and syncing.
struct CountingFiles {
    journal: Arc<Spent>,
}

struct CountingFile {
    file: File,
    journal: Arc<Spent>,
}

impl Files for CountingFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn OpenFile>> {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        Ok(Box::new(CountingFile { file, journal: Arc::clone(&self.journal) }))
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }
}

impl OpenFile for CountingFile {
    fn set_len(&mut self, bytes: u64) -> io::Result<()> {
        self.file.set_len(bytes)
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let Self { file, journal } = self;
        journal.on(|| {
            file.seek(SeekFrom::Start(offset))?;
            file.write_all(bytes)
        })
    }

    fn sync(&mut self) -> io::Result<()> {
        let Self { file, journal } = self;
        journal.on(|| file.sync_data())
    }
}

/// A phone that no server knows: for what the store costs by itself.
pub struct Phone {
    /// Its memory.
    pub store: Store,
    /// Its key.
    pub key: CountingKey,
    /// In writing and syncing the journal.
    pub journal: Arc<Spent>,
    /// Who is enrolled.
    pub enrolment: Enrolment,
    county: CountyKey,
    _folder: TempDir,
}

/// The platform's disk, counting; the database through SQLite's own VFS.
pub fn disk(journal: &Arc<Spent>) -> Disk {
    Disk::lent("unix", Arc::new(CountingFiles { journal: Arc::clone(journal) }))
}

impl Phone {
    /// A new one, in a folder of its own below `place`.
    pub fn new(place: &Path) -> Self {
        let folder = tempfile::tempdir_in(place).expect("a folder for the phone");
        let journal = Arc::new(Spent::default());
        let options = Options { disk: disk(&journal), ..Options::default() };
        let store = Store::open(folder.path(), &DatabaseKey::new([7; 32]), options).expect("the store opens");
        let county = CountyKey::generate().expect("a key can be made");
        let (_, recovery) = generate_recovery_key().expect("a key can be made");
        let enrolment = Enrolment {
            device: DeviceId(Uuid::from_u128(0xD1)),
            account: AccountId(Uuid::from_u128(0xA1)),
            name: "甲某某".to_owned(),
            posts: vec![Post::Worker],
            address: "https://county.example".to_owned(),
            ca_pin: Digest::of(b"pin"),
            keys: CountyKeys::new(county.public_key()),
            recovery,
            incarnation: Incarnation(Uuid::from_u128(0xC0)),
        };
        store.set_enrolment(&enrolment).expect("an enrolment can be kept");
        Self { store, key: CountingKey::generate(), journal, enrolment, county, _folder: folder }
    }

    /// Reads changes in pages, as a first load does.
    pub fn hear(&self, changes: &[Change]) {
        let watermark = Watermark {
            incarnation: self.enrolment.incarnation,
            device: self.enrolment.device,
            epoch: 1,
            seq: 0,
            at: clock().device,
        };
        let watermark = Signed::sign(&watermark, &self.county).expect("a watermark can be signed");
        for page in changes.chunks(doorstep_protocol::limits::CHANGES) {
            let answer = ChangesAnswer {
                changes: page.to_vec(),
                next: "next".to_owned(),
                more: true,
                incarnation: self.enrolment.incarnation,
                watermark: watermark.clone(),
            };
            self.store.apply_changes(&answer).expect("changes can be taken");
        }
    }
}

fn clock() -> ClockReading {
    let device: DateTime<Utc> = DateTime::from_timestamp(1_795_320_000, 0).expect("a time");
    ClockReading {
        device,
        monotonic_millis: 3_600_000,
        boot: "boot".to_owned(),
        anchor: None,
        gnss: None,
        confidence: Confidence::Low,
    }
}

/// A visit ready to be saved by the enrolled person.
pub fn new_record(number: u64, enrolment: &Enrolment, persons: u64) -> NewRecord {
    let (visit, text) = documents::visit(number, enrolment.account, persons);
    let Visit { subject, .. } = &visit;
    let subject: Subject = *subject;
    NewRecord {
        claim: Claim {
            record: documents::record(number),
            kind: "visit".to_owned(),
            payload_version: 1,
            rules_version: rules::in_force_on(documents::day()).expect("there are rules").version.clone(),
            author: enrolment.account,
            device: enrolment.device,
            clock: clock(),
        },
        payload: Payload { salt: number.to_be_bytes().repeat(2), text },
        facts: RecordFacts {
            subject: Some(subject),
            visit: Some(visit.kind.tag()),
            urgency: visit.urgency(),
            day: visit.day,
            corrects: None,
            title: vec!["met".to_owned()],
        },
        draft: None,
    }
}
