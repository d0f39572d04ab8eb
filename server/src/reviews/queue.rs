//! A supervisor's queue: visits and sheets in one state, red lines first, then the oldest. Paged
//! by key, so the first page of a million visits costs what the first of a hundred does.

use super::state;
use crate::{
    accounts::{REVIEWING_POSTS, names},
    db::{DbError, Row, Tx, Value},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    id::{AccountId, RecordId, RegionId},
    plausibility::Flag,
    review::ReviewState,
};

/// Most visits of one page.
pub const MOST: u64 = 200;

/// A visit or a sheet as a queue shows it: nothing of its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub record: RecordId,
    /// About whom, if they are on file.
    pub subject: Option<String>,
    /// The village.
    pub region: RegionId,
    /// A kind of visit or of sheet: `household_check`, `mandatory_report` …
    pub kind: String,
    /// Who made it.
    pub author: AccountId,
    /// Of a visit: `met`, `nobody_home` …
    pub outcome: Option<String>,
    /// `emergency` or `normal`
    pub urgency: String,
    /// The civil day of the visit.
    pub day: NaiveDate,
    /// When it arrived.
    pub arrived_at: DateTime<Utc>,
    /// The visit it corrects.
    pub corrects: Option<RecordId>,
    /// Where it stands.
    pub review: ReviewState,
    /// Until when the worker has to answer, if it was sent back.
    pub deadline: Option<NaiveDate>,
    /// The second investigator named.
    pub second: Option<AccountId>,
    /// Whether they stand by it.
    pub countersigned: bool,
    /// What is unusual about it beside everybody's; `None` until it was looked at.
    pub unusual: Option<Vec<Flag>>,
}

/// One page.
pub struct Page {
    /// In order.
    pub visits: Vec<Waiting>,
    /// Ask with this for the next; none at the end.
    pub next: Option<String>,
}

/// The cursor is not one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct NotACursor;

/// After which visit a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    urgency: String,
    arrived_at: String,
    record: String,
}

impl After {
    /// Reads a cursor. A forged one only moves along the reader's own list.
    pub fn parse(text: &str) -> Result<Self, NotACursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotACursor)?;
        let (urgency, arrived_at, record) = serde_json::from_slice(&bytes).map_err(|_| NotACursor)?;
        Ok(Self { urgency, arrived_at, record })
    }

    fn of(row: &Row) -> Result<Self, DbError> {
        Ok(Self { urgency: row.get(6)?, arrived_at: row.get(8)?, record: row.get(0)? })
    }

    fn to_text(&self) -> String {
        let parts = serde_json::json!([self.urgency, self.arrived_at, self.record]);
        URL_SAFE_NO_PAD.encode(parts.to_string())
    }
}

/// Visits in one state that the reader reviews. `emergency` sorts before `normal`.
pub fn page(
    tx: &mut Tx<'_>,
    reader: AccountId,
    in_state: ReviewState,
    after: Option<&After>,
    most: u64,
) -> Result<Page, DbError> {
    let most = most.clamp(1, MOST);
    let mut params: Vec<Value> = vec![reader.into(), in_state.as_str().into(), (most + 1).into()];
    let mut from_here = "";
    if let Some(After { urgency, arrived_at, record }) = after {
        params.extend([urgency.into(), arrived_at.into(), record.into()]);
        from_here = "AND (visit.urgency, visit.arrived_at, visit.record) > ($4, $5, $6)";
    }
    let sql = format!(
        "SELECT record, subject, region, kind, author, outcome, urgency, day, arrived_at, corrects,
                review, deadline, second, countersigned, unusual
         FROM visit
         WHERE review = $2 {from_here}
           AND EXISTS (
             SELECT 1 FROM post JOIN region_inside ON region_inside.outer_region = post.region
             WHERE post.account = $1 AND post.post IN ({}) AND region_inside.region = visit.region)
         ORDER BY urgency, arrived_at, record
         LIMIT $3",
        names(&REVIEWING_POSTS)
    );
    let mut rows = tx.rows(&sql, &params)?;
    let whole = usize::try_from(most).unwrap_or(usize::MAX);
    let more = rows.len() > whole;
    rows.truncate(whole);
    let next = match rows.last() {
        Some(last) if more => Some(After::of(last)?.to_text()),
        _ => None,
    };
    Ok(Page { visits: rows.iter().map(read).collect::<Result<_, _>>()?, next })
}

pub(super) fn read(row: &Row) -> Result<Waiting, DbError> {
    Ok(Waiting {
        record: row.get(0)?,
        subject: row.get(1)?,
        region: row.get(2)?,
        kind: row.get(3)?,
        author: row.get(4)?,
        outcome: row.get(5)?,
        urgency: row.get(6)?,
        day: row.get(7)?,
        arrived_at: row.get(8)?,
        corrects: row.get(9)?,
        review: state(row, 10)?,
        deadline: row.get(11)?,
        second: row.get(12)?,
        countersigned: row.get(13)?,
        unusual: row
            .get::<Option<String>>(14)?
            .map(|flags| serde_json::from_str(&flags).map_err(|_| DbError::Json))
            .transpose()?,
    })
}
