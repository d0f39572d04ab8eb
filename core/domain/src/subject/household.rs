//! Households (户): where people live and what they receive.

use crate::{
    id::{HouseholdId, RegionId},
    place::Wgs84,
};
use serde::{Deserialize, Serialize};

/// One household.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Household {
    /// Stable.
    pub id: HouseholdId,
    /// The number on the door card: area code and a running number, unique in the county.
    pub code: String,
    /// The village (or community) it belongs to.
    pub region: RegionId,
    /// The grid below the village, where grids are drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<RegionId>,
    /// Name of the head of household (户主).
    pub head: String,
    /// Where the door is.
    pub address: Address,
    /// What it receives and in which class.
    #[serde(default)]
    pub assistance: Assistance,
    /// What its walls are like.
    #[serde(default)]
    pub dwelling: Dwelling,
}

impl Household {
    /// The groups an edit may name; `id`, `code` and `region` change only by the county's own hand.
    pub const GROUPS: &[&str] = &["head", "address", "assistance", "dwelling"];
}

/// Words and coordinates of one door; they change together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// As people say it, below the village: group, lane, number.
    pub text: String,
    /// Where the door was last placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Wgs84>,
}

/// What the household receives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assistance {
    /// Programmes in force.
    pub programmes: Vec<Programme>,
    /// The county's class (A, B, C …), a local layer over the national cadence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

/// Programmes of social assistance (社会救助).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Programme {
    /// 最低生活保障
    MinimumLivingAllowance,
    /// 特困人员救助供养
    ExtremePoverty,
    /// 临时救助
    TemporaryRelief,
    /// 低保边缘家庭
    LowIncomeMargin,
    /// 刚性支出困难家庭
    RigidExpenditure,
}

/// The building.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dwelling {
    /// Danger grade A (safe) to D (whole house dangerous), as last seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub danger_grade: Option<DangerGrade>,
}

/// 房屋危险等级
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DangerGrade {
    /// Safe.
    A,
    /// Some members dangerous, main structure safe.
    B,
    /// Partly dangerous (局部危房).
    C,
    /// Wholly dangerous (整幢危房).
    D,
}
