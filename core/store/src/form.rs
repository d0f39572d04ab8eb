//! Forms as the county published them. The newest version asks new visits, older ones
//! stay for the drafts begun on them.

use crate::{Store, StoreError, sql::from_number};
use doorstep_protocol::changes::FormDocument;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

impl Store {
    /// One form in one version.
    pub fn form(&self, id: &str, version: &str) -> Result<Option<FormDocument>, StoreError> {
        self.read(|conn| {
            let found = conn
                .prepare_cached(
                    "SELECT form, version, text FROM form
                     WHERE form = ?1 AND length(version) = length(?2) AND version = ?2",
                )?
                .query_row((id, version), document)
                .optional()?;
            Ok(found)
        })
    }

    /// The newest version of one form. XLSForm versions are numbers in practice
    /// (`yyyymmddrr`), so more digits are newer, and of as many the greater.
    pub fn newest_form(&self, id: &str) -> Result<Option<FormDocument>, StoreError> {
        self.read(|conn| newest(conn, id))
    }
}

fn newest(conn: &Connection, id: &str) -> Result<Option<FormDocument>, StoreError> {
    let found = conn
        .prepare_cached(
            "SELECT form, version, text FROM form WHERE form = ?1
             ORDER BY length(version) DESC, version DESC LIMIT 1",
        )?
        .query_row([id], document)
        .optional()?;
    Ok(found)
}

fn document(row: &Row) -> rusqlite::Result<FormDocument> {
    Ok(FormDocument { id: row.get(0)?, version: row.get(1)?, text: row.get(2)? })
}

/// Keeps a form if it is newer than the one of this key.
pub(crate) fn put(tx: &Transaction, key: &str, form: &FormDocument, revision: u64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO form (form, version, key, revision, text) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (key) DO UPDATE SET form = excluded.form, version = excluded.version,
                revision = excluded.revision, text = excluded.text
             WHERE excluded.revision > form.revision",
    )?
    .execute((&form.id, &form.version, key, from_number(revision), &form.text))?;
    Ok(())
}
