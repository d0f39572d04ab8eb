//! A phone: the store and the runner as they ship, in the hands of somebody who saves a
//! visit now and then. It can lose its power at any change of its disk, and be started again.

use super::{
    clock::{Dice, Hour, PhoneClock},
    record,
    wire::{Dialer, Gauge},
};
use crate::{
    chance::Chance,
    finding::{Broken, Finding},
    ground::{
        disk::{Disk, Image},
        files::DiskFiles,
        vfs,
    },
    layer::Trouble,
    story::told,
};
use chrono::TimeDelta;
use doorstep_domain::id::RecordId;
use doorstep_protocol::{
    enrol::Ticket,
    key::{DeviceKey, KeyTier, SoftwareKey},
};
use doorstep_store::{DatabaseKey, Disk as StoreDisk, Options, Store};
use doorstep_sync::{
    enrol::enrol,
    https::HttpsConnector,
    ports::{AnchorTime, AtHome, reading},
    runner::{Parts, Syncer, start},
};
use std::{
    collections::BTreeSet,
    future::pending,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::{task::spawn_blocking, time::sleep};

/// Most phones of a case.
pub(crate) const PHONES: u64 = 3;

/// How many there have been.
static PLACES: AtomicU64 = AtomicU64::new(0);

/// Most visits of a phone, and words of a long one: eighteen bytes each.
const VISITS: u64 = 10;
const LONG: u64 = 3_000;

/// How long somebody waits before showing the ticket again.
const AGAIN: Duration = Duration::from_secs(20);

/// Where a phone keeps its files; used again from case to case.
pub(crate) struct Place {
    disk: Arc<Disk>,
    files: Arc<DiskFiles>,
    vfs: &'static str,
    /// Real, but nothing of a store is in it except its lock.
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Result<Self, Trouble> {
        let disk = Arc::new(Disk::default());
        // SQLite keeps a file system, and so its name, for as long as the process lives.
        let vfs = format!("network-phone-{}", PLACES.fetch_add(1, Ordering::Relaxed)).leak();
        vfs::register(vfs, &disk)?;
        let files = Arc::new(DiskFiles(Arc::clone(&disk)));
        Ok(Self { disk, files, vfs, folder: TempDir::new()? })
    }
}

/// A visit to be made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due {
    pub(crate) at_millis: u64,
    pub(crate) words: u64,
}

/// What somebody will do with a phone, and how wrong its clock is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Day {
    /// In order.
    pub(crate) script: Vec<Due>,
    pub(crate) wrong_by: TimeDelta,
    /// Of its jitter.
    pub(crate) seed: u64,
}

impl Day {
    /// Some visits within this time.
    pub(crate) fn draw(chance: &mut Chance, until_millis: u64) -> Self {
        let days = if chance.percent(30) { chance.below(40_000) as i64 - 20_000 } else { 0 };
        let visits = 1 + chance.below(VISITS);
        let due = |_| {
            let words = if chance.percent(20) { chance.below(LONG) } else { chance.below(60) };
            Due { at_millis: chance.below(until_millis), words }
        };
        let mut script: Vec<Due> = (0..visits).map(due).collect();
        script.sort_unstable_by_key(|due| due.at_millis);
        Self { script, wrong_by: TimeDelta::days(days), seed: chance.draw() }
    }
}

/// What is true of a phone whether it runs or not.
#[derive(Default)]
struct Ledger {
    /// How many of the visits have been made.
    made: usize,
    /// Records that somebody was told are saved.
    saved: BTreeSet<RecordId>,
    /// Records that somebody began to save.
    begun: BTreeSet<RecordId>,
    /// Something went wrong that nobody put in.
    finding: Option<Finding>,
    store: Option<Arc<Store>>,
    syncer: Option<Syncer>,
}

pub(crate) struct Phone {
    /// From 1; also the worker's.
    pub(crate) number: u64,
    place: Arc<Place>,
    key: Arc<dyn DeviceKey>,
    clock: Arc<PhoneClock>,
    hour: Hour,
    pub(crate) gauge: Arc<Gauge>,
    seed: u64,
    ticket: Ticket,
    script: Vec<Due>,
    ledger: Mutex<Ledger>,
}

impl Phone {
    /// A new phone.
    pub(crate) fn new(
        number: u64,
        place: &Arc<Place>,
        ticket: &Ticket,
        hour: &Hour,
        Day { script, wrong_by, seed }: Day,
    ) -> Result<Self, Trouble> {
        place.disk.load(&Image::default());
        Ok(Self {
            number,
            place: Arc::clone(place),
            key: Arc::new(SoftwareKey::generate()?),
            clock: Arc::new(PhoneClock::new(hour, wrong_by)),
            hour: hour.clone(),
            gauge: Arc::default(),
            seed,
            ticket: ticket.clone(),
            script,
            ledger: Mutex::default(),
        })
    }

    /// Its name in the simulation.
    pub(crate) fn name(&self) -> String {
        format!("phone-{}", self.number)
    }

