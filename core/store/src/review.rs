//! Visits that a supervisor sent back.

use crate::{
    Page, Paged, RecordFacts, Store, StoreError,
    sql::{from_count, from_day, from_json, from_number, to_json},
};
use chrono::NaiveDate;
use doorstep_domain::{
    id::RecordId,
    review::{ReviewNote, ReviewState},
};
use rusqlite::{Connection, OptionalExtension, Transaction};

/// A visit to be mended.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnedVisit {
    /// What to mend, why, and until when.
    pub note: ReviewNote,
    /// The visit, if it was made on this phone.
    pub facts: Option<RecordFacts>,
}

impl Store {
    /// What was sent back and not answered here, by deadline, those without one last.
    pub fn returned(&self, page: &Page) -> Result<Paged<ReturnedVisit>, StoreError> {
        self.read(|conn| returned(conn, page))
    }

    /// A supervisor's last word on a visit.
    pub fn review(&self, visit: RecordId) -> Result<Option<ReviewNote>, StoreError> {
        self.read(|conn| {
            let body: Option<String> = conn
                .prepare_cached("SELECT body FROM review WHERE visit = ?1")?
                .query_row([visit.0.into_bytes()], |row| row.get(0))
                .optional()?;
            body.map(|body| from_json(&body, "review")).transpose()
        })
    }
}

fn returned(conn: &Connection, page: &Page) -> Result<Paged<ReturnedVisit>, StoreError> {
    let (deadline, id): (i64, i64) = page.key()?.unwrap_or((i64::MIN, 0));
    let mut statement = conn.prepare_cached(&format!(
        "SELECT review.deadline, review.id, review.body, record.id, {}
         FROM review LEFT JOIN record ON record.record = review.visit
         WHERE review.state = 'returned' AND review.replied_by IS NULL
           AND (review.deadline, review.id) > (?1, ?2)
         ORDER BY review.deadline, review.id LIMIT ?3",
        crate::history::FACTS
    ))?;
    let rows = statement
        .query_and_then((deadline, id, from_count(page.size() + 1)), |row| {
            let made_here: Option<i64> = row.get(3)?;
            let facts = made_here.map(|_| crate::history::facts(row, 4)).transpose()?;
            let note = from_json(&row.get::<_, String>(2)?, "review")?;
            Ok::<_, StoreError>(((row.get(0)?, row.get(1)?), ReturnedVisit { note, facts }))
        })?
        .collect::<Result<Vec<((i64, i64), _)>, _>>()?;
    Paged::from_rows(rows, page.size())
}

/// An answer was saved here: the visit leaves the list until the county's next word.
pub(crate) fn replied(tx: &Transaction, visit: RecordId, reply: RecordId) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE review SET replied_by = ?2 WHERE visit = ?1")?
        .execute((visit.0.into_bytes(), reply.0.into_bytes()))?;
    Ok(())
}

/// Puts the county's word in the place of an older one.
pub(crate) fn put(tx: &Transaction, note: &ReviewNote, revision: u64) -> Result<(), StoreError> {
    let deadline = note.deadline.filter(|_| note.state == ReviewState::Returned).unwrap_or(NaiveDate::MAX);
    // The word that an unsent reply answers may come again, in a feed begun anew: the reply stands.
    tx.prepare_cached(
        "INSERT INTO review (visit, revision, state, deadline, body) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (visit) DO UPDATE SET revision = excluded.revision, state = excluded.state,
                deadline = excluded.deadline, body = excluded.body,
                replied_by = CASE WHEN review.body = excluded.body THEN review.replied_by END
             WHERE excluded.revision > review.revision",
    )?
    .execute((
        note.visit.0.into_bytes(),
        from_number(revision),
        note.state.as_str(),
        from_day(deadline),
        to_json(note, "review")?,
    ))?;
    Ok(())
}
