//! What is believed once the weather is over:
//!
//! 1. Everything that somebody was told is saved shows as sent on the phone, and stands at
//!    the county with its effect, once, also after one more power cut; the county has
//!    nothing that nobody saved.
//! 2. Nothing is parked, nothing waits: it drained within the bound.
//! 3. Each phone's chain is at the county without a gap, in its first epoch; one phone is one device.
//! 4. Each phone knows every household of its worker's villages as the county has it, and no other.
//! 5. The county's log verifies, and its pages are whole.

use super::{
    county::{County, HOUSEHOLDS},
    phone::Phone,
    record,
};
use crate::{
    finding::{Broken, Finding, Verdict},
    ground::town,
};
use doorstep_domain::{id::RecordId, subject::Household};
use doorstep_server::{
    accounts,
    db::{DbError, Tx},
    log, subjects,
};
use doorstep_store::{Page, Standing};
use std::{collections::BTreeSet, fmt::Display};

fn broken<T>(broken: Broken, words: impl Display) -> Result<T, Finding> {
    Err(Finding::new(broken, words.to_string()))
}

/// What each phone should know.
pub(crate) struct Papers {
    /// By phone, from 1.
    known: Vec<Vec<Household>>,
}

impl Papers {
    /// As they lie at the county; `None` while it has no power.
    pub(crate) fn of(county: &County, phones: u64) -> Option<Result<Self, DbError>> {
        county.at_the_desk(move |tx| {
            let all: Vec<Household> = (1..=HOUSEHOLDS)
                .map(|number| subjects::household(tx, record::household_id(number))?.ok_or(DbError::NoRow))
                .collect::<Result<_, _>>()?;
            let known = (1..=phones).map(|number| {
                let held = accounts::held_by(tx, town::worker(number))?;
                let works_in = |one: &&Household| held.iter().any(|held| held.region == one.region);
                Ok(all.iter().filter(works_in).cloned().collect())
            });
            Ok(Self { known: known.collect::<Result<_, DbError>>()? })
        })
    }
}

/// Whether a phone has nothing left to send or to hear; otherwise, what is missing.
pub(crate) fn rested(phone: &Phone, papers: &Papers) -> Verdict {
    let Some(store) = phone.store() else { return broken(Broken::Stuck, "the phone is off") };
    let name = phone.name();
    if !phone.is_done() {
        return broken(
            Broken::Stuck,
            format_args!("{name} has not saved all its visits: {}", phone.status()),
        );
    }
    let silent = |error: &dyn Display| Finding::new(Broken::Stuck, format!("{name} shows nothing: {error}"));
    let counts = store.counts().map_err(|error| silent(&error))?;
    if counts.parked > 0 {
        let parked = store.parked(&Page::first(1)).map_err(|error| silent(&error))?;
        let codes: Vec<_> = parked.items.into_iter().map(|parked| parked.code).collect();
        return broken(Broken::Stuck, format_args!("{name} has parked {} records: {codes:?}", counts.parked));
    }
    if counts.waiting > 0 {
        let words = format!("{name} still has {} records to send: {}", counts.waiting, phone.status());
        return broken(Broken::Stuck, words);
    }
    let known = papers.known.get(phone.number as usize - 1).map_or(&[][..], Vec::as_slice);
    for number in 1..=HOUSEHOLDS {
        let id = record::household_id(number);
        let expected = known.iter().find(|household| household.id == id);
        let told = store.household(id).map_err(|error| silent(&error))?.map(|on_file| on_file.value);
        if told.as_ref() != expected {
            let at = |one: Option<&Household>| one.map_or("none".to_owned(), |one| one.address.text.clone());
            let words =
                format!("{name} knows household {number} as {}, not {}", at(told.as_ref()), at(expected));
            return broken(Broken::Skipped, words);
        }
    }
    Ok(())
}

