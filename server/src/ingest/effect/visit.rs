//! A visit: a row for supervisors, and the roster moves on.

use super::{FUTURE_DAY, Source};
use crate::{
    app,
    db::{DbError, Tx},
    rosters,
};
use doorstep_domain::{
    id::AccountId,
    review::ReviewState,
    visit::{Outcome, Urgency, Visit, VisitKind},
};

pub(super) fn apply(
    tx: &mut Tx<'_>,
    source: &Source<'_>,
    visit: &Visit,
) -> Result<Option<&'static str>, DbError> {
    let second = second_investigator(visit);
    let countersigned = match second {
        Some(second) => is_countersigned(tx, source, second)?,
        None => false,
    };
    tx.execute(
        "INSERT INTO visit (record, subject, region, kind, author, outcome, urgency, day, arrived_at,
             corrects, review, deadline, second, countersigned)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12, $13)",
        &[
            source.header.record.into(),
            visit.subject.uuid().to_string().into(),
            source.region.ok_or(DbError::NoRow)?.into(),
            visit.kind.tag().as_str().into(),
            source.header.author.into(),
            outcome(visit.outcome).into(),
            urgency(visit.urgency()).into(),
            visit.day.into(),
            source.at.into(),
            visit.corrects.into(),
            ReviewState::Submitted.as_str().into(),
            second.into(),
            countersigned.into(),
        ],
    )?;
    rosters::advance(tx, source.header, visit, source.at)?;
    Ok((visit.day > app::latest_day(source.at)).then_some(FUTURE_DAY))
}

fn second_investigator(visit: &Visit) -> Option<AccountId> {
    match &visit.kind {
        VisitKind::HouseholdCheck(check) => check.second_investigator,
        VisitKind::GuardianVisit(_)
        | VisitKind::ElderCheckIn(_)
        | VisitKind::NeedsAssessment
        | VisitKind::Census => None,
    }
}

/// Whether the second investigator's word for exactly this payload came before the visit did.
fn is_countersigned(tx: &mut Tx<'_>, source: &Source<'_>, second: AccountId) -> Result<bool, DbError> {
    tx.exists(
        "SELECT record FROM countersign WHERE visit = $1 AND by_account = $2 AND commitment = $3",
        &[source.header.record.into(), second.into(), source.header.commitment.to_string().into()],
    )
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
