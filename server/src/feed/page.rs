//! One page of the feed for one account, from one consistent view of the database.
//!
//! ```text
//! no cursor, another incarnation, nonsense --> tail from 0
//! cursor of this scope ----------------------> tail from its position
//! cursor of an older scope --> lost: removals --> gained: from 0 to its position --> tail
//! ```
//!
//! During the two stages of making up, the cursor's own position stands still. What
//! changes meanwhile is published behind it, and the tail brings it. If the scope
//! changes again before the end, making up begins again from the oldest version.
//!
//! A document held through two audiences is only removed once neither shows it.

use super::cursor::{CatchUp, Cursor, Stage};
use crate::{
    db::{DbError, Row, Tx},
    fact,
};
use doorstep_domain::id::{AccountId, Incarnation};
use doorstep_protocol::{
    changes::{Body, Change},
    limits,
};

/// One page.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedPage {
    /// In published order, after what the scope asks to be made up.
    pub changes: Vec<Change>,
    /// Ask with this next.
    pub next: String,
    /// Whether there is more now.
    pub more: bool,
    /// Nothing is new: who keeps the cursor that was shown loses nothing.
    pub nothing: bool,
    /// Which life of the county's database this is.
    pub incarnation: Incarnation,
}

/// What an account's audiences show after a cursor: at most `most` changes, never more than the protocol's limit.
pub fn page(
    tx: &mut Tx<'_>,
    account: AccountId,
    cursor: Option<&str>,
    most: usize,
) -> Result<FeedPage, DbError> {
    page_within(tx, account, cursor, most, PAGE_BYTES)
}

/// The same with at most `most_bytes` of bodies, unless one alone is longer.
pub fn page_within(
    tx: &mut Tx<'_>,
    account: AccountId,
    cursor: Option<&str>,
    most: usize,
    most_bytes: usize,
) -> Result<FeedPage, DbError> {
    let incarnation = fact::incarnation(tx)?;
    let head = fact::number(tx, "feed_position")?;
    #[cfg(feature = "mutants")]
    let head = crate::mutant::highest_in_sight(tx)?.unwrap_or(head);
    let scope_version: u64 = tx
        .row("SELECT scope_version FROM account WHERE id = $1", &[account.into()])?
        .ok_or(DbError::NoRow)?
        .get(0)?;
    let shown = cursor.and_then(Cursor::parse);
    let mut cursor = start(shown.clone(), incarnation, scope_version, head);
    // Of this life, this scope, and with nothing to be made up.
    let current = shown.is_some_and(|shown| shown == cursor && shown.catch_up.is_none());
    let most = most.clamp(1, limits::CHANGES);
    let mut reader = Reader { tx, account, head, most, most_bytes, changes: Vec::new(), bytes: 0 };
    let more = reader.fill(&mut cursor)?;
    let changes = reader.changes;
    let next = cursor.to_text().map_err(|_| DbError::Json)?;
    let nothing = current && changes.is_empty() && !more;
    Ok(FeedPage { changes, next, more, nothing, incarnation })
}

/// The cursor to go on from. One that this database cannot have given starts again from nothing.
fn start(shown: Option<Cursor>, incarnation: Incarnation, scope_version: u64, head: u64) -> Cursor {
    let anew = Cursor { incarnation, scope_version, position: 0, catch_up: None };
    let Some(mut cursor) = shown else { return anew };
    let since = cursor.catch_up.as_ref().map_or(cursor.scope_version, |catch_up| catch_up.since);
    let ours = cursor.incarnation == incarnation
        && cursor.position <= head
        && since <= cursor.scope_version
        && cursor.scope_version <= scope_version;
    if !ours {
        return anew;
    }
    if cursor.scope_version < scope_version {
        cursor.scope_version = scope_version;
        cursor.catch_up = Some(CatchUp { since, stage: Stage::first() });
    }
    cursor
}

/// Most bytes of bodies in one page: an answer must unfold within the limit.
const PAGE_BYTES: usize = limits::UNFOLDED_BYTES / 2;

/// Before every scope version: audiences held, whenever gained.
const EVER: i64 = -1;

struct Reader<'t, 'c> {
    tx: &'t mut Tx<'c>,
    account: AccountId,
    head: u64,
    most: usize,
    most_bytes: usize,
    changes: Vec<Change>,
    /// Of the bodies so far.
    bytes: usize,
}

