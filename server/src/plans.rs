//! What a supervisor says of one line of the roster: its class, an interval of its own, a
//! pause, an extra visit, a major change. The line is due anew at once, and its phone
//! hears of the day and of the reason. What the nation or the county asks cannot be
//! undercut here: [`doorstep_domain::cadence`] sees to that.

#[cfg(test)]
mod tests;

use crate::{
    accounts::{self, PersonSession, REVIEWING_POSTS},
    db::{DbError, Tx},
    rosters,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use doorstep_domain::{
    cadence::{Area, Every, Extra, Ground, National, Override, Pause, Plan},
    calendar,
    id::RosterId,
    post::Post,
    roster::RosterLine,
    rules,
    visit::VisitTag,
};
use thiserror::Error;

/// All that a supervisor may say of a line; what is left out no longer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The county's class.
    pub class: String,
    /// Town or country.
    pub area: Option<Area>,
    /// The national rule for people in this situation.
    pub national: Option<National>,
    /// An interval of its own.
    pub special: Option<Special>,
    /// A time in which there is nobody to visit.
    pub pause: Option<Pause>,
    /// Extra visits.
    pub extras: Vec<Extra>,
    /// When something changed for the worse or the better in a way that calls for a visit (重大变化).
    pub major_change: Option<DateTime<Utc>>,
}

/// An interval of its own, from today on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Special {
    /// How often instead.
    pub every: Every,
    /// Its last day.
    pub until: NaiveDate,
    /// Why.
    pub ground: Ground,
}

/// Longest pause or interval of its own, days: after a year somebody decides again.
pub const LONGEST: TimeDelta = TimeDelta::days(366);

/// Most extra visits at a time.
pub const MOST_EXTRAS: usize = 20;

/// Why a line stays as it is.
#[derive(Debug, Error)]
pub enum PlanError {
    /// None of this id, or outside the asker's regions.
    #[error("there is no such line")]
    NoSuchLine,
    /// The rules have no such class for this kind of visit.
    #[error("the rules know no such class")]
    UnknownClass,
    /// It ends before it begins, lies behind, or lasts longer than [`LONGEST`].
    #[error("the days do not fit")]
    Days(&'static str),
    /// More than [`MOST_EXTRAS`].
    #[error("too many extra visits")]
    TooManyExtras,
    /// A change that has not happened.
    #[error("a major change lies ahead")]
    ChangeAhead,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Says what holds of a line from now on. Returns it as it is due then.
pub fn set(
    tx: &mut Tx<'_>,
    by: &PersonSession,
    id: RosterId,
    terms: &Terms,
    at: DateTime<Utc>,
) -> Result<RosterLine, PlanError> {
    let line = rosters::line(tx, id)?.ok_or(PlanError::NoSuchLine)?;
    if !accounts::covers_as(tx, &REVIEWING_POSTS, by.account, line.region)? {
        return Err(PlanError::NoSuchLine);
    }
    let today = calendar::civil_day(at);
    check(line.plan.visit, terms, at)?;
    let county = accounts::covers_as(tx, &[Post::County], by.account, line.region)?;
    let post = if county { Post::County } else { Post::Supervisor };
    let planned = |plan: Plan| Plan {
        class: terms.class.clone(),
        area: terms.area,
        national: terms.national,
        special: terms.special.map(|special| standing(plan.special, special, post, today)),
        pause: terms.pause,
        extras: terms.extras.clone(),
        major_change: terms.major_change.filter(|change| plan.last < Some(calendar::civil_day(*change))),
        ..plan
    };
    rosters::replan(tx, id, today, planned)?.ok_or(PlanError::NoSuchLine)
}

/// One said again keeps the day it was given, and whose it is: saying it again renews nothing.
fn standing(before: Option<Override>, special: Special, by: Post, given: NaiveDate) -> Override {
    let Special { every, until, ground } = special;
    before
        .filter(|before| (before.every, before.until, before.ground) == (every, until, ground))
        .unwrap_or(Override { every, until, ground, by, given })
}

fn check(visit: VisitTag, terms: &Terms, at: DateTime<Utc>) -> Result<(), PlanError> {
    let today = calendar::civil_day(at);
    let table = rules::in_force_on(today).map_err(|_| PlanError::UnknownClass)?;
    if !table.interval_days.get(&visit).is_some_and(|classes| classes.contains_key(&terms.class)) {
        return Err(PlanError::UnknownClass);
    }
    let fits = |from: NaiveDate, until: NaiveDate| from <= until && until - from <= LONGEST;
    if terms.special.is_some_and(|special| !fits(today, special.until)) {
        return Err(PlanError::Days("special"));
    }
    if terms.pause.is_some_and(|pause| !fits(pause.from, pause.until)) {
        return Err(PlanError::Days("pause"));
    }
    if terms.extras.len() > MOST_EXTRAS {
        return Err(PlanError::TooManyExtras);
    }
    if terms.extras.iter().any(|extra| !fits(extra.first, extra.last)) {
        return Err(PlanError::Days("extras"));
    }
    match terms.major_change {
        Some(change) if change > at => Err(PlanError::ChangeAhead),
        _ => Ok(()),
    }
}
