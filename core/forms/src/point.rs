//! A place that was answered, as XLSForm's `geopoint` writes it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;

/// A WGS-84 point, written `LATITUDE LONGITUDE ALTITUDE ACCURACY` in degrees and metres; the last two may be left out.
///
/// ```
/// # use doorstep_forms::GeoPoint;
/// let point: GeoPoint = "31.2304 121.4737 4 12.5".parse().unwrap();
/// assert_eq!(point.to_string(), "31.2304 121.4737 4 12.5");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct GeoPoint {
    latitude: Decimal,
    longitude: Decimal,
    altitude: Option<Decimal>,
    accuracy: Option<Decimal>,
}

/// The text is not a point on the earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a latitude and a longitude, with an altitude and an accuracy perhaps")]
pub struct NotAPoint;

/// Mean radius of the earth, metres (IUGG).
const RADIUS: f64 = 6_371_008.8;

impl GeoPoint {
    /// Degrees north.
    pub fn latitude(self) -> f64 {
        self.latitude.to_f64()
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        self.longitude.to_f64()
    }

    /// Metres along the surface of a sphere: within 0.6 % of the ellipsoid.
    pub fn metres_to(self, other: Self) -> f64 {
        let (from, to) = (self.latitude().to_radians(), other.latitude().to_radians());
        let (north, east) = (to - from, (other.longitude() - self.longitude()).to_radians());
        let chord = (north / 2.0).sin().powi(2) + from.cos() * to.cos() * (east / 2.0).sin().powi(2);
        2.0 * RADIUS * chord.sqrt().min(1.0).asin()
    }
}

/// Where somebody lives is personal data: a point is never printed by accident.
impl fmt::Debug for GeoPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GeoPoint(..)")
    }
}

impl FromStr for GeoPoint {
    type Err = NotAPoint;

    fn from_str(text: &str) -> Result<Self, NotAPoint> {
        let mut numbers =
            text.split_ascii_whitespace().map(|number| number.parse::<Decimal>().map_err(|_| NotAPoint));
        let (latitude, longitude) = (numbers.next().ok_or(NotAPoint)??, numbers.next().ok_or(NotAPoint)??);
        let (altitude, accuracy) = (numbers.next().transpose()?, numbers.next().transpose()?);
        let point = Self { latitude, longitude, altitude, accuracy };
        let on_earth = point.latitude().abs() <= 90.0
            && point.longitude().abs() <= 180.0
            && accuracy.is_none_or(|metres| metres.to_f64() >= 0.0);
        (on_earth && numbers.next().is_none()).then_some(point).ok_or(NotAPoint)
    }
}

impl fmt::Display for GeoPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.latitude, self.longitude)?;
        for number in [self.altitude, self.accuracy].into_iter().flatten() {
            write!(f, " {number}")?;
        }
        Ok(())
    }
}

impl From<GeoPoint> for String {
    fn from(point: GeoPoint) -> Self {
        point.to_string()
    }
}

impl TryFrom<String> for GeoPoint {
    type Error = NotAPoint;

    fn try_from(text: String) -> Result<Self, NotAPoint> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_place_on_earth_is_refused() {
        for text in ["", "31", "91 0", "0 181", "0 0 0 -1", "1 2 3 4 5", "a b", "31,121", "1e2 3"] {
            assert_eq!(text.parse::<GeoPoint>(), Err(NotAPoint), "{text}");
        }
    }

    #[test]
    fn a_degree_along_the_equator_is_a_hundred_and_eleven_kilometres() {
        let (here, there): (GeoPoint, GeoPoint) = ("0 0".parse().unwrap(), "0 1".parse().unwrap());
        assert!((here.metres_to(there) - 111_195.1).abs() < 0.1);
        assert_eq!(here.metres_to(here), 0.0);
    }
}
