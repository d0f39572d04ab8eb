//! When each question was answered: what was changed before leaving, and what long after. The visit's
//! author answered, on one phone; nobody else can open a draft.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Questions of one visit whose times are kept; a form that asks more is kept in part.
const MOST: usize = 1_000;

/// The questions of a visit in the order in which they were first answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trail(Vec<Touch>);

/// One question. On the wire: `["health/mood",35,410,2]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(String, u32, u32, u32)", into = "(String, u32, u32, u32)")]
pub struct Touch {
    /// Its path in the form.
    pub question: String,
    /// When it was first answered, seconds after the form was opened by the phone's own clock.
    pub first_seconds: u32,
    /// When it was last answered or cleared.
    pub last_seconds: u32,
    /// How often.
    pub times: u32,
}

impl Trail {
    /// A question was answered or cleared.
    pub fn touched(&mut self, question: &str, began: DateTime<Utc>, at: DateTime<Utc>) {
        let seconds = u32::try_from((at - began).num_seconds().max(0)).unwrap_or(u32::MAX);
        if let Some(known) = self.0.iter_mut().find(|touch| touch.question == question) {
            known.last_seconds = seconds;
            known.times = known.times.saturating_add(1);
        } else if self.0.len() < MOST {
            let question = question.to_owned();
            self.0.push(Touch { question, first_seconds: seconds, last_seconds: seconds, times: 1 });
        }
    }

    /// The questions in their order.
    pub fn touches(&self) -> &[Touch] {
        &self.0
    }

    /// When a question of this name was first answered, in a form that was opened at a moment.
    pub fn first(&self, name: &str, began: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let named = self.0.iter().filter(|touch| touch.question.rsplit('/').next() == Some(name));
        let seconds = named.map(|touch| touch.first_seconds).min()?;
        began.checked_add_signed(TimeDelta::seconds(seconds.into()))
    }

    /// Whether nothing was answered, or nothing is known of it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<(String, u32, u32, u32)> for Touch {
    fn from((question, first_seconds, last_seconds, times): (String, u32, u32, u32)) -> Self {
        Self { question, first_seconds, last_seconds, times }
    }
}

impl From<Touch> for (String, u32, u32, u32) {
    fn from(touch: Touch) -> Self {
        (touch.question, touch.first_seconds, touch.last_seconds, touch.times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_is_answered_again_keeps_its_first_time_and_gets_a_last() {
        let began: DateTime<Utc> = "2026-11-23T01:00:00Z".parse().unwrap();
        let after = |seconds| began + chrono::TimeDelta::seconds(seconds);
        let mut trail = Trail::default();
        trail.touched("health/mood", began, after(35));
        trail.touched("mode", began, after(40));
        trail.touched("health/mood", began, after(410));
        trail.touched("late", began, after(-5));
        assert_eq!(trail.first("mood", began), Some(after(35)));
        assert_eq!(trail.first("health", began), None);
        let written = serde_json::to_string(&trail).unwrap();
        assert_eq!(written, r#"[["health/mood",35,410,2],["mode",40,40,1],["late",0,0,1]]"#);
        assert_eq!(serde_json::from_str::<Trail>(&written).unwrap(), trail);
    }

    #[test]
    fn no_form_makes_a_trail_without_end() {
        let mut trail = Trail::default();
        for question in 0..2 * MOST {
            trail.touched(&question.to_string(), DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH);
        }
        assert_eq!(trail.touches().len(), MOST);
    }
}
