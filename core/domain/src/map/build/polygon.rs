//! A polygon is laid over a grid row by row. Each of its edges leaves marks: on the cells that it touches,
//! and at the first corner of the row that it does not lie east of. Going through a row's
//! marks from west to east, one always knows how often each ring turns around the next corner;
//! cells without a touch are wholly inside or wholly outside, the others get runs.

use super::canvas::Canvas;
use crate::map::{
    grid::Grid,
    run::{End, Run, crosses, passes},
};
use geo::Coord;

/// A run goes on over as many edges that do not touch the cell.
const GAP: u32 = 2;

/// One polygon over one grid: its outer ring, and then its holes.
pub(super) struct Polygon<'a> {
    pub(super) positions: &'a [Coord],
    pub(super) grid: &'a Grid,
    /// Each by what is known of it here: the whole of it, or its runs in a cell.
    pub(super) rings: &'a [&'a [Run]],
}

/// Where an edge comes to bear, from south to north and west to east.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    row: u32,
    column: u32,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// Lies east of the row's corners before this one and of no other, and passes their height upwards so often.
    Passes { ring: u32, turns: i32 },
    /// Touches this cell.
    Touches { ring: u32, edge: u32 },
}

/// How often each ring turns around one corner.
struct Turns {
    rings: Vec<i32>,
    /// Holes that do.
    holes: usize,
}

impl Turns {
    fn of(&self, ring: u32) -> i32 {
        self.rings.get(ring as usize).copied().unwrap_or_default()
    }

    fn add(&mut self, ring: u32, more: i32) {
        let Some(turns) = self.rings.get_mut(ring as usize) else { return };
        let before = *turns != 0;
        *turns += more;
        if ring > 0 {
            self.holes += usize::from(*turns != 0);
            self.holes -= usize::from(before);
        }
    }

    fn inside(&self) -> bool {
        self.of(0) != 0 && self.holes == 0
    }
}

