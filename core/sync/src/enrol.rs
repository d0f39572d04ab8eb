//! How a phone becomes known: the ticket's one-time code against tokens and keys.

use crate::{engine::Trouble, reading, runner::Parts, transport::BadAddress, wire};
use chrono::TimeDelta;
use doorstep_protocol::{
    clock::ServerAnchor,
    enrol::{EnrolRequest, Ticket},
    key::{KeyTier, KeyUnavailable},
    signed::CountyKeys,
};
use doorstep_store::{Enrolment, StoreError, Tokens};
use thiserror::Error;
use tokio::task::spawn_blocking;

/// Why a phone could not be enrolled. The ticket may be tried again, unless the county refused it.
#[derive(Debug, Error)]
pub enum EnrolError {
    /// The ticket's address is none.
    #[error(transparent)]
    Address(#[from] BadAddress),
    /// The keystore would not sign.
    #[error(transparent)]
    Key(#[from] KeyUnavailable),
    /// The county refused, could not be reached, or was not what answered.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// The phone is known to the county, and could not keep it: try again with a new ticket.
    #[error("the enrolment could not be kept")]
    Store(#[from] StoreError),
    /// The core is shutting down.
    #[error("the enrolment was interrupted")]
    Interrupted,
}

/// Redeems a ticket and keeps what it gave. To be run in a task that the core owns, since the code is good once.
pub async fn enrol(
    parts: Parts,
    ticket: Ticket,
    label: String,
    tier: KeyTier,
) -> Result<Enrolment, EnrolError> {
    let transport = parts.connector.connect(&ticket.address, ticket.ca_pin)?;
    let (request, code) = (parts.clone(), ticket.code.clone());
    let request = spawn_blocking(move || ask(&request, code, label, tier));
    let request = request.await.map_err(|_| EnrolError::Interrupted)??;
    let arrived = transport.send(wire::redeem(&request)?).await;
    let heard = (parts.clock.now(), parts.clock.monotonic_millis());
    let (answer, keys) = reading::enrolled(&CountyKeys::new(ticket.root.clone()), arrived)?;
    let enrolment = Enrolment {
        device: answer.device,
        account: answer.account,
        name: answer.name,
        posts: answer.posts,
        address: ticket.address,
        ca_pin: ticket.ca_pin,
        keys,
        recovery: ticket.recovery,
        incarnation: answer.tokens.incarnation,
    };
    let lives = TimeDelta::seconds(i64::from(answer.tokens.expires_in_seconds));
    let tokens = Tokens {
        access: answer.tokens.access,
        refresh: answer.tokens.refresh,
        access_until: heard.0.checked_add_signed(lives).unwrap_or(heard.0),
    };
    let anchor = ServerAnchor {
        server: answer.tokens.server_time,
        monotonic_millis: heard.1,
        boot: parts.clock.boot(),
    };
    let kept = spawn_blocking(move || {
        let store = &parts.store;
        store.set_enrolment(&enrolment)?;
        store.set_tokens(&tokens)?;
        store.set_anchor(&anchor)?;
        store.begin_chain(&*parts.key)?;
        Ok::<_, StoreError>(enrolment)
    });
    Ok(kept.await.map_err(|_| EnrolError::Interrupted)??)
}

fn ask(parts: &Parts, code: String, label: String, tier: KeyTier) -> Result<EnrolRequest, KeyUnavailable> {
    let public_key = parts.key.public_key()?;
    let proof = parts.key.sign(&EnrolRequest::proof_message(&code, &public_key))?;
    Ok(EnrolRequest { code, public_key, tier, label, proof })
}
