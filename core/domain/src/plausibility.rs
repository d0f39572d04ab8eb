//! What does not look as visits usually do. A flag says what was seen, with its figures; it
//! never accuses and never blocks. The worker reads it before leaving and may say why it is
//! so; a supervisor reads both.
//!
//! The checks are the same on the phone, which knows its own day, and at the county, which
//! knows everybody's. Each leaves room for what is honest: weak receivers, neighbours wall
//! to wall, a second person in the same house, the same wall photographed again next month.

use crate::{
    id::RecordId,
    likeness::Likeness,
    map::Outline,
    place::{Fix, Wgs84},
    subject::Subject,
    visit::VisitTag,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// A visit, as far as is looked at here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// Whom it was about.
    pub subject: Subject,
    /// Which visit.
    pub visit: VisitTag,
    /// Somebody was met, and at home: only then do door and duration say anything.
    pub at_home: bool,
    /// Where the household's door is, if that is known.
    pub door: Option<Wgs84>,
    /// When the form was opened, by the best clock there was.
    pub began: DateTime<Utc>,
    /// When the visit was finished, by the same.
    pub ended: DateTime<Utc>,
    /// Neither moment is worth much (`clock::Confidence::Low`).
    pub clock_doubtful: bool,
    /// Where the phone was, if it knew.
    pub place: Option<Fix>,
    /// How far that is outside of the village that the household belongs to, metres, 0 inside; `None` if
    /// the place or the village's outline is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside_metres: Option<u32>,
    /// What its photographs look like.
    pub photographs: Vec<Likeness>,
}

/// A visit made before, of the same worker or, at the county, of anybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// Which record.
    pub record: RecordId,
    /// By whoever is looked at now.
    pub same_worker: bool,
    /// The visit.
    pub stop: Stop,
}

/// Something unusual, with its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Flag {
    /// No place at all: indoors, switched off, or refused.
    NoPlace,
    /// A place, but a weak one.
    WeakPlace {
        /// As the provider estimates it.
        accuracy_metres: u32,
    },
    /// The platform says that the place came from a test provider.
    MockPlace,
    /// The clocks of the phone contradict each other, or cannot be compared.
    DoubtfulClock,
    /// Far from the door, whatever the accuracy.
    FarFromDoor {
        /// At least so far: the accuracy is taken off.
        metres: u32,
    },
    /// Outside of the village that the household belongs to, whatever the accuracy, and not at its door either.
    OutsideVillage {
        /// At least so far: the accuracy is taken off.
        metres: u32,
    },
    /// Shorter than such a visit can be.
    Short {
        /// How long it took.
        seconds: u32,
        /// The least that is usual.
        least_seconds: u32,
    },
    /// Faster from the visit before than a car goes on such roads.
    Speed {
        /// The visit before.
        before: RecordId,
        /// At least so far apart.
        metres: u32,
        /// In so much time.
        seconds: u32,
    },
    /// Several visits at doors that lie apart, made from one point.
    OnePoint {
        /// The others.
        others: Vec<RecordId>,
        /// All within so much time.
        minutes: u32,
    },
    /// To the last digit the place of another visit, which no receiver gives twice.
    SamePlace {
        /// The other.
        other: RecordId,
    },
    /// A photograph that looks like one of another visit.
    SamePhotograph {
        /// The other.
        other: RecordId,
        /// Bits in which they differ, of 64.
        bits: u32,
    },
    /// A photograph whose account is not signed by the phone that sent it, or is about other files. Only the
    /// county says so.
    UnvouchedPhotograph {
        /// Which `evidence` record.
        photograph: RecordId,
    },
}

