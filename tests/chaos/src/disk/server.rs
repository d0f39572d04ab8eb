//! The county's SQLite on the same disk: the writer thread, its group commit, the log
//! and its sealer; as it ships, which is plain, and one time in three under SQLCipher, by
//! a key in the database's URI.
//!
//! Jobs append entries to the log, alone or several in one commit, and the sealer gives
//! them their places; then the power goes. What must hold after it: of every job that
//! was answered, each entry is there once; of one that was not, all or none; what was
//! published is still published, in its order; every page is whole; and the server goes on.

use super::{county::NOON, phone::BenchError};
use crate::{
    chance::Chance,
    finding::{Broken, Finding, Verdict},
    ground::{
        disk::{Disk, Fault, Image},
        vfs,
    },
    layer::Ended,
    story::{Story, told},
};
use doorstep_server::{
    db::{Db, DbError, Tx},
    log::{self, LogHead, sealer},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
};
use tokio::runtime::{Builder, Runtime};

/// How many there have been.
static BENCHES: AtomicU64 = AtomicU64::new(0);

/// One case in so many is played under SQLCipher.
const SEALED: u64 = 3;

/// A raw key, as SQLCipher takes it without deriving another.
const KEY: &str = "&key=x'0707070707070707070707070707070707070707070707070707070707070707'";

/// Most turns of a case, and the changes among which that of a fault is drawn.
const TURNS: u64 = 8;
const CHANGES: u64 = 90;
const READS: u64 = 60;

/// The place where servers are made to fail.
pub(crate) struct ServerBench {
    disk: Arc<Disk>,
    runtime: Runtime,
    plain: Empty,
    sealed: Empty,
}

/// A county in which nothing has happened.
#[derive(Default)]
struct Empty {
    /// A URI, by which SQLite finds the disk, and the key if there is one.
    file: PathBuf,
    image: Image,
}

/// A job: so many entries in one transaction.
struct Job {
    number: u64,
    entries: u64,
    bytes: usize,
}

struct Case<'a> {
    bench: &'a ServerBench,
    county: &'a Empty,
    chance: Chance,
    story: Story,
    /// Entries of every job that was answered.
    kept: BTreeMap<u64, u64>,
    /// Entries of the jobs that were cut.
    perhaps: BTreeMap<u64, u64>,
    published: Vec<LogHead>,
}

impl ServerBench {
    /// A bench beside all others of the process, with an empty county on it.
    pub(crate) fn new() -> Result<Self, BenchError> {
        let disk = Arc::new(Disk::default());
        let vfs = format!("county-{}", BENCHES.fetch_add(1, Ordering::Relaxed));
        vfs::register(&vfs, &disk)?;
        let file = format!("file:/county/county.db?vfs={vfs}");
        let runtime = Builder::new_current_thread().build()?;
        let mut bench = Self { disk, runtime, plain: Empty::default(), sealed: Empty::default() };
        bench.plain = bench.found(file.clone().into())?;
        bench.sealed = bench.found((file + KEY).into())?;
        Ok(bench)
    }

    fn found(&self, file: PathBuf) -> Result<Empty, BenchError> {
        self.disk.load(&Image::default());
        let db = self.open(&file)?;
        let image = self.disk.image();
        self.disk.cut();
        drop(db);
        Ok(Empty { file, image })
    }

    fn open(&self, file: &Path) -> Result<Db, DbError> {
        self.runtime.block_on(Db::sqlite(file))
    }
}

