//! A phone of the stories: the real engine over the real store, on a disk in memory. What
//! the engine asks for is done by its own hands, when the scheduler says so.

use super::{cast::NOON, mail::Sent};
use crate::{
    chance::Chance,
    ground::{
        disk::{Disk, Image},
        files::DiskFiles,
        vfs,
    },
    layer::Trouble,
};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_protocol::{
    digest::Digest,
    journal::Place,
    key::{DeviceKey, KeyUnavailable, PublicKey, Signature, SoftwareKey},
};
use doorstep_store::{DatabaseKey, Disk as StoreDisk, Options, Store};
use doorstep_sync::{
    engine::{Effect, Engine, Event, Stage, Ticket, What, step},
    hands::Hands,
    ports::{AnchorTime, AtHome, Clock, Entropy},
    runner::Parts,
    transport::{BadAddress, Connector, Transport, TransportError},
};
use http::{Request, Response};
use std::{
    collections::{BTreeSet, VecDeque},
    path::PathBuf,
    rc::Rc,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use tempfile::TempDir;

/// How many there have been.
static HANDSETS: AtomicU64 = AtomicU64::new(0);

/// Pages after which the write-ahead log is folded into the database.
const WAL_PAGES: u32 = 400;

/// A clock that the scheduler winds.
struct Watch(Mutex<(DateTime<Utc>, u64, u64)>);

impl Watch {
    fn shows(&self) -> (DateTime<Utc>, u64, u64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for Watch {
    fn now(&self) -> DateTime<Utc> {
        self.shows().0
    }

    fn monotonic_millis(&self) -> u64 {
        self.shows().1
    }

    fn boot(&self) -> String {
        self.shows().2.to_string()
    }
}

/// The phone's key in a keystore that may glitch: what it signs then does not verify.
pub(super) struct Keystore {
    key: SoftwareKey,
    glitch: AtomicBool,
}

impl DeviceKey for Keystore {
    fn public_key(&self) -> Result<PublicKey, KeyUnavailable> {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, KeyUnavailable> {
        let mut signature = self.key.sign(message)?;
        if self.glitch.load(Ordering::Relaxed)
            && let Some(byte) = signature.sig.first_mut()
        {
            *byte ^= 1;
        }
        Ok(signature)
    }
}

/// The runner's jitter is the scheduler's here.
struct NoEntropy;

impl Entropy for NoEntropy {
    fn fill(&self, _: &mut [u8]) -> bool {
        false
    }
}

/// The way to the county is the scheduler, which never asks for this one.
struct NoWay;

#[async_trait]
impl Transport for NoWay {
    async fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        Err(TransportError::Unreachable)
    }
}

impl Connector for NoWay {
    fn connect(&self, _: &str, _: Digest) -> Result<Arc<dyn Transport>, BadAddress> {
        Ok(Arc::new(Self))
    }
}

/// The thing itself, which outlives the stories: disk, keystore, clock.
pub(super) struct Handset {
    pub(super) disk: Arc<Disk>,
    vfs: &'static str,
    files: Arc<DiskFiles>,
    dir: TempDir,
    pub(super) keystore: Arc<Keystore>,
    watch: Arc<Watch>,
}

impl Handset {
    pub(super) fn new() -> Result<Self, Trouble> {
        let disk = Arc::new(Disk::default());
        // SQLite keeps a file system, and so its name, for as long as the process lives.
        let vfs = format!("protocol-phone-{}", HANDSETS.fetch_add(1, Ordering::Relaxed)).leak();
        vfs::register(vfs, &disk)?;
        let files = Arc::new(DiskFiles(Arc::clone(&disk)));
        let keystore = Keystore { key: SoftwareKey::generate()?, glitch: AtomicBool::new(false) };
        Ok(Self {
            disk,
            vfs,
            files,
            dir: TempDir::new()?,
            keystore: Arc::new(keystore),
            watch: Arc::new(Watch(Mutex::new((NOON, 0, 0)))),
        })
    }

    fn store(&self) -> Result<Arc<Store>, Trouble> {
        let disk = StoreDisk::lent(self.vfs, Arc::clone(&self.files) as Arc<_>);
        let options = Options { disk, cache_kib: 4096, wal_pages: WAL_PAGES, ..Options::default() };
        Ok(Arc::new(Store::open(self.dir.path(), &DatabaseKey::new([7; 32]), options)?))
    }

    fn parts(&self, store: Arc<Store>) -> Parts {
        let clock = Arc::clone(&self.watch) as Arc<dyn Clock>;
        Parts {
            store,
            key: Arc::clone(&self.keystore) as Arc<_>,
            connector: Arc::new(NoWay),
            connectivity: Arc::new(AtHome),
            time: Arc::new(AnchorTime::new(Arc::clone(&clock))),
            clock,
            entropy: Arc::new(NoEntropy),
        }
    }

    /// Every journal on the disk: what can be handed in when nothing else goes.
    pub(super) fn journals(&self) -> Vec<PathBuf> {
        self.disk.named("journal")
    }
}

/// A phone while its app runs.
pub(super) struct Phone<'a> {
    pub(super) handset: &'a Handset,
    running: Option<Running>,
    engine: Engine,
    /// One for each process: what an earlier one began comes to nothing.
    pub(super) process: u64,
    /// The moment of the last boot, the civil clock's error, and how often it was booted.
    booted: u64,
    error: TimeDelta,
    boots: u64,
    /// Of the batch under way.
    pub(super) sent: Vec<Place>,
    /// What went before the engine asked for its answer, in the order in which it will.
    pub(super) ahead: VecDeque<Rc<Sent>>,
    pub(super) copy: Option<(Image, BTreeSet<u64>)>,
}

struct Running {
    store: Arc<Store>,
    hands: Hands,
}

impl<'a> Phone<'a> {
    /// Opens the app on what the disk holds.
    pub(super) fn open(handset: &'a Handset) -> Result<Self, Trouble> {
        let mut phone = Self {
            handset,
            running: None,
            engine: Engine::default(),
            process: 0,
            booted: 0,
            error: TimeDelta::zero(),
            boots: 1,
            sent: Vec::new(),
            ahead: VecDeque::new(),
            copy: None,
        };
        phone.start()?;
        Ok(phone)
    }

    /// The app is closed in order, and a new process opens the same files.
    pub(super) fn reopen(&mut self) -> Result<(), Trouble> {
        self.stop();
        self.start()
    }

    /// The process is killed: nothing is closed in order, and what was written stays.
    pub(super) fn kill(&mut self) -> Result<(), Trouble> {
        let image = self.image();
        self.load(&image)
    }

    fn start(&mut self) -> Result<(), Trouble> {
        let store = self.handset.store()?;
        let hands = Hands::new(self.handset.parts(Arc::clone(&store)));
        self.running = Some(Running { store, hands });
        Ok(())
    }

    /// The process ends.
    fn stop(&mut self) {
        self.running = None;
        self.engine = Engine::default();
        self.process += 1;
        self.sent.clear();
        self.ahead.clear();
    }

    /// The power goes and comes back; what was not synced is up to the disk.
    pub(super) fn power_cut(&mut self, chance: &mut Chance) -> Result<String, Trouble> {
        self.handset.disk.cut();
        self.stop();
        let survived = self.handset.disk.power_on(chance).to_string();
        self.start()?;
        Ok(survived)
    }

    /// The phone's files as they are now.
    pub(super) fn image(&self) -> Image {
        self.handset.disk.image()
    }

    /// Old files come back.
    pub(super) fn load(&mut self, image: &Image) -> Result<(), Trouble> {
        self.handset.disk.cut();
        self.stop();
        self.handset.disk.load(image);
        self.start()
    }

    pub(super) fn reboot(&mut self, now: u64) {
        (self.booted, self.boots) = (now, self.boots + 1);
    }

    /// Somebody, or something, sets the civil clock.
    pub(super) fn set_clock(&mut self, error: TimeDelta) {
        self.error = error;
    }

    /// Winds the clocks to a moment of the story.
    pub(super) fn wind(&self, now: u64) {
        let millis = TimeDelta::milliseconds(i64::try_from(now).unwrap_or(0));
        let shows = (NOON + millis + self.error, self.monotonic(now), self.boots);
        *self.handset.watch.0.lock().unwrap_or_else(PoisonError::into_inner) = shows;
    }

    /// What the monotonic clock shows then.
    fn monotonic(&self, now: u64) -> u64 {
        now.saturating_sub(self.booted)
    }

    /// The moment of the story at which the monotonic clock shows this.
    pub(super) fn moment(&self, monotonic: u64) -> u64 {
        self.booted.saturating_add(monotonic)
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        &*self.handset.watch
    }

    /// What the keystore signs from now on verifies, or does not.
    pub(super) fn glitch(&self, glitch: bool) {
        self.handset.keystore.glitch.store(glitch, Ordering::Relaxed);
    }

    pub(super) fn parts(&self) -> Result<Parts, Trouble> {
        Ok(self.handset.parts(Arc::clone(&self.running.as_ref().ok_or("the app does not run")?.store)))
    }

    pub(super) fn store(&self) -> Result<&Store, Trouble> {
        Ok(&self.running.as_ref().ok_or("the app does not run")?.store)
    }

    pub(super) fn hands(&self) -> Result<&Hands, Trouble> {
        Ok(&self.running.as_ref().ok_or("the app does not run")?.hands)
    }

    /// Whether the engine still waits for this answer.
    pub(super) fn awaits(&self, ticket: Ticket) -> bool {
        self.engine.ticket() == ticket
    }

    pub(super) fn stage(&self) -> &Stage {
        self.engine.stage()
    }

    /// The engine takes an event.
    pub(super) fn step(&mut self, now: u64, jitter: u32, what: What) -> Vec<Effect> {
        let event = Event { now_millis: self.monotonic(now), jitter, what };
        let (engine, effects) = step(std::mem::take(&mut self.engine), event);
        self.engine = engine;
        effects
    }
}

impl Drop for Phone<'_> {
    fn drop(&mut self) {
        self.handset.disk.cut();
    }
}
