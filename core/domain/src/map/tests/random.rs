//! Random outlines against the long way and against `geo`.

use super::*;
use proptest::prelude::*;

/// Where a drawing lies on the earth, and how large it is.
#[derive(Clone, Copy, Debug)]
struct Frame {
    origin: (f64, f64),
    scale: f64,
}

impl Frame {
    fn at(self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.origin.0 + x * self.scale, self.origin.1 + y * self.scale)
    }
}

/// From a continent to a tenth of a micrometre, where floating point knows but few positions. A drawing is 8 wide.
fn frame() -> impl Strategy<Value = Frame> {
    let origin =
        prop_oneof![Just((0.0, 0.0)), Just((116.3, 39.7)), Just((-8.0, -3.0)), (-90.0..90.0, -60.0..40.0)];
    let scale =
        prop_oneof![Just(1.0), Just(5.0), Just(1e-3), Just(1e-7), Just(1e-11), Just(1e-13), 1e-6..3.0];
    (origin, scale).prop_map(|(origin, scale)| Frame { origin, scale })
}

/// Positions on a coarse lattice: they meet, lie on one line, cross and run along rows of cells.
fn lattice_ring() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let position = (0..=8_u8, 0..=8_u8).prop_map(|(x, y)| (f64::from(x), f64::from(y)));
    prop::collection::vec(position, 3..24)
}

/// Round about a middle, each position at its own distance.
fn jagged_ring() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let distances = prop::collection::vec(0.1..4.0, 3..120);
    distances.prop_map(|distances| {
        let step = std::f64::consts::TAU / distances.len() as f64;
        let positions = (0_u32..).zip(distances).map(|(number, distance)| {
            let angle = f64::from(number) * step;
            (4.0 + distance * angle.cos(), 4.0 + distance * angle.sin())
        });
        positions.collect()
    })
}

/// Up to three polygons, each with up to three rings, which may lie and cross as they like.
fn polygons() -> impl Strategy<Value = Vec<Vec<Vec<(f64, f64)>>>> {
    let ring = prop_oneof![lattice_ring(), jagged_ring()];
    prop::collection::vec(prop::collection::vec(ring, 1..=3), 1..=3)
}

fn placed(polygons: &[Vec<Vec<(f64, f64)>>], frame: Frame) -> Option<Outline> {
    let placed =
        |positions: &Vec<(f64, f64)>| ring(&positions.iter().map(|at| frame.at(*at)).collect::<Vec<_>>());
    let polygons = polygons.iter().map(|rings| rings.iter().map(placed).collect()).collect();
    Outline::new(polygons).ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_place_is_where_the_long_way_finds_it(
        regions in prop::collection::vec(polygons(), 1..=4),
        frame in frame(),
        // Something at the other end of the earth, or none: then all the rest crowds in one cell.
        stray in any::<bool>(),
        anywhere in prop::collection::vec((-1.0..9.0, -1.0..9.0), 100),
    ) {
        let mut outlines: Vec<Outline> = regions.iter().filter_map(|polygons| placed(polygons, frame)).collect();
        if stray {
            outlines.push(outline(&[square(-179.0, -89.0, 1.0)]));
        }
        let map = map(&outlines);
        let asked = |at: (f64, f64)| agrees(&map, &outlines, place(at.0, at.1)).map_err(TestCaseError::fail);
        for at in anywhere {
            asked(frame.at(at))?;
        }
        for half in 0..=17_u8 {
            for other in 0..=17_u8 {
                asked(frame.at((f64::from(half) / 2.0, f64::from(other) / 2.0)))?;
            }
        }
        for at in outlines.iter().flat_map(positions).step_by(11).flat_map(around) {
            agrees(&map, &outlines, at).map_err(TestCaseError::fail)?;
        }
        for at in [(-180.0, -90.0), (180.0, 90.0), (-180.0, 90.0), (0.0, 0.0), (-178.5, -88.5)] {
            asked(at)?;
        }
    }
}
