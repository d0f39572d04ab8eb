//! One story: phones, a county, and everything between them, in virtual time.
//!
//! What is under way stands in one queue, by its moment. Whatever is drawn, is drawn
//! from the seed in the order of that queue, so that a seed replays its story exactly.
//! An engine's effect is performed a little after it was asked for, and its outcome is
//! heard a little after that: a phone may be killed at each of these points.

use super::{
    Bench, cast,
    county::County,
    mail::{Back, Letter, Sent},
    phone::Phone,
    told::Told,
    weather::Weather,
};
use crate::{
    chance::Chance,
    finding::{Broken, Finding},
    layer::{Ended, Trouble},
    story::{Story, told},
};
use doorstep_domain::id::RecordId;
use doorstep_protocol::{batch::ItemAnswer, digest::Digest, journal::Place};
use doorstep_sync::engine::{Effect, Stage, StoreTask, Ticket, What};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// What ends a story before its end.
pub(super) enum Stop {
    Found(Finding),
    Bench(Trouble),
}

impl From<Finding> for Stop {
    fn from(finding: Finding) -> Self {
        Self::Found(finding)
    }
}

impl<T: Into<Trouble>> From<T> for Stop {
    fn from(error: T) -> Self {
        Self::Bench(error.into())
    }
}

/// Something that will happen.
pub(super) enum Happening {
    /// The story goes on.
    Step,
    /// The engine hears something.
    Tell(What),
    /// The engine's wait may be over.
    Ring { wait: u64 },
    /// The store does what it was asked.
    Errand { ticket: Ticket, task: StoreTask },
    /// A request reaches the county.
    Arrival(Letter),
    /// An answer reaches the phone.
    Answer { sent: Rc<Sent>, back: Back },
    /// The store is asked what lies behind a place of the outbox.
    Peek { after: Place, most_records: usize, most_bytes: usize },
    /// The sealer takes its turn.
    Seal,
}

/// Whose happening it is: of which phone, and of which of its processes.
pub(super) type Whose = Option<(usize, u64)>;

/// A story in progress.
pub(super) struct Case<'a> {
    pub(super) chance: Chance,
    pub(super) story: Story,
    pub(super) now: u64,
    queue: BTreeMap<(u64, u64), (Whose, Happening)>,
    queued: u64,
    pub(super) county: County<'a>,
    pub(super) phones: Vec<Phone<'a>>,
    pub(super) told: Told,
    /// How the network is for each phone.
    pub(super) weather: Vec<Weather>,
    pub(super) beside: Vec<Beside>,
    /// Steps that are still to come.
    pub(super) steps: u64,
    /// The power of the county's machine goes in the next request, at this change of its disk.
    pub(super) county_cut: Option<u64>,
    /// The county's clock stands so far from the true time, milliseconds.
    pub(super) county_error: i64,
    sealing: bool,
    pub(super) requests: u64,
}

/// What the scheduler knows of a phone beside what the phone is.
#[derive(Default)]
pub(super) struct Beside {
    /// The number of its last wait.
    wait: u64,
    /// It is killed when so many more of its happenings have come.
    pub(super) doom: Option<u64>,
    /// Headers that the county receipted and nobody has asked for again.
    pub(super) receipted: BTreeSet<Digest>,
    /// The batch under way, as the store is told of it.
    pub(super) batch: Vec<(RecordId, Digest)>,
    /// The life of the county that answered what the engine heard last.
    pub(super) answered_in: u32,
    /// An exchange of tokens was on its way twice, or for longer than the phone waited.
    pub(super) tokens_twice: bool,
    /// It was put back to an old copy.
    pub(super) put_back: bool,
    /// The county was told that it is not to be used any more.
    pub(super) ended: bool,
    /// It stopped for good, and handed in its journal.
    pub(super) handed_in: bool,
}

impl Beside {
    /// The phone is another one now, as far as it knows.
    pub(super) fn forget(&mut self) {
        self.receipted.clear();
        self.batch.clear();
        self.doom = None;
    }
}

/// Plays the story of a seed.
pub(super) fn play(bench: &Bench, seed: u64) -> Result<Ended, Trouble> {
    let mut chance = Chance::of(seed);
    let phones = 2 + chance.below(cast::PHONES as u64 - 1) as usize;
    let mut case = Case::begin(bench, chance, phones)?;
    let verdict = match case.tell() {
        Ok(()) => Ok(()),
        Err(Stop::Found(finding)) => Err(finding),
        Err(Stop::Bench(error)) => {
            let words = format!("something did not work that must: {}", told(error.as_ref()));
            Err(Finding::new(Broken::Stuck, words))
        }
    };
    Ok(Ended { verdict, story: case.story })
}

