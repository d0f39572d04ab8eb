//! The county has answered.

use super::Turn;
use crate::engine::{
    BRISK_MILLIS, REQUEST_MILLIS,
    ahead::Ahead,
    effect::{Effect, Request, StoreTask},
    event::{Answer, Believed},
    stage::{AfterNoting, Stage},
    trouble::Trouble,
};
use doorstep_protocol::{
    changes::{ChangesAnswer, tag},
    receipt::Watermark,
    session::TokenAnswer,
};

impl Turn {
    pub(super) fn answered(&mut self, answer: Answer) {
        match (&self.state.stage, answer) {
            (Stage::Exchanging { .. }, Answer::Tokens(answer)) => self.tokens(answer),
            (Stage::Sending { .. }, Answer::Batch(believed)) => self.batch(*believed),
            (Stage::Pulling { .. }, Answer::Changes(page, watermark)) => self.changes(page, watermark),
            (Stage::Uploading { request, began, .. }, Answer::Media(answer)) => {
                let (request, began) = (request.clone(), *began);
                self.media_answered(&request, began, answer);
            }
            (Stage::Pulling { .. }, Answer::NothingNew) => {
                self.worked();
                self.state.pull = std::mem::take(&mut self.state.asked_meanwhile);
                self.proceed();
            }
            // An answer to a question that was not asked.
            _ => self.failed(Trouble::NotTheCounty),
        }
    }

    fn tokens(&mut self, answer: Box<TokenAnswer>) {
        self.state.renew_at = Some(self.now.saturating_add(renew_after_millis(answer.expires_in_seconds)));
        let stage = Stage::Keeping { incarnation: answer.incarnation };
        self.store(stage, StoreTask::KeepTokens { answer, heard_millis: self.now });
    }

    fn batch(&mut self, believed: Believed) {
        let Believed { items, receipts, disbelieved, missing_from, watermark, page } = believed;
        let other_life = self.state.facts.as_ref().is_none_or(|f| f.incarnation != watermark.incarnation);
        let new_hole = missing_from.is_some() && missing_from != self.state.hole;
        self.state.brisk = !(other_life || disbelieved || new_hole) && self.was_brisk();
        let then = if other_life {
            AfterNoting::Renew(watermark.incarnation)
        } else if disbelieved {
            AfterNoting::Disbelieve
        } else if new_hole {
            AfterNoting::Reoffer
        } else {
            page.map_or(AfterNoting::Proceed, |page| AfterNoting::Take(page, watermark.clone()))
        };
        if self.state.brisk {
            let behind = self.state.ahead.behind_gone();
            self.peek(behind);
        } else {
            self.state.ahead = Ahead::default();
        }
        if !disbelieved {
            self.worked();
            self.state.hole = missing_from;
            self.state.portion = self.state.portion.doubled();
        }
        let watermark = (!other_life).then_some(watermark);
        // What moved since the feed's end was kept must be told again at its end.
        let stands = |known: &Watermark| watermark.as_ref().is_some_and(|heard| tag(heard) == tag(known));
        self.state.known = self.state.known.take().filter(stands);
        self.store(Stage::Noting { then }, StoreTask::Note { answers: items, receipts, watermark });
    }

    /// Whether the batch under way was answered so soon that another beside it would not have been in its way.
    fn was_brisk(&self) -> bool {
        let Stage::Sending { deadline, .. } = self.state.stage else { return false };
        self.now <= deadline.saturating_sub(REQUEST_MILLIS).saturating_add(BRISK_MILLIS)
    }

    fn changes(&mut self, page: Box<ChangesAnswer>, watermark: Watermark) {
        let known = self.state.facts.as_ref().map(|facts| facts.incarnation);
        // A page of another life follows no cursor of this one.
        if known != Some(page.incarnation) {
            self.renew(page.incarnation);
            return;
        }
        self.worked();
        self.keep(page, watermark);
    }

    /// A page of this life, after this phone's cursor.
    pub(super) fn keep(&mut self, page: Box<ChangesAnswer>, watermark: Watermark) {
        self.state.known = (!page.more).then(|| watermark.clone());
        if page.more {
            // While the store takes this page, the next one comes.
            let (after, known) = (Some(page.next.clone()), self.state.known.clone());
            self.effects.push(Effect::Ahead(Request::Changes { after, known }));
        }
        let stage = Stage::Taking { next: page.next.clone(), more: page.more };
        self.store(stage, StoreTask::Take { page, watermark });
    }

    /// A request with a token has worked.
    pub(super) fn worked(&mut self) {
        self.state.failures = 0;
        self.state.exchanged = false;
        self.state.restarted_feed = false;
    }
}

/// Three quarters of a token's life, and long enough for some requests however short it is.
fn renew_after_millis(expires_in_seconds: u32) -> u64 {
    (u64::from(expires_in_seconds) * 750).max(10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_well_before_it_ends_and_never_at_every_request() {
        assert_eq!(renew_after_millis(900), 675_000);
        assert_eq!(renew_after_millis(0), 10_000);
    }
}
