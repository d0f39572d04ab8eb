//! A PostgreSQL of our own for the tests: private, real, and gone afterwards.
//!
//! Each run has its own cluster in its own folder, on a free port of 127.0.0.1 with a random password, and
//! with `fsync` on, as a county's would be. Debian's own cluster is never touched. The server is our child:
//! it is asked to stop when [`Postgres`] is dropped, and the kernel asks it when we are killed. A run that
//! was killed leaves a folder, which the next run removes.

use crate::{
    child::{self, RunAs},
    debian,
    failure::Failure,
    place,
};
use std::{
    fs,
    io::Read,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long a cluster may take to answer; a busy disk is slow, a broken one is for ever.
const PATIENCE: Duration = Duration::from_secs(60);
const USER: &str = "doorstep";

/// A running PostgreSQL; it ends when this is dropped.
pub(crate) struct Postgres {
    server: Child,
    folder: PathBuf,
    port: u16,
    password: String,
}

/// The newest installed PostgreSQL's folder of programs.
pub(crate) fn binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(|path| version(path))?;
    let programs = newest.join("bin");
    programs.join("initdb").exists().then_some(programs)
}

impl Postgres {
    /// Makes a new cluster and waits until it answers.
    pub(crate) fn start() -> Result<Self, Failure> {
        let programs = binaries().ok_or_else(|| Failure::Missing { packages: "postgresql".into() })?;
        let user = if debian::am_root() { RunAs::User("postgres") } else { RunAs::Myself };
        let base = base(user)?;
        sweep(&base);
        let folder = base.join(process::id().to_string());
        let password = password()?;
        create(&programs, user, &folder, &password)?;
        // Another program may take the free port before PostgreSQL does.
        let mut last = None;
        for _ in 0..3 {
            match serve(&programs, user, &folder) {
                Ok((server, port)) => return Ok(Self { server, folder, port, password }),
                Err(failure) => last = Some(failure),
            }
        }
        let _ = fs::remove_dir_all(&folder);
        Err(last.unwrap_or_else(|| Failure::Postgres { log: String::new() }))
    }

    /// Tells a command where the server is: `DOORSTEP_TEST_POSTGRES` is a URL of its superuser, so that each
    /// test can make a database of its own; the `PG*` variables are for `psql`.
    pub(crate) fn tell(&self, command: &mut Command) {
        for (name, value) in self.variables() {
            command.env(name, value);
        }
    }

