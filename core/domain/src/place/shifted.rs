//! The two systems that maps in China are drawn in: GCJ-02 (高德, 腾讯), which is WGS-84
//! shifted by some hundred metres, and BD-09 (百度), which is GCJ-02 shifted once more.
//! Each is a type of its own and cannot be stored, so that no point is shifted twice:
//!
//! ```
//! use doorstep_domain::place::Wgs84;
//! let door = Wgs84::new(116.404, 39.915)?;
//! let on_the_map = door.to_gcj02().to_bd09();
//! # Ok::<(), doorstep_domain::place::NotOnEarth>(())
//! ```
//!
//! ```compile_fail,E0599
//! use doorstep_domain::place::Wgs84;
//! let door = Wgs84::new(116.404, 39.915)?;
//! let twice = door.to_gcj02().to_gcj02();
//! # Ok::<(), doorstep_domain::place::NotOnEarth>(())
//! ```
//!
//! The formula is the open one, the official one is secret, so every result is an
//! approximation. It holds inside the rectangle 72.004–137.8347° east, 0.8293–55.8271°
//! north; outside, the three systems are the same numbers. The rectangle reaches beyond
//! every border, and other libraries draw other lines: near a border a map of theirs may
//! lie off by the whole shift, and on the rectangle's own edge two points share one image.

use super::{NotOnEarth, Wgs84};
use crate::rules::Rule;
use std::f64::consts::PI;

#[cfg(test)]
mod tests;

/// In which system places are kept.
pub const RULE: Rule = Rule {
    says: "Places are kept in WGS-84 and shifted for display only, once.",
    term: "坐标系",
    source: "open formula of GCJ-02 and BD-09 (the official one is secret); WGS-84 in records (unverified)",
    data: None,
    tests: &[
        "place::shifted::the_vectors_are_met_to_their_last_digit",
        "place::shifted::there_and_back_is_the_same_place",
        "place::shifted::outside_of_the_rectangle_nothing_is_shifted",
        "place::shifted::what_was_shifted_just_inside_of_the_edge_comes_back",
    ],
};

/// Semi-major axis of the formula (Krasovsky 1940), metres. Not WGS-84's 6 378 137: with that, every
/// point is a centimetre off.
const AXIS: f64 = 6_378_245.0;
/// Eccentricity of the same ellipsoid, squared.
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
/// Steps by which a shift is undone. Each leaves less than a fiftieth of the error: below 1e-9°.
const STEPS: usize = 6;

macro_rules! shifted {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name {
            longitude: f64,
            latitude: f64,
        }

        impl $name {
            /// A point from longitude (-180..=180) and latitude (-90..=90), degrees.
            pub fn new(longitude: f64, latitude: f64) -> Result<Self, NotOnEarth> {
                Wgs84::new(longitude, latitude).map(|_| Self { longitude, latitude })
            }

            /// Degrees east, in this system.
            pub fn longitude(self) -> f64 {
                self.longitude
            }

            /// Degrees north, in this system.
            pub fn latitude(self) -> f64 {
                self.latitude
            }
        }
    )*};
}

shifted! {
    /// A point in GCJ-02 (国测局坐标), degrees.
    Gcj02
    /// A point in BD-09 (百度坐标), degrees.
    Bd09
}

impl Wgs84 {
    /// Where maps in GCJ-02 show this place.
    pub fn to_gcj02(self) -> Gcj02 {
        let (longitude, latitude) = shift((self.longitude, self.latitude), gcj02_of);
        Gcj02 { longitude, latitude }
    }
}

impl Gcj02 {
    /// The place that maps in GCJ-02 show here.
    pub fn to_wgs84(self) -> Wgs84 {
        let (longitude, latitude) = undo((self.longitude, self.latitude), gcj02_of);
        Wgs84 { longitude, latitude }
    }

    /// Where maps in BD-09 show it.
    pub fn to_bd09(self) -> Bd09 {
        let (longitude, latitude) = shift((self.longitude, self.latitude), bd09_of);
        Bd09 { longitude, latitude }
    }
}

impl Bd09 {
    /// Where maps in GCJ-02 show it.
    pub fn to_gcj02(self) -> Gcj02 {
        let (longitude, latitude) = undo((self.longitude, self.latitude), bd09_of);
        Gcj02 { longitude, latitude }
    }
}

/// Longitude and latitude, degrees.
type Degrees = (f64, f64);

fn is_shifted((longitude, latitude): Degrees) -> bool {
    (72.004..=137.8347).contains(&longitude) && (0.8293..=55.8271).contains(&latitude)
}

fn shift(point: Degrees, image: fn(Degrees) -> Degrees) -> Degrees {
    if is_shifted(point) { image(point) } else { point }
}

/// The point whose image this is, by fixed-point iteration. Which side of the rectangle's edge counts is
/// the point's own, not its image's: what was shifted inside comes back.
fn undo(target: Degrees, image: fn(Degrees) -> Degrees) -> Degrees {
    let origin = (0..STEPS).fold(target, |guess, _| {
        let (longitude, latitude) = image(guess);
        (guess.0 + target.0 - longitude, guess.1 + target.1 - latitude)
    });
    if is_shifted(origin) { origin } else { target }
}

fn gcj02_of((longitude, latitude): Degrees) -> Degrees {
    let (x, y) = (longitude - 105.0, latitude - 35.0);
    let wave = |amplitude: f64, angle: f64| amplitude * (angle * PI).sin();
    let ripple = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);
    let east = ripple + wave(20.0, x) + wave(40.0, x / 3.0) + wave(150.0, x / 12.0) + wave(300.0, x / 30.0);
    let north = ripple + wave(20.0, y) + wave(40.0, y / 3.0) + wave(160.0, y / 12.0) + wave(320.0, y / 30.0);
    let root = x.abs().sqrt();
    let metres_east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + east * 2.0 / 3.0;
    let metres_north =
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + north * 2.0 / 3.0;

    let sine = latitude.to_radians().sin();
    let bulge = 1.0 - ECCENTRICITY_SQUARED * sine * sine;
    let parallel_radius = AXIS / bulge.sqrt() * latitude.to_radians().cos();
    let meridian_radius = AXIS * (1.0 - ECCENTRICITY_SQUARED) / (bulge * bulge.sqrt());
    (
        longitude + (metres_east / parallel_radius).to_degrees(),
        latitude + (metres_north / meridian_radius).to_degrees(),
    )
}

fn bd09_of((longitude, latitude): Degrees) -> Degrees {
    let turns = PI * 3_000.0 / 180.0;
    let radius = longitude.hypot(latitude) + 0.000_02 * (latitude * turns).sin();
    let angle = latitude.atan2(longitude) + 0.000_003 * (longitude * turns).cos();
    (radius * angle.cos() + 0.006_5, radius * angle.sin() + 0.006)
}
