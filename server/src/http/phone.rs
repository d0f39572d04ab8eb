//! What phones ask for.

use super::{
    Failure, Front, Routes,
    answer::{Answer, made, ok},
    body::{self, Json, Params, Sent},
    line::Turn,
};
use crate::{
    changes, enrolment, ingest, permissions as table, recovery,
    tokens::{self, PhoneSession},
};
use axum::{
    extract::{FromRequestParts, Request, State},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    batch::BatchAnswer,
    digest::Digest,
    enrol::{EnrolAnswer, EnrolRequest},
    key::{Algorithm, Signature},
    limits,
    receipt::JournalReceipt,
    session::{TokenAnswer, TokenRequest},
    signed::Signed,
};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use serde::Deserialize;

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .at(&table::REDEEM, redeem)
        .at(&table::EXCHANGE, exchange)
        .at(&table::BATCH, batch)
        .at(&table::CHANGES, list_changes)
        .at(&table::RECOVER, recover)
}

async fn redeem(
    State(front): State<Front>,
    Json(request): Json<EnrolRequest>,
) -> Result<Answer<EnrolAnswer>, Failure> {
    Ok(made(enrolment::redeem(&front.app, request).await?))
}

async fn exchange(
    State(front): State<Front>,
    Json(request): Json<TokenRequest>,
) -> Result<Answer<TokenAnswer>, Failure> {
    Ok(ok(tokens::exchange(&front.app, request).await?))
}

async fn batch(
    State(front): State<Front>,
    session: PhoneSession,
    turn: Turn,
    Follows(after): Follows,
    Sent(mut batch): Sent,
) -> Result<Answer<BatchAnswer>, Failure> {
    let asked = batch.changes.take();
    let mut answer = ingest::batch_in_turn(&front.app, &session, batch, after, turn.come()).await?;
    if let Some(asked) = asked {
        answer.changes = changes::beside(&front.app, &session, asked).await;
    }
    Ok(ok(answer))
}

/// A tag as `If-Match` and `If-None-Match` show it, without its quotes.
fn tag(shown: &HeaderValue) -> Option<&str> {
    Some(shown.to_str().ok()?.trim_matches('"'))
}

/// `If-Match` of a batch that was sent ahead: the header that it follows.
struct Follows(Option<Digest>);

impl<S: Sync> FromRequestParts<S> for Follows {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let Some(shown) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        tag(shown)
            .and_then(|named| named.parse().ok())
            .map(|after| Self(Some(after)))
            .ok_or(Failure::bad("malformed_if_match", "If-Match names no header"))
    }
}

#[derive(Deserialize)]
struct After {
    after: Option<String>,
}

async fn list_changes(
    State(front): State<Front>,
    session: PhoneSession,
    Params(After { after }): Params<After>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let shown = headers.get(header::IF_NONE_MATCH);
    let known = shown.and_then(tag);
    Ok(match changes::page(&front.app, &session, after.as_deref(), known).await? {
        Some(page) => ok(page).into_response(),
        None => {
            let tag = shown.map(|shown| [(header::ETAG, shown.clone())]);
            (StatusCode::NOT_MODIFIED, tag, ()).into_response()
        }
    })
}

/// Few at a time: each journal stands in memory as a whole.
async fn recover(
    State(front): State<Front>,
    request: Request,
) -> Result<Answer<Signed<JournalReceipt>>, Failure> {
    let (parts, body) = request.into_parts();
    let (device, signature) = signed_by(&parts.headers).ok_or(Failure::bad(
        "malformed_signature",
        "the headers doorstep-device and doorstep-signature are needed",
    ))?;
    let busy = Failure::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "other journals are being taken in");
    let _turn = front.journals.try_acquire().map_err(|_| busy.retry_after(30))?;
    let journal = body::read(&parts.headers, body, limits::JOURNAL_BYTES).await?;
    Ok(ok(recovery::take(&front.app, device, signature, journal.into()).await?))
}

fn signed_by(headers: &HeaderMap) -> Option<(DeviceId, Signature)> {
    let text = |name| headers.get(name)?.to_str().ok();
    let device = text("doorstep-device")?.parse().ok()?;
    let sig = URL_SAFE_NO_PAD.decode(text("doorstep-signature")?).ok()?;
    Some((device, Signature { alg: Algorithm::Es256, sig }))
}
