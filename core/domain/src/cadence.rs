//! When to come again (走访频次, 定期核查): a plan of one subject, the rules in force and
//! the calendar in, a day and its reason out.
//!
//! Every rule that applies names a last day, and the earliest binds: the nation's, the
//! county's by class, an override of the one subject, extra visits, a major change. Then
//! each may move, once. What falls due within a pause is due on the day after it; what
//! fell due before the pause stays overdue, and what falls due after it stays where it
//! is. What falls in a long holiday is brought forward to the eve of it, if a visit then
//! would count. A major change moves for neither.
//!
//! The same plan under other rules, or in another class, gives what those would have
//! given from the start: nothing of the old date is kept.

mod every;
mod plan;
#[cfg(test)]
mod tests;

use crate::{
    calendar::{Calendar, Festival, Holiday, civil_day},
    rules::{Rule, RulesTable},
    visit::VisitTag,
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use every::{Area, ClassRule, Every, Since};
pub use plan::{Extra, Ground, National, Occasion, Override, Pause, PauseReason, Plan};

/// What holds of cadence.
pub const RULES: [Rule; 4] = [
    Rule {
        says: "A household on the allowance is checked again every year where little change is expected, every half-year where income is unsteady or a member can work.",
        term: "定期核查",
        source: "民发〔2021〕57号 art. 31",
        data: None,
        tests: &[
            "cadence::tests::each_national_rule_has_its_last_day",
            "cadence::tests::properties::never_later_than_the_strictest_rule_that_applies",
        ],
    },
    Rule {
        says: "An elder in special difficulty is visited in every natural month.",
        term: "月探访率",
        source: "十部门 特殊困难老年人探访关爱服务的指导意见 (2022; 民发〔2022〕73号, unverified)",
        data: None,
        tests: &["cadence::tests::each_national_rule_has_its_last_day"],
    },
    Rule {
        says: "A county sets the interval of each class, by town and country where it likes; an unknown class or area has the shortest.",
        term: "分类走访",
        source: "LOCAL",
        data: Some("rules/2026-11.json"),
        tests: &[
            "cadence::tests::xianyang_visits_class_c_more_often_in_town",
            "cadence::tests::only_the_county_may_give_more_time",
            "cadence::tests::properties::a_stricter_class_is_never_due_later",
        ],
    },
    Rule {
        says: "A visit due in a pause is due when it ends; one due in a long holiday is brought forward; neither is ever a way to come later than the rule.",
        term: "走访计划调整",
        source: "LOCAL",
        data: Some("rules/2026-11.json"),
        tests: &[
            "cadence::tests::moves::a_pause_moves_only_what_falls_due_in_it",
            "cadence::tests::moves::a_long_holiday_brings_the_visit_forward_to_its_eve",
            "cadence::tests::properties::a_pause_never_shortens",
            "cadence::tests::properties::a_later_visit_is_never_due_again_sooner",
        ],
    },
];

/// What the county sets beside the intervals (section `cadence` of the rules). All of it is LOCAL.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    /// Hours from a major change (重大变化) to a visit, for the classes at high risk.
    pub major_change_hours: BTreeMap<VisitTag, BTreeMap<String, u32>>,
    /// Festivals before which a kind of visit is made once more.
    pub festivals: BTreeMap<VisitTag, Vec<Festival>>,
    /// Days before the holiday in which a visit counts as that one.
    pub festival_window_days: u32,
    /// Days off in a row that make a long holiday.
    pub long_holiday_days: u32,
}

/// When the next visit is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Next {
    /// The last day on which it is in time.
    pub due: NaiveDate,
    /// The rule that makes it so.
    pub because: Reason,
    /// What moved it from the day that the rule gave.
    pub moved: Option<Moved>,
}

/// The rule that binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A major change, and the moment until which the visit answers it.
    MajorChange(DateTime<Utc>),
    /// The nation's cadence.
    National(National),
    /// The county's, for the class.
    Class,
    /// An override of this subject.
    Override(Ground),
    /// An extra visit.
    Extra(Occasion),
}

/// Why a due day is not the one of its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    /// Put off to the day after a pause.
    AfterPause(PauseReason),
    /// Brought forward to the eve of a long holiday.
    BeforeHoliday,
}

impl Reason {
    /// The article, or `LOCAL`.
    pub fn source(self) -> &'static str {
        match self {
            Self::National(national) => national.source(),
            Self::MajorChange(_) | Self::Class | Self::Override(_) | Self::Extra(_) => "LOCAL",
        }
    }
}

/// A rule's last day, and the first on which a visit satisfies it.
#[derive(Clone, Copy)]
struct Candidate {
    opens: NaiveDate,
    due: NaiveDate,
    because: Reason,
    moved: Option<Moved>,
}

