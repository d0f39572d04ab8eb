//! A layer: many cases, side by side, each from its own seed.

use crate::{
    disk::{
        case::{self, Ended},
        county::County,
        phone::{Bench, BenchError},
        server::{self, ServerBench},
    },
    finding::Finding,
    mutant::Mutant,
    report::Layer,
    story::Story,
};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

/// One case in so many is the server's.
const SERVER: u64 = 5;

/// What is to be run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) runs: u64,
    /// Of the first case; the others follow.
    pub(crate) seed: u64,
    pub(crate) mutant: Option<Mutant>,
}

/// A case that found something.
pub(crate) struct Found {
    pub(crate) seed: u64,
    pub(crate) finding: Finding,
    pub(crate) story: Story,
}

/// What the cases say together.
pub(crate) struct Ran {
    pub(crate) layer: Layer,
    /// The one with the lowest seed.
    pub(crate) first: Option<Found>,
}

/// One hand's benches.
struct Both {
    phone: Bench,
    server: ServerBench,
}

impl Both {
    fn new(county: &Arc<County>) -> Result<Self, BenchError> {
        Ok(Self { phone: Bench::new(Arc::clone(county))?, server: ServerBench::new()? })
    }
}

struct Shared {
    plan: Plan,
    next: AtomicU64,
    enough: AtomicBool,
    ran: Mutex<Ran>,
}

/// Cuts the power under the phone's store and the server's. With a mutant in, it ends when that is found.
pub(crate) fn disk(plan: Plan) -> Result<Ran, BenchError> {
    let shared = Shared {
        plan,
        next: AtomicU64::new(0),
        enough: AtomicBool::new(false),
        ran: Mutex::new(Ran { layer: Layer::new("disk"), first: None }),
    };
    let county = Arc::new(County::new()?);
    let hands = thread::available_parallelism().map_or(1, usize::from);
    let benches: Vec<Both> = (0..hands).map(|_| Both::new(&county)).collect::<Result<_, _>>()?;
    thread::scope(|scope| {
        let works: Vec<_> = benches.iter().map(|bench| scope.spawn(|| shared.work(bench))).collect();
        works.into_iter().try_for_each(|work| work.join().unwrap_or(Err(BenchError::Panicked)))
    })?;
    Ok(shared.ran.into_inner().unwrap_or_else(PoisonError::into_inner))
}

impl Shared {
    fn work(&self, bench: &Both) -> Result<(), BenchError> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.plan.runs || self.enough.load(Ordering::Relaxed) {
                return Ok(());
            }
            let seed = self.plan.seed.wrapping_add(number);
            let lies = self.plan.mutant == Some(Mutant::LyingSync);
            let ended = if seed % SERVER == 2 {
                server::play(&bench.server, seed, lies)?
            } else {
                case::play(&bench.phone, seed, lies)?
            };
            self.take(seed, ended);
        }
    }

    fn take(&self, seed: u64, ended: Ended) {
        let mut ran = self.ran.lock().unwrap_or_else(PoisonError::into_inner);
        let finding = ended.verdict.err();
        ran.layer.count(finding.as_ref().map(|finding| finding.broken));
        if let Some(finding) = finding {
            let lowest = ran.first.as_ref().is_none_or(|first| seed < first.seed);
            if lowest {
                ran.first = Some(Found { seed, finding, story: ended.story });
            }
            self.enough.fetch_or(self.plan.mutant.is_some(), Ordering::Relaxed);
        }
    }
}
