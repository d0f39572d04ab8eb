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
    /// The feed's positions are taken when rows are written, past the sealer; on PostgreSQL.
    CursorPastOpen,
    /// The county answers before it commits.
    ReceiptBeforeCommit,
    /// The county takes two records of one second for one.
    DedupByTime,
    /// The engine parks a record and keeps the reason to itself.
    ParkWithoutReason,
    /// The engine's wait after a failure doubles for ever.
    EndlessBackoff,
    /// A file goes while records wait.
    MediaBeforeData,
}

impl Mutant {
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// The layers that should find it; without `--layer` these run.
    pub(crate) fn layers(self) -> &'static [LayerName] {
        match self {
            Self::LyingSync | Self::SyncNormal | Self::SplitTransaction => &[LayerName::Disk],
            Self::CursorPastOpen => &[LayerName::Feed],
            Self::ReceiptBeforeCommit
            | Self::DedupByTime
            | Self::ParkWithoutReason
            | Self::EndlessBackoff => &[LayerName::Protocol],
            Self::MediaBeforeData => &[LayerName::Media],
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
            Self::CursorPastOpen => in_the_server(doorstep_server::mutant::Mutant::CursorPastOpen),
            Self::ReceiptBeforeCommit => in_the_server(doorstep_server::mutant::Mutant::ReceiptBeforeCommit),
            Self::DedupByTime => in_the_server(doorstep_server::mutant::Mutant::DedupByTime),
            Self::ParkWithoutReason => in_the_engine(doorstep_sync::mutant::Mutant::ParkWithoutReason),
            Self::EndlessBackoff => in_the_engine(doorstep_sync::mutant::Mutant::EndlessBackoff),
            Self::MediaBeforeData => in_the_engine(doorstep_sync::mutant::Mutant::MediaBeforeData),
        }
    }
}

#[cfg(feature = "mutants")]
fn in_the_store(mutant: doorstep_store::mutant::Mutant) {
    doorstep_store::mutant::choose(Some(mutant));
}

#[cfg(feature = "mutants")]
fn in_the_server(mutant: doorstep_server::mutant::Mutant) {
    doorstep_server::mutant::choose(Some(mutant));
}

#[cfg(feature = "mutants")]
fn in_the_engine(mutant: doorstep_sync::mutant::Mutant) {
    doorstep_sync::mutant::choose(Some(mutant));
}
