//! Days as workers plan them, the honest and the others.

use crate::documents::Dice;
use chrono::TimeDelta;
use doorstep_domain::{
    place::{Fix, Wgs84},
    subject::Subject,
    visit::VisitTag,
};
use doorstep_evidence::testing;
use doorstep_tests::cast::cast;
use std::collections::VecDeque;

/// A moped on a village road, metres a second, and how much longer roads are than lines.
const METRES_A_SECOND: f64 = 15.0 / 3.6;
const DETOUR: f64 = 1.3;

/// Metres of a degree of latitude.
const DEGREE: f64 = 111_320.0;

/// Whom a worker will visit, and where they live.
#[derive(Clone, Copy, Debug)]
pub(super) struct Door {
    subject: Subject,
    at: Wgs84,
}

/// A trick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trick {
    /// A program on the phone says where it is, and the platform knows.
    Mocked,
    /// It says so, and the platform does not know: the same place to the last digit, day in, day out.
    Copied,
    /// Every door, minutes after the one before, however far.
    Teleporting,
    /// One photograph of a closed door, for all of them.
    Recycled,
    /// One trip, and all visits made from there.
    OneTrip,
}

impl Trick {
    pub(super) const ALL: [Self; 5] =
        [Self::Mocked, Self::Copied, Self::Teleporting, Self::Recycled, Self::OneTrip];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Mocked => "mocked",
            Self::Copied => "copied",
            Self::Teleporting => "teleporting",
            Self::Recycled => "recycled",
            Self::OneTrip => "one_trip",
        }
    }
}

/// A visit to be made.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) subject: Subject,
    /// After the morning.
    pub(super) begins: TimeDelta,
    pub(super) ends: TimeDelta,
    pub(super) place: Option<Fix>,
    /// As the camera wrote it; nobody was home.
    pub(super) photograph: Option<Vec<u8>>,
    pub(super) trick: Option<Trick>,
    /// The code that the county must say of it.
    pub(super) earns: Option<&'static str>,
}

impl Planned {
    pub(super) fn outcome(&self) -> &'static str {
        if self.photograph.is_some() { "nobody_home" } else { "met" }
    }
}

/// So many elders of a worker whose doors are on file, each the nearest to the one before.
pub(super) fn doors(login: &str, most: usize) -> Vec<Door> {
    let mut left: Vec<Door> = cast()
        .lines(login, VisitTag::ElderCheckIn)
        .filter_map(|line| {
            let Subject::Person(person) = line.subject else { return None };
            let household = cast().household(cast().person(person).household);
            Some(Door { subject: line.subject, at: household.address.at? })
        })
        .collect();
    let mut route: Vec<Door> = Vec::new();
    while route.len() < most && !left.is_empty() {
        let from = route.last().map(|door| door.at);
        let far = |door: &Door| from.map_or(0.0, |from| from.metres_to(door.at));
        let nearest = (0..left.len()).min_by(|one, other| {
            let far = |index: &usize| left.get(*index).map_or(f64::MAX, far);
            far(one).total_cmp(&far(other))
        });
        route.extend(nearest.map(|nearest| left.swap_remove(nearest)));
    }
    route
}

/// A day as it should be.
pub(super) fn honest(worker: u64, doors: Vec<Door>) -> Vec<Planned> {
    let mut dice = Dice::of(8_001, worker);
    let mut now = minutes(dice.between(0.0, 30.0));
    let mut before: Option<Wgs84> = None;
    let mut day = Vec::new();
    for Door { subject, at } in doors {
        let way = before.map_or(0.0, |before| before.metres_to(at) * DETOUR / METRES_A_SECOND);
        now += seconds(way + dice.between(60.0, 240.0));
        let closed = dice.below(5) == 0;
        let stays = if closed { dice.between(3.0, 6.0) } else { dice.between(12.0, 45.0) };
        let begins = now;
        now += minutes(stays);
        day.push(Planned {
            subject,
            begins,
            ends: now,
            place: received(&mut dice, at),
            photograph: closed.then(|| picture(&mut dice)),
            trick: None,
            earns: None,
        });
        before = Some(at);
    }
    day
}

