//! `bench grid`: which of many polygons a point lies in.
//!
//! A county of 38 by 38 grids as a surveyor draws them ([`cloth`]): 513 positions each, every
//! border shared by two neighbours to the last digit. Both sides are built of the same
//! outlines before the clock runs, and asked about the same points, of which a few lie
//! outside. Ours is the phone's and the county's [`Map`]; the peer is rstar's tree of
//! envelopes, and `geo::Contains` for those that it finds. Before anything is timed both
//! must answer every point alike.
//!
//! Beside the row stand the same peer with geo's interval tree in every polygon, and what it
//! costs to build and to hold either side.

mod cloth;

use crate::{
    documents::Dice,
    report::{Bars, Peer, Report, Row},
    sample::Sample,
};
use doorstep_domain::{
    id::RegionId,
    map::{Map, Outline},
    place::Wgs84,
};
use geo::{BoundingRect, Contains, MultiPolygon, Point, indexed::IntervalTreeMultiPolygon};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};
use std::{hint::black_box, time::Instant};

/// How many points, and how often each side has its turn.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    points: u64,
    rounds: usize,
}

impl Scale {
    /// A look, or the figures that count.
    pub fn new(quick: bool) -> Self {
        if quick { Self { points: 20_000, rounds: 9 } } else { Self { points: 100_000, rounds: 21 } }
    }
}

const KEPT: &str = "in memory";

/// Runs the bench.
pub fn run(scale: Scale) -> Report {
    let outlines: Vec<(RegionId, Outline)> = (0..).map(region).zip(cloth::outlines()).collect();
    let points: Vec<Wgs84> = (0..scale.points).map(point).collect();
    let build =
        || Map::new(outlines.iter().map(|(region, outline)| (*region, outline))).expect("it is small enough");
    let map = build();
    let peer = Envelopes::new(&outlines, Clone::clone);
    let with_trees = Envelopes::new(&outlines, IntervalTreeMultiPolygon::new);
    for place in &points {
        let expected = peer.at(*place);
        assert_eq!(map.at(*place), expected, "both answer alike about {place:?}");
        assert_eq!(with_trees.at(*place), expected, "both answer alike about {place:?}");
    }
    let (mut ours, mut theirs, mut trees) = (Sample::default(), Sample::default(), Sample::default());
    for round in 0..=scale.rounds {
        let by_us = a_second(&points, |place| map.at(place));
        let by_them = a_second(&points, |place| peer.at(place));
        let by_trees = a_second(&points, |place| with_trees.at(place));
        if round > 0 {
            ours.push(by_us);
            theirs.push(by_them);
            trees.push(by_trees);
        }
    }
    let positions = outlines.len() * (4 * cloth::PIECES + 1);
    let job = format!("the grid that a point lies in, of {} with {positions} positions", outlines.len());
    let name = "an rstar tree of envelopes, and geo::Contains";
    let peer = Peer { name, durability: KEPT, sample: &theirs };
    let found = points.iter().filter(|place| map.at(**place).is_some()).count();
    let row = Row::beside("grid", job, "lookups/s", &ours, peer, Bars::AtLeast { first: 5.0, goal: 8.0 })
        .kept_by(KEPT)
        .stage("ours_ns", 1e9 / ours.median())
        .stage("peer_ns", 1e9 / theirs.median())
        .stage("peer_with_interval_trees_ns", 1e9 / trees.median())
        .stage("found_percent", found as f64 * 100.0 / points.len() as f64)
        .stage("build_ms", millis(build))
        .stage("peer_build_ms", millis(|| Envelopes::new(&outlines, Clone::clone)))
        .stage(
            "peer_with_interval_trees_build_ms",
            millis(|| Envelopes::new(&outlines, IntervalTreeMultiPolygon::new)),
        )
        .stage("bytes", map.bytes() as f64)
        .stage("bytes_a_position", map.bytes() as f64 / positions as f64);
    Report::new("grid", vec![row])
}

fn region(number: u64) -> RegionId {
    RegionId::from_parts(number, [0; 10])
}

/// Anywhere over the cloth, and a little beyond.
fn point(number: u64) -> Wgs84 {
    let mut dice = Dice::of(9_002, number);
    let mut draw = |from: f64| dice.between(from - 0.01, from + cloth::SIDES as f64 * cloth::SIDE + 0.01);
    Wgs84::new(draw(cloth::WEST), draw(cloth::SOUTH)).expect("the cloth is on earth")
}

fn a_second(points: &[Wgs84], mut answer: impl FnMut(Wgs84) -> Option<RegionId>) -> f64 {
    let began = Instant::now();
    for place in points {
        black_box(answer(*place));
    }
    points.len() as f64 / began.elapsed().as_secs_f64()
}

/// The median of five.
fn millis<T>(work: impl Fn() -> T) -> f64 {
    let times = (0..5).map(|_| {
        let began = Instant::now();
        let made = black_box(work());
        let took = began.elapsed().as_secs_f64() * 1e3;
        drop(made);
        took
    });
    Sample::of(times).median()
}

/// The peer: envelopes in a tree, and what they enclose.
struct Envelopes<S> {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    shapes: Vec<(RegionId, S)>,
}

impl<S: Contains<Point>> Envelopes<S> {
    fn new(outlines: &[(RegionId, Outline)], shape: impl Fn(&MultiPolygon) -> S) -> Self {
        let envelopes = outlines.iter().enumerate().map(|(number, (_, outline))| {
            let bounds = outline.shape().bounding_rect().expect("an outline is not empty");
            let envelope = AABB::from_corners(bounds.min().into(), bounds.max().into());
            GeomWithData::new(Rectangle::from_aabb(envelope), number)
        });
        let tree = RTree::bulk_load(envelopes.collect());
        let shapes = outlines.iter().map(|(region, outline)| (*region, shape(outline.shape())));
        Self { tree, shapes: shapes.collect() }
    }

    fn at(&self, place: Wgs84) -> Option<RegionId> {
        let point = Point::from(place);
        let near = self.tree.locate_all_at_point(&[point.x(), point.y()]);
        let mut shapes = near.filter_map(|envelope| self.shapes.get(envelope.data));
        shapes.find(|(_, shape)| shape.contains(&point)).map(|(region, _)| *region)
    }
}
