//! The agenda: whom to visit, overdue first, then today, soon, later. Inside a state the
//! nearest come first when a position is known, then those whose door nobody has placed
//! by their due date; without a position all go by due date.
//!
//! A visit saved here takes its line out, and the line is back when the county has
//! answered: its line came again after the visit's receipt, or the visit is durable and
//! the feed was read to its end without the line having changed (nobody was home).

mod nearest;

use crate::{
    Page, Paged, Store, StoreError, registry,
    sql::{from_count, from_day, from_json, from_number, from_subject, to_json},
};
use chrono::NaiveDate;
use doorstep_domain::{
    id::{HouseholdId, PersonId, RecordId},
    place::Wgs84,
    roster::{DueState, RosterLine, SOON_DAYS, due_state},
    subject::Subject,
    visit::VisitTag,
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which lines of the roster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// Those to be visited.
    #[default]
    Due,
    /// Those visited here, whose visit the county has not answered, in the order of the roster.
    Done,
}

/// What to list. A page token keeps the day and the position that its first page was
/// asked with, so that walking while turning pages neither repeats nor skips a door.
#[derive(Clone, Debug, PartialEq)]
pub struct AgendaQuery {
    /// The civil day.
    pub today: NaiveDate,
    /// Where the worker is, if known.
    pub near: Option<Wgs84>,
    /// Only these states; empty for all.
    pub states: Vec<DueState>,
    /// Only this kind of visit.
    pub visit: Option<VisitTag>,
    /// Due, or done here.
    pub shown: Shown,
}

impl AgendaQuery {
    /// Everything that is due, in its order.
    pub fn on(today: NaiveDate) -> Self {
        Self { today, near: None, states: Vec::new(), visit: None, shown: Shown::Due }
    }
}

/// One line of the agenda.
#[derive(Clone, Debug, PartialEq)]
pub struct AgendaRow {
    /// The roster's line.
    pub line: RosterLine,
    /// Where its due date stands.
    pub state: DueState,
    /// Of the person, or of the head of the household; `None` while they are not on this phone.
    pub name: Option<String>,
    /// Where the door is, in words.
    pub address: Option<String>,
    /// Where the door is.
    pub at: Option<Wgs84>,
    /// From the position asked with, metres.
    pub distance_metres: Option<f64>,
    /// The visit saved here, while the county has not answered.
    pub saved_visit: Option<RecordId>,
}

impl Store {
    /// One page of the agenda.
    pub fn agenda(&self, query: &AgendaQuery, page: &Page) -> Result<Paged<AgendaRow>, StoreError> {
        self.read(|conn| match query.shown {
            Shown::Due => due(conn, query, page),
            Shown::Done => done(conn, query, page),
        })
    }

    /// Who else is due at the door of somebody, and for what, themselves included: until a day, overdue first.
    pub fn due_at_the_door(
        &self,
        of: Subject,
        today: NaiveDate,
        until: NaiveDate,
    ) -> Result<Vec<AgendaRow>, StoreError> {
        self.read(|conn| {
            let Some(household) = household_of(conn, of)? else { return Ok(Vec::new()) };
            let lines: Vec<i64> = conn
                .prepare_cached(
                    "SELECT id FROM roster WHERE household = ?1 AND visited_by IS NULL AND due <= ?2
                     ORDER BY due, id",
                )?
                .query_map((household.0.into_bytes(), from_day(until)), |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            lines.into_iter().map(|id| row(conn, id, today, None)).collect()
        })
    }

    /// The line of a subject for a kind of visit, the first due if there are several.
    pub fn line_for(&self, subject: Subject, visit: VisitTag) -> Result<Option<RosterLine>, StoreError> {
        self.read(|conn| {
            let body: Option<String> = conn
                .prepare_cached(
                    "SELECT body FROM roster WHERE subject = ?1 AND visit = ?2 ORDER BY due, id LIMIT 1",
                )?
                .query_row((from_subject(subject), visit.as_str()), |row| row.get(0))
                .optional()?;
            body.map(|body| from_json(&body, "line")).transpose()
        })
    }

    /// The household of a subject, as far as it is known here; a child's by its card.
    pub fn household_of(&self, subject: Subject) -> Result<Option<HouseholdId>, StoreError> {
        self.read(|conn| household_of(conn, subject))
    }
}

/// Where a page of due lines ended: everything needed to go on from there.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Ended {
    today: NaiveDate,
    near: Option<Wgs84>,
    state: DueState,
    /// Among the lines ordered by distance, or already among those ordered by date.
    by_distance: bool,
    /// Millimetres or day, then the row.
    key: (i64, i64),
}

