//! A county in memory: as much of one as the engine can tell from outside.

use super::files::Shelf;
use super::phone::{Record, genesis, prev};
use crate::engine::*;
use chrono::DateTime;
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    batch::{ItemAnswer, Verdict},
    chain::Head,
    changes::{ChangesAnswer, ChangesAsked, tag},
    digest::Digest,
    envelope::Refusal,
    key::CountyKey,
    receipt::Watermark,
    session::TokenAnswer,
    signed::Signed,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};
use uuid::Uuid;

/// One for all, so that the same seed is the same day.
static KEY: OnceLock<Arc<CountyKey>> = OnceLock::new();

/// Bound of one page, so that first loads take several.
const PAGE: u64 = 3;

#[derive(Clone)]
pub(super) struct County {
    pub(super) incarnation: Incarnation,
    /// Every record once, and how often it was counted.
    pub(super) records: BTreeMap<RecordId, u32>,
    /// The hash that each header names, and its own, by place: two at one place are a fork.
    chain: BTreeMap<(u32, u64), (Digest, Digest)>,
    pub(super) forked: bool,
    /// Published documents.
    pub(super) documents: u64,
    pub(super) shelf: Shelf,
    durable: (u32, u64),
    backup: Option<Box<County>>,
    key: Arc<CountyKey>,
}

impl County {
    pub(super) fn new() -> Self {
        Self {
            incarnation: Incarnation(Uuid::from_u128(1)),
            records: BTreeMap::new(),
            chain: BTreeMap::new(),
            forked: false,
            documents: 7,
            shelf: Shelf::default(),
            durable: (1, 0),
            backup: None,
            key: Arc::clone(KEY.get_or_init(|| Arc::new(CountyKey::generate().unwrap()))),
        }
    }

    pub(super) fn back_up(&mut self) {
        self.durable = self.whole_through();
        self.backup = None;
        self.backup = Some(Box::new(self.clone()));
    }

    /// How far the chain is whole: a watermark that passed a hole would make phones forget what fills it.
    fn whole_through(&self) -> (u32, u64) {
        let (mut at, mut hash) = ((1, 0), genesis());
        loop {
            let names_it = |place: &(u32, u64)| self.chain.get(place).filter(|(prev, _)| *prev == hash);
            let next = [(at.0, at.1 + 1), (at.0 + 1, 1)].into_iter().find(|place| names_it(place).is_some());
            let Some(next) = next else { return at };
            (at, hash) = (next, self.chain[&next].1);
        }
    }

    /// Yesterday's backup, in a life of its own.
    pub(super) fn restore(&mut self) {
        let Some(backup) = self.backup.take() else { return };
        let next = Incarnation(Uuid::from_u128(self.incarnation.0.as_u128() + 1));
        let forked = self.forked;
        *self = Self { incarnation: next, forked, ..*backup.clone() };
        self.backup = Some(backup);
    }

    pub(super) fn answer(
        &mut self,
        request: &Request,
        poison: &BTreeSet<RecordId>,
    ) -> Result<Answer, Trouble> {
        match request {
            Request::Tokens => Ok(self.tokens()),
            Request::Batch(batch, asked) => self.batch(batch, asked.as_ref(), poison),
            Request::Media(media) => self.shelf.answer(media, &self.records, &self.key).map(Answer::Media),
            Request::Changes { after, known } => self.changes(after.as_deref(), known.as_ref()),
        }
    }

    fn head(&self) -> Option<Head> {
        self.chain.last_key_value().map(|((epoch, seq), (_, hash))| Head {
            epoch: *epoch,
            seq: *seq,
            hash: *hash,
        })
    }

    fn tokens(&self) -> Answer {
        Answer::Tokens(Box::new(TokenAnswer {
            access: "a".to_owned(),
            refresh: "r".to_owned(),
            expires_in_seconds: 900,
            head: self.head(),
            incarnation: self.incarnation,
            server_time: DateTime::UNIX_EPOCH,
            keys: Vec::new(),
        }))
    }

    fn batch(
        &mut self,
        batch: &[Outgoing],
        asked: Option<&ChangesAsked>,
        poison: &BTreeSet<RecordId>,
    ) -> Result<Answer, Trouble> {
        // Some records make the whole request unreadable, others are refused by themselves.
        if batch.iter().any(|item| poison.contains(&item.record) && !Record::refused_alone(item.record)) {
            return Err(Trouble::Rejected { status: 400, code: "bad_request".to_owned() });
        }
        let items = batch
            .iter()
            .map(|item| {
                let answer = if poison.contains(&item.record) {
                    ItemAnswer::Refused { code: Refusal::BadFraming }
                } else {
                    self.store(item)
                };
                (item.place, answer)
            })
            .collect();
        let watermark = self.watermark();
        // A cursor of another life is no fault of the records: their answer comes without a page.
        let page = asked.and_then(|asked| self.page(asked.after.as_deref()).ok()).map(Box::new);
        Ok(Answer::Batch(Box::new(Believed {
            items,
            receipts: None,
            disbelieved: false,
            missing_from: self.hole(),
            watermark,
            page,
        })))
    }

    fn store(&mut self, item: &Outgoing) -> ItemAnswer {
        let hash = item.envelope.hash();
        let place = (item.place.epoch, item.place.seq);
        match self.chain.get(&place) {
            Some((_, known)) if *known != hash => self.forked = true,
            Some(_) => {}
            None => {
                self.chain.insert(place, (prev(&item.envelope.header), hash));
                self.records.entry(item.record).or_insert(1);
            }
        }
        ItemAnswer::Stored { at: DateTime::UNIX_EPOCH, verdict: Verdict::Accepted }
    }

    /// The first sequence number that never came, in the head's epoch.
    fn hole(&self) -> Option<u64> {
        let head = self.head()?;
        (1..head.seq).find(|seq| !self.chain.contains_key(&(head.epoch, *seq)))
    }

    fn watermark(&self) -> Watermark {
        Watermark {
            incarnation: self.incarnation,
            device: DeviceId(Uuid::nil()),
            epoch: self.durable.0,
            seq: self.durable.1,
            at: DateTime::UNIX_EPOCH,
        }
    }

    fn changes(&self, after: Option<&str>, known: Option<&Watermark>) -> Result<Answer, Trouble> {
        let (page, watermark) = (self.page(after)?, self.watermark());
        let shown = known.map(tag);
        if page.changes.is_empty() && shown.is_some_and(|shown| shown == tag(&watermark)) {
            return Ok(Answer::NothingNew);
        }
        Ok(Answer::Changes(Box::new(page), watermark))
    }

    /// A cursor is `LIFE:POSITION`; one of another life is not known.
    fn page(&self, after: Option<&str>) -> Result<ChangesAnswer, Trouble> {
        let life = self.incarnation.to_string();
        let position = match after.map(|cursor| cursor.split_once(':')) {
            None => 0,
            Some(Some((of, position))) if of == life => position.parse().unwrap(),
            Some(_) => return Err(Trouble::Rejected { status: 400, code: "bad_cursor".to_owned() }),
        };
        let next = (position + PAGE).min(self.documents);
        let changes = (position..next)
            .map(|n| doorstep_protocol::changes::Change {
                kind: "form".to_owned(),
                key: n.to_string(),
                revision: n,
                body: None,
            })
            .collect();
        Ok(ChangesAnswer {
            changes,
            next: format!("{life}:{next}"),
            more: next < self.documents,
            incarnation: self.incarnation,
            watermark: Signed::sign(&self.watermark(), &self.key).unwrap(),
        })
    }
}
