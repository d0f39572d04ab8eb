//! What the engine asks of the county.

use super::{Parts, identity::Identity};
use crate::{
    engine::{Answer, Request, Ticket, Trouble, What, media::MediaRequest},
    hands::Hands,
    tus, wire,
};
use doorstep_failpoint::{Step, reached};
use doorstep_protocol::session::TokenRequest;
use std::{future::poll_fn, pin::Pin, task::Poll};
use tokio::{sync::oneshot, task::spawn_blocking};

pub(super) async fn perform(
    ticket: Ticket,
    going: impl Future<Output = Result<Answer, Trouble>> + Send,
) -> What {
    let answer = going.await;
    if let Err(trouble) = &answer {
        tracing::info!(trouble = %trouble, "no answer from the county");
    }
    What::Answered { ticket, answer }
}

/// When a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// As the engine asks for its answer.
    Asked,
    /// Before.
    Ahead,
}

/// The order in which requests leave, whichever of them is folded and signed first: one that goes ahead and
/// overtook what it follows would come too early.
#[derive(Default)]
pub(super) struct Queue(Option<oneshot::Receiver<()>>);

/// A place in it. Whoever is behind goes once this request has left, or its place is dropped.
pub(super) struct Place {
    before: Option<oneshot::Receiver<()>>,
    _left: oneshot::Sender<()>,
}

impl Queue {
    pub(super) fn join(&mut self) -> Place {
        let (left, behind) = oneshot::channel();
        Place { before: self.0.replace(behind), _left: left }
    }
}

/// Sends it once its turn has come, and reads the answer.
pub(super) async fn exchange(
    hands: Hands,
    request: Request,
    when: When,
    place: Option<Place>,
) -> Result<Answer, Trouble> {
    let transport = hands.transport()?;
    // Signing asks the keystore, folding and unfolding take their time.
    let (hands, request, wired) = spawn_blocking(move || {
        let wired = match when {
            When::Asked => hands.wire(&request),
            When::Ahead => hands.wire_ahead(&request),
        };
        (hands, request, wired)
    })
    .await
    .map_err(|_| Trouble::Store)?;
    let wired = wired?;
    reached(Step::RequestReady);
    let mut sending = transport.send(wired);
    let arrived = match turn(place, &mut sending).await {
        Poll::Ready(arrived) => arrived,
        Poll::Pending => sending.await,
    };
    reached(Step::RequestAnswered);
    spawn_blocking(move || hands.read(&request, arrived)).await.map_err(|_| Trouble::Store)?
}

/// Waits for the turn and takes it: polled once, a request is on its way.
async fn turn<F: Future + Unpin>(place: Option<Place>, sending: &mut F) -> Poll<F::Output> {
    let Some(Place { before, _left }) = place else { return Poll::Pending };
    if let Some(before) = before {
        // Nothing is ever said: it has left, or its place is gone.
        let _ = before.await;
    }
    poll_fn(|context| Poll::Ready(Pin::new(&mut *sending).poll(context))).await
}

/// The request as it travels.
pub(crate) fn wire(
    parts: &Parts,
    identity: &Identity,
    request: &Request,
) -> Result<http::Request<Vec<u8>>, Trouble> {
    let access =
        || identity.access.as_deref().ok_or_else(|| Trouble::Unauthorised { code: NO_TOKEN.to_owned() });
    match request {
        Request::Tokens => {
            token_request(parts, identity.reader.device).and_then(|tokens| wire::tokens(&tokens))
        }
        Request::Batch(items, changes) => wire::batch(items, changes.as_ref(), access()?),
        Request::Media(media) => tus::wire(media, part(parts, media)?, access()?),
        Request::Changes { after, known } => wire::changes(after.as_deref(), known.as_ref(), access()?),
    }
}

/// What goes along of a file. One that cannot be read any more is parked: it stands in nobody's way.
fn part(parts: &Parts, media: &MediaRequest) -> Result<Vec<u8>, Trouble> {
    let Some((offset, bytes)) = tus::part(media) else { return Ok(Vec::new()) };
    let most = usize::try_from(bytes).unwrap_or(usize::MAX);
    parts.store.media_part(media.file.sha256, offset, most).map_err(|error| {
        tracing::warn!(error = %error, "a file could not be read");
        Trouble::Rejected { status: 0, code: UNREADABLE.to_owned() }
    })
}

/// The phone itself cannot read the file.
const UNREADABLE: &str = "file_unreadable";

/// There is no token to send; the engine exchanges one, or signs out if there is nothing to exchange.
const NO_TOKEN: &str = "no_token";

fn token_request(parts: &Parts, device: doorstep_domain::id::DeviceId) -> Result<TokenRequest, Trouble> {
    let tokens = parts.store.tokens().map_err(|_| Trouble::Store)?;
    let refresh = tokens.ok_or_else(|| Trouble::Unauthorised { code: NO_TOKEN.to_owned() })?.refresh;
    let proof = parts.key.sign(&TokenRequest::message(device, &refresh)).map_err(|_| Trouble::Key)?;
    Ok(TokenRequest { device, refresh, proof })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        future::ready,
        pin::pin,
        task::{Context, Waker},
    };

    #[test]
    fn whoever_joined_first_leaves_first() {
        let mut queue = Queue::default();
        let [first, second] = [(); 2].map(|()| Some(queue.join()));
        let mut now = Context::from_waker(Waker::noop());
        let [mut one, mut other] = [(); 2].map(|()| ready(()));
        let mut waiting = pin!(turn(second, &mut other));
        assert!(waiting.as_mut().poll(&mut now).is_pending(), "the first has not left");
        assert!(pin!(turn(first, &mut one)).poll(&mut now).is_ready());
        assert!(waiting.poll(&mut now).is_ready());
    }
}
