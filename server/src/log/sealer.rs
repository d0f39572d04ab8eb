//! The sealer: gives entries and documents their published positions.
//!
//! One at a time, whatever the number of server processes: a turn holds the lease
//! (`tx.lock`) to the end of its transaction, so positions are committed in the order
//! in which they are given. A reader that has seen position *n* has therefore seen
//! every position below it: nothing that is numbered early can commit late. Writers
//! never wait for the lease, and the sealer never waits for writers: a document that
//! someone is just writing is left for the next turn.
//!
//! Failure: a turn that dies leaves everything unsealed, and the next one takes it up.

use super::{LogHead, digest, head};
use crate::{
    app::App,
    db::{DbError, Tx, Value},
    fact,
};
use doorstep_failpoint::{Step, reached};
use doorstep_protocol::digest::Digest;
use std::{future::Future, time::Duration};

/// Most entries, and most documents, of one turn: a reader waits for no more than this.
const TURN: u64 = 4_096;

/// Rows of one INSERT.
const CHUNK: usize = 64;

/// How long the sealer sleeps when nobody wakes it; what other processes wrote waits no longer.
const LOOK: Duration = Duration::from_millis(250);

/// What a turn published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// Log entries.
    pub entries: u64,
    /// Documents of the feed.
    pub documents: u64,
}

impl Sealed {
    /// Whether there may be more at once.
    fn is_full(self) -> bool {
        self.entries == TURN || self.documents == TURN
    }
}

/// One turn.
pub fn seal_once(tx: &mut Tx<'_>) -> Result<Sealed, DbError> {
    tx.lock("sealer")?;
    Ok(Sealed { entries: seal_entries(tx)?, documents: seal_documents(tx)? })
}

/// Turns until nothing waits; for tests, tools and the end of a server.
pub async fn seal_all(app: &App) -> Result<Sealed, DbError> {
    let mut all = Sealed::default();
    loop {
        let sealed = app.db.write(seal_once).await?;
        all.entries += sealed.entries;
        all.documents += sealed.documents;
        if sealed == Sealed::default() {
            return Ok(all);
        }
    }
}

/// Seals whenever woken, and now and then, until `shutdown`; then once more.
pub async fn run(app: App, shutdown: impl Future<Output = ()> + Send) {
    tokio::pin!(shutdown);
    loop {
        let full = match app.db.write(seal_once).await {
            Ok(sealed) => sealed.is_full(),
            // Another process's turn, a full disk, a database that restarts: nothing is lost, it is tried again.
            Err(error) => {
                tracing::warn!(%error, "the sealer's turn failed");
                false
            }
        };
        if full {
            continue;
        }
        tokio::select! {
            () = &mut shutdown => break,
            () = app.sealer.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    if let Err(error) = seal_all(&app).await {
        tracing::warn!(%error, "the last turn of the sealer failed");
    }
}

fn seal_entries(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    let waiting = tx.map(
        "SELECT unsealed_entry.entry, entry.leaf
         FROM unsealed_entry JOIN entry ON entry.id = unsealed_entry.entry
         ORDER BY unsealed_entry.entry
         LIMIT $1",
        &[TURN.into()],
        |row| Ok((row.get::<i64>(0)?, digest(&row.get::<Vec<u8>>(1)?)?)),
    )?;
    if waiting.is_empty() {
        return Ok(0);
    }
    reached(Step::SealRead);
    let LogHead { position: before, chain: mut last } = head(tx)?;
    let mut position = before;
    let mut links = Vec::with_capacity(waiting.len());
    for (entry, leaf) in waiting {
        position += 1;
        last = link(last, leaf);
        links.push((position, entry, last));
    }
    for chunk in links.chunks(CHUNK) {
        insert(tx, chunk)?;
    }
    tx.execute(
        "DELETE FROM unsealed_entry WHERE entry IN (SELECT entry FROM sealed_entry WHERE position > $1)",
        &[before.into()],
    )?;
    Ok(position - before)
}

/// The chain one entry further.
pub(crate) fn link(before: Digest, leaf: Digest) -> Digest {
    Digest::of_all(&[before.as_bytes(), leaf.as_bytes()])
}

/// A chunk has one of two sizes, so that only two statements are ever prepared.
fn insert(tx: &mut Tx<'_>, links: &[(u64, i64, Digest)]) -> Result<(), DbError> {
    if links.len() < CHUNK {
        for link in links {
            insert_rows(tx, std::slice::from_ref(link))?;
        }
        return Ok(());
    }
    insert_rows(tx, links)
}

fn insert_rows(tx: &mut Tx<'_>, links: &[(u64, i64, Digest)]) -> Result<(), DbError> {
    let rows: Vec<String> = (0..links.len())
        .map(|row| format!("(${}, ${}, ${})", row * 3 + 1, row * 3 + 2, row * 3 + 3))
        .collect();
    let values: Vec<Value> = links
        .iter()
        .flat_map(|(position, entry, chain)| [(*position).into(), (*entry).into(), chain.as_bytes().into()])
        .collect();
    let sql = format!("INSERT INTO sealed_entry (position, entry, chain) VALUES {}", rows.join(", "));
    tx.execute(&sql, &values).map(|_| ())
}

/// The counter stands apart from the documents: one that is written again gives up
/// its position, and the highest position left must not be given a second time. The
/// rows are chosen and numbered once (`MATERIALIZED`): a plan that asked twice could
/// be given other rows the second time, and hand out a position twice.
fn seal_documents(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    let before = fact::number(tx, "feed_position")?;
    let published = tx.execute(
        "WITH waiting AS MATERIALIZED (
             SELECT kind, key, audience FROM document WHERE position IS NULL
             LIMIT $2 FOR UPDATE SKIP LOCKED),
         numbered AS MATERIALIZED (
             SELECT kind, key, audience, ROW_NUMBER() OVER (ORDER BY kind, key, audience) AS place FROM waiting)
         UPDATE document SET position = $1 + numbered.place
         FROM numbered
         WHERE document.kind = numbered.kind
           AND document.key = numbered.key
           AND document.audience = numbered.audience",
        &[before.into(), TURN.into()],
    )?;
    if published > 0 {
        fact::set(tx, "feed_position", &(before + published).to_string())?;
    }
    Ok(published)
}
