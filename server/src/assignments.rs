//! Whose work it is. A supervisor gives lines of the roster to somebody: some lines, all
//! of one person's, all of them for the time of a leave, or back after it.
//!
//! Both ends are checked: the line lies in a region of the supervisor's, and whoever
//! gets it is a worker of that region who still works here. Every line that changes
//! hands is a signed statement in the log, and both phones hear of it.
//!
//! Work that the former assignee has done and not yet sent is not touched: it arrives
//! and counts, because the roster remembers who had the line.

#[cfg(test)]
mod tests;

use crate::{
    accounts::{self, PersonSession, REVIEWING_POSTS, names},
    db::{DbError, Row, Tx, Value},
    keyring::Keyring,
    rosters::{self, Moved},
    statements,
};
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    id::{AccountId, RegionId, RosterId},
    post::Post,
};
use doorstep_protocol::statement::Assigned;
use std::collections::BTreeSet;
use thiserror::Error;
use uuid::Uuid;

/// What a supervisor wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// These lines go to somebody.
    Lines {
        /// Which.
        lines: Vec<RosterId>,
        /// To whom.
        to: AccountId,
    },
    /// Everything of one person's within reach, perhaps in one region alone, goes to somebody for good.
    All {
        /// From whom.
        from: AccountId,
        /// To whom.
        to: AccountId,
        /// Only in this region and what lies inside it.
        region: Option<RegionId>,
    },
    /// The same for the time of a leave: the lines are remembered.
    Cover {
        /// Who is away.
        from: AccountId,
        /// Who stands in.
        to: AccountId,
        /// The last day of the leave, as announced.
        until: NaiveDate,
    },
    /// The leave is over: what was covered, and is still with the stand-in, goes back.
    Return {
        /// Which cover.
        cover: Uuid,
    },
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Lines that changed hands.
    pub moved: Vec<Moved>,
    /// The cover that was begun.
    pub cover: Option<Uuid>,
}

/// Most lines of one order.
pub const MOST_LINES: usize = 5_000;

/// Why lines cannot be given.
#[derive(Debug, Error)]
pub enum AssignmentError {
    /// A line that does not exist or lies outside the asker's regions.
    #[error("there is no such line")]
    NoSuchLine,
    /// No cover that the asker may end.
    #[error("there is no such cover")]
    NoSuchCover,
    /// Whoever should get the lines is not a worker of their region, or left.
    #[error("the assignee does not work there")]
    NotTheirRegion,
    /// From and to are the same person.
    #[error("from and to are the same person")]
    SamePerson,
    /// More than [`MOST_LINES`].
    #[error("too many lines at once")]
    TooMany,
    /// The system gave no randomness.
    #[error("no id could be made")]
    NoRandomness,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Carries out an order, whole or not at all.
pub fn assign(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    by: &PersonSession,
    order: Order,
    at: DateTime<Utc>,
) -> Result<Done, AssignmentError> {
    let (lines, to, cover) = match order {
        Order::Lines { lines, to } => (named(tx, by, &lines)?, to, None),
        Order::All { from, to, region } => (all_of(tx, by, from, to, region)?, to, None),
        Order::Cover { from, to, until } => {
            let lines = all_of(tx, by, from, to, None)?;
            let cover = begin_cover(tx, by, (from, to, until), &lines)?;
            (lines, to, Some(cover))
        }
        Order::Return { cover } => {
            let (lines, to) = end_cover(tx, by, cover, at)?;
            (lines, to, None)
        }
    };
    let moved = give(tx, keyring, by, &lines, to, at)?;
    Ok(Done { moved, cover })
}

type Line = (RosterId, RegionId);

fn read_line(row: &Row) -> Result<Line, DbError> {
    Ok((row.get(0)?, row.get(1)?))
}

fn give(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    by: &PersonSession,
    lines: &[Line],
    to: AccountId,
    at: DateTime<Utc>,
) -> Result<Vec<Moved>, AssignmentError> {
    if lines.len() > MOST_LINES {
        return Err(AssignmentError::TooMany);
    }
    if !accounts::is_active(tx, to)? {
        return Err(AssignmentError::NotTheirRegion);
    }
    for region in lines.iter().map(|(_, region)| *region).collect::<BTreeSet<_>>() {
        if !accounts::covers_as(tx, &[Post::Worker], to, region)? {
            return Err(AssignmentError::NotTheirRegion);
        }
    }
    let ids: Vec<RosterId> = lines.iter().map(|(line, _)| *line).collect();
    let moved = rosters::reassign(tx, &ids, to)?;
    for Moved { line, from, to } in &moved {
        let assigned = Assigned { line: *line, from: *from, to: *to, by: by.account, at };
        statements::record(tx, keyring, &assigned)?;
    }
    Ok(moved)
}

/// Lines by name; one out of reach fails the whole order.
fn named(tx: &mut Tx<'_>, by: &PersonSession, lines: &[RosterId]) -> Result<Vec<Line>, AssignmentError> {
    if lines.len() > MOST_LINES {
        return Err(AssignmentError::TooMany);
    }
    let distinct: BTreeSet<RosterId> = lines.iter().copied().collect();
    let mut found = Vec::with_capacity(distinct.len());
    for line in distinct {
        let row = tx.row("SELECT id, region FROM roster WHERE id = $1", &[line.into()])?;
        let (line, region) = read_line(&row.ok_or(AssignmentError::NoSuchLine)?)?;
        if !accounts::covers_as(tx, &REVIEWING_POSTS, by.account, region)? {
            return Err(AssignmentError::NoSuchLine);
        }
        found.push((line, region));
    }
    Ok(found)
}

/// Every line of one person's within the asker's reach.
fn all_of(
    tx: &mut Tx<'_>,
    by: &PersonSession,
    from: AccountId,
    to: AccountId,
    inside: Option<RegionId>,
) -> Result<Vec<Line>, AssignmentError> {
    if from == to {
        return Err(AssignmentError::SamePerson);
    }
    let mut params: Vec<Value> = vec![by.account.into(), from.into()];
    let mut only = "";
    if let Some(inside) = inside {
        params.push(inside.into());
        only = "AND EXISTS (SELECT 1 FROM region_inside WHERE outer_region = $3 AND region = roster.region)";
    }
    let sql = format!(
        "SELECT id, region FROM roster WHERE assignee = $2 AND {} {only} ORDER BY id",
        within_reach()
    );
    Ok(tx.map(&sql, &params, read_line)?)
}

/// A line in a region of the asker ($1).
fn within_reach() -> String {
    format!(
        "EXISTS (SELECT 1 FROM post JOIN region_inside ON region_inside.outer_region = post.region
                 WHERE post.account = $1 AND post.post IN ({}) AND region_inside.region = roster.region)",
        names(&REVIEWING_POSTS)
    )
}

