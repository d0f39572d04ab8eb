//! What is said of a cell, and how cells are stored.
//!
//! Four by four cells make a tile. Most tiles say the same all over, and what they say stands
//! in the grid's own list, which stays so small that the processor has it at hand.

/// What a cell or a tile says, in four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell(u32);

/// A [`Cell`], read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// No region.
    Nobody,
    /// One region, by number.
    Whole(usize),
    /// Borders, from this run on.
    Runs(usize),
    /// A grid of its own, by number.
    Finer(usize),
    /// Not the same all over: look into the tile of that number.
    Tile(usize),
}

const KIND: u32 = 29;
const NUMBER: u32 = (1 << KIND) - 1;

impl Cell {
    /// Numbers reach 2^29 nowhere: see [`super::Map::MOST_POSITIONS`].
    pub(super) fn new(content: Content) -> Self {
        let (kind, number) = match content {
            Content::Nobody => (0, 0),
            Content::Whole(number) => (1, number),
            Content::Runs(number) => (2, number),
            Content::Finer(number) => (3, number),
            Content::Tile(number) => (4, number),
        };
        Self(kind << KIND | number as u32 & NUMBER)
    }

    pub(super) fn content(self) -> Content {
        let number = (self.0 & NUMBER) as usize;
        match self.0 >> KIND {
            0 => Content::Nobody,
            1 => Content::Whole(number),
            2 => Content::Runs(number),
            3 => Content::Finer(number),
            _ => Content::Tile(number),
        }
    }
}

/// Sixteen cells in one line of the processor's cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Tile([Cell; TILE * TILE]);

/// Cells on a side of a tile.
const TILE: usize = 4;

impl Tile {
    /// How many of them cover so many cells.
    pub(super) fn covering(cells: usize) -> usize {
        cells.div_ceil(TILE)
    }

    /// Which tile of a row or column a cell lies in, and where in it.
    pub(super) fn of(cell: usize) -> (usize, usize) {
        (cell / TILE, cell % TILE)
    }

    /// What is said of the cell in that row and column of the tile.
    pub(super) fn content(&self, row: usize, column: usize) -> Content {
        self.0.get(row * TILE + column).map_or(Content::Nobody, |cell| cell.content())
    }
}

/// What is said of each tile of a grid with so many columns. Tiles that are not even go to the others.
pub(super) fn packed(cells: &[Cell], columns: usize, tiles: &mut Vec<Tile>) -> Vec<Cell> {
    let rows = cells.len() / columns;
    let places = (0..Tile::covering(rows))
        .flat_map(|row| (0..Tile::covering(columns)).map(move |column| (row, column)));
    let packed = places.map(|(row, column)| {
        // Beyond the last row and column they are told again: nobody asks there.
        let cell = |number: usize| {
            let row = (row * TILE + number / TILE).min(rows - 1);
            let column = (column * TILE + number % TILE).min(columns - 1);
            cells.get(row * columns + column).copied().unwrap_or(Cell::new(Content::Nobody))
        };
        let tile: [Cell; TILE * TILE] = std::array::from_fn(cell);
        let even = cell(0);
        if tile.iter().all(|cell| *cell == even) {
            return even;
        }
        tiles.push(Tile(tile));
        Cell::new(Content::Tile(tiles.len() - 1))
    });
    packed.collect()
}
