//! Files as they travel: tus 1.0, as `doorstep_protocol::media` has it.
//!
//! Nothing is success that does not say which tus it speaks: no portal does.

use crate::{
    engine::{
        Trouble,
        media::{MediaAnswer, MediaRequest, MediaStep},
    },
    reading::{Arrived, refusal, transported},
    wire::{build, header_value},
};
use doorstep_protocol::{
    media::{Announced, PIECE, RECEIPT, TUS, receipt_of},
    signed::CountyKeys,
};
use http::{
    HeaderValue, Method, Request, Response,
    header::{CONTENT_TYPE, LOCATION},
};

const PLACE: &str = "/v1/media";
const RESUMABLE: &str = "tus-resumable";
const OFFSET: &str = "upload-offset";

/// The part of the file that goes along, from where on and at most how much.
pub(crate) fn part(request: &MediaRequest) -> Option<(u64, u64)> {
    match request.step {
        MediaStep::Begin { bytes } => Some((0, bytes)),
        MediaStep::Ask => None,
        MediaStep::Send { offset, bytes } => Some((offset, bytes)),
    }
}

/// The request with its part of the file.
pub(crate) fn wire(request: &MediaRequest, part: Vec<u8>, access: &str) -> Result<Request<Vec<u8>>, Trouble> {
    let file = &request.file;
    let there = || file.upload.as_deref().ok_or(Trouble::Store);
    let (method, path) = match request.step {
        MediaStep::Begin { .. } => (Method::POST, PLACE),
        MediaStep::Ask => (Method::HEAD, there()?),
        MediaStep::Send { .. } => (Method::PATCH, there()?),
    };
    let mut wired = build(method, path, Some(access), None, part)?;
    let headers = wired.headers_mut();
    headers.insert(RESUMABLE, HeaderValue::from_static(TUS));
    match request.step {
        MediaStep::Begin { .. } => {
            let announced = Announced { sha256: file.sha256, record: file.record, kind: file.kind };
            headers.insert("upload-length", file.length.into());
            headers.insert("upload-metadata", header_value(&announced.to_metadata())?);
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(PIECE));
        }
        MediaStep::Ask => {}
        MediaStep::Send { offset, .. } => {
            headers.insert(OFFSET, offset.into());
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(PIECE));
        }
    }
    Ok(wired)
}

/// What is believed of the answer.
pub(crate) fn read(
    request: &MediaRequest,
    arrived: Arrived,
    keys: &CountyKeys,
) -> Result<MediaAnswer, Trouble> {
    let response = transported(arrived)?;
    let status = response.status().as_u16();
    if !matches!(status, 200 | 201 | 204) {
        return Err(refusal(status, &response));
    }
    if text(&response, RESUMABLE) != Some(TUS) {
        return Err(Trouble::NotTheCounty);
    }
    let file = &request.file;
    if let Some(receipt) = text(&response, RECEIPT) {
        let signed = receipt_of(receipt).ok_or(Trouble::NotTheCounty)?;
        let said = signed.open(keys).map_err(|_| Trouble::Unbelieved)?;
        let agrees = said.sha256 == file.sha256 && said.length == file.length;
        return if agrees { Ok(MediaAnswer::Receipted(signed)) } else { Err(Trouble::Unbelieved) };
    }
    let upload = match request.step {
        MediaStep::Begin { .. } => {
            let place = text(&response, LOCATION.as_str()).filter(|place| place.starts_with(PLACE));
            place.ok_or(Trouble::NotTheCounty)?.to_owned()
        }
        MediaStep::Ask | MediaStep::Send { .. } => file.upload.clone().ok_or(Trouble::NotTheCounty)?,
    };
    // A county that begins an upload without a word on it has taken none of it.
    let sent = match text(&response, OFFSET) {
        Some(offset) => offset.parse().map_err(|_| Trouble::NotTheCounty)?,
        None if matches!(request.step, MediaStep::Begin { .. }) => 0,
        None => return Err(Trouble::NotTheCounty),
    };
    if sent > file.length { Err(Trouble::NotTheCounty) } else { Ok(MediaAnswer::Reached { upload, sent }) }
}

