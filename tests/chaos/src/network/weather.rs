//! What happens to the network, the hosts and the county's papers while phones work.

use super::{
    county::{HOUSEHOLDS, VILLAGES},
    phone::PHONES,
};
use crate::chance::Chance;

/// How long the weather lasts, milliseconds.
pub(crate) const LASTS: u64 = 240_000;

/// Most events beside those that end another.
const EVENTS: u64 = 12;

/// How a phone's link to the county is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Everything passes.
    Whole,
    /// Nothing passes, and nobody is told.
    Dead,
    /// What the phone sends arrives, and no answer does.
    Deaf,
    /// What the phone sends is lost.
    Mute,
    /// What is sent waits, and arrives together when the link is whole.
    Held,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Link(Link),
    /// One way, milliseconds.
    Latency(u64),
    /// The stream breaks after so many bytes more.
    CutUp(u64),
    CutDown(u64),
    /// So many bytes a second go up; never fewer than the phone waits for.
    Slow(u64),
    /// The platform says that there is a network.
    Told,
    /// The phone loses its power, for so many milliseconds.
    PhoneDies {
        down: u64,
    },
    /// The same, at that change of its disk.
    PhoneDiesAt {
        change: u64,
        down: u64,
    },
    CountyDies {
        down: u64,
    },
    CountyDiesAt {
        change: u64,
        down: u64,
    },
    /// A household is written anew at the county's desk.
    Edit {
        household: u64,
    },
    /// The phone's worker works in that village too.
    Gain {
        village: u64,
    },
}

/// An event of a phone, or of everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Coming {
    pub(crate) at_millis: u64,
    /// From 1.
    pub(crate) phone: u64,
    pub(crate) event: Event,
}

/// The events of a case, in order.
pub(crate) fn script(chance: &mut Chance, phones: u64) -> Vec<Coming> {
    let mut coming = Vec::new();
    for _ in 0..2 + chance.below(EVENTS - 1) {
        let (at_millis, phone) = (chance.below(LASTS), 1 + chance.below(phones.min(PHONES)));
        let event = draw(chance);
        coming.push(Coming { at_millis, phone, event });
        let until = at_millis + 1_000 + chance.below(100_000);
        let end = match event {
            Event::Link(_) => Some(Event::Link(Link::Whole)),
            Event::Latency(_) => Some(Event::Latency(50)),
            Event::Slow(_) => Some(Event::Slow(0)),
            _ => None,
        };
        coming.extend(end.map(|event| Coming { at_millis: until, phone, event }));
    }
    coming.sort_by_key(|coming| coming.at_millis);
    coming
}

fn draw(chance: &mut Chance) -> Event {
    let down = 500 + chance.below(60_000);
    match chance.below(100) {
        0..12 => Event::Link(Link::Dead),
        12..18 => Event::Link(Link::Deaf),
        18..24 => Event::Link(Link::Mute),
        24..30 => Event::Link(Link::Held),
        30..38 => Event::Latency(300 + chance.below(4_000)),
        38..48 => Event::CutUp(chance.below(12_000)),
        48..58 => Event::CutDown(chance.below(12_000)),
        58..63 => Event::Slow(2_200 + chance.below(4_000)),
        63..69 => Event::Told,
        69..73 => Event::PhoneDies { down },
        73..78 => Event::PhoneDiesAt { change: 1 + chance.below(60), down },
        78..81 => Event::CountyDies { down },
        81..87 => Event::CountyDiesAt { change: 1 + chance.below(60), down },
        87..96 => Event::Edit { household: 1 + chance.below(HOUSEHOLDS) },
        _ => Event::Gain { village: 1 + chance.below(VILLAGES) },
    }
}
