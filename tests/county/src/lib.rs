//! The invented county: four townships, sixty villages, 6,000 households and 20,000
//! people, made from a seed by a generator of our own, for the demo, the stories and
//! the benches.
//!
//! [`generate`] gives the county as types of the domain; [`files`] renders it as the
//! files of `fixtures/county`, whose README says what each column means. The same
//! seed gives the same bytes on every machine: integers throughout, square roots the
//! only function on floats, a random stream of its own for each purpose.
//!
//! Everything is invented and meant to look so: an unassigned province, a desert
//! without people, names with heavenly stems, telephone numbers that no operator has.

mod contact;
mod dice;
mod family;
mod files;
mod grid_member;
mod ground;
mod household;
mod ids;
mod name;
mod person;
mod realm;
mod roster;
mod staff;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use doorstep_domain::{
    code::citizen_number::CitizenNumberError,
    id::{AccountId, PersonId, RegionId},
    place::NotOnEarth,
    post::Colleague,
    region::{AreaCodeError, Region},
    roster::RosterLine,
    rules::UnknownVersion,
    subject::{Household, Person},
};
use thiserror::Error;

pub use files::{RenderError, files};
pub use ground::{Point, Ring};

/// The seed of `fixtures/county`.
pub const SEED: u64 = 20_261_122;

/// The day on which ages hold and round which due dates are spread.
pub const REFERENCE_DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day of the calendar");

/// People in the county.
const PEOPLE: usize = 20_000;

/// A county, in the order of its files.
#[derive(Clone, Debug, PartialEq)]
pub struct County {
    /// County, townships, villages, grids, each after its parent.
    pub regions: Vec<Region>,
    /// The county's edge.
    pub boundary: Outline,
    /// Villages; they fill the boundary.
    pub villages: Vec<Outline>,
    /// Grids; those of a village fill it.
    pub grids: Vec<Outline>,
    /// Everyone with a login.
    pub staff: Vec<Staff>,
    /// Village by village.
    pub households: Vec<Household>,
    /// Household by household, the head first.
    pub people: Vec<Person>,
    /// Two for each grid.
    pub grid_members: Vec<GridMember>,
    /// Household by household.
    pub roster: Vec<RosterLine>,
}

/// A region's polygon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Whose.
    pub region: RegionId,
    /// Its edge.
    pub ring: Ring,
}

/// A colleague and the name they sign in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// `worker01`, `supervisor03`, `auditor` …
    pub login: String,
    /// Who it is.
    pub colleague: Colleague,
}

/// One of the two members of a grid (一格两员).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridMember {
    /// Which grid.
    pub grid: RegionId,
    /// Who.
    pub member: Member,
}

/// Who watches over a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// A worker or a volunteer.
    Colleague(AccountId),
    /// Somebody who lives in it.
    Resident(PersonId),
}

/// A county that could not be made; each is a fault of the generator, not of a seed's luck.
#[derive(Debug, Error)]
pub enum Fault {
    /// An area code was composed wrongly.
    #[error(transparent)]
    AreaCode(#[from] AreaCodeError),
    /// A citizen number was composed wrongly.
    #[error(transparent)]
    CitizenNumber(#[from] CitizenNumberError),
    /// A door stands nowhere.
    #[error(transparent)]
    Place(#[from] NotOnEarth),
    /// No rules are in force on the reference day.
    #[error(transparent)]
    Rules(#[from] UnknownVersion),
    /// A day beyond the calendar.
    #[error("a day left the calendar")]
    Calendar,
    /// Villages, families or grid members did not come out even.
    #[error("the shares do not add up")]
    Apportioning,
}

/// Makes the county of a seed.
pub fn generate(seed: u64) -> Result<County, Fault> {
    let realm = realm::make(seed)?;
    let roll = staff::appoint(seed, &realm);
    let mut families = family::draw(seed, realm::HOUSEHOLDS, PEOPLE)?.into_iter();
    let mut settlement = household::Settlement::of(seed);
    for village in realm.townships.iter().flat_map(|township| &township.villages) {
        settlement.settle(village, &mut families)?;
    }
    let (households, people) = (settlement.households, settlement.people);
    let grid_members = grid_member::name_members(seed, &realm, &roll, &households, &people)?;
    let roster = roster::draw_up(seed, &roll, &households, &people)?;
    let (mut villages, mut grids) = (Vec::new(), Vec::new());
    for village in realm.townships.into_iter().flat_map(|township| township.villages) {
        villages.push(Outline { region: village.region, ring: village.ring });
        grids.extend(village.grids);
    }
    Ok(County {
        regions: realm.regions,
        boundary: realm.county,
        villages,
        grids,
        staff: roll.staff,
        households,
        people,
        grid_members,
        roster,
    })
}
