//! Single facts about the county: one row each in `county_fact`.
//!
//! | name | what |
//! |---|---|
//! | `incarnation` | which life of the database this is; a restore begins another |
//! | `feed_position` | the last published position of the feed |
//! | `daily_done` | the last civil day whose work was done |
//! | `durable_position` | the last position of the log that a backup holds |

use crate::db::{DbError, Tx};
use doorstep_domain::id::Incarnation;

/// A fact, if it was ever said.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, DbError> {
    tx.row("SELECT value FROM county_fact WHERE name = $1", &[name.into()])?.map(|row| row.get(0)).transpose()
}

/// Says a fact, over what was said before.
pub fn set(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO county_fact (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[name.into(), value.into()],
    )
    .map(|_| ())
}

/// A counter; 0 before it was ever set.
pub(crate) fn number(tx: &mut Tx<'_>, name: &str) -> Result<u64, DbError> {
    get(tx, name)?.map_or(Ok(0), |text| text.parse().map_err(|_| DbError::Json))
}

/// Which life of the county's database this is.
pub fn incarnation(tx: &mut Tx<'_>) -> Result<Incarnation, DbError> {
    get(tx, "incarnation")?.ok_or(DbError::NoRow)?.parse().map_err(|_| DbError::Json)
}

/// The incarnation, begun if there was none.
pub fn ensure_incarnation(tx: &mut Tx<'_>) -> Result<Incarnation, DbError> {
    tx.lock("incarnation")?;
    if get(tx, "incarnation")?.is_none() {
        begin_incarnation(tx)?;
    }
    incarnation(tx)
}

/// Begins another incarnation.
pub(crate) fn begin_incarnation(tx: &mut Tx<'_>) -> Result<Incarnation, DbError> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|_| DbError::Stopped)?;
    let incarnation = Incarnation(uuid::Builder::from_random_bytes(random).into_uuid());
    set(tx, "incarnation", &incarnation.to_string())?;
    Ok(incarnation)
}
