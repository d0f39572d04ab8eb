//! What follows when nobody answers (失联处置): a ladder of attempts, each with a time.
//! First call, second call, a neighbour or grid member at the door, the emergency
//! contact, and police or ambulance by the supervisor's decision. For dementia and high
//! risk it has one rung, the last, at once. No national timing is known; the times are a
//! proposal for the county to confirm.
//!
//! Where a ladder stands follows from the set of its attempts, in whatever order they
//! arrive and however often: phones come late and their clocks lie. Any contact settles
//! it. Otherwise the highest rung tried without an answer tells the next, timed from the
//! first attempt at it, so that calling again never buys time. A phone offline raises no
//! alarm, therefore the server runs the same.

#[cfg(test)]
mod tests;

use crate::{
    calendar::{CHINA_AHEAD, civil_day},
    id::AccountId,
    rules::Rule,
};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How a missed contact is followed up.
pub const RULE: Rule = Rule {
    says: "When nobody answers, each rung of the ladder follows in its time until somebody is reached; for dementia and high risk the supervisor decides on rescue at once.",
    term: "失联处置",
    source: "LOCAL (proposal)",
    data: Some("rules/2026-11.json"),
    tests: &[
        "missed_contact::tests::each_rung_follows_in_its_time",
        "missed_contact::tests::the_highest_rung_tried_tells_the_next",
        "missed_contact::tests::high_risk_goes_to_rescue_at_once",
        "missed_contact::tests::contact_at_any_rung_settles",
        "missed_contact::tests::order_and_repetition_change_nothing",
    ],
};

/// The times between rungs (section `missed_contact` of the rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// From the first call to the second.
    pub second_call_minutes: u32,
    /// The time of day in China by which somebody is at the door, on the day of the missed contact.
    pub door_no_later_than: NaiveTime,
    /// From the door to the call of the emergency contact.
    pub emergency_contact_minutes: u32,
    /// From there to the decision on rescue, and from one such decision to the next.
    pub rescue_minutes: u32,
}

/// One step up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The first call.
    FirstCall,
    /// The second.
    SecondCall,
    /// A neighbour or grid member (网格员) knocks.
    Door,
    /// The emergency contact on file is called.
    EmergencyContact,
    /// The supervisor decides on police (110) or ambulance (120).
    Rescue,
}

/// A contact that was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// When.
    pub at: DateTime<Utc>,
    /// Dementia, or a class at high risk.
    pub urgent: bool,
}

/// One attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Which rung.
    pub rung: Rung,
    /// Who made it, or saw to it.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub result: Answer,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The subject was reached, or somebody who is with them.
    Reached,
    /// Nobody was; or there was nobody to ask; or the supervisor decided to wait.
    NotReached,
    /// Police or ambulance was called.
    Summoned,
}

/// Where a ladder stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Somebody must act.
    Open(Step),
    /// Police or ambulance is on its way; open until somebody has reached the subject.
    Summoned,
    /// The subject was reached.
    Settled,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// On which rung.
    pub rung: Rung,
    /// Until when. It may have passed: then at once.
    pub not_later_than: DateTime<Utc>,
}

impl Ladder {
    /// Where it stands after these attempts, which are all of this one missed contact.
    pub fn standing(&self, missed: Missed, attempts: &[Attempt]) -> Standing {
        let any = |answer| attempts.iter().any(|attempt| attempt.result == answer);
        if any(Answer::Reached) {
            return Standing::Settled;
        }
        if any(Answer::Summoned) {
            return Standing::Summoned;
        }
        Standing::Open(self.step(missed, attempts))
    }

    fn step(&self, missed: Missed, attempts: &[Attempt]) -> Step {
        let highest = attempts.iter().map(|attempt| attempt.rung).max();
        let at = |rung| attempts.iter().filter(move |attempt| attempt.rung == rung).map(|attempt| attempt.at);
        let first = |rung| at(rung).min().unwrap_or(missed.at);
        let after = |at: DateTime<Utc>, minutes: u32| at + TimeDelta::minutes(minutes.into());
        let (rung, not_later_than) = match highest {
            Some(Rung::Rescue) => {
                let decided = at(Rung::Rescue).max().unwrap_or(missed.at);
                (Rung::Rescue, after(decided, self.rescue_minutes))
            }
            _ if missed.urgent => (Rung::Rescue, missed.at),
            None => (Rung::FirstCall, missed.at),
            Some(Rung::FirstCall) => {
                (Rung::SecondCall, after(first(Rung::FirstCall), self.second_call_minutes))
            }
            Some(Rung::SecondCall) => (Rung::Door, self.door(missed).max(first(Rung::SecondCall))),
            Some(Rung::Door) => {
                (Rung::EmergencyContact, after(first(Rung::Door), self.emergency_contact_minutes))
            }
            Some(Rung::EmergencyContact) => {
                (Rung::Rescue, after(first(Rung::EmergencyContact), self.rescue_minutes))
            }
        };
        Step { rung, not_later_than }
    }

    /// The same day's limit for the door, as an instant.
    fn door(&self, missed: Missed) -> DateTime<Utc> {
        civil_day(missed.at).and_time(self.door_no_later_than).and_utc() - CHINA_AHEAD
    }
}
