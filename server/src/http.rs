//! HTTP: the table of [`crate::permissions`], mounted.
//!
//! ```text
//! connection ── TLS ── log line ── zstd ── guard ── handler ── one transaction ── answer
//! ```
//!
//! - The **guard** is the only place where tokens are read. It knows the operation of a
//!   route from the table, so a route without a row cannot be mounted.
//! - A handler is thin: it reads a body, calls one business function inside one
//!   transaction together with its audit entry, and answers after the commit.
//! - Every failure is `application/problem+json` with a stable code. Bad input is never
//!   a 5xx. A busy or full database says so, with `Retry-After`.
//! - Bodies may be zstd both ways, within the bounds of [`doorstep_protocol::limits`].
//!   A body that comes too slowly is given up, a large one is not read.
//! - Logs name the route by its pattern, never by its ids, and hold no body, no query,
//!   no token, no address.

mod accounts;
mod answer;
mod assignments;
mod body;
pub(crate) mod cases;
mod certificates;
pub(crate) mod describe;
mod devices;
mod enrolments;
mod guard;
mod health;
mod line;
mod media;
mod papers;
mod phone;
mod placements;
mod plans;
mod problem;
mod records;
mod secured;
mod serve;
mod sessions;
mod training;
mod visits;

#[cfg(test)]
mod tests;

use crate::{app::App, permissions::Operation};
use axum::{
    Router,
    handler::Handler,
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodFilter, on},
};
use doorstep_protocol::digest::Digest;
use guard::Gate;
use std::{net::IpAddr, sync::Arc};
use tokio::sync::Semaphore;

pub use problem::Failure;
pub use serve::{run, run_over};

/// What the routes stand on. Cheap to clone.
#[derive(Clone)]
pub struct Front {
    /// The county behind them.
    pub app: App,
    /// `https://HOST:PORT`, as enrolment tickets name it.
    pub address: String,
    /// Pin of the county's certificate authority, as tickets carry it.
    pub ca_pin: Digest,
    /// Whether a proxy in front of us says in `X-Forwarded-For` who asks.
    pub behind_proxy: bool,
    /// Journals in memory at the same moment: each may be 64 MiB.
    journals: Arc<Semaphore>,
}

/// Most journals in memory at the same moment.
const JOURNALS: usize = 2;

/// Who is at the other end of the connection; put into each request by [`run`].
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl Front {
    /// A front that speaks for itself, without a proxy.
    pub fn new(app: App, address: String, ca_pin: Digest) -> Self {
        let journals = Arc::new(Semaphore::new(JOURNALS));
        Self { app, address, ca_pin, behind_proxy: false, journals }
    }
}

/// Every operation of the table, behind its guard.
pub fn router(front: Front) -> Router {
    let routes = Routes { router: Router::new(), front: front.clone() };
    let routes = health::mount(routes);
    let routes = phone::mount(routes);
    let routes = media::mount(routes);
    let routes = sessions::mount(routes);
    let routes = enrolments::mount(routes);
    let routes = accounts::mount(routes);
    let routes = devices::mount(routes);
    let routes = certificates::mount(routes);
    let routes = visits::mount(routes);
    let routes = placements::mount(routes);
    let routes = assignments::mount(routes);
    let routes = plans::mount(routes);
    let routes = papers::mount(routes);
    let routes = training::mount(routes);
    let routes = records::mount(routes);
    let routes = cases::mount(routes);
    routes
        .router
        .fallback(problem::no_such_route)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(from_fn(answer::fold))
        .layer(from_fn(answer::log))
        .with_state(front)
}

/// A router in the making.
struct Routes {
    router: Router<Front>,
    front: Front,
}

impl Routes {
    /// Mounts the handler of an operation where the table says, behind the guard.
    fn at<H, T>(mut self, operation: &'static Operation, handler: H) -> Self
    where
        H: Handler<T, Front>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(operation.method.clone()).unwrap_or(MethodFilter::GET);
        let gate = Gate { front: self.front.clone(), operation };
        let route = on(filter, handler).layer(from_fn_with_state(gate, guard::guard));
        self.router = self.router.route(operation.path, route);
        self
    }
}
