//! Becoming known to the county, sending, and saying what waits and why.
//!
//! The core owns one small runtime. What it has begun (redeeming a one-time code,
//! sending a batch) goes on when a shell cancels its wait: a caller that goes away
//! loses the answer, never the work.

use crate::{
    error::ClientError,
    open::{Client, Inner},
    port::{LocalClock, Ports},
};
use doorstep_domain::id::RecordId;
use doorstep_protocol::{enrol::Ticket, receipt::JournalReceipt};
use doorstep_store::{MediaCounts, OutboxCounts, Page, Paged, Parked, Store};
use doorstep_sync::{
    engine::{Status, Trouble},
    enrol::{self, EnrolError},
    https::HttpsConnector,
    ports::{AnchorTime, Clock, Network},
    recovery,
    runner::{self, Parts, Syncer},
    transport::Connector,
};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::watch,
    task::JoinHandle,
};

/// How long closing waits for what is under way on threads of the runtime: a keystore, a file.
const WIND_UP: Duration = Duration::from_secs(10);

/// The runtime and what runs on it. The engine starts with the first thing asked of it.
pub(crate) struct Engine {
    runtime: Option<Runtime>,
    syncer: Mutex<Option<Syncer>>,
}

/// How the sending stands: where the engine is, and how much is where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncState {
    /// Where the engine is, or why it rests.
    pub status: Status,
    /// How much waits, is held, is parked.
    pub counts: OutboxCounts,
    /// The same of pictures.
    pub media: MediaCounts,
}

/// One journal that was offered to the county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The file.
    pub journal: PathBuf,
    /// The county's receipt for its bytes, or why there is none.
    pub receipt: Result<JournalReceipt, ClientError>,
}

impl Engine {
    pub(crate) fn new() -> Result<Self, ClientError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("doorstep")
            .enable_all()
            .build()
            .map_err(|_| ClientError::internal("runtime"))?;
        Ok(Self { runtime: Some(runtime), syncer: Mutex::new(None) })
    }

    fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<JoinHandle<T>, ClientError> {
        let runtime = self.runtime.as_ref().ok_or_else(|| ClientError::internal("closed"))?;
        Ok(runtime.spawn(work))
    }
}

/// What is under way is given up, as in a crash. A thread of the runtime that is just then in
/// the store is waited for: a process that ended meanwhile would take the cipher's tables from
/// under it. Where futures run nothing may be waited for.
impl Drop for Engine {
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.take() else { return };
        if Handle::try_current().is_ok() {
            runtime.shutdown_background();
        } else {
            runtime.shutdown_timeout(WIND_UP);
        }
    }
}

impl Client {
    /// Redeems an enrolment ticket, scanned or typed. The fingerprint of a typed one is
    /// to be compared aloud first ([`Ticket::fingerprint`]).
    pub async fn enrol(&self, ticket: &str, label: &str) -> Result<(), ClientError> {
        let ticket = Ticket::parse(ticket).map_err(|_| ClientError::invalid("ticket", "not_a_ticket"))?;
        let (parts, syncer) = (self.parts()?, self.syncer()?);
        let (label, tier) = (label.to_owned(), self.inner.ports.keystore.tier());
        let enrolled = self.inner.engine.spawn(async move {
            let enrolled = enrol::enrol(parts, ticket, label, tier).await;
            if enrolled.is_ok() {
                syncer.restart();
            }
            enrolled
        })?;
        enrolled.await.map_err(|_| ClientError::internal("enrol"))?.map_err(refused)?;
        Ok(())
    }

    /// Sends and receives until there is nothing to do, or nothing can be done.
    pub async fn sync_now(&self) -> Result<SyncState, ClientError> {
        let syncer = self.syncer()?;
        let status = self
            .inner
            .engine
            .spawn(async move { syncer.sync_once().await })?
            .await
            .map_err(|_| ClientError::internal("sync"))?;
        self.sync_state_at(status)
    }

