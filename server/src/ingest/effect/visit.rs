//! A visit: a row for supervisors, and the roster moves on.

use super::{
    FUTURE_DAY, Source,
    queue::{self, Entry, Visited},
};
use crate::{
    app,
    db::{DbError, Tx},
    rosters,
};
use doorstep_domain::{
    id::AccountId,
    purpose::Purpose,
    visit::{Visit, VisitKind},
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
    let entry = Entry {
        subject: Some(visit.subject),
        region: source.region.ok_or(DbError::NoRow)?,
        purpose: Purpose::Visit(visit.kind.tag()),
        urgency: visit.urgency(),
        day: visit.day,
        corrects: visit.corrects,
        minutes: None,
        visited: Some(Visited { outcome: visit.outcome, second, countersigned, next_date: visit.next_date }),
    };
    queue::put(tx, source, &entry)?;
    rosters::advance(tx, source.header, visit, source.at)?;
    Ok((visit.day > app::latest_day(source.at)).then_some(FUTURE_DAY))
}

fn second_investigator(visit: &Visit) -> Option<AccountId> {
    match &visit.kind {
        VisitKind::HouseholdCheck(check) => check.second_investigator,
        VisitKind::GuardianVisit(_)
        | VisitKind::ElderCheckIn(_)
        | VisitKind::NeedsAssessment
        | VisitKind::Census
        | VisitKind::FollowUp(_) => None,
    }
}

/// Whether the second investigator's word for exactly this payload came before the visit did.
fn is_countersigned(tx: &mut Tx<'_>, source: &Source<'_>, second: AccountId) -> Result<bool, DbError> {
    tx.exists(
        "SELECT record FROM countersign WHERE visit = $1 AND by_account = $2 AND commitment = $3",
        &[source.header.record.into(), second.into(), source.header.commitment.to_string().into()],
    )
}
