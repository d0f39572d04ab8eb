use super::*;
use chrono::DateTime;
use doorstep_domain::id::{Incarnation, RecordId};
use doorstep_protocol::{
    batch::Verdict,
    chain::Head,
    envelope::{Envelope, Refusal},
    journal::Place,
    key::{Algorithm, CountyKey, Signature},
    receipt::BatchReceipt,
    signed::KeyStatement,
};
use http::HeaderValue;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

const PHONE: DeviceId = DeviceId(Uuid::from_u128(2));
const LIFE: Incarnation = Incarnation(Uuid::from_u128(1));

struct County {
    root: CountyKey,
    key: CountyKey,
}

impl County {
    fn new() -> Self {
        Self { root: CountyKey::generate().unwrap(), key: CountyKey::generate().unwrap() }
    }

    fn statement(&self) -> Signed<KeyStatement> {
        let statement = KeyStatement { public: self.key.public_key(), from: DateTime::UNIX_EPOCH };
        Signed::sign(&statement, &self.root).unwrap()
    }

    fn reader(&self) -> Reader {
        let mut keys = CountyKeys::new(self.root.public_key());
        keys.learn(&self.statement()).unwrap();
        Reader { keys, device: PHONE }
    }

    fn watermark(&self, device: DeviceId, incarnation: Incarnation) -> Signed<Watermark> {
        let watermark = Watermark { incarnation, device, epoch: 1, seq: 0, at: DateTime::UNIX_EPOCH };
        Signed::sign(&watermark, &self.key).unwrap()
    }

    fn receipt(&self, receipts: &[Receipt]) -> Signed<BatchReceipt> {
        Receipts::sign(receipts.to_vec(), &self.key).unwrap().into_signed()
    }

    fn batch(&self, items: Vec<ItemAnswer>, receipt: Option<Signed<BatchReceipt>>) -> BatchAnswer {
        let head = Head { epoch: 1, seq: 1, hash: Digest::of(b"") };
        BatchAnswer {
            items,
            receipt,
            head,
            missing_from: None,
            watermark: self.watermark(PHONE, LIFE),
            changes: None,
        }
    }
}

fn outgoing(n: u64) -> Outgoing {
    Outgoing {
        place: Place { epoch: 1, seq: n },
        record: RecordId(Uuid::from_u128(u128::from(n))),
        envelope: Envelope {
            header: format!("header {n}"),
            signature: Signature { alg: Algorithm::Es256, sig: Vec::new() },
            payload: None,
        },
        emergency: false,
    }
}

fn response(status: u16, kind: &'static str, body: &[u8]) -> Arrived {
    let mut response = Response::new(body.to_vec());
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    Ok(response)
}

fn ok<T: Serialize>(answer: &T) -> Arrived {
    response(200, "application/json; charset=utf-8", &serde_json::to_vec(answer).unwrap())
}

fn problem(status: u16, code: &str) -> Arrived {
    let body = json!({ "type": "urn:doorstep:problem:x", "title": "x", "status": status, "code": code });
    response(status, "application/problem+json", body.to_string().as_bytes())
}

fn changes() -> Request {
    Request::Changes { after: None, known: None }
}

#[test]
fn nothing_that_is_not_the_countys_is_success() {
    let county = County::new();
    let reader = county.reader();
    let page = json!({
        "changes": [], "next": "1", "more": false, "incarnation": LIFE,
        "watermark": county.watermark(PHONE, LIFE)
    });
    let page = page.to_string();
    let rows = [
        ("the right text under another type", response(200, "text/html", page.as_bytes())),
        ("the right text under another status", response(206, JSON, page.as_bytes())),
        ("a portal's page", response(200, "text/html", b"<html>")),
        ("a portal that lies about its type", response(200, "application/json", b"<html>")),
        ("somebody's JSON", response(200, "application/json", b"{\"ok\":true}")),
        ("an empty body", response(200, "application/json", b"")),
        ("no content", response(204, "application/json", b"")),
        ("a redirect", response(302, "text/html", b"")),
        ("a portal's 401", response(401, "text/html", b"log in")),
        ("a portal's 403", response(403, "application/json", b"{}")),
        ("a problem of another status", {
            let body = json!({ "type": "x", "title": "x", "status": 500, "code": "x" });
            response(403, "application/problem+json", body.to_string().as_bytes())
        }),
    ];
    for (story, arrived) in rows {
        assert_eq!(reader.read(&changes(), arrived), Err(Trouble::NotTheCounty), "{story}");
    }
}

