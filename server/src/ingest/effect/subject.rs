//! Subjects met at a door, and edits of those on file.

use super::{CLASH, FAILED, Source};
use crate::{
    db::{DbError, Tx},
    keyring::Keyring,
    subjects::{self, Merged, SubjectError},
};
use doorstep_domain::{
    calendar,
    record::Unreadable,
    subject::{NewSubject, SubjectEdit},
};

/// Puts a new subject on file. Members who name another household than the one they came with are no record.
pub(super) fn put_new(
    tx: &mut Tx<'_>,
    source: &Source<'_>,
    new: &NewSubject,
) -> Result<Option<&'static str>, DbError> {
    let today = calendar::civil_day(source.at);
    let put = match new {
        NewSubject::Household { household, members } => {
            if members.iter().any(|member| member.household != household.id) {
                return Ok(Some(Unreadable::Shape.code()));
            }
            subjects::put_household(tx, household).and_then(|_| {
                members.iter().try_for_each(|member| subjects::put_person(tx, member, today).map(|_| ()))
            })
        }
        NewSubject::Person { person } => subjects::put_person(tx, person, today).map(|_| ()),
    };
    told(put.map(|()| None))
}

pub(super) fn edit(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    source: &Source<'_>,
    edit: &SubjectEdit,
) -> Result<Option<&'static str>, DbError> {
    let merged = subjects::edit(tx, keyring, source.header, source.hash, edit, source.at);
    told(merged.map(|merged| match merged {
        Merged::Whole => None,
        Merged::Clash => Some(CLASH),
        Merged::Malformed => Some(Unreadable::Shape.code()),
    }))
}

/// The region and the household were looked up before; if they are gone all the same, that is said.
fn told(done: Result<Option<&'static str>, SubjectError>) -> Result<Option<&'static str>, DbError> {
    match done {
        Ok(code) => Ok(code),
        Err(SubjectError::Db(error)) => Err(error),
        Err(SubjectError::UnknownRegion | SubjectError::UnknownHousehold) => Ok(Some(FAILED)),
    }
}
