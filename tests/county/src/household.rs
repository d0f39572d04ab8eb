//! Households: a door in a hamlet of a grid, what the household receives, and the
//! people behind the door.

use crate::{
    Fault,
    contact::Contacts,
    dice::Dice,
    family::{Family, Kind},
    ground::Point,
    ids::Ids,
    person::Registry,
    realm::Village,
};
use doorstep_domain::{
    id::RegionId,
    subject::{
        Household, Person,
        household::{Address, Assistance, DangerGrade, Dwelling, Programme},
    },
};

const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

/// Settles families, village by village.
pub(crate) struct Settlement {
    ids: Ids,
    dice: Dice,
    registry: Registry,
    contacts: Contacts,
    pub(crate) households: Vec<Household>,
    pub(crate) people: Vec<Person>,
}

/// A hamlet (自然村, 村民小组): a name and a place inside its grid.
struct Hamlet<'a> {
    grid: &'a crate::Outline,
    centre: Point,
    name: String,
    doors: usize,
}

impl Settlement {
    pub(crate) fn of(seed: u64) -> Self {
        Self {
            ids: Ids::of(seed, "household ids"),
            dice: Dice::of(seed, "households"),
            registry: Registry::of(seed),
            contacts: Contacts::of(seed),
            households: Vec::new(),
            people: Vec::new(),
        }
    }

    /// Takes as many families as the village has households.
    pub(crate) fn settle(
        &mut self,
        village: &Village,
        families: &mut impl Iterator<Item = Family>,
    ) -> Result<(), Fault> {
        let mut hamlets = self.hamlets(village);
        for door in 1..=village.households {
            let family = families.next().ok_or(Fault::Apportioning)?;
            let grids = hamlets.len();
            let hamlets = hamlets.get_mut(door % grids).ok_or(Fault::Apportioning)?;
            let turn = self.dice.below(hamlets.len() as u32) as usize;
            let hamlet = hamlets.get_mut(turn).ok_or(Fault::Apportioning)?;
            let place = hamlet.grid.ring.place_near(hamlet.centre, &mut self.dice);
            hamlet.doors += 1;
            let address =
                Address { text: format!("{}{}号", hamlet.name, hamlet.doors), at: Some(place.wgs84()?) };
            let grid = hamlet.grid.region;
            self.move_in(village, door, grid, address, &family)?;
        }
        Ok(())
    }

    fn move_in(
        &mut self,
        village: &Village,
        door: usize,
        grid: RegionId,
        address: Address,
        family: &Family,
    ) -> Result<(), Fault> {
        let id = self.ids.household();
        let assistance = self.assistance(family);
        let assisted = !assistance.programmes.is_empty();
        let dwelling = self.dwelling(assisted);
        let mut people = self.registry.register(id, family, assisted)?;
        self.contacts.give(family.kind, &mut people);
        self.households.push(Household {
            id,
            code: format!("{}{door:04}", village.code),
            region: village.region,
            grid: Some(grid),
            head: people.first().map(|head| head.identity.name.clone()).unwrap_or_default(),
            address,
            assistance,
            dwelling,
        });
        self.people.append(&mut people);
        Ok(())
    }

    /// One to three hamlets in each grid, numbered through the village.
    fn hamlets<'a>(&mut self, village: &'a Village) -> Vec<Vec<Hamlet<'a>>> {
        let mut numerals = NUMERALS.iter();
        let mut by_grid = Vec::new();
        for grid in &village.grids {
            let mut hamlets = Vec::new();
            for numeral in numerals.by_ref().take(1 + self.dice.below(3) as usize) {
                let name = if village.community { format!("{numeral}巷") } else { format!("{numeral}组") };
                hamlets.push(Hamlet { grid, centre: grid.ring.place(&mut self.dice), name, doors: 0 });
            }
            by_grid.push(hamlets);
        }
        by_grid
    }

    fn assistance(&mut self, family: &Family) -> Assistance {
        let dice = &mut self.dice;
        let chance = match family.kind {
            Kind::ElderAlone => 28,
            Kind::SkippedGeneration | Kind::SingleParent => 20,
            Kind::ElderCouple => 10,
            _ => 5,
        };
        if !dice.percent(chance) {
            return Assistance::default();
        }
        if family.kind == Kind::ElderAlone && dice.percent(45) {
            let class = Some("A".to_owned());
            return Assistance { programmes: vec![Programme::ExtremePoverty], class };
        }
        let main = dice.odds(
            &[
                (18, Programme::LowIncomeMargin),
                (8, Programme::RigidExpenditure),
                (4, Programme::TemporaryRelief),
            ],
            Programme::MinimumLivingAllowance,
        );
        let mut programmes = vec![main];
        if main != Programme::TemporaryRelief && dice.percent(12) {
            programmes.push(Programme::TemporaryRelief);
        }
        Assistance { programmes, class: Some(dice.odds(&[(20, "A"), (45, "B")], "C").to_owned()) }
    }

    fn dwelling(&mut self, assisted: bool) -> Dwelling {
        let dice = &mut self.dice;
        let looked_at = if assisted { 95 } else { 15 };
        let danger_grade = dice.percent(looked_at).then(|| {
            dice.odds(&[(68, DangerGrade::A), (24, DangerGrade::B), (7, DangerGrade::C)], DangerGrade::D)
        });
        Dwelling { danger_grade }
    }
}
