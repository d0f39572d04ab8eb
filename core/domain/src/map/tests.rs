use super::*;
use geo::{
    Contains, CoordinatePosition, GeoNum, Kernel, LineString, Orientation, Point,
    coordinate_position::CoordPos,
};

mod county;
mod outlines;
mod random;
mod shapes;
mod tessellation;

/// A region by a small number.
fn region(number: u16) -> RegionId {
    let [high, low] = number.to_be_bytes();
    RegionId::from_parts(0, [0, 0, 0, 0, 0, 0, 0, 0, high, low])
}

fn place(longitude: f64, latitude: f64) -> Wgs84 {
    Wgs84::new(longitude, latitude).unwrap()
}

/// Positions without the last, which is the first again.
fn ring(positions: &[(f64, f64)]) -> Vec<(f64, f64)> {
    positions.iter().chain(positions.first()).copied().collect()
}

fn square(west: f64, south: f64, side: f64) -> Vec<(f64, f64)> {
    ring(&[(west, south), (west + side, south), (west + side, south + side), (west, south + side)])
}

fn outline(rings: &[Vec<(f64, f64)>]) -> Outline {
    Outline::new(vec![rings.to_vec()]).unwrap()
}

/// Regions numbered from 0.
fn map(outlines: &[Outline]) -> Map {
    Map::new((0..).map(region).zip(outlines)).unwrap()
}

/// What the map should say, found the long way: outline by outline, edge by edge.
fn by_hand(outlines: &[Outline], at: Wgs84) -> Option<RegionId> {
    let number = outlines.iter().position(|outline| holds(outline, at))?;
    Some(region(u16::try_from(number).unwrap()))
}

fn holds(outline: &Outline, at: Wgs84) -> bool {
    outline.shape().iter().any(|polygon| {
        turns(polygon.exterior(), at) != 0 && polygon.interiors().iter().all(|hole| turns(hole, at) == 0)
    })
}

fn turns(ring: &LineString, at: Wgs84) -> i32 {
    let at = Point::from(at).0;
    let passes = ring.lines().map(|line| {
        let side = <f64 as GeoNum>::Ker::orient2d(line.start, line.end, at);
        match (line.start.y <= at.y, line.end.y <= at.y) {
            (true, false) => i32::from(side == Orientation::CounterClockwise),
            (false, true) => -i32::from(side == Orientation::Clockwise),
            _ => 0,
        }
    });
    passes.sum()
}

/// Held against the long way, and where the point is on no border, against `geo` as well.
fn agrees(map: &Map, outlines: &[Outline], at: Wgs84) -> Result<(), String> {
    let (said, expected) = (map.at(at), by_hand(outlines, at));
    if said != expected {
        return Err(format!("{at:?}: {said:?} instead of {expected:?}"));
    }
    let point = Point::from(at);
    let on_border = |outline: &Outline| {
        outline.shape().iter().any(|polygon| polygon.coordinate_position(&point.0) == CoordPos::OnBoundary)
    };
    let by_geo = (0..).zip(outlines).find(|(_, outline)| outline.shape().contains(&point));
    let by_geo = by_geo.map(|(number, _)| region(number));
    if said != by_geo && !outlines.iter().any(on_border) {
        return Err(format!("{at:?}: {said:?}, and {by_geo:?} according to geo"));
    }
    Ok(())
}

/// The point and those beside it, as near as floating point knows; beside 0, as near as products do not underflow.
fn around((x, y): (f64, f64)) -> impl Iterator<Item = Wgs84> {
    let steps = |value: f64| match value {
        0.0 => [0.0, 1e-100, -1e-100],
        _ => [value, value.next_up(), value.next_down()],
    };
    let points = steps(x).into_iter().flat_map(move |x| steps(y).map(|y| (x, y)));
    points.filter_map(|(x, y)| Wgs84::new(x, y).ok())
}

/// Positions of an outline and the middles of its edges.
fn positions(outline: &Outline) -> Vec<(f64, f64)> {
    let rings =
        outline.shape().iter().flat_map(|polygon| polygon.interiors().iter().chain([polygon.exterior()]));
    let lines = rings.flat_map(LineString::lines);
    lines.flat_map(|line| [line.start.x_y(), ((line.start + line.end) / 2.0).x_y()]).collect()
}
