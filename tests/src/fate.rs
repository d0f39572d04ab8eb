//! Where a process of ours ends: at a step of the code that ships
//! ([`doorstep_failpoint`]), when it is reached for the so-many-th time, by its own abort
//! or by SIGKILL.
//!
//! Whoever starts the process puts its fate into its environment, and the programs of the
//! stage take it up from there ([`take_up`]). Nothing that ships looks for one.

use doorstep_failpoint::{Step, watch};
use std::{
    env, fmt,
    process::{self, Command},
    str::FromStr,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

/// Where a program of the stage finds its fate.
const FATE: &str = "DOORSTEP_STAGE_FATE";

/// One end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// At this step,
    pub step: Step,
    /// when it is reached for the so-many-th time, counted from one,
    pub time: u32,
    /// in this way.
    pub way: Way,
}

/// How a process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By itself, at once.
    Abort,
    /// By SIGKILL; other threads may come a little further.
    Kill,
}

/// The words are no fate.
#[derive(Debug)]
pub struct NoFate;

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.way {
            Way::Abort => "abort",
            Way::Kill => "kill",
        };
        write!(f, "{} {} {way}", self.step.name(), self.time)
    }
}

impl FromStr for Fate {
    type Err = NoFate;

    fn from_str(words: &str) -> Result<Self, NoFate> {
        let mut words = words.split(' ');
        let step = words.next().and_then(Step::named).ok_or(NoFate)?;
        let time = words.next().and_then(|time| time.parse().ok()).ok_or(NoFate)?;
        let way = match words.next() {
            Some("abort") => Way::Abort,
            Some("kill") => Way::Kill,
            _ => return Err(NoFate),
        };
        Ok(Self { step, time, way })
    }
}

/// Gives a process to be started its fate.
pub(crate) fn put(fate: Option<Fate>, command: &mut Command) {
    match fate {
        Some(fate) => command.env(FATE, fate.to_string()),
        None => command.env_remove(FATE),
    };
}

/// Makes the fate that this process was given its own.
pub(crate) fn take_up() {
    let Ok(words) = env::var(FATE) else { return };
    let fate: Fate = words.parse().expect("a fate is a step, a number and a way");
    let reached = AtomicU32::new(0);
    let watched = watch(move |step| {
        if step == fate.step && reached.fetch_add(1, Ordering::SeqCst) + 1 == fate.time {
            fate.befall();
        }
    });
    assert!(watched, "a release has no fate");
}

impl Fate {
    fn befall(self) -> ! {
        if self.way == Way::Abort {
            process::abort();
        }
        let mut kill = Command::new("kill");
        kill.arg("-KILL").arg(process::id().to_string()).status().expect("a process can be killed");
        loop {
            thread::park();
        }
    }
}
