//! tus 1.0 with its extensions creation, creation-with-upload, checksum, termination
//! and expiration. Public tus clients speak to it as it is; what is ours beside is the
//! header `doorstep-receipt`.

use super::{Failure, Front, Routes, body::Id};
use crate::{
    media::{self, Checksum, MediaError, Piece, Upload, UploadId},
    permissions as table,
    tokens::PhoneSession,
};
use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use doorstep_protocol::{
    limits,
    media::{Announced, PIECE, RECEIPT, TUS, code, receipt_text},
};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use std::io;

const RESUMABLE: &str = "tus-resumable";
const OFFSET: &str = "upload-offset";
const LENGTH: &str = "upload-length";
const METADATA: &str = "upload-metadata";
const CHECKSUM: &str = "upload-checksum";
const EXPIRES: &str = "upload-expires";
const EXTENSIONS: &str = "creation,creation-with-upload,checksum,termination,expiration";

/// tus' own status for a checksum that does not agree.
const CHECKSUM_MISMATCH: u16 = 460;

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .at(&table::MEDIA_OFFER, offer)
        .at(&table::MEDIA_BEGIN, begin)
        .at(&table::MEDIA_LOOK, look)
        .at(&table::MEDIA_APPEND, append)
        .at(&table::MEDIA_GIVE_UP, give_up)
}

/// What is spoken here.
async fn offer() -> Response {
    let mut response = plain(StatusCode::NO_CONTENT);
    let headers = response.headers_mut();
    headers.insert("tus-version", HeaderValue::from_static(TUS));
    headers.insert("tus-extension", HeaderValue::from_static(EXTENSIONS));
    headers.insert("tus-checksum-algorithm", HeaderValue::from_static("sha1,sha256"));
    headers.insert("tus-max-size", limits::MEDIA_BYTES.into());
    response
}

async fn begin(State(front): State<Front>, session: PhoneSession, request: Request) -> Response {
    let begun = async {
        let (parts, body) = spoken(request)?;
        let length = number(&parts.headers, LENGTH)?;
        let metadata = text(&parts.headers, METADATA).unwrap_or_default();
        let announced = Announced::from_metadata(metadata)
            .map_err(|_| Failure::bad("bad_metadata", "sha256, record and filetype are needed"))?;
        let mut upload = media::begin(&front.app, &session, announced, length).await?;
        if is_piece(&parts.headers) && upload.receipt.is_none() && upload.offset == 0 {
            upload = take(&front, &session, upload.id, 0, &parts.headers, body).await?;
        }
        Ok(upload)
    };
    answered(begun.await, |upload| {
        let mut response = standing(StatusCode::CREATED, upload);
        if let Ok(location) = HeaderValue::from_str(&format!("/v1/media/{}", upload.id)) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    })
}

async fn look(
    State(front): State<Front>,
    session: PhoneSession,
    Id(id): Id<String>,
    request: Request,
) -> Response {
    let looked = async {
        let _ = spoken(request)?;
        Ok(media::look(&front.app, &session, id.parse()?).await?)
    };
    answered(looked.await, |upload| {
        let mut response = standing(StatusCode::OK, upload);
        response.headers_mut().insert(LENGTH, upload.length.into());
        if let Ok(metadata) = HeaderValue::from_str(&upload.announced.to_metadata()) {
            response.headers_mut().insert(METADATA, metadata);
        }
        response
    })
}

async fn append(
    State(front): State<Front>,
    session: PhoneSession,
    Id(id): Id<String>,
    request: Request,
) -> Response {
    let appended = async {
        let (parts, body) = spoken(request)?;
        if !is_piece(&parts.headers) {
            return Err(Failure::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_a_piece",
                "the content type must be application/offset+octet-stream",
            ));
        }
        let offset = number(&parts.headers, OFFSET)?;
        take(&front, &session, id.parse()?, offset, &parts.headers, body).await
    };
    answered(appended.await, |upload| standing(StatusCode::NO_CONTENT, upload))
}

async fn give_up(
    State(front): State<Front>,
    session: PhoneSession,
    Id(id): Id<String>,
    request: Request,
) -> Response {
    let given_up = async {
        let _ = spoken(request)?;
        Ok(media::give_up(&front.app, &session, id.parse()?).await?)
    };
    answered(given_up.await, |()| plain(StatusCode::NO_CONTENT))
}

