//! Rosters: lines, whose they are, and how a visit moves them on. Each line is a
//! document of its assignee; a child's whole file follows the lines about the child.

use crate::{
    audience::Audience,
    db::{DbError, Row, Tx},
    feed, subjects,
};
use chrono::NaiveDate;
use doorstep_domain::{
    id::{AccountId, RosterId},
    roster::RosterLine,
    rules::RulesTable,
    subject::Subject,
    visit::{Outcome, Visit},
};
use doorstep_protocol::changes::DocumentKind;

/// A line that changed hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub line: RosterId,
    /// From whom.
    pub from: AccountId,
    /// To whom.
    pub to: AccountId,
}

/// Puts a line on a roster, new or changed, and tells the phones concerned.
pub fn put(tx: &mut Tx<'_>, line: &RosterLine) -> Result<(), DbError> {
    let before = self::line(tx, line.id)?;
    let body = serde_json::to_string(line).map_err(|_| DbError::Json)?;
    tx.execute(
        "INSERT INTO roster (id, subject, region, visit, assignee, due, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO UPDATE SET
             subject = excluded.subject, region = excluded.region, visit = excluded.visit,
             assignee = excluded.assignee, due = excluded.due, body = excluded.body",
        &[
            line.id.into(),
            line.subject.uuid().to_string().into(),
            line.region.into(),
            line.visit.as_str().into(),
            line.assignee.into(),
            line.due.into(),
            body.into(),
        ],
    )?;
    let key = line.id.to_string();
    feed::put(tx, DocumentKind::Roster, &key, Audience::Account(line.assignee), line)?;
    let former = before.as_ref().map(|before| before.assignee);
    if let Some(former) = former.filter(|former| *former != line.assignee) {
        feed::remove(tx, DocumentKind::Roster, &key, Audience::Account(former))?;
        tx.execute(
            "INSERT INTO roster_past (subject, account) VALUES ($1, $2) ON CONFLICT (subject, account) DO NOTHING",
            &[line.subject.uuid().to_string().into(), former.into()],
        )?;
    }
    match line.subject {
        Subject::Person(person) if former != Some(line.assignee) => subjects::hand_over_child(tx, person),
        _ => Ok(()),
    }
}

/// A line as it stands. For write jobs: the row is held until the transaction ends.
pub fn line(tx: &mut Tx<'_>, id: RosterId) -> Result<Option<RosterLine>, DbError> {
    tx.row("SELECT body FROM roster WHERE id = $1 FOR UPDATE", &[id.into()])?
        .map(|row| read(&row))
        .transpose()
}

/// Gives lines to someone else. Lines that are theirs already, or do not exist, are passed over.
pub fn reassign(tx: &mut Tx<'_>, lines: &[RosterId], to: AccountId) -> Result<Vec<Moved>, DbError> {
    let mut moved = Vec::new();
    for id in lines {
        let Some(mut line) = line(tx, *id)?.filter(|line| line.assignee != to) else { continue };
        moved.push(Moved { line: *id, from: line.assignee, to });
        line.assignee = to;
        put(tx, &line)?;
    }
    Ok(moved)
}

/// Takes every line about a subject off the rosters.
pub(crate) fn close(tx: &mut Tx<'_>, subject: Subject) -> Result<(), DbError> {
    let id = subject.uuid().to_string();
    let lines = tx.map("SELECT id FROM roster WHERE subject = $1", &[id.clone().into()], |row| {
        row.get::<RosterId>(0)
    })?;
    for line in lines {
        feed::remove_everywhere(tx, DocumentKind::Roster, &line.to_string())?;
    }
    tx.execute("DELETE FROM roster WHERE subject = $1", &[id.into()]).map(|_| ())
}

/// Whether the account has, or once had, the subject on its roster.
pub(crate) fn was_assigned(tx: &mut Tx<'_>, subject: Subject, account: AccountId) -> Result<bool, DbError> {
    tx.exists(
        "SELECT 1 FROM roster WHERE subject = $1 AND assignee = $2
         UNION ALL
         SELECT 1 FROM roster_past WHERE subject = $1 AND account = $2",
        &[subject.uuid().to_string().into(), account.into()],
    )
}

/// Moves the lines that a visit answers: only one that met somebody counts, and only a
/// later day than the last. `rules` are those that the record names.
pub(crate) fn advance(
    tx: &mut Tx<'_>,
    visit: &Visit,
    day: NaiveDate,
    rules: &RulesTable,
) -> Result<(), DbError> {
    if visit.outcome != Outcome::Met {
        return Ok(());
    }
    let tag = visit.kind.tag();
    let lines = tx.map(
        "SELECT body FROM roster WHERE subject = $1 AND visit = $2 ORDER BY id FOR UPDATE",
        &[visit.subject.uuid().to_string().into(), tag.as_str().into()],
        read,
    )?;
    for mut line in lines {
        if line.last.is_some_and(|last| last >= day) {
            continue;
        }
        if let Some(due) = rules.next_due(tag, &line.class, day) {
            line.last = Some(day);
            line.due = due;
            put(tx, &line)?;
        }
    }
    Ok(())
}

fn read(row: &Row) -> Result<RosterLine, DbError> {
    serde_json::from_str(&row.get::<String>(0)?).map_err(|_| DbError::Json)
}