#[test]
fn each_status_asks_something_else_of_the_phone() {
    let reader = County::new().reader();
    let mut busy = response(503, "text/plain", b"").unwrap();
    busy.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("30"));
    let code = || "some_code".to_owned();
    let rows = [
        (Err(TransportError::Unreachable), Trouble::Offline),
        (Err(TransportError::TimedOut), Trouble::TimedOut),
        (Err(TransportError::WrongPin), Trouble::WrongPin),
        (Ok(busy), Trouble::Busy { retry_after_millis: Some(30_000) }),
        (response(429, "text/plain", b""), Trouble::Busy { retry_after_millis: None }),
        (response(502, "text/html", b""), Trouble::Server { status: 502 }),
        (problem(401, "some_code"), Trouble::Unauthorised { code: code() }),
        (problem(403, "device_retired"), Trouble::Revoked { code: "device_retired".to_owned() }),
        (problem(403, "some_code"), Trouble::Declined { status: 403, code: code() }),
        (problem(400, "some_code"), Trouble::Rejected { status: 400, code: code() }),
        (problem(413, "some_code"), Trouble::Rejected { status: 413, code: code() }),
        (problem(426, "some_code"), Trouble::Declined { status: 426, code: code() }),
    ];
    for (arrived, trouble) in rows {
        assert_eq!(reader.read(&changes(), arrived), Err(trouble));
    }
}

fn stored() -> ItemAnswer {
    ItemAnswer::Stored { at: DateTime::UNIX_EPOCH, verdict: Verdict::Accepted }
}

fn receipt(sent: &Outgoing) -> Receipt {
    Receipt { record: sent.record, header: sent.envelope.hash(), at: DateTime::UNIX_EPOCH }
}

#[test]
fn a_receipt_must_name_the_records_and_the_headers_that_were_sent() {
    let (county, stranger) = (County::new(), County::new());
    let reader = county.reader();
    let good = [1, 2].map(|number| receipt(&outgoing(number)));
    let other = |change: fn(&mut Receipt)| {
        let mut other = good;
        change(&mut other[1]);
        county.receipt(&other)
    };
    let rows = [
        ("good", Some(county.receipt(&good)), false),
        ("none", None, true),
        ("of fewer", Some(county.receipt(&good[..1])), true),
        ("of another record", Some(other(|receipt| receipt.record = RecordId(Uuid::from_u128(9)))), true),
        ("of another header", Some(other(|receipt| receipt.header = Digest::of(b"other"))), true),
        ("by a stranger", Some(stranger.receipt(&good)), true),
    ];
    for (story, receipt, disbelieved) in rows {
        let request = Request::Batch(vec![outgoing(1), outgoing(2), outgoing(3)], None);
        let refused = ItemAnswer::Refused { code: Refusal::BadFraming };
        let answer = county.batch(vec![stored(), stored(), refused], receipt);
        let Answer::Batch(believed) = reader.read(&request, ok(&answer)).unwrap() else { panic!("{story}") };
        assert_eq!(believed.disbelieved, disbelieved, "{story}");
        assert_eq!(
            believed.receipts.map(|kept| kept.receipts().to_vec()),
            (!disbelieved).then(|| good.to_vec())
        );
        let places: Vec<u64> = believed.items.iter().map(|(place, _)| place.seq).collect();
        let expected: &[u64] = if disbelieved { &[3] } else { &[1, 2, 3] };
        assert_eq!(places, expected, "{story}: a refusal needs no receipt");
    }
}

#[test]
fn where_nothing_was_stored_nothing_needs_a_receipt() {
    let county = County::new();
    let request = Request::Batch(vec![outgoing(1)], None);
    let answer = county.batch(vec![ItemAnswer::Refused { code: Refusal::BadFraming }], None);
    let Answer::Batch(believed) = county.reader().read(&request, ok(&answer)).unwrap() else { panic!() };
    assert_eq!((believed.disbelieved, believed.receipts, believed.items.len()), (false, None, 1));
}

#[test]
fn a_journals_receipt_must_name_its_very_bytes_and_their_number() {
    let (county, stranger) = (County::new(), County::new());
    let (sha256, other) = (Digest::of(b"journal"), Digest::of(b"another"));
    let rows = [
        (&county, sha256, 7, true),
        (&county, sha256, 8, false),
        (&county, other, 7, false),
        (&stranger, sha256, 7, false),
    ];
    for (signer, sha256_said, length, believed) in rows {
        let receipt = JournalReceipt { sha256: sha256_said, length, at: DateTime::UNIX_EPOCH };
        let arrived = ok(&Signed::sign(&receipt, &signer.key).unwrap());
        let read = journal_receipt(&county.reader().keys, sha256, 7, arrived);
        assert_eq!(read, if believed { Ok(receipt) } else { Err(Trouble::Unbelieved) });
    }
}