/// The same doors, with the worker's trick.
pub(super) fn dishonest(worker: u64, doors: Vec<Door>) -> Vec<Planned> {
    let mut dice = Dice::of(8_002, worker);
    let trick = trick_of(worker);
    let doors = if trick == Trick::Teleporting { to_and_fro(doors) } else { doors };
    let (mut day, first) = (honest(worker, doors.clone()), doors.first().copied());
    let recycled = picture(&mut dice);
    for (index, (planned, door)) in day.iter_mut().zip(&doors).enumerate() {
        planned.trick = Some(trick);
        let is_first = index == 0;
        match trick {
            Trick::Mocked => {
                planned.place = Some(Fix { mock: true, ..exactly(door.at) });
                planned.earns = Some("mock_place");
            }
            Trick::Copied => {
                planned.place = first.map(|first| exactly(first.at));
                planned.earns = (!is_first).then_some("same_place");
            }
            Trick::Teleporting => {
                let far = doors
                    .get(index.wrapping_sub(1))
                    .is_some_and(|before| before.at.metres_to(door.at) > 1_500.0);
                planned.place = Some(scattered(&mut dice, door.at, 6.0));
                planned.photograph = None;
                planned.begins = minutes(3.0 * index as f64 + dice.between(0.0, 0.5));
                planned.ends = planned.begins + seconds(dice.between(125.0, 140.0));
                planned.earns = far.then_some("speed");
            }
            Trick::Recycled => {
                planned.photograph = Some(recycled.clone());
                planned.earns = (!is_first).then_some("same_photograph");
            }
            Trick::OneTrip => {
                planned.place = first.map(|first| scattered(&mut dice, first.at, 3.0));
                planned.photograph = None;
                planned.begins = minutes(4.0 * index as f64);
                planned.ends = planned.begins + minutes(3.0);
                let apart = first.is_some_and(|first| first.at.metres_to(door.at) > 200.0);
                planned.earns = (index >= 2 && apart).then_some("one_point");
            }
        }
    }
    day
}

/// The nearest, the farthest, the second nearest, and so on.
fn to_and_fro(doors: Vec<Door>) -> Vec<Door> {
    let mut left: VecDeque<Door> = doors.into();
    let mut route = Vec::new();
    while let Some(door) = if route.len() % 2 == 0 { left.pop_front() } else { left.pop_back() } {
        route.push(door);
    }
    route
}

/// Each worker has one trick, in turn.
fn trick_of(worker: u64) -> Trick {
    let tricks = Trick::ALL;
    let turn = usize::try_from(worker).unwrap_or(0) % tricks.len();
    tricks.get(turn).copied().unwrap_or(Trick::Mocked)
}

/// What a receiver says at a door: mostly good, now and then weak, indoors nothing.
fn received(dice: &mut Dice, at: Wgs84) -> Option<Fix> {
    match dice.below(20) {
        0 => None,
        1..4 => {
            let accuracy = dice.between(60.0, 180.0);
            Some(Fix { accuracy_metres: accuracy as f32, ..scattered(dice, at, accuracy * 0.6) })
        }
        _ => Some(scattered(dice, at, 12.0)),
    }
}

fn exactly(at: Wgs84) -> Fix {
    testing::fix(at.longitude(), at.latitude())
}

/// Somewhere within so many metres, to the digits that a receiver gives.
fn scattered(dice: &mut Dice, at: Wgs84, metres: f64) -> Fix {
    let (north, east) = (dice.between(-metres, metres), dice.between(-metres, metres));
    let latitude = at.latitude() + north / DEGREE;
    let longitude = at.longitude() + east / (DEGREE * at.latitude().to_radians().cos());
    testing::fix(longitude, latitude)
}

/// A photograph that looks like no other.
fn picture(dice: &mut Dice) -> Vec<u8> {
    testing::door(dice.roll())
}

fn minutes(count: f64) -> TimeDelta {
    seconds(count * 60.0)
}

fn seconds(count: f64) -> TimeDelta {
    TimeDelta::milliseconds((count * 1e3) as i64)
}
