//! The county: the server as it ships, on a disk in memory, behind a name of the
//! simulation. It can lose its power at any change of the disk, and be started again.

use super::{
    clock::{Hour, START},
    phone::PHONES,
    record,
    wire::Ear,
};
use crate::{
    ground::{
        disk::{Disk, Image},
        town, vfs,
    },
    layer::Trouble,
};
use doorstep_protocol::{digest::Digest, enrol::Ticket};
use doorstep_server::{
    app::App,
    db::{Db, DbError, Tx},
    enrolment::{self, EnrolmentError},
    http::{self, Front},
    keyring::Keyring,
    log::sealer,
    subjects, tls,
};

use futures::executor::block_on;
use std::{
    error::Error,
    future::pending,
    net::Ipv4Addr,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;
use turmoil::net::TcpListener;

/// How many there have been.
static COUNTIES: AtomicU64 = AtomicU64::new(0);

/// Its name in the simulation.
pub(crate) const NAME: &str = "county";
const PORT: u16 = 8443;

/// Villages, and households of all villages together.
pub(crate) const VILLAGES: u64 = 3;
pub(crate) const HOUSEHOLDS: u64 = 24;

/// What stays when the server dies.
pub(crate) struct County {
    pub(crate) disk: Arc<Disk>,
    file: PathBuf,
    keys: PathBuf,
    hour: Hour,
    ca_pin: Digest,
    /// The server that runs, if one does.
    app: Mutex<Option<App>>,
    /// On file and in print, nobody enrolled yet.
    founded: Image,
    /// One for each worker, good for the first phone that shows it.
    pub(crate) tickets: Vec<Ticket>,
    _folder: TempDir,
}

impl County {
    pub(crate) fn new(hour: &Hour) -> Result<Self, Trouble> {
        let vfs = format!("network-county-{}", COUNTIES.fetch_add(1, Ordering::Relaxed));
        let disk = Arc::new(Disk::default());
        vfs::register(&vfs, &disk)?;
        let folder = TempDir::new()?;
        let keys = folder.path().join("keys");
        Keyring::create(&keys, START)?;
        let ca_pin = tls::open(&keys, &[NAME.to_owned()], START)?.ca_pin;
        let mut county = Self {
            disk,
            file: PathBuf::from(format!("file:/county/county.db?vfs={vfs}")),
            keys,
            hour: hour.clone(),
            ca_pin,
            app: Mutex::default(),
            founded: Image::default(),
            tickets: Vec::new(),
            _folder: folder,
        };
        let app = block_on(county.open())?;
        let codes = block_on(app.write(found))?;
        block_on(sealer::seal_all(&app))?;
        let ticket = |code| enrolment::ticket(&app, code, format!("https://{NAME}:{PORT}"), county.ca_pin);
        county.tickets = codes.into_iter().map(ticket).collect();
        drop(app);
        county.founded = county.disk.image();
        Ok(county)
    }

    /// The county as it was founded.
    pub(crate) fn lay_out(&self) {
        self.disk.load(&self.founded);
    }

    async fn open(&self) -> Result<App, Trouble> {
        // On the thread that asks: virtual time stands still until a job is done.
        let db = Db::sqlite_inline(&self.file).await?;
        let keyring = Keyring::load(&self.keys, START)?;
        Ok(App::new(db, Arc::new(keyring), Arc::new(self.hour.clone())).await?)
    }

    /// The server's life on its host, until the power goes.
    pub(crate) async fn serve(self: Arc<Self>) -> turmoil::Result {
        let app = self.open().await.map_err(|error| error as Box<dyn Error>)?;
        let tls = tls::open(&self.keys, &[NAME.to_owned()], START)?;
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, PORT)).await?;
        tokio::spawn(sealer::run(app.clone(), pending()));
        let front = Front::new(app.clone(), format!("https://{NAME}:{PORT}"), tls.ca_pin);
        *self.running() = Some(app);
        Ok(http::run_over(Ear(listener), front, Some(tls), pending()).await?)
    }

    /// The power is gone: nothing runs.
    pub(crate) fn stop(&self) {
        self.disk.cut();
        *self.running() = None;
    }

    /// Does a job at the county's own desk, if the server runs and has power.
    pub(crate) fn at_the_desk<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
    ) -> Option<Result<T, DbError>> {
        let app = self.running().clone()?;
        Some(block_on(app.write(job)))
    }

    /// Opens the database while no server runs, and looks.
    pub(crate) fn looked_into<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, Trouble> {
        let app = block_on(self.open())?;
        Ok(block_on(app.db.write(look))?)
    }

    fn running(&self) -> MutexGuard<'_, Option<App>> {
        self.app.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Villages with their households and an elder each, and every worker in the village of their own number.
fn found(tx: &mut Tx<'_>) -> Result<Vec<String>, EnrolmentError> {
    town::found(tx, VILLAGES, PHONES)?;
    (1..=HOUSEHOLDS).try_for_each(|number| put_household(tx, number, 0))?;
    for village in 1..=VILLAGES {
        let elder = record::elder(village);
        subjects::put_person(tx, &elder, START.date_naive()).map_err(|_| DbError::NoRow)?;
    }
    (1..=PHONES)
        .map(|number| {
            town::assign(tx, number, &[number])?;
            enrolment::make_code(tx, town::worker(number), START)
        })
        .collect()
}

/// Puts the household of a number on file, in one of its versions.
pub(crate) fn put_household(tx: &mut Tx<'_>, number: u64, version: u64) -> Result<(), DbError> {
    subjects::put_household(tx, &record::household(number, version)).map(drop).map_err(|_| DbError::NoRow)
}
