//! Income of a household (家庭收入) over twelve months, 57号 art. 13.
//!
//! Each amount stands in one place. What is not counted is written down beside the categories and
//! not within them; only where the table in force counts it after all is it added. Both legs of
//! the transfers are kept, so that whoever recomputes sees what was taken off.

use super::Limits;
use crate::rules::Rule;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use thiserror::Error;

#[cfg(test)]
mod tests;

/// 57号 art. 13.
pub const RULE: Rule = Rule {
    says: "Income is wages, net business income, net property income, transfers received less transfers paid, and what else counts, without what the law sets aside and less what it lets deduct.",
    term: "家庭收入",
    source: "民发〔2021〕57号 art. 13",
    data: Some("rules"),
    tests: &[
        "assistance::income::net_is_the_sum_in_exact_integers_or_an_error",
        "assistance::income::income_a_head_is_the_largest_whole_fen_not_above_the_quotient",
        "assistance::income::rounding_never_moves_a_household_across_the_standard",
        "assistance::income::what_the_law_sets_aside_is_not_counted_and_what_it_does_not_is",
        "assistance::income::only_the_codes_of_the_table_are_set_aside_locally",
    ],
};

/// Months that the income is of.
pub const MONTHS: u32 = 12;

/// Income of all members together over [`MONTHS`]. No amount is negative: a loss from a business
/// is an income of nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Income {
    /// 工资性收入, before the cost of employment (which is a [`Deduction`], never both).
    pub wages_fen: u64,
    /// 经营净收入
    pub business_net_fen: u64,
    /// 财产净收入
    pub property_net_fen: u64,
    /// 转移性收入: pensions, support received, compensation, gifts.
    pub transfers_received_fen: u64,
    /// 转移性支出: taxes, social insurance, support paid.
    pub transfers_paid_fen: u64,
    /// 其他应当计入家庭收入的项目
    pub other_fen: u64,
    /// Received, and in none of the amounts above.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<SetAside>,
    /// Spent, and taken off, to the extent that the county allows (LOCAL).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deductions: Vec<Deduction>,
}

/// An amount that is no income.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Why.
    pub exclusion: Exclusion,
    /// How much.
    pub fen: u64,
}

/// 不计入家庭收入
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// 优待抚恤金
    SpecialCarePension,
    /// 计划生育奖励与扶助金
    FamilyPlanningAward,
    /// 奖学金
    Scholarship,
    /// 见义勇为奖励
    BraveryAward,
    /// 政府发放的社会救助款物
    GovernmentAssistance,
    /// 中央确定的城乡居民基本养老保险基础养老金; see [`Limits::basic_pension_excluded`].
    BasicPension,
    /// 设区的市级以上地方人民政府规定的其他收入, by its code in [`Limits::excluded_locally`].
    Local(String),
}

/// An amount that is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduction {
    /// Why.
    pub reason: DeductionReason,
    /// How much.
    pub fen: u64,
}

/// 可按规定适当扣减 (art. 13, last paragraph).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeductionReason {
    /// 因残疾增加的刚性支出
    Disability,
    /// 因患重病增加的刚性支出
    SeriousIllness,
    /// 必要的就业成本
    Employment,
}

/// Why there is no sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IncomeError {
    /// More than an `i64` of fen holds.
    #[error("the amounts are too large")]
    TooLarge,
    /// A local exclusion that the table does not know: refused, because a typing error must neither
    /// count money nor hide it.
    #[error("no such local exclusion is in force")]
    UnknownExclusion,
}

impl Exclusion {
    /// The item of 57号 art. 13, paragraph 2.
    pub fn item(&self) -> u8 {
        match self {
            Self::SpecialCarePension | Self::FamilyPlanningAward | Self::Scholarship | Self::BraveryAward => {
                1
            }
            Self::GovernmentAssistance => 2,
            Self::BasicPension => 3,
            Self::Local(_) => 4,
        }
    }

    fn is_in_force(&self, limits: &Limits) -> Result<bool, IncomeError> {
        match self {
            Self::BasicPension => Ok(limits.basic_pension_excluded),
            Self::Local(code) if !limits.excluded_locally.contains(code) => {
                Err(IncomeError::UnknownExclusion)
            }
            _ => Ok(true),
        }
    }
}

impl Income {
    /// The income that counts, in fen over [`MONTHS`]. Negative where more was paid and deducted
    /// than received.
    pub fn net(&self, limits: &Limits) -> Result<i64, IncomeError> {
        // No list in memory has items enough to overflow 128 bits with 64-bit amounts.
        let mut net: i128 = 0;
        for fen in [
            self.wages_fen,
            self.business_net_fen,
            self.property_net_fen,
            self.transfers_received_fen,
            self.other_fen,
        ] {
            net += i128::from(fen);
        }
        net -= i128::from(self.transfers_paid_fen);
        for aside in &self.set_aside {
            if !aside.exclusion.is_in_force(limits)? {
                net += i128::from(aside.fen);
            }
        }
        for deduction in &self.deductions {
            net -= i128::from(deduction.fen);
        }
        i64::try_from(net).map_err(|_| IncomeError::TooLarge)
    }

    /// Income a head and month (月人均收入), rounded down to the fen, also below zero. That favours
    /// the household by less than a fen, and never decides: of two whole numbers, rounding down
    /// leaves what is below the standard below it, and what is not, not.
    pub fn per_head_month(&self, members: NonZeroU32, limits: &Limits) -> Result<i64, IncomeError> {
        let heads = i64::from(members.get()) * i64::from(MONTHS);
        Ok(self.net(limits)?.div_euclid(heads))
    }
}
