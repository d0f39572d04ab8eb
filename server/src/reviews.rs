//! Reviews: a supervisor opens a visit or a sheet, sends it back with items and a deadline, or
//! approves it; the worker answers. [`doorstep_domain::review::after`] says which step
//! leads where, and everything here follows it.
//!
//! Nobody reviews a visit they took part in: not its author, not its second
//! investigator, nobody among its visitors. A step is signed by the server and stands
//! in the log without anybody's words; the words stand in `review_step`, which can be
//! erased. The author's phone hears of each step through a [`ReviewNote`].
//!
//! Steps on one visit are serial (its row is held), and a repeated step changes
//! nothing, so a retried request is harmless and two supervisors cannot cross.

pub mod opened;
pub mod queue;

#[cfg(test)]
mod tests;

use crate::{
    accounts::{self, PersonSession, REVIEWING_POSTS},
    audience::Audience,
    db::{DbError, Row, Tx},
    feed, follow_ups,
    keyring::Keyring,
    statements, subjects,
    vault::{self, VaultError},
};
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    id::{AccountId, RecordId, RegionId},
    record::{PAYLOAD_VERSION, Record},
    review::{NoSuchStep, ReturnItem, ReviewNote, ReviewReply, ReviewState, Step, after},
    subject::Subject,
};
use doorstep_protocol::{changes::DocumentKind, statement::ReviewTaken};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a supervisor does with a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Opens it.
    Start,
    /// Sends it back.
    Return {
        /// What to mend; at least one.
        items: Vec<ReturnItem>,
        /// Until when; not before the day of the act.
        deadline: NaiveDate,
    },
    /// Approves it.
    Approve,
}

/// Most items of one return.
pub const MOST_ITEMS: usize = 100;

/// Longest reason of an item, and longest target, bytes.
pub const LONGEST_WORDS: usize = 4_000;

