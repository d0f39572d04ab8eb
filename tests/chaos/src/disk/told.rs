//! What the person at the phone has been told: the model that the store is held against.
//! Small enough to be believed, and written without looking at the store.

use super::step::Step;
use doorstep_protocol::journal::Place;
use std::collections::BTreeMap;

/// Where a record stands, as the phone shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stand {
    Waiting,
    Parked,
    Receipted,
    Durable,
}

/// A record that was said to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) number: u64,
    pub(crate) stand: Stand,
    /// A receipt was said to be kept.
    pub(crate) receipt: bool,
    /// Its place in the chain, while it waits.
    pub(crate) place: Option<Place>,
}

/// Everything that was said. Records are in the order in which they were saved.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Told {
    /// Unfinished visits, each with the number of its last answer.
    pub(crate) drafts: BTreeMap<u64, u64>,
    pub(crate) records: Vec<Made>,
    pub(crate) head: Option<Place>,
    /// Which life of the county's database.
    pub(crate) life: u64,
    pub(crate) cursor: Option<u64>,
    /// Households on file, each in its revision; 0 while a feed begun anew has not confirmed it.
    pub(crate) households: BTreeMap<u64, u64>,
    pub(crate) tokens: Option<u64>,
    /// A feed begun anew has not been read to its end.
    pub(crate) sweeping: bool,
}

/// The same, as far as an open store shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown(pub(crate) Told);

impl Told {
    /// What is true once the step has been done.
    pub(crate) fn after(&self, step: &Step) -> Self {
        let mut told = self.clone();
        told.apply(step);
        told
    }

    /// What of it the store shows.
    pub(crate) fn shown(&self) -> Shown {
        let mut told = self.clone();
        told.sweeping = false;
        for made in &mut told.records {
            made.place = made.place.filter(|_| made.stand == Stand::Waiting);
        }
        Shown(told)
    }

    /// Records still in the outbox, with their places.
    pub(crate) fn outbox(&self) -> impl Iterator<Item = (u64, Place)> {
        self.records.iter().filter_map(|made| Some((made.number, made.place?)))
    }

    fn apply(&mut self, step: &Step) {
        match step {
            Step::Reopen | Step::SaveAgain { .. } => {}
            Step::Draft { number, version } => {
                self.drafts.insert(*number, *version);
            }
            Step::Drop { number } => {
                self.drafts.remove(number);
            }
            Step::Save { numbers, draft } => {
                draft.map(|draft| self.drafts.remove(&draft));
                numbers.iter().for_each(|number| self.save(*number));
            }
            Step::Answer { stored, refused } => {
                self.each_in(stored, |made| (made.stand, made.receipt) = (Stand::Receipted, true));
                self.each_in(refused, |made| made.stand = Stand::Parked);
            }
            Step::Retry { number } => self.each_in(&[*number], |made| made.stand = Stand::Waiting),
            Step::Watermark { through } => {
                let passed =
                    |made: &&mut Made| made.stand == Stand::Receipted && made.place <= Some(*through);
                for made in self.records.iter_mut().filter(passed) {
                    (made.stand, made.place) = (Stand::Durable, None);
                }
            }
            Step::Reoffer { life } => self.reoffer(*life),
            Step::NewEpoch { .. } => self.new_epoch(),
            Step::Page { puts, revision, cursor, more } => {
                self.households.extend(puts.iter().map(|number| (*number, *revision)));
                self.cursor = Some(*cursor);
                if self.sweeping && !more {
                    self.households.retain(|_, revision| *revision > 0);
                    self.sweeping = false;
                }
            }
            Step::Tokens { number } => self.tokens = Some(*number),
        }
    }

    fn each_in(&mut self, numbers: &[u64], change: impl Fn(&mut Made)) {
        self.records.iter_mut().filter(|made| numbers.contains(&made.number)).for_each(change);
    }

    fn save(&mut self, number: u64) {
        let before = self.head.unwrap_or(Place { epoch: 1, seq: 0 });
        let place = Place { seq: before.seq + 1, ..before };
        self.head = Some(place);
        self.records.push(Made { number, stand: Stand::Waiting, receipt: false, place: Some(place) });
    }

    fn reoffer(&mut self, life: u64) {
        if life != self.life {
            self.life = life;
            self.cursor = None;
            self.sweeping = true;
            self.households.values_mut().for_each(|revision| *revision = 0);
        }
        for made in self.records.iter_mut().filter(|made| made.stand == Stand::Receipted) {
            made.stand = Stand::Waiting;
        }
    }

    fn new_epoch(&mut self) {
        let epoch = self.head.map_or(1, |head| head.epoch) + 1;
        let mut seq = 0;
        for made in &mut self.records {
            if matches!(made.stand, Stand::Waiting | Stand::Parked) {
                seq += 1;
                made.place = Some(Place { epoch, seq });
            }
        }
        self.head = Some(Place { epoch, seq });
    }
}
