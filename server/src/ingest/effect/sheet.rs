//! A sheet: a row for supervisors; a service plan, a line of the roster too.

use super::{
    FUTURE_DAY, Source,
    queue::{self, Entry},
};
use crate::{
    app,
    db::{DbError, Tx},
    follow_ups,
};
use doorstep_domain::{
    answers::Answers,
    purpose::Purpose,
    sheet::{Held, Sheet, SheetTag},
};
use doorstep_protocol::batch::Quarantine;

pub(super) fn apply(
    tx: &mut Tx<'_>,
    source: &Source<'_>,
    sheet: &Sheet,
) -> Result<Option<&'static str>, DbError> {
    // Of nobody on file, and of an author without a post: nobody's queue is theirs.
    let Some(region) = source.region else { return Ok(Some(Quarantine::UnknownSubject.code())) };
    let held = match sheet.kind {
        SheetTag::Supervision | SheetTag::Training => Answers::of(&sheet.answers).and_then(Held::of),
        _ => None,
    };
    let entry = Entry {
        subject: sheet.subject,
        region,
        purpose: Purpose::Sheet(sheet.kind),
        urgency: sheet.urgency(),
        // What was held counts in the year in which it was.
        day: held.map_or(sheet.day, |held| held.on),
        corrects: sheet.corrects,
        // Nothing was held on a day that has not come.
        minutes: held.filter(|held| held.on <= app::latest_day(source.at)).map(|held| held.minutes),
        visited: None,
    };
    queue::put(tx, source, &entry)?;
    // A plan of tomorrow would take the place of every plan made until then.
    if entry.day.max(sheet.day) > app::latest_day(source.at) {
        return Ok(Some(FUTURE_DAY));
    }
    if let (SheetTag::ServicePlan, Some(subject)) = (sheet.kind, sheet.subject) {
        return follow_ups::planned(tx, source.header, sheet, (subject, region), source.at);
    }
    Ok(None)
}
