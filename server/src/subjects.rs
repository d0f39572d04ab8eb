//! Households and persons as they stand, and the documents that follow from them.
//!
//! | subject | who holds what |
//! |---|---|
//! | household, adult | everyone whose posts cover the village: the whole file |
//! | child | everyone whose posts cover the village: the [`ChildCard`]; only those who have the child on their roster: the whole file |
//!
//! Who is a child is decided on the day of writing, and again on the day of coming of
//! age ([`crate::daily`]).

mod merge;

#[cfg(test)]
mod tests;

use crate::{
    audience::Audience,
    db::{DbError, Row, Tx},
    feed,
};
use chrono::NaiveDate;
use doorstep_domain::{
    id::{AccountId, HouseholdId, PersonId, RegionId},
    subject::{Household, Person, Subject, person::ChildCard},
};
use doorstep_protocol::changes::DocumentKind;

pub(crate) use merge::{Merged, edit};

/// Why a subject cannot be put on file.
#[derive(Debug, thiserror::Error)]
pub enum SubjectError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A household names a region that the county does not have.
    #[error("the region is not on file")]
    UnknownRegion,
    /// A person names a household that is not on file.
    #[error("the household is not on file")]
    UnknownHousehold,
}

/// What the county knows of a subject without opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The village.
    pub region: RegionId,
    /// A child on file.
    pub child: bool,
    /// Counts from 1; one more with each change.
    pub revision: u64,
    /// Its data were erased.
    pub erased: bool,
}

/// Where a subject stands, or `None` if it is not on file. For write jobs: the row is held until the transaction ends.
pub fn standing(tx: &mut Tx<'_>, subject: Subject) -> Result<Option<Standing>, DbError> {
    let row = tx.row(
        "SELECT region, child, revision, CASE WHEN body IS NULL THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END
         FROM subject WHERE id = $1 AND type = $2 FOR UPDATE",
        &[subject.uuid().to_string().into(), type_of(subject).into()],
    )?;
    row.map(|row| {
        Ok(Standing { region: row.get(0)?, child: row.get(1)?, revision: row.get(2)?, erased: row.get(3)? })
    })
    .transpose()
}

/// Puts a household on file, new or changed, and tells the phones of its village. Returns the revision.
pub fn put_household(tx: &mut Tx<'_>, household: &Household) -> Result<u64, SubjectError> {
    if !tx.exists("SELECT id FROM region WHERE id = $1", &[household.region.into()])? {
        return Err(SubjectError::UnknownRegion);
    }
    let before = standing(tx, Subject::Household(household.id))?;
    let row = Filed { id: household.id.to_string(), region: household.region, household: None, child: false };
    let revision = write(tx, Subject::Household(household.id), &row, household)?;
    let key = household.id.to_string();
    if let Some(before) = before.filter(|before| before.region != household.region) {
        feed::remove(tx, DocumentKind::Household, &key, Audience::Region(before.region))?;
        move_members(tx, household.id, before.region, household.region)?;
    }
    feed::put(tx, DocumentKind::Household, &key, Audience::Region(household.region), household)?;
    Ok(revision)
}

/// Puts a person on file, new or changed, and tells the phones that may know. `today` decides who is a child.
/// Returns the revision.
pub fn put_person(tx: &mut Tx<'_>, person: &Person, today: NaiveDate) -> Result<u64, SubjectError> {
    let household =
        standing(tx, Subject::Household(person.household))?.ok_or(SubjectError::UnknownHousehold)?;
    let row = Filed {
        id: person.id.to_string(),
        region: household.region,
        household: Some(person.household),
        child: person.is_child_on(today),
    };
    let before = standing(tx, Subject::Person(person.id))?;
    let revision = write(tx, Subject::Person(person.id), &row, person)?;
    if let Some(before) = before.filter(|before| before.region != row.region) {
        feed::remove(tx, DocumentKind::Person, &row.id, Audience::Region(before.region))?;
        feed::remove(tx, DocumentKind::ChildCard, &row.id, Audience::Region(before.region))?;
    }
    publish_person(tx, person, row.region, row.child)?;
    Ok(revision)
}