fn begin_cover(
    tx: &mut Tx<'_>,
    by: &PersonSession,
    (absent, stand_in, until): (AccountId, AccountId, NaiveDate),
    lines: &[Line],
) -> Result<Uuid, AssignmentError> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|_| AssignmentError::NoRandomness)?;
    let cover = uuid::Builder::from_random_bytes(random).into_uuid();
    tx.execute(
        "INSERT INTO cover (id, absent, stand_in, until, begun_by, ended_at) VALUES ($1, $2, $3, $4, $5, NULL)",
        &[
            cover.to_string().into(),
            absent.into(),
            stand_in.into(),
            until.into(),
            by.account.into(),
        ],
    )?;
    for (line, _) in lines {
        tx.execute(
            "INSERT INTO cover_line (cover, line) VALUES ($1, $2)",
            &[cover.to_string().into(), (*line).into()],
        )?;
    }
    Ok(cover)
}

/// The lines to hand back, and to whom. Ending a cover again finds nothing to hand back.
fn end_cover(
    tx: &mut Tx<'_>,
    by: &PersonSession,
    cover: Uuid,
    at: DateTime<Utc>,
) -> Result<(Vec<Line>, AccountId), AssignmentError> {
    let id = cover.to_string();
    let row = tx
        .row(
            "SELECT absent, stand_in, CASE WHEN ended_at IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END
             FROM cover WHERE id = $1 FOR UPDATE",
            &[id.clone().into()],
        )?
        .ok_or(AssignmentError::NoSuchCover)?;
    let (absent, stand_in): (AccountId, AccountId) = (row.get(0)?, row.get(1)?);
    if row.get::<bool>(2)? {
        return Ok((Vec::new(), absent));
    }
    let covered: i64 = tx
        .row(
            "SELECT COUNT(*) FROM cover_line JOIN roster ON roster.id = cover_line.line WHERE cover = $1",
            &[id.clone().into()],
        )?
        .ok_or(DbError::NoRow)?
        .get(0)?;
    let sql = format!(
        "SELECT roster.id, roster.region, roster.assignee FROM cover_line JOIN roster ON roster.id = cover_line.line
         WHERE cover_line.cover = $2 AND {} ORDER BY roster.id",
        within_reach()
    );
    let within: Vec<(Line, AccountId)> =
        tx.map(&sql, &[by.account.into(), id.clone().into()], |row| Ok((read_line(row)?, row.get(2)?)))?;
    if i64::try_from(within.len()).unwrap_or(i64::MAX) != covered {
        return Err(AssignmentError::NoSuchCover);
    }
    tx.execute("UPDATE cover SET ended_at = $2 WHERE id = $1", &[id.into(), at.into()])?;
    let back = within.into_iter().filter(|(_, assignee)| *assignee == stand_in).map(|(line, _)| line);
    Ok((back.collect(), absent))
}

/// A page of one person's roster, most urgent first: each line's JSON, within the reader's reach.
pub fn roster(
    tx: &mut Tx<'_>,
    reader: &PersonSession,
    assignee: AccountId,
    after: Option<&(NaiveDate, RosterId)>,
    most: u64,
) -> Result<Vec<String>, DbError> {
    let mut params: Vec<Value> =
        vec![reader.account.into(), assignee.into(), most.clamp(1, MOST_ROSTER).into()];
    let mut from_here = "";
    if let Some((due, line)) = after {
        params.extend([(*due).into(), (*line).into()]);
        from_here = "AND (roster.due, roster.id) > ($4, $5)";
    }
    let sql = format!(
        "SELECT body FROM roster WHERE assignee = $2 {from_here} AND {} ORDER BY due, id LIMIT $3",
        within_reach()
    );
    tx.map(&sql, &params, |row| row.get(0))
}

/// Most lines of one page of a roster.
pub const MOST_ROSTER: u64 = 500;
