//! The service plan (服务计划): from needs to goals, referrals (转介) and linked resources (资源链接), each with
//! who and until when. A subject has one plan; a newer one takes its place. It stands on the roster as a
//! line of its own, due when the next follow-up was agreed and when a goal ends, and the follow-up visit
//! asks about its goals and referrals.

use crate::{
    answers::Answers,
    cadence::{Extra, Occasion, Plan},
    id::RecordId,
    rules::Rule,
    visit::VisitTag,
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days before the end of a goal from which a follow-up answers for it (LOCAL).
pub const GOAL_WINDOW_DAYS: u64 = 14;

/// Goals, and referrals, that go to whoever follows a plan up; the sheet itself has them all.
const MOST_LINES: usize = 20;

/// Characters of one of them that do.
const MOST_WORDS: usize = 500;

/// What holds of plans.
pub const RULES: [Rule; 2] = [
    Rule {
        says: "A service plan has at least one goal, and none that ends before the plan is made.",
        term: "服务计划",
        source: "LOCAL",
        data: None,
        tests: &["rules::sheet::a_plan_without_a_goal_or_with_one_that_is_over_is_looked_at"],
    },
    Rule {
        says: "A plan is followed up on the day agreed, and again when a goal ends.",
        term: "服务跟进",
        source: "LOCAL",
        data: None,
        tests: &[
            "sheet::plan::a_plan_is_due_when_it_was_agreed_and_then_when_each_goal_ends",
            "sheet::plan::what_was_agreed_at_a_follow_up_takes_the_place_of_what_was_agreed_before",
        ],
    },
];

/// A plan, as its sheet says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePlan {
    /// What is to be reached.
    pub goals: Vec<Goal>,
    /// To whom somebody was referred, in the worker's words.
    pub referrals: Vec<String>,
    /// The day agreed for the first follow-up.
    pub next: Option<NaiveDate>,
}

/// One goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// In the worker's words.
    pub goal: String,
    /// Until when.
    pub until: Option<NaiveDate>,
}

/// What a follow-up visit asks about: it travels with the roster line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// The sheet of the plan.
    pub plan: RecordId,
    /// Its day.
    pub made: NaiveDate,
    /// The goals, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<String>,
    /// The referrals, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referrals: Vec<String>,
}

impl ServicePlan {
    /// As the form asks it: the repeats `goals` and `referrals`, and `next_date`.
    pub fn of(answers: Answers<'_>) -> Self {
        let words = |text: &str| text.chars().take(MOST_WORDS).collect::<String>();
        let goals = answers.instances("goals").take(MOST_LINES).filter_map(|goal| {
            Some(Goal { goal: words(goal.text("goal")?), until: goal.date("goal_until") })
        });
        let referrals = answers
            .instances("referrals")
            .take(MOST_LINES)
            .filter_map(|referral| referral.text("referred_to").map(words));
        Self { goals: goals.collect(), referrals: referrals.collect(), next: answers.date("next_date") }
    }

    /// Its place on the roster.
    pub fn on_roster(&self, made: NaiveDate) -> Plan {
        let ends = self.goals.iter().filter_map(|goal| goal.until).map(|until| Extra {
            occasion: Occasion::GoalEnds,
            first: until.checked_sub_days(Days::new(GOAL_WINDOW_DAYS)).map_or(made, |first| first.max(made)),
            last: until,
        });
        let agreed = self.next.map(|next| Extra::agreed(made, next));
        Plan {
            entered: Some(made),
            extras: agreed.into_iter().chain(ends).collect(),
            ..Plan::plain(VisitTag::FollowUp, "", None)
        }
    }

    /// What the follow-up asks about.
    pub fn followed(&self, plan: RecordId, made: NaiveDate) -> Followed {
        let goals = self.goals.iter().map(|goal| goal.goal.clone()).collect();
        Followed { plan, made, goals, referrals: self.referrals.clone() }
    }
}

impl Followed {
    /// Whether a plan is the newer one; of two of one day the one that was begun later.
    pub fn gives_way_to(&self, other: &Self) -> bool {
        (other.made, other.plan) > (self.made, self.plan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cadence::{Reason, next},
        calendar, rules,
    };
    use serde_json::json;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn plan() -> Plan {
        let answers = json!({
            "goals": [
                { "_id": 1, "goal": "every day a warm meal", "goal_until": "2027-03-31" },
                { "_id": 2, "goal": "a rail beside the bed", "goal_until": "2026-12-20" },
            ],
            "referrals": [{ "_id": 3, "referred_to": "the township's canteen" }],
            "end": { "next_date": "2026-12-04" },
        });
        let read = ServicePlan::of(Answers::of(&answers).unwrap());
        assert_eq!((read.goals.len(), read.referrals.len()), (2, 1));
        read.on_roster(day("2026-11-24"))
    }

    fn due(plan: &Plan) -> Option<(NaiveDate, Reason)> {
        let table = rules::in_force_on(day("2026-11-24")).unwrap();
        next(plan, table, calendar::national()).map(|next| (next.due, next.because))
    }

    #[test]
    fn a_plan_is_due_when_it_was_agreed_and_then_when_each_goal_ends() {
        let (agreed, ends) = (Reason::Extra(Occasion::Agreed), Reason::Extra(Occasion::GoalEnds));
        assert_eq!(due(&plan()), Some((day("2026-12-04"), agreed)));
        let once = plan().visited(day("2026-12-03"), None);
        assert_eq!(due(&once), Some((day("2026-12-20"), ends)), "too early to answer for the goal");
        let twice = once.visited(day("2026-12-06"), None);
        assert_eq!(due(&twice), Some((day("2027-03-31"), ends)), "within its last two weeks");
        assert_eq!(due(&twice.visited(day("2027-03-17"), None)), None);
    }

    #[test]
    fn no_plan_puts_more_on_a_phone_than_somebody_can_follow_up() {
        let goals: Vec<_> = (0..30).map(|_| json!({ "goal": "长".repeat(2_000) })).collect();
        let answers = json!({ "goals": goals });
        let plan = ServicePlan::of(Answers::of(&answers).unwrap());
        assert_eq!((plan.goals.len(), plan.goals[0].goal.chars().count()), (MOST_LINES, MOST_WORDS));
    }

    #[test]
    fn what_was_agreed_at_a_follow_up_takes_the_place_of_what_was_agreed_before() {
        let agreed = Reason::Extra(Occasion::Agreed);
        let once = plan().visited(day("2026-11-30"), Some(day("2026-12-10")));
        assert_eq!(due(&once), Some((day("2026-12-10"), agreed)));
        let before = plan().visited(day("2026-11-20"), Some(day("2026-12-31")));
        assert_eq!(due(&before), Some((day("2026-12-04"), agreed)), "of the plan before this one");
        let past = plan().visited(day("2026-11-30"), Some(day("2026-11-30")));
        assert_eq!(
            due(&past).map(|(day, _)| day),
            Some(day("2026-12-20")),
            "a day that has come is no promise"
        );
    }
}
