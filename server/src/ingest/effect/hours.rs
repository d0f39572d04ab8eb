//! A volunteer's time: the ledger judges it beside what stands, and a person looks at what it would not take.

use super::Source;
use crate::{
    audience::Audience,
    db::{DbError, Tx},
    feed,
};
use chrono::{FixedOffset, TimeDelta};
use doorstep_domain::{
    calendar::{self, CHINA_AHEAD, civil_day},
    code::Severity,
    hours::{Activity, Claim, HoursEntry, HoursFinding, Line, Stamp, Travel, judge},
    id::ActivityId,
    rules,
};
use doorstep_protocol::changes::DocumentKind;
use std::collections::BTreeSet;

/// Entries around one that share a civil day with it, or a minute.
const AROUND: TimeDelta = TimeDelta::days(2);

pub(super) fn apply(
    tx: &mut Tx<'_>,
    source: &Source<'_>,
    entry: &HoursEntry,
) -> Result<Vec<String>, DbError> {
    tx.lock(&format!("hours:{}", entry.volunteer))?;
    let findings = judged(tx, source, entry)?;
    tx.execute(
        "INSERT INTO hours (record, activity, volunteer, sign_in, sign_out, minutes, corrects)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            source.header.record.into(),
            entry.activity.into(),
            entry.volunteer.into(),
            entry.sign_in.at.into(),
            entry.sign_out.at.into(),
            entry.minutes().into(),
            entry.corrects.into(),
        ],
    )?;
    let told = findings.into_iter().filter(|finding| {
        // Of its minutes alone the rules have spoken.
        finding.severity() == Severity::Deny && *finding != HoursFinding::MinutesOutOfRange
    });
    let codes: BTreeSet<&str> = told.map(HoursFinding::code).collect();
    Ok(codes.into_iter().map(str::to_owned).collect())
}

fn judged(tx: &mut Tx<'_>, source: &Source<'_>, entry: &HoursEntry) -> Result<Vec<HoursFinding>, DbError> {
    let Ok(rules) = rules::version(&source.header.rules_version) else { return Ok(Vec::new()) };
    let Some(china) = i32::try_from(CHINA_AHEAD.num_seconds()).ok().and_then(FixedOffset::east_opt) else {
        return Ok(Vec::new());
    };
    let activity = activity(tx, entry.activity)?;
    // In a year whose working days nobody has announced none is counted.
    let (day, entered) = (civil_day(entry.sign_in.at), civil_day(source.at));
    let working_days = calendar::national().between(day, entered.max(day)).unwrap_or(0);
    let line = Line { record: source.header.record, entry: entry.clone(), travel: Travel::default() };
    let claim = Claim {
        line: &line,
        author: source.header.author,
        second: None,
        working_days,
        activity_place: activity.as_ref().and_then(|activity| activity.place.as_ref()),
        duty: &[],
    };
    Ok(judge(&claim, &standing(tx, entry)?, china, &rules.hours))
}

fn activity(tx: &mut Tx<'_>, id: ActivityId) -> Result<Option<Activity>, DbError> {
    let held = feed::held(tx, DocumentKind::Activity, &id.to_string(), Audience::County)?;
    held.map(|body| serde_json::from_str(&body).map_err(|_| DbError::Json)).transpose()
}

/// The volunteer's entries around one, without those that were corrected.
fn standing(tx: &mut Tx<'_>, entry: &HoursEntry) -> Result<Vec<Line>, DbError> {
    let from = entry.sign_in.at.checked_sub_signed(AROUND).unwrap_or(entry.sign_in.at);
    let until = entry.sign_out.at.checked_add_signed(AROUND).unwrap_or(entry.sign_out.at);
    tx.map(
        "SELECT record, activity, sign_in, sign_out, corrects FROM hours
         WHERE volunteer = $1 AND sign_in < $2 AND sign_out > $3
           AND NOT EXISTS (
             SELECT 1 FROM hours AS later
             WHERE later.corrects = hours.record AND later.volunteer = hours.volunteer)",
        &[entry.volunteer.into(), until.into(), from.into()],
        |row| {
            let stamp = |at| Stamp { at, place: None };
            Ok(Line {
                record: row.get(0)?,
                entry: HoursEntry {
                    activity: row.get(1)?,
                    volunteer: entry.volunteer,
                    sign_in: stamp(row.get(2)?),
                    sign_out: stamp(row.get(3)?),
                    done: String::new(),
                    corrects: row.get(4)?,
                },
                travel: Travel::default(),
            })
        },
    )
}
