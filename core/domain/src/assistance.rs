//! Social assistance (社会救助): what a household check is made for. Each rule answers the one
//! question it is asked, from facts handed to it; the township and the county decide.
//!
//! | module | answers |
//! |---|---|
//! | [`household`] | who counts as a member, who may apply alone, which household is 低保边缘 |
//! | [`income`], [`property`], [`rigid_spending`] | what a household has, and must spend |
//! | [`destitute`], [`self_care`] | 特困: who is, and how much care they need |
//! | [`near_relative`] | what is due where an applicant is kin to an officer, or complained about |
//! | [`publicity`] | what may hang on the village wall, and what follows an objection |
//! | [`recheck_sample`] | which files the county checks again |
//! | [`urgent_relief`] | help first, paperwork after |
//!
//! 57号 below is 《最低生活保障审核确认办法》 (民发〔2021〕57号), 43号 is 《特困人员认定办法》
//! (民发〔2021〕43号, its number unverified).

pub mod destitute;
pub mod household;
pub mod income;
pub mod near_relative;
pub mod property;
pub mod publicity;
pub mod recheck_sample;
pub mod rigid_spending;
pub mod self_care;
pub mod urgent_relief;

use serde::Deserialize;

/// The numbers that a province, prefecture or county sets. All are LOCAL; those in the tables
/// that come with the code are examples.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Limits {
    /// 最低生活保障标准 a head and month.
    pub standard_fen_month: u64,
    /// A household is 低保边缘 below so much of the standard: 150 "in general" (57号 art. 8).
    pub edge_percent: u32,
    /// Last year's disposable income a head (上年度当地居民人均可支配收入).
    pub disposable_income_fen_year: u64,
    /// Whether the central share of the basic pension is no income: a rule of the 14th
    /// Five-Year Plan (57号 art. 13), which ended with 2025, unless it is prolonged.
    pub basic_pension_excluded: bool,
    /// Codes of income that the prefecture or province does not count (57号 art. 13).
    pub excluded_locally: Vec<String>,
    /// Rigid spending must exceed so much of income.
    pub rigid_percent: u32,
    /// For how many months 刚性支出困难家庭 is recognised; the law holds it to 12.
    pub rigid_months: u32,
    /// Most that counts for the schooling of one student in twelve months: the fee of a public
    /// school of the same kind, here one figure for all kinds.
    pub education_most_fen: u64,
    /// Share of 特困 files checked again; the law holds it to 30 or more.
    pub recheck_percent: u8,
    /// Most that may be given as help first (小金额先行救助).
    pub relief_first_most_fen: u64,
}

#[cfg(test)]
fn limits() -> &'static Limits {
    &crate::rules::all().last().unwrap().assistance
}
