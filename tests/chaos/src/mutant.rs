//! The faults that can be put in on purpose, by name, and the layers that should find each.
//!
//! All but the disk's own are compiled in by the feature `mutants` of the crate whose
//! fault they are, each behind one line: `if mutant::is_in(Mutant::…)`.

use crate::layers::LayerName;
use clap::ValueEnum;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mutant {
    /// The disk's own, in every build: no sync is one.
    LyingSync,
    /// `PRAGMA synchronous = NORMAL` on the phone.
    SyncNormal,
    /// A record is committed before its row in the outbox.
    SplitTransaction,
}

impl Mutant {
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// The layers that should find it; without `--layer` these run.
    pub(crate) fn layers(self) -> &'static [LayerName] {
        match self {
            Self::LyingSync | Self::SyncNormal | Self::SplitTransaction => &[LayerName::Disk],
        }
    }

    /// Whether this build has it.
    pub(crate) fn is_compiled(self) -> bool {
        cfg!(feature = "mutants") || self == Self::LyingSync
    }

    /// Puts it in, for the whole process.
    pub(crate) fn put_in(self) {
        #[cfg(feature = "mutants")]
        match self {
            Self::LyingSync => {}
            Self::SyncNormal => in_the_store(doorstep_store::mutant::Mutant::SyncNormal),
            Self::SplitTransaction => in_the_store(doorstep_store::mutant::Mutant::SplitTransaction),
        }
    }
}

#[cfg(feature = "mutants")]
fn in_the_store(mutant: doorstep_store::mutant::Mutant) {
    doorstep_store::mutant::choose(Some(mutant));
}
