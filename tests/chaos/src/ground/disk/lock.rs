//! Locks on a database file and on the index of its write-ahead log, and the memory of
//! that index. One process, so memory does for shared memory.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, atomic::AtomicU64},
};

/// SQLite's levels, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    None,
    Shared,
    Reserved,
    Pending,
    Exclusive,
}

/// What to do with slots of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShmLock {
    Free,
    Shared,
    Exclusive,
}

#[derive(Debug, Default)]
pub(super) struct Locks {
    held: BTreeMap<u64, Level>,
    /// Who holds which slot, and whether alone.
    slots: BTreeMap<(usize, u64), bool>,
    users: std::collections::BTreeSet<u64>,
    regions: Vec<Arc<[AtomicU64]>>,
}

impl Locks {
    /// `false` and nothing changed, but for a pending lock on the way to an exclusive one.
    pub(super) fn set(&mut self, who: u64, level: Level) -> bool {
        let mine = self.held.get(&who).copied().unwrap_or(Level::None);
        let others = self.held.iter().filter(|(other, _)| **other != who).map(|(_, level)| *level).max();
        let others = others.unwrap_or(Level::None);
        if level <= mine {
            self.keep(who, level);
            return true;
        }
        let granted = match level {
            Level::None => true,
            Level::Shared => others < Level::Pending,
            Level::Reserved => others < Level::Reserved,
            Level::Pending | Level::Exclusive => others == Level::None,
        };
        if granted {
            self.keep(who, level);
        } else if level == Level::Exclusive && others < Level::Reserved {
            self.keep(who, Level::Pending);
        }
        granted
    }

    fn keep(&mut self, who: u64, level: Level) {
        if level == Level::None {
            self.held.remove(&who);
        } else {
            self.held.insert(who, level);
        }
    }

    pub(super) fn is_reserved(&self) -> bool {
        self.held.values().any(|level| *level >= Level::Reserved)
    }

    pub(super) fn set_slots(&mut self, who: u64, slots: Range<usize>, to: ShmLock) -> bool {
        let blocked = |((slot, other), alone): (&(usize, u64), &bool)| {
            slots.contains(slot) && *other != who && (*alone || to == ShmLock::Exclusive)
        };
        if to != ShmLock::Free && self.slots.iter().any(blocked) {
            return false;
        }
        for slot in slots {
            match to {
                ShmLock::Free => self.slots.remove(&(slot, who)),
                ShmLock::Shared => self.slots.insert((slot, who), false),
                ShmLock::Exclusive => self.slots.insert((slot, who), true),
            };
        }
        true
    }

    pub(super) fn region(
        &mut self,
        who: u64,
        region: usize,
        bytes: usize,
        make: bool,
    ) -> Option<Arc<[AtomicU64]>> {
        self.users.insert(who);
        while make && self.regions.len() <= region {
            self.regions.push((0..bytes.div_ceil(8)).map(|_| AtomicU64::new(0)).collect());
        }
        self.regions.get(region).cloned()
    }

    pub(super) fn leave_slots(&mut self, who: u64, forget: bool) {
        self.slots.retain(|(_, holder), _| *holder != who);
        self.users.remove(&who);
        if forget && self.users.is_empty() {
            self.regions.clear();
        }
    }
}
