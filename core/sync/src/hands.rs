//! What the engine's effects come to: the store's errands, and both ends of a request.
//!
//! Each call does its work on the thread that calls it and returns. The runner gives
//! them threads of their own; a harness that holds its own scheduler calls them one
//! after the other, so that both drive the very same code.

use crate::{
    engine::{Answer, Outcome, Outgoing, Request, StoreTask, StoreTrouble, Trouble},
    runner::{Parts, errand, identity::IdentityCell, request},
    transport::{Transport, TransportError},
    wire,
};
use doorstep_protocol::journal::Place;
use http::{Response, StatusCode};
use std::sync::Arc;

/// The hands of one engine. Cheap to clone.
#[derive(Clone)]
pub struct Hands {
    parts: Parts,
    identity: IdentityCell,
}

impl Hands {
    /// Hands that know nothing yet: [`StoreTask::Load`] tells them who they are.
    pub fn new(parts: Parts) -> Self {
        Self { parts, identity: IdentityCell::default() }
    }

    /// Does what is asked of the store.
    pub fn store(&self, task: StoreTask) -> Result<Outcome, StoreTrouble> {
        errand::perform(&self.parts, &self.identity, task)
    }

    /// Reads what lies behind a place of the outbox, for [`crate::engine::Effect::Peek`].
    pub fn peek(&self, after: Place, most_records: usize, most_bytes: usize) -> Vec<Outgoing> {
        errand::peek(&self.parts.store, after, most_records, most_bytes)
    }

    /// The request as it travels, signed and folded.
    pub fn wire(&self, request: &Request) -> Result<http::Request<Vec<u8>>, Trouble> {
        let identity = self.identity.get().ok_or(Trouble::Store)?;
        request::wire(&self.parts, &identity, request)
    }

    /// The same, to be sent before the engine asks: whatever comes of what is under way, a batch is not to be
    /// stored before the one that it follows. One that was not ([`came_too_early`]) is asked for again in its turn.
    pub fn wire_ahead(&self, request: &Request) -> Result<http::Request<Vec<u8>>, Trouble> {
        let mut wired = self.wire(request)?;
        if let Request::Batch(items, ..) = request {
            wire::follows(&mut wired, items)?;
        }
        Ok(wired)
    }

    /// Reads what came back, and believes what is signed.
    pub fn read(
        &self,
        request: &Request,
        arrived: Result<Response<Vec<u8>>, TransportError>,
    ) -> Result<Answer, Trouble> {
        self.identity.get().ok_or(Trouble::Store)?.reader.read(request, arrived)
    }

    pub(crate) fn transport(&self) -> Result<Arc<dyn Transport>, Trouble> {
        Ok(self.identity.get().ok_or(Trouble::Store)?.transport)
    }
}

/// Whether the county did not store a batch that was sent ahead because what it follows had not come.
pub fn came_too_early(answer: &Result<Answer, Trouble>) -> bool {
    let precondition_failed = StatusCode::PRECONDITION_FAILED.as_u16();
    matches!(answer, Err(Trouble::Declined { status, .. }) if *status == precondition_failed)
}
