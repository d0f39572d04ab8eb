//! Answers as they are believed.
//!
//! Nothing is success because its status is 200: the media type must be ours, the text
//! must parse, and what the county signs must carry its signature. Whatever fails this
//! is not the county ([`Trouble::NotTheCounty`]): a portal's page, a proxy's error, an
//! empty body. A refusal that would change what the phone does (401, 403, 4xx) must come
//! as a problem document, because portals use those statuses too; 5xx and 429 are taken
//! from any proxy, since they only make the phone wait.

use crate::{
    engine::{Answer, Believed, Outgoing, Request, Trouble},
    transport::TransportError,
    tus,
    wire::{JSON, ZSTD, quoted},
};
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    batch::{BatchAnswer, ItemAnswer},
    changes::{ChangesAnswer, tag},
    compress,
    digest::Digest,
    enrol::EnrolAnswer,
    limits, problem,
    problem::Problem,
    receipt::{JournalReceipt, Receipt, Receipts, Watermark},
    session::TokenAnswer,
    signed::{CountyKeys, Signed},
};
use http::{
    Response, StatusCode,
    header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, RETRY_AFTER},
};
use serde::de::DeserializeOwned;

/// Codes of a 403 that speak of the phone itself, or of its owner.
const REVOKED: [&str; 3] = ["device_retired", "device_compromised", "account_inactive"];

/// Whom to believe.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) keys: CountyKeys,
    pub(crate) device: DeviceId,
}

pub(crate) type Arrived = Result<Response<Vec<u8>>, TransportError>;

impl Reader {
    /// Reads the answer to a request of the engine.
    pub(crate) fn read(&self, request: &Request, arrived: Arrived) -> Result<Answer, Trouble> {
        match request {
            Request::Tokens => {
                let answer: TokenAnswer = success(arrived)?;
                learned(&self.keys, &answer)?;
                Ok(Answer::Tokens(Box::new(answer)))
            }
            Request::Batch(sent, asked) => {
                let mut answer: BatchAnswer = success(arrived)?;
                answer.changes = answer.changes.filter(|_| asked.is_some());
                self.batch(sent, answer).map(|believed| Answer::Batch(Box::new(believed)))
            }
            Request::Media(request) => tus::read(request, arrived, &self.keys).map(Answer::Media),
            Request::Changes { known: Some(known), .. } if is_unchanged(&arrived, known) => {
                Ok(Answer::NothingNew)
            }
            Request::Changes { .. } => {
                let page: ChangesAnswer = success(arrived)?;
                let watermark = self.watermark(&page.watermark)?;
                // Both speak of the same life, or somebody pieced them together.
                if watermark.incarnation != page.incarnation {
                    return Err(Trouble::Unbelieved);
                }
                Ok(Answer::Changes(Box::new(page), watermark))
            }
        }
    }

    fn batch(&self, sent: &[Outgoing], answer: BatchAnswer) -> Result<Believed, Trouble> {
        let BatchAnswer { items, receipt, head: _, missing_from, watermark: signed, changes } = answer;
        if items.len() != sent.len() {
            return Err(Trouble::NotTheCounty);
        }
        let watermark = self.watermark(&signed)?;
        let stored: Vec<_> =
            sent.iter().zip(&items).filter_map(|(sent, item)| receipt_for(sent, item)).collect();
        let (receipts, disbelieved) = match receipt {
            _ if stored.is_empty() => (None, false),
            None => (None, true),
            Some(signed) => match Receipts::check(signed, stored, &self.keys) {
                Ok(receipts) => (Some(receipts), false),
                Err(_) => (None, true),
            },
        };
        let items = sent.iter().map(|sent| sent.place).zip(items);
        let items = items.filter(|(_, item)| !(disbelieved && item.is_stored())).collect();
        let page = changes.map(|page| Box::new(page.beside(watermark.incarnation, signed)));
        Ok(Believed { items, receipts, disbelieved, missing_from, watermark, page })
    }

    fn watermark(&self, signed: &Signed<Watermark>) -> Result<Watermark, Trouble> {
        let watermark = signed.open(&self.keys).map_err(|_| Trouble::Unbelieved)?;
        if watermark.device == self.device { Ok(watermark) } else { Err(Trouble::Unbelieved) }
    }
}

/// What the county must have signed for an envelope that it says is stored: for the record and the very header that were sent.
fn receipt_for(sent: &Outgoing, item: &ItemAnswer) -> Option<Receipt> {
    match item {
        ItemAnswer::Stored { at, .. } => {
            Some(Receipt { record: sent.record, header: sent.envelope.hash(), at: *at })
        }
        ItemAnswer::Refused { .. } => None,
    }
}

