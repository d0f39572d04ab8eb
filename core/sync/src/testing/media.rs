//! How the county takes files in: tus, as far as a phone can tell.

use super::{
    Inner,
    answer::{Bytes, Failure},
};
use doorstep_protocol::{
    digest::Digest,
    media::{Announced, MediaReceipt, RECEIPT, TUS, code, receipt_text},
    signed::Signed,
};
use http::{HeaderValue, Method, Request, Response, StatusCode, header::LOCATION};

const PLACE: &str = "/v1/media";

/// A file on its way.
pub(super) struct Upload {
    announced: Announced,
    length: u64,
    bytes: Bytes,
    receipt: Option<Signed<MediaReceipt>>,
}

impl Inner {
    pub(super) fn media(&mut self, request: &Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        let number = |name: &str| -> Option<u64> { request.headers().get(name)?.to_str().ok()?.parse().ok() };
        let (place, offset, status) = match request.uri().path().strip_prefix(PLACE).unwrap_or_default() {
            "" => (self.begin(request, number("upload-length"))?, Some(0), StatusCode::CREATED),
            id => {
                let place = id.trim_start_matches('/').parse().map_err(|_| (404, code::NO_SUCH_UPLOAD))?;
                (place, number("upload-offset"), StatusCode::OK)
            }
        };
        let now = Self::now();
        let upload = self.uploads.get_mut(place).ok_or((404, code::NO_SUCH_UPLOAD))?;
        // Of a file that was begun before, nothing that comes along is taken.
        let again = request.method() == Method::POST && !upload.bytes.is_empty();
        if again {
            self.media_bytes += u64::try_from(request.body().len()).unwrap_or(0);
        } else if *request.method() != Method::HEAD {
            if offset != u64::try_from(upload.bytes.len()).ok() {
                return Err((409, code::WRONG_OFFSET));
            }
            upload.bytes.extend_from_slice(request.body());
            self.media_bytes += u64::try_from(request.body().len()).unwrap_or(0);
            if u64::try_from(upload.bytes.len()) == Ok(upload.length) && upload.receipt.is_none() {
                let (sha256, length) = (Digest::of(&upload.bytes), upload.length);
                if sha256 != upload.announced.sha256 {
                    upload.bytes.clear();
                    return Err((422, code::HASH_MISMATCH));
                }
                let receipt = MediaReceipt { sha256, length, at: now };
                upload.receipt = Some(Signed::sign(&receipt, &self.key).map_err(|_| (500, "sign"))?);
            }
        }
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert("tus-resumable", HeaderValue::from_static(TUS));
        headers.insert("upload-offset", upload.bytes.len().into());
        let text = |text: String| HeaderValue::from_str(&text).map_err(|_| (500, "header"));
        headers.insert(LOCATION, text(format!("{PLACE}/{place}"))?);
        if let Some(receipt) = &upload.receipt {
            headers.insert(RECEIPT, text(receipt_text(receipt).map_err(|_| (500, "json"))?)?);
        }
        Ok(response)
    }

    fn begin(&mut self, request: &Request<Bytes>, length: Option<u64>) -> Result<usize, Failure> {
        let metadata = request.headers().get("upload-metadata").and_then(|value| value.to_str().ok());
        let announced =
            Announced::from_metadata(metadata.unwrap_or_default()).map_err(|_| (400, "bad_metadata"))?;
        if !self.stored.iter().any(|stored| stored.record == announced.record) {
            return Err((409, code::RECORD_UNKNOWN));
        }
        let length = length.ok_or((400, "bad_header"))?;
        let before = |upload: &Upload| upload.announced == announced && upload.length == length;
        if let Some(place) = self.uploads.iter().position(before) {
            return Ok(place);
        }
        self.uploads.push(Upload { announced, length, bytes: Bytes::new(), receipt: None });
        Ok(self.uploads.len() - 1)
    }

    /// Files that were receipted.
    pub(super) fn files(&self) -> Vec<Bytes> {
        let receipted = self.uploads.iter().filter(|upload| upload.receipt.is_some());
        receipted.map(|upload| upload.bytes.clone()).collect()
    }
}
