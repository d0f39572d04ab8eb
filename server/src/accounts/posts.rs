//! Giving and taking posts. What a person may see changes in the same transaction.

use super::{PostHeld, find, scope};
use crate::{
    audience::Audience,
    db::{DbError, Tx},
    feed,
};
use doorstep_domain::{
    id::{AccountId, RegionId},
    post::{Colleague, Post, may_hold_together},
};
use doorstep_protocol::changes::DocumentKind;
use thiserror::Error;

/// Why posts cannot be given.
#[derive(Debug, Error)]
pub enum PostsError {
    /// No such account.
    #[error("there is no such account")]
    NoSuchAccount,
    /// No such region.
    #[error("there is no such region")]
    NoSuchRegion,
    /// Two of the three administrative posts, which are never one person.
    #[error("these posts may not be held by one person")]
    NotTogether,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Gives an account exactly these posts, and tells colleagues.
pub fn set(tx: &mut Tx<'_>, account: AccountId, posts: &[PostHeld]) -> Result<(), PostsError> {
    let distinct: Vec<Post> =
        Post::ALL.into_iter().filter(|post| posts.iter().any(|held| held.post == *post)).collect();
    if !may_hold_together(&distinct) {
        return Err(PostsError::NotTogether);
    }
    tx.lock(&format!("posts:{account}"))?;
    let holder = find(tx, account)?.ok_or(PostsError::NoSuchAccount)?;
    for PostHeld { region, .. } in posts {
        if !tx.exists("SELECT 1 FROM region WHERE id = $1", &[(*region).into()])? {
            return Err(PostsError::NoSuchRegion);
        }
    }
    tx.execute("DELETE FROM post WHERE account = $1", &[account.into()])?;
    for PostHeld { post, region } in posts {
        tx.execute(
            "INSERT INTO post (account, post, region) VALUES ($1, $2, $3)
             ON CONFLICT (account, post, region) DO NOTHING",
            &[account.into(), post.as_str().into(), (*region).into()],
        )?;
    }
    scope::recompute(tx, account)?;
    let colleague =
        Colleague { id: account, name: holder.name, posts: distinct, regions: places_of_work(posts) };
    feed::put(tx, DocumentKind::Colleague, &account.to_string(), Audience::County, &colleague)?;
    Ok(())
}

/// An administrative post stands at a region for form's sake and works on no case there.
fn places_of_work(posts: &[PostHeld]) -> Vec<RegionId> {
    let mut regions: Vec<RegionId> =
        posts.iter().filter(|held| !held.post.is_administrative()).map(|held| held.region).collect();
    regions.sort_unstable();
    regions.dedup();
    regions
}
