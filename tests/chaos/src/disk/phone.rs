//! A phone of the harness: the real store, encrypted, on a disk in memory.

use super::{
    county::{County, CountyError, NOON, draft_id, household_id, life, number_of, record_id},
    step::{HOUSEHOLDS, Step},
    told::{Made, Shown, Stand, Told},
};
use crate::{
    ground::{
        disk::{Disk, Image},
        files::DiskFiles,
        vfs::{self, NotRegistered},
    },
    story::told,
};
use doorstep_protocol::{
    batch::{ItemAnswer, Verdict},
    chain::Head,
    digest::Digest,
    envelope::Refusal,
    journal::Place,
};
use doorstep_store::{
    DatabaseKey, Disk as StoreDisk, OpenError, Options, Page, SaveError, Standing, Store, StoreError,
};
use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;

/// How many there have been.
static BENCHES: AtomicU64 = AtomicU64::new(0);

/// The place where phones are made to fail, one after the other: a disk, its name with SQLite, a county.
pub(crate) struct Bench {
    pub(crate) disk: Arc<Disk>,
    pub(crate) county: Arc<County>,
    vfs: &'static str,
    files: Arc<DiskFiles>,
    /// Real, but nothing of a store is in it except its lock.
    dir: TempDir,
    enrolled: Image,
}

/// The harness itself does not work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BenchError {
    #[error(transparent)]
    Vfs(#[from] NotRegistered),
    #[error(transparent)]
    County(#[from] CountyError),
    #[error("no folder")]
    Folder(#[from] io::Error),
    #[error("the server does not open on a sound disk")]
    Server(#[from] doorstep_server::db::DbError),
    #[error("the phone does not open on a sound disk")]
    Open(#[from] OpenError),
    #[error("the phone does not work on a sound disk")]
    Store(#[from] StoreError),
}

/// Why a step was not done.
#[derive(Debug)]
pub(crate) enum Undone {
    /// The phone said that its storage is full.
    Full,
    /// It said something else.
    Said(String),
    /// The model and the phone disagree about what there is to answer.
    Astray(String),
    /// The harness failed.
    Bench(BenchError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::StorageFull => Self::Full,
            other => Self::Said(told(&other)),
        }
    }
}

impl From<SaveError> for Undone {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::StorageFull => Self::Full,
            other => Self::Said(told(&other)),
        }
    }
}

impl From<OpenError> for Undone {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::StorageFull => Self::Full,
            other => Self::Said(told(&other)),
        }
    }
}

impl From<CountyError> for Undone {
    fn from(error: CountyError) -> Self {
        Self::Bench(error.into())
    }
}

impl Bench {
    /// A bench beside all others of the process.
    pub(crate) fn new(county: Arc<County>) -> Result<Self, BenchError> {
        let disk = Arc::new(Disk::default());
        // SQLite keeps a file system, and so its name, for as long as the process lives.
        let vfs = format!("chaos-{}", BENCHES.fetch_add(1, Ordering::Relaxed)).leak();
        vfs::register(vfs, &disk)?;
        let files = Arc::new(DiskFiles(Arc::clone(&disk)));
        let mut bench = Self { disk, county, vfs, files, dir: TempDir::new()?, enrolled: Image::default() };
        let store = bench.open(&Options::default())?;
        bench.enrol(&store)?;
        drop(store);
        bench.enrolled = bench.disk.image();
        Ok(bench)
    }

    /// An enrolled phone that has heard the feed once.
    pub(crate) fn lay_out(&self) {
        self.disk.load(&self.enrolled);
    }

    /// A phone that nobody has used.
    pub(crate) fn lay_out_new(&self) {
        self.disk.load(&Image::default());
    }

    /// What is true of an enrolled phone.
    pub(crate) fn beginning() -> Told {
        let households = (1..=HOUSEHOLDS).map(|number| (number, 1)).collect();
        Told { cursor: Some(1), households, ..Told::default() }
    }

    pub(crate) fn enrol(&self, store: &Store) -> Result<(), BenchError> {
        store.set_enrolment(&self.county.enrolment)?;
        let all: Vec<u64> = (1..=HOUSEHOLDS).collect();
        store.apply_changes(&self.county.page(0, &all, 1, 1, false)?)?;
        Ok(())
    }

    pub(crate) fn open(&self, options: &Options) -> Result<Store, OpenError> {
        let disk = StoreDisk::lent(self.vfs, Arc::clone(&self.files) as Arc<_>);
        let options = Options { disk, cache_kib: 4096, ..options.clone() };
        Store::open(self.dir.path(), &DatabaseKey::new([7; 32]), options)
    }

    /// Words without the name of our folder, which is another in every process.
    pub(crate) fn anywhere(&self, words: &str) -> String {
        words.replace(&*self.dir.path().to_string_lossy(), "phone")
    }

    /// Every journal on the disk.
    pub(crate) fn journals(&self) -> Vec<PathBuf> {
        self.disk.named("journal")
    }