impl<'a> Case<'a> {
    /// Everybody as the bench has them.
    pub(super) fn begin(bench: &'a Bench, chance: Chance, phones: usize) -> Result<Self, Trouble> {
        let (county, phones) = bench.lay_out(phones)?;
        let many = phones.len();
        Ok(Self {
            chance,
            story: Story::default(),
            now: 0,
            queue: BTreeMap::new(),
            queued: 0,
            county,
            phones,
            told: Told::default(),
            weather: vec![Weather::Good; many],
            beside: (0..many).map(|_| Beside::default()).collect(),
            steps: 0,
            county_cut: None,
            county_error: 0,
            sealing: false,
            requests: 0,
        })
    }

    fn tell(&mut self) -> Result<(), Stop> {
        self.say(format_args!("{} phones", self.phones.len()));
        self.steps = 11 + self.chance.below(30);
        for phone in 0..self.phones.len() {
            self.hear(phone, 0, What::Started);
        }
        self.queue(0, None, Happening::Step);
        while self.steps > 0 {
            self.turn()?;
        }
        self.end()
    }

    pub(super) fn say(&mut self, words: impl std::fmt::Display) {
        let (minutes, seconds) = (self.now / 60_000, self.now / 1_000 % 60);
        self.story.tell(format_args!("{minutes:>4}:{seconds:02} {words}"));
    }

    pub(super) fn queue(&mut self, after: u64, whose: Whose, happening: Happening) {
        self.queued += 1;
        self.queue.insert((self.now + after, self.queued), (whose, happening));
    }

    pub(super) fn whose(&self, phone: usize) -> Whose {
        Some((phone, self.phones[phone].process))
    }

    /// The engine of a phone hears something, a little later.
    pub(super) fn hear(&mut self, phone: usize, after: u64, what: What) {
        let whose = self.whose(phone);
        self.queue(after, whose, Happening::Tell(what));
    }

    /// Winds every clock that the next happening can see.
    fn wind(&self, phone: Option<usize>) {
        self.county.machine.wind(i64::try_from(self.now).unwrap_or(0) + self.county_error);
        if let Some(phone) = phone {
            self.phones[phone].wind(self.now);
        }
    }

    /// The next happening.
    pub(super) fn turn(&mut self) -> Result<(), Stop> {
        let Some((at, (whose, happening))) = self.queue.pop_first() else {
            return Err(Finding::new(Broken::Stuck, "nothing is under way any more").into());
        };
        self.now = at.0;
        self.wind(whose.map(|(phone, _)| phone));
        let lives = whose.is_none_or(|(phone, process)| self.phones[phone].process == process);
        match (happening, whose) {
            (Happening::Step, _) => {
                self.steps -= 1;
                if self.steps > 0 {
                    let gap = self.step()?;
                    self.queue(gap, None, Happening::Step);
                }
                Ok(())
            }
            (Happening::Seal, _) => self.seal(),
            // What is on the wire is on the wire, whatever becomes of who sent it.
            (Happening::Arrival(letter), Some((phone, process))) => self.arrive(phone, process, letter),
            (_, Some(_)) if !lives => Ok(()),
            (happening, Some((phone, _))) => self.on_the_phone(phone, happening),
            (_, None) => Ok(()),
        }
    }

    fn on_the_phone(&mut self, phone: usize, happening: Happening) -> Result<(), Stop> {
        let doomed = match &mut self.beside[phone].doom {
            Some(0) => true,
            Some(more) => {
                *more -= 1;
                false
            }
            None => false,
        };
        if doomed && self.chance.percent(50) {
            return self.kill(phone);
        }
        match happening {
            Happening::Tell(what) => self.step_engine(phone, what)?,
            Happening::Ring { wait } if wait == self.beside[phone].wait => {
                self.step_engine(phone, What::Elapsed)?;
            }
            Happening::Errand { ticket, task } => self.errand(phone, ticket, task)?,
            Happening::Answer { sent, back } => self.comes_back(phone, &sent, back)?,
            Happening::Peek { after, most_records, most_bytes } => {
                let batch = self.phones[phone].hands()?.peek(after, most_records, most_bytes);
                let a_little = 1 + self.chance.below(20);
                self.hear(phone, a_little, What::Peeked { after, batch });
            }
            _ => {}
        }
        if doomed { self.kill(phone) } else { Ok(()) }
    }

    fn kill(&mut self, phone: usize) -> Result<(), Stop> {
        self.beside[phone].doom = None;
        self.say(format_args!("phone {phone} is killed in the middle of it"));
        self.phones[phone].kill()?;
        self.hear(phone, 10, What::Started);
        Ok(())
    }

    pub(super) fn step_engine(&mut self, phone: usize, what: What) -> Result<(), Stop> {
        let jitter = self.chance.draw() as u32;
        for effect in self.phones[phone].step(self.now, jitter, what) {
            self.perform(phone, effect)?;
        }
        Ok(())
    }

