//! Answers on their way out: JSON, zstd where it is understood, and one log line each.

use super::{Failure, cases::ARCHIVE, papers::PDF};
use axum::{
    body::{Body, to_bytes},
    extract::{MatchedPath, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use doorstep_protocol::{compress, limits};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use std::time::Instant;

/// Below this an answer is not worth folding.
const WORTH_FOLDING: usize = 512;

/// Above this, folding gets a thread of its own.
const SMALL: usize = 64 * 1024;

/// A JSON answer; nothing of it may be kept by anything on the way.
pub(super) struct Answer<T>(pub(super) StatusCode, pub(super) T);

/// 200 with a body.
pub(super) fn ok<T: Serialize>(body: T) -> Answer<T> {
    Answer(StatusCode::OK, body)
}

/// 201 with a body.
pub(super) fn made<T: Serialize>(body: T) -> Answer<T> {
    Answer(StatusCode::CREATED, body)
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        let body = match serde_json::to_vec(&self.1) {
            Ok(body) => body,
            Err(error) => return Failure::internal(&error).into_response(),
        };
        let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let fresh = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        (self.0, [json, fresh], body).into_response()
    }
}

/// Folds what is worth it, for who understands it. An archive or a sheet goes out as it is written.
pub(super) async fn fold(request: Request, next: Next) -> Result<Response, Failure> {
    let understood = understands_zstd(request.headers());
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_file = kind.is_some_and(|kind| kind == ARCHIVE || kind == PDF);
    if !understood || is_file {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, limits::UNFOLDED_BYTES).await.map_err(|error| Failure::internal(&error))?;
    if body.len() < WORTH_FOLDING {
        return Ok(Response::from_parts(parts, Body::from(body)));
    }
    let folded = if body.len() < SMALL {
        compress::fold(&body)
    } else {
        tokio::task::spawn_blocking(move || compress::fold(&body))
            .await
            .map_err(|error| Failure::internal(&error))?
    };
    let folded = folded.map_err(|error| Failure::internal(&error))?;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    Ok(Response::from_parts(parts, Body::from(folded)))
}

fn understands_zstd(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            name.trim().eq_ignore_ascii_case("zstd")
                && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
        })
    })
}

/// One line a request: the route's pattern, the status, the time it took.
pub(super) async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let began = Instant::now();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, route, status = response.status().as_u16(), millis, "answered");
    response
}
