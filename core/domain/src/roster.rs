//! Rosters: who is due for which visit, with whom, until when and by which rule.

use crate::{
    cadence::{self, Moved, Plan, Reason},
    calendar::Calendar,
    id::{AccountId, RegionId, RosterId},
    rules::RulesTable,
    sheet::Followed,
    subject::Subject,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One line of a roster. The server keeps it; phones hold the lines assigned to their worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterLine {
    /// Stable through every reassignment.
    pub id: RosterId,
    /// Whom to visit.
    pub subject: Subject,
    /// The village in which that is.
    pub region: RegionId,
    /// Whose work it is.
    pub assignee: AccountId,
    /// Which visit, and what is known that bears on when.
    #[serde(flatten)]
    pub plan: Plan,
    /// The last day on which the next one is in time.
    pub due: NaiveDate,
    /// The rule that makes it so; none of a day that a person gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Reason>,
    /// What moved it from the day that the rule gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// The service plan that the visit follows up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Followed>,
}

impl RosterLine {
    /// A line as a person gives it, with its day.
    pub fn given(
        id: RosterId,
        (subject, region): (Subject, RegionId),
        assignee: AccountId,
        plan: Plan,
        due: NaiveDate,
    ) -> Self {
        Self { id, subject, region, assignee, plan, due, because: None, moved: None, follows: None }
    }

    /// When it is due by its plan, under a table. A day that a person gave stands until a rule knows one.
    #[must_use]
    pub fn reckoned(self, table: &RulesTable, calendar: &Calendar) -> Self {
        match cadence::next(&self.plan, table, calendar) {
            Some(next) => Self { due: next.due, because: Some(next.because), moved: next.moved, ..self },
            None => self,
        }
    }
}

/// Where a due date stands against today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// Before today.
    Overdue,
    /// Today.
    Today,
    /// Within [`SOON_DAYS`].
    Soon,
    /// Later than that.
    Later,
}

/// What counts as soon, days.
pub const SOON_DAYS: i64 = 7;

/// Where `due` stands on the day `today`.
pub fn due_state(due: NaiveDate, today: NaiveDate) -> DueState {
    match (due - today).num_days() {
        ..0 => DueState::Overdue,
        0 => DueState::Today,
        1..=SOON_DAYS => DueState::Soon,
        _ => DueState::Later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_date_turns_from_later_to_overdue_day_by_day() {
        let due: NaiveDate = "2026-11-22".parse().unwrap();
        let states = [
            ("2026-11-14", DueState::Later),
            ("2026-11-15", DueState::Soon),
            ("2026-11-21", DueState::Soon),
            ("2026-11-22", DueState::Today),
            ("2026-11-23", DueState::Overdue),
        ];
        for (today, state) in states {
            assert_eq!(due_state(due, today.parse().unwrap()), state, "{today}");
        }
    }
}
