//! What a case does, and where it ends: drawn from the seed.

use crate::chance::Chance;
use doorstep_failpoint::Step;
use doorstep_tests::fate::{Fate, Way};

/// What is going on when a process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A phone makes a visit, and ends.
    Save,
    /// A phone sends what waits, and ends.
    Send,
    /// A phone sends, and the server ends.
    Serve,
    /// A backup is made beside the running server, and ends.
    BackUp,
}

/// Which steps each deed comes to, and how often at least, most days.
const STEPS: [(Deed, Step, u32); 17] = [
    (Deed::Save, Step::NoteWritten, 20),
    (Deed::Save, Step::NoteCommitted, 20),
    (Deed::Save, Step::SaveWritten, 1),
    (Deed::Save, Step::SaveCommitted, 1),
    (Deed::Save, Step::SaveJournalled, 1),
    (Deed::Send, Step::RequestReady, 2),
    (Deed::Send, Step::RequestAnswered, 2),
    (Deed::Send, Step::NoteWritten, 4),
    (Deed::Send, Step::NoteCommitted, 4),
    (Deed::Serve, Step::JobDone, 8),
    (Deed::Serve, Step::JobCommitted, 8),
    (Deed::Serve, Step::SealRead, 1),
    (Deed::Serve, Step::TokensRotated, 1),
    (Deed::BackUp, Step::BackupCopied, 1),
    (Deed::BackUp, Step::BackupPlaced, 1),
    (Deed::BackUp, Step::JobDone, 2),
    (Deed::BackUp, Step::JobCommitted, 2),
];

/// The deed and the fate of a seed.
pub(crate) fn draw(seed: u64) -> (Deed, Fate) {
    let mut chance = Chance::of(seed);
    let steps = u64::try_from(STEPS.len()).unwrap_or(1);
    // Seed by seed through all of them, so that a few cases come to each.
    let at = usize::try_from(seed % steps).unwrap_or(0);
    let (deed, step, most) = STEPS.get(at).copied().unwrap_or((Deed::Save, Step::SaveCommitted, 1));
    let time = 1 + u32::try_from(chance.below(most.into())).unwrap_or(0);
    let way = if chance.percent(50) { Way::Abort } else { Way::Kill };
    (deed, Fate { step, time, way })
}

#[cfg(test)]
mod tests {
    use super::{STEPS, draw};
    use doorstep_failpoint::Step;
    use std::collections::BTreeSet;

    #[test]
    fn every_step_is_somebodys_end() {
        let drawn: BTreeSet<Step> = (0..STEPS.len() as u64).map(|seed| draw(seed).1.step).collect();
        assert_eq!(drawn, Step::ALL.into());
    }
}
