//! An outline's form in JSON: a geometry of RFC 7946.

use super::{Outline, OutlineError};
use geo::{LineString, Polygon};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, IgnoredAny, SeqAccess, Visitor},
};
use std::fmt;

/// As it stands in a file, unchecked.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
pub(super) enum Geometry {
    Polygon(Vec<Vec<Position>>),
    MultiPolygon(Vec<Vec<Vec<Position>>>),
}

/// Longitude and latitude.
#[derive(Serialize)]
pub(super) struct Position(f64, f64);

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Numbers)
    }
}

/// Two numbers, and perhaps an altitude that nobody asked for.
struct Numbers;

impl<'de> Visitor<'de> for Numbers {
    type Value = Position;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a longitude and a latitude")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Position, A::Error> {
        let mut degrees =
            |place| numbers.next_element()?.ok_or_else(|| A::Error::invalid_length(place, &self));
        let position = Position(degrees(0)?, degrees(1)?);
        while numbers.next_element::<IgnoredAny>()?.is_some() {}
        Ok(position)
    }
}

impl TryFrom<Geometry> for Outline {
    type Error = OutlineError;

    fn try_from(geometry: Geometry) -> Result<Self, OutlineError> {
        let polygons = match geometry {
            Geometry::Polygon(rings) => vec![rings],
            Geometry::MultiPolygon(polygons) => polygons,
        };
        let ring = |ring: Vec<Position>| ring.into_iter().map(|Position(x, y)| (x, y)).collect();
        Self::new(polygons.into_iter().map(|rings| rings.into_iter().map(ring).collect()).collect())
    }
}

impl From<Outline> for Geometry {
    fn from(outline: Outline) -> Self {
        let ring = |ring: LineString| ring.into_iter().map(|at| Position(at.x, at.y)).collect();
        let rings = |polygon: Polygon| {
            let (outer, holes) = polygon.into_inner();
            std::iter::once(outer).chain(holes).map(ring).collect()
        };
        let mut polygons: Vec<Vec<Vec<Position>>> = outline.shape.into_iter().map(rings).collect();
        match (polygons.pop(), polygons.is_empty()) {
            (Some(only), true) => Self::Polygon(only),
            (last, _) => {
                polygons.extend(last);
                Self::MultiPolygon(polygons)
            }
        }
    }
}