fn text<'a>(response: &'a Response<Vec<u8>>, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use doorstep_domain::id::RecordId;
    use doorstep_protocol::{
        digest::Digest,
        key::CountyKey,
        media::{MediaReceipt, MediaType, receipt_text},
        problem::CODE_HEADER,
        signed::{KeyStatement, Signed},
    };
    use doorstep_store::{MediaId, MediaToSend};
    use uuid::Uuid;

    fn request(step: MediaStep) -> MediaRequest {
        let file = MediaToSend {
            id: MediaId(1),
            record: RecordId(Uuid::from_u128(1)),
            sha256: Digest::of(b"file"),
            length: 1_000,
            kind: MediaType::Jpeg,
            upload: Some("/v1/media/7".to_owned()),
            sent: 400,
            tries: 0,
            spoiled: 0,
        };
        MediaRequest { file, step }
    }

    fn answer(status: u16, headers: &[(&'static str, &str)]) -> Arrived {
        let mut response = Response::new(Vec::new());
        *response.status_mut() = status.try_into().unwrap();
        for (name, value) in headers {
            response.headers_mut().insert(*name, value.parse().unwrap());
        }
        Ok(response)
    }

    fn keys(county: &CountyKey) -> CountyKeys {
        let root = CountyKey::generate().unwrap();
        let mut keys = CountyKeys::new(root.public_key());
        let statement = KeyStatement { public: county.public_key(), from: DateTime::UNIX_EPOCH };
        keys.learn(&Signed::sign(&statement, &root).unwrap()).unwrap();
        keys
    }

    const SPOKEN: (&str, &str) = (RESUMABLE, TUS);
    const BEGIN: MediaStep = MediaStep::Begin { bytes: 9 };
    const SEND: MediaStep = MediaStep::Send { offset: 400, bytes: 9 };

    #[test]
    fn what_the_county_says_of_a_file_is_believed_only_if_it_can_be_the_counties_word() {
        let keys = keys(&CountyKey::generate().unwrap());
        let reached = |upload: &str, sent| Ok(MediaAnswer::Reached { upload: upload.to_owned(), sent });
        let strange = Err(Trouble::NotTheCounty);
        let code = |status, code: &str| Err(Trouble::Declined { status, code: code.to_owned() });
        let rows = [
            (SEND, answer(204, &[SPOKEN, (OFFSET, "409")]), reached("/v1/media/7", 409)),
            (MediaStep::Ask, answer(200, &[SPOKEN, (OFFSET, "17")]), reached("/v1/media/7", 17)),
            (BEGIN, answer(201, &[SPOKEN, ("location", "/v1/media/8")]), reached("/v1/media/8", 0)),
            (
                BEGIN,
                answer(201, &[SPOKEN, (OFFSET, "9"), ("location", "/v1/media/8")]),
                reached("/v1/media/8", 9),
            ),
            // A portal's page, another place, too much, nothing.
            (SEND, answer(200, &[(OFFSET, "409")]), strange.clone()),
            (MediaStep::Ask, answer(200, &[]), strange.clone()),
            (BEGIN, answer(201, &[SPOKEN, ("location", "https://elsewhere/")]), strange.clone()),
            (BEGIN, answer(201, &[SPOKEN]), strange.clone()),
            (SEND, answer(204, &[SPOKEN, (OFFSET, "1001")]), strange.clone()),
            (SEND, answer(204, &[SPOKEN]), strange.clone()),
            (SEND, answer(204, &[SPOKEN, (RECEIPT, "nonsense")]), strange.clone()),
            // An answer to HEAD has no body: its code stands in a header.
            (MediaStep::Ask, answer(404, &[(CODE_HEADER, "no_such_upload")]), code(404, "no_such_upload")),
            (MediaStep::Ask, answer(404, &[]), strange),
        ];
        for (row, (step, arrived, expected)) in rows.into_iter().enumerate() {
            assert_eq!(read(&request(step), arrived, &keys), expected, "row {row}");
        }
    }

    #[test]
    fn a_receipt_is_believed_only_for_this_file_by_this_county() {
        let county = CountyKey::generate().unwrap();
        let signed = |sha256, length, key: &CountyKey| {
            let receipt = MediaReceipt { sha256, length, at: DateTime::UNIX_EPOCH };
            receipt_text(&Signed::sign(&receipt, key).unwrap()).unwrap()
        };
        let file = Digest::of(b"file");
        let stranger = CountyKey::generate().unwrap();
        let rows = [
            (signed(file, 1_000, &county), true),
            (signed(file, 999, &county), false),
            (signed(Digest::of(b"other"), 1_000, &county), false),
            (signed(file, 1_000, &stranger), false),
        ];
        let keys = keys(&county);
        for (receipt, believed) in rows {
            let arrived = answer(204, &[SPOKEN, (OFFSET, "1000"), (RECEIPT, &receipt)]);
            match read(&request(SEND), arrived, &keys) {
                Ok(MediaAnswer::Receipted(_)) => assert!(believed),
                other => assert!(!believed && other == Err(Trouble::Unbelieved), "{other:?}"),
            }
        }
    }

    #[test]
    fn each_step_says_what_tus_needs() {
        let headers = |step| {
            let wired = wire(&request(step), b"part".to_vec(), "token").unwrap();
            let text = |name: &str| wired.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            (
                wired.method().clone(),
                wired.uri().to_string(),
                text("upload-length"),
                text(OFFSET),
                text(RESUMABLE),
            )
        };
        let tus = Some(TUS.to_owned());
        let begin = (Method::POST, PLACE.to_owned(), Some("1000".to_owned()), None, tus.clone());
        assert_eq!(headers(BEGIN), begin);
        let there = "/v1/media/7".to_owned();
        assert_eq!(headers(MediaStep::Ask), (Method::HEAD, there.clone(), None, None, tus.clone()));
        assert_eq!(headers(SEND), (Method::PATCH, there, None, Some("400".to_owned()), tus));
        let parts = [BEGIN, MediaStep::Ask, SEND].map(|step| part(&request(step)));
        let MediaStep::Begin { bytes: first } = BEGIN else { panic!() };
        let MediaStep::Send { offset, bytes } = SEND else { panic!() };
        assert_eq!(parts, [Some((0, first)), None, Some((offset, bytes))]);
    }
}
