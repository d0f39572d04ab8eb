//! May a record have its effect? Reasons to keep it apart, and where it belongs.

use super::{prepare::Prepared, store::Desk};
use crate::{
    accounts,
    db::{DbError, Tx},
    reviews, rosters, subjects,
};
use doorstep_domain::{
    id::{AccountId, RegionId},
    record::Record,
    subject::{NewSubject, Subject},
};
use doorstep_protocol::batch::Quarantine;

/// Where a record belongs.
#[derive(Default)]
pub(super) struct About {
    /// Everyone it is about.
    pub(super) subjects: Vec<Subject>,
    /// The village, where one is known.
    pub(super) region: Option<RegionId>,
}

/// Whom a record names.
fn subjects_of(record: &Record) -> Vec<Subject> {
    match record {
        Record::Visit(visit) => vec![visit.subject],
        Record::SubjectEdit(edit) => vec![edit.subject],
        Record::Sheet(sheet) => sheet.subject.into_iter().collect(),
        Record::DraftAbandoned(abandoned) => abandoned.subject.into_iter().collect(),
        Record::Evidence(evidence) => evidence.subject.into_iter().collect(),
        Record::ReadTrace(trace) => vec![Subject::Person(trace.person)],
        Record::SubjectNew(new) => match &**new {
            NewSubject::Household { household, members } => std::iter::once(Subject::Household(household.id))
                .chain(members.iter().map(|member| Subject::Person(member.id)))
                .collect(),
            NewSubject::Person { person } => vec![Subject::Person(person.id)],
        },
        Record::Countersign(_) | Record::Hours(_) | Record::Activity(_) | Record::ReviewReply(_) => {
            Vec::new()
        }
    }
}

/// Whom and where a record of an author is about.
pub(super) fn about(tx: &mut Tx<'_>, record: &Record, author: AccountId) -> Result<About, DbError> {
    let subjects = match record {
        // It names a visit alone; its words are about whom the visit was about.
        Record::ReviewReply(reply) => reviews::subject_of(tx, reply.visit)?.into_iter().collect(),
        _ => subjects_of(record),
    };
    let region = match record {
        Record::SubjectNew(new) => match &**new {
            NewSubject::Household { household, .. } => {
                let known = tx.exists("SELECT id FROM region WHERE id = $1", &[household.region.into()])?;
                known.then_some(household.region)
            }
            NewSubject::Person { person } => region_of(tx, Subject::Household(person.household))?,
        },
        _ => match subjects.first() {
            Some(subject) => region_of(tx, *subject)?,
            None => None,
        },
    };
    let region = match record {
        Record::Sheet(sheet) if sheet.kind.is_of_staff() => accounts::home(tx, author)?,
        // A danger is never nobody's: who wrote of it has a supervisor.
        Record::Sheet(_) if region.is_none() && !needs_region(record) => accounts::home(tx, author)?,
        _ => region,
    };
    Ok(About { subjects, region })
}

/// Whether a record can have no effect without a place.
pub(super) fn needs_region(record: &Record) -> bool {
    match record {
        Record::Sheet(sheet) => sheet.kind.needs_subject(),
        _ => matches!(record, Record::Visit(_) | Record::SubjectEdit(_) | Record::SubjectNew(_)),
    }
}

fn region_of(tx: &mut Tx<'_>, subject: Subject) -> Result<Option<RegionId>, DbError> {
    Ok(subjects::standing(tx, subject)?.filter(|standing| !standing.erased).map(|standing| standing.region))
}

/// Reasons of the sender: whose phone, in which state, whose work.
pub(super) fn sender(
    tx: &mut Tx<'_>,
    desk: &mut Desk<'_>,
    prepared: &Prepared,
) -> Result<Vec<Quarantine>, DbError> {
    let header = &prepared.header;
    let mut reasons = Vec::new();
    if desk.from.is_some_and(|from| from != header.device) {
        reasons.push(Quarantine::ForeignDevice);
    }
    let device = desk.device(header.device).ok_or(DbError::NoRow)?;
    match device.state.as_str() {
        "active" => {}
        "retired" => reasons.push(Quarantine::DeviceRetired),
        _ => reasons.push(Quarantine::DeviceCompromised),
    }
    if device.account != header.author {
        reasons.push(Quarantine::AuthorNotOfDevice);
    }
    if !desk.is_active(tx, header.author)? {
        reasons.push(Quarantine::AuthorInactive);
    }
    Ok(reasons)
}

/// Reasons of the subject: known, and within the author's reach.
pub(super) fn scope(
    tx: &mut Tx<'_>,
    desk: &mut Desk<'_>,
    record: &Record,
    about: &About,
    author: AccountId,
) -> Result<Vec<Quarantine>, DbError> {
    if !needs_region(record) {
        // About nobody, or something that happened whether or not it was allowed.
        return Ok(Vec::new());
    }
    if let Record::SubjectNew(new) = record
        && is_taken(tx, new)?
    {
        return Ok(vec![Quarantine::IdentityClash]);
    }
    let Some(region) = about.region else { return Ok(vec![Quarantine::UnknownSubject]) };
    if desk.covers(tx, author, region)? {
        return Ok(Vec::new());
    }
    for subject in &about.subjects {
        if rosters::was_assigned(tx, *subject, author)? {
            return Ok(Vec::new());
        }
    }
    Ok(vec![Quarantine::OutOfScope])
}

/// Whether something else stands on file under an id that a new subject claims.
fn is_taken(tx: &mut Tx<'_>, new: &NewSubject) -> Result<bool, DbError> {
    let (household, people) = match new {
        NewSubject::Household { household, members } => (Some(household), members.as_slice()),
        NewSubject::Person { person } => (None, std::slice::from_ref(person)),
    };
    if let Some(household) = household
        && subjects::standing(tx, Subject::Household(household.id))?.is_some()
        && subjects::household(tx, household.id)?.as_ref() != Some(household)
    {
        return Ok(true);
    }
    for person in people {
        if subjects::standing(tx, Subject::Person(person.id))?.is_some()
            && subjects::person(tx, person.id)?.as_ref() != Some(person)
        {
            return Ok(true);
        }
    }
    Ok(false)
}