/// A household on file; `None` if there is none or it was erased.
pub fn household(tx: &mut Tx<'_>, id: HouseholdId) -> Result<Option<Household>, DbError> {
    body(tx, Subject::Household(id))?
        .map(|body| serde_json::from_str(&body).map_err(|_| DbError::Json))
        .transpose()
}

/// A person on file; `None` if there is none or they were erased.
pub fn person(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Person>, DbError> {
    body(tx, Subject::Person(id))?
        .map(|body| serde_json::from_str(&body).map_err(|_| DbError::Json))
        .transpose()
}

/// After roster lines of a child changed hands: the whole file goes to those who have
/// the child on their roster now, and from everyone else.
pub(crate) fn hand_over_child(tx: &mut Tx<'_>, id: PersonId) -> Result<(), DbError> {
    let Some(standing) = standing(tx, Subject::Person(id))?.filter(|standing| standing.child) else {
        return Ok(());
    };
    match person(tx, id)? {
        Some(person) => publish_person(tx, &person, standing.region, true),
        None => Ok(()),
    }
}

/// Children of a page.
const PAGE: u64 = 500;

/// Looks through one page of the children on file, after an id, and gives the file of those who have come of
/// age to everyone of their village. Returns the last id of the page, or `None` after the last page.
pub(crate) fn come_of_age(tx: &mut Tx<'_>, today: NaiveDate, after: &str) -> Result<Option<String>, DbError> {
    let children = tx.map(
        "SELECT id, region, body FROM subject
         WHERE child = 1 AND body IS NOT NULL AND id > $1 ORDER BY id LIMIT $2 FOR UPDATE",
        &[after.into(), PAGE.into()],
        |row| Ok((row.get::<String>(0)?, row.get::<RegionId>(1)?, row.get::<String>(2)?)),
    )?;
    for (id, region, body) in &children {
        let person: Person = serde_json::from_str(body).map_err(|_| DbError::Json)?;
        if !person.is_child_on(today) {
            tx.execute("UPDATE subject SET child = 0 WHERE id = $1", &[id.into()])?;
            publish_person(tx, &person, *region, false)?;
        }
    }
    Ok(children.into_iter().next_back().map(|(id, ..)| id))
}

/// Takes a subject's data from the file and from every phone; its row and id stay. A
/// household that is called by an erased person's name loses that name.
pub(crate) fn erase(tx: &mut Tx<'_>, subject: Subject) -> Result<(), DbError> {
    if let Subject::Person(id) = subject {
        forget_head(tx, id)?;
    }
    let id = subject.uuid().to_string();
    tx.execute(
        "UPDATE subject SET body = NULL, revision = revision + 1 WHERE id = $1 AND type = $2",
        &[id.clone().into(), type_of(subject).into()],
    )?;
    match subject {
        Subject::Household(_) => feed::remove_everywhere(tx, DocumentKind::Household, &id),
        Subject::Person(_) => {
            feed::remove_everywhere(tx, DocumentKind::Person, &id)?;
            feed::remove_everywhere(tx, DocumentKind::ChildCard, &id)
        }
    }
}

fn forget_head(tx: &mut Tx<'_>, id: PersonId) -> Result<(), DbError> {
    let Some(person) = person(tx, id)? else { return Ok(()) };
    let Some(mut household) = household(tx, person.household)? else { return Ok(()) };
    if household.head == person.identity.name {
        household.head.clear();
        put_household(tx, &household).map_err(|error| match error {
            SubjectError::Db(error) => error,
            // It stands on file already.
            SubjectError::UnknownRegion | SubjectError::UnknownHousehold => DbError::NoRow,
        })?;
    }
    Ok(())
}

/// As stored.
pub(crate) fn type_of(subject: Subject) -> &'static str {
    match subject {
        Subject::Household(_) => "household",
        Subject::Person(_) => "person",
    }
}

/// A subject from two columns: its type as stored, and its id.
pub(crate) fn subject(row: &Row, column: usize) -> Result<Subject, DbError> {
    match row.get::<String>(column)?.as_str() {
        "household" => Ok(Subject::Household(row.get(column + 1)?)),
        "person" => Ok(Subject::Person(row.get(column + 1)?)),
        _ => Err(DbError::Column { column }),
    }
}

