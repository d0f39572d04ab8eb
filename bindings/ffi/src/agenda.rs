//! Whom to visit, and why now.

use crate::{
    error::DoorstepError,
    file::Subject,
    moment::{CivilDate, Instant},
    open::Doorstep,
    page::{Page, page},
    place::Place,
};
use doorstep_domain::{
    cadence,
    id::{RecordId, RegionId, RosterId},
    roster,
};
use doorstep_store::Shown;

pub use doorstep_domain::{
    cadence::{Ground, National, PauseReason},
    calendar::Festival,
    roster::DueState,
    visit::VisitTag,
};

/// A kind of visit.
#[uniffi::remote(Enum)]
pub enum VisitTag {
    /// 入户核查
    HouseholdCheck,
    /// 儿童监护走访
    GuardianVisit,
    /// 老年人探访关爱
    ElderCheckIn,
    /// 残疾人家庭排查、需求评估
    NeedsAssessment,
    /// 摸底调查
    Census,
    /// 服务跟进
    FollowUp,
}

/// Where a due date stands against today.
#[uniffi::remote(Enum)]
pub enum DueState {
    /// Before today.
    Overdue,
    /// Today.
    Today,
    /// Within seven days.
    Soon,
    /// Later than that.
    Later,
}

/// What to list, as of today. A cursor keeps the day and the position that its first page was asked with.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct AgendaQuery {
    /// Where the worker is, if known.
    #[uniffi(default = None)]
    pub near: Option<Place>,
    /// Only these states; empty for all.
    #[uniffi(default = [])]
    pub states: Vec<DueState>,
    /// Only this kind of visit.
    #[uniffi(default = None)]
    pub visit: Option<VisitTag>,
    /// Those visited here and not yet answered, in place of those due.
    #[uniffi(default = false)]
    pub done: bool,
}

/// One line of the agenda.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct AgendaRow {
    /// Which line.
    pub line: RosterId,
    /// Whom to visit.
    pub subject: Subject,
    /// Of the person, or of the head of the household; none while they are not on this phone.
    pub name: Option<String>,
    /// Which visit.
    pub visit: VisitTag,
    /// The county's class.
    pub class: String,
    /// The last day on which it is in time.
    pub due: CivilDate,
    /// Where that stands.
    pub state: DueState,
    /// The rule that makes it so; none of a day that a person gave.
    pub because: Option<DueReason>,
    /// What moved it from the day that the rule gave.
    pub moved: Option<DueMoved>,
    /// The last visit that counted.
    pub last: Option<CivilDate>,
    /// The service plan that the visit follows up.
    pub follows: Option<FollowedPlan>,
    /// The village.
    pub region: RegionId,
    /// Where the door is, in words.
    pub address: Option<String>,
    /// Where the door is.
    pub at: Option<Place>,
    /// From the position asked with, metres.
    pub distance_metres: Option<f64>,
    /// The visit saved here, while the county has not answered.
    pub saved_visit: Option<RecordId>,
}

page! {
    /// A part of the agenda.
    AgendaPage of AgendaRow
}

/// The rule that makes a visit due.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DueReason {
    /// A major change (重大变化).
    MajorChange {
        /// Until when the visit answers it.
        until: Instant,
    },
    /// The nation's cadence.
    National {
        /// Which.
        rule: National,
    },
    /// The county's, for the class.
    Class,
    /// An interval of this subject's own.
    Override {
        /// Why.
        ground: Ground,
    },
    /// An extra visit.
    Extra {
        /// What for.
        occasion: ExtraOccasion,
    },
}

/// A cadence that the nation sets.
#[uniffi::remote(Enum)]
pub enum National {
    /// 短期内经济状况变化不大的低保家庭
    SteadyHousehold,
    /// 收入来源不固定、家庭成员有劳动能力的低保家庭
    UnsteadyHousehold,
    /// 特殊困难老年人
    ElderInDifficulty,
}

/// Why a subject has an interval of its own.
#[uniffi::remote(Enum)]
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

/// What an extra visit is for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ExtraOccasion {
    /// 极端天气
    ExtremeWeather,
    /// Before a festival.
    BeforeFestival {
        /// Which.
        festival: Festival,
    },
    /// 开学前
    TermStart,
    /// 寒暑假
    SchoolHoliday,
    /// 约定的日子
    Agreed,
    /// 目标到期
    GoalEnds,
}

