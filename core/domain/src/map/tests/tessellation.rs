//! Regions side by side, as in life: borders are shared, to the last digit.

use super::*;
use proptest::prelude::*;

/// Columns by rows of quadrangles with shaken corners; every side broken in pieces that its neighbour shares.
#[derive(Clone, Debug)]
pub(super) struct Tessellation {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) pieces: usize,
    pub(super) seed: u64,
    pub(super) side: f64,
    /// Shakes corners by that share of a side; 0 makes a checked cloth.
    pub(super) shaken: f64,
}

impl Tessellation {
    pub(super) fn outlines(&self) -> Vec<Outline> {
        let cells = (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (column, row)));
        cells.map(|(column, row)| outline(&[ring(&self.around(column, row))])).collect()
    }

    /// South, east, north, west side; every other cell the other way round.
    fn around(&self, column: usize, row: usize) -> Vec<(f64, f64)> {
        let mut north = self.piecewise([column, row + 1], true);
        let mut west = self.piecewise([column, row], false);
        north.reverse();
        west.reverse();
        let sides =
            [self.piecewise([column, row], true), self.piecewise([column + 1, row], false), north, west];
        let mut around: Vec<_> = sides.iter().flat_map(|side| side[..self.pieces].to_vec()).collect();
        if (column + row) % 2 == 1 {
            around.reverse();
        }
        around
    }

    /// The side that begins at a corner and goes east, or north.
    fn piecewise(&self, [column, row]: [usize; 2], east: bool) -> Vec<(f64, f64)> {
        let from = self.corner(column, row);
        let to = if east { self.corner(column + 1, row) } else { self.corner(column, row + 1) };
        let share = |piece: usize| piece as f64 / self.pieces as f64;
        let between = |piece: usize| {
            // Less than corners: a border that crosses itself has places with two owners.
            let shaken = 0.4 * self.shaken / self.pieces as f64
                * f64::from(u8::from(!piece.is_multiple_of(self.pieces)));
            let [x, y] = self.shake([column, row, piece, usize::from(east) + 1], shaken);
            (from.0 + (to.0 - from.0) * share(piece) + x, from.1 + (to.1 - from.1) * share(piece) + y)
        };
        let last = [to];
        (0..self.pieces).map(between).chain(last).collect()
    }

    fn corner(&self, column: usize, row: usize) -> (f64, f64) {
        let [x, y] = self.shake([column, row, 0, 0], self.shaken);
        (100.0 + column as f64 * self.side + x, 30.0 + row as f64 * self.side + y)
    }

    /// By a fifth of a side at most, so that corners stay corners.
    fn shake(&self, of: [usize; 4], share: f64) -> [f64; 2] {
        let mut state = of.iter().fold(self.seed, |state, part| mixed(state ^ *part as u64));
        [(), ()].map(|()| {
            state = mixed(state);
            (f64::from(u32::try_from(state >> 32).unwrap()) / f64::from(u32::MAX) - 0.5)
                * share
                * 0.6
                * self.side
        })
    }
}

/// Splitmix64.
fn mixed(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

fn tessellation() -> impl Strategy<Value = Tessellation> {
    let shape = (2..7_usize, 2..7_usize, 1..40_usize, any::<u64>());
    let side = prop_oneof![Just(0.5), Just(1e-2), Just(1e-6), 1e-3..2.0];
    let shaken = prop_oneof![Just(0.0), Just(1.0), 0.0..1.0];
    (shape, side, shaken).prop_map(|((columns, rows, pieces, seed), side, shaken)| Tessellation {
        columns,
        rows,
        pieces,
        seed,
        side,
        shaken,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_point_inside_belongs_to_exactly_one(cloth in tessellation(), anywhere in prop::collection::vec((0.0..1.0, 0.0..1.0), 100)) {
        let outlines = cloth.outlines();
        let (all, each): (Map, Vec<Map>) = (map(&outlines), outlines.iter().map(|one| map(std::slice::from_ref(one))).collect());
        let wide = |count: usize, share: f64| (1.0 + (count as f64 - 2.0) * share) * cloth.side;
        // What is farther than a side from the edge of the cloth is inside, whatever was shaken.
        let inner = |at: Wgs84| {
            let within = |value: f64, from: f64, count: usize| {
                let sides = (value - from) / cloth.side;
                sides > 0.7 && sides < count as f64 - 0.7
            };
            within(at.longitude(), 100.0, cloth.columns) && within(at.latitude(), 30.0, cloth.rows)
        };
        let anywhere = anywhere.iter().map(|(x, y)| (100.0 + wide(cloth.columns, *x) , 30.0 + wide(cloth.rows, *y)));
        let borders = outlines.iter().flat_map(positions).step_by(7).flat_map(around);
        for at in anywhere.map(|(x, y)| place(x, y)).chain(borders) {
            let holders: Vec<u16> = (0..).zip(&each).filter(|(_, one)| one.at(at).is_some()).map(|(number, _)| number).collect();
            prop_assert!(holders.len() == 1 || holders.is_empty() && !inner(at), "{at:?}: {holders:?}");
            prop_assert_eq!(all.at(at), holders.first().copied().map(region), "{:?}", at);
        }
    }
}

/// A county of some size, whose cells are mostly whole; and a stray outline that makes all of it crowd in few cells.
#[test]
fn a_county_is_found_again_and_so_it_is_beside_a_stray_outline() {
    let cloth = Tessellation { columns: 12, rows: 9, pieces: 32, seed: 7, side: 0.01, shaken: 1.0 };
    let mut outlines = cloth.outlines();
    let plain = map(&outlines);
    outlines.push(outline(&[square(10.0, -40.0, 1.0)]));
    let strayed = map(&outlines);
    assert!(strayed.grids.len() > 1, "crowded cells have grids of their own");
    assert!(strayed.bytes() < 5 * plain.bytes(), "{} bytes beside {}", strayed.bytes(), plain.bytes());
    for step in 0..4_000_u32 {
        let (x, y) = (f64::from(step % 63) / 500.0, f64::from(step / 63) / 660.0);
        let at = place(99.998 + x, 29.998 + y);
        agrees(&plain, &outlines, at).unwrap();
        agrees(&strayed, &outlines, at).unwrap();
    }
    let fullest =
        strayed.runs.split(Run::ends_cell).map(|cell| cell.iter().map(|run| run.edges).sum::<u16>());
    assert!(fullest.max() < Some(64), "no cell stays crowded");
}
