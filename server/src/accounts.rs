//! People who work with the system: who they are, which posts they hold, and what
//! those posts cover.
//!
//! **Scope** is asked for here and nowhere else, and answered by SQL: a post names one
//! region, `region_inside` says what lies in it. Posts that see cases are
//! [`CASE_POSTS`]; a volunteer's post names a place of work and opens no file, and the
//! three administrative posts (三员) see no case at all.
//!
//! What an account's phones may hold follows from the same posts (see [`scope`]).

pub mod password;
pub mod posts;
pub mod scope;
pub mod sign_in;

#[cfg(test)]
mod tests;

use crate::db::{DbError, Row, Tx};
use doorstep_domain::{
    id::{AccountId, RegionId},
    post::Post,
};

/// Posts that work on cases in the regions they name.
pub const CASE_POSTS: [Post; 3] = [Post::Worker, Post::Supervisor, Post::County];

/// Posts that look at the work of others.
pub const REVIEWING_POSTS: [Post; 2] = [Post::Supervisor, Post::County];

/// A person who works with the system.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Stable.
    pub id: AccountId,
    /// What they type to sign in.
    pub login: String,
    /// 姓名
    pub name: String,
    /// Whether they still work here.
    pub active: bool,
}

/// A post over a region and all that lies inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostHeld {
    /// Which post.
    pub post: Post,
    /// Where.
    pub region: RegionId,
}

/// A person signed in at the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSession {
    /// Who.
    pub account: AccountId,
    /// What they are, at the moment of the request.
    pub posts: Vec<Post>,
}

impl PersonSession {
    /// Whether they hold any of these posts.
    pub fn holds_any(&self, posts: &[Post]) -> bool {
        self.posts.iter().any(|post| posts.contains(post))
    }
}

/// Whether the account works on cases in the region.
pub fn covers(tx: &mut Tx<'_>, account: AccountId, region: RegionId) -> Result<bool, DbError> {
    covers_as(tx, &CASE_POSTS, account, region)
}

/// Whether the account holds one of these posts over the region.
pub fn covers_as(
    tx: &mut Tx<'_>,
    posts: &[Post],
    account: AccountId,
    region: RegionId,
) -> Result<bool, DbError> {
    let sql = format!(
        "SELECT 1 FROM post JOIN region_inside ON region_inside.outer_region = post.region
         WHERE post.account = $1 AND region_inside.region = $2 AND post.post IN ({})
         LIMIT 1",
        names(posts)
    );
    tx.exists(&sql, &[account.into(), region.into()])
}

/// A region in which an account has a post: where what it writes of nobody on file belongs.
pub(crate) fn home(tx: &mut Tx<'_>, account: AccountId) -> Result<Option<RegionId>, DbError> {
    tx.row("SELECT region FROM post WHERE account = $1 ORDER BY region LIMIT 1", &[account.into()])?
        .map(|row| row.get(0))
        .transpose()
}

/// The posts as SQL text literals; their names are letters only.
pub(crate) fn names(posts: &[Post]) -> String {
    posts.iter().map(|post| format!("'{}'", post.as_str())).collect::<Vec<_>>().join(", ")
}

/// The account of an id.
pub fn find(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Account>, DbError> {
    let row = tx.row("SELECT id, login, name, active FROM account WHERE id = $1", &[id.into()])?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Account, DbError> {
    Ok(Account { id: row.get(0)?, login: row.get(1)?, name: row.get(2)?, active: row.get(3)? })
}

/// Writes a new account, without posts. `password` is a PHC string; none means that they cannot sign in to the console.
pub fn put(tx: &mut Tx<'_>, account: &Account, password: Option<&str>) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO account (id, login, name, password, active, scope_version) VALUES ($1, $2, $3, $4, $5, 0)",
        &[
            account.id.into(),
            (&account.login).into(),
            (&account.name).into(),
            password.into(),
            account.active.into(),
        ],
    )
    .map(|_| ())
}

/// Whether the account exists and its holder still works here.
pub fn is_active(tx: &mut Tx<'_>, account: AccountId) -> Result<bool, DbError> {
    tx.exists("SELECT 1 FROM account WHERE id = $1 AND active = 1", &[account.into()])
}

/// The distinct posts of an account, in the order of [`Post::ALL`].
pub fn posts_of(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Post>, DbError> {
    let mut posts: Vec<Post> = held_by(tx, account)?.into_iter().map(|held| held.post).collect();
    posts.sort_unstable();
    posts.dedup();
    Ok(posts)
}

/// Every post of an account with its region.
pub fn held_by(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<PostHeld>, DbError> {
    tx.map(
        "SELECT post, region FROM post WHERE account = $1 ORDER BY post, region",
        &[account.into()],
        |row| {
            let post = parse_post(&row.get::<String>(0)?).ok_or(DbError::Column { column: 0 })?;
            Ok(PostHeld { post, region: row.get(1)? })
        },
    )
}

/// The post of a name.
pub(crate) fn parse_post(text: &str) -> Option<Post> {
    Post::ALL.into_iter().find(|post| post.as_str() == text)
}

/// Whether `by` may act for the phones of `account`: enrol one, retire one. Whoever
/// holds a phone sees what its account sees, so a supervisor may do so only for
/// workers and volunteers who work nowhere but in the supervisor's own regions, and
/// the county's staff for everyone but the three administrators.
pub fn may_manage(tx: &mut Tx<'_>, by: &PersonSession, account: AccountId) -> Result<bool, DbError> {
    if by.holds_any(&[Post::Sysadmin, Post::Secadmin]) {
        return Ok(true);
    }
    let held = held_by(tx, account)?;
    if held.is_empty() {
        return Ok(false);
    }
    for PostHeld { post, region } in held {
        let over: &[Post] = match post {
            Post::Worker | Post::Volunteer => &REVIEWING_POSTS,
            Post::Supervisor | Post::County => &[Post::County],
            Post::Sysadmin | Post::Secadmin | Post::Auditor => return Ok(false),
        };
        if !covers_as(tx, over, by.account, region)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Every account, by login.
pub fn everyone(tx: &mut Tx<'_>) -> Result<Vec<Account>, DbError> {
    tx.map("SELECT id, login, name, active FROM account ORDER BY login", &[], read)
}

/// Says whether the holder still works here. `false` if there is no such account.
pub fn set_active(tx: &mut Tx<'_>, account: AccountId, active: bool) -> Result<bool, DbError> {
    let touched =
        tx.execute("UPDATE account SET active = $2 WHERE id = $1", &[account.into(), active.into()])?;
    Ok(touched > 0)
}
