//! A real county server over TLS on 127.0.0.1, in this process or in one of its own, on
//! a folder with the invented county in it. It can be stopped, killed and started again
//! on the same address, backed up, and restored.

use crate::{
    cast::cast,
    clock::StoryClock,
    desk::{Desk, text},
    fate::Fate,
    ledger::Stored,
    runtime,
    server_process::ServerProcess,
    template, wait,
};
use doorstep_domain::id::RecordId;
use doorstep_protocol::{batch::Verdict, digest::Digest, journal::RecoveryPrivateKey};
use doorstep_server::{
    app::App,
    backup,
    db::Db,
    folder::DataFolder,
    http,
    keyring::Keyring,
    log::{self, LogHead, sealer},
    media, plausibility, recovery, tls,
};
use serde_json::json;
use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};
use tempfile::TempDir;
use tokio::{runtime::Runtime, sync::watch, task::JoinHandle};

/// The password with which everybody signs in at the console.
pub const PASSWORD: &str = "invented-county-2026";

/// Name of the database in the county's folder.
pub const DATABASE: &str = "county.db";

/// Name of the folder of keys.
pub const KEYS: &str = "keys";

/// The private recovery key, which in the field two people keep.
pub const RECOVERY: &str = "recovery.key";

/// One county.
pub struct County {
    folder: TempDir,
    clock: Arc<StoryClock>,
    at: SocketAddr,
    ca_pin: Digest,
    /// The program in which the server is a process of its own; without one it runs here.
    program: Option<PathBuf>,
    server: Option<Server>,
}

enum Server {
    Here(Running),
    Apart(ServerProcess),
}

/// A server on a runtime of its own, so that it can die without taking the stage with it.
struct Running {
    runtime: Runtime,
    app: App,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl County {
    /// Starts a county in this process.
    pub fn open(clock: &Arc<StoryClock>) -> Self {
        Self::with(clock, None)
    }

    /// Starts a county in a process of its own, by the machine's clock; `program` calls
    /// [`crate::server_process::serve_if_asked`].
    pub fn apart(program: &Path) -> Self {
        Self::with(&StoryClock::today(), Some(program.to_owned()))
    }

    fn with(clock: &Arc<StoryClock>, program: Option<PathBuf>) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the county");
        template::copy_to(folder.path());
        let at = free_port();
        let (clock, ca_pin) = (Arc::clone(clock), Digest([0; 32]));
        let mut county = Self { folder, clock, at, ca_pin, program, server: None };
        county.start();
        county
    }

    /// Starts the server.
    pub fn start(&mut self) {
        assert!(self.start_to(None), "the server starts");
    }

    /// Starts a server apart that will meet its fate; `false` if it has before it listened.
    pub fn start_to(&mut self, fate: Option<Fate>) -> bool {
        self.server = match &self.program {
            Some(program) => {
                let names = [self.at.ip().to_string()];
                let tls = tls::open(&self.keys(), &names, self.clock.now());
                self.ca_pin = tls.expect("the county has certificates").ca_pin;
                ServerProcess::start(program, self.data(), self.at, fate).map(Server::Apart)
            }
            None => Some(Server::Here(self.start_here())),
        };
        self.server.is_some()
    }

    /// Whether a server apart has met its fate, or was never up.
    pub fn has_died(&mut self) -> bool {
        match &mut self.server {
            Some(Server::Apart(process)) => process.has_ended(),
            Some(Server::Here(_)) => false,
            None => true,
        }
    }

    fn start_here(&mut self) -> Running {
        let now = self.clock.now();
        let names = [self.at.ip().to_string()];
        let tls = tls::open(&self.keys(), &names, now).expect("the county has certificates");
        self.ca_pin = tls.ca_pin;
        let (stop, stopped) = watch::channel(false);
        let stopping = || {
            let mut stopped = stopped.clone();
            async move {
                // An error means that whoever could stop the server is gone.
                let _ = stopped.wait_for(|stop| *stop).await;
            }
        };
        let runtime = Runtime::new().expect("a runtime can be had");
        let (app, listener) = runtime.block_on(async {
            let opened = DataFolder::at(self.data()).open(None, self.clock.clone()).await;
            let app = opened.expect("the server is assembled");
            (app, tokio::net::TcpListener::bind(self.at).await.expect("the port is still free"))
        });
        let sealing = runtime.spawn(sealer::run(app.clone(), stopping()));
        let looking = runtime.spawn(plausibility::run(app.clone(), stopping()));
        let front = http::Front::new(app.clone(), self.address(), self.ca_pin);
        let ended = stopping();
        let serving = runtime.spawn(async move {
            http::run(listener, front, Some(tls), ended).await.expect("the server ends in good order");
        });
        Running { runtime, app, stop, tasks: vec![sealing, looking, serving] }
    }

    /// Stops the server, and returns once it has let go of its files.
    pub fn stop(&mut self) {
        match self.server.take() {
            None => {}
            Some(Server::Apart(process)) => process.stop(),
            Some(Server::Here(Running { runtime, app, stop, tasks })) => {
                stop.send_replace(true);
                for task in tasks {
                    runtime.block_on(task).expect("the server ends in good order");
                }
                drop(app);
            }
        }
    }

