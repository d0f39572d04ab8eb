//! How the county answers.

use super::{Inner, Session, Stored, WORKER};
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    batch::{Batch, BatchAnswer, ItemAnswer, Verdict},
    changes::{Page, tag},
    compress,
    digest::Digest,
    enrol::{EnrolAnswer, EnrolRequest},
    envelope::{Envelope, Opened, Refusal},
    key::{Algorithm, PublicKey, Signature},
    limits,
    packed::{self, Unpacked},
    pae, problem,
    receipt::{JournalReceipt, Receipt, Receipts, Watermark},
    session::{TokenAnswer, TokenRequest},
    signed::{KeyStatement, Signed, Statement},
};
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use uuid::Uuid;

/// Changes in one page, few enough that a first load takes several.
const PAGE: usize = 10;

pub(super) type Bytes = Vec<u8>;
pub(super) type Failure = (u16, &'static str);

/// What a hotel's network says to everything.
pub(super) fn portal() -> Response<Bytes> {
    let mut response = Response::new(b"<html>accept our terms</html>".to_vec());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

/// A problem document.
pub(super) fn problem(status: u16, code: &str) -> Response<Bytes> {
    let body = json!({
        "type": format!("urn:doorstep:problem:{code}"), "title": code, "status": status, "code": code
    });
    let mut response = Response::new(body.to_string().into_bytes());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(problem::MEDIA_TYPE));
    response
}

impl Inner {
    pub(super) fn answer(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        let result = match (request.method().as_str(), request.uri().path()) {
            ("POST", "/v1/enrolments/redeem") => self.redeem(request),
            ("POST", "/v1/tokens") => self.exchange(request),
            ("POST", "/v1/batches") => self.batch(request),
            ("GET", "/v1/changes") => self.changes(request),
            ("POST", "/v1/recovery") => self.take_journal(request),
            (_, path) if path.starts_with("/v1/media") => {
                self.device(request).and_then(|_| self.media(request))
            }
            _ => Err((404, "not_found")),
        };
        result.unwrap_or_else(|(status, code)| problem(status, code))
    }

    fn redeem(&mut self, request: &Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        let asked: EnrolRequest = read(request)?;
        let message = EnrolRequest::proof_message(&asked.code, &asked.public_key);
        asked.public_key.verify(&message, &asked.proof).map_err(|_| (400, "bad_proof"))?;
        let device = DeviceId(Uuid::from_u128(0xD0 + u128::try_from(self.devices.len()).unwrap_or(0)));
        self.devices.insert(device, asked.public_key);
        let answer = EnrolAnswer {
            device,
            account: WORKER,
            name: "甲一".to_owned(),
            posts: Self::posts(),
            tokens: self.tokens(device)?,
        };
        success(&answer)
    }

    fn tokens(&mut self, device: DeviceId) -> Result<TokenAnswer, Failure> {
        let session = self.sessions.entry(device).or_default();
        let number = session.newest + 1;
        *session = Session { newest: number, access_ended: false };
        let key = KeyStatement { public: self.key.public_key(), from: Self::now() };
        Ok(TokenAnswer {
            access: format!("{device}.{number}"),
            refresh: format!("refresh.{number}"),
            expires_in_seconds: 900,
            head: self.head(device),
            incarnation: self.incarnation,
            server_time: Self::now(),
            keys: vec![Signed::sign(&key, &self.root).map_err(|_| (500, "sign"))?],
        })
    }

    fn exchange(&mut self, request: &Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        let asked: TokenRequest = read(request)?;
        let key = self.devices.get(&asked.device).ok_or((401, "device_unknown"))?;
        let message = TokenRequest::message(asked.device, &asked.refresh);
        key.verify(&message, &asked.proof).map_err(|_| (401, "bad_proof"))?;
        // The newest, or the one before, whose successor may have been lost on the way.
        let newest = self.sessions.get(&asked.device).map_or(0, |session| session.newest);
        let shown = asked.refresh.strip_prefix("refresh.").and_then(|number| number.parse::<u64>().ok());
        if !shown.is_some_and(|shown| shown <= newest && shown + 1 >= newest) {
            return Err((401, "refresh_reused"));
        }
        success(&self.tokens(asked.device)?)
    }

    fn device(&self, request: &Request<Bytes>) -> Result<(DeviceId, PublicKey), Failure> {
        let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|text| text.strip_prefix("Bearer ")).ok_or((401, "no_token"))?;
        let (device, number) = token.split_once('.').ok_or((401, "bad_token"))?;
        let device: DeviceId = device.parse().map_err(|_| (401, "bad_token"))?;
        let session = self.sessions.get(&device).copied().unwrap_or_default();
        if session.access_ended || number != session.newest.to_string() {
            return Err((401, "token_expired"));
        }
        let key = self.devices.get(&device).ok_or((401, "device_unknown"))?;
        Ok((device, key.clone()))
    }

    fn batch(&mut self, request: &Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        let (device, key) = self.device(request)?;
        if let Some(follows) =
            request.headers().get(header::IF_MATCH).and_then(|follows| follows.to_str().ok())
        {
            let held = |(at, hash): (&(DeviceId, u32, u64), &Digest)| {
                at.0 == device && hash.to_string() == follows.trim_matches('"')
            };
            if !self.headers.iter().any(held) {
                return Err((412, "not_next"));
            }
        }
        let Unpacked { envelopes, changes } = unpack(request)?;
        let (mut items, mut stored) = (Vec::new(), Vec::new());
        for envelope in envelopes {
            items.push(match envelope.and_then(|envelope| self.store(device, &key, envelope)) {
                Ok(receipt) => {
                    stored.push(receipt);
                    ItemAnswer::Stored { at: receipt.at, verdict: Verdict::Accepted }
                }
                Err(code) => ItemAnswer::Refused { code },
            });
        }
        let receipt = match stored.is_empty() {
            true => None,
            false => Some(Receipts::sign(stored, &self.key).map_err(|_| (500, "sign"))?.into_signed()),
        };
        let head = self.head(device).ok_or((400, "empty"))?;
        let watermark = self.watermark(device);
        let changes = changes.and_then(|asked| self.page(asked.after.as_deref()).ok());
        success(&BatchAnswer {
            items,
            receipt,
            head,
            missing_from: None,
            watermark: self.sign(&watermark)?,
            changes,
        })
    }

    fn store(&mut self, device: DeviceId, key: &PublicKey, envelope: Envelope) -> Result<Receipt, Refusal> {
        let Opened { header, hash } = envelope.open(key)?;
        self.headers.insert((device, header.epoch, header.seq), hash);
        if !self.stored.iter().any(|stored| stored.record == header.record) {
            let payload = envelope.payload.and_then(|payload| serde_json::from_str(&payload.text).ok());
            let payload = payload.unwrap_or_default();
            self.stored.push(Stored { record: header.record, kind: header.kind, payload });
        }
        Ok(Receipt { record: header.record, header: hash, at: Self::now() })
    }

    fn watermark(&self, device: DeviceId) -> Watermark {
        Watermark { incarnation: self.incarnation, device, epoch: 1, seq: 0, at: Self::now() }
    }

    fn sign<T: Statement>(&self, statement: &T) -> Result<Signed<T>, Failure> {
        Signed::sign(statement, &self.key).map_err(|_| (500, "sign"))
    }

    fn changes(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        let (device, _) = self.device(request)?;
        let after = request.uri().query().and_then(|query| query.strip_prefix("after="));
        let (page, watermark) = (self.page(after)?, self.watermark(device));
        let etag = HeaderValue::from_str(&format!("\"{}\"", tag(&watermark))).map_err(|_| (500, "tag"))?;
        if page.changes.is_empty() && request.headers().get(header::IF_NONE_MATCH) == Some(&etag) {
            let mut response = Response::new(Vec::new());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().insert(header::ETAG, etag);
            return Ok(response);
        }
        success(&page.beside(self.incarnation, self.sign(&watermark)?))
    }

    fn page(&self, after: Option<&str>) -> Result<Page, Failure> {
        let from: usize = after.map_or(Ok(0), str::parse).map_err(|_| (400, "bad_cursor"))?;
        let changes: Vec<_> = self.documents.iter().skip(from).take(PAGE).cloned().collect();
        let next = from + changes.len();
        Ok(Page { changes, next: next.to_string(), more: next < self.documents.len() })
    }

    fn take_journal(&mut self, request: &Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        let value = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let device = value("doorstep-device").and_then(|text| text.parse::<DeviceId>().ok());
        let key = device.and_then(|device| self.devices.get(&device)).ok_or((401, "device_unknown"))?;
        let signature = json!({ "alg": Algorithm::Es256, "sig": value("doorstep-signature") });
        let signature: Signature = serde_json::from_value(signature).map_err(|_| (400, "bad_signature"))?;
        let sha256 = Digest::of(request.body());
        let message = pae::encode("application/vnd.doorstep.recovery;v=1", sha256.as_bytes());
        key.verify(&message, &signature).map_err(|_| (401, "bad_signature"))?;
        let length = u64::try_from(request.body().len()).unwrap_or(u64::MAX);
        self.journals.push(request.body().clone());
        let receipt = JournalReceipt { sha256, length, at: Self::now() };
        success(&Signed::sign(&receipt, &self.key).map_err(|_| (500, "sign"))?)
    }
}

fn unpack(request: &Request<Bytes>) -> Result<Unpacked, Failure> {
    if request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == packed::MEDIA_TYPE) {
        packed::unpack(request.body(), limits::UNFOLDED_BYTES).map_err(|_| (400, "malformed_body"))
    } else {
        read::<Batch>(request).map(Unpacked::from)
    }
}

fn read<T: DeserializeOwned>(request: &Request<Bytes>) -> Result<T, Failure> {
    let folded = request.headers().get(header::CONTENT_ENCODING).is_some_and(|value| value == "zstd");
    let unfolded;
    let body = if folded {
        unfolded = compress::unfold(request.body(), limits::UNFOLDED_BYTES).map_err(|_| (400, "bad_zstd"))?;
        &unfolded
    } else {
        request.body()
    };
    serde_json::from_slice(body).map_err(|_| (400, "bad_json"))
}

fn success<T: Serialize>(answer: &T) -> Result<Response<Bytes>, Failure> {
    let json = serde_json::to_vec(answer).map_err(|_| (500, "json"))?;
    let mut response = Response::new(compress::fold(&json).map_err(|_| (500, "zstd"))?);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    Ok(response)
}