    /// How the sending stands.
    pub fn sync_state(&self) -> Result<SyncState, ClientError> {
        self.sync_state_at(self.syncer()?.status())
    }

    fn sync_state_at(&self, status: Status) -> Result<SyncState, ClientError> {
        Ok(SyncState { status, counts: self.store().counts()?, media: self.store().media_counts()? })
    }

    /// Follows where the engine stands; dropping the receiver ends the subscription.
    pub fn watch(&self) -> Result<watch::Receiver<Status>, ClientError> {
        Ok(self.syncer()?.watch())
    }

    /// The platform's network has changed. One that is gone needs no telling: the next request says so.
    pub fn network_changed(&self) -> Result<(), ClientError> {
        if self.inner.ports.connectivity.network() != Network::None {
            self.syncer()?.network_good();
        }
        Ok(())
    }

    /// Whether pictures wait for a network on which bytes cost nothing; records never do.
    pub fn pictures_wait(&self) -> Result<bool, ClientError> {
        Ok(self.store().pictures_wait()?)
    }

    /// Keeps the person's choice, and acts on it.
    pub fn set_pictures_wait(&self, wait: bool) -> Result<(), ClientError> {
        self.store().set_pictures_wait(wait)?;
        self.network_changed()
    }

    /// What the county refused, with the reason, until a person has acted.
    pub fn parked(&self, page: &Page) -> Result<Paged<Parked>, ClientError> {
        Ok(self.store().parked(page)?)
    }

    /// Lets a parked record try again, after what kept it was mended.
    pub fn retry(&self, record: RecordId) -> Result<(), ClientError> {
        if self.store().retry_parked(record)? {
            self.syncer()?.saved(false);
        }
        Ok(())
    }

    /// Offers every journal on this phone to the county: what an enrolment before this
    /// one, or a database that was set aside, may not have sent. Each stands alone: one
    /// that is refused holds up no other. May be repeated.
    pub async fn offer_journals(&self) -> Result<Vec<Offered>, ClientError> {
        let parts = self.parts()?;
        let journals = Store::journals(self.store().dir()).map_err(|_| ClientError::internal("journal"))?;
        let offered = self.inner.engine.spawn(offer(parts, journals))?;
        offered.await.map_err(|_| ClientError::internal("recovery"))?
    }

    /// Ends what runs, waits for the store to be let go, and closes. Blocks.
    pub fn close(self) {
        let syncer = self.inner.engine.syncer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(syncer) = syncer {
            let (done, ended) = mpsc::channel();
            let stopping = self.inner.engine.spawn(async move {
                syncer.stop().await;
                // Whoever closed may have gone.
                let _ = done.send(());
            });
            if stopping.is_ok() {
                // An error means that the runtime is gone, and the engine with it.
                let _ = ended.recv();
            }
        }
        // A request that was given up may still be signing on a thread of the runtime, with the store in hand.
        let Some(mut inner) = Arc::into_inner(self.inner) else { return };
        if let Some(runtime) = inner.engine.runtime.take() {
            // Apart, because a caller may stand in a runtime of its own, where waiting is not allowed.
            let winding_up = thread::spawn(move || runtime.shutdown_timeout(WIND_UP));
            // An error means that it panicked, and is gone.
            let _ = winding_up.join();
        }
    }

    /// Starts the engine, if there is somebody to send for.
    pub(crate) fn awake(self) -> Result<Self, ClientError> {
        if self.store().enrolment()?.is_some() {
            self.syncer()?;
        }
        Ok(self)
    }

    /// A record was saved. It is safe already: an engine that cannot be told finds it at its next start.
    pub(crate) fn announce(&self, emergency: bool) {
        if let Ok(syncer) = self.syncer() {
            syncer.saved(emergency);
        }
    }

