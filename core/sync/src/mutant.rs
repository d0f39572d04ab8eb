//! Faults put in on purpose, one at a time, chosen at run time. A harness that does not
//! find them finds nothing else either.

use std::sync::atomic::{AtomicU8, Ordering};

#[cfg(not(debug_assertions))]
compile_error!("a release never has mutants");

static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// A fault of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// A record is parked, and nobody is told why.
    ParkWithoutReason,
    /// The wait after a failure doubles for ever.
    EndlessBackoff,
    /// A file goes while records wait.
    MediaBeforeData,
}

/// Puts a fault into every engine of this process from now on, or takes it out.
pub fn choose(mutant: Option<Mutant>) {
    CHOSEN.store(mutant.map_or(0, number), Ordering::SeqCst);
}

fn number(mutant: Mutant) -> u8 {
    match mutant {
        Mutant::ParkWithoutReason => 1,
        Mutant::EndlessBackoff => 2,
        Mutant::MediaBeforeData => 3,
    }
}

pub(crate) fn is_chosen(mutant: Mutant) -> bool {
    CHOSEN.load(Ordering::SeqCst) == number(mutant)
}
