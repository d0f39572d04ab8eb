//! Lays outlines out over cells, polygon by polygon ([`polygon`]).
//!
//! A cell with too many edges is handled like the whole map: its runs take the place of the
//! rings, and are laid over a finer grid.

use super::{
    Map, MapTooLarge,
    cell::{Cell, Content, Tile, packed},
    grid::Grid,
    outline::Outline,
    run::{End, Run},
};
use crate::id::RegionId;
use geo::{BoundingRect, Coord, LineString, MultiPoint};

mod canvas;
mod polygon;

use canvas::Canvas;
use polygon::Polygon;

/// As many cells for each edge, and no more: a cell costs four bytes.
const CELLS: usize = 4;

/// Touches for each edge beyond its first, about: a run costs sixteen bytes.
const TOUCHES: f64 = 3.0;

/// A cell with more edges is worth a grid of its own.
const CROWD: usize = 32;

/// Grids within grids.
const DEEPEST: usize = 4;

/// A map on its way.
#[derive(Default)]
pub(super) struct Builder {
    positions: Vec<Coord>,
    /// Every ring, as a run.
    rings: Vec<Run>,
    regions: u32,
    runs: Vec<Run>,
    grids: Vec<Grid>,
    cells: Vec<Cell>,
    tiles: Vec<Tile>,
}

impl Builder {
    /// One more region.
    pub(super) fn add(&mut self, outline: &Outline) -> Result<(), MapTooLarge> {
        for polygon in outline.shape() {
            self.ring(polygon.exterior(), false)?;
            for hole in polygon.interiors() {
                self.ring(hole, true)?;
            }
        }
        self.regions += 1;
        Ok(())
    }

    fn ring(&mut self, ring: &LineString, hole: bool) -> Result<(), MapTooLarge> {
        if self.positions.len() + ring.0.len() > Map::MOST_POSITIONS {
            return Err(MapTooLarge);
        }
        let first = u32::try_from(self.positions.len()).map_err(|_| MapTooLarge)?;
        let edges = u16::try_from(ring.0.len().saturating_sub(1)).map_err(|_| MapTooLarge)?;
        self.positions.extend(&ring.0);
        let (region, east) = (self.regions, [false; 2]);
        self.rings.push(Run { first, region, edges, elsewhere: 0, hole, east, end: End::Ring });
        Ok(())
    }

    pub(super) fn finish(mut self, regions: Vec<RegionId>) -> Map {
        let rings = std::mem::take(&mut self.rings);
        let bounds = self.positions.iter().copied().collect::<MultiPoint>().bounding_rect();
        if let Some(bounds) = bounds {
            let bounds = [bounds.min(), bounds.max()];
            let grid = self.planned(&rings, bounds);
            self.lay(&rings, grid, 0);
        }
        let mut map = Map {
            regions,
            positions: self.positions,
            runs: self.runs,
            grids: self.grids,
            cells: self.cells,
            tiles: self.tiles,
        };
        map.runs.shrink_to_fit();
        map.cells.shrink_to_fit();
        map.tiles.shrink_to_fit();
        map
    }

    /// Cells enough that few borders touch each, and few enough that no border touches very many.
    fn planned(&self, program: &[Run], bounds: [Coord; 2]) -> Grid {
        let wide = bounds[1] - bounds[0];
        let (mut edges, mut length) = (0, 0.0);
        for [from, to] in program.iter().flat_map(|run| self.edges(run)) {
            edges += 1;
            length += (to.x - from.x).abs().min(wide.x) + (to.y - from.y).abs().min(wide.y);
        }
        let most = (CELLS * edges).max(1);
        let side = f64::max((wide.x * wide.y / most as f64).sqrt(), length / (TOUCHES * edges as f64));
        Grid::new(bounds, side, most)
    }

    fn edges(&self, run: &Run) -> impl Iterator<Item = [Coord; 2]> {
        let edges = run.edges();
        let path = self.positions.get(edges.start as usize..=edges.end as usize).unwrap_or_default();
        path.iter().zip(path.iter().skip(1)).map(|(from, to)| [*from, *to])
    }

    /// Lays a program, ring by ring and polygon by polygon, over a grid; gives the grid's number.
    fn lay(&mut self, program: &[Run], grid: Grid, depth: usize) -> usize {
        let number = self.grids.len();
        self.grids.push(grid.clone());
        let mut canvas = Canvas::new(grid.count());
        let rings: Vec<&[Run]> = program.chunk_by(|run, _| !run.ends_ring()).collect();
        let is_hole = |ring: &[Run]| ring.first().is_some_and(|run| run.hole);
        for polygon in rings.chunk_by(|_, next| is_hole(next)) {
            Polygon { positions: &self.positions, grid: &grid, rings: polygon }.lay(&mut canvas, depth == 0);
        }
        let (mut cells, parts) = canvas.finish();
        for part in parts.chunk_by(|a, b| a.0 == b.0) {
            let cell = part.first().map_or(0, |(cell, _)| *cell as usize);
            let program: Vec<Run> = part.iter().map(|(_, run)| *run).collect();
            let bounds = grid.bounds(cell / grid.columns, cell % grid.columns);
            let content = self.settle(program, bounds, depth);
            if let Some(slot) = cells.get_mut(cell) {
                *slot = Cell::new(content);
            }
        }
        let first_tile = self.cells.len();
        self.cells.extend(packed(&cells, grid.columns, &mut self.tiles));
        if let Some(slot) = self.grids.get_mut(number) {
            *slot = grid.stored_at(first_tile);
        }
        number
    }

    /// What a cell that borders touch says.
    fn settle(&mut self, mut program: Vec<Run>, bounds: [Coord; 2], depth: usize) -> Content {
        let edges: usize = program.iter().map(|run| usize::from(run.edges)).sum();
        if edges > CROWD && depth < DEEPEST && self.has_room() {
            let grid = self.planned(&program, bounds);
            if grid.count() >= 4 {
                return Content::Finer(self.lay(&program, grid, depth + 1));
            }
        }
        if let Some(last) = program.last_mut() {
            last.end = End::Cell;
        }
        let first = self.runs.len();
        self.runs.extend(program);
        Content::Runs(first)
    }

    /// Whether the promise about memory allows for another grid.
    fn has_room(&self) -> bool {
        let positions = self.positions.len();
        self.runs.len() < 8 * positions && 16 * self.tiles.len() < 4 * CELLS * positions
    }
}