async fn take(
    front: &Front,
    session: &PhoneSession,
    id: UploadId,
    offset: u64,
    headers: &HeaderMap,
    body: Body,
) -> Result<Upload, Failure> {
    let piece = Piece { offset, bytes: body.into_data_stream(), checksum: checksum(headers)? };
    Ok(media::append(&front.app, session, id, piece).await?)
}

/// A request in the version of tus that is spoken here.
fn spoken(request: Request) -> Result<(Parts, Body), Failure> {
    let (parts, body) = request.into_parts();
    if text(&parts.headers, RESUMABLE) == Some(TUS) {
        Ok((parts, body))
    } else {
        Err(Failure::new(StatusCode::PRECONDITION_FAILED, "tus_version", "tus 1.0.0 is spoken here"))
    }
}

fn is_piece(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == PIECE)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn number(headers: &HeaderMap, name: &'static str) -> Result<u64, Failure> {
    text(headers, name)
        .and_then(|text| text.parse().ok())
        .ok_or(Failure::bad("bad_header", "a header with a number is missing").field(name))
}

fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, Failure> {
    let Some(said) = text(headers, CHECKSUM) else { return Ok(None) };
    let (algorithm, sum) = said.split_once(' ').unwrap_or((said, ""));
    let sum = STANDARD.decode(sum.trim()).ok();
    let checksum = sum.and_then(|sum| Checksum::new(algorithm, sum));
    let bad = Failure::bad("bad_checksum", "sha1 or sha256 with base64 is taken").field(CHECKSUM);
    checksum.map(Some).ok_or(bad)
}

/// Success or not, the answer says that tus is spoken: no portal does.
fn answered<T>(result: Result<T, Failure>, good: impl FnOnce(&T) -> Response) -> Response {
    let mut response = match result {
        Ok(done) => good(&done),
        Err(failure) => failure.into_response(),
    };
    response.headers_mut().insert(RESUMABLE, HeaderValue::from_static(TUS));
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response.headers_mut().insert("tus-version", HeaderValue::from_static(TUS));
    }
    response
}

fn plain(status: StatusCode) -> Response {
    let mut response = status.into_response();
    response.headers_mut().insert(RESUMABLE, HeaderValue::from_static(TUS));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn standing(status: StatusCode, upload: &Upload) -> Response {
    let mut response = plain(status);
    let headers = response.headers_mut();
    headers.insert(OFFSET, upload.offset.into());
    let expires = upload.expires_at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(expires) = HeaderValue::from_str(&expires) {
        headers.insert(EXPIRES, expires);
    }
    let receipt = upload.receipt.as_ref().and_then(|receipt| receipt_text(receipt).ok());
    if let Some(receipt) = receipt.and_then(|receipt| HeaderValue::from_str(&receipt).ok()) {
        headers.insert(RECEIPT, receipt);
    }
    response
}

impl From<MediaError> for Failure {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Refused(code) => {
                let status = match code {
                    code::TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
                    code::UNKNOWN_CONTENT => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    code::RECORD_UNKNOWN => StatusCode::CONFLICT,
                    code::NOT_YOURS => StatusCode::FORBIDDEN,
                    code::ERASED => StatusCode::GONE,
                    _ => StatusCode::UNPROCESSABLE_ENTITY,
                };
                Self::new(status, code, "the file is not taken")
            }
            MediaError::WrongOffset => {
                Self::conflict(code::WRONG_OFFSET, "the piece does not begin where the file ends")
            }
            MediaError::NoSuchUpload => Self::not_found(code::NO_SUCH_UPLOAD, "there is no such upload"),
            MediaError::Checksum => {
                let status = StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST);
                Self::new(status, "checksum_mismatch", "the piece is not what its checksum says")
            }
            MediaError::Cut => Self::bad("body_cut", "the body ended early"),
            MediaError::Quota => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, code::QUOTA, "enough files for one day")
                    .retry_after(60 * 60)
            }
            MediaError::Db(error) => error.into(),
            MediaError::Io(error)
                if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) =>
            {
                crate::db::DbError::Full.into()
            }
            error @ (MediaError::NoPlace
            | MediaError::Vault(_)
            | MediaError::Io(_)
            | MediaError::Sealed(_)
            | MediaError::Sign) => Self::internal(&error),
        }
    }
}
