//! 公示: what may hang on the village wall (57号 art. 19 and 24, 43号 art. 15).
//!
//! A notice can say a name, a number of family members and an amount, because it has no room for
//! more; and it can be made for 低保 and 特困 only. 事实无人抚养 has none, to protect the children
//! (民发〔2019〕62号, unverified: 不宜设置公示环节), nor has any other programme for children: for
//! these there is no type of notice.
//!
//! This is a notice:
//!
//! ```
//! use doorstep_domain::assistance::publicity::{MinimumLivingAllowance, Notice};
//! let notice = Notice::<MinimumLivingAllowance>::new(Vec::new());
//! ```
//!
//! and this does not compile:
//!
//! ```compile_fail,E0277
//! use doorstep_domain::assistance::publicity::{ChildWithoutCare, Notice};
//! let notice = Notice::<ChildWithoutCare>::new(Vec::new());
//! ```
//!
//! nor can another crate say that it should:
//!
//! ```compile_fail,E0277
//! use doorstep_domain::{assistance::publicity::{Publishable, Orphan}, subject::household::Programme};
//! struct Mine(Orphan);
//! impl Publishable for Mine {
//!     const PROGRAMME: Programme = Programme::ExtremePoverty;
//! }
//! ```

pub mod standing;

use crate::{
    code::citizen_number::CitizenNumber,
    rules::Rule,
    subject::{
        household::Programme,
        person::{Identity, age_on},
    },
};
use chrono::NaiveDate;
use serde::Serialize;
use std::{fmt, marker::PhantomData, num::NonZeroU32};
use thiserror::Error;

#[cfg(test)]
mod tests;

/// 57号 art. 19 and 24, 43号 art. 15.
pub const RULES: [Rule; 2] = [
    Rule {
        says: "A public notice says name, number of family members and amount, of 低保 and 特困 only, and of nobody who is or may be a minor.",
        term: "公示内容",
        source: "民发〔2021〕57号 art. 24; 民发〔2021〕43号 art. 15; 民发〔2019〕62号 (unverified)",
        data: None,
        tests: &[
            "assistance::publicity::a_notice_says_three_things_of_each_and_nothing_else",
            "assistance::publicity::nobody_who_is_or_may_be_a_minor_is_named",
            "assistance::publicity::no_programme_for_children_is_publishable",
        ],
    },
    standing::RULE,
];

mod sealed {
    pub trait Sealed {}
}

/// A programme whose applicants are named in public. Sealed: the list is the law's.
pub trait Publishable: sealed::Sealed {
    /// Which one.
    const PROGRAMME: Programme;
}

/// 最低生活保障
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinimumLivingAllowance;

/// 特困人员救助供养
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtremePoverty;

impl sealed::Sealed for MinimumLivingAllowance {}
impl sealed::Sealed for ExtremePoverty {}

impl Publishable for MinimumLivingAllowance {
    const PROGRAMME: Programme = Programme::MinimumLivingAllowance;
}

impl Publishable for ExtremePoverty {
    const PROGRAMME: Programme = Programme::ExtremePoverty;
}

/// 事实无人抚养儿童. Not [`Publishable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChildWithoutCare;

/// 孤儿. Not [`Publishable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphan;

/// 困境儿童. Not [`Publishable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DisadvantagedChild;

/// 留守儿童. Not [`Publishable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftBehindChild;

/// A notice of a programme. Its JSON is what is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice<P: Publishable> {
    rows: Vec<Row>,
    #[serde(skip)]
    programme: PhantomData<P>,
}

impl<P: Publishable> Notice<P> {
    /// A notice of these.
    pub fn new(rows: Vec<Row>) -> Self {
        Self { rows, programme: PhantomData }
    }

    /// What it says.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Of which programme.
    pub fn programme(&self) -> Programme {
        P::PROGRAMME
    }
}

/// One line of a notice (57号 art. 24: 申请人姓名、家庭成员数量、保障金额).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    name: String,
    family_members: NonZeroU32,
    amount_fen: u64,
}

/// Why somebody is not named in public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotPublishable {
    /// Under 18 on the day of the notice.
    #[error("the applicant is a minor")]
    Minor,
    /// Perhaps under 18.
    #[error("the age of the applicant is not known")]
    AgeUnknown,
    /// Nothing to write.
    #[error("the applicant has no name")]
    NameMissing,
}

impl Row {
    /// The line of an applicant, on a notice of the day `on`.
    ///
    /// A minor is refused, also as the applicant of a household or as 特困, although 43号 art. 15
    /// makes no exception: a name on a wall can not be taken back, and such a case is for the county
    /// to decide how to post. Where the file and the citizen number tell two birth dates, the
    /// later one holds.
    pub fn new(
        applicant: &Identity,
        family_members: NonZeroU32,
        amount_fen: u64,
        on: NaiveDate,
    ) -> Result<Self, NotPublishable> {
        let numbered = applicant.citizen_number.as_ref().and_then(CitizenNumber::birth_date);
        let born = applicant.birth_date.max(numbered).ok_or(NotPublishable::AgeUnknown)?;
        match age_on(born, on) {
            None | Some(..18) => Err(NotPublishable::Minor),
            Some(_) if applicant.name.trim().is_empty() => Err(NotPublishable::NameMissing),
            Some(_) => Ok(Self { name: applicant.name.trim().to_owned(), family_members, amount_fen }),
        }
    }

    /// 申请人姓名
    pub fn name(&self) -> &str {
        &self.name
    }

    /// 家庭成员数量
    pub fn family_members(&self) -> NonZeroU32 {
        self.family_members
    }

    /// 保障金额, a month.
    pub fn amount_fen(&self) -> u64 {
        self.amount_fen
    }
}

/// Never prints the name: a wall is one thing, a log another.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Row(…)")
    }
}
