//! Clashes: edits of one field group by two people, shown to the second of them. To
//! choose is a new `subject_edit`; [`Store::dismiss_clash`] takes the card off the list.

use crate::{
    Page, Paged, Store, StoreError, overlay,
    sql::{from_count, from_json, from_number, to_json},
};
use doorstep_domain::id::RecordId;
use doorstep_protocol::changes::Clash;
use rusqlite::{Connection, Transaction};

/// A clash to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenClash {
    /// Both values, and what they started from.
    pub clash: Clash,
    /// The county's revision that said so.
    pub revision: u64,
}

impl Store {
    /// The clashes nobody has dealt with, in the order of arrival.
    pub fn clashes(&self, page: &Page) -> Result<Paged<OpenClash>, StoreError> {
        self.read(|conn| clashes(conn, page))
    }

    /// Takes a clash off the list; `false` if it was not on it.
    pub fn dismiss_clash(&self, record: RecordId, group: &str) -> Result<bool, StoreError> {
        self.write(|tx| {
            let changed = tx
                .prepare_cached(
                    "UPDATE clash SET dismissed = 1 WHERE record = ?1 AND field = ?2 AND dismissed = 0",
                )?
                .execute((record.0.into_bytes(), group))?;
            Ok(changed > 0)
        })
    }
}

fn clashes(conn: &Connection, page: &Page) -> Result<Paged<OpenClash>, StoreError> {
    let after: i64 = page.key()?.unwrap_or(0);
    let rows = conn
        .prepare_cached(
            "SELECT id, body, revision FROM clash WHERE dismissed = 0 AND id > ?1 ORDER BY id LIMIT ?2",
        )?
        .query_and_then((after, from_count(page.size() + 1)), |row| {
            let clash = from_json(&row.get::<_, String>(1)?, "clash")?;
            let revision = crate::sql::to_count(row.get(2)?);
            Ok::<_, StoreError>((row.get(0)?, OpenClash { clash, revision }))
        })?
        .collect::<Result<Vec<(i64, _)>, _>>()?;
    Paged::from_rows(rows, page.size())
}

/// Keeps a clash if it is newer. One dealt with comes back only with other values.
pub(crate) fn put(tx: &Transaction, key: &str, clash: &Clash, revision: u64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO clash (record, field, key, revision, dismissed, body)
             VALUES (?1, ?2, ?3, ?4, 0, ?5)
             ON CONFLICT (record, field) DO UPDATE SET key = excluded.key, revision = excluded.revision,
                dismissed = iif(clash.body = excluded.body, clash.dismissed, 0), body = excluded.body
             WHERE excluded.revision > clash.revision",
    )?
    .execute((
        clash.record.0.into_bytes(),
        &clash.group,
        key,
        from_number(revision),
        to_json(clash, "clash")?,
    ))?;
    overlay::clashed(tx, clash.record, &clash.group)
}
