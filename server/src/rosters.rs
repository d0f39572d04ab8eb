//! Rosters: lines, whose they are, and how visits move them on. Each line is a
//! document of its assignee; a child's whole file follows the lines about the child.
//!
//! Where a line stands follows from the line as it was given and from the visits that
//! **count**: those that met somebody, on a day that had come, and that no correction by
//! their author takes the place of. The last of them, by day, decides; the order in which
//! they arrived never does.

#[cfg(test)]
mod tests;

use crate::{
    app,
    audience::Audience,
    db::{DbError, Row, Tx},
    feed, subjects,
};
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    id::{AccountId, RecordId, RosterId},
    roster::RosterLine,
    rules,
    subject::Subject,
    visit::{Outcome, Visit},
};
use doorstep_protocol::{changes::DocumentKind, envelope::Header};

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

/// Gives a line to a roster, new or changed, and tells the phones concerned. Visits that came before move it no more.
pub fn put(tx: &mut Tx<'_>, line: &RosterLine) -> Result<(), DbError> {
    keep(tx, line)?;
    tx.execute("UPDATE roster SET given = body WHERE id = $1", &[line.id.into()]).map(|_| ())
}

/// Writes down where a line stands.
fn keep(tx: &mut Tx<'_>, line: &RosterLine) -> Result<(), DbError> {
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
        .map(|row| read(&row, 0))
        .transpose()
}

/// Gives lines to someone else. Lines that are theirs already, or do not exist, are passed over.
pub fn reassign(tx: &mut Tx<'_>, lines: &[RosterId], to: AccountId) -> Result<Vec<Moved>, DbError> {
    let mut moved = Vec::new();
    for id in lines {
        let Some(mut line) = line(tx, *id)?.filter(|line| line.assignee != to) else { continue };
        moved.push(Moved { line: *id, from: line.assignee, to });
        line.assignee = to;
        keep(tx, &line)?;
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

/// After a visit was stored: moves the lines that it answers, and those that the visit it corrects answered.
/// `at` is when it was taken in, or placed.
pub(crate) fn advance(
    tx: &mut Tx<'_>,
    header: &Header,
    visit: &Visit,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let (subject, kind) = (visit.subject.uuid().to_string(), visit.kind.tag().as_str());
    if let Some(corrected) = visit.corrects {
        let before = tx.row(
            "SELECT subject, kind FROM visit WHERE record = $1 AND author = $2",
            &[corrected.into(), header.author.into()],
        )?;
        if let Some(before) = before {
            settle(tx, &before.get::<String>(0)?, &before.get::<String>(1)?)?;
        }
        return settle(tx, &subject, kind);
    }
    // A day that has not come would put off the next visit for as long as one likes.
    let counts = visit.outcome == Outcome::Met && visit.day <= app::latest_day(at);
    if !counts {
        return Ok(());
    }
    let lines = lines(tx, &subject, kind)?;
    if lines.is_empty() || is_corrected(tx, header)? {
        return Ok(());
    }
    for Line { stands, .. } in lines {
        let next = moved(stands.clone(), header, visit.day);
        if next != stands {
            keep(tx, &next)?;
        }
    }
    Ok(())
}

/// Works out anew where the lines of a subject stand, from what was given and what counts.
fn settle(tx: &mut Tx<'_>, subject: &str, kind: &str) -> Result<(), DbError> {
    let counts = last_that_counts(tx, subject, kind)?;
    for Line { stands, given } in lines(tx, subject, kind)? {
        let back = RosterLine { last: given.last, due: given.due, ..stands.clone() };
        let next = match &counts {
            Some((header, day)) => moved(back, header, *day),
            None => back,
        };
        if next != stands {
            keep(tx, &next)?;
        }
    }
    Ok(())
}

/// A line moved on to a visit's day, if that is a later day than its last: by the rules that the visit names,
/// or those in force on its day.
fn moved(line: RosterLine, header: &Header, day: NaiveDate) -> RosterLine {
    if line.last.is_some_and(|last| last >= day) {
        return line;
    }
    let rules = rules::version(&header.rules_version).or_else(|_| rules::in_force_on(day));
    match rules.ok().and_then(|rules| rules.next_due(line.visit, &line.class, day)) {
        Some(due) => RosterLine { last: Some(day), due, ..line },
        None => line,
    }
}

struct Line {
    stands: RosterLine,
    /// Before any visit moved it on.
    given: RosterLine,
}

fn lines(tx: &mut Tx<'_>, subject: &str, kind: &str) -> Result<Vec<Line>, DbError> {
    tx.map(
        "SELECT body, given FROM roster WHERE subject = $1 AND visit = $2 ORDER BY id FOR UPDATE",
        &[subject.into(), kind.into()],
        |row| Ok(Line { stands: read(row, 0)?, given: read(row, 1)? }),
    )
}

/// Whether the author has corrected a visit already: what was kept apart may come after its correction.
fn is_corrected(tx: &mut Tx<'_>, header: &Header) -> Result<bool, DbError> {
    tx.exists(
        "SELECT record FROM visit WHERE corrects = $1 AND author = $2",
        &[header.record.into(), header.author.into()],
    )
}

/// The last visit that counts, by its day: its header, which names the rules, and the day.
fn last_that_counts(
    tx: &mut Tx<'_>,
    subject: &str,
    kind: &str,
) -> Result<Option<(Header, NaiveDate)>, DbError> {
    let counting = tx.map(
        "SELECT record, day, arrived_at FROM visit
         WHERE subject = $1 AND kind = $2 AND outcome = 'met' AND NOT EXISTS (
             SELECT 1 FROM visit AS later WHERE later.corrects = visit.record AND later.author = visit.author)
         ORDER BY day DESC, record",
        &[subject.into(), kind.into()],
        |row| Ok((row.get::<RecordId>(0)?, row.get::<NaiveDate>(1)?, row.get::<DateTime<Utc>>(2)?)),
    )?;
    let had_come =
        |(_, day, arrived): &(RecordId, NaiveDate, DateTime<Utc>)| *day <= app::latest_day(*arrived);
    let Some((record, day, _)) = counting.into_iter().find(had_come) else { return Ok(None) };
    let header = tx
        .row(
            "SELECT envelope.header FROM record JOIN envelope ON envelope.hash = record.hash WHERE record.id = $1",
            &[record.into()],
        )?
        .ok_or(DbError::NoRow)?;
    let header = serde_json::from_str(&header.get::<String>(0)?).map_err(|_| DbError::Json)?;
    Ok(Some((header, day)))
}

fn read(row: &Row, column: usize) -> Result<RosterLine, DbError> {
    serde_json::from_str(&row.get::<String>(column)?).map_err(|_| DbError::Json)
}
