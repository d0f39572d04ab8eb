//! A volunteer's time. The same minute counts once: an overlap is for a person to look at.

use super::{HOURS_OVERLAP, Source};
use crate::db::{DbError, Tx};
use doorstep_domain::hours::HoursEntry;

pub(super) fn apply(
    tx: &mut Tx<'_>,
    source: &Source<'_>,
    entry: &HoursEntry,
) -> Result<Option<&'static str>, DbError> {
    tx.lock(&format!("hours:{}", entry.volunteer))?;
    let overlap = overlaps(tx, entry)?;
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
    Ok(overlap.then_some(HOURS_OVERLAP))
}

/// Whether an entry in force, other than the one corrected, claims part of the same time.
fn overlaps(tx: &mut Tx<'_>, entry: &HoursEntry) -> Result<bool, DbError> {
    if entry.sign_out.at <= entry.sign_in.at {
        return Ok(false);
    }
    let corrected = entry.corrects.map(|record| record.to_string()).unwrap_or_default();
    tx.exists(
        "SELECT record FROM hours
         WHERE volunteer = $1 AND sign_in < $2 AND sign_out > $3 AND sign_in < sign_out AND record <> $4
           AND NOT EXISTS (SELECT 1 FROM hours AS later WHERE later.corrects = hours.record)
         LIMIT 1",
        &[entry.volunteer.into(), entry.sign_out.at.into(), entry.sign_in.at.into(), corrected.into()],
    )
}
