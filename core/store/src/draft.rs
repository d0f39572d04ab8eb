//! Unfinished visits and sheets, written at every answer: one small row, one commit.

use crate::{
    Page, Paged, Store, StoreError, media,
    sql::{from_count, from_json, from_subject, to_instant, to_json, to_subject},
};
use chrono::{DateTime, Utc};
use doorstep_domain::{id::DraftId, purpose::Purpose, subject::Subject, visit::FormRef};
use rusqlite::Row;
use std::fmt;
use uuid::Uuid;

/// A form being filled.
#[derive(Clone, PartialEq)]
pub struct Draft {
    /// Which.
    pub id: DraftId,
    /// Whom it is about, if that is known.
    pub subject: Option<Subject>,
    /// What for; `None` where this version does not know it.
    pub purpose: Option<Purpose>,
    /// The form that asks, in the version it was begun on.
    pub form: FormRef,
    /// When the form was opened, by the phone's clock.
    pub began: DateTime<Utc>,
    /// When the last answer was written, by the phone's clock.
    pub updated: DateTime<Utc>,
    /// Of the form session. Personal data: never printed.
    pub snapshot: serde_json::Value,
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("id", &self.id).field("form", &self.form).finish_non_exhaustive()
    }
}

impl Store {
    /// Writes a draft as it is now.
    pub fn put_draft(&self, draft: &Draft) -> Result<(), StoreError> {
        let snapshot = to_json(&draft.snapshot, "draft")?;
        self.write(|tx| {
            tx.prepare_cached(
                "INSERT INTO draft (draft, subject, purpose, form, version, began, updated, snapshot)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (draft) DO UPDATE SET subject = excluded.subject, purpose = excluded.purpose,
                    form = excluded.form, version = excluded.version, began = excluded.began,
                    updated = excluded.updated, snapshot = excluded.snapshot",
            )?
            .execute((
                draft.id.0.into_bytes(),
                draft.subject.map(from_subject),
                draft.purpose.map(Purpose::as_str),
                &draft.form.id,
                &draft.form.version,
                draft.began.timestamp_millis(),
                draft.updated.timestamp_millis(),
                snapshot,
            ))?;
            Ok(())
        })
    }

    /// One draft.
    pub fn draft(&self, id: DraftId) -> Result<Option<Draft>, StoreError> {
        self.read(|conn| {
            let mut statement =
                conn.prepare_cached(&format!("SELECT {COLUMNS} FROM draft WHERE draft = ?1"))?;
            let mut rows = statement.query([id.0.into_bytes()])?;
            rows.next()?.map(draft).transpose()
        })
    }

    /// Every draft, the last begun first.
    pub fn drafts(&self, page: &Page) -> Result<Paged<Draft>, StoreError> {
        self.read(|conn| {
            let before: i64 = page.key()?.unwrap_or(i64::MAX);
            let rows = conn
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM draft WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
                ))?
                .query_and_then((before, from_count(page.size() + 1)), |row| {
                    Ok::<_, StoreError>((row.get(0)?, draft(row)?))
                })?
                .collect::<Result<Vec<(i64, _)>, _>>()?;
            Paged::from_rows(rows, page.size())
        })
    }

    /// Drops a draft; `false` if there was none. The account of why is a record (`draft_abandoned`) and can drop it in the same commit.
    pub fn drop_draft(&self, id: DraftId) -> Result<bool, StoreError> {
        self.write(|tx| {
            media::dropped(tx, id)?;
            let dropped =
                tx.prepare_cached("DELETE FROM draft WHERE draft = ?1")?.execute([id.0.into_bytes()])?;
            Ok(dropped > 0)
        })
    }
}

const COLUMNS: &str = "id, draft, subject, purpose, form, version, began, updated, snapshot";

fn draft(row: &Row) -> Result<Draft, StoreError> {
    let subject: Option<[u8; 17]> = row.get(2)?;
    let purpose: Option<String> = row.get(3)?;
    Ok(Draft {
        id: DraftId(Uuid::from_bytes(row.get(1)?)),
        subject: subject.map(to_subject).transpose()?,
        purpose: purpose.as_deref().and_then(Purpose::parse),
        form: FormRef { id: row.get(4)?, version: row.get(5)? },
        began: to_instant(row.get(6)?)?,
        updated: to_instant(row.get(7)?)?,
        snapshot: from_json(&row.get::<_, String>(8)?, "draft")?,
    })
}
