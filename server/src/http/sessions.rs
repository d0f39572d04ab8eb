//! Signing in and out at the console.

use super::{
    Failure, Front, Routes,
    answer::{Answer, made, ok},
    body::Json,
    guard::{Address, By, Shown},
};
use crate::{
    accounts::{self, sign_in},
    audit::{self, Actor, Trail},
    db::DbError,
    permissions as table, tokens,
};
use axum::extract::State;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::SIGN_IN, sign_in_person).at(&table::SIGN_OUT, sign_out).at(&table::ME, me)
}

/// A login and its password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignInRequest {
    /// The login name.
    login: String,
    /// The password.
    password: String,
}

impl fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignInRequest(…)")
    }
}

/// A session of the console.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// For `Authorization: Bearer`.
    token: String,
    /// When it ends, whatever happens.
    expires_at: DateTime<Utc>,
    /// Who signed in.
    account: Uuid,
    /// What they are.
    posts: Vec<String>,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeView {
    /// Who.
    account: Uuid,
    /// Their login name.
    login: String,
    /// 姓名
    name: String,
    /// Each post with its region.
    posts: Vec<super::accounts::PostView>,
}

async fn sign_in_person(
    State(front): State<Front>,
    Address(address): Address,
    Json(request): Json<SignInRequest>,
) -> Result<Answer<SessionView>, Failure> {
    let signed_in = sign_in::sign_in(&front.app, &request.login, request.password, address).await?;
    let (account, at) = (signed_in.session.account, front.app.now());
    front
        .app
        .write::<_, DbError>(move |tx| {
            audit::leave(tx, &table::SIGN_IN, Actor::Person(account), Trail::about(&account), at)
        })
        .await?;
    let posts = signed_in.session.posts.iter().map(|post| post.as_str().to_owned()).collect();
    let sign_in::SignedIn { token, expires_at, .. } = signed_in;
    Ok(made(SessionView { token, expires_at, account: account.0, posts }))
}

async fn sign_out(State(front): State<Front>, by: By, Shown(token): Shown) -> Result<StatusCode, Failure> {
    let trail = Trail::about(&by.session.account);
    by.act::<_, DbError>(&front, trail, move |tx, _, _| tokens::sign_out(tx, &token)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn me(State(front): State<Front>, by: By) -> Result<Answer<MeView>, Failure> {
    let me = by.look::<_, DbError>(&front, |tx, session| {
        let account = accounts::find(tx, session.account)?.ok_or(DbError::NoRow)?;
        let posts = accounts::held_by(tx, session.account)?.into_iter().map(Into::into).collect();
        Ok(MeView { account: account.id.0, login: account.login, name: account.name, posts })
    });
    Ok(ok(me.await?))
}
