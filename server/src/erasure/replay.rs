//! Erasures done again: on a database that was restored from a backup, and on what phones
//! bring to it once more.

use super::{Erase, Order, carry_out, erase_record, reach::Reach, register::Entry};
use crate::{
    db::{DbError, Row, Tx},
    keyring::Keyring,
    rosters, subjects,
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{AccountId, RecordId};

/// Carries out what the register names and the database still shows, and remembers what it
/// does not show yet. Returns how many payloads went.
pub fn replay(tx: &mut Tx<'_>, keyring: &Keyring, entries: &[Entry]) -> Result<u64, DbError> {
    tx.lock("erasures")?;
    let mut erased = 0;
    for entry in entries {
        let order = entry.order();
        let mut due = Reach { subjects: Vec::new(), records: Vec::new() };
        for subject in &entry.reach.subjects {
            match subjects::standing(tx, *subject)? {
                Some(standing) if standing.erased => {}
                Some(_) => due.subjects.push(*subject),
                None => expect(tx, subjects::type_of(*subject), &subject.uuid().to_string(), order)?,
            }
        }
        for record in &entry.reach.records {
            if tx.exists("SELECT id FROM record WHERE id = $1", &[(*record).into()])? {
                due.records.push(*record);
            } else {
                expect(tx, "record", &record.to_string(), order)?;
            }
        }
        erased += carry_out(tx, keyring, &due, order)?;
    }
    Ok(erased)
}

/// Whether anything is expected that [`meet`] would meet.
pub(crate) fn awaits(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    tx.exists("SELECT id FROM erased_before LIMIT 1", &[])
}

/// After a record was taken in: if it, or whom it is about, was erased in an earlier life of the
/// database, it is erased again. Returns whether the record itself was.
pub(crate) fn meet(tx: &mut Tx<'_>, keyring: &Keyring, record: RecordId) -> Result<bool, DbError> {
    let met = tx.map(
        "SELECT type, id, by_account, reason, at FROM erased_before
         WHERE id = $1 OR id IN (SELECT subject FROM record_subject WHERE record = $1)",
        &[record.into()],
        Expected::read,
    )?;
    let mut gone = false;
    for expected in met {
        let order = Order { by: expected.by, reason: &expected.reason, at: expected.at };
        match expected.what {
            Erase::Record(record) => {
                erase_record(tx, keyring, record, order)?;
                gone = true;
            }
            Erase::Subject(subject) => {
                if subjects::standing(tx, subject)?.is_some_and(|standing| !standing.erased) {
                    rosters::close(tx, subject)?;
                    subjects::erase(tx, subject)?;
                }
            }
        }
    }
    Ok(gone)
}

fn expect(tx: &mut Tx<'_>, kind: &str, id: &str, order: Order<'_>) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO erased_before (id, type, by_account, reason, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO NOTHING",
        &[id.into(), kind.into(), order.by.into(), order.reason.into(), order.at.into()],
    )
    .map(|_| ())
}

/// What was erased before and may come again.
struct Expected {
    what: Erase,
    by: AccountId,
    reason: String,
    at: DateTime<Utc>,
}

impl Expected {
    fn read(row: &Row) -> Result<Self, DbError> {
        let what = match row.get::<String>(0)?.as_str() {
            "record" => Erase::Record(row.get(1)?),
            _ => Erase::Subject(subjects::subject(row, 0)?),
        };
        Ok(Self { what, by: row.get(2)?, reason: row.get(3)?, at: row.get(4)? })
    }
}
