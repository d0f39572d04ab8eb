//! Faults put in on purpose, one at a time, chosen at run time. A harness that does not
//! find them finds nothing else either.

use crate::db::{DbError, Tx};
use doorstep_protocol::envelope::Header;
use std::sync::atomic::{AtomicU8, Ordering};

#[cfg(not(debug_assertions))]
compile_error!("a release never has mutants");

static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// A fault of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// Whoever asked hears of the work before it is committed.
    ReceiptBeforeCommit,
    /// Two records of one phone with the same second by its clock are taken for one.
    DedupByTime,
    /// Positions of the feed are taken when rows are written, by a sequence, and a page ends at the
    /// highest that can be seen; on PostgreSQL.
    CursorPastOpen,
}

/// Puts a fault into every server of this process from now on, or takes it out.
pub fn choose(mutant: Option<Mutant>) {
    CHOSEN.store(mutant.map_or(0, number), Ordering::SeqCst);
}

fn number(mutant: Mutant) -> u8 {
    match mutant {
        Mutant::ReceiptBeforeCommit => 1,
        Mutant::DedupByTime => 2,
        Mutant::CursorPastOpen => 3,
    }
}

pub(crate) fn is_chosen(mutant: Mutant) -> bool {
    CHOSEN.load(Ordering::SeqCst) == number(mutant)
}

/// Whether another record of the phone names the same second.
pub(crate) fn is_another_at_that_time(tx: &mut Tx<'_>, header: &Header) -> Result<bool, DbError> {
    if !is_chosen(Mutant::DedupByTime) {
        return Ok(false);
    }
    let others = tx.map(
        "SELECT header FROM envelope WHERE device = $1 AND record <> $2",
        &[header.device.into(), header.record.into()],
        |row| row.get::<String>(0),
    )?;
    let second = header.clock.device.timestamp();
    let at_that_time = |text: &String| {
        serde_json::from_str::<Header>(text).is_ok_and(|other| other.clock.device.timestamp() == second)
    };
    Ok(others.iter().any(at_that_time))
}

/// Gives what this transaction has written its positions now; the sealer finds nothing left.
pub(crate) fn number_what_was_written(tx: &mut Tx<'_>) -> Result<(), DbError> {
    if !is_chosen(Mutant::CursorPastOpen) {
        return Ok(());
    }
    // A sequence that is there; its gaps are of no matter.
    tx.execute(
        "UPDATE document SET position = nextval(pg_get_serial_sequence('entry', 'id')) WHERE position IS NULL",
        &[],
    )
    .map(drop)
}

/// Where the feed ends for whoever reads it without a sealer.
pub(crate) fn highest_in_sight(tx: &mut Tx<'_>) -> Result<Option<u64>, DbError> {
    if !is_chosen(Mutant::CursorPastOpen) {
        return Ok(None);
    }
    tx.row("SELECT COALESCE(MAX(position), 0) FROM document", &[])?.map(|row| row.get(0)).transpose()
}