const STATES: [DueState; 4] = [DueState::Overdue, DueState::Today, DueState::Soon, DueState::Later];

/// First and last due day of a state, as the columns hold them.
fn days_of(state: DueState, today: NaiveDate) -> (i64, i64) {
    let today_number = from_day(today);
    match state {
        DueState::Overdue => (i64::from(i32::MIN), today_number - 1),
        DueState::Today => (today_number, today_number),
        DueState::Soon => (today_number + 1, today_number + SOON_DAYS),
        DueState::Later => (today_number + SOON_DAYS + 1, i64::from(i32::MAX)),
    }
}

fn due(conn: &Connection, query: &AgendaQuery, page: &Page) -> Result<Paged<AgendaRow>, StoreError> {
    let from: Option<Ended> = page.key()?;
    let (today, near) = from.map_or((query.today, query.near), |ended| (ended.today, ended.near));
    let wanted = page.size() + 1;
    let mut rows: Vec<(Ended, i64)> = Vec::new();
    for state in STATES {
        let chosen = query.states.is_empty() || query.states.contains(&state);
        if !chosen || from.is_some_and(|ended| state < ended.state) {
            continue;
        }
        for by_distance in [true, false] {
            let here = from.filter(|ended| ended.state == state);
            if (by_distance && near.is_none()) || here.is_some_and(|ended| by_distance && !ended.by_distance)
            {
                continue;
            }
            let after = here.filter(|ended| ended.by_distance == by_distance).map(|ended| ended.key);
            let part =
                Part { days: days_of(state, today), visit: query.visit, after, most: wanted - rows.len() };
            let found = match near.filter(|_| by_distance) {
                Some(near) => nearest::nearest(conn, near, &part)?,
                None => by_date(conn, &part, near.is_some())?,
            };
            rows.extend(found.into_iter().map(|key| (Ended { today, near, state, by_distance, key }, key.1)));
            if rows.len() >= wanted {
                break;
            }
        }
        if rows.len() >= wanted {
            break;
        }
    }
    Paged::from_rows(rows, page.size())?.try_map(|id| row(conn, id, today, near))
}

/// A run of lines in one state.
struct Part {
    days: (i64, i64),
    visit: Option<VisitTag>,
    after: Option<(i64, i64)>,
    most: usize,
}

