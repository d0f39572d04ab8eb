//! The ledger of volunteer hours: one more entry, judged beside those in force. Who came
//! first stands, so that the same entries in the same order always give the same answer.

use super::{HoursEntry, HoursFinding, Limits, Span, civil_day};
use crate::{
    id::{AccountId, RecordId},
    place::Fix,
};
use chrono::{FixedOffset, NaiveDate, TimeDelta};

#[cfg(test)]
mod tests;

/// An entry in the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its record.
    pub record: RecordId,
    /// As stamped.
    pub entry: HoursEntry,
    /// What of it was travel.
    pub travel: Travel,
}

/// Round-trip travel (往返交通) between the stamps. Service time is time actually given (令第67号 art. 7);
/// the 2012 Method says outright that travel is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Travel {
    /// After the sign-in.
    pub there_minutes: u32,
    /// Before the sign-out.
    pub back_minutes: u32,
}

/// An entry to be judged, and what its stamps do not tell.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The entry.
    pub line: &'a Line,
    /// Who entered it.
    pub author: AccountId,
    /// Who else vouches for it.
    pub second: Option<AccountId>,
    /// Working days from the activity to the entry, by the calendar in force.
    pub working_days: u32,
    /// Where the activity is, if it has one place.
    pub activity_place: Option<&'a Fix>,
    /// When the volunteer was on paid duty.
    pub duty: &'a [Span],
}

impl Line {
    /// The time given: the stamps without the travel.
    pub fn service(&self) -> Span {
        let minutes = |minutes: u32| TimeDelta::minutes(i64::from(minutes));
        let from = self.entry.sign_in.at.checked_add_signed(minutes(self.travel.there_minutes));
        let to = self.entry.sign_out.at.checked_sub_signed(minutes(self.travel.back_minutes));
        // A moment beyond the calendar leaves no time.
        let none = Span { from: self.entry.sign_in.at, to: self.entry.sign_in.at };
        from.zip(to).map_or(none, |(from, to)| Span { from, to })
    }

    fn day(&self, offset: FixedOffset) -> NaiveDate {
        civil_day(self.entry.sign_in.at, offset)
    }

    /// The lines of the same volunteer that stand once this one does: neither it nor what it or another corrects.
    fn beside<'a>(&self, before: &'a [Self]) -> Vec<&'a Self> {
        let corrected = |record| {
            let corrects = |line: &Self| line.entry.corrects == Some(record);
            corrects(self) || before.iter().any(corrects)
        };
        let stands = |line: &&Self| {
            line.entry.volunteer == self.entry.volunteer
                && line.record != self.record
                && !corrected(line.record)
        };
        before.iter().filter(stands).collect()
    }
}

/// What is to be said against a claim beside the lines in force, of any volunteer; days are those of `offset`.
pub fn judge(claim: &Claim<'_>, before: &[Line], offset: FixedOffset, limits: &Limits) -> Vec<HoursFinding> {
    let line = claim.line;
    let minutes = line.service().minutes();
    if minutes == 0 || minutes > limits.day_most_minutes {
        return vec![HoursFinding::MinutesOutOfRange];
    }
    let beside = line.beside(before);
    let mut findings = overlaps(line, &beside);
    findings.extend(days(line, &beside, offset, limits));
    findings.extend(pairs(line, &beside, offset, limits));
    findings.extend(place(claim, limits));
    findings.extend(late(claim, limits));
    findings.extend(on_duty(claim));
    findings
}

/// By the stamps, travel and all: nobody is on the way to one while serving at another.
fn overlaps(line: &Line, beside: &[&Line]) -> Vec<HoursFinding> {
    let overlapping = beside.iter().filter(|other| other.entry.overlaps(&line.entry));
    overlapping.map(|other| HoursFinding::Overlap { other: other.record }).collect()
}

fn days(line: &Line, beside: &[&Line], offset: FixedOffset, limits: &Limits) -> Vec<HoursFinding> {
    let others: Vec<_> = beside.iter().flat_map(|other| other.service().by_day(offset)).collect();
    let judged = line.service().by_day(offset).into_iter().filter_map(|(day, minutes)| {
        let same_day = others.iter().filter(|(other, _)| *other == day);
        let minutes = same_day.map(|(_, minutes)| *minutes).fold(minutes, u32::saturating_add);
        if minutes > limits.day_most_minutes {
            Some(HoursFinding::DayOverfull { day, minutes })
        } else {
            (minutes > limits.day_usual_minutes).then_some(HoursFinding::LongDay { day, minutes })
        }
    });
    judged.collect()
}

/// A pair counts on the day of its sign-in.
fn pairs(line: &Line, beside: &[&Line], offset: FixedOffset, limits: &Limits) -> Option<HoursFinding> {
    let same = beside
        .iter()
        .filter(|other| other.entry.activity == line.entry.activity && other.day(offset) == line.day(offset));
    let pairs = u32::try_from(same.count()).unwrap_or(u32::MAX).saturating_add(1);
    (pairs > limits.pairs_a_day).then_some(HoursFinding::TooManyPairs { pairs })
}

fn place(claim: &Claim<'_>, limits: &Limits) -> Option<HoursFinding> {
    let activity = claim.activity_place?;
    let Some(here) = claim.line.entry.sign_in.place.as_ref().filter(|fix| !fix.mock) else {
        return Some(HoursFinding::PlaceNotShown);
    };
    let radius = f64::from(limits.radius_metres);
    let unsure = here.unsure_metres() + activity.unsure_metres();
    let metres = here.at.metres_to(activity.at) - unsure;
    if metres > radius {
        Some(HoursFinding::FarFromActivity { metres: whole(metres) })
    } else {
        (unsure > radius).then_some(HoursFinding::PlaceNotShown)
    }
}

/// Later than art. 11 allows: somebody other than the volunteer and the author must vouch.
fn late(claim: &Claim<'_>, limits: &Limits) -> Option<HoursFinding> {
    let working_days = claim.working_days;
    let vouched =
        claim.second.is_some_and(|second| second != claim.author && second != claim.line.entry.volunteer);
    (working_days > limits.entry_working_days).then_some(if vouched {
        HoursFinding::LateEntry { working_days }
    } else {
        HoursFinding::LateEntryAlone { working_days }
    })
}

fn on_duty(claim: &Claim<'_>) -> Option<HoursFinding> {
    let service = claim.line.service();
    claim.duty.iter().any(|duty| duty.overlaps(service)).then_some(HoursFinding::OnDuty)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast that saturates is what is wanted"
)]
fn whole(metres: f64) -> u32 {
    metres.round() as u32
}
