//! The county of the stories: the real routes over the real jobs, on SQLite on a disk in
//! memory, asked one request after the other on the thread of the scheduler.

use super::cast::{self, NOON};
use crate::{
    chance::Chance,
    ground::{
        disk::{Disk, Fault, Image},
        vfs,
    },
    layer::Trouble,
};
use axum::{Router, body::Body};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_protocol::{digest::Digest, journal::RecoveryPrivateKey};
use doorstep_server::{
    app::{App, Clock},
    backup,
    db::{Db, DbError, Tx},
    http::{Front, router},
    keyring::Keyring,
    log::{self, sealer},
};
use http::{Request, Response};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

/// How many there have been.
static COUNTIES: AtomicU64 = AtomicU64::new(0);

/// Most bytes of an answer.
const ANSWER: usize = 32 * 1024 * 1024;

/// Shows what the scheduler says.
#[derive(Default)]
struct Wall(AtomicI64);

impl Clock for Wall {
    fn now(&self) -> DateTime<Utc> {
        NOON + TimeDelta::milliseconds(self.0.load(Ordering::Relaxed))
    }
}

/// The county's machine: a disk, the keys beside it, a thread to work on.
pub(super) struct Machine {
    pub(super) disk: Arc<Disk>,
    file: PathBuf,
    keyring: Arc<Keyring>,
    pub(super) recovery: RecoveryPrivateKey,
    clock: Arc<Wall>,
    pub(super) runtime: Runtime,
    _keys: TempDir,
}

/// The server while it runs.
pub(super) struct County<'a> {
    pub(super) machine: &'a Machine,
    running: Option<Running>,
    backup: Option<Image>,
    /// How many lives the database has had.
    pub(super) lives: u32,
}

struct Running {
    app: App,
    router: Router,
}

impl Machine {
    /// A county on an empty disk.
    pub(super) fn new() -> Result<Self, Trouble> {
        let disk = Arc::new(Disk::default());
        let vfs = format!("protocol-county-{}", COUNTIES.fetch_add(1, Ordering::Relaxed));
        vfs::register(&vfs, &disk)?;
        let keys = TempDir::new()?;
        let (keyring, recovery) = Keyring::create(&keys.path().join("keys"), NOON)?;
        Ok(Self {
            disk,
            file: PathBuf::from(format!("file:/county/county.db?vfs={vfs}")),
            keyring: Arc::new(keyring),
            recovery,
            clock: Arc::default(),
            runtime: Builder::new_current_thread().enable_time().build()?,
            _keys: keys,
        })
    }

    /// Puts everybody on file, on an empty disk.
    pub(super) fn settle(&self) -> Result<County<'_>, Trouble> {
        let county = County::open(self)?;
        self.runtime.block_on(cast::settle(county.app()?))?;
        county.seal()?;
        Ok(county)
    }

    /// Winds the county's clock: milliseconds since the story began.
    pub(super) fn wind(&self, millis: i64) {
        self.clock.0.store(millis, Ordering::Relaxed);
    }
}

impl<'a> County<'a> {
    /// Starts the server on what the disk holds.
    pub(super) fn open(machine: &'a Machine) -> Result<Self, Trouble> {
        let mut county = Self { machine, running: None, backup: None, lives: 1 };
        county.start()?;
        Ok(county)
    }

    fn start(&mut self) -> Result<(), Trouble> {
        let machine = self.machine;
        let app = machine.runtime.block_on(async {
            let db = Db::sqlite_inline(&machine.file).await?;
            let clock = Arc::clone(&machine.clock) as Arc<dyn Clock>;
            App::new(db, Arc::clone(&machine.keyring), clock).await
        })?;
        let front = Front::new(app.clone(), "https://county.example".to_owned(), Digest::of(b"pin"));
        self.running = Some(Running { app, router: router(front) });
        Ok(())
    }

    /// As a server that is killed: nothing is closed in order.
    fn stop(&mut self) {
        self.machine.disk.cut();
        self.running = None;
    }

    pub(super) fn app(&self) -> Result<&App, Trouble> {
        Ok(&self.running.as_ref().ok_or("the server does not run")?.app)
    }

    /// The routes, for what stands outside the engine's round.
    pub(super) fn router(&self) -> Result<Router, Trouble> {
        Ok(self.running.as_ref().ok_or("the server does not run")?.router.clone())
    }

    /// Takes a request and answers it. With `cut`, the power goes at that change of the disk, if there are so many.
    pub(super) fn answer(
        &self,
        request: Request<Vec<u8>>,
        cut: Option<u64>,
    ) -> Result<Response<Vec<u8>>, Trouble> {
        let router = self.router()?;
        if let Some(change) = cut {
            self.machine.disk.arm(Fault::Cut(change));
        }
        let answered = self.machine.runtime.block_on(async {
            let (parts, body) = router.oneshot(request.map(Body::from)).await?.into_parts();
            let body = axum::body::to_bytes(body, ANSWER).await?;
            Ok(Response::from_parts(parts, body.to_vec()))
        });
        if !self.is_dark() {
            self.machine.disk.free();
        }
        answered
    }

    /// Whether the power is gone.
    pub(super) fn is_dark(&self) -> bool {
        self.machine.disk.is_off()
    }

    /// The power comes back, and the server is started on what survived.
    pub(super) fn power_on(&mut self, chance: &mut Chance) -> Result<String, Trouble> {
        self.stop();
        let survived = self.machine.disk.power_on(chance).to_string();
        self.start()?;
        Ok(survived)
    }

    /// A turn of the sealer, until nothing waits.
    pub(super) fn seal(&self) -> Result<(), Trouble> {
        self.machine.runtime.block_on(sealer::seal_all(self.app()?))?;
        Ok(())
    }

    /// Runs a job as the console's routes do.
    pub(super) fn write<T, E>(
        &self,
        job: impl FnOnce(&mut Tx<'_>, &Keyring) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, Trouble>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (app, keyring) = (self.app()?, Arc::clone(&self.machine.keyring));
        Ok(self.machine.runtime.block_on(app.write(move |tx| job(tx, &keyring))))
    }

    /// Looks something up.
    pub(super) fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, Trouble> {
        Ok(self.machine.runtime.block_on(self.app()?.db.read(job))?)
    }

    /// Makes a backup, as one does with the tools of the database: see [`backup`].
    pub(super) fn back_up(&mut self) -> Result<(), Trouble> {
        self.seal()?;
        let head = self.read(log::head)?;
        self.backup = Some(self.machine.disk.image());
        self.write(move |tx, _| backup::mark_durable(tx, head.position))??;
        Ok(())
    }

    pub(super) fn has_backup(&self) -> bool {
        self.backup.is_some()
    }

    /// The machine is lost, and the last backup put in its place.
    pub(super) fn restore(&mut self) -> Result<(), Trouble> {
        let image = self.backup.clone().ok_or("there is no backup")?;
        self.stop();
        self.machine.disk.load(&image);
        self.start()?;
        let at = self.machine.clock.now();
        self.write(move |tx, keyring| backup::begin_again(tx, keyring, at))??;
        self.lives += 1;
        Ok(())
    }
}

impl Drop for County<'_> {
    fn drop(&mut self) {
        self.stop();
    }
}
