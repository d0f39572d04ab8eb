//! What an account's phones may hold: its audiences.
//!
//! | who | holds |
//! |---|---|
//! | everyone | `county`, and `account:` of themselves |
//! | posts of [`CASE_POSTS`] | `region:` of each region their posts name, and of all inside it |
//!
//! A change of posts or regions writes the difference under the next scope version:
//! a row gained, or a row marked as lost. Lost rows stay, because a phone that was
//! away for a month must still be told to remove.

use super::{CASE_POSTS, names};
use crate::{
    audience::Audience,
    db::{DbError, Tx},
};
use doorstep_domain::id::{AccountId, RegionId};
use std::collections::BTreeSet;

/// Brings an account's audiences in line with its posts. Returns whether anything changed.
pub fn recompute(tx: &mut Tx<'_>, account: AccountId) -> Result<bool, DbError> {
    tx.lock(&format!("scope:{account}"))?;
    let wanted = wanted(tx, account)?;
    let held: BTreeSet<Audience> = tx
        .map("SELECT audience FROM audience WHERE account = $1 AND lost IS NULL", &[account.into()], |row| {
            row.get(0)
        })?
        .into_iter()
        .collect();
    if wanted == held {
        return Ok(false);
    }
    let version: u64 = tx
        .row(
            "UPDATE account SET scope_version = scope_version + 1 WHERE id = $1 RETURNING scope_version",
            &[account.into()],
        )?
        .ok_or(DbError::NoRow)?
        .get(0)?;
    for audience in wanted.difference(&held) {
        tx.execute(
            "INSERT INTO audience (account, audience, gained, lost) VALUES ($1, $2, $3, NULL)
             ON CONFLICT (account, audience) DO UPDATE SET gained = excluded.gained, lost = NULL",
            &[account.into(), (*audience).into(), version.into()],
        )?;
    }
    for audience in held.difference(&wanted) {
        tx.execute(
            "UPDATE audience SET lost = $3 WHERE account = $1 AND audience = $2",
            &[account.into(), (*audience).into(), version.into()],
        )?;
    }
    Ok(true)
}

/// Brings everybody's audiences in line, after regions changed.
pub fn recompute_everyone(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let accounts: Vec<AccountId> = tx.map("SELECT id FROM account ORDER BY id", &[], |row| row.get(0))?;
    for account in accounts {
        recompute(tx, account)?;
    }
    Ok(())
}

fn wanted(tx: &mut Tx<'_>, account: AccountId) -> Result<BTreeSet<Audience>, DbError> {
    let sql = format!(
        "SELECT DISTINCT region_inside.region
         FROM post JOIN region_inside ON region_inside.outer_region = post.region
         WHERE post.account = $1 AND post.post IN ({})",
        names(&CASE_POSTS)
    );
    let regions: Vec<RegionId> = tx.map(&sql, &[account.into()], |row| row.get(0))?;
    let always = [Audience::County, Audience::Account(account)];
    Ok(regions.into_iter().map(Audience::Region).chain(always).collect())
}
