//! The layers there are, and how many cases each gets.

use crate::{
    disk, feed,
    layer::{Plan, Ran, Trouble},
    media, network, process, protocol,
};
use clap::ValueEnum;

/// A layer by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayerName {
    /// Power cuts, full disks, bad reads under both databases and the journal.
    Disk,
    /// One phone's photographs beside its records.
    Media,
    /// The real stack over a simulated network, in virtual time.
    Network,
    /// Writers, sealers and readers at once on a real PostgreSQL.
    Feed,
    /// Phones and a county under one scheduler: networks, clocks, crashes, restores, people.
    Protocol,
    /// Real processes that end at a named step, and are started again.
    Process,
}

/// In the order in which they run.
pub(crate) const ALL: [LayerName; 6] = [
    LayerName::Disk,
    LayerName::Network,
    LayerName::Feed,
    LayerName::Protocol,
    LayerName::Media,
    LayerName::Process,
];

/// One case in so many is a story of several phones, which takes as long as twenty power cuts.
const STORIES: u64 = 50;

/// Real processes are slow: so many cases come to every step in every way.
const PROCESSES: u64 = 200;

/// What many phones may do to each other is for other layers; so many days of one with a camera are enough.
const PHOTOGRAPHERS: u64 = 2_000;
/// Each is minutes of virtual time, and about a second of work.
const NETWORKS: u64 = 1_000;

/// A race takes a third of a second, and finds a fault within the first few.
const RACES: u64 = 200;

impl LayerName {
    /// Its part of so many runs of all layers together.
    pub(crate) fn share(self, runs: u64) -> u64 {
        match self {
            Self::Disk => runs - runs / STORIES,
            Self::Protocol => runs / STORIES,
            Self::Media => runs.min(PHOTOGRAPHERS),
            Self::Network => runs.min(NETWORKS),
            Self::Feed => runs.min(RACES),
            Self::Process => runs.min(PROCESSES),
        }
    }

    pub(crate) fn run(self, plan: Plan) -> Result<Ran, Trouble> {
        match self {
            Self::Disk => disk::run(plan),
            Self::Network => network::run(plan),
            Self::Feed => feed::run(plan),
            Self::Protocol => protocol::run(plan),
            Self::Media => media::run(plan),
            Self::Process => process::run(plan),
        }
    }
}
