//! What people were told: every record that a phone said it had saved, and what became
//! of the places where it stood. It never looks into a store; disasters are told to it.

use super::cast::record_id;
use doorstep_domain::id::RecordId;
use std::collections::{BTreeMap, BTreeSet};

/// A record that was said to be saved.
#[derive(Clone, Debug)]
pub(super) struct Saved {
    pub(super) phone: usize,
    /// It was signed while the keystore glitched.
    pub(super) glitched: bool,
    /// Something on the way refuses it, as long as that stands there.
    pub(super) poisoned: bool,
    /// The phone has been put back to before it. Whether the county had it by then.
    pub(super) left_behind: Option<bool>,
    /// The county was put back to before it, once at least.
    pub(super) dropped: bool,
    /// Both, so that it is nowhere.
    pub(super) gone: bool,
    /// It has stood aside, so that later ones went before it.
    pub(super) stood_aside: bool,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    saved: BTreeMap<u64, Saved>,
    /// Every number given, whether or not the saving was heard of.
    pub(super) numbers: u64,
}

impl Told {
    pub(super) fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    pub(super) fn save(&mut self, number: u64, phone: usize, glitched: bool, poisoned: bool) {
        let saved = Saved {
            phone,
            glitched,
            poisoned,
            left_behind: None,
            dropped: false,
            gone: false,
            stood_aside: glitched || poisoned,
        };
        self.saved.insert(number, saved);
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (u64, &Saved)> {
        self.saved.iter().map(|(number, saved)| (*number, saved))
    }

    pub(super) fn of(&self, record: RecordId) -> Option<&Saved> {
        self.saved.get(&number_of(record)?)
    }

    pub(super) fn is_poisoned(&self, record: RecordId) -> bool {
        self.of(record).is_some_and(|saved| saved.poisoned)
    }

    /// Records of a phone that still stand on it.
    pub(super) fn standing_on(&self, phone: usize) -> BTreeSet<u64> {
        let standing = self.all().filter(|(_, saved)| saved.phone == phone && saved.left_behind.is_none());
        standing.map(|(number, _)| number).collect()
    }

    /// A phone was put back to when it held these.
    pub(super) fn put_phone_back(&mut self, phone: usize, held: &BTreeSet<u64>, county: &BTreeSet<RecordId>) {
        for (number, saved) in self.saved.iter_mut().filter(|(_, saved)| saved.phone == phone) {
            if saved.left_behind.is_none() && !held.contains(number) {
                saved.left_behind = Some(county.contains(&record_id(*number)));
            }
        }
    }

    /// The county was put back, and does not have these any more.
    pub(super) fn put_county_back<'a>(&mut self, lost: impl Iterator<Item = &'a RecordId>) {
        for record in lost {
            if let Some(saved) = number_of(*record).and_then(|number| self.saved.get_mut(&number)) {
                (saved.dropped, saved.stood_aside) = (true, true);
                saved.gone |= saved.left_behind.is_some();
            }
        }
    }

    /// What refused records on the way is gone.
    pub(super) fn cure(&mut self) {
        self.saved.values_mut().for_each(|saved| saved.poisoned = false);
    }

    /// It was parked, so that later ones went before it.
    pub(super) fn stood_aside(&mut self, record: RecordId) {
        if let Some(saved) = number_of(record).and_then(|number| self.saved.get_mut(&number)) {
            saved.stood_aside = true;
        }
    }
}

impl Saved {
    /// Whether the county must have it in the end, or a person must have been told why not.
    pub(super) fn must_arrive(&self) -> bool {
        match self.left_behind {
            None => true,
            Some(county_had_it) => county_had_it && !self.gone,
        }
    }
}

/// The number of a record of the story.
pub(super) fn number_of(record: RecordId) -> Option<u64> {
    u64::try_from(record.0.as_u128().checked_sub(record_id(0).0.as_u128())?).ok()
}
