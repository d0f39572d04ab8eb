//! The layer `protocol`: phones and a county under one scheduler, in virtual time.
//!
//! The real engine, driven by its own hands, over the real encrypted store; the real routes,
//! jobs and sealer over the county's SQLite; both on disks in memory. Between them a
//! network that drops, delays, repeats, cuts and lies; beside them people who review,
//! reassign, retire and restore. See `docs/chaos.md`.
#![expect(
    clippy::indexing_slicing,
    reason = "a phone is named by its number; one that is not there is a finding"
)]

mod case;
mod cast;
mod county;
mod end;
mod mail;
mod oracle;
mod phone;
mod step;
#[cfg(test)]
mod tests;
mod told;
mod weather;

use crate::{
    chance::Chance,
    ground::disk::Image,
    layer::{self, Plan, Ran, Trouble},
};
use case::Case;
use county::{County, Machine};
use phone::{Handset, Phone};

/// Where stories are played, one after the other: a county and its phones, enrolled and
/// up to date, as files to begin from.
pub(crate) struct Bench {
    machine: Machine,
    handsets: Vec<Handset>,
    county: Image,
    phones: Vec<Image>,
}

/// Plays stories side by side.
pub(crate) fn run(plan: Plan) -> Result<Ran, Trouble> {
    layer::play("protocol", plan, Bench::new, case::play)
}

impl Bench {
    pub(crate) fn new() -> Result<Self, Trouble> {
        let machine = Machine::new()?;
        let handsets = (0..cast::PHONES).map(|_| Handset::new()).collect::<Result<Vec<_>, _>>()?;
        let county = machine.settle()?;
        for (number, handset) in handsets.iter().enumerate() {
            let mut phone = Phone::open(handset)?;
            end::enrol(&county, &phone, number)?;
            phone.reopen()?;
        }
        drop(county);
        let (county, phones) = (machine.disk.image(), handsets.iter().map(|set| set.disk.image()).collect());
        let mut bench = Self { machine, handsets, county, phones };
        bench.load()?;
        Ok(bench)
    }

    /// Every phone hears the feed once, so that no story begins with a first load.
    fn load(&mut self) -> Result<(), Trouble> {
        let mut case = Case::begin(self, Chance::of(0), self.handsets.len())?;
        case.load()?;
        let (county, phones) = case.images()?;
        drop(case);
        (self.county, self.phones) = (county, phones);
        Ok(())
    }

    /// The county and so many phones, as they were.
    fn lay_out(&self, phones: usize) -> Result<(County<'_>, Vec<Phone<'_>>), Trouble> {
        self.machine.wind(0);
        self.machine.disk.load(&self.county);
        let county = County::open(&self.machine)?;
        let mut opened = Vec::with_capacity(phones);
        for (handset, image) in self.handsets.iter().zip(&self.phones).take(phones) {
            handset.disk.load(image);
            opened.push(Phone::open(handset)?);
        }
        Ok((county, opened))
    }
}
