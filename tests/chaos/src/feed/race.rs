//! One race, and what must hold after it:
//!
//! 1. Every reader knows the newest committed state of every document of its audiences,
//!    and nothing that was undone or is not theirs.
//! 2. Nobody was told a document twice at one revision; no position was given twice.
//! 3. The log is gapless, each committed entry in it once, and its chain holds.

use super::{
    bench::{Bench, READERS},
    reader::{self, Reader},
    writer::{self, Committed, Deed},
};
use crate::{
    chance::Chance,
    finding::{Broken, Finding, Verdict},
    ground::town,
    layer::{Ended, Trouble},
    story::{Story, told},
};
use doorstep_server::{
    app::App,
    db::{DbError, Tx},
    log::{self, sealer},
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{sync::watch, task::JoinHandle};

/// Most writers.
const WRITERS: u64 = 8;
/// Most changes of a page.
const PAGE: u64 = 40;

/// What is drawn beforehand.
struct Race {
    scripts: Vec<Vec<Deed>>,
    sealers: usize,
    page: usize,
    /// When the second worker gains the first village, and how long that transaction stays open, milliseconds.
    gain: (u64, u64),
    /// When it is taken away again, if it is.
    loss: Option<u64>,
}

/// Runs the race of a seed.
pub(crate) fn play(bench: &Bench, seed: u64) -> Result<Ended, Trouble> {
    let mut chance = Chance::of(seed);
    let race = Race {
        scripts: (0..2 + chance.below(WRITERS - 1)).map(|_| writer::script(&mut chance)).collect(),
        sealers: 1 + chance.below(3) as usize,
        page: 1 + chance.below(PAGE) as usize,
        gain: (chance.below(60), chance.below(15)),
        loss: chance.percent(30).then(|| chance.below(60)),
    };
    bench.clear()?;
    let mut story = Story::default();
    story.tell(format_args!(
        "{} writers with {} transactions, {} sealers, readers by pages of {}",
        race.scripts.len(),
        race.scripts.iter().map(Vec::len).sum::<usize>(),
        race.sealers,
        race.page
    ));
    story.tell(format_args!(
        "worker 2 gains village 1 after {} ms, in a transaction open for {} ms{}",
        race.gain.0,
        race.gain.1,
        race.loss.map_or(String::new(), |after| format!(", and loses it {after} ms later")),
    ));
    let villages = if race.loss.is_some() { vec![2] } else { vec![1, 2] };
    let (committed, readers) = bench.runtime.block_on(race.run(bench))?;
    let verdict = check(bench, &committed, &readers, &villages)?;
    story.tell(format_args!(
        "{} documents were written, and read in {} pages",
        committed.documents.len(),
        readers.iter().map(Reader::pages).sum::<u64>()
    ));
    Ok(Ended { verdict, story })
}

impl Race {
    async fn run(self, bench: &Bench) -> Result<(Committed, Vec<Reader>), Trouble> {
        let (stop, stopped) = watch::channel(false);
        let sealers = seal(bench, self.sealers, &stopped);
        let done = Arc::new(AtomicBool::new(false));
        let process = |number: usize| bench.processes.iter().cycle().nth(number).unwrap_or(bench.first());
        let readers: Vec<_> = (1..=READERS)
            .map(|worker| {
                let db = process(worker as usize).db.clone();
                tokio::spawn(reader::read(db, worker, self.page, Arc::clone(&done)))
            })
            .collect();
        let office = tokio::spawn(reassign(bench.first().clone(), self.gain, self.loss));
        let scripts = self.scripts.into_iter().enumerate();
        let writers: Vec<_> = scripts
            .map(|(number, deeds)| tokio::spawn(writer::work(process(number).db.clone(), number, deeds)))
            .collect();
        let mut committed = Committed::default();
        for writer in writers {
            let one = writer.await??;
            committed.documents.extend(one.documents);
            committed.entries += one.entries;
        }
        office.await??;
        stop.send_replace(true);
        for sealer in sealers {
            sealer.await?;
        }
        sealer::seal_all(bench.first()).await?;
        done.store(true, Ordering::SeqCst);
        let mut heard = Vec::new();
        for reader in readers {
            heard.push(reader.await??);
        }
        Ok((committed, heard))
    }
}

/// The first as a server runs it; the others, as of other processes, without a pause.
fn seal(bench: &Bench, count: usize, stopped: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    let mut woken = stopped.clone();
    let first = sealer::run(bench.first().clone(), async move {
        // An error means that the race is over, which is the same word.
        let _ = woken.wait_for(|stop| *stop).await;
    });
    let others = bench.processes.iter().skip(1).cycle().take(count).map(|process| {
        let (db, stopped) = (process.db.clone(), stopped.clone());
        tokio::spawn(async move {
            while !*stopped.borrow() {
                // A turn that fails is taken up by the next; what counts is what becomes visible.
                let _ = db.write(sealer::seal_once).await;
            }
        })
    });
    std::iter::once(tokio::spawn(first)).chain(others).collect()
}

/// The second worker gains the first village, and perhaps loses it.
async fn reassign(app: App, (after, open): (u64, u64), loss: Option<u64>) -> Result<(), DbError> {
    let gain = move |tx: &mut Tx<'_>| {
        writer::stay_open(tx, after)?;
        town::assign(tx, 2, &[1, 2])?;
        writer::stay_open(tx, open)
    };
    app.write(gain).await?;
    let Some(later) = loss else { return Ok(()) };
    app.write(move |tx: &mut Tx<'_>| {
        writer::stay_open(tx, later)?;
        town::assign(tx, 2, &[2])
    })
    .await
}

