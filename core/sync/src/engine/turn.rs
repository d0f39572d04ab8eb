//! One turn: an event meets a stage.

mod answered;
mod failed;
mod media;
mod stored;

use super::{
    Engine, Exit, MOST_RENEWALS, POLL_MILLIS, REQUEST_MILLIS, SignedOut, Why,
    ahead::Ahead,
    backoff::{busy_millis, delay_millis},
    effect::{Effect, Request, StoreTask},
    event::{StoreTrouble, Ticket, What},
    stage::Stage,
    trouble::Trouble,
};
use doorstep_domain::id::Incarnation;

/// A state in the middle of its step.
pub(super) struct Turn {
    state: Engine,
    now: u64,
    jitter: u32,
    effects: Vec<Effect>,
}

impl Turn {
    pub(super) fn new(state: Engine, now: u64, jitter: u32) -> Self {
        Self { state, now, jitter, effects: Vec::new() }
    }

    pub(super) fn end(self) -> (Engine, Vec<Effect>) {
        (self.state, self.effects)
    }

    pub(super) fn take(&mut self, what: What) {
        match what {
            What::Started => self.start(),
            What::Saved { emergency } => self.saved(emergency),
            What::NetworkGood => {
                self.state.failures = 0;
                self.state.media.rouse();
                self.both_wanted();
                self.wake();
            }
            // The platform's word is a hint: what is under way fails by itself, or does not.
            What::Asked => self.asked(),
            What::Elapsed => self.elapsed(),
            What::Answered { ticket, answer } if ticket == self.state.ticket => match answer {
                Ok(answer) => self.answered(answer),
                Err(trouble) => self.failed(trouble),
            },
            What::Stored { ticket, outcome } if ticket == self.state.ticket => match outcome {
                Ok(outcome) => self.stored(outcome),
                Err(trouble) => self.not_stored(trouble),
            },
            What::Peeked { after, batch } => self.peeked(after, batch),
            What::Answered { .. } | What::Stored { .. } => {}
        }
    }

    fn start(&mut self) {
        self.state = Engine { ticket: self.state.ticket, ..Engine::default() };
        self.store(Stage::Loading, StoreTask::Load);
    }

    fn saved(&mut self, emergency: bool) {
        self.state.drain = true;
        self.state.media.wanted = true;
        self.state.saved_meanwhile |= matches!(self.state.stage, Stage::Reading);
        match self.state.stage {
            Stage::Idle { .. } => self.proceed(),
            Stage::BackingOff { firm: false, .. } if emergency => self.proceed(),
            Stage::Uploading { ref request, .. } if emergency => {
                self.state.media.doubt(request.file.id);
                self.proceed();
            }
            _ => {}
        }
    }

    fn asked(&mut self) {
        self.state.media.rouse();
        self.both_wanted();
        self.state.asked_meanwhile |= self.state.stage.may_await_a_page();
        match self.state.stage {
            Stage::SignedOut(SignedOut::Refused { .. }) | Stage::Revoked { .. } => self.exchange(),
            Stage::SignedOut(SignedOut::NotEnrolled) => self.start(),
            _ => self.wake(),
        }
    }

    fn wake(&mut self) {
        if matches!(self.state.stage, Stage::Idle { .. } | Stage::BackingOff { firm: false, .. }) {
            self.proceed();
        }
    }

    fn elapsed(&mut self) {
        match self.state.stage.exit() {
            Exit::Time(until) if self.now >= until => {
                self.both_wanted();
                self.proceed();
            }
            Exit::AnswerOrTime(deadline) if self.now >= deadline => self.failed(Trouble::TimedOut),
            Exit::Time(until) | Exit::AnswerOrTime(until) => {
                self.effects.push(Effect::Wait { until_millis: until });
            }
            Exit::Start | Exit::Store | Exit::Person => {}
        }
    }