fn body(tx: &mut Tx<'_>, subject: Subject) -> Result<Option<String>, DbError> {
    let row = tx.row(
        "SELECT body FROM subject WHERE id = $1 AND type = $2",
        &[subject.uuid().to_string().into(), type_of(subject).into()],
    )?;
    row.map_or(Ok(None), |row| row.get(0))
}

struct Filed {
    id: String,
    region: RegionId,
    household: Option<HouseholdId>,
    child: bool,
}

fn write(
    tx: &mut Tx<'_>,
    subject: Subject,
    row: &Filed,
    body: &impl serde::Serialize,
) -> Result<u64, DbError> {
    let body = serde_json::to_string(body).map_err(|_| DbError::Json)?;
    tx.row(
        "INSERT INTO subject (id, type, region, household, child, revision, body)
         VALUES ($1, $2, $3, $4, $5, 1, $6)
         ON CONFLICT (id) DO UPDATE SET
             region = excluded.region, household = excluded.household, child = excluded.child,
             revision = subject.revision + 1, body = excluded.body
         RETURNING revision",
        &[
            row.id.clone().into(),
            type_of(subject).into(),
            row.region.into(),
            row.household.into(),
            row.child.into(),
            body.into(),
        ],
    )?
    .ok_or(DbError::NoRow)?
    .get(0)
}

fn publish_person(tx: &mut Tx<'_>, person: &Person, region: RegionId, child: bool) -> Result<(), DbError> {
    let key = person.id.to_string();
    let village = Audience::Region(region);
    if !child {
        feed::put(tx, DocumentKind::Person, &key, village, person)?;
        feed::remove(tx, DocumentKind::ChildCard, &key, village)?;
        return take_from_accounts(tx, &key, &[]);
    }
    feed::remove(tx, DocumentKind::Person, &key, village)?;
    feed::put(tx, DocumentKind::ChildCard, &key, village, &ChildCard::from(person))?;
    let assigned = tx.map(
        "SELECT DISTINCT assignee FROM roster WHERE subject = $1 ORDER BY assignee",
        &[key.clone().into()],
        |row| row.get::<AccountId>(0),
    )?;
    for account in &assigned {
        feed::put(tx, DocumentKind::Person, &key, Audience::Account(*account), person)?;
    }
    take_from_accounts(tx, &key, &assigned)
}

/// Takes a person's whole file from every account but those named.
fn take_from_accounts(tx: &mut Tx<'_>, key: &str, keep: &[AccountId]) -> Result<(), DbError> {
    let holders = tx.map(
        "SELECT audience FROM document
         WHERE kind = $1 AND key = $2 AND removed = 0 AND audience LIKE 'account:%'",
        &[DocumentKind::Person.as_str().into(), key.into()],
        |row| row.get::<Audience>(0),
    )?;
    for audience in holders {
        if !keep.iter().any(|account| audience == Audience::Account(*account)) {
            feed::remove(tx, DocumentKind::Person, key, audience)?;
        }
    }
    Ok(())
}

/// A household that moved to another village takes its members along.
fn move_members(
    tx: &mut Tx<'_>,
    household: HouseholdId,
    from: RegionId,
    to: RegionId,
) -> Result<(), DbError> {
    let members = tx.map(
        "SELECT id, child, body FROM subject WHERE household = $1 ORDER BY id",
        &[household.into()],
        |row| Ok((row.get::<String>(0)?, row.get::<bool>(1)?, row.get::<Option<String>>(2)?)),
    )?;
    tx.execute("UPDATE subject SET region = $2 WHERE household = $1", &[household.into(), to.into()])?;
    for (key, child, body) in members {
        feed::remove(tx, DocumentKind::Person, &key, Audience::Region(from))?;
        feed::remove(tx, DocumentKind::ChildCard, &key, Audience::Region(from))?;
        if let Some(body) = body {
            let person: Person = serde_json::from_str(&body).map_err(|_| DbError::Json)?;
            publish_person(tx, &person, to, child)?;
        }
    }
    Ok(())
}
