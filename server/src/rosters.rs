//! Rosters: lines, whose they are, and how visits move them on. Each line is a
//! document of its assignee; a child's whole file follows the lines about the child.
//!
//! Where a line stands follows from the line as it was given, from the visits that
//! **count**: those that met somebody, on a day that had come, and that no correction by
//! their author takes the place of; and from the rules in force. The last of those visits,
//! by day, decides; the order in which they arrived never does. When the rules or a plan
//! change, it is reckoned anew from the start: nothing of the old date is kept.

#[cfg(test)]
mod tests;

use crate::{
    app,
    audience::Audience,
    corrections::COUNTS,
    db::{DbError, Row, Tx},
    feed, subjects,
};
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    cadence::Plan,
    calendar,
    id::{AccountId, RosterId},
    roster::RosterLine,
    rules,
    subject::Subject,
    visit::{Outcome, Visit, VisitTag},
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

/// Gives a line to a roster, new or changed, and tells the phones concerned. Visits that came before move it
/// no more. It is due when its plan says; on the day given only where no rule knows one.
pub fn put(tx: &mut Tx<'_>, line: &RosterLine, today: NaiveDate) -> Result<(), DbError> {
    keep(tx, &reckoned(line.clone(), today))?;
    tx.execute("UPDATE roster SET given = body WHERE id = $1", &[line.id.into()]).map(|_| ())
}

/// Changes what is known of a line beside its visits, and reckons it anew. `None`: no such line.
pub(crate) fn replan(
    tx: &mut Tx<'_>,
    id: RosterId,
    today: NaiveDate,
    change: impl Fn(Plan) -> Plan,
) -> Result<Option<RosterLine>, DbError> {
    let row = tx.row("SELECT body, given FROM roster WHERE id = $1 FOR UPDATE", &[id.into()])?;
    let Some(line) = row.map(|row| Line::read(&row)).transpose()? else { return Ok(None) };
    let given = RosterLine { plan: change(line.given.plan.clone()), ..line.given.clone() };
    let stands = line.standing_by(change(line.stands.plan.clone()), today);
    keep(tx, &stands)?;
    let body = serde_json::to_string(&given).map_err(|_| DbError::Json)?;
    tx.execute("UPDATE roster SET given = $2 WHERE id = $1", &[id.into(), body.into()])?;
    Ok(Some(stands))
}

/// Reckons a page of all lines by the rules and the calendar of a day. Returns where the page ended.
pub(crate) fn reckon_all(tx: &mut Tx<'_>, today: NaiveDate, after: &str) -> Result<Option<String>, DbError> {
    let page = tx.map(
        "SELECT body, given, id FROM roster WHERE id > $1 ORDER BY id LIMIT $2 FOR UPDATE",
        &[after.into(), PAGE.into()],
        |row| Ok((Line::read(row)?, row.get::<String>(2)?)),
    )?;
    for (line, _) in &page {
        restand(tx, line, line.stands.plan.clone(), today)?;
    }
    Ok(page.into_iter().next_back().map(|(_, id)| id))
}

/// Lines of one transaction.
const PAGE: u64 = 500;

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
            line.plan.visit.as_str().into(),
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
    let lines = tx.map("SELECT id FROM roster WHERE subject = $1", &[id.into()], |row| row.get(0))?;
    lines.into_iter().try_for_each(|line| take_off(tx, line))
}

/// Takes a line off its roster; a child's file goes from whoever had it for this line alone.
pub(crate) fn remove(tx: &mut Tx<'_>, id: RosterId) -> Result<(), DbError> {
    let line = line(tx, id)?;
    take_off(tx, id)?;
    match line.map(|line| line.subject) {
        Some(Subject::Person(person)) => subjects::hand_over_child(tx, person),
        _ => Ok(()),
    }
}

fn take_off(tx: &mut Tx<'_>, line: RosterId) -> Result<(), DbError> {
    feed::remove_everywhere(tx, DocumentKind::Roster, &line.to_string())?;
    tx.execute("DELETE FROM roster WHERE id = $1", &[line.into()]).map(|_| ())
}

/// Who has a subject on their roster, in the order of the lines.
pub(crate) fn assigned(tx: &mut Tx<'_>, subject: Subject) -> Result<Vec<AccountId>, DbError> {
    let id = subject.uuid().to_string();
    tx.map("SELECT assignee FROM roster WHERE subject = $1 ORDER BY id", &[id.into()], |row| row.get(0))
}

