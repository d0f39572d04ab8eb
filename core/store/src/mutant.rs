//! Faults put in on purpose, one at a time, chosen at run time. A harness that does not
//! find them finds nothing else either.

use rusqlite::{Connection, Transaction};
use std::sync::atomic::{AtomicU8, Ordering};

#[cfg(not(debug_assertions))]
compile_error!("a release never has mutants");

static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// A fault of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// `synchronous=NORMAL`: a commit returns before the log is on the disk.
    SyncNormal,
    /// The record is committed before its row in the outbox.
    SplitTransaction,
}

/// Puts a fault into every store of this process from now on, or takes it out.
pub fn choose(mutant: Option<Mutant>) {
    CHOSEN.store(mutant.map_or(0, number), Ordering::SeqCst);
}

fn number(mutant: Mutant) -> u8 {
    match mutant {
        Mutant::SyncNormal => 1,
        Mutant::SplitTransaction => 2,
    }
}

fn is_chosen(mutant: Mutant) -> bool {
    CHOSEN.load(Ordering::SeqCst) == number(mutant)
}

pub(crate) fn relax(conn: &Connection) -> Result<(), rusqlite::Error> {
    if is_chosen(Mutant::SyncNormal) { conn.pragma_update(None, "synchronous", "NORMAL") } else { Ok(()) }
}

pub(crate) fn split(tx: &Transaction) -> Result<(), rusqlite::Error> {
    if is_chosen(Mutant::SplitTransaction) { tx.execute_batch("COMMIT; BEGIN IMMEDIATE") } else { Ok(()) }
}
