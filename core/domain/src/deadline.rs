//! Statutory deadlines (法定期限): the last day on which each step of a procedure is in time.
//!
//! A period begins on the day after its start. One in working days is counted by the
//! [`Calendar`] and refused where a year of it is not announced. One in calendar days or
//! months ends on its own last day, worked or not: it would run on to the next working
//! day only where the law of the step said so, and none of these says it. The public
//! notice (公示) above all is a time for people to look, not a time limit on an office.

mod law;
#[cfg(test)]
mod tests;

use crate::{
    calendar::{Calendar, YearNotAnnounced},
    rules::{Rule, RulesTable},
};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use law::{Law, Step, law};

/// What holds of deadlines.
pub const RULES: [Rule; 3] = [
    Rule {
        says: "Each step of a procedure has a last day by its article; a county may promise an earlier one and never a later one.",
        term: "法定期限",
        source: "民发〔2021〕57号 art. 15, 17, 19-22; 特困人员认定办法; 刚性支出困难家庭认定办法; 民发〔2019〕62号; 民政部令第67号 art. 11",
        data: Some("rules/2026-11.json"),
        tests: &[
            "deadline::tests::every_step_has_the_length_of_its_article",
            "deadline::tests::golden_days_across_the_holidays",
            "deadline::tests::a_promise_shortens_and_never_lengthens",
        ],
    },
    Rule {
        says: "A public notice stands for seven calendar days, and its end does not move for a holiday.",
        term: "公示期",
        source: "民发〔2021〕57号 art. 19",
        data: None,
        tests: &["deadline::tests::a_notice_of_calendar_days_ends_on_a_holiday_too"],
    },
    Rule {
        says: "An urgent event is reported by telephone and then in writing within the county's minutes; a child in danger is reported at once, whatever these say.",
        term: "紧急报告",
        source: "LOCAL",
        data: Some("rules/2026-11.json"),
        tests: &["deadline::tests::an_urgent_report_is_due_by_phone_and_then_in_writing"],
    },
];

/// What the county sets (section `deadlines` of the rules). All of it is LOCAL.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// Working days within which the county promises a step (承诺时限). Longer than the law's, it is nothing.
    pub promised_working_days: BTreeMap<Step, u32>,
    /// Working days for the signatures and the registration of relief given first (先行救助). The
    /// national text says only that they follow when the emergency has eased.
    pub relief_paperwork_working_days: u32,
    /// Minutes from learning of an urgent event to the telephone report (one county: 20).
    pub urgent_phone_minutes: u32,
    /// Minutes from the same moment to the written one (40).
    pub urgent_written_minutes: u32,
}

/// How long a step may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// 工作日
    WorkingDays(u32),
    /// 天: natural days.
    Days(u32),
    /// 月: to the same day of the month, or the month's last where it has none.
    Months(u32),
}

/// A last day, and what makes it so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The last day on which the step is in time.
    pub last_day: NaiveDate,
    /// How long that is from its start.
    pub length: Length,
    /// The article that asks for the step.
    pub article: &'static str,
    /// Whether the length is the county's (LOCAL) and not the article's.
    pub local: bool,
}

/// The last day of a step that began on the day `from`: of acceptance, receipt, decision or posting, as
/// [`Step`] says. That day itself does not count.
pub fn due(
    step: Step,
    from: NaiveDate,
    calendar: &Calendar,
    table: &RulesTable,
) -> Result<Due, YearNotAnnounced> {
    let law = law(step);
    let county = &table.deadlines;
    let (length, local) = match (law.length, county.promised_working_days.get(&step)) {
        (None, _) => (Length::WorkingDays(county.relief_paperwork_working_days), true),
        (Some(Length::WorkingDays(most)), Some(promised)) if *promised < most => {
            (Length::WorkingDays(*promised), true)
        }
        (Some(length), _) => (length, false),
    };
    let last_day = length.after(from, calendar)?;
    Ok(Due { last_day, length, article: law.article, local })
}

/// The last day in special circumstances (特殊情况), for a step whose article allows more time in them.
pub fn extended(step: Step, from: NaiveDate, calendar: &Calendar) -> Result<Option<Due>, YearNotAnnounced> {
    let Law { extended: Some(length), article, .. } = law(step) else { return Ok(None) };
    let last_day = length.after(from, calendar)?;
    Ok(Some(Due { last_day, length, article, local: false }))
}

impl Length {
    fn after(self, from: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, YearNotAnnounced> {
        let last_day = match self {
            Self::WorkingDays(days) => return calendar.after(from, days),
            Self::Days(days) => from.checked_add_days(Days::new(days.into())),
            Self::Months(months) => from.checked_add_months(Months::new(months)),
        };
        last_day.ok_or(YearNotAnnounced { year: from.year() })
    }
}

/// When an urgent event must have been reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct UrgentReport {
    /// By telephone.
    pub phone: DateTime<Utc>,
    /// In writing.
    pub written: DateTime<Utc>,
}

impl Deadlines {
    /// Not for harm to a child (强制报告, 未成年人保护法 art. 11): that is reported at once, and no
    /// figure is leave to wait.
    pub fn urgent_report(&self, learned: DateTime<Utc>) -> UrgentReport {
        let within =
            |minutes: u32| learned.checked_add_signed(TimeDelta::minutes(minutes.into())).unwrap_or(learned);
        UrgentReport {
            phone: within(self.urgent_phone_minutes),
            written: within(self.urgent_written_minutes),
        }
    }
}
