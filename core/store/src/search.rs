//! Search: part of a name in characters, in full pinyin or in initials (with every
//! reading of a polyphonic character), part of an address, part of a household code or
//! of a telephone number.
//!
//! Two indexes. `search_text` holds characters one by one, so that a phrase query finds
//! any run of them, two-character names included; numbers stand in it as overlapping
//! threes, so that the digits of a telephone number do not share one endless list.
//! `search_sound` holds how every ending of a name sounds, so that a prefix query finds
//! `xiaoming` in 王小明. What a person types is cut at blanks, and every part must match.
//!
//! Hits on the name come first, then those on address, code or telephone; within each in
//! the order of arrival, so that pages are stable.

mod grams;
mod query;
mod sound;

use crate::{Page, Paged, PersonOnFile, Store, StoreError, registry, sql::from_count};
use doorstep_domain::{
    id::{HouseholdId, PersonId},
    subject::{Household, Person, Subject, person::ChildCard},
};
use query::{Query, Tier};
use rusqlite::{Connection, OptionalExtension, Transaction, params_from_iter, types::Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A subject found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// Whom.
    pub subject: Subject,
    /// Of the person, or of the head of the household.
    pub name: String,
    /// A child whose file is not opened here.
    pub child_card: bool,
    /// The household's code; empty while it is not on this phone.
    pub code: String,
    /// The household's address; empty while it is not on this phone.
    pub address: String,
}

impl Store {
    /// Everyone and every household that matches; nobody for a blank query.
    pub fn search(&self, query: &str, page: &Page) -> Result<Paged<SearchHit>, StoreError> {
        self.read(|conn| search(conn, &Query::parse(query), page))
    }
}

/// Which table a row of the index speaks of: the two lowest bits of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Person,
    Household,
    ChildCard,
}

impl Source {
    fn row(self, id: i64) -> i64 {
        let bits = match self {
            Self::Person => 0,
            Self::Household => 1,
            Self::ChildCard => 2,
        };
        id * 4 + bits
    }
}

fn search(conn: &Connection, query: &Query, page: &Page) -> Result<Paged<SearchHit>, StoreError> {
    let (mut tier, mut after) = page.key()?.unwrap_or((Tier::Name, 0));
    let wanted = page.size() + 1;
    let mut rows = Vec::new();
    loop {
        for row in matching(conn, query, tier, after, wanted - rows.len())? {
            rows.push(((tier, row), row));
        }
        if rows.len() >= wanted || tier == Tier::Elsewhere {
            break;
        }
        (tier, after) = (Tier::Elsewhere, 0);
    }
    Paged::from_rows(rows, page.size())?.try_map(|row| hit(conn, row))
}

