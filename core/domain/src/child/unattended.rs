//! 事实无人抚养儿童: children whose parents live and cannot raise them, 民发〔2019〕62号 (unverified). Both parents in
//! the set, or one dead or declared missing and the other in the set. Two dead or missing parents make an orphan
//! (孤儿), who has a programme of their own. No notice of any of these children is ever posted.

use crate::{
    age::{Age, MINOR_UNDER},
    code::disability::{DisabilityKind, Grade, severe_for_parent},
    rules::Rule,
};
use serde::{Deserialize, Serialize};

/// Least months of custody, of silence and of support not given; six itself counts (六个月以上, 民法典 art. 1259).
pub const LEAST_MONTHS: u32 = 6;

/// The decision table.
pub const RULE: Rule = Rule {
    says: "A minor counts as in fact without care when both parents cannot raise them, or one is gone and the other cannot.",
    term: "事实无人抚养儿童",
    source: "民发〔2019〕62号 (unverified), widened by 民发〔2020〕125号 (unverified)",
    data: None,
    tests: &[
        "child::unattended::the_whole_product_of_both_parents_is_as_tabled",
        "child::unattended::which_parent_is_which_changes_nothing",
        "child::unattended::the_programme_ends_with_childhood",
    ],
};

/// What is known of one parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Parent {
    /// Can raise the child, wherever they live.
    Able,
    /// 残疾, as on the card.
    Disabled {
        /// A multiple disability is entered by its mental or intellectual part, if it has one.
        kind: DisabilityKind,
        /// As on the card.
        grade: Grade,
    },
    /// 重病; which illnesses are, the county says (LOCAL).
    SeriouslyIll,
    /// 服刑在押
    Imprisoned {
        /// The term imposed, not what is left of it.
        months: u32,
    },
    /// 强制隔离戒毒
    InDetox {
        /// The term imposed.
        months: u32,
    },
    /// 被执行其他限制人身自由的措施
    Restrained {
        /// The term imposed.
        months: u32,
    },
    /// 失联: out of touch **and** not supporting the child.
    LostContact {
        /// Full months since anybody could reach them.
        silent_months: u32,
        /// Full months since they last supported the child.
        unsupporting_months: u32,
    },
    /// 被撤销监护资格, 民发〔2020〕125号 (unverified).
    GuardianshipRevoked,
    /// 被遣送（驱逐）出境, 民发〔2020〕125号 (unverified).
    Deported,
    /// 死亡, natural or declared by a court.
    Dead,
    /// 宣告失踪, by a court.
    DeclaredMissing,
    /// Not found out.
    Unknown,
}

/// Why a parent counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 重残
    SevereDisability,
    /// 重病
    SeriousIllness,
    /// 服刑在押
    Prison,
    /// 强制隔离戒毒
    Detox,
    /// 其他限制人身自由
    Restraint,
    /// 失联
    LostContact,
    /// 被撤销监护资格
    GuardianshipRevoked,
    /// 被遣送出境
    Deported,
    /// 死亡
    Dead,
    /// 失踪
    Missing,
}

impl Ground {
    fn is_gone(self) -> bool {
        matches!(self, Self::Dead | Self::Missing)
    }
}

/// Why a parent does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shortfall {
    /// Can raise the child.
    Able,
    /// Neither grade 1-2 nor mental or intellectual.
    DisabilityTooLight,
    /// A term under [`LEAST_MONTHS`].
    TermTooShort,
    /// In touch within [`LEAST_MONTHS`].
    InTouch,
    /// Supported the child within [`LEAST_MONTHS`].
    Supporting,
    /// Not found out: no reason to refuse.
    Unknown,
}

/// What follows for the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 事实无人抚养儿童
    Unattended,
    /// 孤儿: another programme.
    Orphan,
    /// It turns on a parent of whom too little is known.
    Open,
    /// A parent is short of it.
    ParentShort,
    /// 18 or over.
    OfAge,
}

/// A verdict and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What follows.
    pub verdict: Verdict,
    /// In the order given.
    pub parents: [Result<Ground, Shortfall>; 2],
}

/// Where one parent stands.
pub fn standing(parent: Parent) -> Result<Ground, Shortfall> {
    let term =
        |months, ground| if months >= LEAST_MONTHS { Ok(ground) } else { Err(Shortfall::TermTooShort) };
    match parent {
        Parent::Able => Err(Shortfall::Able),
        Parent::Disabled { kind, grade } if severe_for_parent(kind, grade) => Ok(Ground::SevereDisability),
        Parent::Disabled { .. } => Err(Shortfall::DisabilityTooLight),
        Parent::SeriouslyIll => Ok(Ground::SeriousIllness),
        Parent::Imprisoned { months } => term(months, Ground::Prison),
        Parent::InDetox { months } => term(months, Ground::Detox),
        Parent::Restrained { months } => term(months, Ground::Restraint),
        Parent::LostContact { silent_months, .. } if silent_months < LEAST_MONTHS => Err(Shortfall::InTouch),
        Parent::LostContact { unsupporting_months, .. } if unsupporting_months < LEAST_MONTHS => {
            Err(Shortfall::Supporting)
        }
        Parent::LostContact { .. } => Ok(Ground::LostContact),
        Parent::GuardianshipRevoked => Ok(Ground::GuardianshipRevoked),
        Parent::Deported => Ok(Ground::Deported),
        Parent::Dead => Ok(Ground::Dead),
        Parent::DeclaredMissing => Ok(Ground::Missing),
        Parent::Unknown => Err(Shortfall::Unknown),
    }
}

/// 重残: grade 1-2 of any kind, grade 3-4 of a mental or intellectual disability.
/// Decides for a child of this age, on the day of that age.
pub fn decide(age: Age, parents: [Parent; 2]) -> Decision {
    let parents = parents.map(standing);
    let verdict = match parents {
        _ if !age.is_under(MINOR_UNDER) => Verdict::OfAge,
        [Ok(one), Ok(other)] if one.is_gone() && other.is_gone() => Verdict::Orphan,
        [Ok(_), Ok(_)] => Verdict::Unattended,
        [Ok(_) | Err(Shortfall::Unknown), Ok(_) | Err(Shortfall::Unknown)] => Verdict::Open,
        _ => Verdict::ParentShort,
    };
    Decision { verdict, parents }
}

#[cfg(test)]
mod tests;
