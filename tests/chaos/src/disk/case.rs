//! One case: a phone works, something goes wrong, the power goes at the latest when the
//! work is done, comes back, and the oracles look.
//!
//! Everything follows from the seed: the steps, the fault and where it strikes, what
//! survives. The bytes differ from run to run (SQLCipher, ECDSA and HPKE draw their own
//! chance); their number, order and fate do not.

use super::{
    oracle,
    phone::{Bench, BenchError, Undone},
    step::Step,
    told::Told,
};
use crate::{
    chance::Chance,
    finding::{Broken, Finding},
    ground::disk::Fault,
    layer::Ended,
    story::Story,
};
use doorstep_protocol::journal::Place;
use doorstep_store::{OpenError, Options, Store};
use std::fmt::Display;

/// Most steps of a case. Most cases have few: a fault that strikes early costs less, and finds the same.
const STEPS: u64 = 12;

/// Changes and reads among which those of a fault are drawn: of an opening, and of each step.
const CHANGES: (u64, u64) = (20, 10);
const READS: (u64, u64) = (60, 14);

/// Every so many cases signatures and all pages are checked too, which costs more than the rest.
const THOROUGH: u64 = 16;

/// Every so many cases the phone is new, which costs the making of a database.
const NEW: u64 = 24;

/// So many of a hundred phones go on afterwards, are opened a second time, and shown to be the same.
const GO_ON: u64 = 12;

/// So many of a hundred are cut once more while they repair themselves.
const CUT_AGAIN: u64 = 12;

/// A case in progress.
struct Case<'a> {
    bench: &'a Bench,
    chance: Chance,
    options: Options,
    story: Story,
    told: Told,
    /// What may be true besides what was told: the step that was cut.
    perhaps: Option<Told>,
    /// What was said to be in the journal.
    journalled: Vec<(u64, Place)>,
    thorough: bool,
    steps: u64,
    /// The phone is new: the database is made, and somebody enrols.
    fresh: bool,
}

/// What ends the work of a case.
enum Stop {
    /// The power went.
    Dark,
    Found(Finding),
    Bench(BenchError),
}

impl From<Finding> for Stop {
    fn from(finding: Finding) -> Self {
        Self::Found(finding)
    }
}

/// Plays the case of a seed. With `lies`, no sync ever reaches the platter.
pub(crate) fn play(bench: &Bench, seed: u64, lies: bool) -> Result<Ended, BenchError> {
    let mut chance = Chance::of(seed);
    let options = Options { wal_pages: 2 + chance.below(60) as u32, ..Options::default() };
    let steps = 2 + chance.below(STEPS - 1).min(chance.below(STEPS - 1));
    let among = |(opening, step): (u64, u64)| opening + step * steps;
    let fault = match chance.below(10) {
        0 => Fault::Full(1 + chance.below(among(CHANGES))),
        1 => Fault::BadRead(1 + chance.below(among(READS))),
        2 => Fault::Never,
        _ => Fault::Cut(1 + chance.below(among(CHANGES))),
    };
    let mut case = Case {
        bench,
        chance,
        options,
        story: Story::default(),
        told: Bench::beginning(),
        perhaps: None,
        journalled: Vec::new(),
        thorough: seed.is_multiple_of(THOROUGH),
        steps,
        fresh: seed % NEW == 1,
    };
    if case.fresh {
        bench.lay_out_new();
        case.told = Told::default();
    } else {
        bench.lay_out();
    }
    bench.disk.arm(fault);
    if lies {
        bench.disk.lie();
    }
    case.story.tell(format_args!("the fault: {fault:?}{}", if lies { ", and no sync is one" } else { "" }));
    let worked = case.work();
    let verdict = match worked {
        Ok(()) | Err(Stop::Dark) => case.aftermath(),
        Err(stop) => Err(stop),
    };
    let verdict = match verdict {
        Ok(()) => Ok(()),
        Err(Stop::Found(finding)) => Err(finding),
        Err(Stop::Dark) => Err(Finding::new(Broken::Stuck, "the power went though nobody cut it")),
        Err(Stop::Bench(error)) => return Err(error),
    };
    Ok(Ended { verdict, story: case.story })
}

