//! Rules: versioned tables (`data/rules/*.json`) and the checks that phone and
//! server both run. A record names the version it was made under; the server runs
//! that one, so an honest visit made under last month's rules stays honest.

pub mod catalogue;
mod hours;
mod rule;
mod sheet;
mod table;
mod visit;

use crate::record::Record;
use serde::{Deserialize, Serialize};
use std::fmt;

pub use rule::Rule;
pub use table::{RulesTable, UnknownVersion, all, in_force_on, version};

/// Name of a rules table: `YYYY-MM` of the month from which it is in force.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RulesVersion(pub String);

impl fmt::Display for RulesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a rule has to say against a record. The code is stable; the words live in the shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The visit ends before it begins.
    EndsBeforeItBegins,
    /// A check by phone or video outside a declared emergency (民发〔2021〕57号 art. 16).
    RemoteCheckOutsideEmergency,
    /// Fewer than two investigators (art. 16).
    SecondInvestigatorMissing,
    /// The second investigator is the first.
    SecondInvestigatorIsAuthor,
    /// Neither a household signature nor the reason for none (art. 16(1)).
    SignatureMissing,
    /// Somebody was met, and it is not said who.
    MetNobodyNamed,
    /// The next visit lies before this one.
    NextDateInPast,
    /// An hours entry gives no time, or more than a day.
    MinutesOutOfRange,
    /// A member's citizen number cannot be one (GB 11643).
    CitizenNumberWrong,
    /// Two members have one citizen number.
    MemberListedTwice,
    /// The income a head is not what the amounts give (57号 art. 13).
    IncomeDoesNotAddUp,
    /// Property is exempt, and it is not said why, or it is no such thing (art. 14).
    ExemptionWithoutReason,
    /// Money, and not how much (art. 14).
    PropertyValueMissing,
    /// Rigid spending outside the twelve months before the application.
    SpendingOutsideWindow,
    /// A near relative of an officer or committee member: registered apart, and the county visits (art. 11, 20).
    NearRelative,
    /// A dwelling of grade C or D without a photograph of the danger.
    DangerPhotoMissing,
    /// The answers draw a red line that the visit does not name.
    RedLineMissing,
    /// A red line, and a class below the worst: a red line is never averaged away.
    RiskBelowRedLine,
    /// A child under fourteen, and nobody was asked for consent (个人信息保护法 art. 31).
    GuardianConsentMissing,
    /// A danger, and nobody has been told of it (漏报).
    NobodyTold,
    /// Somebody was told, later than the law or the county says (迟报).
    ToldLate,
    /// Written down later than the county says.
    WrittenLate,
    /// A service plan without a goal.
    PlanWithoutGoal,
    /// A goal of a service plan ends before the plan is made.
    GoalIsOver,
    /// An item of the screening is missing or has more points than there are (GB/T 42195-2022).
    AbilityItemWrong,
    /// The points of a part, or in all, are not their sum.
    AbilityPointsWrong,
}

impl Finding {
    /// Stable code, as receipts and screens carry it.
    pub fn code(self) -> &'static str {
        match self {
            Self::EndsBeforeItBegins => "ends_before_it_begins",
            Self::RemoteCheckOutsideEmergency => "remote_check_outside_emergency",
            Self::SecondInvestigatorMissing => "second_investigator_missing",
            Self::SecondInvestigatorIsAuthor => "second_investigator_is_author",
            Self::SignatureMissing => "signature_missing",
            Self::MetNobodyNamed => "met_nobody_named",
            Self::NextDateInPast => "next_date_in_past",
            Self::MinutesOutOfRange => "minutes_out_of_range",
            Self::CitizenNumberWrong => "citizen_number_wrong",
            Self::MemberListedTwice => "member_listed_twice",
            Self::IncomeDoesNotAddUp => "income_does_not_add_up",
            Self::ExemptionWithoutReason => "exemption_without_reason",
            Self::PropertyValueMissing => "property_value_missing",
            Self::SpendingOutsideWindow => "spending_outside_window",
            Self::NearRelative => "near_relative",
            Self::DangerPhotoMissing => "danger_photo_missing",
            Self::RedLineMissing => "red_line_missing",
            Self::RiskBelowRedLine => "risk_below_red_line",
            Self::GuardianConsentMissing => "guardian_consent_missing",
            Self::NobodyTold => "nobody_told",
            Self::ToldLate => "told_late",
            Self::WrittenLate => "written_late",
            Self::PlanWithoutGoal => "plan_without_goal",
            Self::GoalIsOver => "goal_is_over",
            Self::AbilityItemWrong => "ability_item_wrong",
            Self::AbilityPointsWrong => "ability_points_wrong",
        }
    }
}

/// Runs the rules of one table over one record. An empty answer means nothing to say.
pub fn check(record: &Record, rules: &RulesTable) -> Vec<Finding> {
    match record {
        Record::Visit(visit) => visit::check(visit, rules),
        Record::Sheet(sheet) => sheet::check(sheet, rules),
        Record::Hours(entry) => hours::check(entry, rules),
        Record::Countersign(_)
        | Record::Activity(_)
        | Record::SubjectNew(_)
        | Record::SubjectEdit(_)
        | Record::ReviewReply(_)
        | Record::DraftAbandoned(_)
        | Record::Evidence(_)
        | Record::ReadTrace(_) => Vec::new(),
    }
}
