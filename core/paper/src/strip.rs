//! What a page is made of: strips from margin to margin, each a row of cells.

use crate::wrap::Line;

/// Millimetres of a margin, in points.
pub(crate) const MARGIN: f32 = 20.0 * 72.0 / 25.4;
pub(crate) const PAGE_WIDTH: f32 = 595.28;
pub(crate) const PAGE_HEIGHT: f32 = 841.89;
/// Between the margins.
pub(crate) const WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
pub(crate) const HEIGHT: f32 = PAGE_HEIGHT - 2.0 * MARGIN;

/// Between a cell's rule and its text.
pub(crate) const PAD_X: f32 = 4.5;
pub(crate) const PAD_Y: f32 = 3.2;
/// Of the text of a table.
pub(crate) const BODY: f32 = 10.0;
pub(crate) const SMALL: f32 = 8.5;

/// From a line to the next.
pub(crate) fn leading(size: f32) -> f32 {
    size * 1.4
}

/// A row of cells of one height.
#[derive(Clone)]
pub(crate) struct Strip {
    pub(crate) cells: Vec<Cell>,
    pub(crate) height: f32,
    /// Ruled and so part of a table.
    pub(crate) ruled: bool,
}

#[derive(Clone)]
pub(crate) struct Cell {
    /// From the left margin.
    pub(crate) x: f32,
    pub(crate) width: f32,
    pub(crate) inside: Inside,
    pub(crate) shaded: bool,
}

#[derive(Clone)]
pub(crate) enum Inside {
    Text(Text),
    /// A rule to write on.
    Rule,
    /// A picture of the album, and below it what is said of it.
    Picture {
        picture: Option<usize>,
        below: Text,
        height: f32,
    },
}

#[derive(Clone)]
pub(crate) struct Text {
    pub(crate) lines: Vec<Line>,
    pub(crate) size: f32,
    pub(crate) align: Align,
    pub(crate) bold: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

impl Text {
    pub(crate) fn new(lines: Vec<Line>, size: f32) -> Self {
        Self { lines, size, align: Align::Left, bold: false }
    }

    pub(crate) fn aligned(self, align: Align) -> Self {
        Self { align, ..self }
    }

    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(crate) fn height(&self) -> f32 {
        // A sheet has far fewer lines than a float counts exactly.
        self.lines.len() as f32 * leading(self.size)
    }
}

impl Inside {
    fn height(&self) -> f32 {
        match self {
            Self::Text(text) => text.height(),
            Self::Rule => leading(BODY),
            Self::Picture { below, height, .. } => height + below.height(),
        }
    }
}

impl Cell {
    pub(crate) fn new(x: f32, width: f32, inside: Inside) -> Self {
        Self { x, width, inside, shaded: false }
    }

    pub(crate) fn shaded(self) -> Self {
        Self { shaded: true, ..self }
    }
}

impl Strip {
    pub(crate) fn ruled(cells: Vec<Cell>) -> Self {
        Self { height: height(&cells), cells, ruled: true }
    }

    pub(crate) fn plain(cells: Vec<Cell>) -> Self {
        Self { height: height(&cells), cells, ruled: false }
    }

    /// The lines that fit into a height, and the rest; nothing if not one line fits, or there is more than text.
    pub(crate) fn split(&self, room: f32) -> Option<(Self, Self)> {
        let text = |cell: &Cell| match &cell.inside {
            Inside::Text(text) => Some(text.size),
            _ => None,
        };
        let sizes: Option<Vec<f32>> = self.cells.iter().map(text).collect();
        let tallest = sizes?.into_iter().map(leading).fold(0.0, f32::max);
        let fit = ((room - 2.0 * PAD_Y) / tallest).floor();
        if fit < 1.0 {
            return None;
        }
        // At most the lines of a page.
        let fit = fit.min(HEIGHT) as usize;
        let (mut first, mut rest) = (self.clone(), self.clone());
        for cell in &mut first.cells {
            if let Inside::Text(text) = &mut cell.inside {
                text.lines.truncate(fit);
            }
        }
        for cell in &mut rest.cells {
            if let Inside::Text(text) = &mut cell.inside {
                text.lines.drain(..fit.min(text.lines.len()));
            }
        }
        first.height = height(&first.cells);
        rest.height = height(&rest.cells);
        Some((first, rest))
    }
}

fn height(cells: &[Cell]) -> f32 {
    cells.iter().map(|cell| cell.inside.height()).fold(0.0, f32::max) + 2.0 * PAD_Y
}
