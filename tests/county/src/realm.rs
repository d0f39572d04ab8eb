//! The county, its townships, villages and grids: ids, codes, names and outlines.

use crate::{
    Fault, Outline,
    dice::Dice,
    ground::{COLUMNS, Cut, Ground, ROWS, Ring},
    ids::Ids,
    name::STEMS,
};
use chrono::NaiveDate;
use doorstep_domain::{
    id::RegionId,
    region::{AreaCode, Level, Region},
};

/// An unassigned province, its first prefecture, its first county.
const COUNTY_CODE: &str = "990101";
const COUNTY_NAME: &str = "上门县";
const BRANCHES: [&str; 12] = ["子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥"];

/// Households in the county.
pub(crate) const HOUSEHOLDS: usize = 6_000;

/// Township digits (GB/T 10114), name, and how many of its villages are communities.
const TOWNSHIPS: [(&str, &str, usize); 4] =
    [("001", "门前街道", 6), ("100", "门东镇", 2), ("101", "门西镇", 2), ("200", "门外乡", 0)];

/// Everything that has a code.
pub(crate) struct Realm {
    pub(crate) regions: Vec<Region>,
    pub(crate) county: Outline,
    pub(crate) townships: Vec<Township>,
}

/// A township and what lies in it.
pub(crate) struct Township {
    pub(crate) region: RegionId,
    pub(crate) villages: Vec<Village>,
}

/// A village or a community.
pub(crate) struct Village {
    pub(crate) region: RegionId,
    pub(crate) code: AreaCode,
    pub(crate) community: bool,
    pub(crate) ring: Ring,
    pub(crate) grids: Vec<Outline>,
    /// How many households live here.
    pub(crate) households: usize,
}

/// Makes them all.
pub(crate) fn make(seed: u64) -> Result<Realm, Fault> {
    let ground = Ground::of(seed);
    let mut registrar = Registrar::of(seed)?;
    let county = registrar.enter(COUNTY_CODE, Level::County, COUNTY_NAME.to_owned(), None)?;
    let mut sizes = village_sizes(seed).into_iter();
    let mut townships = Vec::new();
    for (quarter, (digits, name, communities)) in (0..).zip(TOWNSHIPS) {
        let region = registrar.enter(
            &format!("{COUNTY_CODE}{digits}"),
            Level::Township,
            name.to_owned(),
            Some(county),
        )?;
        let (first_column, first_row) = (quarter % 2 * COLUMNS / 2, quarter / 2 * ROWS / 2);
        let mut villages = Vec::new();
        for row in first_row..first_row + ROWS / 2 {
            for column in first_column..first_column + COLUMNS / 2 {
                let community = villages.len() < communities;
                let number = if community { 1 + villages.len() } else { 200 + villages.len() - communities };
                let code = format!("{COUNTY_CODE}{digits}{number:03}");
                let households = sizes.next().ok_or(Fault::Apportioning)?;
                let place = Place { ground: &ground, column, row };
                villages.push(registrar.village(&code, community, region, households, &place)?);
            }
        }
        townships.push(Township { region, villages });
    }
    let county = Outline { region: county, ring: ground.county() };
    Ok(Realm { regions: registrar.regions, county, townships })
}

/// Where on the lattice a village lies.
struct Place<'a> {
    ground: &'a Ground,
    column: i64,
    row: i64,
}

/// Writes regions down, each after its parent.
struct Registrar {
    ids: Ids,
    valid_from: NaiveDate,
    regions: Vec<Region>,
    villages: usize,
}

impl Registrar {
    fn of(seed: u64) -> Result<Self, Fault> {
        let valid_from = NaiveDate::from_ymd_opt(2020, 1, 1).ok_or(Fault::Calendar)?;
        Ok(Self { ids: Ids::of(seed, "region ids"), valid_from, regions: Vec::new(), villages: 0 })
    }

    fn enter(
        &mut self,
        digits: &str,
        level: Level,
        name: String,
        parent: Option<RegionId>,
    ) -> Result<RegionId, Fault> {
        let id = self.ids.region();
        let (code, valid_from) = (format!("{digits:0<12}").parse()?, self.valid_from);
        self.regions.push(Region { id, code, level, name, parent, valid_from, predecessors: Vec::new() });
        Ok(id)
    }

    fn village(
        &mut self,
        code: &str,
        community: bool,
        township: RegionId,
        households: usize,
        place: &Place<'_>,
    ) -> Result<Village, Fault> {
        let name = format!("{}{}", self.cyclic_name(), if community { "社区" } else { "村" });
        let region = self.enter(code, Level::Village, name.clone(), Some(township))?;
        let cut = match households {
            ..85 => Cut::Two,
            85..110 => Cut::Three,
            _ => Cut::Four,
        };
        let mut grids = Vec::new();
        for (number, ring) in
            ["一", "二", "三", "四"].iter().zip(place.ground.grids(place.column, place.row, cut))
        {
            let grid = self.enter(code, Level::Grid, format!("{name}第{number}网格"), Some(region))?;
            grids.push(Outline { region: grid, ring });
        }
        let ring = place.ground.village(place.column, place.row);
        Ok(Village { region, code: code.parse()?, community, ring, grids, households })
    }

    /// The sixty names of the sexagenary cycle (六十甲子), one for each village.
    fn cyclic_name(&mut self) -> String {
        let turn = self.villages;
        self.villages += 1;
        let of = |names: &[&'static str]| names.iter().cycle().nth(turn).copied().unwrap_or_default();
        format!("{}{}", of(&STEMS), of(&BRANCHES))
    }
}

/// Shares the households out over the villages, some small, some large, none left over.
fn village_sizes(seed: u64) -> Vec<usize> {
    let mut dice = Dice::of(seed, "village sizes");
    let weights: Vec<usize> = (0..COLUMNS * ROWS).map(|_| dice.between(60, 140) as usize).collect();
    let whole: usize = weights.iter().sum();
    let mut given = 0;
    let mut upto = 0;
    weights
        .into_iter()
        .map(|weight| {
            upto += weight;
            let share = HOUSEHOLDS * upto / whole - given;
            given += share;
            share
        })
        .collect()
}
