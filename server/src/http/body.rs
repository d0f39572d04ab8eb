//! Bodies, queries and path parameters on their way in. Whatever is wrong with them is
//! a problem with a code and never echoes what was sent.

use super::{Failure, Front};
use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
};
use bytes::{Bytes, BytesMut};
use doorstep_protocol::{
    batch::Batch,
    compress::{self, UnfoldError},
    limits,
    packed::{self, PackError, Unpacked},
};
use futures::StreamExt as _;
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::{
    task::spawn_blocking,
    time::{Instant, timeout},
};

/// A body on which nothing moves for so long is given up.
const SILENCE: Duration = Duration::from_secs(60);

/// The slowest body taken after the first minute, bytes a second: a tenth of what 2G carries.
const SLOWEST: u64 = 400;

/// Above this, unfolding gets a thread of its own.
const SMALL: usize = 64 * 1024;

/// A batch, in the form that phones use or as JSON.
pub(super) struct Sent(pub(super) Unpacked);

impl FromRequest<Front> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, front: &Front) -> Result<Self, Failure> {
        if media_type(request.headers()).is_none_or(|kind| !kind.eq_ignore_ascii_case(packed::MEDIA_TYPE)) {
            let Json(batch) = Json::<Batch>::from_request(request, front).await?;
            return Ok(Self(apart(move || Ok(batch.into())).await?));
        }
        let (parts, body) = request.into_parts();
        let body = read(&parts.headers, body, limits::BODY_BYTES).await?;
        let unpack = move || packed::unpack(&body, limits::UNFOLDED_BYTES);
        Ok(Self(apart(move || unpack().map_err(|error| unpacked(&error))).await?))
    }
}

/// Work that takes its time, on a thread of its own.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    spawn_blocking(work).await.unwrap_or_else(|error| Err(Failure::internal(&error)))
}

fn unpacked(error: &PackError) -> Failure {
    match error {
        PackError::TooLarge => unfolds_to_too_much(),
        PackError::Framing | PackError::Json(_) | PackError::Fold(_) => malformed(),
    }
}

/// A JSON body, perhaps zstd.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Front> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &Front) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        if media_type(&parts.headers).is_none_or(|kind| !kind.eq_ignore_ascii_case("application/json")) {
            return Err(Failure::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "the content type must be application/json",
            ));
        }
        let body = read(&parts.headers, body, limits::BODY_BYTES).await?;
        let text = unfold(&parts.headers, body).await?;
        serde_json::from_slice(&text).map(Self).map_err(|_| malformed())
    }
}

fn malformed() -> Failure {
    Failure::bad("malformed_body", "the body is not what this route takes")
}

/// `?name=value` pairs.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Front> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, front: &Front) -> Result<Self, Failure> {
        Query::from_request_parts(parts, front)
            .await
            .map(|Query(params)| Self(params))
            .map_err(|_| Failure::bad("malformed_query", "the query is not what this route takes"))
    }
}

/// The id in the path.
pub(super) struct Id<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Front> for Id<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, front: &Front) -> Result<Self, Failure> {
        Path::from_request_parts(parts, front)
            .await
            .map(|Path(id)| Self(id))
            .map_err(|_| Failure::bad("malformed_id", "the id in the path is none"))
    }
}

/// What the body is said to be, without parameters.
fn media_type(headers: &HeaderMap) -> Option<&str> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    kind.split(';').next().map(str::trim)
}

/// Reads a whole body of at most `most` bytes, as long as it keeps coming.
pub(super) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Failure> {
    let too_large = Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the body is too large");
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|announced: usize| announced > most) {
        return Err(too_large);
    }
    let began = Instant::now();
    let mut stream = body.into_data_stream();
    let mut read = BytesMut::with_capacity(announced.unwrap_or(0));
    loop {
        let chunk = timeout(SILENCE, stream.next()).await.map_err(|_| too_slow())?;
        let Some(chunk) = chunk else { return Ok(read.freeze()) };
        let chunk = chunk.map_err(|_| Failure::bad("body_cut", "the body ended early"))?;
        if read.len() + chunk.len() > most {
            return Err(too_large);
        }
        read.extend_from_slice(&chunk);
        let due = u64::try_from(read.len()).unwrap_or(u64::MAX) / SLOWEST;
        if began.elapsed() > SILENCE + Duration::from_secs(due) {
            return Err(too_slow());
        }
    }
}

fn too_slow() -> Failure {
    Failure::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "the body came too slowly")
}

async fn unfold(headers: &HeaderMap, body: Bytes) -> Result<Bytes, Failure> {
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(body),
        Some(b"zstd") if body.len() < SMALL => unfold_now(&body),
        Some(b"zstd") => apart(move || unfold_now(&body)).await,
        Some(_) => Err(Failure::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unknown_encoding",
            "the content encoding must be zstd or none",
        )),
    }
}

fn unfold_now(body: &[u8]) -> Result<Bytes, Failure> {
    compress::unfold(body, limits::UNFOLDED_BYTES).map(Bytes::from).map_err(|error| match error {
        UnfoldError::NotZstd(_) => Failure::bad("not_zstd", "the body is not zstd, or was cut short"),
        UnfoldError::TooLarge => unfolds_to_too_much(),
    })
}

fn unfolds_to_too_much() -> Failure {
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the body unfolds to too much")
}
