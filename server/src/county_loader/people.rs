//! staff.csv, people.csv with phones.csv and guardians.csv, roster.csv.

use super::{
    LoadError,
    table::{Row, Table},
};
use crate::{
    accounts::{self, Account, PostHeld},
    db::{DbError, Tx},
    rosters, subjects,
};
use chrono::NaiveDate;
use doorstep_domain::{
    cadence::Plan,
    id::{PersonId, RegionId},
    post::Post,
    region::Level,
    roster::RosterLine,
    subject::{
        Item, Subject,
        person::{Guardian, Health, Identity, Person, Phone},
    },
};
use std::{collections::HashMap, path::Path};

pub(super) fn colleague(tx: &mut Tx<'_>, row: &Row, password: Option<&str>) -> Result<(), LoadError> {
    let account = Account {
        id: row.must("id")?,
        login: row.some("login")?.to_owned(),
        name: row.some("name")?.to_owned(),
        active: true,
    };
    if accounts::find(tx, account.id)?.is_some() {
        return Ok(());
    }
    accounts::put(tx, &account, password)?;
    let mut regions: Vec<RegionId> = row.codes("regions")?;
    if regions.is_empty() {
        // The three administrative posts see no case; their post stands over the county as such.
        regions.push(county(tx)?);
    }
    let posts: Vec<Post> = row.codes("posts")?;
    let held: Vec<PostHeld> = posts
        .iter()
        .flat_map(|post| regions.iter().map(|region| PostHeld { post: *post, region: *region }))
        .collect();
    Ok(accounts::posts::set(tx, account.id, &held)?)
}

fn county(tx: &mut Tx<'_>) -> Result<RegionId, DbError> {
    let level = serde_json::to_value(Level::County).map_err(|_| DbError::Json)?;
    let level = level.as_str().unwrap_or_default();
    tx.row("SELECT id FROM region WHERE level = $1", &[level.into()])?.ok_or(DbError::NoRow)?.get(0)
}

/// What stands in files of its own for each person.
pub(super) struct Lists {
    phones: HashMap<PersonId, Vec<Item<Phone>>>,
    guardians: HashMap<PersonId, Vec<Item<Guardian>>>,
}

impl Lists {
    pub(super) fn read(folder: &Path) -> Result<Self, LoadError> {
        let phones = by_person(&Table::open(folder, "phones.csv")?, |row| {
            Ok(Phone { number: row.some("number")?.to_owned(), whose: row.text("whose")?.map(str::to_owned) })
        })?;
        let guardians = by_person(&Table::open(folder, "guardians.csv")?, |row| {
            Ok(Guardian {
                name: row.some("name")?.to_owned(),
                relation: row.some("relation")?.to_owned(),
                actual_carer: row.must("actual_carer")?,
                phone: row.text("phone")?.map(str::to_owned),
            })
        })?;
        Ok(Self { phones, guardians })
    }
}

fn by_person<T>(
    table: &Table,
    read: impl Fn(&Row) -> Result<T, LoadError>,
) -> Result<HashMap<PersonId, Vec<Item<T>>>, LoadError> {
    let mut lists: HashMap<PersonId, Vec<Item<T>>> = HashMap::new();
    for row in &table.rows {
        let item = Item { id: row.must("id")?, value: read(row)? };
        lists.entry(row.must("person")?).or_default().push(item);
    }
    Ok(lists)
}

pub(super) fn person(tx: &mut Tx<'_>, row: &Row, lists: &Lists, today: NaiveDate) -> Result<(), LoadError> {
    let id = row.must("id")?;
    let person = Person {
        id,
        household: row.must("household")?,
        identity: Identity {
            name: row.some("name")?.to_owned(),
            citizen_number: row.parsed("citizen_number")?,
            birth_date: row.parsed("birth_date")?,
            sex: row.code("sex")?,
        },
        phones: lists.phones.get(&id).cloned().unwrap_or_default(),
        relation: row.some("relation")?.to_owned(),
        concerns: row.codes("concerns")?,
        guardians: lists.guardians.get(&id).cloned().unwrap_or_default(),
        health: Health { code: row.text("health_code")?.map(str::to_owned) },
    };
    if subjects::standing(tx, Subject::Person(id))?.is_none() {
        subjects::put_person(tx, &person, today)?;
    }
    Ok(())
}

pub(super) fn roster_line(tx: &mut Tx<'_>, row: &Row, today: NaiveDate) -> Result<(), LoadError> {
    let subject = match row.some("subject_type")? {
        "household" => Subject::Household(row.must("subject_id")?),
        "person" => Subject::Person(row.must("subject_id")?),
        _ => return Err(row.wrong("subject_type")),
    };
    let line = RosterLine::given(
        row.must("id")?,
        (subject, row.must("region")?),
        row.must("assignee")?,
        Plan {
            entered: row.parsed("entered")?,
            ..Plan::plain(
                row.code("visit")?.ok_or_else(|| row.wrong("visit"))?,
                row.some("class")?,
                row.parsed("last")?,
            )
        },
        row.must("due")?,
    );
    if rosters::line(tx, line.id)?.is_none() {
        rosters::put(tx, &line, today)?;
    }
    Ok(())
}
