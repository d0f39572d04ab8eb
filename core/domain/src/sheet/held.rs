//! What was held, on which day and how long: supervision (督导) and training (培训).

use crate::{answers::Answers, rules::Rule};
use chrono::NaiveDate;

/// Minutes of training that a resident worker owes in a calendar year: sixty hours.
pub const TRAINING_LEAST_MINUTES: u32 = 60 * 60;

/// Minutes of a day: nobody is supervised or trained longer in one.
pub const DAY_MINUTES: u32 = 24 * 60;

/// What is owed.
pub const RULE: Rule = Rule {
    says: "A resident worker is trained sixty hours a calendar year, counted in minutes by the day on which it was held.",
    term: "年度培训学时",
    source: "LOCAL (the station's contract)",
    data: None,
    tests: &["sheet::held::a_minute_short_of_sixty_hours_is_short"],
};

/// A supervision or a training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The civil day.
    pub on: NaiveDate,
    /// How long.
    pub minutes: u32,
}

impl Held {
    /// As the form asks it: `held_on` and `minutes`. `None` where either is missing, or no day has so many.
    pub fn of(answers: Answers<'_>) -> Option<Self> {
        let minutes = u32::try_from(answers.integer("minutes")?).ok()?;
        let possible = (1..=DAY_MINUTES).contains(&minutes);
        possible.then_some(Self { on: answers.date("held_on")?, minutes })
    }
}

/// Minutes of training that are still owed in a year.
pub fn training_wanting(minutes: u32) -> u32 {
    TRAINING_LEAST_MINUTES.saturating_sub(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_minute_short_of_sixty_hours_is_short() {
        for (minutes, wanting) in [(0, 3600), (3599, 1), (3600, 0), (5000, 0)] {
            assert_eq!(training_wanting(minutes), wanting);
        }
    }

    #[test]
    fn a_day_holds_no_more_than_its_minutes() {
        let held = |minutes: i64| {
            let answers = json!({ "held_on": "2026-11-20", "minutes": minutes });
            Held::of(Answers::of(&answers).unwrap()).map(|held| held.minutes)
        };
        let table = [(-1, None), (0, None), (1, Some(1)), (1440, Some(1440)), (1441, None)];
        for (minutes, wanted) in table {
            assert_eq!(held(minutes), wanted, "{minutes}");
        }
    }
}
