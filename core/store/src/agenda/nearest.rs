//! The nearest doors of one state: an R*Tree over longitude, latitude, due day and kind
//! of visit, searched in a box that grows until it holds enough, as fast as the doors it
//! held lie apart. So the first page costs what lies around the worker, not what lies in
//! the county. A later page searches again from the middle, and costs what the pages
//! before it cost together.

use super::Part;
use crate::StoreError;
use doorstep_domain::{place::Wgs84, visit::VisitTag};
use rusqlite::{Connection, Transaction};

/// Columns hold ten-millionths of a degree: a centimetre, and it fits 32 bits.
const UNITS: f64 = 10_000_000.0;

/// Half the side of the first box.
const FIRST_METRES: f64 = 200.0;

/// Beyond this every door on earth is inside.
const LAST_METRES: f64 = 25_000_000.0;

/// From one box to the next: where a village ends, the doors it held say little of those beyond.
const LEAST_GROWTH: f64 = 1.3;
const MOST_GROWTH: f64 = 4.0;

/// Metres of one degree of latitude, rounded down so that a box is never too small.
const DEGREE_METRES: f64 = 110_000.0;

/// As far as a column of the R*Tree reaches: kinds of visit are added.
const EVERY_KIND: (i64, i64) = (0, i32::MAX as i64);

fn units(degrees: f64) -> i64 {
    (degrees * UNITS).round() as i64
}

fn rank(visit: Option<VisitTag>) -> i64 {
    match visit {
        Some(VisitTag::HouseholdCheck) => 0,
        Some(VisitTag::GuardianVisit) => 1,
        Some(VisitTag::ElderCheckIn) => 2,
        None => 3,
        Some(VisitTag::NeedsAssessment) => 4,
        Some(VisitTag::Census) => 5,
        Some(VisitTag::FollowUp) => 6,
    }
}

/// Places a line.
pub(super) fn put(
    tx: &Transaction,
    id: i64,
    at: Wgs84,
    due: i64,
    visit: Option<VisitTag>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO roster_place (id, west, east, south, north, due, due_to, visit, visit_to)
         VALUES (?1, ?2, ?2, ?3, ?3, ?4, ?4, ?5, ?5)",
    )?
    .execute((id, units(at.longitude()), units(at.latitude()), due, rank(visit)))?;
    Ok(())
}

/// Distance in millimetres and row of the nearest lines of a part, nearest first.
pub(super) fn nearest(conn: &Connection, near: Wgs84, part: &Part) -> Result<Vec<(i64, i64)>, StoreError> {
    let after = part.after.unwrap_or((-1, 0));
    let mut metres = FIRST_METRES.max(after.0 as f64 / 1000.0);
    loop {
        let whole_earth = metres > LAST_METRES;
        let mut found = boxed(conn, near, metres, part)?;
        // A corner of the box lies farther than its side: what is beyond the side may have nearer rivals outside.
        found.retain(|key| whole_earth || key.0 as f64 <= metres * 1000.0);
        let inside = found.len();
        found.retain(|key| *key > after);
        if found.len() >= part.most || whole_earth {
            found.sort_unstable();
            found.truncate(part.most);
            return Ok(found);
        }
        metres *= growth(inside, inside - found.len() + part.most);
    }
}

/// How much wider a circle is to be that is to hold so many and held only so many, and a little more.
fn growth(held: usize, wanted: usize) -> f64 {
    let wider = (wanted as f64 / held.max(1) as f64).sqrt() * 1.15;
    if held == 0 { MOST_GROWTH } else { wider.clamp(LEAST_GROWTH, MOST_GROWTH) }
}

fn boxed(conn: &Connection, near: Wgs84, metres: f64, part: &Part) -> Result<Vec<(i64, i64)>, StoreError> {
    let high = metres / DEGREE_METRES;
    // Meridians draw together; at the poles, and over the date line, the box is the whole circle.
    let farthest = (near.latitude().abs() + high).min(90.0);
    let wide = (high / farthest.to_radians().cos().max(1e-9)).min(360.0);
    let crosses = near.longitude() - wide < -180.0 || near.longitude() + wide > 180.0;
    let (west, east) =
        if crosses { (-180.0, 180.0) } else { (near.longitude() - wide, near.longitude() + wide) };
    let kinds = part.visit.map_or(EVERY_KIND, |visit| (rank(Some(visit)), rank(Some(visit))));
    let mut statement = conn.prepare_cached(
        "SELECT id, west, south FROM roster_place
         WHERE west >= ?1 AND east <= ?2 AND south >= ?3 AND north <= ?4
           AND due >= ?5 AND due_to <= ?6 AND visit >= ?7 AND visit_to <= ?8",
    )?;
    let mut rows = statement.query((
        units(west),
        units(east),
        units((near.latitude() - high).max(-90.0)),
        units((near.latitude() + high).min(90.0)),
        part.days.0,
        part.days.1,
        kinds.0,
        kinds.1,
    ))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (longitude, latitude): (i32, i32) = (row.get(1)?, row.get(2)?);
        let at = Wgs84::new(f64::from(longitude) / UNITS, f64::from(latitude) / UNITS)
            .map_err(|_| StoreError::Unreadable("place"))?;
        found.push(((near.metres_to(at) * 1000.0).round() as i64, row.get(0)?));
    }
    Ok(found)
}
