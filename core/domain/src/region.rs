//! Regions: GB/T 2260 (province, prefecture, county) + GB/T 10114 (township) +
//! three village digits, twelve in all. Townships merge, so a region keeps an id
//! of its own and names its predecessors; scope is a set of ids, never of codes.

use crate::{id::RegionId, rules::Rule};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

mod kind;
mod succession;

pub use kind::{TownshipKind, VillageKind};
pub use succession::{followers, resolve};

/// What is asked of an area code.
pub const RULES: [Rule; 2] = [
    Rule {
        says: "An area code of twelve digits names each level above its own; a province, township or village that its ranges do not know only warns.",
        term: "行政区划代码",
        source: "GB/T 2260; GB/T 10114; village digits of the National Bureau of Statistics",
        data: None,
        tests: &[
            "region::what_is_no_area_code_is_refused",
            "region::kind::township_digits_tell_the_kind_and_nothing_else_does",
            "region::kind::village_digits_tell_the_kind",
            "region::kind::an_unknown_range_warns_and_only_a_broken_code_is_denied",
        ],
    },
    Rule {
        says: "An abolished area code leads to the regions that followed it, and is never denied.",
        term: "行政区划变更",
        source: "GB/T 2260",
        data: None,
        tests: &[
            "region::succession::an_abolished_code_leads_to_what_followed",
            "region::succession::what_followed_is_what_a_walk_over_all_pairs_finds",
        ],
    },
];

/// A 12-digit area code: `PPCCXX TTT VVV`, with zeros below its level. No check digit exists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode(u64);

/// How far down the hierarchy a region stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 省
    Province,
    /// 市
    Prefecture,
    /// 县, 区
    County,
    /// 乡, 镇, 街道
    Township,
    /// 村, 社区
    Village,
    /// 网格: a polygon below the village, without a national code of its own.
    Grid,
}

/// Why a text is no area code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AreaCodeError {
    /// Not twelve ASCII digits.
    #[error("an area code has twelve digits")]
    NotTwelveDigits,
    /// A level is zero above one that is not, or the province is zero.
    #[error("an area code names each level above its own")]
    LevelMissing,
}

impl AreaCode {
    /// The level whose digits are the last not to be zero.
    pub fn level(self) -> Level {
        let code = self.0;
        if !code.is_multiple_of(1_000) {
            Level::Village
        } else if !code.is_multiple_of(1_000_000) {
            Level::Township
        } else if !code.is_multiple_of(100_000_000) {
            Level::County
        } else if !code.is_multiple_of(10_000_000_000) {
            Level::Prefecture
        } else {
            Level::Province
        }
    }

    /// The code one level up; a province has none.
    pub fn parent(self) -> Option<Self> {
        let unit = match self.level() {
            Level::Province => return None,
            Level::Prefecture => 10_000_000_000,
            Level::County => 100_000_000,
            Level::Township => 1_000_000,
            Level::Village | Level::Grid => 1_000,
        };
        Some(Self(self.0 / unit * unit))
    }

    /// Whether `other` is this region or lies inside it, by code alone.
    pub fn contains(self, other: Self) -> bool {
        std::iter::successors(Some(other), |code| code.parent()).any(|code| code == self)
    }
}

impl FromStr for AreaCode {
    type Err = AreaCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 12 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(AreaCodeError::NotTwelveDigits);
        }
        let code: u64 = text.parse().map_err(|_| AreaCodeError::NotTwelveDigits)?;
        let levels = [
            code / 10_000_000_000,
            code / 100_000_000 % 100,
            code / 1_000_000 % 100,
            code / 1_000 % 1_000,
            code % 1_000,
        ];
        let named = levels.iter().take_while(|digits| **digits != 0).count();
        if named == 0 || levels.iter().skip(named).any(|digits| *digits != 0) {
            return Err(AreaCodeError::LevelMissing);
        }
        Ok(Self(code))
    }
}

impl TryFrom<String> for AreaCode {
    type Error = AreaCodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AreaCode> for String {
    fn from(code: AreaCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AreaCode({self})")
    }
}

/// A region or grid as the county keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Stable across renaming and recoding.
    pub id: RegionId,
    /// The code in force; a grid carries its village's.
    pub code: AreaCode,
    /// Province to grid.
    pub level: Level,
    /// The official name, in Chinese.
    pub name: String,
    /// One level up; `None` for the county itself.
    pub parent: Option<RegionId>,
    /// First day on which this code is valid.
    pub valid_from: NaiveDate,
    /// The regions this one was made from, when townships or villages merged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predecessors: Vec<RegionId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> AreaCode {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_knows_its_level_and_its_parents() {
        let village = code("990101100201");
        assert_eq!(village.level(), Level::Village);
        assert_eq!(village.parent(), Some(code("990101100000")));
        assert_eq!(code("990101100000").parent(), Some(code("990101000000")));
        assert_eq!(code("990101000000").parent(), Some(code("990100000000")));
        assert_eq!(code("990100000000").parent(), Some(code("990000000000")));
        assert_eq!(code("990000000000").parent(), None);
    }

    #[test]
    fn a_region_contains_itself_and_what_lies_below_and_nothing_else() {
        let township = code("990101100000");
        assert!(township.contains(township));
        assert!(township.contains(code("990101100201")));
        assert!(!township.contains(code("990101101201")));
        assert!(!township.contains(code("990101000000")));
    }

    #[test]
    fn what_is_no_area_code_is_refused() {
        for text in ["", "99010110020", "9901011002011", "99010110020x", "９９0101100201", "-99010110020"] {
            assert_eq!(text.parse::<AreaCode>(), Err(AreaCodeError::NotTwelveDigits), "{text}");
        }
        for text in ["000000000000", "990001100201", "990101000201"] {
            assert_eq!(text.parse::<AreaCode>(), Err(AreaCodeError::LevelMissing), "{text}");
        }
    }
}
