//! The schema and its migrations.
//!
//! A migration is a list of `.sql` files, run in one transaction that also moves
//! `user_version`. Its files are never edited once released: the released schema stands
//! in `fixtures/schemas`, and a test holds a migrated database against a fresh one. A
//! migration uses nothing but SQL of its own (types of the app change, it may not), and
//! never deletes from the outbox.

use crate::open::OpenError;
use rusqlite::{Connection, TransactionBehavior};

/// What each version adds; the first is version 1.
const MIGRATIONS: &[&[&str]] = &[
    &[
        include_str!("schema/0001_identity.sql"),
        include_str!("schema/0001_records.sql"),
        include_str!("schema/0001_registry.sql"),
        include_str!("schema/0001_agenda.sql"),
        include_str!("schema/0001_search.sql"),
        include_str!("schema/0001_drafts.sql"),
        include_str!("schema/0001_media.sql"),
    ],
    &[include_str!("schema/0002_patient_media.sql")],
    &[include_str!("schema/0003_outbox_order.sql")],
    &[include_str!("schema/0004_draft_purpose.sql")],
];

/// The version that this build writes.
pub(crate) const VERSION: usize = MIGRATIONS.len();

/// Brings a database up to [`VERSION`].
pub(crate) fn migrate(conn: &mut Connection) -> Result<(), OpenError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let done = usize::try_from(found).unwrap_or(0);
    if done > VERSION {
        return Err(OpenError::Newer { found: done, known: VERSION });
    }
    for (version, files) in MIGRATIONS.iter().enumerate().skip(done) {
        for file in *files {
            tx.execute_batch(file)?;
        }
        tx.pragma_update(None, "user_version", crate::sql::from_count(version + 1))?;
    }
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests;