/// The keys after a token answer; at least one must be vouched for by the root, which no portal can do.
pub(crate) fn learned(known: &CountyKeys, answer: &TokenAnswer) -> Result<CountyKeys, Trouble> {
    let mut keys = known.clone();
    let vouched = answer.keys.iter().filter(|statement| keys.learn(statement).is_ok()).count();
    if vouched == 0 { Err(Trouble::NotTheCounty) } else { Ok(keys) }
}

/// Reads the answer to an enrolment, and the keys that come with it.
pub(crate) fn enrolled(root: &CountyKeys, arrived: Arrived) -> Result<(EnrolAnswer, CountyKeys), Trouble> {
    let answer: EnrolAnswer = success(arrived)?;
    let keys = learned(root, &answer.tokens)?;
    Ok((answer, keys))
}

/// Reads the receipt for a journal, which must name its very bytes.
pub(crate) fn journal_receipt(
    keys: &CountyKeys,
    sha256: Digest,
    length: u64,
    arrived: Arrived,
) -> Result<JournalReceipt, Trouble> {
    let signed: Signed<JournalReceipt> = success(arrived)?;
    let receipt = signed.open(keys).map_err(|_| Trouble::Unbelieved)?;
    let agrees = receipt.sha256 == sha256 && receipt.length == length;
    if agrees { Ok(receipt) } else { Err(Trouble::Unbelieved) }
}

/// 304 with the very tag that was shown: a portal could not know it.
fn is_unchanged(arrived: &Arrived, known: &Watermark) -> bool {
    arrived.as_ref().is_ok_and(|response| {
        response.status() == StatusCode::NOT_MODIFIED
            && header(response, &ETAG) == Some(quoted(&tag(known)).as_str())
    })
}

/// The response, if any arrived.
pub(crate) fn transported(arrived: Arrived) -> Result<Response<Vec<u8>>, Trouble> {
    arrived.map_err(|error| match error {
        TransportError::Unreachable => Trouble::Offline,
        TransportError::TimedOut => Trouble::TimedOut,
        TransportError::WrongPin | TransportError::BadCertificate => Trouble::WrongPin,
        TransportError::TooLarge => Trouble::NotTheCounty,
    })
}

fn success<T: DeserializeOwned>(arrived: Arrived) -> Result<T, Trouble> {
    let response = transported(arrived)?;
    let status = response.status().as_u16();
    if status != 200 && status != 201 {
        return Err(refusal(status, &response));
    }
    if header(&response, &CONTENT_TYPE).is_none_or(|kind| !is_media_type(kind, JSON)) {
        return Err(Trouble::NotTheCounty);
    }
    let body = unfolded(&response)?;
    serde_json::from_slice(&body).map_err(|_| Trouble::NotTheCounty)
}

pub(crate) fn refusal(status: u16, response: &Response<Vec<u8>>) -> Trouble {
    match status {
        429 | 503 => {
            let seconds = header(response, &RETRY_AFTER).and_then(|text| text.trim().parse::<u64>().ok());
            return Trouble::Busy {
                retry_after_millis: seconds.map(|seconds| seconds.saturating_mul(1_000)),
            };
        }
        500.. => return Trouble::Server { status },
        _ => {}
    }
    let Some(code) = problem_code(status, response) else { return Trouble::NotTheCounty };
    match status {
        401 => Trouble::Unauthorised { code },
        403 if REVOKED.contains(&code.as_str()) => Trouble::Revoked { code },
        400 | 413 | 422 => Trouble::Rejected { status, code },
        _ => Trouble::Declined { status, code },
    }
}

fn problem_code(status: u16, response: &Response<Vec<u8>>) -> Option<String> {
    // An answer to HEAD has no body to say it in.
    if response.body().is_empty() {
        let code = response.headers().get(problem::CODE_HEADER)?;
        return code.to_str().ok().map(str::to_owned);
    }
    header(response, &CONTENT_TYPE).filter(|kind| is_media_type(kind, problem::MEDIA_TYPE))?;
    let body = unfolded(response).ok()?;
    let problem: Problem = serde_json::from_slice(&body).ok()?;
    (problem.status == status).then_some(problem.code)
}

fn unfolded(response: &Response<Vec<u8>>) -> Result<Vec<u8>, Trouble> {
    match header(response, &CONTENT_ENCODING) {
        None | Some("identity") => Ok(response.body().clone()),
        Some(ZSTD) => {
            compress::unfold(response.body(), limits::UNFOLDED_BYTES).map_err(|_| Trouble::NotTheCounty)
        }
        Some(_) => Err(Trouble::NotTheCounty),
    }
}

fn header<'a>(response: &'a Response<Vec<u8>>, name: &HeaderName) -> Option<&'a str> {
    response.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Whether a `Content-Type` names this type, whatever its parameters.
fn is_media_type(value: &str, media_type: &str) -> bool {
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(media_type))
}

#[cfg(test)]
mod tests;
