//! Migrations: numbered files, applied in order, each once, all in the transaction
//! that opens the database. A migration never deletes what a phone sent.

use super::{DbError, Tx};

const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_county.sql"),
    include_str!("../../migrations/0002_media.sql"),
    include_str!("../../migrations/0003_erased_before.sql"),
    include_str!("../../migrations/0004_roster_given.sql"),
    include_str!("../../migrations/0005_plausibility.sql"),
    include_str!("../../migrations/0006_log_tree.sql"),
    include_str!("../../migrations/0007_certificates.sql"),
    include_str!("../../migrations/0008_outlines.sql"),
    include_str!("../../migrations/0009_sheets.sql"),
    include_str!("../../migrations/0010_closings.sql"),
];

/// Brings the schema up to date.
pub(crate) fn run(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.lock("migrations")?;
    tx.script("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY) STRICT;")?;
    let row = tx.row("SELECT COALESCE(MAX(number), 0) FROM migration", &[])?.ok_or(DbError::NoRow)?;
    let done: usize = usize::try_from(row.get::<i64>(0)?).map_err(|_| DbError::Newer)?;
    if done > MIGRATIONS.len() {
        return Err(DbError::Newer);
    }
    for (number, script) in (1_usize..).zip(MIGRATIONS).skip(done) {
        tx.script(script)?;
        tx.execute("INSERT INTO migration (number) VALUES ($1)", &[number.into()])?;
    }
    Ok(())
}