    /// Does a step on an open store. `Reopen` is the case's own. Returns whether what was saved is in the journal too.
    pub(crate) fn take(&self, store: &Store, told: &Told, step: &Step) -> Result<bool, Undone> {
        let county = &self.county;
        match step {
            Step::Reopen => {}
            Step::Draft { number, version } => store.put_draft(&county.draft(*number, *version))?,
            Step::Drop { number } => {
                store.drop_draft(draft_id(*number))?;
            }
            Step::Save { numbers, draft } => {
                let drafts = std::iter::once(*draft).chain(std::iter::repeat(None));
                let records = numbers.iter().zip(drafts).map(|(number, draft)| county.record(*number, draft));
                let saved = store.save_all(records.collect(), &county.device_key)?;
                return Ok(saved.iter().all(|saved| saved.journalled));
            }
            Step::SaveAgain { number } => {
                let again = store.save(county.record(*number, None), &county.device_key)?;
                if !again.repeated {
                    return Err(Undone::Astray(format!("record {number} was taken for a new one")));
                }
            }
            Step::Answer { stored, refused } => self.answer(store, told, stored, refused)?,
            Step::Retry { number } => {
                store.retry_parked(record_id(*number))?;
            }
            Step::Watermark { through } => {
                store.apply_watermark(&county.watermark(told.life, *through))?;
            }
            Step::Reoffer { life: number } => {
                store.reoffer(life(*number))?;
            }
            Step::NewEpoch { county_seq } => {
                let epoch = told.head.map_or(1, |head| head.epoch);
                let head = Head { epoch, seq: *county_seq, hash: link(epoch + 1) };
                store.reopen_epoch(head, &county.device_key)?;
            }
            Step::Page { puts, revision, cursor, more } => {
                store.apply_changes(&county.page(told.life, puts, *revision, *cursor, *more)?)?;
            }
            Step::Tokens { number } => store.set_tokens(&county.tokens(*number))?,
        }
        Ok(false)
    }

    fn answer(&self, store: &Store, told: &Told, stored: &[u64], refused: &[u64]) -> Result<(), Undone> {
        let waiting = store.outbox(500, usize::MAX)?;
        let shown: Vec<_> = waiting.iter().map(|one| (number_of(one.record), Some(one.place()))).collect();
        let expected = told.records.iter().filter(|made| made.stand == Stand::Waiting);
        let expected: Vec<_> = expected.map(|made| (made.number, made.place)).collect();
        if shown != expected {
            return Err(Undone::Astray(format!("the outbox shows {shown:?}, not {expected:?}")));
        }
        let (mut answers, mut kept) = (Vec::new(), Vec::new());
        for one in &waiting {
            let number = number_of(one.record);
            if stored.contains(&number) {
                answers.push((one.place(), ItemAnswer::Stored { at: NOON, verdict: Verdict::Accepted }));
                kept.push(one);
            } else if refused.contains(&number) {
                answers.push((one.place(), ItemAnswer::Refused { code: Refusal::BadSignature }));
            }
        }
        Ok(store.answer(&answers, Some(&self.county.receipts(&kept)?), NOON)?)
    }

    /// Everything that the store shows.
    pub(crate) fn shown(&self, store: &Store) -> Result<Shown, StoreError> {
        let page = Page::first(500);
        let places: std::collections::BTreeMap<_, Place> =
            store.outbox(500, usize::MAX)?.iter().map(|one| (one.record, one.place())).collect();
        let mut records: Vec<Made> = Vec::new();
        for stored in store.history(None, &page)?.items.into_iter().rev() {
            let stand = match stored.standing {
                Standing::Waiting => Stand::Waiting,
                Standing::Parked { .. } => Stand::Parked,
                Standing::Receipted => Stand::Receipted,
                Standing::Durable => Stand::Durable,
            };
            let (receipt, place) = (stored.receipted_at.is_some(), places.get(&stored.record).copied());
            records.push(Made { number: number_of(stored.record), stand, receipt, place });
        }
        let drafts = store.drafts(&page)?.items.into_iter().map(|draft| {
            let version = draft.snapshot.get("version").and_then(serde_json::Value::as_u64);
            (u64::try_from(draft.id.0.as_u128()).unwrap_or(u64::MAX), version.unwrap_or(0))
        });
        let mut households = std::collections::BTreeMap::new();
        for number in 1..=HOUSEHOLDS {
            if let Some(on_file) = store.household(household_id(number))? {
                households.insert(number, on_file.revision);
            }
        }
        let tokens = store.tokens()?.and_then(|tokens| tokens.access.get(1..)?.parse().ok());
        Ok(Shown(Told {
            drafts: drafts.collect(),
            records,
            head: store.head()?.map(Head::place),
            life: store.incarnation()?.map_or(0, |life| (life.0.as_u128() & 0xFFFF) as u64),
            cursor: store.cursor()?.and_then(|cursor| cursor.parse().ok()),
            households,
            tokens,
            sweeping: false,
        }))
    }
}

/// What the first header of an epoch names, past the first epoch.
pub(crate) fn link(epoch: u32) -> Digest {
    Digest::of(&epoch.to_be_bytes())
}
