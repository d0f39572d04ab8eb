//! Two members for each grid (一格两员): in the first grid of a village its volunteer and
//! often a worker, elsewhere residents of the grid.

use crate::{Fault, GridMember, Member, REFERENCE_DAY, dice::Dice, realm::Realm, staff::Roll};
use doorstep_domain::{
    id::{AccountId, HouseholdId, RegionId},
    subject::{Household, Person, person::age_on},
};
use std::collections::BTreeMap;

/// Names the members of every grid.
pub(crate) fn name_members(
    seed: u64,
    realm: &Realm,
    roll: &Roll,
    households: &[Household],
    people: &[Person],
) -> Result<Vec<GridMember>, Fault> {
    let mut dice = Dice::of(seed, "grid members");
    let mut residents = able_residents(households, people);
    let mut members = Vec::new();
    for village in realm.townships.iter().flat_map(|township| &township.villages) {
        let volunteer = roll.volunteers.get(&village.region);
        let worker = roll.investigators.get(&village.region).map(|[one, _]| one);
        for (number, grid) in village.grids.iter().enumerate() {
            let mut appointed: Vec<&AccountId> = Vec::new();
            if number == 0 {
                appointed.extend(volunteer);
                appointed.extend(worker.filter(|_| dice.percent(50)));
            }
            let here = residents.entry(grid.region).or_default();
            for place in 0..2 {
                let member = match appointed.get(place) {
                    Some(account) => Member::Colleague(**account),
                    None if here.is_empty() => return Err(Fault::Apportioning),
                    None => Member::Resident(here.swap_remove(dice.below(here.len() as u32) as usize).id),
                };
                members.push(GridMember { grid: grid.region, member });
            }
        }
    }
    Ok(members)
}

/// Residents from 25 to 65 without a concern of their own, by grid.
fn able_residents<'a>(households: &[Household], people: &'a [Person]) -> BTreeMap<RegionId, Vec<&'a Person>> {
    let grids: BTreeMap<HouseholdId, RegionId> =
        households.iter().filter_map(|household| Some((household.id, household.grid?))).collect();
    let mut by_grid: BTreeMap<RegionId, Vec<&Person>> = BTreeMap::new();
    for person in people.iter().filter(|person| person.concerns.is_empty()) {
        let age = person.identity.birth_date.and_then(|born| age_on(born, REFERENCE_DAY));
        if let (Some(25..=65), Some(grid)) = (age, grids.get(&person.household)) {
            by_grid.entry(*grid).or_default().push(person);
        }
    }
    by_grid
}
