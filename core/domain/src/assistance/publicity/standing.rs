//! Where one household's notice stands.
//!
//! ```text
//! posted --seven days, no objection--> unopposed
//!   ^  \--objection--> contested --investigated again, or reviewed--> reconsidered
//!   |                                                                     |
//!   +---------------------------- a new notice ---------------------------+
//! ```
//!
//! 43号 art. 15 asks for the new notice. For 低保, 57号 art. 19 asks for a new opinion only; it is
//! posted again all the same.

use crate::rules::Rule;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// 57号 art. 19, 43号 art. 15.
pub const RULE: Rule = Rule {
    says: "A notice hangs for seven days; an objection leads to a new investigation or a review by the village, and to a new notice.",
    term: "公示期",
    source: "民发〔2021〕57号 art. 19; 民发〔2021〕43号 art. 15",
    data: None,
    tests: &[
        "assistance::publicity::standing::a_notice_hangs_for_seven_days_after_its_own",
        "assistance::publicity::standing::every_step_from_every_standing",
        "assistance::publicity::standing::after_an_objection_only_a_new_notice_can_stand",
    ],
};

/// 公示期为7天: calendar days.
pub const DAYS: u64 = 7;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// On the wall.
    Posted {
        /// Since this day.
        on: NaiveDate,
    },
    /// Objected to, and nothing has been done about it.
    Contested,
    /// There is a new opinion, not posted yet.
    Reconsidered(Remedy),
    /// The seven days are over: the file goes to the county.
    Unopposed,
}

/// What is done about an objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// 重新组织调查
    Reinvestigation,
    /// 民主评议
    DemocraticReview,
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Somebody objects on this day.
    Object(NaiveDate),
    /// The township does what an objection asks for, and forms an opinion again.
    Reconsider(Remedy),
    /// A new notice goes up on this day.
    Post(NaiveDate),
    /// It is taken down on this day.
    TakeDown(NaiveDate),
}

/// Why a step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The step leads nowhere from here.
    #[error("the notice takes no such step")]
    NoSuchStep,
    /// The seven days are not over.
    #[error("the notice must hang longer")]
    TooEarly,
    /// The notice was not up on that day; to object later is to complain, and the county visits.
    #[error("the notice was not up on that day")]
    NotUp,
}

/// The last day on which a notice posted `on` hangs. The day of posting is not counted, as no period in
/// days counts the day that it starts on (民法典 art. 201, unverified).
pub fn last_day(on: NaiveDate) -> NaiveDate {
    on.checked_add_days(Days::new(DAYS)).unwrap_or(NaiveDate::MAX)
}

/// The standing after a step.
pub fn after(standing: Standing, step: Step) -> Result<Standing, Refused> {
    match (standing, step) {
        (Standing::Posted { on }, Step::Object(day)) if (on..=last_day(on)).contains(&day) => {
            Ok(Standing::Contested)
        }
        (Standing::Posted { .. }, Step::Object(_)) => Err(Refused::NotUp),
        (Standing::Posted { on }, Step::TakeDown(day)) if day > last_day(on) => Ok(Standing::Unopposed),
        (Standing::Posted { .. }, Step::TakeDown(_)) => Err(Refused::TooEarly),
        (Standing::Contested, Step::Reconsider(remedy)) => Ok(Standing::Reconsidered(remedy)),
        (Standing::Reconsidered(_), Step::Post(on)) => Ok(Standing::Posted { on }),
        _ => Err(Refused::NoSuchStep),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn posted() -> Standing {
        Standing::Posted { on: day("2026-11-23") }
    }

    #[test]
    fn a_notice_hangs_for_seven_days_after_its_own() {
        let object = |on| after(posted(), Step::Object(day(on)));
        assert_eq!(object("2026-11-22"), Err(Refused::NotUp));
        assert_eq!(object("2026-11-23"), Ok(Standing::Contested));
        assert_eq!(object("2026-11-30"), Ok(Standing::Contested));
        assert_eq!(object("2026-12-01"), Err(Refused::NotUp));
        let take_down = |on| after(posted(), Step::TakeDown(day(on)));
        assert_eq!(take_down("2026-11-30"), Err(Refused::TooEarly));
        assert_eq!(take_down("2026-12-01"), Ok(Standing::Unopposed));
        assert_eq!(last_day(day("2028-02-25")), day("2028-03-03"));
    }

    #[test]
    fn every_step_from_every_standing() {
        let again = Standing::Posted { on: day("2026-12-20") };
        let by = |remedy| Some(Standing::Reconsidered(remedy));
        let (anew, review) = (Remedy::Reinvestigation, Remedy::DemocraticReview);
        let steps = [
            Step::Object(day("2026-11-25")),
            Step::Reconsider(anew),
            Step::Reconsider(review),
            Step::Post(day("2026-12-20")),
            Step::TakeDown(day("2026-12-20")),
        ];
        let table = [
            (posted(), [Some(Standing::Contested), None, None, None, Some(Standing::Unopposed)]),
            (Standing::Contested, [None, by(anew), by(review), None, None]),
            (Standing::Reconsidered(anew), [None, None, None, Some(again), None]),
            (Standing::Reconsidered(review), [None, None, None, Some(again), None]),
            (Standing::Unopposed, [None; 5]),
        ];
        for (from, row) in table {
            for (step, to) in steps.into_iter().zip(row) {
                assert_eq!(after(from, step).ok(), to, "{step:?} from {from:?}");
            }
        }
    }

    #[test]
    fn after_an_objection_only_a_new_notice_can_stand() {
        let contested = after(posted(), Step::Object(day("2026-11-30"))).unwrap();
        assert_eq!(after(contested, Step::TakeDown(day("2027-11-30"))), Err(Refused::NoSuchStep));
        let reconsidered = after(contested, Step::Reconsider(Remedy::DemocraticReview)).unwrap();
        assert_eq!(after(reconsidered, Step::TakeDown(day("2027-11-30"))), Err(Refused::NoSuchStep));
        let again = after(reconsidered, Step::Post(day("2026-12-20"))).unwrap();
        assert_eq!(after(again, Step::TakeDown(day("2026-12-27"))), Err(Refused::TooEarly));
        assert_eq!(after(again, Step::TakeDown(day("2026-12-28"))), Ok(Standing::Unopposed));
    }
}