impl Candidate {
    fn every(every: Every, since: Since, because: Reason) -> Self {
        Self { opens: every.opens(since), due: every.due(since), because, moved: None }
    }
}

/// When the next visit of a plan is due; `None` where no rule asks for one. Of one whose entry
/// and last visit are both unknown only a major change knows a day.
pub fn next(plan: &Plan, table: &RulesTable, calendar: &Calendar) -> Option<Next> {
    let regular = plan.since().map(|since| regular(plan, table, calendar, since));
    let change = table.cadence.major_change(plan, table);
    let binding = change.into_iter().chain(regular.into_iter().flatten()).min_by_key(|rule| rule.due)?;
    Some(Next { due: binding.due, because: binding.because, moved: binding.moved })
}

/// Every rule that counts from a visit or from entry, each moved as it may.
fn regular(plan: &Plan, table: &RulesTable, calendar: &Calendar, since: Since) -> Vec<Candidate> {
    let national =
        plan.national.map(|national| Candidate::every(national.every(), since, Reason::National(national)));
    let festivals = table.cadence.festivals(plan.visit, calendar);
    let extras = plan.extras.iter().copied().chain(festivals).filter_map(|extra| extra.asks(since));
    national
        .into_iter()
        .chain(by_class(plan, table, since).into_iter().flatten())
        .chain(extras)
        .map(|rule| table.cadence.bring_forward(put_off(rule, plan.pause), plan.pause, calendar))
        .collect()
}

/// The county's rule for the class and the override, which both bind; but the county's override stands in
/// place of the class, so that it may give more time, and gives none beyond its own end.
fn by_class(plan: &Plan, table: &RulesTable, since: Since) -> [Option<Candidate>; 2] {
    let shortest = table.every(plan.visit, &plan.class, plan.area).min_by_key(|every| every.due(since));
    let class = shortest.map(|every| Candidate::every(every, since, Reason::Class));
    let Some(given) = plan.special else { return [class, None] };
    let special = Some(given.asks(since)).filter(|special| special.due <= given.until);
    match class {
        Some(class) if given.by_county() => [special.or(Some(given.outlived_by(class))), None],
        _ => [class, special],
    }
}

fn put_off(rule: Candidate, pause: Option<Pause>) -> Candidate {
    match pause {
        Some(pause) if pause.covers(rule.due) => {
            let after = pause.until.succ_opt().unwrap_or(NaiveDate::MAX);
            Candidate { opens: after, due: after, moved: Some(Moved::AfterPause(pause.reason)), ..rule }
        }
        _ => rule,
    }
}

impl Cadence {
    /// A day in a year not announced stays where it is: it is brought forward when the notice is out.
    fn bring_forward(&self, rule: Candidate, pause: Option<Pause>, calendar: &Calendar) -> Candidate {
        let Ok(Some(rest)) = calendar.rest(rule.due) else { return rule };
        let Some(eve) = rest.first.pred_opt() else { return rule };
        let long = rest.days() >= i64::from(self.long_holiday_days);
        let counts = eve >= rule.opens && !pause.is_some_and(|pause| pause.covers(eve));
        if long && counts && calendar.is_working_day(eve) == Ok(true) {
            return Candidate { due: eve, moved: Some(Moved::BeforeHoliday), ..rule };
        }
        rule
    }

    fn festivals(&self, visit: VisitTag, calendar: &Calendar) -> impl Iterator<Item = Extra> {
        let ours = self.festivals.get(&visit).map(Vec::as_slice).unwrap_or_default();
        let window = Days::new(self.festival_window_days.into());
        calendar.holidays().iter().filter_map(move |holiday: &Holiday| {
            let festival = *holiday.festivals.iter().find(|festival| ours.contains(festival))?;
            Some(Extra {
                occasion: Occasion::Festival(festival),
                first: holiday.first.checked_sub_days(window)?,
                last: holiday.first.pred_opt()?,
            })
        })
    }

    /// An unknown class is at as high a risk as any.
    fn major_change(&self, plan: &Plan, table: &RulesTable) -> Option<Candidate> {
        let classes = self.major_change_hours.get(&plan.visit)?;
        let known = table.interval_days.get(&plan.visit)?.contains_key(&plan.class);
        let hours = match classes.get(&plan.class) {
            None if known => return None,
            hours => hours.or_else(|| classes.values().min())?,
        };
        let until = plan.major_change? + TimeDelta::hours((*hours).into());
        let due = civil_day(until);
        Some(Candidate { opens: due, due, because: Reason::MajorChange(until), moved: None })
    }
}
