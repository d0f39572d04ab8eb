//! Which grid or village a point lies in.
//!
//! A [`Map`] is built once of regions and their [`Outline`]s and then asked as often as one
//! likes. It says the same as looking at one outline after another with exact arithmetic, and
//! is never an approximation:
//!
//! - Inside is what a polygon's outer ring turns around, however often, and none of its holes
//!   does, as in `geo::Contains`; which way round a ring is written does not matter.
//! - A point on a border that two regions share belongs to exactly one of them, to the same
//!   one on every machine: the one east of the border, or north of it where it runs due east.
//! - Where outlines overlap, the one given first has the point. Where they leave a gap,
//!   nobody has.
//!
//! # How
//!
//! A grid of cells lies over all outlines (`grid`, `cell`). Most cells are touched by no
//! border: they name their region, and that is the answer. The others name the few stretches
//! of border that touch them, and how often the rest of each ring turns around the cell
//! (`run`). A cell where borders crowd (a town; or a whole county beside one outline that
//! strayed to the other end of the earth) has a finer grid of its own (`build`).
//!
//! How many cells there are follows from how many positions there are and how long the
//! borders: building takes less than a microsecond a position, and a map some 30 bytes, or 75 for
//! outlines with few positions each. Where borders are so long or so tangled that more cells would
//! not part them, cells stay coarse: answers slow down, but do not change, and memory stays
//! within a few hundred bytes a position.

mod build;
mod cell;
mod grid;
mod outline;
mod run;

#[cfg(test)]
mod tests;

pub use outline::{Outline, OutlineError, RingName};

use crate::{id::RegionId, place::Wgs84};
use build::Builder;
use cell::{Cell, Content, Tile};
use geo::Coord;
use grid::Grid;
use run::Run;
use std::borrow::Borrow;

/// Regions by place.
#[derive(Clone, Debug)]
pub struct Map {
    regions: Vec<RegionId>,
    positions: Vec<Coord>,
    runs: Vec<Run>,
    grids: Vec<Grid>,
    cells: Vec<Cell>,
    tiles: Vec<Tile>,
}

/// The outlines have more than [`Map::MOST_POSITIONS`] in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the outlines of a map have more than {} positions; simplify them", Map::MOST_POSITIONS)]
pub struct MapTooLarge;

impl Map {
    /// Positions of all outlines together.
    pub const MOST_POSITIONS: usize = 1 << 23;

    /// Of regions with their outlines; where two overlap, the first has what lies in both.
    pub fn new<O: Borrow<Outline>>(
        outlines: impl IntoIterator<Item = (RegionId, O)>,
    ) -> Result<Self, MapTooLarge> {
        let mut builder = Builder::default();
        let mut regions = Vec::new();
        for (region, outline) in outlines {
            builder.add(outline.borrow())?;
            regions.push(region);
        }
        Ok(builder.finish(regions))
    }

    /// The region which that point lies in.
    pub fn at(&self, place: Wgs84) -> Option<RegionId> {
        let at = Coord { x: place.longitude(), y: place.latitude() };
        let mut grid = self.grids.first().filter(|grid| grid.holds(at))?;
        loop {
            let (tile, [row, column]) = grid.tile_at(at);
            let mut content = self.cells.get(tile)?.content();
            if let Content::Tile(number) = content {
                content = self.tiles.get(number)?.content(row, column);
            }
            match content {
                Content::Nobody | Content::Tile(_) => return None,
                Content::Whole(region) => return self.region(region),
                Content::Runs(first) => return self.region(self.walk(first, at)?),
                Content::Finer(finer) => grid = self.grids.get(finer)?,
            }
        }
    }

    /// Memory that it holds, bytes.
    pub fn bytes(&self) -> usize {
        size_of_val(self.regions.as_slice())
            + size_of_val(self.positions.as_slice())
            + size_of_val(self.runs.as_slice())
            + size_of_val(self.grids.as_slice())
            + size_of_val(self.cells.as_slice())
            + size_of_val(self.tiles.as_slice())
    }

    fn region(&self, number: usize) -> Option<RegionId> {
        self.regions.get(number).copied()
    }

    /// In a cell that borders touch: ring by ring, until one has the point.
    fn walk(&self, first: usize, at: Coord) -> Option<usize> {
        let mut turns = 0;
        let mut holder = None;
        for run in self.runs.get(first..)? {
            if holder.is_some() && !run.hole {
                break;
            }
            turns += run.turns(&self.positions, at);
            if !run.ends_ring() {
                continue;
            }
            let around = std::mem::take(&mut turns) != 0;
            match run.hole {
                false => holder = around.then_some(run.region),
                true if around => holder = None,
                true => (),
            }
            if run.ends_cell() {
                break;
            }
        }
        holder.map(|region| region as usize)
    }
}
