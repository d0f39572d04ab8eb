//! The ground: a lattice bent into the outline of a county, in whole microdegrees
//! so that shared edges are equal to the last digit and no platform's sine decides.
//!
//! Four steps of the lattice are the side of a village, two that of a quarter of
//! one. Every outline is the ring round a block of the lattice; what lies in a
//! block lies in its ring.

use crate::dice::Dice;
use doorstep_domain::place::{NotOnEarth, Wgs84};

/// Villages from west to east.
pub(crate) const COLUMNS: i64 = 6;
/// Villages from south to north.
pub(crate) const ROWS: i64 = 10;
/// Lattice steps along one side of a village.
const STEPS: i64 = 4;

/// The middle of the county, in a desert where nobody lives.
const MIDDLE: Point = Point { lon: 102_100_000, lat: 40_300_000 };
/// From the middle to the edge: about 20.5 km and 26 km.
const HALF_WIDTH: f64 = 242_000.0;
const HALF_HEIGHT: f64 = 234_000.0;
/// How far a house stays from the edge of its grid, about 5 m.
const MARGIN: i64 = 60;

/// A place, WGS-84 in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Micro-degrees east.
    pub lon: i64,
    /// Micro-degrees north.
    pub lat: i64,
}

impl Point {
    pub(crate) fn wgs84(self) -> Result<Wgs84, NotOnEarth> {
        Wgs84::new(self.lon as f64 / 1e6, self.lat as f64 / 1e6)
    }

    fn offset(self, lon: i64, lat: i64) -> Self {
        Self { lon: self.lon + lon, lat: self.lat + lat }
    }
}

/// A closed outline, counter-clockwise, the first point again at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring(Vec<Point>);

/// A rectangle of the lattice, in steps.
#[derive(Clone, Copy)]
struct Block {
    west: i64,
    south: i64,
    east: i64,
    north: i64,
}

/// How a village is cut into grids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    Two,
    Three,
    Four,
}

/// The lattice of one seed.
pub(crate) struct Ground {
    seed: u64,
}

impl Ground {
    pub(crate) fn of(seed: u64) -> Self {
        Self { seed }
    }

    /// The county's edge.
    pub(crate) fn county(&self) -> Ring {
        self.ring(Block { west: 0, south: 0, east: COLUMNS * STEPS, north: ROWS * STEPS })
    }

    /// The village in a column and a row.
    pub(crate) fn village(&self, column: i64, row: i64) -> Ring {
        self.ring(village_block(column, row))
    }

    /// The grids of that village.
    pub(crate) fn grids(&self, column: i64, row: i64, cut: Cut) -> Vec<Ring> {
        let whole = village_block(column, row);
        let (middle, centre) = (whole.west + STEPS / 2, whole.south + STEPS / 2);
        let west = Block { east: middle, ..whole };
        let east = Block { west: middle, ..whole };
        let (south_west, north_west) = (Block { north: centre, ..west }, Block { south: centre, ..west });
        let (south_east, north_east) = (Block { north: centre, ..east }, Block { south: centre, ..east });
        let blocks = match cut {
            Cut::Two => vec![west, east],
            Cut::Three => vec![west, south_east, north_east],
            Cut::Four => vec![south_west, south_east, north_west, north_east],
        };
        blocks.into_iter().map(|block| self.ring(block)).collect()
    }

    fn ring(&self, block: Block) -> Ring {
        let Block { west, south, east, north } = block;
        let bottom = (west..east).map(|i| self.node(i, south));
        let right = (south..north).map(|j| self.node(east, j));
        let top = (west + 1..=east).rev().map(|i| self.node(i, north));
        let left = (south..=north).rev().map(|j| self.node(west, j));
        Ring(bottom.chain(right).chain(top).chain(left).collect())
    }

