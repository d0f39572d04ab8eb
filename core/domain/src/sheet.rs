//! Sheets (文书): forms that are filled apart from a visit. The mandatory report (强制报告) and the
//! urgent one, a volunteer's account of a service, the service plan, supervision, training, consent.
//!
//! What a sheet says stands in its answers alone; what the core needs of them it reads by name, on
//! both sides: the [`plan`](ServicePlan), the [`telling`](Telling) of a report.

mod held;
mod plan;
mod telling;

use crate::{
    id::RecordId,
    place::Fix,
    subject::Subject,
    visit::{FormRef, RedLine, Trail, Urgency, red_line},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use held::{DAY_MINUTES, Held, RULE, TRAINING_LEAST_MINUTES, training_wanting};
pub use plan::{Followed, GOAL_WINDOW_DAYS, Goal, RULES, ServicePlan};
pub use telling::Telling;

/// One sheet, as its author filled it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Whom it is about, if it is about somebody on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Which sheet.
    pub kind: SheetTag,
    /// When it was opened, by the phone's own clock; order is never taken from it.
    pub began: DateTime<Utc>,
    /// When it was finished, by the phone's own clock.
    pub ended: DateTime<Utc>,
    /// Its civil day.
    pub day: NaiveDate,
    /// Where the phone was, if it knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Fix>,
    /// Red lines that its answers draw.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub red_lines: Vec<RedLine>,
    /// Its photographs: the `evidence` records saved with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<RecordId>,
    /// Which form asked the questions.
    pub form: FormRef,
    /// Every answer, as the form session gave it.
    pub answers: serde_json::Value,
    /// When each question was answered.
    #[serde(default, skip_serializing_if = "Trail::is_empty")]
    pub trail: Trail,
    /// The sheet this one corrects; nothing is edited in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<RecordId>,
}

impl Sheet {
    /// A report is an emergency whatever it says; another sheet as soon as it draws a red line.
    pub fn urgency(&self) -> Urgency {
        if self.kind.is_report() { Urgency::Emergency } else { red_line::urgency_of(&self.red_lines) }
    }
}

/// Which sheet: its name is the id of the form that asks its questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetTag {
    /// 强制报告: of a minor in danger (未成年人保护法 art. 11).
    MandatoryReport,
    /// 紧急情况报告: of an elder or a household.
    UrgentReport,
    /// 志愿服务记录
    VolunteerReport,
    /// 服务计划
    ServicePlan,
    /// 督导记录
    Supervision,
    /// 培训记录
    Training,
    /// 知情同意书
    Consent,
}

impl SheetTag {
    /// Every sheet.
    pub const ALL: [Self; 7] = [
        Self::MandatoryReport,
        Self::UrgentReport,
        Self::VolunteerReport,
        Self::ServicePlan,
        Self::Supervision,
        Self::Training,
        Self::Consent,
    ];

    /// As stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MandatoryReport => "mandatory_report",
            Self::UrgentReport => "urgent_report",
            Self::VolunteerReport => "volunteer_report",
            Self::ServicePlan => "service_plan",
            Self::Supervision => "supervision",
            Self::Training => "training",
            Self::Consent => "consent",
        }
    }

    /// The sheet of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tag| tag.as_str() == text)
    }

    /// Whether it reports a danger: it is never kept waiting, whoever sends it and whomever it is about.
    pub fn is_report(self) -> bool {
        matches!(self, Self::MandatoryReport | Self::UrgentReport)
    }

    /// Whether it tells of the station's own people: it belongs where its author works, whomever it names.
    pub fn is_of_staff(self) -> bool {
        matches!(self, Self::Supervision | Self::Training)
    }

    /// Whether it is nothing without somebody on file whom it is about.
    pub fn needs_subject(self) -> bool {
        matches!(self, Self::ServicePlan | Self::Consent)
    }
}
