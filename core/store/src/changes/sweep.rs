//! A feed begun anew: nothing is confirmed until it is put again. What was found or opened on
//! this phone and is not answered stays, whatever the feed says.

use super::document;
use crate::{
    StoreError, agenda,
    setting::{self, Name},
};
use doorstep_domain::{
    id::{HouseholdId, PersonId},
    subject::Subject,
};
use rusqlite::Transaction;
use uuid::Uuid;

const TABLES: [&str; 8] =
    ["household", "person", "child_card", "roster", "form", "review", "clash", "document"];

/// Nothing is confirmed any more.
pub(super) fn begin(tx: &Transaction) -> Result<(), StoreError> {
    for table in TABLES {
        tx.execute(&format!("UPDATE {table} SET revision = 0 WHERE revision > 0"), [])?;
    }
    // Removals belong to the life in which they were heard: its revisions mean nothing now.
    tx.execute("DELETE FROM removed", [])?;
    Ok(())
}

/// The feed has been read to its end: what it did not confirm goes.
pub(super) fn finish(tx: &Transaction) -> Result<(), StoreError> {
    if setting::get(tx, Name::Sweep)? != Some(true) {
        return Ok(());
    }
    for id in unconfirmed(tx, "SELECT household FROM household WHERE revision = 0 AND found_by IS NULL")? {
        document::leave(tx, "household", "household", Subject::Household(HouseholdId(id)), 0)?;
    }
    for id in unconfirmed(tx, "SELECT person FROM person WHERE revision = 0 AND found_by IS NULL")? {
        document::leave(tx, "person", "person", Subject::Person(PersonId(id)), 0)?;
    }
    for id in unconfirmed(tx, "SELECT person FROM child_card WHERE revision = 0")? {
        document::leave(tx, "child_card", "person", Subject::Person(PersonId(id)), 0)?;
    }
    for id in unconfirmed(tx, "SELECT line FROM roster WHERE revision = 0")? {
        agenda::remove(tx, id)?;
    }
    for table in ["form", "review", "clash", "document"] {
        tx.execute(&format!("DELETE FROM {table} WHERE revision = 0"), [])?;
    }
    setting::clear(tx, Name::Sweep)
}

fn unconfirmed(tx: &Transaction, statement: &str) -> Result<Vec<Uuid>, StoreError> {
    let ids = tx
        .prepare(statement)?
        .query_map([], |row| row.get(0).map(Uuid::from_bytes))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}
