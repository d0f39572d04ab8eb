//! The layer `process`: real phones and a real server, each a process, which end at a
//! named step of saving, sending, serving or backing up, by abort or SIGKILL, and are
//! started again on the files they left.
//!
//! The steps are those of `doorstep_failpoint`; the processes are this very program,
//! which is a phone or the county's server if its environment says so. Which step and
//! which time follow from the seed; how the processes run beside each other does not.

mod bench;
mod case;
mod fate;

use crate::layer::{self, Plan, Ran, Trouble};
use bench::Bench;
use std::{
    cell::RefCell,
    sync::atomic::{AtomicU64, Ordering},
};

/// Plays the cases of a plan, each on what the one before has left. Most must come to their end, or nothing was tried.
pub(crate) fn run(plan: Plan) -> Result<Ran, Trouble> {
    let came = AtomicU64::new(0);
    let ran = layer::play(
        "process",
        plan,
        || Ok(RefCell::new(Bench::open()?)),
        |bench, seed| {
            let ended = case::play(&mut bench.borrow_mut(), seed);
            came.fetch_add(u64::from(ended.story.lines().any(|line| line == case::CAME)), Ordering::Relaxed);
            Ok(ended)
        },
    )?;
    let came = came.into_inner();
    println!("process: in {came} of {} runs a process came to its end", ran.layer.runs);
    if came < ran.layer.runs / 2 { Err("most processes never came to their end".into()) } else { Ok(ran) }
}
