//! What the engine asks of the county.

use super::{
    Parts,
    identity::{Identity, IdentityCell},
};
use crate::{
    engine::{Answer, Request, Ticket, Trouble, What},
    wire,
};
use doorstep_protocol::session::TokenRequest;
use tokio::task::spawn_blocking;

pub(super) async fn perform(parts: Parts, identity: IdentityCell, ticket: Ticket, request: Request) -> What {
    let answer = exchange(parts, identity, request).await;
    if let Err(trouble) = &answer {
        tracing::info!(trouble = %trouble, "no answer from the county");
    }
    What::Answered { ticket, answer }
}

async fn exchange(parts: Parts, identity: IdentityCell, request: Request) -> Result<Answer, Trouble> {
    let Identity { reader, transport, access } = identity.get().ok_or(Trouble::Store)?;
    let device = reader.device;
    // Signing asks the keystore, folding and unfolding take their time.
    let (request, wired) = spawn_blocking(move || {
        let access = access.ok_or_else(|| Trouble::Unauthorised { code: NO_TOKEN.to_owned() });
        let wired = match &request {
            Request::Tokens => token_request(&parts, device).and_then(|tokens| wire::tokens(&tokens)),
            Request::Batch(items) => access.and_then(|access| wire::batch(items, &access)),
            Request::Changes { after } => access.and_then(|access| wire::changes(after.as_deref(), &access)),
        };
        (request, wired)
    })
    .await
    .map_err(|_| Trouble::Store)?;
    let arrived = transport.send(wired?).await;
    spawn_blocking(move || reader.read(&request, arrived)).await.map_err(|_| Trouble::Store)?
}

/// There is no token to send; the engine exchanges one, or signs out if there is nothing to exchange.
const NO_TOKEN: &str = "no_token";

fn token_request(parts: &Parts, device: doorstep_domain::id::DeviceId) -> Result<TokenRequest, Trouble> {
    let tokens = parts.store.tokens().map_err(|_| Trouble::Store)?;
    let refresh = tokens.ok_or_else(|| Trouble::Unauthorised { code: NO_TOKEN.to_owned() })?.refresh;
    let proof = parts.key.sign(&TokenRequest::message(device, &refresh)).map_err(|_| Trouble::Key)?;
    Ok(TokenRequest { device, refresh, proof })
}
