//! The steps at which a crash would hurt most, by name, so that a test can end the
//! process exactly there.
//!
//! The code that ships calls [`reached`]. A program of the tests sets a watcher
//! ([`watch`]), which may abort, or have itself killed; nobody else does, and there is no
//! variable of the environment or file that could make it. In a build without debug
//! assertions, which every release is, nobody can watch: the call is nothing there.

#[cfg(debug_assertions)]
use std::sync::OnceLock;

/// A step that the process has just come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The phone has written a record, its place in the chain and its row in the outbox; nothing is committed.
    SaveWritten,
    /// That is committed; the journal does not know it yet.
    SaveCommitted,
    /// The journal has it too; nobody was told.
    SaveJournalled,
    /// The phone has written anything else, such as a draft, an answer of the county or tokens.
    NoteWritten,
    /// That is committed.
    NoteCommitted,
    /// A request is about to go to the county.
    RequestReady,
    /// Its answer is there; nothing of it is kept yet.
    RequestAnswered,
    /// The server's jobs are done; nothing is committed.
    JobDone,
    /// They are committed; nobody was answered.
    JobCommitted,
    /// The sealer has read what waits, and written nothing yet.
    SealRead,
    /// A pair of tokens is spent and the next is written, both in one job.
    TokensRotated,
    /// A backup is copied under another name.
    BackupCopied,
    /// A backup stands in its place; no watermark says so.
    BackupPlaced,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::SaveWritten,
        Self::SaveCommitted,
        Self::SaveJournalled,
        Self::NoteWritten,
        Self::NoteCommitted,
        Self::RequestReady,
        Self::RequestAnswered,
        Self::JobDone,
        Self::JobCommitted,
        Self::SealRead,
        Self::TokensRotated,
        Self::BackupCopied,
        Self::BackupPlaced,
    ];

    /// Its name, such as `save-committed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SaveWritten => "save-written",
            Self::SaveCommitted => "save-committed",
            Self::SaveJournalled => "save-journalled",
            Self::NoteWritten => "note-written",
            Self::NoteCommitted => "note-committed",
            Self::RequestReady => "request-ready",
            Self::RequestAnswered => "request-answered",
            Self::JobDone => "job-done",
            Self::JobCommitted => "job-committed",
            Self::SealRead => "seal-read",
            Self::TokensRotated => "tokens-rotated",
            Self::BackupCopied => "backup-copied",
            Self::BackupPlaced => "backup-placed",
        }
    }

    /// The step of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

#[cfg(debug_assertions)]
type Watcher = Box<dyn Fn(Step) + Send + Sync>;

#[cfg(debug_assertions)]
static WATCHER: OnceLock<Watcher> = OnceLock::new();

/// Says that the process has come to a step.
#[inline]
pub fn reached(step: Step) {
    #[cfg(debug_assertions)]
    if let Some(watcher) = WATCHER.get() {
        watcher(step);
    }
    #[cfg(not(debug_assertions))]
    let _ = step;
}

/// Calls this at every step from now on; `false` if somebody watches already, or nobody can. For the programs
/// of the tests.
pub fn watch(watcher: impl Fn(Step) + Send + Sync + 'static) -> bool {
    #[cfg(debug_assertions)]
    return WATCHER.set(Box::new(watcher)).is_ok();
    #[cfg(not(debug_assertions))]
    {
        drop(watcher);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, reached, watch};
    use std::{collections::BTreeSet, sync::mpsc};

    #[test]
    fn whoever_watches_hears_every_step() {
        // Nobody hears this one.
        reached(Step::SaveWritten);
        let (say, heard) = mpsc::channel();
        assert!(watch(move |step| say.send(step).unwrap()));
        Step::ALL.into_iter().for_each(reached);
        assert_eq!(heard.try_iter().collect::<Vec<_>>(), Step::ALL);
        assert!(!watch(|_| ()), "one watcher a process");
    }

    #[test]
    fn every_step_has_a_name_of_its_own() {
        let names: BTreeSet<_> = Step::ALL.map(Step::name).into();
        assert_eq!(names.len(), Step::ALL.len());
    }
}
