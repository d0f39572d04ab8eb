//! The coded reasons of 未成年人保护法: against a carer (art. 22), for temporary (art. 92) and for long-term
//! guardianship by civil affairs (art. 94).

use crate::visit::RedLine;
use serde::{Deserialize, Serialize};

/// Who is not entrusted with a child (不得作为被委托人, art. 22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disqualifier {
    /// (1) 曾实施性侵害、虐待、遗弃、拐卖、暴力伤害等违法犯罪行为
    SexualOrViolent,
    /// (2) 有吸毒、酗酒、赌博等恶习
    DrugsAlcoholGambling,
    /// (3) 曾拒不履行或者长期怠于履行监护、照护职责
    RefusedCare,
    /// (4) 其他不适宜担任被委托人的情形
    OtherUnfit,
}

/// When civil affairs takes a child for a time (临时监护, art. 92).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemporaryGround {
    /// (1) 流浪乞讨或者身份不明，暂时查找不到监护人
    StrayOrUnidentified,
    /// (2) 监护人下落不明且无其他人可以担任监护人
    GuardianUntraceable,
    /// (3) 监护人因客观原因或者突发事件不能履行监护职责，导致监护缺失
    GuardianPrevented,
    /// (4) 监护人拒绝或者怠于履行监护职责，导致无人照料
    GuardianRefuses,
    /// (5) 监护人教唆、利用未成年人违法犯罪，需要带离安置
    UsedForCrime,
    /// (6) 遭受监护人严重伤害或者面临人身安全威胁，需要紧急安置
    HarmedByGuardian,
    /// (7) 法律规定的其他情形
    OtherByLaw,
}

impl TemporaryGround {
    /// In the order of the article.
    pub const ALL: [Self; 7] = [
        Self::StrayOrUnidentified,
        Self::GuardianUntraceable,
        Self::GuardianPrevented,
        Self::GuardianRefuses,
        Self::UsedForCrime,
        Self::HarmedByGuardian,
        Self::OtherByLaw,
    ];

    /// Each is a red line; which of them it is nearest to is our reading.
    pub fn red_line(self) -> RedLine {
        match self {
            Self::StrayOrUnidentified => RedLine::MissingOrTrafficked,
            Self::GuardianUntraceable | Self::GuardianRefuses => RedLine::AbandonedOrUnattended,
            Self::GuardianPrevented => RedLine::GuardianLostCapacity,
            Self::HarmedByGuardian => RedLine::SuspectedAbuse,
            Self::UsedForCrime | Self::OtherByLaw => RedLine::OtherSeriousHarm,
        }
    }
}

/// When civil affairs takes a child for good (长期监护, art. 94). Decided there, never at a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LongTermGround {
    /// (1) 查找不到父母或者其他监护人
    NoGuardianFound,
    /// (2) 监护人死亡或者被宣告死亡且无其他人可以担任监护人
    GuardianDead,
    /// (3) 监护人丧失监护能力且无其他人可以担任监护人
    GuardianIncapable,
    /// (4) 人民法院判决撤销监护人资格并指定由民政部门担任监护人
    GuardianshipRevoked,
    /// (5) 法律规定的其他情形
    OtherByLaw,
}