    /// A point of the lattice: the square drawn halfway towards an ellipse, then shaken.
    /// Square roots are exact in IEEE 754; no other function of the library is used.
    fn node(&self, i: i64, j: i64) -> Point {
        let x = i as f64 / (COLUMNS * STEPS / 2) as f64 - 1.0;
        let y = j as f64 / (ROWS * STEPS / 2) as f64 - 1.0;
        let round_x = x * (0.45 + 0.55 * (1.0 - y * y / 2.0).sqrt());
        let round_y = y * (0.45 + 0.55 * (1.0 - x * x / 2.0).sqrt());
        let mut dice = Dice::of(self.seed, &format!("lattice {i} {j}"));
        let corner = i % STEPS == 0 && j % STEPS == 0;
        let (east, north) = if corner { (6_500, 3_800) } else { (3_400, 2_000) };
        MIDDLE
            .offset((round_x * HALF_WIDTH).round() as i64, (round_y * HALF_HEIGHT).round() as i64)
            .offset(dice.between(-east, east), dice.between(-north, north))
    }
}

fn village_block(column: i64, row: i64) -> Block {
    let (west, south) = (column * STEPS, row * STEPS);
    Block { west, south, east: west + STEPS, north: south + STEPS }
}

impl Ring {
    /// The points, the first again at the end.
    pub fn points(&self) -> &[Point] {
        &self.0
    }

    /// A place inside, anywhere.
    pub(crate) fn place(&self, dice: &mut Dice) -> Point {
        let lons = || self.0.iter().map(|point| point.lon);
        let lats = || self.0.iter().map(|point| point.lat);
        let (west, east) = (lons().min().unwrap_or(0), lons().max().unwrap_or(0));
        let (south, north) = (lats().min().unwrap_or(0), lats().max().unwrap_or(0));
        loop {
            let point = Point { lon: dice.between(west, east), lat: dice.between(south, north) };
            if self.holds(point) {
                return point;
            }
        }
    }

    /// A place inside, within a few hundred metres of another one inside.
    pub(crate) fn place_near(&self, centre: Point, dice: &mut Dice) -> Point {
        loop {
            let east = dice.between(-2_200, 2_200) + dice.between(-2_200, 2_200);
            let north = dice.between(-1_700, 1_700) + dice.between(-1_700, 1_700);
            let point = centre.offset(east, north);
            if self.holds(point) {
                return point;
            }
        }
    }

    /// Inside by the margin on every side.
    fn holds(&self, point: Point) -> bool {
        [(0, 0), (MARGIN, 0), (-MARGIN, 0), (0, MARGIN), (0, -MARGIN)]
            .into_iter()
            .all(|(east, north)| self.surrounds(point.offset(east, north)))
    }

    /// Even-odd rule, in whole numbers.
    fn surrounds(&self, point: Point) -> bool {
        self.0.iter().zip(self.0.iter().skip(1)).fold(false, |inside, (a, b)| {
            let spans = (a.lat > point.lat) != (b.lat > point.lat);
            let side = (b.lon - a.lon) * (point.lat - a.lat) - (b.lat - a.lat) * (point.lon - a.lon);
            inside ^ (spans && (side > 0) == (b.lat > a.lat))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_even_odd_rule_knows_a_notch() {
        let at = |lon, lat| Point { lon, lat };
        let notched = Ring(vec![at(0, 0), at(10, 0), at(10, 10), at(5, 3), at(0, 10), at(0, 0)]);
        assert!(notched.surrounds(at(5, 2)));
        assert!(notched.surrounds(at(1, 7)));
        assert!(!notched.surrounds(at(5, 5)));
        assert!(!notched.surrounds(at(11, 5)));
    }

    #[test]
    fn neighbours_share_their_edge_to_the_last_digit() {
        let ground = Ground::of(7);
        let (west, east) = (ground.village(2, 3), ground.village(3, 3));
        let shared = west.points().iter().filter(|point| east.points().contains(point)).count();
        assert_eq!(shared, STEPS as usize + 1);
    }
}
