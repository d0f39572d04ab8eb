//! What the engine asks of the county.

use super::{Parts, identity::Identity};
use crate::{
    engine::{Answer, Request, Ticket, Trouble, What, media::MediaRequest},
    hands::Hands,
    tus, wire,
};
use doorstep_failpoint::{Step, reached};
use doorstep_protocol::session::TokenRequest;
use tokio::task::spawn_blocking;

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

/// Sends it, and reads the answer.
pub(super) async fn exchange(hands: Hands, request: Request, when: When) -> Result<Answer, Trouble> {
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
    let arrived = transport.send(wired).await;
    reached(Step::RequestAnswered);
    spawn_blocking(move || hands.read(&request, arrived)).await.map_err(|_| Trouble::Store)?
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