    /// The server dies: SIGKILL, or here, everything under way is dropped where it stands.
    pub fn crash(&mut self) {
        match self.server.take() {
            None => {}
            Some(Server::Apart(process)) => process.kill(),
            Some(Server::Here(Running { runtime, .. })) => runtime.shutdown_background(),
        }
    }

    /// `https://127.0.0.1:PORT`
    pub fn address(&self) -> String {
        format!("https://{}", self.at)
    }

    /// Everything of the county's.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data().join(DATABASE)
    }

    /// The certificate of its authority, in a file, for whoever does not have it from a ticket.
    pub fn certificate(&self) -> PathBuf {
        self.keys().join("ca.crt")
    }

    fn keys(&self) -> PathBuf {
        self.data().join(KEYS)
    }

    /// What the database file holds, read beside the server.
    pub fn stored(&self) -> Stored {
        Stored::open(&self.database())
    }

    /// Somebody who signs in at the console.
    pub fn desk(&self, login: &str) -> Desk {
        Desk::sign_in(&self.address(), self.ca_pin, login, PASSWORD)
    }

    /// Somebody who does not.
    pub fn stranger(&self) -> Desk {
        Desk::stranger(&self.address(), self.ca_pin)
    }

    /// A new enrolment ticket for a login, as the text of a QR.
    pub fn ticket(&self, login: &str) -> String {
        let account = cast().account(login);
        text(&self.desk("sysadmin").post("/v1/enrolments", &json!({"account": account})), "ticket")
    }

    /// The private recovery key.
    pub fn recovery_key(&self) -> RecoveryPrivateKey {
        RecoveryPrivateKey(fs::read(self.data().join(RECOVERY)).expect("somebody keeps the recovery key"))
    }

    /// The holders of the recovery key open a journal that was taken in.
    pub fn recover(&self, journal: Digest) -> recovery::Opened {
        let opened = self.runtime().block_on(recovery::open(self.app(), journal, self.recovery_key()));
        opened.expect("the journal opens")
    }

    /// Makes a backup, and returns its file.
    pub fn back_up(&self) -> PathBuf {
        let to = self.data().join("backup.db");
        self.runtime().block_on(async {
            sealer::seal_all(self.app()).await.expect("what waits can be sealed");
            backup::backup(self.app(), &to).await.expect("a backup can be made");
        });
        to
    }

    /// Puts a backup in the place of the database. The server must be stopped.
    pub fn restore(&self, from: &Path) {
        assert!(self.server.is_none(), "a running server cannot be restored");
        wait::for_some("the backup to be put in place", || {
            DataFolder::at(self.data()).restore(from, self.clock.now()).ok()
        });
    }

    /// Waits until everything in the log has its place, recomputes it whole, which must hold, and returns its head.
    pub fn verify_log(&self) -> LogHead {
        let unsealed = "SELECT COUNT(*) FROM unsealed_entry";
        wait::until("the sealer to place every entry", || self.stored().count(unsealed) == 0);
        let verified = runtime().block_on(async {
            let db = Db::sqlite(&self.database()).await?;
            db.read(|tx| log::verify::verify(tx, &[])).await
        });
        verified.expect("the log can be read").unwrap_or_else(|fault| panic!("the log: {fault:?}"))
    }

    /// What the county makes of a record now.
    pub fn verdict(&self, record: RecordId) -> Verdict {
        let sql = format!(
            "SELECT envelope.verdict FROM record JOIN envelope ON envelope.hash = record.hash
             WHERE record.id = '{record}'"
        );
        let verdicts = self.stored().texts(&sql);
        let verdict = verdicts.first().unwrap_or_else(|| panic!("the county does not hold the record"));
        serde_json::from_str(verdict).expect("a verdict is JSON")
    }

    /// The bytes of a file that the county keeps, opened beside the server.
    pub fn file(&self, sha256: Digest) -> Option<Vec<u8>> {
        let read = runtime().block_on(async {
            let keyring = Keyring::load(&self.keys(), self.clock.now()).expect("the county has keys");
            let db = Db::sqlite(&self.database()).await.expect("the county's database opens");
            let app = App::new(db, Arc::new(keyring), self.clock.clone()).await;
            media::read(&app.expect("the server is assembled"), sha256).await
        });
        read.expect("the file can be read")
    }

    fn app(&self) -> &App {
        &self.running().app
    }

    fn runtime(&self) -> &Runtime {
        &self.running().runtime
    }

    fn running(&self) -> &Running {
        match &self.server {
            Some(Server::Here(running)) => running,
            _ => panic!("the server does not run in this process"),
        }
    }
}

/// A port that the county can keep while it is down. It lies below those that the system
/// gives to outgoing connections, one of which might take it meanwhile.
fn free_port() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    const RANGE: std::ops::Range<u32> = 12_000..32_000;
    loop {
        let turn = std::process::id().wrapping_mul(97).wrapping_add(NEXT.fetch_add(1, Ordering::SeqCst));
        let port = u16::try_from(RANGE.start + turn % (RANGE.end - RANGE.start)).expect("a port");
        let at = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(at).is_ok() {
            return at;
        }
    }
}

impl Drop for County {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop();
        }
    }
}
