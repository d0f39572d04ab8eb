//! Cells while polygons are laid over them: who comes first, stays.

use crate::map::{
    cell::{Cell, Content},
    run::Run,
};
use std::ops::Range;

/// The cells of one grid.
pub(super) struct Canvas {
    cells: Vec<Cell>,
    /// For each cell and one beyond, itself if it is open, else some later cell up to the next open one.
    open: Vec<u32>,
    /// Cells and what touches them, in the order in which it came.
    parts: Vec<(u32, Run)>,
}

impl Canvas {
    pub(super) fn new(cells: usize) -> Self {
        let nobody = Cell::new(Content::Nobody);
        Self { cells: vec![nobody; cells], open: (0..=cells as u32).collect(), parts: Vec::new() }
    }

    /// The region has all of these that nobody has. Takes no longer for those that somebody has.
    pub(super) fn fill(&mut self, cells: Range<usize>, region: u32) {
        let mut cell = self.next_open(cells.start);
        while cell < cells.end {
            match self.cells.get_mut(cell) {
                Some(slot) if slot.content() == Content::Nobody => {
                    *slot = Cell::new(Content::Whole(region as usize));
                }
                _ => self.parts.push((cell as u32, Run::everywhere(region))),
            }
            if let Some(open) = self.open.get_mut(cell) {
                *open = cell as u32 + 1;
            }
            cell = self.next_open(cell + 1);
        }
    }

    /// Borders touch a cell; of no interest if it is somebody's already.
    pub(super) fn touch(&mut self, cell: usize, program: impl FnOnce() -> Vec<Run>) {
        if self.next_open(cell) != cell {
            return;
        }
        let before = self.parts.len();
        self.parts.extend(program().into_iter().map(|run| (cell as u32, run)));
        if let Some(slot) = self.cells.get_mut(cell).filter(|_| self.parts.len() > before) {
            *slot = Cell::new(Content::Runs(0));
        }
    }

    /// What the cells say, and for those with runs what these are, by cell.
    pub(super) fn finish(mut self) -> (Vec<Cell>, Vec<(u32, Run)>) {
        self.parts.sort_by_key(|(cell, _)| *cell);
        (self.cells, self.parts)
    }

    fn next_open(&mut self, from: usize) -> usize {
        let mut cell = from;
        while let Some(next) = self.open.get(cell).map(|next| *next as usize).filter(|next| *next != cell) {
            let over = self.open.get(next).copied().unwrap_or(next as u32);
            if let Some(open) = self.open.get_mut(cell) {
                *open = over;
            }
            cell = next;
        }
        cell
    }
}