/// From where on something is unusual. A county may draw other lines.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// A place less accurate is weak, metres.
    pub weak_metres: f64,
    /// From the door, metres: a yard, a field beside the house, a door entered from the road.
    pub door_metres: f64,
    /// From the border of the village, metres: borders are drawn roughly.
    pub village_metres: f64,
    /// Metres a second: 100 km/h, on no village road.
    pub speed: f64,
    /// Nearer than so much, speed says nothing.
    pub speed_metres: f64,
    /// The least for a household check, and for a child-guardian visit.
    pub long_visit_seconds: u32,
    /// The least for an elder check-in.
    pub short_visit_seconds: u32,
    /// Places nearer to each other are one point, metres.
    pub point_metres: f64,
    /// Doors farther from each other lie apart, metres.
    pub apart_metres: f64,
    /// So many others make [`Flag::OnePoint`].
    pub point_others: usize,
    /// If they lie within so much time of this one.
    pub point_minutes: u32,
    /// Photographs that differ in no more bits look the same.
    pub photograph_bits: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            weak_metres: 100.0,
            door_metres: 300.0,
            village_metres: 200.0,
            speed: 100.0 / 3.6,
            speed_metres: 1_000.0,
            long_visit_seconds: 300,
            short_visit_seconds: 120,
            point_metres: 20.0,
            apart_metres: 150.0,
            point_others: 2,
            point_minutes: 120,
            photograph_bits: 4,
        }
    }
}

/// What is unusual about a visit, beside those before it; in no order of weight.
pub fn judge(stop: &Stop, before: &[Earlier], limits: &Limits) -> Vec<Flag> {
    let mut flags = Vec::new();
    flags.extend(place(stop.place.as_ref(), limits));
    flags.extend(stop.clock_doubtful.then_some(Flag::DoubtfulClock));
    flags.extend(far_from_door(stop, limits));
    flags.extend(outside_village(stop, limits));
    flags.extend(short(stop, limits));
    flags.extend(speed(stop, before, limits));
    flags.extend(one_point(stop, before, limits));
    flags.extend(same_place(stop, before));
    flags.extend(same_photograph(stop, before, limits));
    flags
}

fn place(fix: Option<&Fix>, limits: &Limits) -> Option<Flag> {
    match fix {
        None => Some(Flag::NoPlace),
        Some(fix) if fix.mock => Some(Flag::MockPlace),
        Some(fix) if accuracy(fix) > limits.weak_metres => {
            Some(Flag::WeakPlace { accuracy_metres: whole(accuracy(fix)) })
        }
        Some(_) => None,
    }
}

fn far_from_door(stop: &Stop, limits: &Limits) -> Option<Flag> {
    let (fix, door) = stop.place.as_ref().zip(stop.door).filter(|_| stop.at_home)?;
    let metres = fix.at.metres_to(door) - accuracy(fix);
    (metres > limits.door_metres).then_some(Flag::FarFromDoor { metres: whole(metres) })
}

/// Of a door that is known, the distance to it says more than a border does.
fn outside_village(stop: &Stop, limits: &Limits) -> Option<Flag> {
    let (fix, outside) = stop.place.as_ref().zip(stop.outside_metres).filter(|_| stop.at_home)?;
    let metres = f64::from(outside) - accuracy(fix);
    let at_door = stop.door.is_some() && far_from_door(stop, limits).is_none();
    (metres > limits.village_metres && !at_door).then_some(Flag::OutsideVillage { metres: whole(metres) })
}

fn short(stop: &Stop, limits: &Limits) -> Option<Flag> {
    let least_seconds = match stop.visit {
        VisitTag::HouseholdCheck | VisitTag::GuardianVisit | VisitTag::NeedsAssessment => {
            limits.long_visit_seconds
        }
        VisitTag::ElderCheckIn | VisitTag::Census | VisitTag::FollowUp => limits.short_visit_seconds,
    };
    let seconds = seconds(stop.ended - stop.began);
    (stop.at_home && seconds < least_seconds).then_some(Flag::Short { seconds, least_seconds })
}

