//! What the digits of townships and villages tell.

use super::{AreaCode, AreaCodeError, Level};
use crate::code::{Fault, Verdict, is_province};

/// Kind of township, by its three digits (GB/T 10114).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TownshipKind {
    /// 街道: 001–099.
    Subdistrict,
    /// 镇: 100–199.
    Town,
    /// 乡: 200–399.
    Township,
    /// 政企合一: 400–599, an enterprise that governs as well.
    GoverningEnterprise,
}

/// Kind of village, by its three digits (National Bureau of Statistics).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VillageKind {
    /// 居民委员会: 001–199.
    ResidentsCommittee,
    /// 村民委员会: 200–399.
    VillagersCommittee,
}

impl AreaCode {
    /// The kind of township that the code is or lies in; `None` above townships and outside of the ranges.
    pub fn township_kind(self) -> Option<TownshipKind> {
        match self.0 / 1_000 % 1_000 {
            1..=99 => Some(TownshipKind::Subdistrict),
            100..=199 => Some(TownshipKind::Town),
            200..=399 => Some(TownshipKind::Township),
            400..=599 => Some(TownshipKind::GoverningEnterprise),
            _ => None,
        }
    }

    /// The kind of village that the code is; `None` above villages and outside of the ranges.
    pub fn village_kind(self) -> Option<VillageKind> {
        match self.0 % 1_000 {
            1..=199 => Some(VillageKind::ResidentsCommittee),
            200..=399 => Some(VillageKind::VillagersCommittee),
            _ => None,
        }
    }

    /// Judges a code as typed. Whether such a region is or was is another question ([`super::resolve`]).
    pub fn check(text: &str) -> Verdict<Self> {
        match text.trim().parse::<Self>() {
            Ok(code) => Verdict::kept(code, code.odd_digits()),
            Err(error) => Verdict::Denied(error.into()),
        }
    }

    fn odd_digits(self) -> impl Iterator<Item = Fault> {
        let level = self.level();
        let province = !is_province(self.0 / 10_000_000_000);
        let township = level >= Level::Township && self.township_kind().is_none();
        let village = level >= Level::Village && self.village_kind().is_none();
        let odd = [
            (province, Fault::UnknownProvince),
            (township, Fault::UnknownTownshipKind),
            (village, Fault::UnknownVillageKind),
        ];
        odd.into_iter().filter_map(|(is, fault)| is.then_some(fault))
    }
}

impl From<AreaCodeError> for Fault {
    fn from(error: AreaCodeError) -> Self {
        match error {
            AreaCodeError::NotTwelveDigits => Self::Shape,
            AreaCodeError::LevelMissing => Self::LevelMissing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn township_digits_tell_the_kind_and_nothing_else_does() {
        for digits in 1..1_000 {
            let expected = match digits {
                0..100 => Some(TownshipKind::Subdistrict),
                100..200 => Some(TownshipKind::Town),
                200..400 => Some(TownshipKind::Township),
                400..600 => Some(TownshipKind::GoverningEnterprise),
                _ => None,
            };
            for village in ["000", "201", "999"] {
                let code: AreaCode = format!("320311{digits:03}{village}").parse().unwrap();
                assert_eq!(code.township_kind(), expected, "{code}");
            }
        }
        assert_eq!("320311000000".parse::<AreaCode>().unwrap().township_kind(), None);
    }

    #[test]
    fn village_digits_tell_the_kind() {
        for digits in 0..1_000 {
            let code: AreaCode = format!("320311100{digits:03}").parse().unwrap();
            let expected = match digits {
                1..200 => Some(VillageKind::ResidentsCommittee),
                200..400 => Some(VillageKind::VillagersCommittee),
                _ => None,
            };
            assert_eq!(code.village_kind(), expected, "{code}");
        }
    }

    #[test]
    fn an_unknown_range_warns_and_only_a_broken_code_is_denied() {
        let rows: [(&str, &[Fault]); 9] = [
            ("320311100201", &[]),
            (" 320311100000 ", &[]),
            ("320311000000", &[]),
            ("320000000000", &[]),
            ("990101100201", &[Fault::UnknownProvince]),
            ("320311600000", &[Fault::UnknownTownshipKind]),
            ("320311100400", &[Fault::UnknownVillageKind]),
            ("320300100201", &[Fault::LevelMissing]),
            ("32031110020", &[Fault::Shape]),
        ];
        for (text, faults) in rows {
            assert_eq!(AreaCode::check(text).faults(), faults, "{text}");
        }
    }

    #[test]
    fn the_provinces_are_the_thirty_four_of_the_standard() {
        assert_eq!((0..100).filter(|digits| is_province(*digits)).count(), 34);
    }
}
