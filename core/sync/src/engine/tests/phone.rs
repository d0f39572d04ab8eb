//! The store of one phone in memory: what the engine asks of a store, and no more.

use super::files::Files;
use crate::engine::{standing::standing, *};
use doorstep_protocol::{
    batch::ItemAnswer,
    chain::Head,
    digest::Digest,
    key::{Algorithm, Signature},
    receipt::Watermark,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Waiting,
    Receipted,
    Durable,
    Parked,
}

#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: RecordId,
    pub(super) header: String,
    pub(super) emergency: bool,
    pub(super) standing: Standing,
}

impl Record {
    /// Half of the bad records spoil a whole batch, the other half only themselves.
    pub(super) fn refused_alone(id: RecordId) -> bool {
        id.0.as_u128().is_multiple_of(2)
    }
}

/// As much of a header as the models need: `RECORD|PREVIOUS|LIFE`.
fn header(id: RecordId, prev: Digest, life: u32) -> String {
    format!("{id}|{prev}|{life}")
}

/// The hash that a header names.
pub(super) fn prev(header: &str) -> Digest {
    header.split('|').nth(1).unwrap().parse().unwrap()
}

/// What the first header of a phone names.
pub(super) fn genesis() -> Digest {
    Digest::of(b"genesis")
}

#[derive(Clone, Debug)]
pub(super) struct Phone {
    /// In chain order.
    pub(super) records: BTreeMap<(u32, u64), Record>,
    head: Head,
    incarnation: Incarnation,
    cursor: Option<String>,
    pub(super) documents: BTreeSet<u64>,
    pub(super) media: Files,
    /// Makes headers of a restored phone differ from those of its lost life.
    life: u32,
}

impl Phone {
    pub(super) fn new(incarnation: Incarnation) -> Self {
        Self {
            records: BTreeMap::new(),
            head: Head { epoch: 1, seq: 0, hash: genesis() },
            incarnation,
            cursor: None,
            documents: BTreeSet::new(),
            media: Files::default(),
            life: 0,
        }
    }

    /// The same phone from an older copy.
    pub(super) fn restored(copy: &Self, life: u32) -> Self {
        Self { life, ..copy.clone() }
    }

    pub(super) fn save(&mut self, id: u128, emergency: bool) {
        self.wrap(RecordId(Uuid::from_u128(id)), emergency);
    }

    fn wrap(&mut self, id: RecordId, emergency: bool) {
        let header = header(id, self.head.hash, self.life);
        self.head = self.head.then(Digest::of(header.as_bytes()));
        let record = Record { id, header, emergency, standing: Standing::Waiting };
        self.records.insert((self.head.epoch, self.head.seq), record);
    }

    pub(super) fn of(&self, standing: Standing) -> usize {
        self.records.values().filter(|record| record.standing == standing).count()
    }

    /// What waits behind a place that the outbox holds.
    pub(super) fn behind(&self, place: Place, most_records: usize) -> Vec<Outgoing> {
        let mut waiting = self.outbox(usize::MAX);
        waiting.retain(|item| (item.place.epoch, item.place.seq) > (place.epoch, place.seq));
        waiting.truncate(most_records);
        waiting
    }

    pub(super) fn run(&mut self, task: StoreTask) -> Outcome {
        match task {
            StoreTask::Load => {
                let facts = Facts { incarnation: self.incarnation, cursor: self.cursor.clone() };
                return Outcome::Loaded(Some(facts));
            }
            StoreTask::KeepTokens { answer, .. } => {
                let there = answer
                    .head
                    .and_then(|head| self.records.get(&(head.epoch, head.seq)))
                    .map(|record| Digest::of(record.header.as_bytes()));
                return Outcome::Kept(standing(self.head, answer.head, there));
            }
            StoreTask::ReadOutbox { most_records, .. } => {
                return Outcome::Outbox(self.outbox(most_records));
            }
            StoreTask::Reopen(head) => self.reopen(head),
            StoreTask::Renew(incarnation) => {
                self.reoffer();
                (self.incarnation, self.cursor) = (incarnation, None);
                self.documents.clear();
                self.media.reoffer();
            }
            StoreTask::Reoffer(_) => self.reoffer(),
            StoreTask::Note { answers, receipts: _, watermark } => {
                for (place, answer) in answers {
                    if let Some(record) = self.records.get_mut(&(place.epoch, place.seq)) {
                        record.standing = match answer {
                            ItemAnswer::Stored { .. } => Standing::Receipted,
                            ItemAnswer::Refused { .. } => Standing::Parked,
                        };
                    }
                }
                self.apply(watermark);
            }
            StoreTask::Park { place, .. } => {
                if let Some(record) = self.records.get_mut(&(place.epoch, place.seq)) {
                    record.standing = Standing::Parked;
                }
            }
            StoreTask::Take { page, watermark } => {
                self.documents.extend(page.changes.iter().map(|change| change.revision));
                self.cursor = Some(page.next.clone());
                self.apply(Some(watermark));
            }
            StoreTask::ReadMedia { most, not } => {
                return Outcome::Media(self.media.to_send(&self.records, most, &not));
            }
            StoreTask::NoteMedia { notes } => self.media.note(notes),
            StoreTask::RestartFeed => self.cursor = None,
        }
        Outcome::Done
    }

    fn outbox(&self, most: usize) -> Vec<Outgoing> {
        let waiting = self.records.iter().filter(|(_, record)| record.standing == Standing::Waiting);
        waiting
            .take(most)
            .map(|((epoch, seq), record)| Outgoing {
                place: Place { epoch: *epoch, seq: *seq },
                record: record.id,
                envelope: Envelope {
                    header: record.header.clone(),
                    signature: Signature { alg: Algorithm::Es256, sig: Vec::new() },
                    payload: None,
                },
                emergency: record.emergency,
            })
            .collect()
    }

    fn reopen(&mut self, county: Head) {
        self.head = county.reopened();
        let unsent: Vec<(u32, u64)> =
            self.records.iter().filter(|(_, r)| r.standing == Standing::Waiting).map(|(at, _)| *at).collect();
        for at in unsent {
            if let Some(record) = self.records.remove(&at) {
                self.wrap(record.id, record.emergency);
            }
        }
    }

    fn reoffer(&mut self) {
        for record in self.records.values_mut().filter(|r| r.standing == Standing::Receipted) {
            record.standing = Standing::Waiting;
        }
    }

    fn apply(&mut self, watermark: Option<Watermark>) {
        let Some(watermark) = watermark.filter(|w| w.incarnation == self.incarnation) else { return };
        let behind = |at: &(u32, u64)| *at <= (watermark.epoch, watermark.seq);
        for (_, record) in self.records.iter_mut().filter(|(at, _)| behind(at)) {
            if record.standing == Standing::Receipted {
                record.standing = Standing::Durable;
            }
        }
    }
}
