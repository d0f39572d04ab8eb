//! The guard: reads the token, compares who shows it with the row of the table, and
//! hands the handler who asks. No handler sees a token but the one that ends it.

use super::{Failure, Front};
use crate::{
    accounts::PersonSession,
    audit::{self, Actor, Trail},
    db::{DbError, Tx},
    permissions::{Access, Operation},
    tokens::{self, Bearer, TokenError},
};
use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode, header, request::Parts};
use std::convert::Infallible;

/// What stands before one route.
#[derive(Clone)]
pub(super) struct Gate {
    pub(super) front: Front,
    pub(super) operation: &'static Operation,
}

/// A person who may ask for this operation.
#[derive(Clone)]
pub(super) struct By {
    pub(super) session: PersonSession,
    operation: &'static Operation,
}

/// The token that was shown, for signing out.
#[derive(Clone)]
pub(super) struct Shown(pub(super) String);

pub(super) async fn guard(
    State(Gate { front, operation }): State<Gate>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if operation.access == Access::Public {
        return Ok(next.run(request).await);
    }
    let token = bearer_token(request.headers()).ok_or(Failure::new(
        StatusCode::UNAUTHORIZED,
        "token_missing",
        "an Authorization header with a bearer token is needed",
    ))?;
    let (shown, now) = (token.clone(), front.app.now());
    let bearer = front.app.db.read::<_, TokenError>(move |tx| tokens::bearer(tx, &token, now)).await?;
    match (operation.access, bearer) {
        (Access::Phone, Bearer::Phone(session)) => {
            request.extensions_mut().insert(session);
        }
        (Access::Posts(_), Bearer::Person { account, posts }) => {
            if !operation.allows(&posts) {
                return Err(Failure::forbidden("post_not_allowed", "your posts do not allow this"));
            }
            let session = PersonSession { account, posts };
            request.extensions_mut().insert(By { session, operation });
            request.extensions_mut().insert(Shown(shown));
        }
        _ => return Err(Failure::forbidden("other_token_needed", "this token is for other routes")),
    }
    Ok(next.run(request).await)
}

fn bearer_token(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && token.len() <= 128).then(|| token.trim().to_owned())
}

impl By {
    /// Does the work and leaves its trace in one transaction; answers after the commit.
    pub(super) async fn act<T, E>(
        &self,
        front: &Front,
        trail: Trail,
        job: impl FnOnce(&mut Tx<'_>, &PersonSession, DateTime<Utc>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: From<DbError> + Into<Failure> + Send + 'static,
    {
        let (by, at) = (self.clone(), front.app.now());
        let done = front.app.write(move |tx| {
            let done = job(tx, &by.session, at)?;
            audit::leave(tx, by.operation, Actor::Person(by.session.account), trail, at)?;
            Ok::<_, E>(done)
        });
        done.await.map_err(Into::into)
    }

    /// Reads without leaving a trace: for lists.
    pub(super) async fn look<T, E>(
        &self,
        front: &Front,
        job: impl FnOnce(&mut Tx<'_>, &PersonSession) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: From<DbError> + Into<Failure> + Send + 'static,
    {
        let by = self.clone();
        front.app.db.read(move |tx| job(tx, &by.session)).await.map_err(Into::into)
    }
}

/// Who asks, as the guard put it there. Behind another kind of access there is none: a route mounted wrongly.
fn placed<T: Clone + Send + Sync + 'static>(parts: &Parts) -> Result<T, Failure> {
    let misplaced =
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the route has no such caller");
    parts.extensions.get::<T>().cloned().ok_or(misplaced)
}

impl FromRequestParts<Front> for By {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Front) -> Result<Self, Failure> {
        placed(parts)
    }
}

impl FromRequestParts<Front> for Shown {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Front) -> Result<Self, Failure> {
        placed(parts)
    }
}

impl FromRequestParts<Front> for tokens::PhoneSession {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Front) -> Result<Self, Failure> {
        placed(parts)
    }
}

/// The address that tries are counted by: the peer's, or what the proxy in front says of it.
pub(super) struct Address(pub(super) std::net::IpAddr);

impl FromRequestParts<Front> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, front: &Front) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<super::Peer>().map(|peer| peer.0);
        let forwarded = || {
            let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            last.rsplit(',').next()?.trim().parse().ok()
        };
        let said = if front.behind_proxy { forwarded() } else { None };
        Ok(Self(said.or(peer).unwrap_or(std::net::Ipv4Addr::UNSPECIFIED.into())))
    }
}
