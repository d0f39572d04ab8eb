//! The store has done what was asked.

use super::Turn;
use crate::engine::{
    Outgoing, SignedOut, Why,
    ahead::{Shaped, shaped},
    effect::{Effect, Request, StoreTask},
    event::{Facts, Outcome, StoreTrouble},
    portion::Portion,
    stage::{AfterNoting, Stage},
    standing::Standing,
    trouble::Trouble,
};
use doorstep_domain::id::Incarnation;
use doorstep_protocol::{changes::ChangesAsked, journal::Place};

impl Turn {
    pub(super) fn stored(&mut self, outcome: Outcome) {
        match (self.state.stage.clone(), outcome) {
            (Stage::Loading, Outcome::Loaded(facts)) => self.loaded(facts),
            (Stage::Keeping { incarnation }, Outcome::Kept(Standing::Restored(head))) => {
                self.store(Stage::Reopening { incarnation }, StoreTask::Reopen(head));
            }
            (Stage::Keeping { incarnation }, Outcome::Kept(Standing::Agrees))
            | (Stage::Reopening { incarnation }, Outcome::Done) => self.ready(incarnation),
            (Stage::Renewing { incarnation }, Outcome::Done) => {
                self.state.facts = Some(Facts { incarnation, cursor: None });
                self.state.hole = None;
                self.both_wanted();
                self.proceed();
            }
            (Stage::RestartingFeed, Outcome::Done) => {
                self.forget_cursor();
                self.state.pull = true;
                self.proceed();
            }
            (Stage::Reading, Outcome::Outbox(batch)) => self.read(batch),
            (Stage::ReadingMedia, Outcome::Media(files)) => self.media_read(files),
            (Stage::NotingMedia, Outcome::Done) => self.proceed(),
            (Stage::Noting { then }, Outcome::Done) => self.noted(then),
            (Stage::Reoffering, Outcome::Done) => {
                self.state.drain = true;
                self.proceed();
            }
            (Stage::Taking { next, more }, Outcome::Done) => {
                if let Some(facts) = &mut self.state.facts {
                    facts.cursor = Some(next);
                }
                self.state.pull = more || std::mem::take(&mut self.state.asked_meanwhile);
                self.proceed();
            }
            // The store did something else: only a fault in the runner can do that.
            _ => self.back_off(Why::Store(StoreTrouble::Broken)),
        }
    }

    fn loaded(&mut self, facts: Option<Facts>) {
        if facts.is_none() {
            self.state.stage = Stage::SignedOut(SignedOut::NotEnrolled);
            return;
        }
        self.state.facts = facts;
        self.proceed();
    }

    /// Tokens are kept and the chain is in order.
    fn ready(&mut self, incarnation: Incarnation) {
        if self.state.facts.as_ref().is_some_and(|facts| facts.incarnation == incarnation) {
            self.proceed();
        } else {
            self.renew(incarnation);
        }
    }

    fn read(&mut self, batch: Vec<Outgoing>) {
        let Some(Shaped { batch, places, last }) = shaped(batch, self.state.portion) else {
            self.state.drain = std::mem::take(&mut self.state.saved_meanwhile);
            self.proceed();
            return;
        };
        self.state.ahead.asked(&places, last);
        let end = places.last().copied().filter(|_| self.state.brisk && !last);
        let (deadline, changes) = (self.deadline(), self.changes_with(last));
        self.request(Stage::Sending { places, deadline }, Request::Batch(batch, changes));
        let behind = end.and_then(|end| self.state.ahead.behind_sent(end));
        self.peek(behind);
    }

    /// As it will be when what is under way has arrived.
    pub(super) fn peek(&mut self, behind: Option<Place>) {
        let Some(after) = behind else { return };
        let Portion { records, bytes } = self.state.portion.doubled();
        self.effects.push(Effect::Peek { after, most_records: records, most_bytes: bytes });
    }

    /// What lies behind goes ahead as the very request that will be made of it, unless something else
    /// happens before.
    pub(super) fn peeked(&mut self, after: Place, batch: Vec<Outgoing>) {
        if !self.state.ahead.awaits(after) {
            return;
        }
        if let Some(Shaped { batch, places, last }) = shaped(batch, self.state.portion.doubled()) {
            self.effects.push(Effect::Ahead(Request::Batch(batch, self.changes_with(last))));
            self.state.ahead.goes(places, last);
        }
    }

    /// The last batch of a queue asks for the first page too.
    fn changes_with(&self, last: bool) -> Option<ChangesAsked> {
        (last && self.state.pull).then(|| self.changes_after_cursor())
    }

    fn changes_after_cursor(&self) -> ChangesAsked {
        ChangesAsked { after: self.state.facts.as_ref().and_then(|facts| facts.cursor.clone()) }
    }

    fn noted(&mut self, then: AfterNoting) {
        match then {
            AfterNoting::Proceed => self.proceed(),
            AfterNoting::Take(page, watermark) => self.keep(page, watermark),
            AfterNoting::Renew(incarnation) => self.renew(incarnation),
            AfterNoting::Disbelieve => self.failed(Trouble::Unbelieved),
            AfterNoting::Reoffer => match self.state.facts.as_ref().map(|facts| facts.incarnation) {
                Some(incarnation) => self.store(Stage::Reoffering, StoreTask::Reoffer(incarnation)),
                None => self.proceed(),
            },
        }
    }

    pub(super) fn forget_cursor(&mut self) {
        if let Some(facts) = &mut self.state.facts {
            facts.cursor = None;
        }
    }
}
