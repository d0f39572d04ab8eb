//! Own edits shown over the county's value until the county answers them.
//!
//! The county answers an edited group in one of three ways: its document comes back with
//! another value of the group than the one the edit started from; a clash of this edit
//! is published; or the edit is durable, the feed has been read to its end, and the
//! value still stands as it was (the edit was merged and undone between two readings, or
//! kept apart). Before the edit has a receipt nothing the feed says is an answer to it.

use crate::{
    StoreError, registry,
    sql::{from_json, from_subject, to_json, to_subject},
};
use doorstep_domain::{
    id::RecordId,
    subject::{Groups, Subject, SubjectEdit},
};
use rusqlite::{Connection, Transaction};
use serde_json::Value;

/// Keeps an edit just saved.
pub(crate) fn keep(tx: &Transaction, record: RecordId, edit: &SubjectEdit) -> Result<(), StoreError> {
    for (field, group) in &edit.groups {
        tx.prepare_cached(
            "INSERT INTO own_edit (subject, field, record, base, mine) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            from_subject(edit.subject),
            field,
            record.0.into_bytes(),
            to_json(&group.base, "edit")?,
            to_json(&group.mine, "edit")?,
        ))?;
    }
    registry::refresh(tx, edit.subject)
}

/// A group's name, and what it is to be; null where it is to be gone.
pub(crate) type Edit = (String, Value);

/// The edits of this phone over one document, in their order.
pub(crate) fn edits(conn: &Connection, subject: Subject) -> Result<Vec<Edit>, StoreError> {
    conn.prepare_cached("SELECT field, mine FROM own_edit WHERE subject = ?1 ORDER BY id")?
        .query_and_then([from_subject(subject)], |row| {
            Ok((row.get(0)?, from_json(&row.get::<_, String>(1)?, "edit")?))
        })?
        .collect()
}

/// The groups that edits touch, each once.
pub(crate) fn touched(edits: &[Edit]) -> Vec<String> {
    let mut touched: Vec<String> = Vec::new();
    for (field, _) in edits {
        if !touched.contains(field) {
            touched.push(field.clone());
        }
    }
    touched
}

/// Lays edits over a document.
pub(crate) fn lay_over(groups: &mut Groups, edits: Vec<Edit>) {
    for (field, mine) in edits {
        match mine {
            Value::Null => groups.remove(&field),
            mine => groups.insert(field, mine),
        };
    }
}

/// Whether anything lies over a subject.
pub(crate) fn any(conn: &Connection, subject: Subject) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM own_edit WHERE subject = ?1)")?
        .query_row([from_subject(subject)], |row| row.get(0))?)
}

/// The county's document has come: lets go of the edits that it answers.
pub(crate) fn answered(tx: &Transaction, subject: Subject, document: &Value) -> Result<(), StoreError> {
    let edits = tx
        .prepare_cached(
            "SELECT own_edit.id, own_edit.field, own_edit.base FROM own_edit
             LEFT JOIN record ON record.record = own_edit.record
             LEFT JOIN outbox ON outbox.id = record.id
             WHERE own_edit.subject = ?1 AND coalesce(outbox.state, 'receipted') = 'receipted'",
        )?
        .query_and_then([from_subject(subject)], |row| {
            Ok((row.get(0)?, row.get(1)?, from_json(&row.get::<_, String>(2)?, "edit")?))
        })?
        .collect::<Result<Vec<(i64, String, Value)>, StoreError>>()?;
    for (id, field, base) in edits {
        if document.get(&field).unwrap_or(&Value::Null) != &base {
            tx.prepare_cached("DELETE FROM own_edit WHERE id = ?1")?.execute([id])?;
        }
    }
    Ok(())
}

/// A clash of this edit was published: the county's value is shown, and the clash beside it.
pub(crate) fn clashed(tx: &Transaction, record: RecordId, field: &str) -> Result<(), StoreError> {
    drop_where(tx, "record = ?1 AND field = ?2", (record.0.into_bytes(), field))
}

/// The feed has been read to its end: edits that are durable have been answered by now.
pub(crate) fn settle(tx: &Transaction) -> Result<(), StoreError> {
    drop_where(
        tx,
        "NOT EXISTS (SELECT 1 FROM record JOIN outbox ON outbox.id = record.id
                     WHERE record.record = own_edit.record)",
        (),
    )
}

fn drop_where(tx: &Transaction, condition: &str, params: impl rusqlite::Params) -> Result<(), StoreError> {
    let subjects = tx
        .prepare_cached(&format!("DELETE FROM own_edit WHERE {condition} RETURNING subject"))?
        .query_and_then(params, |row| to_subject(row.get(0)?))?
        .collect::<Result<Vec<_>, StoreError>>()?;
    subjects.into_iter().try_for_each(|subject| registry::refresh(tx, subject))
}
