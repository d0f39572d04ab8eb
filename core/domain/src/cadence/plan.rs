//! What is known of one subject that bears on when to come again.

use super::{Area, Candidate, Every, Reason, Since};
use crate::{
    calendar::{Festival, civil_day},
    post::Post,
    visit::VisitTag,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// One subject's place on the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Which visit.
    pub visit: VisitTag,
    /// The county's class: a household's A, B, C; a person's `high`, `key`, `general`, `red` … (see the rules table).
    pub class: String,
    /// Town or country, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// The national rule for people in this situation, if there is one. None is known for children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national: Option<National>,
    /// Entry on the roster, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<NaiveDate>,
    /// The last visit that counted. One before entry is as none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
    /// An override of this subject alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special: Option<Override>,
    /// A time in which there is nobody to visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
    /// Extra visits asked for; those before festivals come of themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extras: Vec<Extra>,
    /// The earliest major change (重大变化) that no visit has answered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub major_change: Option<DateTime<Utc>>,
}

impl Plan {
    /// Nothing known but the class and the last visit.
    pub fn plain(visit: VisitTag, class: &str, last: Option<NaiveDate>) -> Self {
        Self {
            visit,
            class: class.to_owned(),
            area: None,
            national: None,
            entered: None,
            last,
            special: None,
            pause: None,
            extras: Vec::new(),
            major_change: None,
        }
    }

    /// The plan after a visit that counted, and the day agreed for the next one; the same after one before the
    /// last.
    #[must_use]
    pub fn visited(mut self, day: NaiveDate, next: Option<NaiveDate>) -> Self {
        if self.last.is_some_and(|last| last >= day) {
            return self;
        }
        // What was agreed before entry is not agreed of this plan.
        if self.entered.is_none_or(|entered| day >= entered) {
            self.extras.retain(|extra| extra.occasion != Occasion::Agreed);
            self.extras.extend(next.filter(|next| *next > day).map(|next| Extra::agreed(day, next)));
        }
        let major_change = self.major_change.filter(|change| civil_day(*change) > day);
        Self { last: Some(day), major_change, ..self }
    }

    /// From when intervals run: the last visit, or entry where nobody has come since.
    pub(super) fn since(&self) -> Option<Since> {
        let visited = self.last.filter(|last| self.entered.is_none_or(|entered| *last >= entered));
        visited.map(Since::Visited).or(self.entered.map(Since::Entered))
    }
}

/// A cadence that the nation sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum National {
    /// 短期内经济状况变化不大的低保家庭: yearly.
    SteadyHousehold,
    /// 收入来源不固定、家庭成员有劳动能力的低保家庭: half-yearly.
    UnsteadyHousehold,
    /// 特殊困难老年人: in every natural month.
    ElderInDifficulty,
}

const HALF_YEAR: Every = Every::Months(NonZeroU32::new(6).unwrap());
const YEAR: Every = Every::Months(NonZeroU32::new(12).unwrap());

impl National {
    /// Counted from the last visit, so that no calendar year or half-year passes without one.
    pub fn every(self) -> Every {
        match self {
            Self::SteadyHousehold => YEAR,
            Self::UnsteadyHousehold => HALF_YEAR,
            Self::ElderInDifficulty => Every::NaturalMonth,
        }
    }

    /// Where it stands.
    pub fn source(self) -> &'static str {
        match self {
            Self::SteadyHousehold | Self::UnsteadyHousehold => "民发〔2021〕57号 art. 31",
            Self::ElderInDifficulty => "民发〔2022〕73号 (unverified)",
        }
    }
}

/// Another interval for one subject. It binds visits due while it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// How often instead.
    pub every: Every,
    /// The day it was given: nothing is due by it before.
    pub given: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// Who gave it. Only the county's gives more time than the class, and none more than the nation.
    pub by: Post,
    /// Why.
    pub ground: Ground,
}

impl Override {
    pub(super) fn by_county(&self) -> bool {
        self.by == Post::County
    }

    pub(super) fn asks(&self, since: Since) -> Candidate {
        let rule = Candidate::every(self.every, since, Reason::Override(self.ground));
        Candidate { opens: rule.opens.max(self.given), due: rule.due.max(self.given), ..rule }
    }

    /// What the class asks where the override ends first: not before that end.
    pub(super) fn outlived_by(&self, class: Candidate) -> Candidate {
        let opens = class.opens.max(self.given);
        match class.due < self.until {
            true => Candidate { opens, due: self.until, because: Reason::Override(self.ground), ..class },
            false => Candidate { opens, ..class },
        }
    }
}

/// Why a subject has an interval of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// A risk was found.
    RiskFound,
    /// Something happened.
    AfterIncident,
    /// The family asked.
    Requested,
    /// Somebody else comes regularly.
    CaredForByOthers,
    /// Another, on file.
    Other,
}

/// Days on which there is nobody to visit. It has an end, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub reason: PauseReason,
    /// The first such day.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
}

impl Pause {
    pub(super) fn covers(&self, day: NaiveDate) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

/// Why there is nobody to visit, or nobody may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// 住院
    Hospitalised,
    /// 临时外出
    Away,
    /// 重大突发事件: rechecks may be put off (art. 31, last paragraph).
    MajorEmergency,
}

/// A visit beside the regular ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// What for.
    pub occasion: Occasion,
    /// The first day on which a visit counts as it.
    pub first: NaiveDate,
    /// The last day on which it is in time.
    pub last: NaiveDate,
}

impl Extra {
    /// Agreed on a day for another.
    pub(crate) fn agreed(on: NaiveDate, next: NaiveDate) -> Self {
        Self { occasion: Occasion::Agreed, first: on.succ_opt().unwrap_or(on), last: next }
    }

    /// Nothing of one who was visited since it opened, or entered when it was over.
    pub(super) fn asks(self, since: Since) -> Option<Candidate> {
        let open = match since {
            Since::Visited(day) => day < self.first,
            Since::Entered(day) => day <= self.last,
        };
        let opens = self.first.max(since.opens());
        open.then_some(Candidate {
            opens,
            due: self.last,
            because: Reason::Extra(self.occasion),
            moved: None,
        })
    }
}

/// What an extra visit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// 极端天气
    ExtremeWeather,
    /// Before a festival.
    Festival(Festival),
    /// 开学前
    TermStart,
    /// 寒暑假
    SchoolHoliday,
    /// 约定的日子: with the person, at the last visit or in a plan.
    Agreed,
    /// 目标到期: a goal of the service plan ends.
    GoalEnds,
}
