//! Stretches of border, and how often a ring turns around a point.
//!
//! A ring turns around a point as often as edges pass upwards due east of it, less those that
//! pass downwards. An edge has its lower end and not its upper one, and a point on an edge
//! does not lie west of it: so every point lies on one side, also those on borders.
//!
//! A [`Run`] counts that for a cell with the edges alone that touch the cell. Whatever the
//! ring does elsewhere may be bent without changing a point's turns, as long as it is not
//! drawn across the cell. So where the ring leaves for good, let it drop straight down if that
//! is east of the cell, and go round it far to the west if it is not: of all that, only the
//! drops are seen from the cell, and the rest is a number ([`Run::elsewhere`]) found once.

use geo::{Coord, GeoNum, Kernel, Orientation};

/// Consecutive edges of one ring.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// The first position; each edge goes on to the next.
    pub(super) first: u32,
    /// Which region, by number.
    pub(super) region: u32,
    /// No more than an outline has.
    pub(super) edges: u16,
    /// Turns that the edges of no run of the cell explain; in the ring's first run.
    pub(super) elsewhere: i16,
    /// Cuts out of the polygon instead of enclosing it.
    pub(super) hole: bool,
    /// Comes from a position east of the cell's west side, and leaves to one.
    pub(super) east: [bool; 2],
    /// Whether more of the ring follows.
    pub(super) end: End,
}

/// What a run is the last of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Nothing,
    Ring,
    Cell,
}

impl Run {
    /// Around every point, without an edge.
    pub(super) fn everywhere(region: u32) -> Self {
        Self { first: 0, region, edges: 0, elsewhere: 1, hole: false, east: [false; 2], end: End::Ring }
    }

    pub(super) fn ends_ring(&self) -> bool {
        self.end != End::Nothing
    }

    pub(super) fn ends_cell(&self) -> bool {
        self.end == End::Cell
    }

    /// Numbers of its edges: that of the position where each begins.
    pub(super) fn edges(&self) -> std::ops::Range<u32> {
        self.first..self.first + u32::from(self.edges)
    }

    /// What it adds to the ring's turns around a point.
    pub(super) fn turns(&self, positions: &[Coord], at: Coord) -> i32 {
        let first = self.first as usize;
        let path = positions.get(first..=first + usize::from(self.edges)).unwrap_or_default();
        let Some((from, rest)) = path.split_first() else { return 0 };
        let mut turns = i32::from(self.elsewhere);
        let mut before = *from;
        for next in rest {
            turns += passes(before, *next, at);
            before = *next;
        }
        turns + self.drops(*from, before, at.y)
    }

    /// Where it comes from and leaves to, if that is seen from the cell.
    fn drops(&self, from: Coord, to: Coord, y: f64) -> i32 {
        let [came, left] = self.east;
        i32::from(came && y < from.y) - i32::from(left && y < to.y)
    }

    /// What [`Run::drops`] adds at a height.
    pub(super) fn drops_at(&self, positions: &[Coord], y: f64) -> i32 {
        let end = |edge: u32| positions.get(edge as usize).copied();
        let edges = self.edges();
        let ends = end(edges.start).zip(end(edges.end));
        ends.map_or(0, |(from, to)| self.drops(from, to, y))
    }
}

/// 1 if the edge passes upwards due east of the point, -1 if downwards, else 0.
pub(super) fn passes(from: Coord, to: Coord, at: Coord) -> i32 {
    match (from.y <= at.y, to.y <= at.y) {
        (true, false) if side(from, to, at) > 0.0 => 1,
        (false, true) if side(from, to, at) < 0.0 => -1,
        _ => 0,
    }
}

/// 1 if the edge passes that height upwards, -1 if downwards, else 0.
pub(super) fn crosses(from: Coord, to: Coord, y: f64) -> i32 {
    i32::from(from.y <= y) - i32::from(to.y <= y)
}

/// Above 0 if the point lies to the left of the edge, below if to the right; exact, as long as no two positions differ
/// by less than 1e-140 degrees.
fn side(from: Coord, to: Coord, at: Coord) -> f64 {
    /// Shewchuk, "Adaptive precision floating-point arithmetic" (1997): a larger share than this is no rounding.
    const SURE: f64 = (3.0 + 8.0 * f64::EPSILON) * f64::EPSILON / 2.0;
    let left = (to.x - from.x) * (at.y - from.y);
    let right = (to.y - from.y) * (at.x - from.x);
    let side = left - right;
    if side.abs() > SURE * (left.abs() + right.abs()) { side } else { robust_side(from, to, at) }
}

#[cold]
fn robust_side(from: Coord, to: Coord, at: Coord) -> f64 {
    match <f64 as GeoNum>::Ker::orient2d(from, to, at) {
        Orientation::CounterClockwise => 1.0,
        Orientation::Clockwise => -1.0,
        Orientation::Collinear => 0.0,
    }
}
