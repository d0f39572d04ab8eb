//! What is compared of a visit, and the visits it is compared with.

use crate::{
    db::{DbError, Row, Tx},
    regions, subjects,
};
use chrono::TimeDelta;
use doorstep_domain::{
    id::{AccountId, RecordId},
    likeness::Likeness,
    place::Fix,
    plausibility::{self, Earlier, Stop},
    subject::{Household, Subject},
    visit::{Mode, Outcome, Visit},
};
use doorstep_protocol::{
    clock::{Confidence, Reason},
    envelope::Header,
};
use std::collections::BTreeMap;

/// Of a worker's own visits, those that ended so long before or after.
const DAY: TimeDelta = TimeDelta::hours(24);

/// At most so many visits to one point, the newest: the first of them has said it.
const AT_ONE_POINT: i64 = 32;

/// What is compared of a visit. Its moments are put right by as much as its phone's clock was found to be ahead.
pub(super) fn stop(tx: &mut Tx<'_>, header: &Header, visit: &Visit) -> Result<Stop, DbError> {
    let weighed = header.clock.weighed();
    let ahead = weighed.ahead.unwrap_or_default();
    let right = |moment: chrono::DateTime<chrono::Utc>| moment.checked_sub_signed(ahead).unwrap_or(moment);
    let household = household(tx, visit.subject)?;
    let village = household.as_ref().map(|household| household.region);
    let outline = village.map(|village| regions::outline(tx, village)).transpose()?.flatten();
    let low = weighed.reason.confidence() == Confidence::Low;
    Ok(Stop {
        subject: visit.subject,
        visit: visit.kind.tag(),
        at_home: visit.outcome == Outcome::Met && visit.mode == Mode::Home,
        door: household.as_ref().and_then(|household| household.address.at),
        began: right(visit.began),
        ended: right(visit.ended),
        // A phone that never heard the county is not under suspicion; one whose clock was found wrong and put right is.
        clock_doubtful: low && weighed.reason != Reason::NeverHeard,
        outside_metres: plausibility::outside(visit.place.as_ref(), outline.as_ref()),
        place: visit.place.clone(),
        photographs: Vec::new(),
    })
}

fn household(tx: &mut Tx<'_>, subject: Subject) -> Result<Option<Household>, DbError> {
    let household = match subject {
        Subject::Household(household) => Some(household),
        Subject::Person(person) => subjects::person(tx, person)?.map(|person| person.household),
    };
    let Some(household) = household else { return Ok(None) };
    subjects::household(tx, household)
}

/// Keeps it, for those that come after. Returns whether it is new.
pub(super) fn keep(tx: &mut Tx<'_>, header: &Header, stop: &Stop) -> Result<bool, DbError> {
    let known = tx.exists("SELECT 1 FROM stop WHERE visit = $1", &[header.record.into()])?;
    tx.execute(
        "INSERT INTO stop (visit, author, ended_at, point, body) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (visit) DO UPDATE SET author = $2, ended_at = $3, point = $4, body = $5",
        &[
            header.record.into(),
            header.author.into(),
            stop.ended.into(),
            stop.place.as_ref().and_then(point).into(),
            serde_json::to_string(stop).map_err(|_| DbError::Json)?.into(),
        ],
    )?;
    Ok(!known)
}

/// Has the visits of the same worker looked at again that were made within a day after this one, and came before it.
pub(super) fn unsettle_later(tx: &mut Tx<'_>, header: &Header, stop: &Stop) -> Result<(), DbError> {
    let until = stop.ended.checked_add_signed(DAY).unwrap_or(stop.ended);
    tx.execute(
        "UPDATE visit SET unusual = NULL WHERE unusual IS NOT NULL AND record IN (
             SELECT visit FROM stop WHERE author = $1 AND ended_at > $2 AND ended_at <= $3 AND visit <> $4)",
        &[header.author.into(), stop.ended.into(), until.into(), header.record.into()],
    )?;
    Ok(())
}

/// The visits that may say something about this one: the worker's own around it, anybody's at the very same
/// point, and anybody's with a photograph that looks alike.
pub(super) fn beside(
    tx: &mut Tx<'_>,
    header: &Header,
    stop: &Stop,
    alike: Vec<(RecordId, Likeness)>,
) -> Result<Vec<Earlier>, DbError> {
    let read = |row: &Row| read(row, header.author);
    let around = [stop.ended.checked_sub_signed(DAY), stop.ended.checked_add_signed(DAY)];
    let around = around.map(|moment| moment.unwrap_or(stop.ended));
    let mut others = tx.map(
        "SELECT visit, author, body FROM stop WHERE author = $1 AND ended_at BETWEEN $2 AND $3",
        &[header.author.into(), around[0].into(), around[1].into()],
        read,
    )?;
    if let Some(point) = stop.place.as_ref().and_then(point) {
        others.extend(tx.map(
            "SELECT visit, author, body FROM stop WHERE point = $1 ORDER BY ended_at DESC LIMIT $2",
            &[point.into(), AT_ONE_POINT.into()],
            read,
        )?);
    }
    let mut others: BTreeMap<RecordId, Earlier> =
        others.into_iter().map(|other| (other.record, other)).collect();
    for (visit, likeness) in alike {
        if !others.contains_key(&visit) {
            let row = tx.row("SELECT visit, author, body FROM stop WHERE visit = $1", &[visit.into()])?;
            others.extend(row.map(|row| read(&row)).transpose()?.map(|other| (visit, other)));
        }
        if let Some(other) = others.get_mut(&visit) {
            other.stop.photographs.push(likeness);
        }
    }
    others.remove(&header.record);
    Ok(others.into_values().collect())
}

fn read(row: &Row, author: AccountId) -> Result<Earlier, DbError> {
    Ok(Earlier {
        record: row.get(0)?,
        same_worker: row.get::<AccountId>(1)? == author,
        stop: serde_json::from_str(&row.get::<String>(2)?).map_err(|_| DbError::Json)?,
    })
}

/// A satellite fix to the last digit.
fn point(fix: &Fix) -> Option<String> {
    (fix.provider == "gps").then(|| format!("{},{}", fix.at.longitude(), fix.at.latitude()))
}
