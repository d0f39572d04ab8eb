use super::*;
use crate::{
    chain::Head,
    clock::{ClockReading, Confidence},
    envelope::Claim,
    key::{DeviceKey as _, SoftwareKey},
    limits,
};
use chrono::DateTime;
use doorstep_domain::{
    id::{AccountId, DeviceId, RecordId},
    rules::RulesVersion,
};
use proptest::prelude::*;
use uuid::Uuid;

fn claim(record: u128, kind: &str) -> Claim {
    Claim {
        record: RecordId(Uuid::from_u128(record)),
        kind: kind.to_owned(),
        payload_version: 1,
        rules_version: RulesVersion("2026-11".to_owned()),
        author: AccountId(Uuid::from_u128(1)),
        device: DeviceId(Uuid::from_u128(2)),
        clock: ClockReading {
            device: DateTime::UNIX_EPOCH,
            monotonic_millis: 5,
            boot: "boot".to_owned(),
            anchor: None,
            gnss: None,
            confidence: Confidence::Low,
        },
    }
}

fn payload(text: &str) -> Payload {
    Payload { salt: vec![7; SALT_BYTES], text: text.to_owned() }
}

/// A chain of so many visits by one key.
fn chain(many: u128) -> (SoftwareKey, Vec<Envelope>) {
    let key = SoftwareKey::generate().unwrap();
    let mut head = Head::genesis(&key.public_key().unwrap());
    let mut envelopes = Vec::new();
    for record in 0..many {
        let text = format!("{{\"findings\":\"第{record}户\"}}");
        let (envelope, next) = Envelope::seal(claim(record, "visit"), payload(&text), head, &key).unwrap();
        (head, _) = (next, envelopes.push(envelope));
    }
    (key, envelopes)
}

fn asked() -> Option<ChangesAsked> {
    Some(ChangesAsked { after: Some("cursor".to_owned()) })
}

fn there(envelopes: &[Envelope]) -> Vec<u8> {
    pack(envelopes, asked()).unwrap()
}

fn back(bytes: &[u8]) -> Vec<Result<Envelope, Refusal>> {
    let unpacked = unpack(bytes, limits::UNFOLDED_BYTES).unwrap();
    assert_eq!(unpacked.changes, asked());
    unpacked.envelopes
}

#[test]
fn what_was_packed_comes_out_to_the_byte_whatever_its_shape() {
    let (key, mut envelopes) = chain(5);
    let head = Head::genesis(&key.public_key().unwrap());
    // A hole before the fourth, an erased payload, a long salt, another chain, a header with a trap in it.
    envelopes.remove(3);
    envelopes[1].payload = None;
    envelopes[2].payload = Some(Payload { salt: vec![1; 20], text: "{}".to_owned() });
    envelopes.push(Envelope::seal(claim(9, "visit"), payload("{}"), head, &key).unwrap().0);
    let trap = r#"a "prev":"" "commitment":"" \" \"prev\":\"\""#;
    envelopes.push(Envelope::seal(claim(10, trap), payload(trap), head, &key).unwrap().0);
    let mut odd = envelopes[0].clone();
    odd.header = r#"{"prev":"","commitment":""}"#.to_owned();
    envelopes.push(odd);
    let read = back(&there(&envelopes));
    assert_eq!(read, envelopes.into_iter().map(Ok).collect::<Vec<_>>());
}

#[test]
fn hashes_that_follow_do_not_travel() {
    let (_, envelopes) = chain(20);
    let size = |envelopes: &[Envelope]| there(envelopes).len();
    let alone: Vec<Envelope> = envelopes.iter().step_by(2).cloned().collect();
    let (together, apart) = (size(&envelopes[..10]), size(&alone));
    assert!(apart > together + 9 * 30, "each hash that does not follow costs its bytes: {together}, {apart}");
    assert!(together < 10 * 120 + 200, "{together}");
}

#[test]
fn a_hash_put_back_wrongly_is_refused_by_the_signature() {
    let (key, envelopes) = chain(3);
    let public = key.public_key().unwrap();
    let good = there(&envelopes);
    assert!(back(&good).iter().all(|envelope| envelope.as_ref().unwrap().open(&public).is_ok()));
    // The salt of the second: its commitment is another one, its header is, and so is the prev of the third.
    let mut bad = good;
    let at = bad.len() - TAIL_BYTES - 1;
    bad[at] ^= 1;
    let read: Vec<_> = back(&bad).into_iter().map(|envelope| envelope.unwrap().open(&public)).collect();
    assert!(read[0].is_ok());
    assert_eq!(read[1].as_ref().unwrap_err(), &Refusal::BadSignature);
    assert_eq!(read[2].as_ref().unwrap_err(), &Refusal::BadSignature);
}