/// Plays the case of a seed. With `lies`, no sync ever reaches the platter.
pub(crate) fn play(bench: &ServerBench, seed: u64, lies: bool) -> Result<Ended, BenchError> {
    let mut chance = Chance::of(!seed);
    let fault = match chance.below(10) {
        0 => Fault::Full(1 + chance.below(CHANGES)),
        1 => Fault::BadRead(1 + chance.below(READS)),
        2 => Fault::Never,
        _ => Fault::Cut(1 + chance.below(CHANGES)),
    };
    let sealed = chance.below(SEALED) == 0;
    let county = if sealed { &bench.sealed } else { &bench.plain };
    let mut case = Case {
        bench,
        county,
        chance,
        story: Story::default(),
        kept: BTreeMap::new(),
        perhaps: BTreeMap::new(),
        published: Vec::new(),
    };
    bench.disk.load(&county.image);
    bench.disk.arm(fault);
    if lies {
        bench.disk.lie();
    }
    case.story.tell(format_args!(
        "a server{}; the fault: {fault:?}{}",
        if sealed { " under SQLCipher" } else { "" },
        if lies { ", and no sync is one" } else { "" }
    ));
    let verdict = case.work().and_then(|()| case.aftermath());
    Ok(Ended { verdict, story: case.story })
}

fn stuck(error: &DbError) -> Finding {
    Finding::new(Broken::Stuck, format!("the server does not go on: {}", told(error)))
}

fn append(tx: &mut Tx<'_>, job: &Job) -> Result<(), DbError> {
    for entry in 0..job.entries {
        let body = format!("{} {entry} {}", job.number, "x".repeat(job.bytes));
        log::append_text(tx, "audit", job.number.to_string(), body, NOON)?;
    }
    Ok(())
}

impl Case<'_> {
    fn work(&mut self) -> Verdict {
        let mut db = match self.bench.open(&self.county.file) {
            Err(_) if self.bench.disk.struck() && !self.bench.disk.is_off() => {
                self.bench.disk.free();
                Some(self.bench.open(&self.county.file).map_err(|error| stuck(&error))?)
            }
            Err(_) if self.bench.disk.is_off() => None,
            opened => Some(opened.map_err(|error| stuck(&error))?),
        };
        // More than the log is folded at, in one commit.
        let large = self.chance.percent(5).then(|| self.chance.below(TURNS));
        for turn in 0..1 + self.chance.below(TURNS) {
            let Some(open) = &db else { break };
            if self.chance.percent(30) {
                self.seal(open)?;
            } else {
                let group = 1 + self.chance.below(3);
                let bytes =
                    if large == Some(turn) { 700_000 } else { 50 + self.chance.below(6_000) as usize };
                let jobs = (0..group).map(|number| Job {
                    number: 10 * turn + number,
                    entries: 1 + self.chance.below(3),
                    bytes,
                });
                let jobs = jobs.collect();
                self.append(open, jobs)?;
            }
            if self.bench.disk.is_off() {
                break;
            }
        }
        // As a server that is killed: nothing is closed in order.
        self.bench.disk.cut();
        drop(db.take());
        Ok(())
    }

    /// Several jobs in one commit: the first holds the writer until all of them wait.
    fn append(&mut self, db: &Db, jobs: Vec<Job>) -> Verdict {
        self.story.tell(format_args!("{} jobs append to the log in one commit", jobs.len()));
        let (all_wait, gate) = mpsc::channel::<()>();
        let mut gate = Some(gate);
        let promised: Vec<(u64, u64)> = jobs.iter().map(|job| (job.number, job.entries)).collect();
        let writes: Vec<_> = jobs
            .into_iter()
            .map(|job| {
                let gate = gate.take();
                db.write(move |tx| {
                    // An error says that the sender is gone, which is the same word.
                    let _ = gate.map(|gate| gate.recv());
                    append(tx, &job)
                })
            })
            .collect();
        let opening = async move { drop(all_wait) };
        let (answers, ()) = self
            .bench
            .runtime
            .block_on(async { futures::future::join(futures::future::join_all(writes), opening).await });
        for ((number, entries), answer) in promised.into_iter().zip(answers) {
            match answer {
                Ok(()) => drop(self.kept.insert(number, entries)),
                Err(error) => self.refused(number, entries, &error)?,
            }
        }
        self.bench.disk.free_if_struck();
        Ok(())
    }

    fn refused(&mut self, number: u64, entries: u64, error: &DbError) -> Verdict {
        self.story.tell(format_args!("  job {number} hears: {}", told(error)));
        if self.bench.disk.is_off() {
            self.perhaps.insert(number, entries);
            return Ok(());
        }
        if self.bench.disk.struck() { Ok(()) } else { Err(stuck(error)) }
    }

    fn seal(&mut self, db: &Db) -> Verdict {
        self.story.tell("the sealer publishes");
        let sealed = self.bench.runtime.block_on(db.write(|tx| {
            sealer::seal_once(tx)?;
            log::head(tx)
        }));
        match sealed {
            Ok(head) => self.published.push(head),
            Err(error) if self.bench.disk.is_off() || self.bench.disk.struck() => {
                self.story.tell(format_args!("  the sealer hears: {}", told(&error)));
            }
            Err(error) => return Err(stuck(&error)),
        }
        self.bench.disk.free_if_struck();
        Ok(())
    }

    fn aftermath(&mut self) -> Verdict {
        self.power_on();
        if self.chance.percent(25) {
            self.bench.disk.arm(Fault::Cut(1 + self.chance.below(6)));
            let opened = self.bench.open(&self.county.file);
            self.bench.disk.cut();
            drop(opened);
            self.story.tell("the server is started, and the power goes again");
            self.power_on();
        }
        let db = self.bench.open(&self.county.file).map_err(|error| stuck(&error))?;
        self.look(&db)?;
        self.perhaps.clear();
        self.append(&db, vec![Job { number: 10 * TURNS + 10, entries: 2, bytes: 100 }])?;
        self.seal(&db)?;
        self.look(&db)?;
        self.bench.disk.cut();
        drop(db);
        Ok(())
    }

    fn power_on(&mut self) {
        let survived = self.bench.disk.power_on(&mut self.chance);
        self.story.tell(format_args!("the power is gone and comes back: {survived}"));
    }

    fn look(&mut self, db: &Db) -> Verdict {
        let published = self.published.clone();
        let seen = self.bench.runtime.block_on(db.write(move |tx| look(tx, &published)));
        let (entries, whole) = seen.map_err(|error| stuck(&error))?;
        if let Some(fault) = whole {
            return Err(Finding::new(Broken::Lost, fault));
        }
        for (number, expected) in &self.kept {
            let found = entries.get(number).copied().unwrap_or(0);
            if found != *expected {
                let words =
                    format!("job {number} was answered for {expected} entries, and {found} are there");
                let broken = if found > *expected { Broken::Twice } else { Broken::Lost };
                return Err(Finding::new(broken, words));
            }
        }
        for (number, found) in entries {
            if self.kept.contains_key(&number) {
                continue;
            }
            if self.perhaps.get(&number) != Some(&found) {
                let words = format!("job {number} was not answered, and {found} of its entries are there");
                return Err(Finding::new(Broken::Twice, words));
            }
            self.kept.insert(number, found);
        }
        Ok(())
    }
}

