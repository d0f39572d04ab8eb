//! Batches of one connection are taken in in the order in which they were begun. A phone may
//! send the next one while the one before is being answered, and each is unpacked and
//! verified as it comes; but one that was stored first would look like a hole in the chain,
//! and what lies behind a hole is sent again.
//!
//! Only one connection: on another, what was begun before may never come to its end.

use axum::extract::FromRequestParts;
use futures::FutureExt as _;
use http::request::Parts;
use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Mutex as Door, OwnedMutexGuard};

/// The line of one connection.
#[derive(Default)]
pub(super) struct Line(Arc<Door<()>>);

/// What lets its holder through, and nobody else until it is dropped.
type Held = OwnedMutexGuard<()>;

/// A place in a line, as a request carries it.
#[derive(Clone)]
pub(super) struct Place(Arc<Mutex<Option<Waiting>>>);

enum Waiting {
    Here(Held),
    Coming(Pin<Box<dyn Future<Output = Held> + Send>>),
}

impl Line {
    /// The place behind everybody who has one now.
    pub(super) fn join(&self) -> Place {
        let mut coming = Box::pin(Arc::clone(&self.0).lock_owned());
        // Whoever asked once stands in the line, which is served in its order.
        let waiting = match coming.as_mut().now_or_never() {
            Some(held) => Waiting::Here(held),
            None => Waiting::Coming(coming),
        };
        Place(Arc::new(Mutex::new(Some(waiting))))
    }
}

/// The turn of a request in the line of its connection; nobody stands before one that came another way.
pub(super) struct Turn(Option<Waiting>);

impl Turn {
    /// Returns when it has come; whoever is behind waits until what is returned is dropped.
    pub(super) async fn come(self) -> Option<Held> {
        match self.0? {
            Waiting::Here(held) => Some(held),
            Waiting::Coming(coming) => Some(coming.await),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Turn {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let place = parts.extensions.remove::<Place>();
        Ok(Self(place.and_then(|place| place.0.lock().unwrap_or_else(PoisonError::into_inner).take())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(place: &Place) -> Pin<Box<dyn Future<Output = Option<Held>>>> {
        Box::pin(Turn(place.0.lock().unwrap().take()).come())
    }

    #[test]
    fn whoever_came_first_goes_first_and_nobody_waits_for_one_who_left() {
        let line = Line::default();
        let [first, second, third] = [(); 3].map(|()| line.join());
        let mut last = turn(&third);
        drop(second);
        assert!(last.as_mut().now_or_never().is_none(), "the first has not gone yet");
        let held = turn(&first).now_or_never().expect("nobody stands before the first");
        assert!(last.as_mut().now_or_never().is_none());
        drop(held);
        assert!(last.now_or_never().is_some());
    }
}