    fn syncer(&self) -> Result<Syncer, ClientError> {
        let mut held = self.inner.engine.syncer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(syncer) = held.as_ref() {
            return Ok(syncer.clone());
        }
        let parts = self.parts()?;
        let runtime = self.inner.engine.runtime.as_ref().ok_or_else(|| ClientError::internal("closed"))?;
        let _inside = runtime.enter();
        Ok(held.insert(runner::start(parts)).clone())
    }

    fn parts(&self) -> Result<Parts, ClientError> {
        let Inner { store, ports, way, .. } = self.inner.as_ref();
        Ok(Parts {
            store: Arc::clone(store),
            key: ports.keystore.device_key()?,
            connector: Arc::clone(&way.connector),
            connectivity: Arc::clone(&ports.connectivity),
            clock: clock_of(ports),
            time: Arc::clone(&way.time),
            entropy: Arc::clone(&ports.entropy),
        })
    }
}

/// The way to the county, and the time by which its certificate is judged.
pub(crate) struct Way {
    connector: Arc<dyn Connector>,
    time: Arc<AnchorTime>,
}

impl Way {
    pub(crate) fn of(ports: &Ports) -> Self {
        let time = Arc::new(AnchorTime::new(clock_of(ports)));
        let https = || Arc::new(HttpsConnector::new(time.clone())) as Arc<dyn Connector>;
        Self { connector: ports.connector.clone().unwrap_or_else(https), time }
    }
}

fn clock_of(ports: &Ports) -> Arc<dyn Clock> {
    let clock: Arc<dyn LocalClock> = Arc::clone(&ports.clock);
    clock
}

async fn offer(parts: Parts, journals: Vec<PathBuf>) -> Result<Vec<Offered>, ClientError> {
    let store = Arc::clone(&parts.store);
    let enrolment = blocking(move || Ok(store.enrolment()?)).await?.ok_or(ClientError::SignedOut)?;
    let transport = parts
        .connector
        .connect(&enrolment.address, enrolment.ca_pin)
        .map_err(|_| ClientError::internal("address"))?;
    let mut offered = Vec::new();
    for journal in journals {
        let file = journal.clone();
        let bytes = blocking(move || std::fs::read(file).map_err(|_| ClientError::internal("journal"))).await;
        let receipt = match bytes {
            Ok(bytes) => {
                let key = Arc::clone(&parts.key);
                recovery::upload(transport.as_ref(), enrolment.device, key, &enrolment.keys, bytes)
                    .await
                    .map_err(in_the_way)
            }
            Err(error) => Err(error),
        };
        offered.push(Offered { journal, receipt });
    }
    Ok(offered)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ClientError> + Send + 'static,
) -> Result<T, ClientError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| ClientError::internal("store"))?
}

fn refused(error: EnrolError) -> ClientError {
    match error {
        EnrolError::Address(_) => ClientError::invalid("ticket", "address"),
        EnrolError::Key(error) => error.into(),
        EnrolError::Store(error) => error.into(),
        EnrolError::Trouble(trouble) => in_the_way(trouble),
        EnrolError::Interrupted => ClientError::internal("enrol"),
    }
}

/// What a person can do about it. A wrong pin is said apart from no network: somebody is in between.
fn in_the_way(trouble: Trouble) -> ClientError {
    match trouble {
        Trouble::Offline
        | Trouble::TimedOut
        | Trouble::NotTheCounty
        | Trouble::Busy { .. }
        | Trouble::Server { .. } => ClientError::Offline,
        Trouble::WrongPin => ClientError::Rejected { code: "wrong_pin".to_owned() },
        Trouble::Unauthorised { code }
        | Trouble::Revoked { code }
        | Trouble::Declined { code, .. }
        | Trouble::Rejected { code, .. } => ClientError::Rejected { code },
        Trouble::TooLarge => ClientError::Rejected { code: "too_large".to_owned() },
        Trouble::Unbelieved => ClientError::Rejected { code: "unbelieved".to_owned() },
        Trouble::Key => ClientError::internal("keystore"),
        Trouble::Store => ClientError::internal("store"),
    }
}