/// Everything that was said to be saved shows as sent.
pub(crate) fn sent(phone: &Phone) -> Verdict {
    let Some(store) = phone.store() else { return broken(Broken::Stuck, "the phone is off") };
    for id in phone.saved() {
        let record = store.record(id);
        match record.map(|record| record.map(|record| record.standing)) {
            Ok(Some(Standing::Receipted | Standing::Durable)) => {}
            Ok(None) => return broken(Broken::Lost, format_args!("{} has lost record {id}", phone.name())),
            other => {
                return broken(Broken::Stuck, format_args!("{}: record {id} is {other:?}", phone.name()));
            }
        }
    }
    Ok(())
}

/// What the county's own tables say.
pub(crate) struct Found {
    records: BTreeSet<RecordId>,
    doubles: Vec<(&'static str, i64)>,
    chains: Vec<(u32, u64, u64, u64)>,
    /// What the county thinks of records that took no effect.
    apart: Vec<String>,
    fault: Option<String>,
}

/// Whatever stands more than once and must not.
const DOUBLES: [(&str, &str); 5] = [
    (
        "envelopes in the log",
        "SELECT COUNT(*) - COUNT(DISTINCT reference) FROM entry WHERE kind = 'envelope'",
    ),
    ("wrappings of records", "SELECT COUNT(*) - COUNT(DISTINCT record) FROM envelope"),
    (
        "places in a chain",
        "SELECT COUNT(*) - COUNT(DISTINCT device || '/' || epoch || '/' || seq) FROM envelope",
    ),
    ("visits and their records", "SELECT ABS(COUNT(*) - (SELECT COUNT(*) FROM record)) FROM visit"),
    ("devices of accounts", "SELECT COUNT(*) - COUNT(DISTINCT account) FROM device"),
];

pub(crate) fn look(tx: &mut Tx<'_>) -> Result<Found, DbError> {
    let number = |tx: &mut Tx<'_>, sql: &str| tx.row(sql, &[])?.ok_or(DbError::NoRow)?.get::<i64>(0);
    let doubles =
        DOUBLES.iter().map(|(what, sql)| Ok((*what, number(tx, sql)?))).collect::<Result<_, DbError>>()?;
    let records = tx.map("SELECT id FROM record", &[], |row| row.get(0))?.into_iter().collect();
    let chains = tx.map(
        "SELECT epoch, MIN(seq), MAX(seq), COUNT(*) FROM envelope GROUP BY device, epoch",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    let apart = tx.map(
        "SELECT envelope.verdict FROM envelope JOIN record ON record.id = envelope.record WHERE record.applied = 0",
        &[],
        |row| row.get(0),
    )?;
    let verified = log::verify(tx, &[])?.err().map(|fault| format!("the log does not verify: {fault:?}"));
    let said: String = tx.row("PRAGMA integrity_check", &[])?.ok_or(DbError::NoRow)?.get(0)?;
    let fault = verified.or((said != "ok").then_some(said));
    Ok(Found { records, doubles, chains, apart, fault })
}

impl Found {
    pub(crate) fn check(&self, phones: &[impl AsRef<Phone>]) -> Verdict {
        if let Some(fault) = &self.fault {
            return broken(Broken::Lost, fault);
        }
        let mut begun = BTreeSet::new();
        for phone in phones.iter().map(AsRef::as_ref) {
            begun.extend(phone.begun());
            if let Some(lost) = phone.saved().iter().find(|id| !self.records.contains(*id)) {
                return broken(
                    Broken::Lost,
                    format_args!("{}: record {lost} is not at the county", phone.name()),
                );
            }
        }
        if let Some(verdict) = self.apart.first() {
            return broken(Broken::Lost, format_args!("a record took no effect: {verdict}"));
        }
        if let Some(unheard) = self.records.difference(&begun).next() {
            return broken(
                Broken::Twice,
                format_args!("the county has record {unheard}, which nobody saved"),
            );
        }
        if let Some((what, more)) = self.doubles.iter().find(|(_, more)| *more != 0) {
            return broken(Broken::Twice, format_args!("{what}: {more} more than there may be"));
        }
        let gap =
            self.chains.iter().find(|(epoch, first, last, count)| (*epoch, *first, *last) != (1, 1, *count));
        match gap {
            Some(chain) => broken(Broken::Lost, format_args!("a chain has a gap: {chain:?}")),
            None => Ok(()),
        }
    }
}