impl Reader<'_, '_> {
    /// Fills the page stage by stage, and returns whether more waits.
    fn fill(&mut self, cursor: &mut Cursor) -> Result<bool, DbError> {
        while let Some(CatchUp { since, stage }) = cursor.catch_up.clone() {
            let room = self.room();
            if room == 0 {
                return Ok(true);
            }
            let next = match stage {
                Stage::Lost(audience, kind, key) => {
                    self.lost(since, [audience, kind, key], room)?.or(Some(Stage::Gained(0)))
                }
                Stage::Gained(after) => self
                    .window(i64::try_from(since).unwrap_or(i64::MAX), after, cursor.position, room)?
                    .map(Stage::Gained),
            };
            cursor.catch_up = next.map(|stage| CatchUp { since, stage });
        }
        let room = self.room();
        if room == 0 {
            return Ok(cursor.position < self.head);
        }
        let reached = self.window(EVER, cursor.position, self.head, room)?;
        cursor.position = reached.unwrap_or(self.head);
        Ok(reached.is_some())
    }

    fn room(&self) -> usize {
        self.most.saturating_sub(self.changes.len())
    }

    /// Removals for what stood in audiences that are lost. Told by key, not by position: a row that waits
    /// for the sealer just now has to go too.
    fn lost(
        &mut self,
        since: u64,
        [audience, kind, key]: [String; 3],
        room: usize,
    ) -> Result<Option<Stage>, DbError> {
        let rows = self.tx.rows(
            "SELECT document.audience, document.kind, document.key, document.position,
                    CASE WHEN EXISTS (
                        SELECT 1 FROM document AS other
                        JOIN audience AS held ON held.audience = other.audience
                        WHERE held.account = $1 AND held.lost IS NULL AND other.removed = 0
                          AND other.kind = document.kind AND other.key = document.key
                    ) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END
             FROM audience JOIN document ON document.audience = audience.audience
             WHERE audience.account = $1 AND audience.lost > $2
               AND (document.audience, document.kind, document.key) > ($3, $4, $5)
             ORDER BY document.audience, document.kind, document.key
             LIMIT $6",
            &[self.account.into(), since.into(), audience.into(), kind.into(), key.into(), room.into()],
        )?;
        for row in &rows {
            if !row.get::<bool>(4)? {
                let revision = row.get::<Option<u64>>(3)?.unwrap_or(self.head);
                self.changes.push(Change { kind: row.get(1)?, key: row.get(2)?, revision, body: None });
            }
        }
        let last = rows.last().filter(|_| rows.len() == room);
        last.map(|row| Ok(Stage::Lost(row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
    }

    /// What held audiences gained after scope version `since` show in `after..=until`. Returns how far
    /// this came if there may be more before `until`.
    fn window(&mut self, since: i64, after: u64, until: u64, room: usize) -> Result<Option<u64>, DbError> {
        // First only the index is read, to learn how far this page reaches; then the bodies.
        let reach = self.tx.row(
            "SELECT COUNT(*), COALESCE(MAX(page.position), 0) FROM (
                     SELECT document.position
                     FROM audience JOIN document ON document.audience = audience.audience
                     WHERE audience.account = $1 AND audience.gained > $4 AND audience.lost IS NULL
                       AND document.position > $2 AND document.position <= $3
                     ORDER BY document.position
                     LIMIT $5) AS page",
            &[self.account.into(), after.into(), until.into(), since.into(), room.into()],
        )?;
        let reach = reach.ok_or(DbError::NoRow)?;
        let (found, reached): (i64, u64) = (reach.get(0)?, reach.get(1)?);
        if found == 0 {
            return Ok(None);
        }
        let rows = self.tx.rows(
            "SELECT document.kind, document.key, document.position, document.body
                 FROM audience JOIN document ON document.audience = audience.audience
                 WHERE audience.account = $1 AND audience.gained > $4 AND audience.lost IS NULL
                   AND document.position > $2 AND document.position <= $3
                   AND (document.removed = 0 OR NOT EXISTS (
                        SELECT 1 FROM document AS other
                        JOIN audience AS held ON held.audience = other.audience
                        WHERE held.account = $1 AND held.lost IS NULL AND other.removed = 0
                          AND other.kind = document.kind AND other.key = document.key))
                 ORDER BY document.position",
            &[self.account.into(), after.into(), reached.into(), since.into()],
        )?;
        let mut told = after;
        for row in &rows {
            let (change, bytes) = change(row)?;
            self.bytes = self.bytes.saturating_add(bytes);
            if self.bytes > self.most_bytes && !self.changes.is_empty() {
                // The page is full, however few its changes are.
                self.most = self.changes.len();
                return Ok(Some(told));
            }
            told = change.revision;
            self.changes.push(change);
        }
        Ok((usize::try_from(found).unwrap_or(usize::MAX) == room && reached < until).then_some(reached))
    }
}

/// A change, and how long its body is.
fn change(row: &Row) -> Result<(Change, usize), DbError> {
    let body: Option<String> = row.get(3)?;
    let bytes = body.as_ref().map_or(0, String::len);
    let body = body.map(|text| Body::from_text(text).map_err(|_| DbError::Json)).transpose()?;
    Ok((Change { kind: row.get(0)?, key: row.get(1)?, revision: row.get(2)?, body }, bytes))
}
