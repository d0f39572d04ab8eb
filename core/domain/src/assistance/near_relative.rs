//! 近亲属备案: what is due before an application may be decided, where a member is kin to whoever
//! handles it, or somebody complains (57号 art. 11 and 20).
//!
//! ```text
//! asked --no-----------------------------------------> may close
//!   \----yes--> register apart --> county visits ----> may close
//! a complaint, at any time before and after ---------> county visits (again)
//! ```
//!
//! Nothing may close while it is not known whether there is such a relative. A relative once named
//! is not taken back by a later answer, so that the duty can not be answered away.

use crate::rules::Rule;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

#[cfg(test)]
mod tests;

/// 57号 art. 11 and 20.
pub const RULE: Rule = Rule {
    says: "Where a member is a near relative of an officer or a committee member the case is registered apart, and the county visits itself; it also does after a complaint.",
    term: "单独登记备案",
    source: "民发〔2021〕57号 art. 11, 20; relations of 民发〔2012〕220号",
    data: None,
    tests: &[
        "assistance::near_relative::every_course_of_five_steps_agrees_with_the_law",
        "assistance::near_relative::a_complaint_after_the_visit_asks_for_another",
        "assistance::near_relative::a_case_closes_only_when_nothing_is_due",
    ],
};

/// 近亲属, as the 2012 text lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 配偶
    Spouse,
    /// 父母
    Parent,
    /// 子女
    Child,
    /// 兄弟姐妹
    Sibling,
    /// 祖父母
    PaternalGrandparent,
    /// 外祖父母
    MaternalGrandparent,
    /// 孙子女
    SonsChild,
    /// 外孙子女
    DaughtersChild,
}

/// Whose relative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Office {
    /// 最低生活保障经办人员
    Officer,
    /// 村（居）民委员会成员
    CommitteeMember,
}

/// One such tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinship {
    /// What the office-holder is to the member.
    pub relation: Relation,
    /// Which office.
    pub office: Office,
}

/// One application, as far as this rule looks at it. A default one has been asked nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    kinship: Option<Vec<Kinship>>,
    registered_on: Option<NaiveDate>,
    complained: bool,
    county_visited_on: Option<NaiveDate>,
    closed: bool,
}

/// What happens to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The household was asked; an empty list means no near relative. "Not known" is no answer.
    Answer(Vec<Kinship>),
    /// The township registered the case apart (单独登记备案).
    Register(NaiveDate),
    /// 投诉、举报
    Complain,
    /// The county made a home visit of its own.
    CountyVisit(NaiveDate),
    /// The case is decided.
    Close,
}

/// What is still to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// To find out whether there is a near relative.
    Ask,
    /// To register the case apart (art. 11).
    Register,
    /// To visit, by the county itself (art. 20).
    CountyVisit,
}

/// Why a step is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// Something is due first.
    #[error("the case may not be closed yet")]
    Due(Vec<Duty>),
    /// There is no near relative to register.
    #[error("nothing is to be registered")]
    NothingToRegister,
    /// Closed, and nobody has complained since.
    #[error("the case is closed")]
    Closed,
}

impl Case {
    /// The case after a step.
    pub fn after(mut self, step: Step) -> Result<Self, Refused> {
        if self.closed && step != Step::Complain {
            return Err(Refused::Closed);
        }
        match step {
            Step::Answer(named) => {
                let known = self.kinship.get_or_insert_default();
                known.extend(named);
            }
            Step::Register(on) if self.has_relative() => self.registered_on = Some(on),
            Step::Register(_) => return Err(Refused::NothingToRegister),
            // The visit that was made did not look at what is complained of now.
            Step::Complain => {
                self.complained = true;
                self.county_visited_on = None;
                self.closed = false;
            }
            Step::CountyVisit(on) => self.county_visited_on = Some(on),
            Step::Close => match self.due() {
                due if due.is_empty() => self.closed = true,
                due => return Err(Refused::Due(due)),
            },
        }
        Ok(self)
    }

    /// What is due before it may close.
    pub fn due(&self) -> Vec<Duty> {
        let visit = self.has_relative() || self.complained;
        let duties = [
            (Duty::Ask, self.kinship.is_none()),
            (Duty::Register, self.has_relative() && self.registered_on.is_none()),
            (Duty::CountyVisit, visit && self.county_visited_on.is_none()),
        ];
        duties.into_iter().filter(|(_, due)| *due).map(|(duty, _)| duty).collect()
    }

    /// Some member is a near relative.
    pub fn has_relative(&self) -> bool {
        self.kinship.as_ref().is_some_and(|named| !named.is_empty())
    }

    /// Decided, and not complained of since.
    pub fn is_closed(&self) -> bool {
        self.closed
    }
}
