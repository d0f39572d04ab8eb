//! Positions on the earth: always WGS-84, longitude and latitude in degrees.
//! GCJ-02 and BD-09 ([`Gcj02`], [`Bd09`]) exist at display only and never in a record.

use geo::{Distance, Haversine, Point};
use serde::{Deserialize, Serialize};

pub(crate) mod shifted;

pub use shifted::{Bd09, Gcj02, RULE};

/// A point in WGS-84, degrees. What is not finite or out of range cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(f64, f64)", into = "(f64, f64)")]
pub struct Wgs84 {
    longitude: f64,
    latitude: f64,
}

/// A longitude or latitude that is no place on earth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a longitude and a latitude in degrees")]
pub struct NotOnEarth;

impl Wgs84 {
    /// A point from longitude (-180..=180) and latitude (-90..=90), degrees.
    pub fn new(longitude: f64, latitude: f64) -> Result<Self, NotOnEarth> {
        let on_earth = (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude);
        on_earth.then_some(Self { longitude, latitude }).ok_or(NotOnEarth)
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Great-circle distance in metres (haversine on the mean earth radius; within 0.5 % of the ellipsoid).
    pub fn metres_to(self, other: Self) -> f64 {
        Haversine.distance(Point::from(self), Point::from(other))
    }
}

impl From<Wgs84> for Point {
    fn from(place: Wgs84) -> Self {
        Self::new(place.longitude, place.latitude)
    }
}

impl TryFrom<(f64, f64)> for Wgs84 {
    type Error = NotOnEarth;
    fn try_from((longitude, latitude): (f64, f64)) -> Result<Self, Self::Error> {
        Self::new(longitude, latitude)
    }
}

impl From<Wgs84> for (f64, f64) {
    fn from(place: Wgs84) -> Self {
        (place.longitude, place.latitude)
    }
}

/// What a location provider said once. Weak or missing fixes never block a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// Where.
    pub at: Wgs84,
    /// Horizontal accuracy, metres, as the provider estimates it (68 %).
    pub accuracy_metres: f32,
    /// `gps`, `network`, `fused`, as the platform names it.
    pub provider: String,
    /// How old the fix was when it was used, milliseconds.
    pub age_millis: u64,
    /// The platform's own word that the fix came from a test provider.
    #[serde(default)]
    pub mock: bool,
}

impl Fix {
    /// How far off it may be, metres. A provider that says nothing sensible of its accuracy says nothing
    /// of the place.
    pub fn unsure_metres(&self) -> f64 {
        let metres = f64::from(self.accuracy_metres);
        if metres >= 0.0 { metres } else { f64::INFINITY }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundredth_of_a_degree_of_latitude_is_1112_metres() {
        let here = Wgs84::new(116.0, 39.0).unwrap();
        let north = Wgs84::new(116.0, 39.01).unwrap();
        assert!((here.metres_to(north) - 1112.0).abs() < 2.0);
    }

    #[test]
    fn what_is_not_on_earth_cannot_be_built() {
        for (longitude, latitude) in [(181.0, 0.0), (0.0, -90.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Wgs84::new(longitude, latitude), Err(NotOnEarth));
        }
    }
}