impl Polygon<'_> {
    /// Gives the canvas what the polygon has of it; `whole` if its rings are whole.
    pub(super) fn lay(&self, canvas: &mut Canvas, whole: bool) {
        let Some(region) = self.rings.iter().flat_map(|ring| *ring).map(|run| run.region).next() else {
            return;
        };
        let marks = self.marks();
        // Beyond its rows there is nothing of a whole polygon; a cell's runs may say something of every row.
        let rows = match (marks.first(), marks.last()) {
            (Some(first), Some(last)) if whole => first.row..last.row + 1,
            _ => 0..self.grid.rows as u32,
        };
        let mut rest = marks.as_slice();
        for row in rows {
            let (marks, after) = rest.split_at(rest.partition_point(|mark| mark.row <= row));
            rest = after;
            self.lay_row(canvas, region, row as usize, marks);
        }
    }

    fn lay_row(&self, canvas: &mut Canvas, region: u32, row: usize, marks: &[Mark]) {
        let mut turns = self.turns_west_of(row, marks);
        let columns = self.grid.columns;
        let (first, mut next) = (row * columns, 0);
        for marks in marks.chunk_by(|a, b| a.column == b.column) {
            let column = marks.first().map_or(0, |mark| mark.column as usize);
            if turns.inside() {
                canvas.fill(first + next..first + column, region);
            }
            next = column;
            let touches = marks.partition_point(|mark| matches!(mark.what, What::Passes { .. }));
            let (passes, touches) = marks.split_at(touches);
            for mark in passes {
                if let What::Passes { ring, turns: passed } = mark.what {
                    turns.add(ring, -passed);
                }
            }
            if !touches.is_empty() {
                canvas.touch(first + column, || self.program(row, column, &turns, touches, region));
                next += 1;
            }
        }
        if turns.inside() {
            canvas.fill(first + next..first + columns, region);
        }
    }

    /// Of every edge, by row and column.
    fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (ring, run) in
            (0..).zip(self.rings).flat_map(|(ring, runs)| runs.iter().map(move |run| (ring, run)))
        {
            for edge in run.edges() {
                let position = |number: u32| self.positions.get(number as usize).copied();
                let Some((from, to)) = position(edge).zip(position(edge + 1)) else { continue };
                self.grid.touched(from, to, |row, column| {
                    let what = What::Touches { ring, edge };
                    marks.push(Mark { row: row as u32, column: column as u32, what });
                });
                for row in self.grid.rows_crossed(from, to) {
                    let turns = crosses(from, to, self.grid.corner(row, 0).y);
                    if turns != 0 {
                        let column = self.first_not_west(from, to, row) as u32;
                        marks.push(Mark { row: row as u32, column, what: What::Passes { ring, turns } });
                    }
                }
            }
        }
        marks.sort_unstable();
        marks
    }

    /// The first column whose south-west corner the edge does not lie east of.
    fn first_not_west(&self, from: Coord, to: Coord, row: usize) -> usize {
        let columns = self.grid.columns_crossed(from, to);
        let (mut low, mut high) = (columns.start, columns.end);
        while low < high {
            let middle = low.midpoint(high);
            match passes(from, to, self.grid.corner(row, middle)) {
                0 => high = middle,
                _ => low = middle + 1,
            }
        }
        low
    }

    /// Turns around a point so far west in the row that all edges lie east of it.
    fn turns_west_of(&self, row: usize, marks: &[Mark]) -> Turns {
        let y = self.grid.corner(row, 0).y;
        let of = |run: &Run| i32::from(run.elsewhere) + run.drops_at(self.positions, y);
        let mut turns = Turns { rings: vec![0; self.rings.len()], holes: 0 };
        for (number, ring) in (0..).zip(self.rings) {
            turns.add(number, ring.iter().map(of).sum());
        }
        for mark in marks {
            if let What::Passes { ring, turns: passed } = mark.what {
                turns.add(ring, passed);
            }
        }
        turns
    }

    /// What the polygon is in a cell that it touches; nothing, if a hole covers the cell.
    fn program(&self, row: usize, column: usize, turns: &Turns, touches: &[Mark], region: u32) -> Vec<Run> {
        let corner = self.grid.corner(row, column);
        let mut program = Vec::new();
        let mut holes = turns.holes;
        let outer_touches =
            touches.first().is_some_and(|mark| matches!(mark.what, What::Touches { ring: 0, .. }));
        if !outer_touches {
            if turns.of(0) == 0 {
                return program;
            }
            program.push(Run::everywhere(region));
        }
        let ring_of = |mark: &Mark| match mark.what {
            What::Passes { ring, .. } | What::Touches { ring, .. } => ring,
        };
        for touches in touches.chunk_by(|a, b| ring_of(a) == ring_of(b)) {
            let ring = touches.first().map_or(0, ring_of);
            holes -= usize::from(ring > 0 && turns.of(ring) != 0);
            let edges = touches.iter().filter_map(|mark| match mark.what {
                What::Touches { edge, .. } => Some(edge),
                What::Passes { .. } => None,
            });
            program.extend(self.runs(
                edges,
                corner,
                turns.of(ring),
                Run { hole: ring > 0, ..Run::everywhere(region) },
            ));
        }
        if holes > 0 {
            program.clear();
        }
        program
    }

    /// One ring's edges in a cell, ascending, around whose corner it turns so often.
    fn runs(&self, edges: impl Iterator<Item = u32>, corner: Coord, turns: i32, like: Run) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for edge in edges {
            match runs.last_mut() {
                Some(run) if edge <= run.edges().end + GAP => run.edges = (edge + 1 - run.first) as u16,
                _ => runs.push(Run { first: edge, edges: 1, elsewhere: 0, end: End::Nothing, ..like }),
            }
        }
        let east = |edge: u32| self.positions.get(edge as usize).is_some_and(|end| end.x > corner.x);
        for run in &mut runs {
            run.east = [east(run.first), east(run.edges().end)];
        }
        let here: i32 = runs.iter().map(|run| run.turns(self.positions, corner)).sum();
        if let Some(first) = runs.first_mut() {
            // Of 20,000 edges at most 10,000 pass a height upwards, and at most 5,000 runs end: far below 2^15.
            first.elsewhere = (turns - here) as i16;
        }
        if let Some(last) = runs.last_mut() {
            last.end = End::Ring;
        }
        runs
    }
}