fn check(
    bench: &Bench,
    committed: &Committed,
    readers: &[Reader],
    second: &[u64],
) -> Result<Verdict, Trouble> {
    for (reader, villages) in readers.iter().zip([&[1][..], second]) {
        if let Err(finding) = reader.check(&committed.documents, villages) {
            return Ok(Err(finding));
        }
    }
    let verdict = bench.runtime.block_on(bench.db().write(look));
    let found = match verdict {
        Ok(found) => found,
        Err(error) => return Err(format!("the county cannot be looked at: {}", told(&error)).into()),
    };
    Ok(found.check(committed))
}

/// What the county's own tables say.
struct Found {
    double: i64,
    verified: Result<u64, String>,
    /// Entries of each writer's log.
    entries: BTreeMap<String, i64>,
}

fn look(tx: &mut Tx<'_>) -> Result<Found, DbError> {
    let double =
        "SELECT COUNT(*) FROM (SELECT position FROM document GROUP BY position HAVING COUNT(*) > 1) AS twice";
    let double = tx.row(double, &[])?.ok_or(DbError::NoRow)?.get(0)?;
    let verified = log::verify(tx, &[])?.map(|head| head.position).map_err(|fault| format!("{fault:?}"));
    let rows = tx.rows("SELECT reference, COUNT(*) FROM entry GROUP BY reference", &[])?;
    let entries = rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_, DbError>>()?;
    Ok(Found { double, verified, entries })
}

impl Found {
    fn check(&self, committed: &Committed) -> Verdict {
        if self.double > 0 {
            return Err(Finding::new(Broken::Twice, format!("{} positions were given twice", self.double)));
        }
        let entries: i64 = self.entries.values().sum();
        match &self.verified {
            Err(fault) => Err(Finding::new(Broken::Lost, format!("the log does not verify: {fault}"))),
            Ok(head) if u64::try_from(entries) != Ok(*head) || *head != committed.entries => {
                let told = committed.entries;
                let words =
                    format!("{told} entries were committed, {entries} are there, and the log ends at {head}");
                Err(Finding::new(if *head > told { Broken::Twice } else { Broken::Lost }, words))
            }
            Ok(_) => Ok(()),
        }
    }
}
