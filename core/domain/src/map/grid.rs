//! Cells over a piece of the earth.

use super::cell::Tile;
use geo::Coord;
use std::ops::Range;

/// Edges this near to a cell, in cells, count as touching it: more than rounding can do.
const MARGIN: f64 = 1.0 / 1024.0;

/// No cell is smaller, degrees: a tenth of a millimetre, and far above what is lost in rounding.
const LEAST_SIDE: f64 = 1e-9;

/// A box that is cut into cells.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    south_west: Coord,
    north_east: Coord,
    /// Of a cell, degrees.
    side: Coord,
    /// Cells a degree; 0 where there is but one.
    per_degree: Coord,
    pub(super) columns: usize,
    pub(super) rows: usize,
    first_tile: usize,
}

impl Grid {
    /// Over the box, of cells as square as their number allows, no smaller than asked, and no more than asked.
    pub(super) fn new([south_west, north_east]: [Coord; 2], side: f64, most: usize) -> Self {
        let wide = north_east - south_west;
        let side = side.max(LEAST_SIDE);
        let columns = ((wide.x / side) as usize).clamp(1, most.max(1));
        let rows = ((wide.y / side) as usize).clamp(1, (most / columns).max(1));
        let side = Coord { x: wide.x / columns as f64, y: wide.y / rows as f64 };
        let per = |count: usize, side: f64| if count > 1 { side.recip() } else { 0.0 };
        let per_degree = Coord { x: per(columns, side.x), y: per(rows, side.y) };
        Self { south_west, north_east, side, per_degree, columns, rows, first_tile: 0 }
    }

    /// With its tiles from there on.
    pub(super) fn stored_at(mut self, first_tile: usize) -> Self {
        self.first_tile = first_tile;
        self
    }

    pub(super) fn count(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether a region may have the point. None has what lies on the outermost border in the east and north.
    pub(super) fn holds(&self, at: Coord) -> bool {
        (self.south_west.x..self.north_east.x).contains(&at.x)
            && (self.south_west.y..self.north_east.y).contains(&at.y)
    }

    /// Which tile of all the point lies in, and where in it; the nearest, if it lies outside by a rounding.
    pub(super) fn tile_at(&self, at: Coord) -> (usize, [usize; 2]) {
        let Coord { x, y } = self.in_cells(at);
        // `as` makes 0 of what is below.
        let (column, column_within) = Tile::of((x as usize).min(self.columns - 1));
        let (row, row_within) = Tile::of((y as usize).min(self.rows - 1));
        (self.first_tile + row * Tile::covering(self.columns) + column, [row_within, column_within])
    }

    /// The south-west corner of a cell, or where one would be beyond the last.
    pub(super) fn corner(&self, row: usize, column: usize) -> Coord {
        let x = self.south_west.x + self.side.x * column as f64;
        let y = self.south_west.y + self.side.y * row as f64;
        Coord { x, y }
    }

    /// The box of a cell.
    pub(super) fn bounds(&self, row: usize, column: usize) -> [Coord; 2] {
        [self.corner(row, column), self.corner(row + 1, column + 1)]
    }

    fn in_cells(&self, at: Coord) -> Coord {
        let from = at - self.south_west;
        Coord { x: from.x * self.per_degree.x, y: from.y * self.per_degree.y }
    }

    /// Every cell that the edge touches, by row and column, and perhaps some that it nearly does.
    pub(super) fn touched(&self, from: Coord, to: Coord, mut each: impl FnMut(usize, usize)) {
        let (from, to) = (self.in_cells(from), self.in_cells(to));
        let (low, high) = if from.y <= to.y { (from, to) } else { (to, from) };
        let slope = (high.x - low.x) / (high.y - low.y);
        let x_at = |y: f64| match y {
            _ if y <= low.y => low.x,
            _ if y >= high.y => high.x,
            _ => low.x + (y - low.y) * slope,
        };
        for row in within(low.y - MARGIN, high.y + MARGIN, self.rows) {
            let ends = [x_at(row as f64 - MARGIN), x_at(row as f64 + 1.0 + MARGIN)];
            let [west, east] = [ends[0].min(ends[1]), ends[0].max(ends[1])];
            for column in within(west - MARGIN, east + MARGIN, self.columns) {
                each(row, column);
            }
        }
    }

    /// Rows whose south side the edge may pass.
    pub(super) fn rows_crossed(&self, from: Coord, to: Coord) -> Range<usize> {
        let (from, to) = (self.in_cells(from).y, self.in_cells(to).y);
        within((from.min(to) - MARGIN).ceil(), from.max(to) + MARGIN, self.rows)
    }

    /// Columns whose west side the edge may pass. It lies east of those before, and west of those after.
    pub(super) fn columns_crossed(&self, from: Coord, to: Coord) -> Range<usize> {
        let (from, to) = (self.in_cells(from).x, self.in_cells(to).x);
        let first = (from.min(to) - MARGIN).ceil().max(0.0);
        let after = (from.max(to) + MARGIN).floor() + 1.0;
        let first = (first as usize).min(self.columns);
        first..(after.max(0.0) as usize).clamp(first, self.columns)
    }
}

/// Of so many, those between two bounds.
fn within(from: f64, to: f64, count: usize) -> Range<usize> {
    if to < 0.0 || from >= count as f64 {
        return 0..0;
    }
    from.max(0.0) as usize..(to as usize + 1).min(count)
}
