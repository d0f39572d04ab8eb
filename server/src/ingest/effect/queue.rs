//! What a supervisor looks at: a row for each visit and sheet.

use super::Source;
use crate::db::{DbError, Tx};
use chrono::NaiveDate;
use doorstep_domain::{
    id::{AccountId, RecordId, RegionId},
    purpose::Purpose,
    review::ReviewState,
    subject::Subject,
    visit::{Outcome, Urgency},
};

/// What a row says of a visit or a sheet.
pub(super) struct Entry {
    pub(super) subject: Option<Subject>,
    pub(super) region: RegionId,
    pub(super) purpose: Purpose,
    pub(super) urgency: Urgency,
    pub(super) day: NaiveDate,
    pub(super) corrects: Option<RecordId>,
    /// Of a supervision or a training.
    pub(super) minutes: Option<u32>,
    pub(super) visited: Option<Visited>,
}

/// What only a visit has.
pub(super) struct Visited {
    pub(super) outcome: Outcome,
    pub(super) second: Option<AccountId>,
    pub(super) countersigned: bool,
    pub(super) next_date: Option<NaiveDate>,
}

pub(super) fn put(tx: &mut Tx<'_>, source: &Source<'_>, entry: &Entry) -> Result<(), DbError> {
    let visited = entry.visited.as_ref();
    tx.execute(
        "INSERT INTO visit (record, subject, region, kind, author, outcome, urgency, day, arrived_at,
             corrects, review, deadline, second, countersigned, next_date, unusual, minutes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12, $13, $14, $15, $16)",
        &[
            source.header.record.into(),
            entry.subject.map(|subject| subject.uuid().to_string()).into(),
            entry.region.into(),
            entry.purpose.as_str().into(),
            source.header.author.into(),
            visited.map(|visited| outcome(visited.outcome)).into(),
            urgency(entry.urgency).into(),
            entry.day.into(),
            source.at.into(),
            entry.corrects.into(),
            ReviewState::Submitted.as_str().into(),
            visited.and_then(|visited| visited.second).into(),
            visited.is_some_and(|visited| visited.countersigned).into(),
            visited.and_then(|visited| visited.next_date).into(),
            // Nothing of a sheet is looked for across everybody's: it has been looked at.
            visited.is_none().then_some("[]").into(),
            entry.minutes.into(),
        ],
    )?;
    Ok(())
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "met",
        Outcome::NobodyHome => "nobody_home",
        Outcome::Moved => "moved",
        Outcome::Died => "died",
        Outcome::Refused => "refused",
        Outcome::WrongAddress => "wrong_address",
    }
}

fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Normal => "normal",
        Urgency::Emergency => "emergency",
    }
}
