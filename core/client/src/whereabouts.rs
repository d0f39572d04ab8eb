//! In which village and which grid (网格) a place lies, as far as this phone has their outlines: for the stamp,
//! and to propose where a household belongs that is found out there.

use crate::{error::ClientError, open::Client};
use doorstep_domain::{
    id::RegionId,
    map::{Map, Outline},
    place::Wgs84,
    region::{Level, Region},
};
use doorstep_store::Page;

/// Outlines that are read at a time.
const PAGE: usize = 200;

/// Where a place lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// 村, 社区
    pub village: Option<RegionId>,
    /// 网格, in that village.
    pub grid: Option<RegionId>,
}

impl Client {
    /// The village and the grid around a place; a border belongs to one side.
    pub fn whereabouts(&self, place: Wgs84) -> Result<Whereabouts, ClientError> {
        let (mut villages, mut grids) = (Vec::new(), Vec::new());
        let mut next = Some(Page::first(PAGE));
        while let Some(page) = next {
            let paged = self.store().outlines(&page)?;
            next = Page::after(&paged, PAGE);
            for drawn in paged.items {
                match self.store().region(drawn.region)? {
                    Some(region) if region.level == Level::Grid => grids.push((region, drawn.outline)),
                    Some(region) => villages.push((region, drawn.outline)),
                    None => {}
                }
            }
        }
        let village = around(&villages, place)?;
        grids.retain(|(grid, _)| grid.parent.is_some() && grid.parent == village);
        Ok(Whereabouts { village, grid: around(&grids, place)? })
    }
}

fn around(regions: &[(Region, Outline)], place: Wgs84) -> Result<Option<RegionId>, ClientError> {
    let map = Map::new(regions.iter().map(|(region, outline)| (region.id, outline)));
    Ok(map.map_err(|_| ClientError::internal("map"))?.at(place))
}