/// A holiday of the whole people.
#[uniffi::remote(Enum)]
pub enum Festival {
    /// 元旦
    NewYear,
    /// 春节
    SpringFestival,
    /// 清明节
    TombSweeping,
    /// 劳动节
    LabourDay,
    /// 端午节
    DragonBoat,
    /// 中秋节
    MidAutumn,
    /// 国庆节
    NationalDay,
    /// 抗战胜利纪念日: 2015 only.
    VictoryDay,
}

/// Why a due day is not the one of its rule.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DueMoved {
    /// Put off to the day after a pause.
    AfterPause {
        /// Why there was nobody to visit.
        pause: PauseReason,
    },
    /// Brought forward to the eve of a long holiday.
    BeforeHoliday,
}

/// Why there is nobody to visit, or nobody may.
#[uniffi::remote(Enum)]
pub enum PauseReason {
    /// 住院
    Hospitalised,
    /// 临时外出
    Away,
    /// 重大突发事件
    MajorEmergency,
}

/// A service plan, as far as its follow-up asks about it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FollowedPlan {
    /// The sheet of the plan.
    pub plan: RecordId,
    /// Its day.
    pub made: CivilDate,
    /// The goals, in words.
    pub goals: Vec<String>,
    /// The referrals, in words.
    pub referrals: Vec<String>,
}

#[uniffi::export]
impl Doorstep {
    /// Who is due: overdue, today, soon, later; nearest first where a position is known.
    pub fn agenda(&self, query: AgendaQuery, page: Page) -> Result<AgendaPage, DoorstepError> {
        let client = self.client()?;
        let query = doorstep_store::AgendaQuery {
            today: client.today(),
            near: query.near.map(TryInto::try_into).transpose()?,
            states: query.states,
            visit: query.visit,
            shown: if query.done { Shown::Done } else { Shown::Due },
        };
        AgendaPage::of(client.agenda(&query, &page.into())?, |row| Ok(row.into()))
    }

    /// Everybody who is due now or soon at the door of somebody (合并走访), most urgent first.
    pub fn due_together(&self, subject: Subject) -> Result<Vec<AgendaRow>, DoorstepError> {
        Ok(self.client()?.due_together(subject.into())?.into_iter().map(Into::into).collect())
    }
}

impl From<doorstep_store::AgendaRow> for AgendaRow {
    fn from(row: doorstep_store::AgendaRow) -> Self {
        let doorstep_store::AgendaRow { line, state, name, address, at, distance_metres, saved_visit } = row;
        let roster::RosterLine { id, subject, region, assignee: _, plan, due, because, moved, follows } =
            line;
        Self {
            line: id,
            subject: subject.into(),
            name,
            visit: plan.visit,
            class: plan.class,
            due,
            state,
            because: because.map(Into::into),
            moved: moved.map(Into::into),
            last: plan.last,
            follows: follows.map(|followed| FollowedPlan {
                plan: followed.plan,
                made: followed.made,
                goals: followed.goals,
                referrals: followed.referrals,
            }),
            region,
            address,
            at: at.map(Into::into),
            distance_metres,
            saved_visit,
        }
    }
}

impl From<cadence::Reason> for DueReason {
    fn from(reason: cadence::Reason) -> Self {
        match reason {
            cadence::Reason::MajorChange(until) => Self::MajorChange { until },
            cadence::Reason::National(rule) => Self::National { rule },
            cadence::Reason::Class => Self::Class,
            cadence::Reason::Override(ground) => Self::Override { ground },
            cadence::Reason::Extra(occasion) => Self::Extra { occasion: occasion.into() },
        }
    }
}

impl From<cadence::Occasion> for ExtraOccasion {
    fn from(occasion: cadence::Occasion) -> Self {
        match occasion {
            cadence::Occasion::ExtremeWeather => Self::ExtremeWeather,
            cadence::Occasion::Festival(festival) => Self::BeforeFestival { festival },
            cadence::Occasion::TermStart => Self::TermStart,
            cadence::Occasion::SchoolHoliday => Self::SchoolHoliday,
            cadence::Occasion::Agreed => Self::Agreed,
            cadence::Occasion::GoalEnds => Self::GoalEnds,
        }
    }
}

impl From<cadence::Moved> for DueMoved {
    fn from(moved: cadence::Moved) -> Self {
        match moved {
            cadence::Moved::AfterPause(pause) => Self::AfterPause { pause },
            cadence::Moved::BeforeHoliday => Self::BeforeHoliday,
        }
    }
}