/// The packed form of this text and tail.
fn framed(text: &str, tail: usize) -> Vec<u8> {
    let folded = compress::fold(text.as_bytes()).unwrap();
    let length = u32::try_from(folded.len()).unwrap().to_be_bytes();
    [&length, folded.as_slice(), &vec![0; tail]].concat()
}

#[test]
fn an_item_that_cannot_be_read_is_refused_alone() {
    let (_, envelopes) = chain(1);
    let whole = serde_json::to_string(&envelopes[0]).unwrap();
    let text = format!(r#"{{"envelopes":[["a"],{{}},7,["{{}}","{{}}"],{whole}]}}"#);
    let read = unpack(&framed(&text, 2 * TAIL_BYTES), limits::UNFOLDED_BYTES).unwrap().envelopes;
    assert_eq!(read[..3], [const { Err(Refusal::BadFraming) }; 3]);
    assert_eq!(read[3].as_ref().unwrap().header, "{}");
    assert_eq!(read[4], Ok(envelopes[0].clone()));
}

#[test]
fn what_is_no_packed_batch_is_an_error_of_the_request() {
    let good = there(&chain(2).1);
    for cut in 0..good.len() {
        assert!(unpack(&good[..cut], limits::UNFOLDED_BYTES).is_err(), "{cut}");
    }
    let items = r#"{"envelopes":[["",""]]}"#;
    assert!(unpack(&framed(items, TAIL_BYTES), 1_000).is_ok());
    for tail in [0, TAIL_BYTES - 1, TAIL_BYTES + 1, 2 * TAIL_BYTES] {
        assert!(matches!(unpack(&framed(items, tail), 1_000), Err(PackError::Framing)), "{tail}");
    }
    assert!(matches!(unpack(&framed("[]", 0), 1_000), Err(PackError::Json(_))));
    assert!(matches!(unpack(&framed(&" ".repeat(1_001), 0), 1_000), Err(PackError::TooLarge)));
}

/// What old phones send must be read for ever.
#[test]
fn the_dictionary_of_version_1_is_never_changed() {
    assert_eq!(Digest::of(DICTIONARY).to_string(), "x7yaB5bgq473n2Tq_PTGsnWRZVUvuw4KiZVx11KPCUU");
}

#[test]
fn the_dictionary_shortens_a_single_visit_by_a_third() {
    let Batch { envelopes, .. } = serde_json::from_slice(DICTIONARY).unwrap();
    let (header, _): (String, String) = serde_json::from_str(envelopes.last().unwrap().get()).unwrap();
    let payload = r#"{"subject":{"type":"person","id":"11111111-2222-4333-8444-555555555555"},"kind":{"type":"elder_check_in"},"outcome":"nobody_home","mode":"home","visitors":["11111111-2222-4333-8444-555555555555"],"began":"2027-01-02T03:04:05Z","ended":"2027-01-02T03:10:05Z","day":"2027-01-02","form":{"id":"elder_check_in","version":"2027010100"},"answers":{"outcome":"nobody_home","mode":"home"}}"#;
    let text = serde_json::to_vec(&(header, payload)).unwrap();
    let (with, without) = (compress::fold_with(&text, DICTIONARY).unwrap(), compress::fold(&text).unwrap());
    assert!(with.len() * 3 < without.len() * 2, "{} of {}", with.len(), without.len());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = unpack(&bytes, 1_000);
        let _ = unpack(&[&[0, 0, 0, 0][..], &bytes].concat(), 1_000);
    }

    #[test]
    fn any_header_and_payload_come_back(
        headers in proptest::collection::vec(".{0,40}", 1..5),
        text in ".{0,40}",
    ) {
        let signature = Signature { alg: Algorithm::Es256, sig: vec![3; SIGNATURE_BYTES] };
        let envelope = |header| Envelope { header, signature: signature.clone(), payload: Some(payload(&text)) };
        let envelopes: Vec<Envelope> = headers.into_iter().map(envelope).collect();
        prop_assert_eq!(back(&there(&envelopes)), envelopes.into_iter().map(Ok).collect::<Vec<_>>());
    }
}