/// The lines of a subject for a kind of visit, as they stand.
pub(crate) fn lines_for(
    tx: &mut Tx<'_>,
    subject: Subject,
    visit: VisitTag,
) -> Result<Vec<RosterLine>, DbError> {
    let held = lines(tx, &subject.uuid().to_string(), visit.as_str())?;
    Ok(held.into_iter().map(|line| line.stands).collect())
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
    let today = calendar::civil_day(at);
    if let Some(corrected) = visit.corrects {
        let before = tx.row(
            "SELECT subject, kind FROM visit WHERE record = $1 AND author = $2",
            &[corrected.into(), header.author.into()],
        )?;
        if let Some(before) = before {
            settle(tx, &before.get::<String>(0)?, &before.get::<String>(1)?, today)?;
        }
        return settle(tx, &subject, kind, today);
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
    // Of two visits of one day the one that was begun later decides, not the one that came first.
    if lines.iter().any(|line| line.stands.plan.last == Some(visit.day)) {
        return settle(tx, &subject, kind, today);
    }
    for line in lines {
        restand(tx, &line, line.stands.plan.clone().visited(visit.day, visit.next_date), today)?;
    }
    Ok(())
}

/// Works out anew where the lines of a subject stand, from what was given and what counts.
pub(crate) fn settle(tx: &mut Tx<'_>, subject: &str, kind: &str, today: NaiveDate) -> Result<(), DbError> {
    let counts = last_that_counts(tx, subject, kind)?;
    for line in lines(tx, subject, kind)? {
        let back = line.given.plan.clone();
        let plan = counts.into_iter().fold(back, |plan, (day, agreed)| plan.visited(day, agreed));
        restand(tx, &line, plan, today)?;
    }
    Ok(())
}

/// Writes down where a line stands by a plan, if it stood elsewhere.
fn restand(tx: &mut Tx<'_>, line: &Line, plan: Plan, today: NaiveDate) -> Result<(), DbError> {
    let next = line.standing_by(plan, today);
    if next == line.stands { Ok(()) } else { keep(tx, &next) }
}

/// Due by the rules in force on a day.
fn reckoned(line: RosterLine, today: NaiveDate) -> RosterLine {
    match rules::in_force_on(today) {
        Ok(table) => line.reckoned(table, calendar::national()),
        Err(_) => line,
    }
}

struct Line {
    stands: RosterLine,
    /// Before any visit moved it on.
    given: RosterLine,
}

impl Line {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self { stands: read(row, 0)?, given: read(row, 1)? })
    }

    /// Where it stands by a plan, with whom it is now; as it was given where no rule knows a day.
    fn standing_by(&self, plan: Plan, today: NaiveDate) -> RosterLine {
        let RosterLine { due, because, moved, .. } = self.given;
        reckoned(RosterLine { plan, due, because, moved, ..self.stands.clone() }, today)
    }
}

fn lines(tx: &mut Tx<'_>, subject: &str, kind: &str) -> Result<Vec<Line>, DbError> {
    tx.map(
        "SELECT body, given FROM roster WHERE subject = $1 AND visit = $2 ORDER BY id FOR UPDATE",
        &[subject.into(), kind.into()],
        Line::read,
    )
}

/// Whether the author has corrected a visit already: what was kept apart may come after its correction.
fn is_corrected(tx: &mut Tx<'_>, header: &Header) -> Result<bool, DbError> {
    tx.exists(
        "SELECT record FROM visit WHERE corrects = $1 AND author = $2",
        &[header.record.into(), header.author.into()],
    )
}

/// The day of the last visit that counts, and the day agreed then for the next.
fn last_that_counts(
    tx: &mut Tx<'_>,
    subject: &str,
    kind: &str,
) -> Result<Option<(NaiveDate, Option<NaiveDate>)>, DbError> {
    let sql = format!(
        "SELECT day, next_date, arrived_at FROM visit
         WHERE subject = $1 AND kind = $2 AND outcome = 'met' AND {COUNTS}
         ORDER BY day DESC, record DESC"
    );
    let counting = tx.map(&sql, &[subject.into(), kind.into()], |row| {
        Ok(((row.get::<NaiveDate>(0)?, row.get(1)?), row.get::<DateTime<Utc>>(2)?))
    })?;
    let mut had_come = counting.into_iter().filter(|((day, _), arrived)| *day <= app::latest_day(*arrived));
    Ok(had_come.next().map(|(day, _)| day))
}

fn read(row: &Row, column: usize) -> Result<RosterLine, DbError> {
    serde_json::from_str(&row.get::<String>(column)?).map_err(|_| DbError::Json)
}
