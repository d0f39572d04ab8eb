//! A county cut into grids, the same in every run.

use crate::documents::Dice;
use doorstep_domain::map::Outline;
use std::iter::once;

/// Grids from west to east, and from south to north.
pub(super) const SIDES: usize = 38;

/// Pieces of a grid's side.
pub(super) const PIECES: usize = 128;

/// Degrees of a grid's side, about.
pub(super) const SIDE: f64 = 0.025;

/// Where the cloth lies, degrees.
pub(super) const WEST: f64 = 101.5;
pub(super) const SOUTH: f64 = 39.5;

/// Every grid.
pub(super) fn outlines() -> impl Iterator<Item = Outline> {
    (0..SIDES).flat_map(|row| (0..SIDES).map(move |column| outline(column, row)))
}

fn outline(column: usize, row: usize) -> Outline {
    let (south, east) = (side([column, row], true), side([column + 1, row], false));
    let (north, west) = (side([column, row + 1], true), side([column, row], false));
    let back = |side: Vec<(f64, f64)>| side.into_iter().rev();
    let around = south.into_iter().take(PIECES).chain(east.into_iter().take(PIECES));
    let around = around.chain(back(north).take(PIECES)).chain(back(west));
    Outline::new(vec![vec![around.collect()]]).expect("it is an outline")
}

/// From a corner to the next in the east, or in the north.
fn side(from: [usize; 2], east: bool) -> Vec<(f64, f64)> {
    let [column, row] = from;
    let to = if east { [column + 1, row] } else { [column, row + 1] };
    let (start, end) = (corner(from), corner(to));
    let bends = bends(from, east);
    let between = (1..PIECES).zip(bends).map(|(piece, bend)| {
        let share = piece as f64 / PIECES as f64;
        let (x, y) = (start.0 + (end.0 - start.0) * share, start.1 + (end.1 - start.1) * share);
        // Less near corners, so that no two sides cross.
        let bend = bend.clamp(-0.4, 0.4) * share.min(1.0 - share) * SIDE;
        if east { (x, y + bend) } else { (x + bend, y) }
    });
    once(start).chain(between).chain(once(end)).collect()
}

/// How far each inner position is off the straight line: large bends, smaller ones on them, and so on, as of a brook
/// or a field path.
fn bends([column, row]: [usize; 2], east: bool) -> Vec<f64> {
    let mut dice = Dice::of(9_001, (column * 100 + row) as u64 * 2 + u64::from(east));
    let mut bends = vec![0.0, 0.0];
    let mut most = 0.4;
    while bends.len() <= PIECES {
        let finer = bends.windows(2).flat_map(|pair| {
            let [a, b] = [pair.first(), pair.last()].map(|bend| bend.copied().unwrap_or_default());
            [f64::midpoint(a, b) + dice.between(-most, most), b]
        });
        bends = once(0.0).chain(finer).collect();
        most *= 0.6;
    }
    bends.into_iter().skip(1).collect()
}

fn corner([column, row]: [usize; 2]) -> (f64, f64) {
    let mut dice = Dice::of(9_000, (column * 100 + row) as u64);
    let mut near = |number: usize| (number as f64 + dice.between(-0.15, 0.15)) * SIDE;
    (WEST + near(column), SOUTH + near(row))
}
