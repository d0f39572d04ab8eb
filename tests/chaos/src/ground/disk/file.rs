//! One file: as it reads now, as it lies on the platter, and what stands between.

use super::SECTOR;
use crate::chance::Chance;
use std::sync::Arc;

#[derive(Clone, Debug, Default)]
pub(super) struct File {
    /// What a reader sees.
    pub(super) now: Arc<Vec<u8>>,
    durable: Arc<Vec<u8>>,
    unsynced: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

/// What became of the unsynced changes of a file, or of a whole disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(crate) kept: usize,
    pub(crate) torn: usize,
    pub(crate) lost: usize,
}

/// How the power treats what was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Nothing of it reached the platter.
    Nothing,
    /// All of it did.
    Everything,
    /// It did up to some change, and that one is torn.
    InOrder,
    /// Each sector for itself, so many of a hundred.
    Sectors(u64),
}

/// Bytes in memory as bytes of a file.
pub(super) fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

impl File {
    pub(super) fn durable(bytes: Arc<Vec<u8>>) -> Self {
        Self { now: Arc::clone(&bytes), durable: bytes, unsynced: Vec::new() }
    }

    pub(super) fn len(&self) -> u64 {
        length(self.now.len())
    }

    pub(super) fn read_at(&self, offset: u64, into: &mut [u8]) -> usize {
        let from = self.now.get(index(offset)..).unwrap_or_default();
        let count = from.len().min(into.len());
        if let (Some(into), Some(from)) = (into.get_mut(..count), from.get(..count)) {
            into.copy_from_slice(from);
        }
        count
    }

    pub(super) fn write_at(&mut self, offset: u64, bytes: &[u8]) {
        let offset = index(offset);
        put(Arc::make_mut(&mut self.now), offset, bytes);
        self.unsynced.push(Change::Write { offset, bytes: bytes.to_vec() });
    }

    pub(super) fn set_len(&mut self, length: u64) {
        let length = index(length);
        if length != self.now.len() {
            Arc::make_mut(&mut self.now).resize(length, 0);
            self.unsynced.push(Change::Length(length));
        }
    }

    pub(super) fn sync(&mut self) {
        // Change by change: sharing the bytes instead would copy the whole file at the next write.
        for change in self.unsynced.drain(..) {
            let durable = Arc::make_mut(&mut self.durable);
            match change {
                Change::Write { offset, bytes } => put(durable, offset, &bytes),
                Change::Length(length) => durable.resize(length, 0),
            }
        }
    }

    /// The file as the power leaves it.
    pub(super) fn survive(&mut self, manner: Manner, chance: &mut Chance) -> Fate {
        let mut fate = Fate::default();
        let changes = std::mem::take(&mut self.unsynced);
        let last = chance.below(length(changes.len()) + 1);
        for (number, change) in (0_u64..).zip(changes) {
            let share = match manner {
                Manner::Nothing => 0,
                Manner::Everything => 100,
                Manner::InOrder if number < last => 100,
                Manner::InOrder if number == last => 50,
                Manner::InOrder => 0,
                Manner::Sectors(share) => share,
            };
            self.fall(change, share, chance, &mut fate);
        }
        self.now = Arc::clone(&self.durable);
        fate
    }

    fn fall(&mut self, change: Change, share: u64, chance: &mut Chance, fate: &mut Fate) {
        let (kept, of) = match change {
            Change::Length(length) => {
                let kept = chance.percent(share);
                if kept {
                    Arc::make_mut(&mut self.durable).resize(length, 0);
                }
                (usize::from(kept), 1)
            }
            Change::Write { offset, bytes } => self.fall_in_sectors(offset, &bytes, share, chance),
        };
        match kept {
            0 => fate.lost += 1,
            kept if kept == of => fate.kept += 1,
            _ => fate.torn += 1,
        }
    }

    /// Sectors stand at multiples of their size on the platter, not in the write.
    fn fall_in_sectors(
        &mut self,
        offset: usize,
        bytes: &[u8],
        share: u64,
        chance: &mut Chance,
    ) -> (usize, usize) {
        let (mut kept, mut of, mut at, mut rest) = (0, 0, offset, bytes);
        while !rest.is_empty() {
            let (sector, after) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
            if chance.percent(share) {
                put(Arc::make_mut(&mut self.durable), at, sector);
                kept += 1;
            }
            of += 1;
            at += sector.len();
            rest = after;
        }
        // The length of a file may be on the platter though its bytes are not: they read as zeros.
        if share > 0 && at > self.durable.len() && chance.percent(share) {
            Arc::make_mut(&mut self.durable).resize(at, 0);
        }
        (kept, of)
    }
}

fn put(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset.saturating_add(bytes.len());
    if file.len() < end {
        file.resize(end, 0);
    }
    if let Some(place) = file.get_mut(offset..end) {
        place.copy_from_slice(bytes);
    }
}
