//! Regions and grids, what lies inside what, and the documents that tell phones.
//!
//! Regions down to the village are the county's map and go to everyone; a grid goes to
//! those whose posts cover its village.

use crate::{
    accounts::scope,
    audience::Audience,
    db::{DbError, Tx},
    feed,
};
use doorstep_domain::{
    id::RegionId,
    map::Outline,
    region::{Level, Region},
};
use doorstep_protocol::changes::{DocumentKind, RegionOutline};
use thiserror::Error;

/// Why a region cannot be put on file.
#[derive(Debug, Error)]
pub enum RegionError {
    /// Its parent is not on file.
    #[error("the region above is not on file")]
    UnknownParent,
    /// None of that id.
    #[error("there is no such region")]
    NoSuchRegion,
    /// Only villages and grids are drawn.
    #[error("only villages and grids have an outline")]
    NotDrawn,
    /// A grid stands below a village, and has one.
    #[error("a grid needs a village")]
    NoVillage,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Puts a new region on file, after its parent. Scope follows once [`settle`] is called.
pub fn put(tx: &mut Tx<'_>, region: &Region) -> Result<(), RegionError> {
    if let Some(parent) = region.parent
        && !tx.exists("SELECT 1 FROM region WHERE id = $1", &[parent.into()])?
    {
        return Err(RegionError::UnknownParent);
    }
    let level = serde_json::to_value(region.level).map_err(|_| DbError::Json)?;
    tx.execute(
        "INSERT INTO region (id, code, level, name, parent, valid_from, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            region.id.into(),
            region.code.to_string().into(),
            level.as_str().unwrap_or_default().into(),
            (&region.name).into(),
            region.parent.into(),
            region.valid_from.into(),
            serde_json::to_string(region).map_err(|_| DbError::Json)?.into(),
        ],
    )?;
    // Inside itself, and inside everything that its parent is inside of.
    tx.execute(
        "INSERT INTO region_inside (outer_region, region)
         SELECT outer_region, CAST($1 AS TEXT) FROM region_inside WHERE region = $2
         UNION ALL SELECT CAST($1 AS TEXT), CAST($1 AS TEXT)",
        &[region.id.into(), region.parent.into()],
    )?;
    let audience = match (region.level, region.parent) {
        (Level::Grid, Some(village)) => Audience::Region(village),
        (Level::Grid, None) => return Err(RegionError::NoVillage),
        _ => Audience::County,
    };
    feed::put(tx, DocumentKind::Region, &region.id.to_string(), audience, region)?;
    Ok(())
}

/// Says where a village or a grid lies; phones whose posts cover it are told. What was said before is replaced.
pub fn draw(tx: &mut Tx<'_>, region: RegionId, outline: &Outline) -> Result<(), RegionError> {
    let row = tx.row("SELECT level, parent FROM region WHERE id = $1", &[region.into()])?;
    let row = row.ok_or(RegionError::NoSuchRegion)?;
    let village = match (row.get::<String>(0)?.as_str(), row.get(1)?) {
        ("grid", Some(village)) => village,
        ("village", _) => region,
        _ => return Err(RegionError::NotDrawn),
    };
    tx.execute(
        "INSERT INTO region_outline (region, outline) VALUES ($1, $2)
         ON CONFLICT (region) DO UPDATE SET outline = excluded.outline",
        &[region.into(), serde_json::to_string(outline).map_err(|_| DbError::Json)?.into()],
    )?;
    let document = RegionOutline { region, outline: outline.clone() };
    feed::put(tx, DocumentKind::Outline, &region.to_string(), Audience::Region(village), &document)?;
    Ok(())
}

/// Where a region lies, if anybody drew it.
pub fn outline(tx: &mut Tx<'_>, region: RegionId) -> Result<Option<Outline>, DbError> {
    let row = tx.row("SELECT outline FROM region_outline WHERE region = $1", &[region.into()])?;
    row.map(|row| serde_json::from_str(&row.get::<String>(0)?).map_err(|_| DbError::Json)).transpose()
}

/// Brings everybody's scope in line after regions were put.
pub fn settle(tx: &mut Tx<'_>) -> Result<(), DbError> {
    scope::recompute_everyone(tx)
}
