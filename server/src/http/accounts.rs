//! Accounts: who there is, their posts, and whether they still work here.

use super::{
    Failure, Front, Routes,
    answer::{Answer, ok},
    body::{Id, Json},
    guard::By,
};
use crate::{
    accounts::{
        self, PostHeld,
        posts::{self, PostsError},
    },
    audit::Trail,
    db::DbError,
    permissions as table,
};
use axum::extract::State;
use doorstep_domain::id::{AccountId, RegionId};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::LIST_ACCOUNTS, list).at(&table::SET_POSTS, set_posts).at(&table::SET_ACTIVE, set_active)
}

/// A post over a region.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) struct PostView {
    /// `worker`, `volunteer`, `supervisor`, `county`, `sysadmin`, `secadmin`, `auditor`
    post: String,
    /// The region and all that lies inside it.
    region: Uuid,
}

impl From<PostHeld> for PostView {
    fn from(held: PostHeld) -> Self {
        Self { post: held.post.as_str().to_owned(), region: held.region.0 }
    }
}

/// An account as managers see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountView {
    /// Stable.
    id: Uuid,
    /// The login name.
    login: String,
    /// 姓名
    name: String,
    /// Whether its holder still works here.
    active: bool,
    /// What they are, and where.
    posts: Vec<PostView>,
}

async fn list(State(front): State<Front>, by: By) -> Result<Answer<Vec<AccountView>>, Failure> {
    let list = by.look::<_, DbError>(&front, |tx, session| {
        let mut shown = Vec::new();
        for account in accounts::everyone(tx)? {
            if accounts::may_manage(tx, session, account.id)? {
                let posts = accounts::held_by(tx, account.id)?.into_iter().map(Into::into).collect();
                let accounts::Account { id, login, name, active } = account;
                shown.push(AccountView { id: id.0, login, name, active, posts });
            }
        }
        Ok(shown)
    });
    Ok(ok(list.await?))
}

/// Exactly these posts, from now on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PostsRequest {
    /// All of them; none takes every post away.
    posts: Vec<PostView>,
}

async fn set_posts(
    State(front): State<Front>,
    by: By,
    Id(account): Id<AccountId>,
    Json(request): Json<PostsRequest>,
) -> Result<StatusCode, Failure> {
    let unknown = Failure::unfit("no_such_post", "there is no such post").field("post");
    let held = |PostView { post, region }: PostView| {
        accounts::parse_post(&post).map(|post| PostHeld { post, region: RegionId(region) })
    };
    let wanted: Vec<PostHeld> = request.posts.into_iter().map(held).collect::<Option<_>>().ok_or(unknown)?;
    let names: Vec<String> =
        wanted.iter().map(|held| format!("{}:{}", held.post.as_str(), held.region)).collect();
    let trail = Trail::about(&account).with("posts", names);
    by.act::<_, PostsError>(&front, trail, move |tx, _, _| posts::set(tx, account, &wanted)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether somebody still works here.
#[derive(Deserialize, ToSchema)]
pub(crate) struct StateRequest {
    /// `false` ends every session of theirs at once; their phones may still hand in their journals.
    active: bool,
}

async fn set_active(
    State(front): State<Front>,
    by: By,
    Id(account): Id<AccountId>,
    Json(StateRequest { active }): Json<StateRequest>,
) -> Result<StatusCode, Failure> {
    let trail = Trail::about(&account).with("active", active);
    by.act::<_, PostsError>(&front, trail, move |tx, _, _| {
        if accounts::set_active(tx, account, active)? { Ok(()) } else { Err(PostsError::NoSuchAccount) }
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
