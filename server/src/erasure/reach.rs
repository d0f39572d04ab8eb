//! How far an erasure reaches: told before it is done, written down when it is.

use super::{Erase, ErasureError};
use crate::{
    db::{DbError, Tx},
    subjects,
};
use doorstep_domain::{
    id::{HouseholdId, RecordId},
    subject::Subject,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Everything that one erasure takes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// A household comes with its members.
    pub subjects: Vec<Subject>,
    /// Records whose payloads go.
    pub records: Vec<RecordId>,
}

/// What an erasure would take with it now.
pub fn reach(tx: &mut Tx<'_>, what: Erase) -> Result<Reach, ErasureError> {
    match what {
        Erase::Record(record) => {
            if !tx.exists("SELECT id FROM record WHERE id = $1", &[record.into()])? {
                return Err(ErasureError::Unknown);
            }
            Ok(Reach { subjects: Vec::new(), records: with_payload(tx, record)? })
        }
        Erase::Subject(subject) => {
            if !is_on_file(tx, subject)? {
                return Err(ErasureError::Unknown);
            }
            let subjects = with_members(tx, subject)?;
            let mut records = BTreeSet::new();
            for subject in &subjects {
                records.extend(about(tx, *subject)?);
            }
            Ok(Reach { subjects, records: records.into_iter().collect() })
        }
    }
}

fn with_payload(tx: &mut Tx<'_>, record: RecordId) -> Result<Vec<RecordId>, DbError> {
    let holds = tx.exists("SELECT 1 FROM payload WHERE record = $1", &[record.into()])?;
    Ok(holds.then_some(record).into_iter().collect())
}

fn is_on_file(tx: &mut Tx<'_>, subject: Subject) -> Result<bool, DbError> {
    let id = subject.uuid().to_string();
    let kind = subjects::type_of(subject);
    tx.exists("SELECT id FROM subject WHERE id = $1 AND type = $2", &[id.into(), kind.into()])
}

/// A subject; a household with its members.
pub(crate) fn with_members(tx: &mut Tx<'_>, subject: Subject) -> Result<Vec<Subject>, DbError> {
    let mut subjects = vec![subject];
    if let Subject::Household(id) = subject {
        subjects.extend(members(tx, id)?);
    }
    Ok(subjects)
}

fn members(tx: &mut Tx<'_>, household: HouseholdId) -> Result<Vec<Subject>, DbError> {
    tx.map(
        "SELECT id FROM subject WHERE household = $1 AND type = 'person' ORDER BY id",
        &[household.into()],
        |row| Ok(Subject::Person(row.get(0)?)),
    )
}

fn about(tx: &mut Tx<'_>, subject: Subject) -> Result<Vec<RecordId>, DbError> {
    tx.map(
        "SELECT record FROM record_subject
         WHERE subject = $1 AND EXISTS (SELECT 1 FROM payload WHERE payload.record = record_subject.record)",
        &[subject.uuid().to_string().into()],
        |row| row.get(0),
    )
}
