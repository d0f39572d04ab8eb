//! One phone, one county and everything between them, in one thread, by one seed.

use super::{
    county::County,
    phone::{Phone, Standing},
};
use crate::engine::*;
use std::collections::{BTreeSet, VecDeque};

/// What the network does to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Luck {
    Good,
    /// Never arrives.
    Dropped,
    /// Arrives, and the answer does not.
    AnswerLost,
    /// The answer comes twice, the second time late.
    AnsweredTwice,
    /// Arrives twice.
    SentTwice,
    Portal,
    Busy,
    Broken,
    TokenEnded,
    TooSlow,
    /// Never ends by itself: only the deadline does.
    Hangs,
    /// The receipt of the answer does not hold.
    Forged,
    /// The disk is full: the store keeps nothing of what it is asked.
    DiskFull,
}

pub(super) struct World {
    pub(super) engine: Engine,
    pub(super) phone: Phone,
    pub(super) county: County,
    pub(super) poison: BTreeSet<RecordId>,
    pub(super) now: u64,
    pub(super) requests: usize,
    /// Requests that might have gone ahead, and how many batches were asked for as one had.
    ahead: VecDeque<Request>,
    pub(super) batches_ahead: usize,
    /// Records of each batch that reached the county.
    pub(super) batches: Vec<Vec<RecordId>>,
    pub(super) media_requests: usize,
    /// Requests for files while a record waited that the engine had been told of.
    pub(super) media_before_data: usize,
    /// Bytes of files that the county has taken.
    pub(super) media_bytes_taken: u64,
    timer: Option<u64>,
    inbox: VecDeque<What>,
    late: Vec<What>,
    seed: u64,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let county = County::new();
        let mut world = Self {
            engine: Engine::default(),
            phone: Phone::new(county.incarnation),
            county,
            poison: BTreeSet::new(),
            now: 0,
            requests: 0,
            ahead: VecDeque::new(),
            batches_ahead: 0,
            batches: Vec::new(),
            media_requests: 0,
            media_before_data: 0,
            media_bytes_taken: 0,
            timer: None,
            inbox: VecDeque::new(),
            late: Vec::new(),
            seed,
        };
        world.inbox.push_back(What::Started);
        world
    }

    /// SplitMix64.
    pub(super) fn dice(&mut self, below: u64) -> u64 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }

    pub(super) fn tell(&mut self, what: What) {
        self.inbox.push_back(what);
    }

    /// A crash, and a new process on the same files.
    pub(super) fn restart(&mut self) {
        self.inbox.clear();
        self.timer = None;
        let old = std::mem::take(&mut self.engine);
        // Tickets of a new process begin anew; nothing of the old one is under way.
        drop(old);
        self.late.clear();
        self.inbox.push_back(What::Started);
    }

    pub(super) fn save(&mut self, id: u128, emergency: bool) {
        self.phone.save(id, emergency);
        self.tell(What::Saved { emergency });
    }

    /// Takes one event, if there is one, with this luck for any request it leads to.
    pub(super) fn turn(&mut self, luck: Luck) -> bool {
        let Some(what) = self.inbox.pop_front() else { return false };
        let jitter = u32::try_from(self.dice(u64::from(u32::MAX))).unwrap();
        let event = Event { now_millis: self.now, jitter, what };
        let (engine, effects) = step(std::mem::take(&mut self.engine), event);
        self.engine = engine;
        for effect in effects {
            self.perform(effect, luck);
        }
        true
    }

    fn perform(&mut self, effect: Effect, luck: Luck) {
        match effect {
            Effect::Wait { until_millis } => self.timer = Some(until_millis),
            Effect::Tell(_) => {}
            Effect::Peek { after, most_records, .. } => {
                let batch = self.phone.behind(after, most_records);
                // Before the answer, or it is too late.
                self.inbox.push_front(What::Peeked { after, batch });
            }
            // Whoever sends ahead may do so in vain, or have the answer too late.
            Effect::Ahead(request) => {
                if self.dice(2) == 0 {
                    let _ = self.county.answer(&request, &self.poison);
                }
                self.ahead.push_back(request);
            }
            Effect::Store(ticket, task) => {
                let full = luck == Luck::DiskFull;
                let outcome = if full { Err(StoreTrouble::Full) } else { Ok(self.phone.run(task)) };
                self.inbox.push_back(What::Stored { ticket, outcome });
            }
            Effect::Request(ticket, request) => {
                self.requests += 1;
                self.watch(&request);
                if self.ahead.pop_front().is_some_and(|ahead| ahead == request) {
                    self.batches_ahead += usize::from(matches!(request, Request::Batch(..)));
                } else {
                    self.ahead.clear();
                }
                if let Some(answer) = self.travel(&request, luck) {
                    let what = What::Answered { ticket, answer };
                    if luck == Luck::AnsweredTwice {
                        self.late.push(what.clone());
                    }
                    self.inbox.push_back(what);
                }
            }
        }
    }

    fn watch(&mut self, request: &Request) {
        if !matches!(request, Request::Media(_)) {
            return;
        }
        self.media_requests += 1;
        let untold = self.inbox.iter().any(|what| matches!(what, What::Saved { .. }));
        if self.phone.of(Standing::Waiting) > 0 && !untold {
            self.media_before_data += 1;
        }
    }

    fn travel(&mut self, request: &Request, luck: Luck) -> Option<Result<Answer, Trouble>> {
        let arrives =
            !matches!(luck, Luck::Dropped | Luck::Portal | Luck::Busy | Luck::TokenEnded | Luck::TooSlow);
        let times = if luck == Luck::SentTwice { 2 } else { usize::from(arrives) };
        let mut answer = Err(Trouble::Offline);
        for _ in 0..times {
            if let Request::Batch(batch, _) = request {
                self.batches.push(batch.iter().map(|item| item.record).collect());
            }
            let before = self.county.shelf.bytes();
            answer = self.county.answer(request, &self.poison);
            self.media_bytes_taken += self.county.shelf.bytes().saturating_sub(before);
        }
        match luck {
            Luck::Hangs => None,
            Luck::Good | Luck::AnsweredTwice | Luck::SentTwice | Luck::DiskFull => Some(answer),
            Luck::Forged => Some(answer.map(forged)),
            Luck::Dropped | Luck::AnswerLost => Some(Err(Trouble::Offline)),
            Luck::Portal => Some(Err(Trouble::NotTheCounty)),
            Luck::Busy => Some(Err(Trouble::Busy { retry_after_millis: Some(30_000) })),
            Luck::Broken => Some(Err(Trouble::Server { status: 500 })),
            Luck::TokenEnded => Some(Err(Trouble::Unauthorised { code: "token_expired".to_owned() })),
            Luck::TooSlow => Some(Err(Trouble::TimedOut)),
        }
    }

    /// Everything is enrolled, read and sent, until the first file gets its turn.
    pub(super) fn settle_records(&mut self) {
        while self.media_requests == 0 {
            if !self.turn(Luck::Good) {
                self.elapse();
            }
        }
    }

    /// Late answers arrive.
    pub(super) fn deliver_late(&mut self) {
        let late = std::mem::take(&mut self.late);
        self.inbox.extend(late);
    }

    /// Nothing is under way: time goes on to the next wait.
    pub(super) fn elapse(&mut self) {
        if let Some(until) = self.timer.take() {
            self.now = self.now.max(until);
            self.tell(What::Elapsed);
        }
    }

    /// The network is good from now on. Returns the events it took to be idle, or `None` if it was not within `bound`.
    pub(super) fn settle(&mut self, bound: usize) -> Option<usize> {
        self.tell(What::NetworkGood);
        self.tell(What::Asked);
        for events in 0..bound {
            if !self.turn(Luck::Good) {
                let files = self.phone.media.to_send(&self.phone.records, 1, &[]);
                if matches!(self.engine.stage(), Stage::Idle { .. }) && files.is_empty() {
                    return Some(events);
                }
                self.elapse();
            }
        }
        None
    }
}

/// The receipt of a batch does not hold.
fn forged(answer: Answer) -> Answer {
    let Answer::Batch(mut believed) = answer else { return answer };
    let many = believed.items.len();
    believed.items.retain(|(_, item)| !item.is_stored());
    believed.disbelieved = believed.items.len() < many;
    Answer::Batch(believed)
}
