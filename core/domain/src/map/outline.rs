//! The boundary of a region, checked where it comes in.

use crate::place::Wgs84;
use geo::{Coord, Intersects, LineString, LinesIter, MultiPolygon, Point, Polygon};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

mod geojson;

use geojson::Geometry;

/// What encloses a region: one or several polygons, each an outer ring and holes, in WGS-84.
/// As JSON it is a GeoJSON geometry, `Polygon` or `MultiPolygon` (RFC 7946); an altitude is
/// read over.
///
/// Borders are straight in degrees, as in GeoJSON. None may cross the antimeridian: 180° and
/// -180° are at opposite ends here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Geometry", into = "Geometry")]
pub struct Outline {
    shape: MultiPolygon,
}

/// Why something is no outline, in words for whoever draws the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OutlineError {
    /// No polygon, or one without a ring.
    #[error("an outline needs a polygon, and each polygon an outer ring")]
    Empty,
    /// More than [`Outline::MOST_POSITIONS`].
    #[error("the outline has {count} positions, and {} are allowed: simplify it", Outline::MOST_POSITIONS)]
    TooManyPositions {
        /// As many as it has.
        count: usize,
    },
    /// Not in degrees, or not finite.
    #[error("{ring}: position {position} is not on earth: give degrees of WGS-84, longitude first")]
    NotOnEarth {
        /// In which ring.
        ring: RingName,
        /// Which of its positions, from 1.
        position: usize,
    },
    /// A triangle has four, for the first is told again.
    #[error("{ring} has fewer than four positions: a triangle needs four, the last the same as the first")]
    TooFewPositions {
        /// Which ring.
        ring: RingName,
    },
    /// It does not end where it begins.
    #[error("{ring} is open: let its last position be the same as its first")]
    Open {
        /// Which ring.
        ring: RingName,
    },
    /// All its positions lie on one line.
    #[error("{ring} encloses nothing: all its positions lie on one line")]
    Flat {
        /// Which ring.
        ring: RingName,
    },
}

/// A ring by its place in the outline, each from 1. The first of a polygon is the outer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingName {
    /// Which polygon.
    pub polygon: usize,
    /// Which of its rings.
    pub ring: usize,
}

impl fmt::Display for RingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "polygon {}, ring {}", self.polygon, self.ring)
    }
}

impl Outline {
    /// Positions of all rings together.
    pub const MOST_POSITIONS: usize = 20_000;

    /// Of polygons of rings of longitudes and latitudes, degrees; the first ring of a polygon is the outer one, and
    /// each ends where it begins. Which way round they go does not matter.
    pub fn new(polygons: Vec<Vec<Vec<(f64, f64)>>>) -> Result<Self, OutlineError> {
        let count = polygons.iter().flatten().map(Vec::len).sum();
        if count > Self::MOST_POSITIONS {
            return Err(OutlineError::TooManyPositions { count });
        }
        if polygons.is_empty() {
            return Err(OutlineError::Empty);
        }
        let polygons = (1..).zip(polygons).map(|(number, rings)| polygon(number, rings));
        Ok(Self { shape: polygons.collect::<Result<_, _>>()? })
    }

    /// What it encloses.
    pub fn shape(&self) -> &MultiPolygon {
        &self.shape
    }

    /// Metres from there to the nearest point of the border; 0 on it and inside.
    ///
    /// Great-circle metres (as [`Wgs84::metres_to`]) to a point that is on the border, and so never too few. They are
    /// too many by at most a thousandth within 100 km, away from the poles; farther away it is an estimate.
    pub fn metres_outside(&self, place: Wgs84) -> f64 {
        let at = Point::from(place);
        if self.shape.intersects(&at) {
            return 0.0;
        }
        let borders = self.shape.lines_iter();
        let metres = borders.filter_map(|line| Some(place.metres_to(nearest(at.0, line.start, line.end)?)));
        metres.fold(f64::INFINITY, f64::min)
    }
}

/// The point of an edge that is nearest, on a map that is true to scale around `at`.
fn nearest(at: Coord, start: Coord, end: Coord) -> Option<Wgs84> {
    let narrower = at.y.to_radians().cos();
    let scaled = |by: Coord| Coord { x: by.x * narrower, y: by.y };
    let (along, there) = (scaled(end - start), scaled(at - start));
    let length = along.x * along.x + along.y * along.y;
    let share = (along.x * there.x + along.y * there.y) / length;
    let share = if length > 0.0 { share.clamp(0.0, 1.0) } else { 0.0 };
    let on_edge = start + (end - start) * share;
    Wgs84::new(on_edge.x, on_edge.y).ok()
}

fn polygon(number: usize, rings: Vec<Vec<(f64, f64)>>) -> Result<Polygon, OutlineError> {
    let rings =
        (1..).zip(rings).map(|(ring, positions)| checked(RingName { polygon: number, ring }, positions));
    let mut rings = rings.collect::<Result<Vec<_>, _>>()?.into_iter();
    let outer = rings.next().ok_or(OutlineError::Empty)?;
    Ok(Polygon::new(outer, rings.collect()))
}

fn checked(ring: RingName, positions: Vec<(f64, f64)>) -> Result<LineString, OutlineError> {
    let off = positions.iter().position(|(longitude, latitude)| Wgs84::new(*longitude, *latitude).is_err());
    if let Some(off) = off {
        return Err(OutlineError::NotOnEarth { ring, position: off + 1 });
    }
    if positions.len() < 4 {
        return Err(OutlineError::TooFewPositions { ring });
    }
    if positions.first() != positions.last() {
        return Err(OutlineError::Open { ring });
    }
    let positions = LineString::from(positions);
    if is_flat(&positions) { Err(OutlineError::Flat { ring }) } else { Ok(positions) }
}

/// Whether all lies on one line, exactly.
fn is_flat(ring: &LineString) -> bool {
    use geo::{GeoNum, Kernel, Orientation};
    let mut positions = ring.coords().copied();
    let Some(start) = positions.next() else { return true };
    let Some(other) = positions.find(|position| *position != start) else { return true };
    positions.all(|third| <f64 as GeoNum>::Ker::orient2d(start, other, third) == Orientation::Collinear)
}
