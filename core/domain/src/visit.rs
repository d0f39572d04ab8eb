//! Visits: the household check (入户核查), the child-guardian visit (儿童监护走访), the elder
//! check-in (老年人探访关爱), and those that no roster asks for: the needs assessment
//! (家庭排查、需求评估) and the census (摸底调查); and the follow-up of a service plan (服务跟进).

pub mod bound;
pub mod countersign;
pub mod red_line;
pub mod trail;

use crate::{
    id::{AccountId, RecordId},
    place::Fix,
    plausibility::Flag,
    subject::Subject,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use bound::BoundQuestion;
pub use countersign::Countersign;
pub use red_line::{RedLine, Urgency};
pub use trail::{Touch, Trail};

/// One visit, as its author made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// Whom it was about.
    pub subject: Subject,
    /// Which visit, with what only that one has.
    pub kind: VisitKind,
    /// How it ended.
    pub outcome: Outcome,
    /// How it was made.
    pub mode: Mode,
    /// Who was met: `self`, `spouse`, `guardian`, `neighbour` …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met: Vec<String>,
    /// Who visited, the author first.
    pub visitors: Vec<AccountId>,
    /// When the form was opened, by the phone's own clock; order is never taken from it.
    pub began: DateTime<Utc>,
    /// When the visit was finished, by the phone's own clock.
    pub ended: DateTime<Utc>,
    /// The civil day of the visit, as the worker says.
    pub day: NaiveDate,
    /// Where the phone was, if it knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Fix>,
    /// What was found, in the worker's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub findings: String,
    /// Codes of needs found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What will be done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub follow_up: String,
    /// Red lines answered yes; one is enough to make an emergency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub red_lines: Vec<RedLine>,
    /// The day the worker means to come again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_date: Option<NaiveDate>,
    /// Its photographs: the `evidence` records saved with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<RecordId>,
    /// What the phone found unusual, and showed before the worker left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unusual: Vec<Flag>,
    /// Why it is so, in the worker's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub explanation: String,
    /// Which form asked the questions.
    pub form: FormRef,
    /// Every answer, as the form session gave it.
    pub answers: serde_json::Value,
    /// When each question was answered.
    #[serde(default, skip_serializing_if = "Trail::is_empty")]
    pub trail: Trail,
    /// The visit this one corrects; nothing is edited in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<RecordId>,
}

impl Visit {
    /// An emergency as soon as one red line was answered yes. Nothing else is weighed against it.
    pub fn urgency(&self) -> Urgency {
        red_line::urgency_of(&self.red_lines)
    }
}

/// Which visit it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum VisitKind {
    /// 入户核查
    HouseholdCheck(HouseholdCheck),
    /// 儿童监护走访
    GuardianVisit(GuardianVisit),
    /// 老年人探访关爱
    ElderCheckIn(ElderCheckIn),
    /// 残疾人家庭排查、需求评估
    NeedsAssessment,
    /// 摸底调查: 空巢老人、孤儿、困境儿童
    Census,
    /// 服务跟进
    FollowUp(FollowUp),
}

impl VisitKind {
    /// The bare kind.
    pub fn tag(&self) -> VisitTag {
        match self {
            Self::HouseholdCheck(_) => VisitTag::HouseholdCheck,
            Self::GuardianVisit(_) => VisitTag::GuardianVisit,
            Self::ElderCheckIn(_) => VisitTag::ElderCheckIn,
            Self::NeedsAssessment => VisitTag::NeedsAssessment,
            Self::Census => VisitTag::Census,
            Self::FollowUp(_) => VisitTag::FollowUp,
        }
    }
}

/// A visit kind without its data: what a roster line asks for and a form serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

impl VisitTag {
    /// Those that come again by a rule: a roster asks for them.
    pub const PERIODIC: [Self; 3] = [Self::HouseholdCheck, Self::GuardianVisit, Self::ElderCheckIn];

    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::HouseholdCheck,
        Self::GuardianVisit,
        Self::ElderCheckIn,
        Self::NeedsAssessment,
        Self::Census,
        Self::FollowUp,
    ];

    /// As stored and sent; also the id of the form that asks its questions.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HouseholdCheck => "household_check",
            Self::GuardianVisit => "guardian_visit",
            Self::ElderCheckIn => "elder_check_in",
            Self::NeedsAssessment => "needs_assessment",
            Self::Census => "census",
            Self::FollowUp => "follow_up",
        }
    }

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tag| tag.as_str() == text)
    }
}

/// What only a household check has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdCheck {
    /// Who else investigated: no fewer than two (民发〔2021〕57号 art. 16). Confirmed by their own [`Countersign`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_investigator: Option<AccountId>,
    /// The household's signature, or why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<HouseholdSignature>,
}

/// The signature of a household member present (art. 16(1)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum HouseholdSignature {
    /// Signed on the glass: the picture's SHA-256.
    Signed {
        /// Of the picture.
        media: String,
    },
    /// Refused or could not; the reason is recorded.
    Refused {
        /// In the worker's words.
        reason: String,
    },
}

/// What only a child-guardian visit has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardianVisit {
    /// Whether the child was spoken to without the carer in the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken_to_alone: Option<bool>,
}

/// What only an elder check-in has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElderCheckIn {}

/// What only a follow-up has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The sheet of the plan that it follows, if the phone had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<RecordId>,
    /// Whether the worker advises to close the case; the supervisor decides (结案).
    #[serde(default)]
    pub close: bool,
}

/// How a visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Someone of the household was met.
    Met,
    /// 无人在家
    NobodyHome,
    /// 已搬走
    Moved,
    /// 已去世
    Died,
    /// 拒绝
    Refused,
    /// 地址有误
    WrongAddress,
}

/// How a visit was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// At the door.
    Home,
    /// By telephone.
    Phone,
    /// By video call.
    Video,
}

/// A form and the version of it that asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FormRef {
    /// XLSForm `form_id`.
    pub id: String,
    /// XLSForm `version`.
    pub version: String,
}
