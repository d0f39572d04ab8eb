//! Numbers and places.

use super::super::evaluate::Moment;
use super::super::value::{Operand, number, written};
use super::first;
use crate::point::GeoPoint;

pub(super) fn map(arguments: &[Operand], run: fn(f64) -> f64) -> Operand {
    Operand::Number(run(first(arguments).to_number()))
}

/// XPath rounds a half upwards; ODK adds the number of places.
pub(super) fn round(arguments: &[Operand], _: Moment) -> Operand {
    let value = first(arguments).to_number();
    let places = arguments.get(1).map_or(0.0, Operand::to_number).trunc();
    if !(-15.0..=15.0).contains(&places) {
        return Operand::Number(f64::NAN);
    }
    let power = 10_f64.powi(places as i32);
    // 1.005 * 100 is 100.49999999999999: look at it with 15 digits first.
    let scaled = number(&written(value * power));
    Operand::Number((scaled + 0.5).floor() / power)
}

/// Metres along the points of every argument, one after another; not-a-number if one is no point.
pub(super) fn distance(arguments: &[Operand], _: Moment) -> Operand {
    let texts = arguments.iter().flat_map(Operand::members).map(Operand::to_text);
    let points: Result<Vec<GeoPoint>, _> = texts.map(|text| text.parse()).collect();
    let Ok(points) = points else { return Operand::Number(f64::NAN) };
    Operand::Number(points.iter().zip(points.iter().skip(1)).map(|(from, to)| from.metres_to(*to)).sum())
}