fn matching(
    conn: &Connection,
    query: &Query,
    tier: Tier,
    after: i64,
    most: usize,
) -> Result<Vec<i64>, StoreError> {
    let (text, sound) = query.expressions(tier);
    let mut params: Vec<Value> = vec![after.into(), from_count(most).into()];
    let statement = match (text, sound) {
        (None, None) => return Ok(Vec::new()),
        (Some(text), None) => {
            params.push(text.into());
            "SELECT rowid FROM search_text WHERE search_text MATCH ?3 AND rowid > ?1
             ORDER BY rowid LIMIT ?2"
        }
        (None, Some(sound)) => {
            params.push(sound.into());
            "SELECT rowid FROM search_sound WHERE search_sound MATCH ?3 AND rowid > ?1
             ORDER BY rowid LIMIT ?2"
        }
        (Some(text), Some(sound)) => {
            params.extend([text.into(), sound.into()]);
            "SELECT rowid FROM search_text WHERE search_text MATCH ?3 AND rowid > ?1
             AND +rowid IN (SELECT rowid FROM search_sound WHERE search_sound MATCH ?4)
             ORDER BY rowid LIMIT ?2"
        }
    };
    let rows = conn
        .prepare_cached(statement)?
        .query_map(params_from_iter(params), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn hit(conn: &Connection, row: i64) -> Result<SearchHit, StoreError> {
    let statement = match row & 3 {
        0 => "SELECT person FROM person WHERE id = ?1",
        1 => "SELECT household FROM household WHERE id = ?1",
        _ => "SELECT person FROM child_card WHERE id = ?1",
    };
    let id = Uuid::from_bytes(conn.prepare_cached(statement)?.query_row([row >> 2], |row| row.get(0))?);
    if row & 3 == 1 {
        let household = household(conn, HouseholdId(id))?.ok_or(StoreError::Unreadable("hit"))?;
        return Ok(SearchHit {
            subject: Subject::Household(household.id),
            name: household.head,
            child_card: false,
            code: household.code,
            address: household.address.text,
        });
    }
    let person = registry::person(conn, PersonId(id))?.ok_or(StoreError::Unreadable("hit"))?.value;
    let household = household(conn, person.household())?;
    let (code, address) =
        household.map(|household| (household.code, household.address.text)).unwrap_or_default();
    Ok(SearchHit {
        subject: Subject::Person(person.id()),
        name: person.name().to_owned(),
        child_card: matches!(person, PersonOnFile::Child(_)),
        code,
        address,
    })
}

fn household(conn: &Connection, id: HouseholdId) -> Result<Option<Household>, StoreError> {
    Ok(registry::household(conn, id)?.map(|on_file| on_file.value))
}

/// What the index holds of one subject, cut into tokens.
struct Words {
    name: String,
    address: String,
    digits: String,
    sound: String,
}

impl Words {
    fn new(name: &str, address: &str, digits: &[&str]) -> Self {
        Self {
            name: grams::characters(name),
            address: grams::characters(address),
            digits: grams::numbers(digits),
            sound: sound::of(name),
        }
    }

    fn of_household(household: &Household) -> Self {
        Self::new(&household.head, &household.address.text, &[&household.code])
    }

    fn of_person(person: &Person) -> Self {
        let digits: Vec<&str> = person.phones.iter().map(|phone| phone.value.number.as_str()).collect();
        Self::new(&person.identity.name, "", &digits)
    }

    fn of_card(card: &ChildCard) -> Self {
        Self::new(&card.name, "", &[])
    }
}

/// Rows made by one page of the feed, which the index does not hold yet. FTS5 writes a
/// segment of its own whenever row numbers go back, as they do when households and
/// persons come in turn: so all are written at the end of the page, in their order.
#[derive(Default)]
pub(crate) struct Fresh(BTreeMap<i64, Words>);

impl Fresh {
    pub(crate) fn household(&mut self, row: i64, shown: &Household) {
        self.0.insert(Source::Household.row(row), Words::of_household(shown));
    }

    pub(crate) fn person(&mut self, row: i64, shown: &Person) {
        self.0.insert(Source::Person.row(row), Words::of_person(shown));
    }

    pub(crate) fn card(&mut self, row: i64, shown: &ChildCard) {
        self.0.insert(Source::ChildCard.row(row), Words::of_card(shown));
    }

    /// To be called before anything else writes the index, and before the transaction ends.
    pub(crate) fn write(&mut self, tx: &Transaction) -> Result<(), StoreError> {
        let fresh = std::mem::take(&mut self.0);
        fresh.iter().try_for_each(|(row, words)| insert_text(tx, *row, words))?;
        fresh.iter().try_for_each(|(row, words)| insert_sound(tx, *row, words))
    }
}

/// Writes what is now shown of a household into the index, or takes it out.
pub(crate) fn index_household(
    tx: &Transaction,
    id: HouseholdId,
    shown: Option<&Household>,
) -> Result<(), StoreError> {
    let row = row_of(tx, "SELECT id FROM household WHERE household = ?1", id.0)?;
    put(tx, row, Source::Household, shown.map(Words::of_household))
}

/// The same of a person.
pub(crate) fn index_person(
    tx: &Transaction,
    id: PersonId,
    shown: Option<&PersonOnFile>,
) -> Result<(), StoreError> {
    let words = shown.map(|shown| match shown {
        PersonOnFile::Full(person) => Words::of_person(person),
        PersonOnFile::Child(card) => Words::of_card(card),
    });
    let person = row_of(tx, "SELECT id FROM person WHERE person = ?1", id.0)?;
    let card = row_of(tx, "SELECT id FROM child_card WHERE person = ?1", id.0)?;
    // A child whose file is open stands in the index once, as a person.
    let (as_person, as_card) = if person.is_some() { (words, None) } else { (None, words) };
    put(tx, person, Source::Person, as_person)?;
    put(tx, card, Source::ChildCard, as_card)
}

/// Takes a row out of the index; to be called with the row's deletion, because a number may be given again.
pub(crate) fn forget(tx: &Transaction, subject: Subject) -> Result<(), StoreError> {
    match subject {
        Subject::Household(id) => index_household(tx, id, None),
        Subject::Person(id) => {
            let person = row_of(tx, "SELECT id FROM person WHERE person = ?1", id.0)?;
            put(tx, person, Source::Person, None)?;
            let card = row_of(tx, "SELECT id FROM child_card WHERE person = ?1", id.0)?;
            put(tx, card, Source::ChildCard, None)
        }
    }
}

fn row_of(tx: &Transaction, statement: &str, id: Uuid) -> Result<Option<i64>, StoreError> {
    Ok(tx.prepare_cached(statement)?.query_row([id.into_bytes()], |row| row.get(0)).optional()?)
}

fn put(tx: &Transaction, id: Option<i64>, source: Source, words: Option<Words>) -> Result<(), StoreError> {
    let Some(row) = id.map(|id| source.row(id)) else { return Ok(()) };
    tx.prepare_cached("DELETE FROM search_text WHERE rowid = ?1")?.execute([row])?;
    tx.prepare_cached("DELETE FROM search_sound WHERE rowid = ?1")?.execute([row])?;
    let Some(words) = words else { return Ok(()) };
    insert_text(tx, row, &words)?;
    insert_sound(tx, row, &words)
}

fn insert_text(tx: &Transaction, row: i64, words: &Words) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO search_text (rowid, name, address, digits) VALUES (?1, ?2, ?3, ?4)")?
        .execute((row, &words.name, &words.address, &words.digits))?;
    Ok(())
}

fn insert_sound(tx: &Transaction, row: i64, words: &Words) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO search_sound (rowid, sound) VALUES (?1, ?2)")?
        .execute((row, &words.sound))?;
    Ok(())
}
