//! What must be true when everything has drained.

use super::{
    case::{Case, Stop},
    cast::{self, record_id},
    phone::Phone,
    told::{Saved, number_of},
};
use crate::finding::{Broken, Finding};
use doorstep_domain::id::{DeviceId, RecordId};
use doorstep_protocol::{changes::DocumentKind, limits};
use doorstep_server::{
    db::{DbError, Tx},
    feed, log,
};
use doorstep_store::{PersonOnFile, Standing};
use doorstep_sync::engine::Stage;
use std::collections::{BTreeMap, BTreeSet};

/// Every so many stories the log is verified from its first entry, each signature included.
const THOROUGH: u64 = 12;

/// The codes that a shell has words for, of those that park a record.
const WORDS: [&str; 6] =
    ["bad_framing", "bad_commitment", "bad_signature", "too_large", "malformed_body", "not_zstd"];

/// A record as the county has it.
struct Kept {
    kind: String,
    applied: bool,
    /// How often it had its effect, as far as that leaves rows to count.
    effects: i64,
}

/// An envelope as the county has it, in the order of arrival.
struct Link {
    device: DeviceId,
    epoch: u32,
    seq: u64,
    record: RecordId,
    verdict: String,
}

struct Seen {
    records: BTreeMap<RecordId, Kept>,
    links: Vec<Link>,
    /// Entries of the log that are of no envelope, or of one a second time.
    strays: i64,
    replies: i64,
}

/// All of it.
pub(super) fn look(case: &mut Case<'_>) -> Result<(), Stop> {
    let seen = case.county.read(see)?;
    arrived(case, &seen)?;
    once(case, &seen)?;
    in_order(case, &seen)?;
    for phone in 0..case.phones.len() {
        if matches!(case.phones[phone].stage(), Stage::Idle { .. }) {
            nothing_skipped(case, phone)?;
        }
    }
    if case.chance.below(THOROUGH) == 0
        && let Err(fault) = case.county.read(|tx| log::verify(tx, &[]))?
    {
        return Err(Finding::new(Broken::Lost, format!("the log does not verify: {fault:?}")).into());
    }
    Ok(())
}

fn see(tx: &mut Tx<'_>) -> Result<Seen, DbError> {
    let records = tx.map(
        "SELECT record.id, record.kind, record.applied,
                (SELECT COUNT(*) FROM visit WHERE visit.record = record.id)
                + (SELECT COUNT(*) FROM entry WHERE entry.kind = 'audit' AND record.kind = 'read_trace'
                   AND entry.body LIKE '%child_file_opened%' || record.id || '%')
         FROM record",
        &[],
        |row| Ok((row.get(0)?, Kept { kind: row.get(1)?, applied: row.get(2)?, effects: row.get(3)? })),
    )?;
    let links =
        tx.map("SELECT device, epoch, seq, record, verdict FROM envelope ORDER BY entry", &[], |row| {
            Ok(Link {
                device: row.get(0)?,
                epoch: row.get(1)?,
                seq: row.get(2)?,
                record: row.get(3)?,
                verdict: row.get(4)?,
            })
        })?;
    let mut number = |sql: &str| tx.row(sql, &[])?.ok_or(DbError::NoRow)?.get::<i64>(0);
    let entries = number("SELECT COUNT(*) FROM entry WHERE kind = 'envelope'")?;
    let replies = number("SELECT COUNT(*) FROM review_step WHERE step = 'reply'")?;
    let strays = entries - i64::try_from(links.len()).unwrap_or(0);
    Ok(Seen { records: records.into_iter().collect(), links, strays, replies })
}

/// Everything that was said to be saved is at the county, or a person was told why not.
fn arrived(case: &Case<'_>, seen: &Seen) -> Result<(), Stop> {
    for (number, saved) in case.told.all() {
        let record = record_id(number);
        let there = seen.records.contains_key(&record);
        let shown = standing(&case.phones[saved.phone], record)?;
        judge(case, number, saved, there, shown.as_ref())?;
    }
    Ok(())
}

fn standing(phone: &Phone<'_>, record: RecordId) -> Result<Option<Standing>, Stop> {
    Ok(phone.store()?.record(record)?.map(|stored| stored.standing))
}

fn judge(
    case: &Case<'_>,
    number: u64,
    saved: &Saved,
    there: bool,
    shown: Option<&Standing>,
) -> Result<(), Stop> {
    let phone = saved.phone;
    let lost = |words: String| Err(Finding::new(Broken::Lost, words).into());
    match shown {
        None if saved.left_behind.is_none() => {
            return lost(format!("record {number} was saved on phone {phone}, which does not show it"));
        }
        Some(parked @ Standing::Parked { .. }) => return is_put_into_words(phone, parked),
        Some(Standing::Receipted | Standing::Durable) if !there => {
            return lost(format!(
                "phone {phone} shows record {number} as sent, and the county does not have it"
            ));
        }
        Some(Standing::Waiting) if matches!(case.phones[phone].stage(), Stage::Idle { .. }) => {
            let words = format!("record {number} still waits on phone {phone}");
            return Err(Finding::new(Broken::Stuck, words).into());
        }
        // A phone that ended handed in what it had; what its keystore spoilt is not authentic.
        Some(Standing::Waiting) if saved.glitched => return Ok(()),
        _ => {}
    }
    if there || !saved.must_arrive() {
        return Ok(());
    }
    lost(format!("record {number} of phone {phone} is not at the county"))
}