    /// What the store did not keep was not decided: whatever led to it is asked for again.
    fn not_stored(&mut self, trouble: StoreTrouble) {
        match self.state.stage {
            // The heads were not compared, or not acted upon: nothing is sent before they are.
            Stage::Keeping { .. } | Stage::Reopening { .. } | Stage::Renewing { .. } => {
                self.state.renew_at = None;
            }
            Stage::Noting { .. } => (self.state.hole, self.state.known) = (None, None),
            Stage::Reoffering => self.state.hole = None,
            Stage::Taking { .. } => self.state.known = None,
            Stage::RestartingFeed => self.state.restarted_feed = false,
            _ => {}
        }
        self.back_off(Why::Store(trouble));
    }

    fn both_wanted(&mut self) {
        self.state.drain = true;
        self.state.pull = true;
        self.state.media.wanted = true;
    }

    /// The one place that decides what comes next.
    fn proceed(&mut self) {
        let Some(facts) = &self.state.facts else {
            self.store(Stage::Loading, StoreTask::Load);
            return;
        };
        if self.state.renew_at.is_none_or(|at| self.now >= at) {
            self.exchange();
        } else if self.files_first() {
            self.read_media();
        } else if self.state.drain {
            let portion = self.state.portion;
            let task = StoreTask::ReadOutbox { most_records: portion.records, most_bytes: portion.bytes };
            self.store(Stage::Reading, task);
        } else if self.state.pull {
            let (after, known) = (facts.cursor.clone(), self.state.known.clone());
            let deadline = self.deadline();
            self.request(Stage::Pulling { deadline }, Request::Changes { after, known });
        } else if !self.read_media() {
            let poll = self.now.saturating_add(POLL_MILLIS);
            let until = self.state.media.wakes(self.now).map_or(poll, |wakes| wakes.min(poll));
            self.state.renewals = 0;
            self.state.stage = Stage::Idle { until };
            self.effects.push(Effect::Wait { until_millis: until });
        }
    }

    fn exchange(&mut self) {
        let deadline = self.deadline();
        self.request(Stage::Exchanging { deadline }, Request::Tokens);
    }

    /// Another life of the county's database.
    fn renew(&mut self, incarnation: Incarnation) {
        self.state.renewals = self.state.renewals.saturating_add(1);
        if self.state.renewals > MOST_RENEWALS {
            self.state.renewals = 0;
            // Which life it settles on is learned from the next tokens.
            self.state.renew_at = None;
            self.back_off(Why::Unsettled);
        } else {
            self.store(Stage::Renewing { incarnation }, StoreTask::Renew(incarnation));
        }
    }

    fn back_off(&mut self, why: Why) {
        self.state.failures = self.state.failures.saturating_add(1);
        let until = self.now.saturating_add(delay_millis(self.state.failures, self.jitter));
        self.wait(until, why, false);
    }

    fn back_off_as_asked(&mut self, why: Why, retry_after_millis: u64) {
        self.state.failures = self.state.failures.saturating_add(1);
        let until = self.now.saturating_add(busy_millis(retry_after_millis, self.jitter));
        self.wait(until, why, true);
    }

    fn wait(&mut self, until: u64, why: Why, firm: bool) {
        self.next_ticket();
        // What was fresh then is not any more: a refusal after the wait asks for an exchange of its own.
        self.state.exchanged = false;
        self.state.stage = Stage::BackingOff { until, why, firm };
        self.effects.push(Effect::Wait { until_millis: until });
    }

    fn deadline(&self) -> u64 {
        self.now.saturating_add(REQUEST_MILLIS)
    }

    fn next_ticket(&mut self) -> Ticket {
        self.state.ticket = Ticket(self.state.ticket.0 + 1);
        self.state.ticket
    }

    fn request(&mut self, stage: Stage, request: Request) {
        let ticket = self.next_ticket();
        if let Exit::AnswerOrTime(deadline) = stage.exit() {
            self.effects.push(Effect::Wait { until_millis: deadline });
        }
        if !matches!(request, Request::Batch(..)) {
            self.state.ahead = Ahead::default();
        }
        self.state.stage = stage;
        self.effects.push(Effect::Request(ticket, request));
    }

    fn store(&mut self, stage: Stage, task: StoreTask) {
        let ticket = self.next_ticket();
        self.state.stage = stage;
        self.effects.push(Effect::Store(ticket, task));
    }
}