    pub(crate) fn disk(&self) -> &Disk {
        &self.place.disk
    }

    /// Its life on its host, until the power goes.
    pub(crate) async fn live(self: Arc<Self>) -> turmoil::Result {
        let Some(store) = self.open() else { return pending().await };
        let time = Arc::new(AnchorTime::new(self.clock.clone()));
        let parts = Parts {
            store: Arc::clone(&store),
            key: Arc::clone(&self.key),
            connector: Arc::new(HttpsConnector::over(Dialer(Arc::clone(&self.gauge)), time.clone())),
            connectivity: Arc::new(AtHome),
            clock: self.clock.clone(),
            time,
            entropy: Arc::new(Dice::of(self.seed)),
        };
        let syncer = start(parts.clone());
        {
            let mut ledger = self.ledger();
            ledger.store = Some(Arc::clone(&store));
            ledger.syncer = Some(syncer.clone());
        }
        while store.enrolment()?.is_none() {
            let showing = enrol(parts.clone(), self.ticket.clone(), "a phone".to_owned(), KeyTier::Software);
            if showing.await.is_err() {
                sleep(AGAIN).await;
            }
        }
        syncer.restart();
        while let Some(due) = self.next() {
            sleep(Duration::from_millis(due.at_millis.saturating_sub(self.hour.millis()))).await;
            let (phone, store) = (Arc::clone(&self), Arc::clone(&store));
            if !spawn_blocking(move || phone.save(&store, due)).await? {
                return pending().await;
            }
            syncer.saved(false);
        }
        // Nobody touches it any more.
        pending().await
    }

    fn open(&self) -> Option<Arc<Store>> {
        let disk = StoreDisk::lent(self.place.vfs, Arc::clone(&self.place.files) as Arc<_>);
        let options = Options { disk, cache_kib: 4096, ..Options::default() };
        match Store::open(self.place.folder.path(), &DatabaseKey::new([7; 32]), options) {
            Ok(store) => Some(Arc::new(store)),
            Err(error) => {
                self.wrong(Broken::Stuck, format_args!("does not open: {}", told(&error)));
                None
            }
        }
    }

    /// Saves the visit that is due. Returns whether it was.
    fn save(&self, store: &Store, due: Due) -> bool {
        let number = {
            let mut ledger = self.ledger();
            let number = ledger.made as u64;
            ledger.begun.insert(record::id(self.number, number));
            number
        };
        let id = record::id(self.number, number);
        let saving = || {
            // Kept, though the power went before anybody was told: she finds it in her history.
            if store.record(id)?.is_some() {
                return Ok(());
            }
            let enrolment = store.enrolment()?.ok_or_else(|| Trouble::from("it is not enrolled"))?;
            let clock = reading(&*self.clock, store.anchor()?, None);
            let new = record::visit(&enrolment, self.number, id, due.words, clock)
                .ok_or("the visit has no JSON form")?;
            store.save(new, &*self.key)?;
            Ok::<_, Trouble>(())
        };
        match saving() {
            Ok(()) => {
                let mut ledger = self.ledger();
                ledger.made += 1;
                ledger.saved.insert(id);
                true
            }
            Err(error) => {
                self.wrong(Broken::Stuck, format_args!("does not save: {}", told(error.as_ref())));
                false
            }
        }
    }

    /// Something failed; without power that is no wonder.
    fn wrong(&self, broken: Broken, words: std::fmt::Arguments<'_>) {
        if !self.place.disk.is_off() {
            let finding = Finding::new(broken, format!("{} {words}", self.name()));
            self.ledger().finding.get_or_insert(finding);
        }
    }

    fn next(&self) -> Option<Due> {
        self.script.get(self.ledger().made).copied()
    }

    /// The power is gone: nothing runs, and nothing holds the files.
    pub(crate) fn stop(&self) {
        let mut ledger = self.ledger();
        (ledger.store, ledger.syncer) = (None, None);
    }

    /// The power is back.
    pub(crate) fn boot_again(&self) {
        self.clock.boot_again();
    }

    /// The platform says that there is a network, or a better one.
    pub(crate) fn hears_of_network(&self) {
        if let Some(syncer) = &self.ledger().syncer {
            syncer.network_good();
        }
    }

    pub(crate) fn store(&self) -> Option<Arc<Store>> {
        self.ledger().store.clone()
    }

    pub(crate) fn finding(&self) -> Option<Finding> {
        self.ledger().finding.clone()
    }

    /// Whether every visit has been made.
    pub(crate) fn is_done(&self) -> bool {
        self.next().is_none()
    }

    pub(crate) fn saved(&self) -> BTreeSet<RecordId> {
        self.ledger().saved.clone()
    }

    pub(crate) fn begun(&self) -> BTreeSet<RecordId> {
        self.ledger().begun.clone()
    }

    /// What the engine says of itself, in words.
    pub(crate) fn status(&self) -> String {
        self.ledger().syncer.as_ref().map_or("off".to_owned(), |syncer| format!("{:?}", syncer.status()))
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