/// A record that stands aside says why, in a code that shells have words for.
pub(super) fn is_put_into_words(phone: usize, standing: &Standing) -> Result<(), Stop> {
    match standing {
        Standing::Parked { code, .. } if !WORDS.contains(&code.as_str()) => {
            let words = format!("a record is parked on phone {phone}, and nobody can say why: {code:?}");
            Err(Finding::new(Broken::Stuck, words).into())
        }
        _ => Ok(()),
    }
}

/// Nothing is there that nobody saved, and nothing had its effect other than once.
fn once(case: &Case<'_>, seen: &Seen) -> Result<(), Stop> {
    let twice = |words: String| Err(Finding::new(Broken::Twice, words).into());
    if seen.strays != 0 {
        return twice(format!(
            "the log has {} more entries of envelopes than there are envelopes",
            seen.strays
        ));
    }
    let mut replies = 0;
    for (record, kept) in &seen.records {
        let number = number_of(*record).unwrap_or(0);
        if case.told.of(*record).is_none() {
            return twice(format!("the county has record {number}, which nobody saved"));
        }
        replies += i64::from(kept.applied && kept.kind == "review_reply");
        let counted = matches!(kept.kind.as_str(), "visit" | "read_trace");
        if counted && kept.effects != i64::from(kept.applied) {
            let (effects, kind) = (kept.effects, &kept.kind);
            return twice(format!("record {number}, a {kind}, had its effect {effects} times"));
        }
    }
    if seen.replies > replies {
        return twice(format!("{replies} replies arrived, and {} were heard", seen.replies));
    }
    for link in &seen.links {
        if !seen.records.contains_key(&link.record) {
            let number = number_of(link.record).unwrap_or(0);
            let words = format!("record {number} was stored, and there is no record of it");
            return Err(Finding::new(Broken::Lost, words).into());
        }
    }
    Ok(())
}

/// The envelopes of a phone arrived in the order of its chain, and the chain is whole.
fn in_order(case: &Case<'_>, seen: &Seen) -> Result<(), Stop> {
    let devices = straight(case)?;
    let mut last: BTreeMap<(DeviceId, u32), u64> = BTreeMap::new();
    for link in seen.links.iter().filter(|link| devices.contains(&link.device)) {
        let number = number_of(link.record).unwrap_or(0);
        let last = last.entry((link.device, link.epoch)).or_default();
        let aside = case.told.of(link.record).is_some_and(|saved| saved.stood_aside);
        if link.seq < *last && !aside {
            let words = format!("record {number} arrived after others that its phone saved later");
            return Err(Finding::new(Broken::Skipped, words).into());
        }
        *last = link.seq.max(*last);
        if link.verdict.contains("broken_chain") || link.verdict.contains("fork") {
            let words = format!("record {number} broke its phone's chain: {}", link.verdict);
            return Err(Finding::new(Broken::Lost, words).into());
        }
    }
    Ok(())
}

/// Devices that were never put back and never handed in a journal: those go over old ground.
fn straight(case: &Case<'_>) -> Result<BTreeSet<DeviceId>, Stop> {
    let mut devices = BTreeSet::new();
    for (phone, beside) in case.phones.iter().zip(&case.beside) {
        if !beside.put_back && !beside.handed_in {
            devices.extend(phone.store()?.enrolment()?.map(|enrolment| enrolment.device));
        }
    }
    Ok(devices)
}

/// A phone holds exactly what the feed shows its owner from the beginning.
fn nothing_skipped(case: &Case<'_>, phone: usize) -> Result<(), Stop> {
    let account = cast::worker(phone);
    let fed = case.county.read(move |tx| {
        let (mut fed, mut cursor) = (BTreeMap::new(), None);
        loop {
            let page = feed::page(tx, account, cursor.as_deref(), limits::CHANGES)?;
            for change in page.changes.into_iter().filter(|change| change.body.is_some()) {
                fed.insert((change.kind, change.key), change.revision);
            }
            if !page.more {
                return Ok(fed);
            }
            cursor = Some(page.next);
        }
    })?;
    let said = |kind: DocumentKind, key: String| fed.get(&(kind.as_str().to_owned(), key)).copied();
    let store = case.phones[phone].store()?;
    for id in cast::households() {
        let held = store.household(id)?.map(|held| held.revision);
        compare(phone, "household", said(DocumentKind::Household, id.to_string()), held)?;
    }
    for id in cast::people() {
        let (full, card) = (DocumentKind::Person, DocumentKind::ChildCard);
        let said = said(full, id.to_string()).or_else(|| said(card, id.to_string()));
        let held = store.person(id)?;
        let held = held.map(|held| (held.revision, matches!(held.value, PersonOnFile::Full(_))));
        compare(phone, "person", said, held.map(|(revision, _)| revision))?;
    }
    for (kind, key) in fed.keys() {
        if kind == DocumentKind::Review.as_str()
            && let Ok(visit) = key.parse()
            && store.review(visit)?.is_none()
        {
            let words = format!("phone {phone} was not told of the review of {key}");
            return Err(Finding::new(Broken::Skipped, words).into());
        }
    }
    Ok(())
}

fn compare(phone: usize, what: &str, said: Option<u64>, held: Option<u64>) -> Result<(), Stop> {
    if said == held {
        return Ok(());
    }
    let words = format!("the feed shows phone {phone} a {what} at {said:?}, and it holds {held:?}");
    Err(Finding::new(Broken::Skipped, words).into())
}
