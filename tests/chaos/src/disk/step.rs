//! What happens on the phone in one case: drawn from the seed, step by step, from what
//! is possible at that moment.

use super::told::{Stand, Told};
use crate::chance::Chance;
use doorstep_protocol::journal::Place;
use std::fmt;

/// Households there are.
pub(crate) const HOUSEHOLDS: u64 = 4;

/// One thing that the person, the county or the system does: one call of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// An answer is written into a draft.
    Draft { number: u64, version: u64 },
    /// A draft is dropped.
    Drop { number: u64 },
    /// Records are saved together, and the draft they were goes.
    Save { numbers: Vec<u64>, draft: Option<u64> },
    /// A record is saved that was saved before.
    SaveAgain { number: u64 },
    /// The county answers a batch.
    Answer { stored: Vec<u64>, refused: Vec<u64> },
    /// A parked record shall wait again.
    Retry { number: u64 },
    /// The county's backups hold the chain so far.
    Watermark { through: Place },
    /// What is not durable is offered again, perhaps to another life of the county.
    Reoffer { life: u64 },
    /// The county's chain went on without this phone.
    NewEpoch { county_seq: u64 },
    /// A page of the feed.
    Page { puts: Vec<u64>, revision: u64, cursor: u64, more: bool },
    /// A fresh pair of tokens.
    Tokens { number: u64 },
    /// The app is closed and opened.
    Reopen,
}

impl Step {
    /// The next one, given what was told so far. `number` is one that nobody has used.
    pub(crate) fn draw(told: &Told, number: u64, chance: &mut Chance) -> Self {
        match chance.below(100) {
            0..22 => Self::save(told, number, chance),
            22..38 => {
                let number =
                    drawn(told.drafts.keys(), chance).filter(|_| chance.percent(60)).unwrap_or(number);
                Self::Draft { number, version: 1 + told.drafts.get(&number).unwrap_or(&0) }
            }
            38..58 => Self::answer(told, chance),
            58..64 => Self::Page {
                puts: (1..=HOUSEHOLDS).filter(|_| chance.percent(60)).collect(),
                revision: number,
                cursor: number,
                more: chance.percent(30),
            },
            64..72 => Self::watermark(told, chance),
            72..76 => Self::Reoffer { life: told.life + chance.below(2) },
            76..80 => Self::NewEpoch { county_seq: number },
            80..84 => match drawn(of(told, Stand::Parked), chance) {
                Some(number) => Self::Retry { number },
                None => Self::Tokens { number },
            },
            84..88 => match drawn(told.drafts.keys(), chance) {
                Some(number) => Self::Drop { number },
                None => Self::Tokens { number },
            },
            88..92 => match drawn(told.records.iter().map(|made| &made.number), chance) {
                Some(number) => Self::SaveAgain { number },
                None => Self::Tokens { number },
            },
            92..95 => Self::Tokens { number },
            _ => Self::Reopen,
        }
    }

    fn save(told: &Told, number: u64, chance: &mut Chance) -> Self {
        let together = if chance.percent(25) { 2 + chance.below(2) } else { 1 };
        let draft = drawn(told.drafts.keys(), chance).filter(|_| chance.percent(70));
        Self::Save { numbers: (number..number + together).collect(), draft }
    }

    fn answer(told: &Told, chance: &mut Chance) -> Self {
        let waiting: Vec<u64> = of(told, Stand::Waiting).copied().collect();
        let most = usize::try_from(chance.below(6)).unwrap_or(0);
        let (refused, stored) = waiting.into_iter().take(most).partition(|_| chance.percent(15));
        Self::Answer { stored, refused }
    }

    fn watermark(told: &Told, chance: &mut Chance) -> Self {
        let receipted = told.records.iter().filter(|made| made.stand == Stand::Receipted);
        let places: Vec<Place> = receipted.filter_map(|made| made.place).collect();
        match drawn(places.iter(), chance) {
            Some(through) => Self::Watermark { through },
            None => Self::Watermark { through: Place { epoch: 1, seq: 0 } },
        }
    }
}

fn of(told: &Told, stand: Stand) -> impl Iterator<Item = &u64> {
    told.records.iter().filter(move |made| made.stand == stand).map(|made| &made.number)
}

fn drawn<'a, T: Copy + 'a>(from: impl Iterator<Item = &'a T>, chance: &mut Chance) -> Option<T> {
    let all: Vec<T> = from.copied().collect();
    let at = chance.below(all.len() as u64);
    all.get(usize::try_from(at).ok()?).copied()
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft { number, version } => write!(f, "draft {number} is written, answer {version}"),
            Self::Drop { number } => write!(f, "draft {number} is dropped"),
            Self::Save { numbers, draft: None } => write!(f, "records {numbers:?} are saved"),
            Self::Save { numbers, draft: Some(draft) } => {
                write!(f, "records {numbers:?} are saved, which were draft {draft}")
            }
            Self::SaveAgain { number } => write!(f, "record {number} is saved again"),
            Self::Answer { stored, refused } => {
                write!(f, "the county stores {stored:?} and refuses {refused:?}")
            }
            Self::Retry { number } => write!(f, "record {number}, which is parked, shall wait again"),
            Self::Watermark { through } => {
                write!(f, "the county's backups reach epoch {} seq {}", through.epoch, through.seq)
            }
            Self::Reoffer { life } => write!(f, "everything is offered again, to life {life} of the county"),
            Self::NewEpoch { .. } => f.write_str("the phone opens a new epoch"),
            Self::Page { puts, cursor, more, .. } => {
                write!(f, "the feed puts households {puts:?}, cursor {cursor}")?;
                if *more { f.write_str(", and has more") } else { Ok(()) }
            }
            Self::Tokens { number } => write!(f, "tokens {number} are kept"),
            Self::Reopen => f.write_str("the app is closed and opened"),
        }
    }
}