#[test]
fn an_answer_to_fewer_envelopes_than_were_sent_is_none() {
    let county = County::new();
    let request = Request::Batch(vec![outgoing(1), outgoing(2)], None);
    let receipt = county.receipt(&[receipt(&outgoing(1))]);
    let answer = county.reader().read(&request, ok(&county.batch(vec![stored()], Some(receipt))));
    assert_eq!(answer, Err(Trouble::NotTheCounty));
}

#[test]
fn a_watermark_of_another_phone_or_another_signer_is_not_believed() {
    let (county, stranger) = (County::new(), County::new());
    let page = |watermark| json!({ "changes": [], "next": "1", "more": false, "incarnation": LIFE, "watermark": watermark });
    let other_phone = county.watermark(DeviceId(Uuid::from_u128(3)), LIFE);
    let other_life = county.watermark(PHONE, Incarnation(Uuid::from_u128(8)));
    for watermark in [other_phone, other_life, stranger.watermark(PHONE, LIFE)] {
        let answer = county.reader().read(&changes(), ok(&page(watermark)));
        assert_eq!(answer, Err(Trouble::Unbelieved));
    }
    assert!(county.reader().read(&changes(), ok(&page(county.watermark(PHONE, LIFE)))).is_ok());
}

#[test]
fn tokens_without_a_key_that_the_root_vouches_for_are_no_tokens() {
    let (county, stranger) = (County::new(), County::new());
    let tokens = |keys| TokenAnswer {
        access: "a".to_owned(),
        refresh: "r".to_owned(),
        expires_in_seconds: 900,
        head: None,
        incarnation: LIFE,
        server_time: DateTime::UNIX_EPOCH,
        keys,
    };
    let read = |keys| county.reader().read(&Request::Tokens, ok(&tokens(keys)));
    assert_eq!(read(Vec::new()), Err(Trouble::NotTheCounty));
    assert_eq!(read(vec![stranger.statement()]), Err(Trouble::NotTheCounty));
    assert!(read(vec![stranger.statement(), county.statement()]).is_ok());
}

#[test]
fn a_folded_answer_unfolds_and_a_bomb_does_not() {
    let county = County::new();
    let page = json!({
        "changes": [], "next": "1", "more": false, "incarnation": LIFE,
        "watermark": county.watermark(PHONE, LIFE)
    });
    let folded = |body: &[u8]| {
        let mut response = response(200, JSON, &compress::fold(body).unwrap()).unwrap();
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(ZSTD));
        Ok(response)
    };
    assert!(county.reader().read(&changes(), folded(page.to_string().as_bytes())).is_ok());
    let bomb = vec![b' '; limits::UNFOLDED_BYTES + 1];
    assert_eq!(county.reader().read(&changes(), folded(&bomb)), Err(Trouble::NotTheCounty));
}

#[test]
fn nothing_new_is_believed_only_with_the_tag_that_was_shown() {
    let reader = County::new().reader();
    let known = Watermark { incarnation: LIFE, device: PHONE, epoch: 1, seq: 4, at: DateTime::UNIX_EPOCH };
    let shown = Request::Changes { after: None, known: Some(known.clone()) };
    let tagged = |tag: &str| {
        let mut response = response(304, "text/html", b"").unwrap();
        response.headers_mut().insert(ETAG, HeaderValue::from_str(tag).unwrap());
        Ok(response)
    };
    let right = quoted(&tag(&known));
    assert_eq!(reader.read(&shown, tagged(&right)), Ok(Answer::NothingNew));
    let further = Watermark { seq: 5, ..known };
    let rows = [
        (&shown, response(304, "text/html", b"")),
        (&shown, tagged(&quoted(&tag(&further)))),
        (&shown, response(204, "text/html", b"")),
        (&changes(), tagged(&right)),
    ];
    for (request, arrived) in rows {
        assert_eq!(reader.read(request, arrived), Err(Trouble::NotTheCounty));
    }
}

#[test]
fn a_page_beside_a_batch_is_read_only_if_it_was_asked_for() {
    let county = County::new();
    let page = doorstep_protocol::changes::Page { changes: Vec::new(), next: "c2".to_owned(), more: true };
    let answer = BatchAnswer { changes: Some(page), ..county.batch(Vec::new(), None) };
    for asked in [None, Some(doorstep_protocol::changes::ChangesAsked { after: None })] {
        let read = county.reader().read(&Request::Batch(Vec::new(), asked.clone()), ok(&answer)).unwrap();
        let Answer::Batch(believed) = read else { panic!("another answer") };
        assert_eq!(
            believed.page.map(|page| (page.next, page.incarnation)),
            asked.map(|_| ("c2".to_owned(), LIFE))
        );
    }
}
