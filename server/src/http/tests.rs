//! What the routes promise, told over requests as they come from the network.

mod abuse;
mod doors;
mod media;
mod sign_in;
mod slow;
mod wire;

use super::{Front, router};
use crate::{
    accounts::{self, Account, password},
    db::{DbError, Tx},
    testing::world::{COUNTY, World},
    tokens,
};
use axum::{Router, body::Body};
use doorstep_domain::{id::AccountId, post::Post};
use doorstep_protocol::{digest::Digest, problem};
use http::{Method, Request, StatusCode, header};
use serde_json::Value;
use tower::ServiceExt as _;
use uuid::Uuid;

/// A county with its routes.
struct Stage {
    world: World,
    router: Router,
}

/// An answer as it arrived.
struct Heard {
    status: StatusCode,
    headers: http::HeaderMap,
    body: Vec<u8>,
}

impl Heard {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The code of a problem, after looking that it is one.
    fn code(&self) -> String {
        let said = self.headers[problem::CODE_HEADER].to_str().unwrap();
        if self.body.is_empty() {
            return said.to_owned();
        }
        assert_eq!(self.headers[header::CONTENT_TYPE], problem::MEDIA_TYPE, "{:?}", self.status);
        let problem: problem::Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!((problem.status, problem.code.as_str()), (self.status.as_u16(), said));
        assert_eq!(problem.kind, format!("urn:doorstep:problem:{}", problem.code));
        problem.code
    }
}

impl Stage {
    fn set(world: World) -> Self {
        let front =
            Front::new(world.app.clone(), "https://127.0.0.1:8443".to_owned(), Digest::of(b"authority"));
        Self { router: router(front), world }
    }

    async fn send(&self, request: Request<Body>) -> Heard {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Heard { status: parts.status, headers: parts.headers, body }
    }

    async fn ask(&self, method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Heard {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    /// A person with one post over the county, signed in.
    async fn person(&self, post: Post) -> String {
        let place = Post::ALL.into_iter().position(|other| other == post).unwrap();
        let id = AccountId(Uuid::from_u128(0x50 + u128::try_from(place).unwrap()));
        let login = post.as_str().to_owned();
        let hire = move |tx: &mut Tx<'_>| {
            if accounts::find(tx, id)?.is_none() {
                let account = Account { id, login: login.clone(), name: login, active: true };
                accounts::put(tx, &account, None)?;
            }
            Ok::<_, DbError>(())
        };
        self.world.write(hire).await;
        self.world.posts(id, &[(post, COUNTY)]).await;
        self.token_of(id).await
    }

    async fn token_of(&self, account: AccountId) -> String {
        let until = self.world.app.now() + tokens::CONSOLE_LIFE;
        self.world.write(move |tx| Ok(tokens::issue_access(tx, account, None, until).unwrap())).await
    }

    async fn set_password(&self, account: AccountId, password: &str) {
        let phc = password::hash(password).unwrap();
        self.world
            .write(move |tx| {
                tx.execute("UPDATE account SET password = $2 WHERE id = $1", &[account.into(), phc.into()])
            })
            .await;
    }
}