/// From the last visit of the same worker that knew its place. A doubtful clock says nothing of speed.
fn speed(stop: &Stop, before: &[Earlier], limits: &Limits) -> Option<Flag> {
    let here = stop.place.as_ref().filter(|_| !stop.clock_doubtful)?;
    let earlier = before.iter().filter(|earlier| {
        earlier.same_worker && !earlier.stop.clock_doubtful && earlier.stop.ended <= stop.began
    });
    let placed = earlier.filter_map(|earlier| Some((earlier, earlier.stop.place.as_ref()?)));
    let (last, there) = placed.max_by_key(|(earlier, _)| earlier.stop.ended)?;
    let metres = here.at.metres_to(there.at) - accuracy(here) - accuracy(there);
    let seconds = seconds(stop.began - last.stop.ended);
    let fast = metres > limits.speed_metres && metres > limits.speed * f64::from(seconds);
    fast.then_some(Flag::Speed { before: last.record, metres: whole(metres), seconds })
}

/// Doors that lie apart, visited from where one stands.
fn one_point(stop: &Stop, before: &[Earlier], limits: &Limits) -> Option<Flag> {
    let (here, door) = stop.place.as_ref().zip(stop.door).filter(|_| stop.at_home)?;
    let span = TimeDelta::minutes(i64::from(limits.point_minutes));
    let others = before.iter().filter(|earlier| {
        let other = &earlier.stop;
        let Some((there, other_door)) = other.place.as_ref().zip(other.door) else { return false };
        earlier.same_worker
            && other.at_home
            && (stop.began - other.ended).abs() <= span
            && here.at.metres_to(there.at) <= limits.point_metres
            && door.metres_to(other_door) > limits.apart_metres
    });
    let others: Vec<&Earlier> = others.collect();
    let first = others.iter().map(|earlier| earlier.stop.began).min()?;
    let minutes = seconds(stop.ended - first) / 60;
    let others: Vec<RecordId> = others.iter().map(|earlier| earlier.record).collect();
    (others.len() >= limits.point_others).then_some(Flag::OnePoint { others, minutes })
}

/// Satellite fixes wander by metres while a phone lies still; what stands still to the last digit was put there.
/// Places of masts and radios do repeat.
fn same_place(stop: &Stop, before: &[Earlier]) -> Option<Flag> {
    let by_satellite = |fix: &&Fix| fix.provider == "gps";
    let here = stop.place.as_ref().filter(by_satellite)?;
    let same = before.iter().find(|earlier| {
        let there = earlier.stop.place.as_ref().filter(by_satellite);
        earlier.stop.subject != stop.subject && there.is_some_and(|there| there.at == here.at)
    });
    same.map(|earlier| Flag::SamePlace { other: earlier.record })
}

/// Of somebody else: the same wall next month is no news.
fn same_photograph(stop: &Stop, before: &[Earlier], limits: &Limits) -> Option<Flag> {
    let others = before.iter().filter(|earlier| earlier.stop.subject != stop.subject);
    let pairs = others.flat_map(|earlier| {
        let of_both = earlier
            .stop
            .photographs
            .iter()
            .flat_map(|old| stop.photographs.iter().map(move |new| (old, new)));
        of_both.map(|(old, new)| (old.distance(*new), earlier.record))
    });
    let (bits, other) = pairs.min_by_key(|(bits, _)| *bits)?;
    (bits <= limits.photograph_bits).then_some(Flag::SamePhotograph { other, bits })
}

/// How far a place is outside of an outline, as [`Stop`] keeps it.
pub fn outside(place: Option<&Fix>, outline: Option<&Outline>) -> Option<u32> {
    place.zip(outline).map(|(place, outline)| whole(outline.metres_outside(place.at)))
}

/// A provider that says nothing sensible of its accuracy says nothing of the place.
fn accuracy(fix: &Fix) -> f64 {
    let metres = f64::from(fix.accuracy_metres);
    if metres >= 0.0 { metres } else { f64::INFINITY }
}

fn seconds(span: TimeDelta) -> u32 {
    u32::try_from(span.num_seconds().max(0)).unwrap_or(u32::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast that saturates is what is wanted"
)]
fn whole(metres: f64) -> u32 {
    metres.round() as u32
}
