//! A writer: one transaction after the other over documents of its own, each left open
//! for a while before it ends, some of them undone.

use super::bench::VILLAGES;
use crate::{chance::Chance, ground::town};
use chrono::DateTime;
use doorstep_protocol::changes::DocumentKind;
use doorstep_server::{
    audience::Audience,
    db::{Db, DbError, Tx},
    feed, log,
};
use std::collections::BTreeMap;

/// Documents of one writer, and most that one transaction touches.
const DOCUMENTS: u64 = 6;
const TOUCHED: u64 = 3;
/// Most transactions of one writer, and most milliseconds that one stays open.
const DEEDS: u64 = 25;
const OPEN_MILLIS: u64 = 12;

/// What is written into: one kind, so that keys alone tell documents apart.
pub(crate) const KIND: DocumentKind = DocumentKind::Household;

/// A transaction.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    /// Documents by their number, and the version put; `None` takes the document away.
    touched: BTreeMap<u64, Option<u64>>,
    logs: bool,
    open_millis: u64,
    /// It is undone in the end.
    fails: bool,
}

/// What a writer has committed: the newest version of each of its documents, and how many entries of the log.
#[derive(Debug, Default)]
pub(crate) struct Committed {
    pub(crate) documents: BTreeMap<String, Option<u64>>,
    pub(crate) entries: u64,
}

/// The deeds of one writer.
pub(crate) fn script(chance: &mut Chance) -> Vec<Deed> {
    let mut version = 0;
    let mut deed = || {
        let touched = 1 + chance.below(TOUCHED);
        let touched = (0..touched).map(|_| {
            version += 1;
            (chance.below(DOCUMENTS), (!chance.percent(15)).then_some(version))
        });
        let touched = touched.collect();
        let (logs, open_millis, fails) = (chance.percent(50), chance.below(OPEN_MILLIS), chance.percent(8));
        Deed { touched, logs, open_millis, fails }
    };
    let count = 5 + deed().open_millis * DEEDS / OPEN_MILLIS;
    (0..count).map(|_| deed()).collect()
}

/// Whose document it is.
pub(crate) fn audience(number: u64) -> Audience {
    match number % (VILLAGES + 1) {
        0 => Audience::County,
        village => Audience::Region(town::village(village)),
    }
}

/// The key of a document.
pub(crate) fn key(writer: usize, number: u64) -> String {
    format!("{writer}-{number}")
}

/// The number in a key.
pub(crate) fn number(key: &str) -> Option<u64> {
    key.split_once('-')?.1.parse().ok()
}

/// Does them in turn.
pub(crate) async fn work(db: Db, writer: usize, deeds: Vec<Deed>) -> Result<Committed, DbError> {
    let mut committed = Committed::default();
    for deed in deeds {
        let doing = deed.clone();
        match db.write(move |tx| take(tx, writer, &doing)).await {
            Ok(()) => {
                let touched = deed.touched.iter().map(|(number, version)| (key(writer, *number), *version));
                committed.documents.extend(touched);
                committed.entries += u64::from(deed.logs);
            }
            // Undone as it was meant to be, or in another's way.
            Err(DbError::NoRow) if deed.fails => {}
            Err(DbError::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(committed)
}

fn take(tx: &mut Tx<'_>, writer: usize, deed: &Deed) -> Result<(), DbError> {
    for (number, version) in &deed.touched {
        let key = key(writer, *number);
        match version {
            Some(version) => feed::put(tx, KIND, &key, audience(*number), version)?,
            None => feed::remove(tx, KIND, &key, audience(*number))?,
        }
    }
    if deed.logs {
        let words = format!("{writer} {:?}", deed.touched);
        log::append_text(tx, "audit", writer.to_string(), words, DateTime::UNIX_EPOCH)?;
    }
    stay_open(tx, deed.open_millis)?;
    if deed.fails { Err(DbError::NoRow) } else { Ok(()) }
}

/// Keeps the transaction open.
pub(crate) fn stay_open(tx: &mut Tx<'_>, millis: u64) -> Result<(), DbError> {
    tx.rows(&format!("SELECT CAST(pg_sleep({}) AS TEXT)", millis as f64 / 1000.0), &[]).map(drop)
}