    /// What [`Self::tell`] sets.
    pub(crate) fn variables(&self) -> [(&'static str, String); 6] {
        let Self { port, password, .. } = self;
        let url = format!("postgres://{USER}:{password}@127.0.0.1:{port}/postgres");
        [
            ("DOORSTEP_TEST_POSTGRES", url),
            ("PGHOST", "127.0.0.1".into()),
            ("PGPORT", port.to_string()),
            ("PGUSER", USER.into()),
            ("PGPASSWORD", password.clone()),
            ("PGDATABASE", "postgres".into()),
        ]
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
        let server = self.server.id().to_string();
        let asked = Command::new("sh").args(["-c", "kill -INT \"$0\"", &server]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A folder which PostgreSQL's user can reach: `target/postgres`, or the system's temporary folder when the
/// clone stands in a home that other users may not enter.
fn base(user: RunAs) -> Result<PathBuf, Failure> {
    let near = place::target("postgres")?;
    let reachable = child::bound("test", user, "KILL").arg("-x").arg(&near).status();
    let base = if reachable.is_ok_and(|status| status.success()) {
        near
    } else {
        let far = std::env::temp_dir().join("doorstep-postgres");
        fs::create_dir_all(&far).map_err(place::at(&far))?;
        far
    };
    if user != RunAs::Myself {
        // Sticky, as /tmp is: PostgreSQL's user makes its folder here.
        fs::set_permissions(&base, fs::Permissions::from_mode(0o1777)).map_err(place::at(&base))?;
    }
    Ok(base)
}

/// Removes the folders of runs that are no more. Their servers went with them.
fn sweep(base: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        let ours = name == process::id().to_string().as_str();
        let alive = !ours && Path::new("/proc").join(&name).exists();
        let serving = entry.path().join("data/postmaster.pid").exists() && served(&entry.path());
        if !alive && !serving {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Is the server which wrote this folder's pid file still running?
fn served(folder: &Path) -> bool {
    let file = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
    file.lines().next().is_some_and(|pid| Path::new("/proc").join(pid.trim()).exists())
}

fn password() -> Result<String, Failure> {
    let source = Path::new("/dev/urandom");
    let mut bytes = [0; 16];
    fs::File::open(source).and_then(|mut file| file.read_exact(&mut bytes)).map_err(place::at(source))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn create(programs: &Path, user: RunAs, folder: &Path, password: &str) -> Result<(), Failure> {
    let made = child::bound("mkdir", user, "KILL").arg("-m").arg("700").arg(folder).status();
    if !made.is_ok_and(|status| status.success()) {
        return Err(Failure::Postgres { log: format!("cannot make {}", folder.display()) });
    }
    let secret = folder.join("password");
    let mut write = child::bound("sh", user, "KILL");
    write.args(["-c", "umask 077; printf %s \"$SECRET\" > \"$0\""]).arg(&secret).env("SECRET", password);
    child::run(&mut write)?;
    let mut initdb = child::bound(programs.join("initdb"), user, "KILL");
    initdb.current_dir("/").arg("-D").arg(folder.join("data")).arg(format!("--pwfile={}", secret.display()));
    initdb.args(["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-U", USER]);
    let output = child::output(&mut initdb)?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::Postgres { log: String::from_utf8_lossy(&output.stderr).into_owned() })
}

fn serve(programs: &Path, user: RunAs, folder: &Path) -> Result<(Child, u16), Failure> {
    let nowhere = || Path::new("127.0.0.1").to_path_buf();
    let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr());
    let port = free.map_err(place::at(&nowhere()))?.port();
    // A Unix socket's path has at most 107 bytes; a deep clone does without one.
    let sockets = if folder.as_os_str().len() < 80 { folder.display().to_string() } else { String::new() };
    let log = folder.with_extension("log");
    let open = fs::File::create(&log).and_then(|file| Ok((file.try_clone()?, file)));
    let (out, err) = open.map_err(place::at(&log))?;
    let mut command = child::bound(programs.join("postgres"), user, "INT");
    command.current_dir("/").arg("-D").arg(folder.join("data"));
    for setting in [
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        format!("unix_socket_directories={sockets}"),
        "fsync=on".to_owned(),
        "max_connections=300".to_owned(),
    ] {
        command.arg("-c").arg(setting);
    }
    command.stdin(Stdio::null()).stdout(out).stderr(err);
    let start = |source| Failure::Start { program: "postgres".into(), source };
    let mut server = command.spawn().map_err(start)?;
    let answers = wait_for(&mut server, programs, port);
    let told = fs::read_to_string(&log).unwrap_or_default();
    let _ = fs::remove_file(&log);
    if answers {
        return Ok((server, port));
    }
    let _ = server.kill();
    let _ = server.wait();
    Err(Failure::Postgres { log: told })
}

/// Asks until the server answers, ends, or has had its time.
fn wait_for(server: &mut Child, programs: &Path, port: u16) -> bool {
    let since = Instant::now();
    while since.elapsed() < PATIENCE && matches!(server.try_wait(), Ok(None)) {
        let mut ask = Command::new(programs.join("pg_isready"));
        ask.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]);
        if ask.status().is_ok_and(|status| status.success()) {
            return matches!(server.try_wait(), Ok(None));
        }
        thread::sleep(Duration::from_millis(50));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Postgres, binaries};
    use std::{net::TcpStream, process::Command};

    #[test]
    fn a_private_postgres_is_durable_locked_and_gone_afterwards() {
        let postgres = Postgres::start().unwrap();
        let (port, folder) = (postgres.port, postgres.folder.clone());
        let mut ask = Command::new(binaries().unwrap().join("psql"));
        postgres.tell(ask.args(["-w", "-Atc", "show fsync"]));
        assert_eq!(ask.output().unwrap().stdout, b"on\n");
        assert!(!ask.env("PGPASSWORD", "guessed").output().unwrap().status.success());
        drop(postgres);
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }
}
