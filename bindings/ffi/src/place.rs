//! Places. Location is no port: a shell hands in what its providers said, as values.

use crate::{error::DoorstepError, open::Doorstep};
use doorstep_domain::{
    id::RegionId,
    place::{self, Wgs84},
};

/// A point in WGS-84, degrees.
#[derive(Clone, Copy, Debug, PartialEq, uniffi::Record)]
pub struct Place {
    /// Degrees east, -180 to 180.
    pub longitude: f64,
    /// Degrees north, -90 to 90.
    pub latitude: f64,
}

impl From<Wgs84> for Place {
    fn from(place: Wgs84) -> Self {
        Self { longitude: place.longitude(), latitude: place.latitude() }
    }
}

impl TryFrom<Place> for Wgs84 {
    type Error = DoorstepError;

    fn try_from(place: Place) -> Result<Self, DoorstepError> {
        Self::new(place.longitude, place.latitude)
            .map_err(|_| DoorstepError::invalid("place", "not_on_earth"))
    }
}

/// What a location provider said once. Weak or missing fixes never block a visit.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Fix {
    /// Where.
    pub at: Place,
    /// Horizontal accuracy, metres, as the provider estimates it (68 %).
    pub accuracy_metres: f32,
    /// `gps`, `network`, `fused`, as the platform names it.
    pub provider: String,
    /// How old the fix was when it was used, milliseconds.
    pub age_millis: u64,
    /// The platform's own word that the fix came from a test provider.
    pub mock: bool,
}

impl TryFrom<Fix> for place::Fix {
    type Error = DoorstepError;

    fn try_from(fix: Fix) -> Result<Self, DoorstepError> {
        let Fix { at, accuracy_metres, provider, age_millis, mock } = fix;
        Ok(Self { at: at.try_into()?, accuracy_metres, provider, age_millis, mock })
    }
}

impl From<place::Fix> for Fix {
    fn from(fix: place::Fix) -> Self {
        let place::Fix { at, accuracy_metres, provider, age_millis, mock } = fix;
        Self { at: at.into(), accuracy_metres, provider, age_millis, mock }
    }
}

pub(crate) type CoreFix = place::Fix;

pub(crate) fn fix(fix: Option<Fix>) -> Result<Option<place::Fix>, DoorstepError> {
    fix.map(TryInto::try_into).transpose()
}

/// Where a place lies, as far as this phone has the outlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Whereabouts {
    /// 村, 社区
    pub village: Option<RegionId>,
    /// 网格, in that village.
    pub grid: Option<RegionId>,
}

#[uniffi::export]
impl Doorstep {
    /// The village and the grid around a place; a border belongs to one side.
    pub fn whereabouts(&self, place: Place) -> Result<Whereabouts, DoorstepError> {
        let found = self.client()?.whereabouts(place.try_into()?)?;
        Ok(Whereabouts { village: found.village, grid: found.grid })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_fix_comes_back_as_it_went(
            longitude in -180.0..=180.0_f64, latitude in -90.0..=90.0_f64, accuracy_metres in 0.0..1e6_f32,
            age_millis: u64, mock: bool,
        ) {
            let at = Place { longitude, latitude };
            let fix = Fix { at, accuracy_metres, provider: "gps".to_owned(), age_millis, mock };
            let core: place::Fix = fix.clone().try_into().unwrap();
            prop_assert_eq!(Fix::from(core), fix);
        }
    }

    #[test]
    fn what_is_not_on_earth_is_said_to_be_so() {
        let nowhere = Place { longitude: f64::NAN, latitude: 0.0 };
        assert_eq!(Wgs84::try_from(nowhere), Err(DoorstepError::invalid("place", "not_on_earth")));
    }
}
