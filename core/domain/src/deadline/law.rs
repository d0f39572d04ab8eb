//! The steps and their articles, as the law has them.

use super::Length;
use serde::{Deserialize, Serialize};

/// A step with a deadline, by what its time runs from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 低保: the township begins the economic investigation. From acceptance.
    AllowanceInvestigation,
    /// 低保: the county begins the information check (信息核对). From the township's request.
    AllowanceInformationCheck,
    /// 低保: the public notice in the village. From posting.
    AllowancePublicNotice,
    /// 低保: the county decides (审核确认). From receipt of the file.
    AllowanceDecision,
    /// 低保: the refusal is given in writing, with reasons. From the decision.
    AllowanceRefusal,
    /// 低保: everything. From acceptance.
    AllowanceProcedure,
    /// 低保: everything, where the township itself decides. From acceptance.
    AllowanceProcedureDelegated,
    /// 低保: checked and changed after a member's death. From the death.
    AllowanceAfterDeath,
    /// 特困: investigation and initial opinion. From acceptance.
    ExtremePovertyOpinion,
    /// 特困: the public notice. From posting.
    ExtremePovertyPublicNotice,
    /// 特困: a new opinion after an objection. From the objection.
    ExtremePovertyNewOpinion,
    /// 特困: the county decides. From receipt of the file.
    ExtremePovertyDecision,
    /// 特困: the refusal is given in writing. From the decision.
    ExtremePovertyRefusal,
    /// 特困: self-care is assessed again. From the report of a change.
    ExtremePovertyReassessment,
    /// 刚性支出困难家庭: everything. From acceptance.
    RigidExpenditureProcedure,
    /// 事实无人抚养儿童: the township checks. From acceptance.
    UncaredChildCheck,
    /// 事实无人抚养儿童: the county confirms. From receipt of the file. No notice is posted in between.
    UncaredChildConfirmation,
    /// 志愿服务: hours and evaluation are recorded. From the end of the activity.
    VolunteerRecord,
    /// 急难型临时救助: registration and signatures after relief given first. From when the emergency has eased.
    ReliefPaperwork,
}

/// What the law gives a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Law {
    /// Its length; `None` where the law names none and the county must.
    pub length: Option<Length>,
    /// The length in special circumstances.
    pub extended: Option<Length>,
    /// Where it stands.
    pub article: &'static str,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 19] = [
        Self::AllowanceInvestigation,
        Self::AllowanceInformationCheck,
        Self::AllowancePublicNotice,
        Self::AllowanceDecision,
        Self::AllowanceRefusal,
        Self::AllowanceProcedure,
        Self::AllowanceProcedureDelegated,
        Self::AllowanceAfterDeath,
        Self::ExtremePovertyOpinion,
        Self::ExtremePovertyPublicNotice,
        Self::ExtremePovertyNewOpinion,
        Self::ExtremePovertyDecision,
        Self::ExtremePovertyRefusal,
        Self::ExtremePovertyReassessment,
        Self::RigidExpenditureProcedure,
        Self::UncaredChildCheck,
        Self::UncaredChildConfirmation,
        Self::VolunteerRecord,
        Self::ReliefPaperwork,
    ];
}

/// 民政部令第67号 and 民发〔2021〕57号 were read; of the others the lengths are known and the articles are not.
const EXTREME_POVERTY: &str = "特困人员认定办法 (民发〔2021〕43号, unverified)";
const UNCARED_CHILD: &str = "民发〔2019〕62号 (unverified)";

/// The law of a step.
pub const fn law(step: Step) -> Law {
    match step {
        Step::AllowanceInvestigation => working_days(3, "民发〔2021〕57号 art. 15"),
        Step::AllowanceInformationCheck => working_days(3, "民发〔2021〕57号 art. 17"),
        Step::AllowancePublicNotice => of(Length::Days(7), "民发〔2021〕57号 art. 19"),
        Step::AllowanceDecision => working_days(10, "民发〔2021〕57号 art. 20"),
        Step::AllowanceRefusal => working_days(3, "民发〔2021〕57号 art. 21"),
        Step::AllowanceProcedure => extensible(30, 45, "民发〔2021〕57号 art. 22"),
        Step::AllowanceProcedureDelegated => working_days(20, "民政部 notice of 2022 (unverified)"),
        Step::AllowanceAfterDeath => of(Length::Months(3), "source not named (unverified)"),
        Step::ExtremePovertyOpinion => working_days(15, EXTREME_POVERTY),
        Step::ExtremePovertyPublicNotice => of(Length::Days(7), EXTREME_POVERTY),
        Step::ExtremePovertyNewOpinion => working_days(15, EXTREME_POVERTY),
        Step::ExtremePovertyDecision => working_days(15, EXTREME_POVERTY),
        Step::ExtremePovertyRefusal => working_days(3, EXTREME_POVERTY),
        Step::ExtremePovertyReassessment => working_days(10, EXTREME_POVERTY),
        Step::RigidExpenditureProcedure => extensible(30, 45, "刚性支出困难家庭认定办法"),
        Step::UncaredChildCheck | Step::UncaredChildConfirmation => working_days(15, UNCARED_CHILD),
        Step::VolunteerRecord => working_days(10, "民政部令第67号 art. 11"),
        Step::ReliefPaperwork => Law { length: None, extended: None, article: "LOCAL" },
    }
}

const fn of(length: Length, article: &'static str) -> Law {
    Law { length: Some(length), extended: None, article }
}

const fn working_days(days: u32, article: &'static str) -> Law {
    of(Length::WorkingDays(days), article)
}

const fn extensible(days: u32, at_most: u32, article: &'static str) -> Law {
    Law { extended: Some(Length::WorkingDays(at_most)), ..working_days(days, article) }
}
