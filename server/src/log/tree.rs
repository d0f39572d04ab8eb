//! The log as a tree (RFC 9162, 2.1): one signed root stands for all entries up to a
//! position, and a few hashes show that one entry is among them.
//!
//! Roots of whole subtrees of [`BLOCK`] leaves and more are kept, so that a root costs what
//! was added since the last, and a path a block of leaves and a few rows, however long the
//! log is.

use super::{LogHead, digest, head};
use crate::{
    app::App,
    db::{DbError, Tx},
    fact,
};
use doorstep_protocol::{
    digest::Digest,
    log::{Inclusion, LogRoot, leaf},
    merkle,
    signed::Signed,
};

/// Leaves of the smallest subtree whose root is kept: 2^[`LEVEL`].
const BLOCK: u64 = 1 << LEVEL;
const LEVEL: u32 = 8;

/// Blocks of one turn: writers wait for no more than this.
const TURN: u64 = 64;

/// Signs the root of the log as it stands, and keeps it; the same log has the same statement for ever.
pub async fn sign(app: &App) -> Result<Signed<LogRoot>, DbError> {
    while app.db.write(grow).await? {}
    let (keyring, at) = (app.keyring.clone(), app.now());
    let signed = app.db.write(move |tx| {
        let LogHead { position: size, .. } = head(tx)?;
        if let Some(row) = tx.row("SELECT statement FROM log_root WHERE size = $1", &[size.into()])? {
            return serde_json::from_str(&row.get::<String>(0)?).map_err(|_| DbError::Json);
        }
        let root = LogRoot { incarnation: fact::incarnation(tx)?, size, root: hash(tx, 0, size)?, at };
        let signed = Signed::sign(&root, &keyring.receipt).map_err(|_| DbError::Json)?;
        let statement = serde_json::to_string(&signed).map_err(|_| DbError::Json)?;
        tx.execute(
            "INSERT INTO log_root (size, statement) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING",
            &[size.into(), statement.into()],
        )?;
        Ok(signed)
    });
    signed.await
}

/// Shows that the entry at a position is among the first `size`.
pub fn inclusion(tx: &mut Tx<'_>, position: u64, size: u64) -> Result<Inclusion, DbError> {
    let index = position.checked_sub(1).filter(|index| *index < size).ok_or(DbError::NoRow)?;
    Ok(Inclusion { position, path: path(tx, index, 0, size)? })
}

/// Keeps the roots of whole blocks that are not kept yet, a turn of them. Returns whether there are more.
fn grow(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    tx.lock("log_tree")?;
    let row = tx.row("SELECT COALESCE(MAX(place) + 1, 0) FROM log_node WHERE level = $1", &[LEVEL.into()])?;
    let kept: u64 = row.ok_or(DbError::NoRow)?.get(0)?;
    let whole = head(tx)?.position / BLOCK;
    let end = whole.min(kept + TURN);
    for place in kept..end {
        let mut root = merkle::root(&leaves(tx, place * BLOCK, BLOCK)?);
        let (mut level, mut place) = (LEVEL, place);
        keep(tx, level, place, root)?;
        while place % 2 == 1 {
            let left = kept_node(tx, level, place - 1)?.ok_or(DbError::NoRow)?;
            (level, place, root) = (level + 1, place / 2, merkle::node(left, root));
            keep(tx, level, place, root)?;
        }
    }
    Ok(end < whole)
}

fn keep(tx: &mut Tx<'_>, level: u32, place: u64, hash: Digest) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO log_node (level, place, hash) VALUES ($1, $2, $3)",
        &[level.into(), place.into(), hash.as_bytes().into()],
    )
    .map(|_| ())
}

fn kept_node(tx: &mut Tx<'_>, level: u32, place: u64) -> Result<Option<Digest>, DbError> {
    let row =
        tx.row("SELECT hash FROM log_node WHERE level = $1 AND place = $2", &[level.into(), place.into()])?;
    row.map(|row| digest(&row.get::<Vec<u8>>(0)?)).transpose()
}

/// Leaves from an index on.
fn leaves(tx: &mut Tx<'_>, start: u64, count: u64) -> Result<Vec<Digest>, DbError> {
    let leaves = tx.map(
        "SELECT entry.leaf FROM sealed_entry JOIN entry ON entry.id = sealed_entry.entry
         WHERE sealed_entry.position > $1 AND sealed_entry.position <= $2 ORDER BY sealed_entry.position",
        &[start.into(), (start + count).into()],
        |row| Ok(leaf(digest(&row.get::<Vec<u8>>(0)?)?)),
    )?;
    if leaves.len() as u64 == count { Ok(leaves) } else { Err(DbError::NoRow) }
}

/// Where a tree of so many leaves divides.
fn left_of(count: u64) -> Result<u64, DbError> {
    let count = usize::try_from(count).map_err(|_| DbError::NoRow)?;
    Ok(merkle::left_of(count) as u64)
}

/// The hash over `count` leaves from an index on.
fn hash(tx: &mut Tx<'_>, start: u64, count: u64) -> Result<Digest, DbError> {
    if count.is_power_of_two()
        && count >= BLOCK
        && let Some(hash) = kept_node(tx, count.ilog2(), start / count)?
    {
        return Ok(hash);
    }
    if count <= BLOCK {
        return Ok(merkle::root(&leaves(tx, start, count)?));
    }
    let left = left_of(count)?;
    Ok(merkle::node(hash(tx, start, left)?, hash(tx, start + left, count - left)?))
}

/// From the leaf at `index` of `count` leaves from `start` on to their root.
fn path(tx: &mut Tx<'_>, index: u64, start: u64, count: u64) -> Result<Vec<Digest>, DbError> {
    if count <= BLOCK {
        let index = usize::try_from(index).map_err(|_| DbError::NoRow)?;
        return Ok(merkle::path(&leaves(tx, start, count)?, index));
    }
    let left = left_of(count)?;
    let (mut below, beside) = if index < left {
        (path(tx, index, start, left)?, hash(tx, start + left, count - left)?)
    } else {
        (path(tx, index - left, start + left, count - left)?, hash(tx, start, left)?)
    };
    below.push(beside);
    Ok(below)
}
