//! The layers there are, and how many cases each gets.

use crate::{
    disk,
    layer::{Plan, Ran, Trouble},
};
use clap::ValueEnum;

/// A layer by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayerName {
    /// Power cuts, full disks, bad reads under both databases and the journal.
    Disk,
}

/// In the order in which they run.
pub(crate) const ALL: [LayerName; 1] = [LayerName::Disk];

impl LayerName {
    /// Its part of so many runs of all layers together.
    pub(crate) fn share(self, runs: u64) -> u64 {
        match self {
            Self::Disk => runs,
        }
    }

    pub(crate) fn run(self, plan: Plan) -> Result<Ran, Trouble> {
        match self {
            Self::Disk => disk::run(plan),
        }
    }
}
