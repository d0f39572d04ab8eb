//! Colleagues: workers of a few villages, volunteers of one, supervisors of one township
//! or two, county staff, and the three administrative posts (三员), who see no case.

use crate::{
    Staff,
    dice::Dice,
    ids::Ids,
    name::{name, surname},
    realm::{Realm, Township},
};
use doorstep_domain::{
    id::{AccountId, RegionId},
    post::{Colleague, Post},
};
use std::collections::BTreeMap;

/// Workers of one township.
const WORKERS: usize = 10;

/// Everyone who can sign in, and the two workers of each village.
pub(crate) struct Roll {
    pub(crate) staff: Vec<Staff>,
    pub(crate) investigators: BTreeMap<RegionId, [AccountId; 2]>,
    pub(crate) volunteers: BTreeMap<RegionId, AccountId>,
}

/// Appoints them all.
pub(crate) fn appoint(seed: u64, realm: &Realm) -> Roll {
    let mut office = Office {
        ids: Ids::of(seed, "account ids"),
        dice: Dice::of(seed, "staff"),
        roll: Roll { staff: Vec::new(), investigators: BTreeMap::new(), volunteers: BTreeMap::new() },
    };
    for (first, township) in (1..).step_by(WORKERS).zip(&realm.townships) {
        office.workers(first, township);
    }
    let villages = realm.townships.iter().flat_map(|township| &township.villages);
    for (number, village) in (1..).zip(villages) {
        let id = office.enter(format!("volunteer{number:02}"), Post::Volunteer, vec![village.region]);
        office.roll.volunteers.insert(village.region, id);
    }
    let townships: Vec<RegionId> = realm.townships.iter().map(|township| township.region).collect();
    // One for each township, then one for each half of the county, to cover a leave.
    for (number, scope) in (1..).zip(townships.chunks(1).chain(townships.chunks(2))) {
        office.enter(format!("supervisor{number:02}"), Post::Supervisor, scope.to_vec());
    }
    for number in 1..=2 {
        office.enter(format!("county{number:02}"), Post::County, vec![realm.county.region]);
    }
    for post in [Post::Sysadmin, Post::Secadmin, Post::Auditor] {
        office.enter(post.as_str().to_owned(), post, Vec::new());
    }
    office.roll
}

struct Office {
    ids: Ids,
    dice: Dice,
    roll: Roll,
}

impl Office {
    fn enter(&mut self, login: String, post: Post, regions: Vec<RegionId>) -> AccountId {
        let id = self.ids.account();
        let surname = surname(&mut self.dice);
        let name = name(surname, &mut self.dice);
        self.roll.staff.push(Staff { login, colleague: Colleague { id, name, posts: vec![post], regions } });
        id
    }

    /// A worker's own villages lie side by side, and the next worker is the second investigator there.
    fn workers(&mut self, first: usize, township: &Township) {
        let count = township.villages.len();
        let own = |village: usize| village * WORKERS / count;
        let second = |village: usize| (own(village) + 1) % WORKERS;
        let mut accounts = Vec::new();
        for worker in 0..WORKERS {
            let covered = township.villages.iter().enumerate();
            let covered = covered.filter(|(place, _)| own(*place) == worker || second(*place) == worker);
            let regions = covered.map(|(_, village)| village.region).collect();
            accounts.push(self.enter(format!("worker{:02}", first + worker), Post::Worker, regions));
        }
        for (place, village) in township.villages.iter().enumerate() {
            if let (Some(one), Some(two)) = (accounts.get(own(place)), accounts.get(second(place))) {
                self.roll.investigators.insert(village.region, [*one, *two]);
            }
        }
    }
}