/// Keys of lines by due day; of all lines, or only of those that stand at no known door.
fn by_date(conn: &Connection, part: &Part, unplaced_only: bool) -> Result<Vec<(i64, i64)>, StoreError> {
    let kind = if part.visit.is_some() { "AND visit = ?6" } else { "AND ?6 IS NULL" };
    let placed = if unplaced_only { "AND placed = 0" } else { "" };
    let (first, last) = part.days;
    let (after_day, after_id) = part.after.unwrap_or((i64::MIN, 0));
    let rows = conn
        .prepare_cached(&format!(
            "SELECT due, id FROM roster
             WHERE visited_by IS NULL {placed} {kind}
               AND due >= ?1 AND due <= ?2 AND (due, id) > (?3, ?4)
             ORDER BY due, id LIMIT ?5"
        ))?
        .query_map(
            (first, last, after_day, after_id, from_count(part.most), part.visit.map(VisitTag::as_str)),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn done(conn: &Connection, query: &AgendaQuery, page: &Page) -> Result<Paged<AgendaRow>, StoreError> {
    let after: i64 = page.key()?.unwrap_or(0);
    let rows = conn
        .prepare_cached(
            "SELECT id FROM roster WHERE visited_by IS NOT NULL AND id > ?1
             AND (?2 IS NULL OR visit = ?2) ORDER BY id LIMIT ?3",
        )?
        .query_map((after, query.visit.map(VisitTag::as_str), from_count(page.size() + 1)), |row| {
            row.get(0).map(|id: i64| (id, id))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Paged::from_rows(rows, page.size())?.try_map(|id| row(conn, id, query.today, query.near))
}

fn row(conn: &Connection, id: i64, today: NaiveDate, near: Option<Wgs84>) -> Result<AgendaRow, StoreError> {
    let (body, visited_by): (String, Option<[u8; 16]>) = conn
        .prepare_cached("SELECT body, visited_by FROM roster WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let line: RosterLine = from_json(&body, "line")?;
    let (name, household) = match line.subject {
        Subject::Household(id) => (None, Some(id)),
        Subject::Person(id) => match registry::person(conn, id)? {
            Some(person) => (Some(person.value.name().to_owned()), Some(person.value.household())),
            None => (None, None),
        },
    };
    let household = household.map(|id| registry::household(conn, id)).transpose()?.flatten();
    let household = household.map(|on_file| on_file.value);
    let at = household.as_ref().and_then(|household| household.address.at);
    Ok(AgendaRow {
        state: due_state(line.due, today),
        name: match line.subject {
            Subject::Household(_) => household.as_ref().map(|household| household.head.clone()),
            Subject::Person(_) => name,
        },
        address: household.map(|household| household.address.text),
        at,
        distance_metres: near.zip(at).map(|(near, at)| near.metres_to(at)),
        saved_visit: visited_by.map(|record| RecordId(Uuid::from_bytes(record))),
        line,
    })
}

/// Keeps a line of the roster if it is newer.
pub(crate) fn put(tx: &Transaction, line: &RosterLine, revision: u64) -> Result<(), StoreError> {
    let known: Option<(i64, i64)> = tx
        .prepare_cached("SELECT id, revision FROM roster WHERE line = ?1")?
        .query_row([line.id.0.into_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (subject, visit, due) = (from_subject(line.subject), line.plan.visit.as_str(), from_day(line.due));
    let (revision, body) = (from_number(revision), to_json(line, "line")?);
    match known {
        Some((_, known)) if known >= revision => {}
        Some((id, _)) => {
            // A visit that the county has not receipted is no part of the line it sends.
            tx.prepare_cached(
                "UPDATE roster SET revision = ?2, subject = ?3, visit = ?4, due = ?5, body = ?6,
                    visited_by = CASE WHEN EXISTS (
                        SELECT 1 FROM record JOIN outbox ON outbox.id = record.id
                        WHERE record.record = roster.visited_by AND outbox.state <> 'receipted')
                        THEN roster.visited_by END
                 WHERE id = ?1",
            )?
            .execute((id, revision, subject, visit, due, body))?;
            place_lines(tx, "id = ?1", id)?;
        }
        None => {
            let (household, at) = door(tx, line.subject)?;
            tx.prepare_cached(
                "INSERT INTO roster (line, revision, subject, household, visit, due, placed, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                line.id.0.into_bytes(),
                revision,
                subject,
                household.map(|household| household.0.into_bytes()),
                visit,
                due,
                at.is_some(),
                body,
            ))?;
            if let Some(at) = at {
                nearest::put(tx, tx.last_insert_rowid(), at, due, Some(line.plan.visit))?;
            }
        }
    }
    Ok(())
}

/// Takes a line away.
pub(crate) fn remove(tx: &Transaction, line: Uuid) -> Result<(), StoreError> {
    let id: Option<i64> = tx
        .prepare_cached("DELETE FROM roster WHERE line = ?1 RETURNING id")?
        .query_row([line.into_bytes()], |row| row.get(0))
        .optional()?;
    if let Some(id) = id {
        tx.prepare_cached("DELETE FROM roster_place WHERE id = ?1")?.execute([id])?;
    }
    Ok(())
}

/// A visit was saved here: its lines are done until the county answers.
pub(crate) fn visited(
    tx: &Transaction,
    subject: Subject,
    visit: VisitTag,
    record: RecordId,
) -> Result<(), StoreError> {
    let lines: Vec<i64> = tx
        .prepare_cached("SELECT id FROM roster WHERE subject = ?1 AND visit = ?2")?
        .query_map((from_subject(subject), visit.as_str()), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for line in lines {
        tx.prepare_cached("UPDATE roster SET visited_by = ?2 WHERE id = ?1")?
            .execute((line, record.0.into_bytes()))?;
        tx.prepare_cached("DELETE FROM roster_place WHERE id = ?1")?.execute([line])?;
    }
    Ok(())
}

/// The feed has been read to its end: lines whose visit is durable stand as the county left them.
pub(crate) fn settle(tx: &Transaction) -> Result<(), StoreError> {
    let lines: Vec<[u8; 16]> = tx
        .prepare_cached(
            "UPDATE roster SET visited_by = NULL WHERE visited_by IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM record JOIN outbox ON outbox.id = record.id
                WHERE record.record = roster.visited_by)
             RETURNING line",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    lines.into_iter().try_for_each(|line| place_lines(tx, "line = ?1", line))
}

/// A household is shown at another door, or for the first time, or no more: its lines stand there.
pub(crate) fn place_household(
    tx: &Transaction,
    id: HouseholdId,
    at: Option<Wgs84>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE household SET longitude = ?2, latitude = ?3
         WHERE household = ?1 AND (longitude IS NOT ?2 OR latitude IS NOT ?3)",
    )?
    .execute((id.0.into_bytes(), at.map(Wgs84::longitude), at.map(Wgs84::latitude)))?;
    came_to(tx, id)
}

/// A door has come to the lines about a household and about those who live there.
pub(crate) fn came_to(tx: &Transaction, id: HouseholdId) -> Result<(), StoreError> {
    place_lines(tx, "subject = ?1", from_subject(Subject::Household(id)))?;
    place_lines(tx, "household = ?1", id.0.into_bytes())
}

/// A person came, left or moved house: their lines stand where they now live.
pub(crate) fn place_person(tx: &Transaction, id: PersonId) -> Result<(), StoreError> {
    place_lines(tx, "subject = ?1", from_subject(Subject::Person(id)))
}

/// Writes household, place and rank of the lines chosen.
fn place_lines(tx: &Transaction, chosen: &str, key: impl rusqlite::ToSql) -> Result<(), StoreError> {
    type Line = (i64, [u8; 17], String, i64, bool);
    let lines: Vec<Line> = tx
        .prepare_cached(&format!(
            "SELECT id, subject, visit, due, visited_by IS NULL FROM roster WHERE {chosen}"
        ))?
        .query_map([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
        .collect::<Result<_, _>>()?;
    for (id, subject, visit, due, open) in lines {
        let (household, at) = door(tx, crate::sql::to_subject(subject)?)?;
        tx.prepare_cached("UPDATE roster SET household = ?2, placed = ?3 WHERE id = ?1")?.execute((
            id,
            household.map(|household| household.0.into_bytes()),
            at.is_some(),
        ))?;
        tx.prepare_cached("DELETE FROM roster_place WHERE id = ?1")?.execute([id])?;
        if let Some(at) = at.filter(|_| open) {
            nearest::put(tx, id, at, due, VisitTag::parse(&visit))?;
        }
    }
    Ok(())
}

fn door_of(tx: &Transaction, id: HouseholdId) -> Result<Option<Wgs84>, StoreError> {
    let door: Option<(Option<f64>, Option<f64>)> = tx
        .prepare_cached("SELECT longitude, latitude FROM household WHERE household = ?1")?
        .query_row([id.0.into_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let door = door.and_then(|(longitude, latitude)| longitude.zip(latitude));
    Ok(door.and_then(|(longitude, latitude)| Wgs84::new(longitude, latitude).ok()))
}

/// The household of a subject and where its door is, as far as they are known.
fn door(tx: &Transaction, subject: Subject) -> Result<(Option<HouseholdId>, Option<Wgs84>), StoreError> {
    let household = household_of(tx, subject)?;
    let at = household.map(|id| door_of(tx, id)).transpose()?.flatten();
    Ok((household, at))
}

fn household_of(tx: &Connection, subject: Subject) -> Result<Option<HouseholdId>, StoreError> {
    match subject {
        Subject::Household(id) => Ok(Some(id)),
        Subject::Person(id) => person_household(tx, id),
    }
}

fn person_household(tx: &Connection, id: PersonId) -> Result<Option<HouseholdId>, StoreError> {
    let found: Option<[u8; 16]> = tx
        .prepare_cached(
            "SELECT household FROM person WHERE person = ?1
             UNION ALL SELECT household FROM child_card WHERE person = ?1 LIMIT 1",
        )?
        .query_row([id.0.into_bytes()], |row| row.get(0))
        .optional()?;
    Ok(found.map(|id| HouseholdId(Uuid::from_bytes(id))))
}