/// How many entries each job has in the log, and what is wrong with log and pages.
fn look(tx: &mut Tx<'_>, published: &[LogHead]) -> Result<(BTreeMap<u64, u64>, Option<String>), DbError> {
    let mut entries = BTreeMap::new();
    for row in tx.rows("SELECT reference, count(*) FROM entry GROUP BY reference", &[])? {
        let (number, count): (String, i64) = (row.get(0)?, row.get(1)?);
        entries.insert(number.parse().unwrap_or(u64::MAX), u64::try_from(count).unwrap_or(0));
    }
    if let Err(fault) = log::verify(tx, published)? {
        return Ok((entries, Some(format!("the log does not verify: {fault:?}"))));
    }
    let lost = "SELECT count(*) FROM entry e WHERE
        (SELECT count(*) FROM sealed_entry WHERE entry = e.id)
        + (SELECT count(*) FROM unsealed_entry WHERE entry = e.id) <> 1";
    let lost: i64 = tx.row(lost, &[])?.ok_or(DbError::NoRow)?.get(0)?;
    let said: String = tx.row("PRAGMA integrity_check", &[])?.ok_or(DbError::NoRow)?.get(0)?;
    let whole = (lost == 0 && said == "ok").then_some(());
    Ok((entries, whole.is_none().then(|| format!("{lost} entries are nowhere; the pages: {said}"))))
}