/// Why a visit takes no such step.
#[derive(Debug, Error)]
pub enum ReviewError {
    /// No such visit within the reviewer's posts; whether it exists elsewhere is not said.
    #[error("there is no such visit")]
    NoSuchVisit,
    /// The reviewer took part in it.
    #[error("nobody reviews a visit they took part in")]
    TookPart,
    /// It does not stand where the step begins.
    #[error(transparent)]
    NoSuchStep(#[from] NoSuchStep),
    /// A return with no items, too many, or too many words.
    #[error("a return names what to mend, in reasonable length")]
    Items,
    /// The deadline is past.
    #[error("the deadline lies in the past")]
    Deadline,
    /// The payload does not open.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Words and items of a step, as kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDetail {
    /// What to mend, of a return.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ReturnItem>,
    /// Until when, of a return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<NaiveDate>,
    /// The worker's words, of a reply.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// The corrected visit, of a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<RecordId>,
}

struct Visit {
    state: ReviewState,
    author: AccountId,
    second: Option<AccountId>,
    region: RegionId,
}

/// A supervisor's step. `today` is the civil day of the act.
pub fn act(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    by: &PersonSession,
    visit: RecordId,
    act: Act,
    (at, today): (DateTime<Utc>, NaiveDate),
) -> Result<ReviewNote, ReviewError> {
    let stands = held(tx, visit)?.ok_or(ReviewError::NoSuchVisit)?;
    if !accounts::covers_as(tx, &REVIEWING_POSTS, by.account, stands.region)? {
        return Err(ReviewError::NoSuchVisit);
    }
    if took_part(tx, keyring, &stands, visit, by.account)? {
        return Err(ReviewError::TookPart);
    }
    let (step, detail) = match act {
        Act::Start => (Step::Start, StepDetail::default()),
        Act::Approve => (Step::Approve, StepDetail::default()),
        Act::Return { items, deadline } => {
            check_return(&items, deadline, today)?;
            (Step::Return, StepDetail { items, deadline: Some(deadline), ..StepDetail::default() })
        }
    };
    let state = after(stands.state, step)?;
    let note = ReviewNote {
        visit,
        state,
        by: by.account,
        at,
        items: detail.items.clone(),
        deadline: detail.deadline,
    };
    if state == stands.state && last_detail(tx, visit, step)?.as_ref() == Some(&detail) {
        return Ok(note);
    }
    write(tx, stands.author, step, &note, &detail)?;
    if step == Step::Approve {
        follow_ups::approved(tx, keyring, visit)?;
    }
    let targets = detail.items.into_iter().map(|item| item.target).collect();
    let taken = ReviewTaken { visit, step, state, by: by.account, targets, deadline: note.deadline, at };
    statements::record(tx, keyring, &taken)?;
    Ok(note)
}

/// The worker's answer arrived, as a record that they signed: the log holds it already.
/// The caller has made sure that `by` is the visit's author. `false` if the visit was
/// not waiting for an answer; nothing is changed then.
pub fn replied(
    tx: &mut Tx<'_>,
    reply: &ReviewReply,
    by: AccountId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let visit = reply.visit;
    let Some(stands) = held(tx, visit)? else { return Ok(false) };
    let Ok(state) = after(stands.state, Step::Reply) else { return Ok(false) };
    let note = ReviewNote { visit, state, by, at, items: Vec::new(), deadline: None };
    let detail =
        StepDetail { words: reply.words.clone(), correction: reply.correction, ..StepDetail::default() };
    write(tx, stands.author, Step::Reply, &note, &detail)?;
    Ok(true)
}

fn check_return(items: &[ReturnItem], deadline: NaiveDate, today: NaiveDate) -> Result<(), ReviewError> {
    let short = |text: &str| !text.trim().is_empty() && text.len() <= LONGEST_WORDS;
    let good = items.iter().all(|item| short(&item.target) && short(&item.reason));
    if items.is_empty() || items.len() > MOST_ITEMS || !good {
        return Err(ReviewError::Items);
    }
    if deadline < today { Err(ReviewError::Deadline) } else { Ok(()) }
}

/// Whom a visit was about; `None` for one that is not on file.
pub(crate) fn subject_of(tx: &mut Tx<'_>, visit: RecordId) -> Result<Option<Subject>, DbError> {
    let row = tx.row(
        "SELECT subject.type, subject.id FROM visit JOIN subject ON subject.id = visit.subject
         WHERE visit.record = $1",
        &[visit.into()],
    )?;
    row.map(|row| subjects::subject(&row, 0)).transpose()
}

/// The visit, held until the transaction ends.
fn held(tx: &mut Tx<'_>, visit: RecordId) -> Result<Option<Visit>, DbError> {
    let row = tx.row(
        "SELECT review, author, second, region FROM visit WHERE record = $1 FOR UPDATE",
        &[visit.into()],
    )?;
    row.map(|row| {
        Ok(Visit { state: state(&row, 0)?, author: row.get(1)?, second: row.get(2)?, region: row.get(3)? })
    })
    .transpose()
}

pub(crate) fn state(row: &Row, column: usize) -> Result<ReviewState, DbError> {
    ReviewState::parse(&row.get::<String>(column)?).ok_or(DbError::Column { column })
}

fn took_part(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    stands: &Visit,
    visit: RecordId,
    by: AccountId,
) -> Result<bool, ReviewError> {
    if stands.author == by || stands.second == Some(by) {
        return Ok(true);
    }
    let countersigned = tx.exists(
        "SELECT 1 FROM countersign WHERE visit = $1 AND by_account = $2",
        &[visit.into(), by.into()],
    )?;
    if countersigned {
        return Ok(true);
    }
    let Some(payload) = vault::payload(tx, keyring, visit)? else { return Ok(false) };
    let record = Record::parse("visit", PAYLOAD_VERSION, payload.text.as_bytes());
    Ok(matches!(record, Ok(Record::Visit(visit)) if visit.visitors.contains(&by)))
}

fn last_detail(tx: &mut Tx<'_>, visit: RecordId, step: Step) -> Result<Option<StepDetail>, DbError> {
    let row = tx.row(
        "SELECT step, detail FROM review_step WHERE visit = $1 ORDER BY id DESC LIMIT 1",
        &[visit.into()],
    )?;
    let Some(row) = row.filter(|row| row.get::<String>(0).is_ok_and(|last| last == step_name(step))) else {
        return Ok(None);
    };
    serde_json::from_str(&row.get::<String>(1)?).map(Some).map_err(|_| DbError::Json)
}

fn write(
    tx: &mut Tx<'_>,
    author: AccountId,
    step: Step,
    note: &ReviewNote,
    detail: &StepDetail,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO review_step (visit, step, by_account, at, detail) VALUES ($1, $2, $3, $4, $5)",
        &[
            note.visit.into(),
            step_name(step).into(),
            note.by.into(),
            note.at.into(),
            serde_json::to_string(detail).map_err(|_| DbError::Json)?.into(),
        ],
    )?;
    tx.execute(
        "UPDATE visit SET review = $2, deadline = $3 WHERE record = $1",
        &[note.visit.into(), note.state.as_str().into(), note.deadline.into()],
    )?;
    feed::put(tx, DocumentKind::Review, &note.visit.to_string(), Audience::Account(author), note)
}

/// As stored and sent.
pub(crate) fn step_name(step: Step) -> &'static str {
    match step {
        Step::Start => "start",
        Step::Return => "return",
        Step::Reply => "reply",
        Step::Approve => "approve",
    }
}
