//! GeoJSON (RFC 7946), one feature a line so that a difference can be read.

use super::{Regions, RenderError};
use crate::{Outline, Point};
use doorstep_domain::{
    id::RegionId,
    region::{AreaCode, Level},
};
use serde::Serialize;

#[derive(Serialize)]
struct Properties<'a> {
    code: AreaCode,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    village: Option<RegionId>,
}

/// A feature collection of the outlines.
pub(super) fn collection(outlines: &[Outline], regions: &Regions<'_>) -> Result<Vec<u8>, RenderError> {
    let features: Result<Vec<String>, RenderError> =
        outlines.iter().map(|outline| feature(outline, regions)).collect();
    let lines = features?.join(",\n");
    Ok(format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{lines}\n]}}\n").into_bytes())
}

fn feature(outline: &Outline, regions: &Regions<'_>) -> Result<String, RenderError> {
    let region = regions.get(&outline.region).ok_or(RenderError::UnknownRegion)?;
    let village = region.parent.filter(|_| region.level == Level::Grid);
    let properties = serde_json::to_string(&Properties { code: region.code, name: &region.name, village })?;
    let ring: Vec<String> = outline.ring.points().iter().map(position).collect();
    Ok(format!(
        "{{\"type\":\"Feature\",\"id\":\"{}\",\"properties\":{properties},\"geometry\":{{\"type\":\"Polygon\",\
         \"coordinates\":[[{}]]}}}}",
        region.id,
        ring.join(",")
    ))
}

/// Six decimals, written from whole numbers. The county lies north of the equator and east of Greenwich.
fn position(point: &Point) -> String {
    let degrees = |micro: i64| format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000);
    format!("[{},{}]", degrees(point.lon), degrees(point.lat))
}
