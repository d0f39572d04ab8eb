//! What all layers are: many cases, side by side, each from its own seed.
//!
//! A layer is a folder with one function, `run`, which hands [`play`] two things: how to
//! set up a bench (each hand has its own, and it never leaves its thread) and how to play
//! one case on it. A case that panics is a finding; after a finding the bench is set up anew.

use crate::{
    finding::{Broken, Finding, Verdict},
    mutant::Mutant,
    report::Layer,
    story::Story,
};
use std::{
    any::Any,
    error::Error,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How often a long run says where it stands.
const SAYS: Duration = Duration::from_secs(30);

/// The harness itself does not work.
pub(crate) type Trouble = Box<dyn Error + Send + Sync>;

/// What is to be run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) runs: u64,
    /// Of the first case; the others follow.
    pub(crate) seed: u64,
    pub(crate) mutant: Option<Mutant>,
}

/// How a case ended.
pub(crate) struct Ended {
    pub(crate) verdict: Verdict,
    pub(crate) story: Story,
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
    /// What happened, if it was the only case and found nothing.
    pub(crate) only: Option<Story>,
}

struct Shared {
    plan: Plan,
    next: AtomicU64,
    enough: AtomicBool,
    done: Mutex<Done>,
}

struct Done {
    ran: Ran,
    began: Instant,
    said: Instant,
}

/// Plays the cases of a plan, one hand a core and one more: some cases wait for threads of their own. With a mutant in, it ends when that is found.
pub(crate) fn play<B>(
    name: &'static str,
    plan: Plan,
    bench: impl Fn() -> Result<B, Trouble> + Sync,
    case: impl Fn(&B, u64) -> Result<Ended, Trouble> + Sync,
) -> Result<Ran, Trouble> {
    let now = Instant::now();
    let ran = Ran { layer: Layer::new(name), first: None, only: None };
    let shared = Shared {
        plan,
        next: AtomicU64::new(0),
        enough: AtomicBool::new(false),
        done: Mutex::new(Done { ran, began: now, said: now }),
    };
    let hands = 1 + thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let works: Vec<_> = (0..hands).map(|_| scope.spawn(|| shared.work(&bench, &case))).collect();
        works.into_iter().try_for_each(|work| work.join().unwrap_or_else(|_| Err("a hand panicked".into())))
    })?;
    Ok(shared.done.into_inner().unwrap_or_else(PoisonError::into_inner).ran)
}

impl Shared {
    fn work<B>(
        &self,
        make: impl Fn() -> Result<B, Trouble>,
        case: impl Fn(&B, u64) -> Result<Ended, Trouble>,
    ) -> Result<(), Trouble> {
        let mut bench = None;
        while let Some(seed) = self.next() {
            let mine = match bench.take() {
                Some(bench) => bench,
                None => make()?,
            };
            let ended = match catch_unwind(AssertUnwindSafe(|| case(&mine, seed))) {
                Ok(ended) => ended.inspect_err(|_| self.stop())?,
                Err(words) => panicked(words.as_ref()),
            };
            bench = ended.verdict.is_ok().then_some(mine);
            self.take(seed, ended);
        }
        Ok(())
    }

    fn next(&self) -> Option<u64> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let go = number < self.plan.runs && !self.enough.load(Ordering::Relaxed);
        go.then(|| self.plan.seed.wrapping_add(number))
    }

    fn stop(&self) {
        self.enough.store(true, Ordering::Relaxed);
    }

    fn take(&self, seed: u64, ended: Ended) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let Ended { verdict, story } = ended;
        let finding = verdict.err();
        done.ran.layer.count(finding.as_ref().map(|finding| finding.broken));
        if let Some(finding) = finding {
            eprintln!("{}: seed {seed} found something", done.ran.layer.name);
            if done.ran.first.as_ref().is_none_or(|first| seed < first.seed) {
                done.ran.first = Some(Found { seed, finding, story });
            }
            if self.plan.mutant.is_some() {
                self.stop();
            }
        } else if self.plan.runs == 1 {
            done.ran.only = Some(story);
        }
        if done.said.elapsed() >= SAYS {
            done.said = Instant::now();
            let (layer, since) = (&done.ran.layer, done.began.elapsed().as_secs());
            let (name, runs, found) = (layer.name, layer.runs, layer.found());
            eprintln!("{name}: {runs} of {} in {since} s, {found} found something", self.plan.runs);
        }
    }
}

fn panicked(words: &(dyn Any + Send)) -> Ended {
    let words = words.downcast_ref::<String>().map(String::as_str).or(words.downcast_ref().copied());
    let words = format!("it panicked: {}", words.unwrap_or("without a word"));
    Ended { verdict: Err(Finding::new(Broken::Stuck, words)), story: Story::default() }
}
