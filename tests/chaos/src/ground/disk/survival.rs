//! What is there when the power comes back.
//!
//! Bytes: everything up to a file's last sync; of what came after, by chance, nothing,
//! everything, a beginning with its last write torn, or each 512-byte sector for itself
//! (so later writes may be there and earlier ones not). Names: those up to the last sync
//! of the folder, and of the changes after it a beginning, in order, as file systems
//! with a journal of their own do.

use super::{
    State,
    file::{Fate, Manner},
};
use crate::chance::Chance;
use std::fmt;

/// What became of what was not synced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Survived {
    writes: Fate,
    names_kept: usize,
    names_lost: usize,
}

impl State {
    pub(super) fn power_on(&mut self, chance: &mut Chance) -> Survived {
        let manner = match chance.below(6) {
            0 => Manner::Nothing,
            1 => Manner::Everything,
            2 => Manner::InOrder,
            _ => Manner::Sectors(10 + chance.below(81)),
        };
        let unsynced = self.renamings.len();
        let names_kept = match manner {
            Manner::Nothing => 0,
            Manner::Everything => unsynced,
            _ => usize::try_from(chance.below(super::file::length(unsynced) + 1)).unwrap_or(0),
        };
        self.settle_names(names_kept);
        self.renamings.clear();
        self.names = self.durable_names.clone();
        let mut writes = Fate::default();
        let named: std::collections::BTreeSet<_> = self.names.values().copied().collect();
        self.files.retain(|node, _| named.contains(node));
        for file in self.files.values_mut() {
            let fate = file.survive(manner, chance);
            writes.kept += fate.kept;
            writes.torn += fate.torn;
            writes.lost += fate.lost;
        }
        self.locks.clear();
        self.life += 1;
        (self.off, self.full, self.lies, self.fault) = (false, false, false, None);
        Survived { writes, names_kept, names_lost: unsynced - names_kept }
    }
}

impl fmt::Display for Survived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fate { kept, torn, lost } = self.writes;
        write!(
            f,
            "of the unsynced writes {kept} were kept, {torn} torn, {lost} lost; of the names {} kept, {} lost",
            self.names_kept, self.names_lost
        )
    }
}
