//! The feed: what phones should know, as documents addressed to audiences.
//!
//! A document has one row for each audience that may hold it, with its newest body.
//! Writing it (put or removed) takes its position away; the [sealer](crate::log::sealer)
//! gives it the next one. So a row moves to the end each time it changes, a page is
//! "what of my audiences stands after my cursor", and nothing is ever listed twice
//! or lost between two readers.
//!
//! An account's audiences change; its phones' cursors name the scope version they
//! were given under, and [`page`] makes up the difference: removals for what was
//! lost, everything up to the cursor for what was gained, then the common tail.
//!
//! Revisions are positions. They grow within one incarnation only: after a restore
//! from backup they may be lower, so a phone that hears of another incarnation takes
//! what it is given, whatever its revision.

mod cursor;
mod page;

#[cfg(test)]
mod tests;

use crate::{
    audience::Audience,
    db::{DbError, Tx, Value},
};
use doorstep_protocol::changes::DocumentKind;
use serde::Serialize;

pub use page::{FeedPage, page, page_within};

/// Puts a document before an audience. Putting what already stands there changes nothing.
pub fn put(
    tx: &mut Tx<'_>,
    kind: DocumentKind,
    key: &str,
    audience: Audience,
    body: &impl Serialize,
) -> Result<(), DbError> {
    let body = serde_json::to_string(body).map_err(|_| DbError::Json)?;
    write(
        tx,
        "INSERT INTO document (kind, key, audience, position, removed, body) VALUES ($1, $2, $3, NULL, 0, $4)
         ON CONFLICT (kind, key, audience) DO UPDATE SET position = NULL, removed = 0, body = excluded.body
         WHERE document.removed = 1 OR document.body <> excluded.body",
        &[kind.as_str().into(), key.into(), audience.into(), body.into()],
    )
}

/// Takes a document from an audience; phones that hold it are told.
pub fn remove(tx: &mut Tx<'_>, kind: DocumentKind, key: &str, audience: Audience) -> Result<(), DbError> {
    write(
        tx,
        "UPDATE document SET position = NULL, removed = 1, body = NULL
         WHERE kind = $1 AND key = $2 AND audience = $3 AND removed = 0",
        &[kind.as_str().into(), key.into(), audience.into()],
    )
}

/// Takes a document from everyone.
pub fn remove_everywhere(tx: &mut Tx<'_>, kind: DocumentKind, key: &str) -> Result<(), DbError> {
    write(
        tx,
        "UPDATE document SET position = NULL, removed = 1, body = NULL
         WHERE kind = $1 AND key = $2 AND removed = 0",
        &[kind.as_str().into(), key.into()],
    )
}

/// Writes rows, which wait for the sealer from then on.
fn write(tx: &mut Tx<'_>, sql: &str, params: &[Value]) -> Result<(), DbError> {
    tx.execute(sql, params)?;
    #[cfg(feature = "mutants")]
    crate::mutant::number_what_was_written(tx)?;
    Ok(())
}

/// The document as an audience has it, or `None` if it was never put or is removed.
pub fn held(
    tx: &mut Tx<'_>,
    kind: DocumentKind,
    key: &str,
    audience: Audience,
) -> Result<Option<String>, DbError> {
    let row = tx.row(
        "SELECT body FROM document WHERE kind = $1 AND key = $2 AND audience = $3 AND removed = 0",
        &[kind.as_str().into(), key.into(), audience.into()],
    )?;
    row.map(|row| row.get(0)).transpose()
}