impl Case<'_> {
    fn open(&mut self) -> Result<Store, Undone> {
        // A bad read at the first opening is met by a second one, as a person would.
        match self.bench.open(&self.options) {
            Err(error) if self.bench.disk.struck() && !self.bench.disk.is_off() => {
                let words = self.bench.anywhere(&error.to_string());
                self.story.tell(format_args!("the phone does not open: {words}"));
                self.bench.disk.free();
                Ok(self.bench.open(&self.options)?)
            }
            opened => Ok(opened?),
        }
    }

    /// The day until the power goes.
    fn work(&mut self) -> Result<(), Stop> {
        let mut store = Some(self.open().map_err(|undone| self.interrupted(undone, "opening"))?);
        if self.fresh {
            self.enrol(store.as_ref())?;
        }
        for number in 0..self.steps {
            // Numbers of three, for records saved together.
            let step = Step::draw(&self.told, 10 + 3 * number, &mut self.chance);
            self.story.tell(&step);
            let after = self.told.after(&step);
            if step == Step::Reopen {
                drop(store.take());
                self.perhaps = None;
                store = Some(self.open().map_err(|undone| self.interrupted(undone, "reopening"))?);
                continue;
            }
            let Some(open) = &store else { break };
            match self.bench.take(open, &self.told, &step) {
                Ok(journalled) => {
                    self.told = after;
                    if journalled && let Step::Save { numbers, .. } = &step {
                        let saved = self.told.outbox().filter(|(number, _)| numbers.contains(number));
                        self.journalled.extend(saved);
                    }
                }
                Err(undone) => {
                    self.perhaps = Some(after);
                    let stop = self.interrupted(undone, &step);
                    if let Some(stop) = self.refused(stop, open)? {
                        return Err(stop);
                    }
                }
            }
        }
        Ok(())
    }

    /// Somebody enrols on a new phone; again, if the disk would not have it at first.
    fn enrol(&mut self, store: Option<&Store>) -> Result<(), Stop> {
        let Some(store) = store else { return Ok(()) };
        self.story.tell("the phone is new, and somebody enrols");
        while let Err(error) = self.bench.enrol(store) {
            let BenchError::Store(error) = error else { return Err(Stop::Bench(error)) };
            self.perhaps = Some(Bench::beginning());
            let stop = self.interrupted(Undone::from(error), "enrolling");
            if let Some(stop) = self.refused(stop, store)? {
                return Err(stop);
            }
        }
        self.told = Bench::beginning();
        self.perhaps = None;
        Ok(())
    }

    /// What an undone step means.
    fn interrupted(&mut self, undone: Undone, what: &(impl Display + ?Sized)) -> Stop {
        let disk = &self.bench.disk;
        let words = match undone {
            Undone::Bench(error) => return Stop::Bench(error),
            Undone::Astray(words) if !disk.is_off() => return Finding::new(Broken::Lost, words).into(),
            Undone::Full => "its storage is full".to_owned(),
            Undone::Said(words) | Undone::Astray(words) => words,
        };
        let words = self.bench.anywhere(&words);
        self.story.tell(format_args!("  the phone says: {words}"));
        if disk.is_off() {
            return Stop::Dark;
        }
        Finding::new(Broken::Stuck, format!("{what} was not done: {words}")).into()
    }

    /// A step that a full disk or a bad read undid has left nothing behind, and the phone goes on.
    fn refused(&mut self, stop: Stop, store: &Store) -> Result<Option<Stop>, Stop> {
        if matches!(stop, Stop::Dark | Stop::Bench(_)) || !self.bench.disk.struck() {
            return Ok(Some(stop));
        }
        self.bench.disk.free();
        self.perhaps = None;
        self.story.tell("  room is made, or the disk reads again");
        self.compare(store)?;
        Ok(None)
    }

    /// What the phone shows is what was told, or what may be true besides; from now on it is what was told.
    fn compare(&mut self, store: &Store) -> Result<(), Stop> {
        let shown = self.bench.shown(store);
        let shown = shown
            .map_err(|error| Finding::new(Broken::Stuck, format!("the phone shows nothing: {error}")))?;
        match self.perhaps.take() {
            Some(perhaps) if perhaps.shown() == shown => self.told = perhaps,
            _ => oracle::agrees(&shown, &self.told)?,
        }
        Ok(())
    }

    /// The power comes back.
    fn aftermath(&mut self) -> Result<(), Stop> {
        self.power_on();
        oracle::journal_holds(&oracle::journalled(self.bench)?, self.journalled.iter().copied())?;
        if self.chance.percent(CUT_AGAIN) {
            self.cut_the_opening();
        }
        let store = self.reopen()?;
        self.compare(&store)?;
        self.inspect(&store)?;
        if self.thorough || self.chance.percent(GO_ON) {
            self.go_on(&store)?;
            drop(store);
            let store = self.reopen()?;
            self.compare(&store)?;
            self.inspect(&store)?;
        }
        Ok(())
    }

    fn power_on(&mut self) {
        let survived = self.bench.disk.power_on(&mut self.chance);
        self.story.tell(format_args!("the power is gone and comes back: {survived}"));
    }

    /// The power goes once more while the phone repairs itself.
    fn cut_the_opening(&mut self) {
        self.bench.disk.arm(Fault::Cut(1 + self.chance.below(12)));
        drop(self.bench.open(&self.options));
        self.story.tell("the phone is opened, and the power goes again");
        self.power_on();
    }

    fn reopen(&mut self) -> Result<Store, Stop> {
        let options = Options { check: self.thorough, ..self.options.clone() };
        self.bench.open(&options).map_err(|error| match error {
            OpenError::WrongKeyOrCorrupt => Finding::new(Broken::Lost, "the database is damaged").into(),
            other => Finding::new(Broken::Stuck, format!("the phone does not open: {other}")).into(),
        })
    }

    fn inspect(&self, store: &Store) -> Result<(), Stop> {
        let held = oracle::journalled(self.bench)?;
        oracle::journal_holds(&held, self.told.outbox().chain(self.journalled.iter().copied()))?;
        Ok(oracle::chained(self.bench, store, &held, self.thorough)?)
    }

    /// A phone that survived works: a record is saved, and is in the journal.
    fn go_on(&mut self, store: &Store) -> Result<(), Stop> {
        if self.fresh && self.told == Told::default() {
            self.enrol(Some(store))?;
        }
        let step = Step::Save { numbers: vec![10 + 3 * STEPS], draft: None };
        match self.bench.take(store, &self.told, &step) {
            Ok(true) => {}
            Ok(false) => {
                return Err(Finding::new(Broken::Stuck, "nothing reaches the journal any more").into());
            }
            Err(undone) => return Err(self.interrupted(undone, &step)),
        }
        self.told = self.told.after(&step);
        Ok(())
    }
}