    fn perform(&mut self, phone: usize, effect: Effect) -> Result<(), Stop> {
        let whose = self.whose(phone);
        match effect {
            Effect::Tell(_) => {}
            Effect::Ahead(request) => self.send_ahead(phone, request)?,
            Effect::Peek { after, most_records, most_bytes } => {
                let a_little = 1 + self.chance.below(20);
                self.queue(a_little, whose, Happening::Peek { after, most_records, most_bytes });
            }
            Effect::Wait { until_millis } => {
                self.beside[phone].wait += 1;
                let wait = self.beside[phone].wait;
                let after = self.phones[phone].moment(until_millis).saturating_sub(self.now);
                self.queue(after, whose, Happening::Ring { wait });
            }
            Effect::Store(ticket, task) => {
                let after = 1 + self.chance.below(20);
                self.queue(after, whose, Happening::Errand { ticket, task });
            }
            Effect::Request(ticket, request) => self.send(phone, ticket, request)?,
        }
        Ok(())
    }

    /// The store does what it was asked, and says so a little later.
    fn errand(&mut self, phone: usize, ticket: Ticket, task: StoreTask) -> Result<(), Stop> {
        let noted = match &task {
            StoreTask::Note { answers, .. } => {
                let stored = |answer: &ItemAnswer| matches!(answer, ItemAnswer::Stored { .. });
                let stored = answers.iter().map(|(place, answer)| (*place, stored(answer)));
                Some(stored.collect::<Vec<_>>())
            }
            StoreTask::Reopen(_) => {
                self.say(format_args!("phone {phone} opens a new epoch"));
                self.beside[phone].receipted.clear();
                None
            }
            StoreTask::Renew(_) | StoreTask::Reoffer(_) => {
                self.beside[phone].receipted.clear();
                None
            }
            StoreTask::Park { place, code } => {
                self.say(format_args!("phone {phone} parks a record: {code:?}"));
                let sent = &self.phones[phone].sent;
                let record = sent.iter().position(|sent| sent == place);
                let record = record.and_then(|at| self.beside[phone].batch.get(at)).map(|sent| sent.0);
                if let Some(record) = record {
                    self.told.stood_aside(record);
                }
                None
            }
            _ => None,
        };
        let outcome = self.phones[phone].hands()?.store(task);
        if let (Some(noted), Ok(_)) = (noted, &outcome) {
            self.noted(phone, &noted)?;
        }
        let after = 1 + self.chance.below(20);
        self.hear(phone, after, What::Stored { ticket, outcome });
        Ok(())
    }

    /// What a phone calls receipted from now on, the county has: now, or it was put back since.
    fn noted(&mut self, phone: usize, noted: &[(Place, bool)]) -> Result<(), Stop> {
        let sent = std::mem::take(&mut self.phones[phone].sent);
        let batch = std::mem::take(&mut self.beside[phone].batch);
        let mut receipted = Vec::new();
        for (place, stored) in noted {
            let Some((record, hash)) =
                sent.iter().position(|sent| sent == place).and_then(|at| batch.get(at))
            else {
                continue;
            };
            if *stored {
                receipted.push((*record, *hash));
            } else {
                self.told.stood_aside(*record);
            }
        }
        self.beside[phone].receipted.extend(receipted.iter().map(|(_, hash)| *hash));
        if self.beside[phone].answered_in != self.county.lives {
            return Ok(());
        }
        let hashes: Vec<Digest> = receipted.iter().map(|(_, hash)| *hash).collect();
        let missing = self.county.read(move |tx| {
            for (at, hash) in hashes.iter().enumerate() {
                if !tx.exists("SELECT 1 FROM envelope WHERE hash = $1", &[hash.as_bytes().into()])? {
                    return Ok(Some(at));
                }
            }
            Ok(None)
        })?;
        match missing.and_then(|at| receipted.get(at)) {
            None => Ok(()),
            Some((record, _)) => {
                let words = format!(
                    "phone {phone} was given a receipt for record {}, and the county does not have it",
                    super::told::number_of(*record).unwrap_or(0)
                );
                Err(Finding::new(Broken::Lost, words).into())
            }
        }
    }

    pub(super) fn seal_soon(&mut self) {
        if !self.sealing {
            self.sealing = true;
            let after = self.chance.below(3_000);
            self.queue(after, None, Happening::Seal);
        }
    }

    fn seal(&mut self) -> Result<(), Stop> {
        self.sealing = false;
        Ok(self.county.seal()?)
    }

    /// Whether an engine has nothing under way.
    pub(super) fn rests(&self, phone: usize) -> bool {
        matches!(self.phones[phone].stage(), Stage::Idle { .. } | Stage::SignedOut(_) | Stage::Revoked { .. })
    }

    /// The moment of the next happening.
    pub(super) fn next(&self) -> Option<u64> {
        self.queue.first_key_value().map(|(at, _)| at.0)
    }
}
