//! Households and persons as the county knows them, with this phone's own edits over
//! them; and the regions, colleagues and activities around.

use crate::{
    Page, Paged, Store, StoreError, agenda, overlay, search,
    sql::{from_count, from_json, to_count, to_json},
};
use doorstep_domain::{
    hours::Activity,
    id::{AccountId, ActivityId, DeviceId, HouseholdId, PersonId, RecordId, RegionId},
    post::Colleague,
    region::Region,
    subject::{Groups, Household, NewSubject, Person, Subject, person::ChildCard},
};
use doorstep_protocol::{
    changes::{DocumentKind, RegionOutline},
    credential::Credential,
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A subject as this phone shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct OnFile<T> {
    /// With own edits over the county's value: the base of a further edit.
    pub value: T,
    /// The county's revision under them; 0 for a subject found here that the county has not answered.
    pub revision: u64,
    /// Groups that show an own edit not yet answered.
    pub unmerged: Vec<String>,
    /// Found on this phone and not yet answered: the record that says so.
    pub found_by: Option<RecordId>,
}

impl<T> OnFile<T> {
    fn map<U>(self, into: impl FnOnce(T) -> U) -> OnFile<U> {
        OnFile {
            value: into(self.value),
            revision: self.revision,
            unmerged: self.unmerged,
            found_by: self.found_by,
        }
    }
}

/// A person as far as this phone may hold their file.
#[derive(Clone, Debug, PartialEq)]
pub enum PersonOnFile {
    /// The file.
    Full(Box<Person>),
    /// A child whose file is not opened here.
    Child(ChildCard),
}

impl PersonOnFile {
    /// Who.
    pub fn id(&self) -> PersonId {
        match self {
            Self::Full(person) => person.id,
            Self::Child(card) => card.id,
        }
    }

    /// 姓名
    pub fn name(&self) -> &str {
        match self {
            Self::Full(person) => &person.identity.name,
            Self::Child(card) => &card.name,
        }
    }

    /// Where they live.
    pub fn household(&self) -> HouseholdId {
        match self {
            Self::Full(person) => person.household,
            Self::Child(card) => card.household,
        }
    }
}

impl Store {
    /// One household.
    pub fn household(&self, id: HouseholdId) -> Result<Option<OnFile<Household>>, StoreError> {
        self.read(|conn| household(conn, id))
    }

    /// One person, or the card of a child whose file is not opened here.
    pub fn person(&self, id: PersonId) -> Result<Option<OnFile<PersonOnFile>>, StoreError> {
        self.read(|conn| person(conn, id))
    }

    /// Who lives in a household: those whose files stand here, then children's cards.
    pub fn members(&self, id: HouseholdId, page: &Page) -> Result<Paged<OnFile<PersonOnFile>>, StoreError> {
        self.read(|conn| members(conn, id, page))
    }

    /// One region or grid.
    pub fn region(&self, id: RegionId) -> Result<Option<Region>, StoreError> {
        self.read(|conn| document(conn, DocumentKind::Region, id.0))
    }

    /// Every region and grid in scope, in the order of arrival.
    pub fn regions(&self, page: &Page) -> Result<Paged<Region>, StoreError> {
        self.read(|conn| documents(conn, DocumentKind::Region, page))
    }

    /// Where a region lies, if anybody drew it.
    pub fn outline(&self, id: RegionId) -> Result<Option<RegionOutline>, StoreError> {
        self.read(|conn| document(conn, DocumentKind::Outline, id.0))
    }

    /// Where villages and grids in scope lie, in the order of arrival.
    pub fn outlines(&self, page: &Page) -> Result<Paged<RegionOutline>, StoreError> {
        self.read(|conn| documents(conn, DocumentKind::Outline, page))
    }

    /// One colleague.
    pub fn colleague(&self, id: AccountId) -> Result<Option<Colleague>, StoreError> {
        self.read(|conn| document(conn, DocumentKind::Colleague, id.0))
    }

    /// The colleagues one may name as second investigator, in the order of arrival.
    pub fn colleagues(&self, page: &Page) -> Result<Paged<Colleague>, StoreError> {
        self.read(|conn| documents(conn, DocumentKind::Colleague, page))
    }

    /// What a phone puts into photographs for tools that know nothing of us, if the county gave it any.
    pub fn credential(&self, id: DeviceId) -> Result<Option<Credential>, StoreError> {
        self.read(|conn| document(conn, DocumentKind::Credential, id.0))
    }

    /// One activity.
    pub fn activity(&self, id: ActivityId) -> Result<Option<Activity>, StoreError> {
        self.read(|conn| document(conn, DocumentKind::Activity, id.0))
    }

    /// The activities that hours can be given for, in the order of arrival.
    pub fn activities(&self, page: &Page) -> Result<Paged<Activity>, StoreError> {
        self.read(|conn| documents(conn, DocumentKind::Activity, page))
    }
}

/// Body, revision and finder of one row.
type Row = (String, i64, Option<[u8; 16]>);

fn on_file<T: DeserializeOwned>(
    conn: &Connection,
    subject: Subject,
    (body, revision, found_by): Row,
    what: &'static str,
) -> Result<OnFile<T>, StoreError> {
    let edits = overlay::edits(conn, subject)?;
    let unmerged = overlay::touched(&edits);
    // An edit that does not have the group's shape is the county's to judge, not a reason to show nothing.
    let value = match edited(&body, edits, what)? {
        Some(value) => value,
        None => from_json(&body, what)?,
    };
    let found_by = found_by.map(|record| RecordId(Uuid::from_bytes(record)));
    Ok(OnFile { value, revision: to_count(revision), unmerged, found_by })
}

/// A body with edits laid over it; `None` if there are none, or they do not fit.
fn edited<T: DeserializeOwned>(
    body: &str,
    edits: Vec<overlay::Edit>,
    what: &'static str,
) -> Result<Option<T>, StoreError> {
    if edits.is_empty() {
        return Ok(None);
    }
    let mut groups: Groups = from_json(body, what)?;
    overlay::lay_over(&mut groups, edits);
    Ok(serde_json::from_value(serde_json::Value::Object(groups)).ok())
}

pub(crate) fn household(conn: &Connection, id: HouseholdId) -> Result<Option<OnFile<Household>>, StoreError> {
    let row: Option<Row> = conn
        .prepare_cached("SELECT body, revision, found_by FROM household WHERE household = ?1")?
        .query_row([id.0.into_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    row.map(|row| on_file(conn, Subject::Household(id), row, "household")).transpose()
}

pub(crate) fn person(conn: &Connection, id: PersonId) -> Result<Option<OnFile<PersonOnFile>>, StoreError> {
    let row: Option<Row> = conn
        .prepare_cached("SELECT body, revision, found_by FROM person WHERE person = ?1")?
        .query_row([id.0.into_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some(row) = row {
        return full(conn, id, row).map(Some);
    }
    let card: Option<(String, i64)> = conn
        .prepare_cached("SELECT body, revision FROM child_card WHERE person = ?1")?
        .query_row([id.0.into_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    card.map(|(body, revision)| child(&body, revision)).transpose()
}

fn full(conn: &Connection, id: PersonId, row: Row) -> Result<OnFile<PersonOnFile>, StoreError> {
    let person: OnFile<Box<Person>> = on_file(conn, Subject::Person(id), row, "person")?;
    Ok(person.map(PersonOnFile::Full))
}

fn child(body: &str, revision: i64) -> Result<OnFile<PersonOnFile>, StoreError> {
    let card = PersonOnFile::Child(from_json(body, "child's card")?);
    Ok(OnFile { value: card, revision: to_count(revision), unmerged: Vec::new(), found_by: None })
}

fn members(
    conn: &Connection,
    household: HouseholdId,
    page: &Page,
) -> Result<Paged<OnFile<PersonOnFile>>, StoreError> {
    let (cards, after): (bool, i64) = page.key()?.unwrap_or((false, 0));
    let most = from_count(page.size() + 1);
    let mut rows = Vec::new();
    if !cards {
        rows = conn
            .prepare_cached(
                "SELECT id, person, body, revision, found_by FROM person
                 WHERE household = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            )?
            .query_and_then((household.0.into_bytes(), after, most), |row| {
                let id = PersonId(Uuid::from_bytes(row.get(1)?));
                let person = full(conn, id, (row.get(2)?, row.get(3)?, row.get(4)?))?;
                Ok::<_, StoreError>(((false, row.get(0)?), person))
            })?
            .collect::<Result<Vec<((bool, i64), _)>, _>>()?;
    }
    let left = most - from_count(rows.len());
    if left > 0 {
        let after = if cards { after } else { 0 };
        let mut statement = conn.prepare_cached(
            "SELECT id, body, revision FROM child_card
             WHERE household = ?1 AND id > ?2
               AND NOT EXISTS (SELECT 1 FROM person WHERE person.person = child_card.person)
             ORDER BY id LIMIT ?3",
        )?;
        let more = statement.query_and_then((household.0.into_bytes(), after, left), |row| {
            Ok::<_, StoreError>(((true, row.get(0)?), child(&row.get::<_, String>(1)?, row.get(2)?)?))
        })?;
        for row in more {
            rows.push(row?);
        }
    }
    Paged::from_rows(rows, page.size())
}

fn document<T: DeserializeOwned>(
    conn: &Connection,
    kind: DocumentKind,
    key: Uuid,
) -> Result<Option<T>, StoreError> {
    let body: Option<String> = conn
        .prepare_cached("SELECT body FROM document WHERE kind = ?1 AND key = ?2 AND unread = 0")?
        .query_row((kind.as_str(), key.to_string()), |row| row.get(0))
        .optional()?;
    body.map(|body| from_json(&body, "document")).transpose()
}

fn documents<T: DeserializeOwned>(
    conn: &Connection,
    kind: DocumentKind,
    page: &Page,
) -> Result<Paged<T>, StoreError> {
    let after: i64 = page.key()?.unwrap_or(0);
    let rows = conn
        .prepare_cached(
            "SELECT id, body FROM document WHERE kind = ?1 AND id > ?2 AND unread = 0 ORDER BY id LIMIT ?3",
        )?
        .query_and_then((kind.as_str(), after, from_count(page.size() + 1)), |row| {
            Ok::<_, StoreError>((row.get(0)?, from_json(&row.get::<_, String>(1)?, "document")?))
        })?
        .collect::<Result<Vec<(i64, T)>, _>>()?;
    Paged::from_rows(rows, page.size())
}

/// Puts a subject found at a door on file, until the county answers.
pub(crate) fn found(tx: &Transaction, record: RecordId, new: &NewSubject) -> Result<(), StoreError> {
    match new {
        NewSubject::Household { household, members } => {
            tx.prepare_cached(
                "INSERT INTO household (household, revision, found_by, body) VALUES (?1, 0, ?2, ?3)
                 ON CONFLICT (household) DO NOTHING",
            )?
            .execute((
                household.id.0.into_bytes(),
                record.0.into_bytes(),
                to_json(household, "household")?,
            ))?;
            refresh(tx, Subject::Household(household.id))?;
            members.iter().try_for_each(|person| found_person(tx, record, person))
        }
        NewSubject::Person { person } => found_person(tx, record, person),
    }
}

fn found_person(tx: &Transaction, record: RecordId, person: &Person) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO person (person, household, revision, found_by, body) VALUES (?1, ?2, 0, ?3, ?4)
         ON CONFLICT (person) DO NOTHING",
    )?
    .execute((
        person.id.0.into_bytes(),
        person.household.0.into_bytes(),
        record.0.into_bytes(),
        to_json(person, "person")?,
    ))?;
    refresh(tx, Subject::Person(person.id))
}

/// Lets hours be given to an activity that was opened here. Below every revision of a feed, so that no feed begun anew takes it
/// away before the county has answered.
pub(crate) fn opened(tx: &Transaction, activity: &Activity) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO document (kind, key, revision, unread, body) VALUES (?1, ?2, -1, 0, ?3)
         ON CONFLICT (kind, key) DO NOTHING",
    )?
    .execute((
        DocumentKind::Activity.as_str(),
        activity.id.to_string(),
        to_json(activity, "activity")?,
    ))?;
    Ok(())
}

/// What is derived from a subject (search, the places of roster lines) follows what is now shown of it.
pub(crate) fn refresh(tx: &Transaction, subject: Subject) -> Result<(), StoreError> {
    match subject {
        Subject::Household(id) => match household(tx, id)? {
            Some(shown) => {
                search::index_household(tx, id, Some(&shown.value))?;
                agenda::place_household(tx, id, shown.value.address.at)
            }
            None => {
                search::index_household(tx, id, None)?;
                agenda::place_household(tx, id, None)
            }
        },
        Subject::Person(id) => {
            let shown = person(tx, id)?.map(|on_file| on_file.value);
            search::index_person(tx, id, shown.as_ref())?;
            agenda::place_person(tx, id)
        }
    }
}
