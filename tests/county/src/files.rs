//! The county as files. The columns are a contract with the server's loader; the
//! README of `fixtures/county` states it.

mod geojson;
mod rows;

use crate::County;
use doorstep_domain::{id::RegionId, region::Region};
use serde::Serialize;
use std::collections::BTreeMap;
use thiserror::Error;

/// A file that could not be rendered.
#[derive(Debug, Error)]
pub enum RenderError {
    /// A row that is no line of CSV.
    #[error("a row could not be written as csv")]
    Csv(#[from] csv::Error),
    /// A word or a property that is no JSON.
    #[error("a value could not be written as json")]
    Json(#[from] serde_json::Error),
    /// The buffer could not be emptied.
    #[error("the csv buffer could not be emptied")]
    Buffer(#[from] std::io::Error),
    /// Something names a region that the county has not.
    #[error("an outline or a colleague names an unknown region")]
    UnknownRegion,
    /// A grid member who is neither staff nor resident.
    #[error("a grid names an unknown member")]
    UnknownMember,
}

/// Name and content of every file, in the order in which a loader reads them.
pub fn files(county: &County) -> Result<Vec<(&'static str, Vec<u8>)>, RenderError> {
    let regions: Regions<'_> = county.regions.iter().map(|region| (region.id, region)).collect();
    Ok(vec![
        ("regions.csv", table(rows::regions(county))?),
        ("boundary.geojson", geojson::collection(std::slice::from_ref(&county.boundary), &regions)?),
        ("villages.geojson", geojson::collection(&county.villages, &regions)?),
        ("grids.geojson", geojson::collection(&county.grids, &regions)?),
        ("staff.csv", table(rows::staff(county, &regions)?)?),
        ("households.csv", table(rows::households(county)?)?),
        ("people.csv", table(rows::people(county)?)?),
        ("phones.csv", table(rows::phones(county))?),
        ("guardians.csv", table(rows::guardians(county))?),
        ("grid_members.csv", table(rows::grid_members(county)?)?),
        ("roster.csv", table(rows::roster(county))?),
    ])
}

type Regions<'a> = BTreeMap<RegionId, &'a Region>;

fn table(rows: Vec<impl Serialize>) -> Result<Vec<u8>, RenderError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row)?;
    }
    writer.into_inner().map_err(|error| RenderError::Buffer(error.into_error()))
}
