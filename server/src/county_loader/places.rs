//! regions.csv and households.csv.

use super::{LoadError, table::Row};
use crate::{db::Tx, regions, subjects};
use doorstep_domain::{
    place::Wgs84,
    region::Region,
    subject::{
        Subject,
        household::{Address, Assistance, Dwelling, Household},
    },
};

pub(super) fn region(tx: &mut Tx<'_>, row: &Row) -> Result<(), LoadError> {
    let region = Region {
        id: row.must("id")?,
        code: row.must("code")?,
        level: row.code("level")?.ok_or_else(|| row.wrong("level"))?,
        name: row.some("name")?.to_owned(),
        parent: row.parsed("parent")?,
        valid_from: row.must("valid_from")?,
        predecessors: row.codes("predecessors")?,
    };
    if tx.exists("SELECT 1 FROM region WHERE id = $1", &[region.id.into()])? {
        return Ok(());
    }
    Ok(regions::put(tx, &region)?)
}

pub(super) fn household(tx: &mut Tx<'_>, row: &Row) -> Result<(), LoadError> {
    let at = match (row.parsed("lon")?, row.parsed("lat")?) {
        (Some(longitude), Some(latitude)) => {
            Some(Wgs84::new(longitude, latitude).map_err(|_| row.wrong("lon"))?)
        }
        (None, None) => None,
        _ => return Err(row.wrong("lat")),
    };
    let household = Household {
        id: row.must("id")?,
        code: row.some("code")?.to_owned(),
        region: row.must("region")?,
        grid: row.parsed("grid")?,
        head: row.some("head")?.to_owned(),
        address: Address { text: row.some("address")?.to_owned(), at },
        assistance: Assistance {
            programmes: row.codes("programmes")?,
            class: row.text("class")?.map(str::to_owned),
        },
        dwelling: Dwelling { danger_grade: row.code("danger_grade")? },
    };
    if subjects::standing(tx, Subject::Household(household.id))?.is_none() {
        subjects::put_household(tx, &household)?;
    }
    Ok(())
}
