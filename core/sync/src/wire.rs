//! Requests as they travel.

use crate::engine::{Outgoing, Trouble};
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    changes::{ChangesAsked, tag},
    compress,
    digest::Digest,
    enrol::EnrolRequest,
    envelope::Header,
    key::Signature,
    limits, packed, pae,
    receipt::Watermark,
    session::TokenRequest,
};
use http::{
    HeaderValue, Method, Request,
    header::{
        ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH,
    },
};
use serde::Serialize;
use std::fmt::Write;

/// Media type of everything but journals and problems.
pub(crate) const JSON: &str = "application/json";
/// Name of the encoding in headers.
pub(crate) const ZSTD: &str = "zstd";
/// Domain separation of the signature over a journal.
const RECOVERY_TYPE: &str = "application/vnd.doorstep.recovery;v=1";

/// `POST /v1/enrolments/redeem`
pub(crate) fn redeem(request: &EnrolRequest) -> Result<Request<Vec<u8>>, Trouble> {
    post("/v1/enrolments/redeem", None, request)
}

/// `POST /v1/tokens`
pub(crate) fn tokens(request: &TokenRequest) -> Result<Request<Vec<u8>>, Trouble> {
    post("/v1/tokens", None, request)
}

/// `POST /v1/batches`; refused here if it is over the limit once compressed.
pub(crate) fn batch(
    items: &[Outgoing],
    changes: Option<&ChangesAsked>,
    access: &str,
) -> Result<Request<Vec<u8>>, Trouble> {
    let body = packed::pack(items.iter().map(|item| &item.envelope), changes.cloned());
    let body = body.map_err(|_| Trouble::TooLarge)?;
    let limit = if items.len() > 1 { limits::BATCH_COMPRESSED_BYTES } else { limits::BODY_BYTES };
    if body.len() > limit {
        return Err(Trouble::TooLarge);
    }
    let mut request = build(Method::POST, "/v1/batches", Some(access), None, body)?;
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(packed::MEDIA_TYPE));
    Ok(request)
}

/// The same for a batch that is sent ahead: the county is to store it only behind the header that its first one names.
pub(crate) fn follows(request: &mut Request<Vec<u8>>, items: &[Outgoing]) -> Result<(), Trouble> {
    let Some(first) = items.first() else { return Ok(()) };
    let Header { prev, .. } = serde_json::from_str(&first.envelope.header).map_err(|_| Trouble::Store)?;
    request.headers_mut().insert(IF_MATCH, header_value(&quoted(&prev.to_string()))?);
    Ok(())
}

/// `GET /v1/changes`; with a watermark that the phone knows, 304 if it still stands and nothing is new.
pub(crate) fn changes(
    after: Option<&str>,
    known: Option<&Watermark>,
    access: &str,
) -> Result<Request<Vec<u8>>, Trouble> {
    let path = match after {
        Some(cursor) => format!("/v1/changes?after={}", percent_encoded(cursor)),
        None => "/v1/changes".to_owned(),
    };
    let mut request = build(Method::GET, &path, Some(access), None, Vec::new())?;
    if let Some(known) = known {
        request.headers_mut().insert(IF_NONE_MATCH, header_value(&quoted(&tag(known)))?);
    }
    Ok(request)
}

/// A tag as `If-None-Match` and `ETag` have it.
pub(crate) fn quoted(tag: &str) -> String {
    format!("\"{tag}\"")
}

/// What a phone signs to have a journal taken in.
pub(crate) fn recovery_message(sha256: Digest) -> Vec<u8> {
    pae::encode(RECOVERY_TYPE, sha256.as_bytes())
}

/// `POST /v1/recovery`: the sealed journal as it is.
pub(crate) fn recovery(
    device: DeviceId,
    signature: &Signature,
    journal: Vec<u8>,
) -> Result<Request<Vec<u8>>, Trouble> {
    let mut request = build(Method::POST, "/v1/recovery", None, None, journal)?;
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert("doorstep-device", header_value(&device.to_string())?);
    headers.insert("doorstep-signature", header_value(&signature_text(signature)?)?);
    Ok(request)
}

/// The signature's bytes in base64url, as its JSON has them.
fn signature_text(signature: &Signature) -> Result<String, Trouble> {
    let json = serde_json::to_value(signature).map_err(|_| Trouble::Key)?;
    json.get("sig").and_then(|sig| sig.as_str()).map(str::to_owned).ok_or(Trouble::Key)
}

fn post<T: Serialize>(path: &str, access: Option<&str>, body: &T) -> Result<Request<Vec<u8>>, Trouble> {
    let json = serde_json::to_vec(body).map_err(|_| Trouble::TooLarge)?;
    let folded = compress::fold(&json).ok().filter(|folded| folded.len() < json.len());
    let encoding = folded.is_some().then_some(ZSTD);
    let mut request = build(Method::POST, path, access, encoding, folded.unwrap_or(json))?;
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    Ok(request)
}

pub(crate) fn build(
    method: Method,
    path: &str,
    access: Option<&str>,
    encoding: Option<&'static str>,
    body: Vec<u8>,
) -> Result<Request<Vec<u8>>, Trouble> {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().map_err(|_| Trouble::Store)?;
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static(JSON));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(ZSTD));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if let Some(access) = access {
        let mut bearer = header_value(&format!("Bearer {access}"))?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
    }
    Ok(request)
}

pub(crate) fn header_value(text: &str) -> Result<HeaderValue, Trouble> {
    HeaderValue::from_str(text).map_err(|_| Trouble::Store)
}

/// RFC 3986: everything but unreserved characters as `%XX`.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_travels_whatever_is_in_it() {
        let request = changes(Some("a:b/ c=1&d%"), None, "token").unwrap();
        assert_eq!(request.uri(), "/v1/changes?after=a%3Ab%2F%20c%3D1%26d%25");
        assert_eq!(request.headers()[AUTHORIZATION], "Bearer token");
        assert!(!format!("{request:?}").contains("token\""));
    }
}
