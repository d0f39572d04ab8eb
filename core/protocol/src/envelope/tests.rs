use super::*;
use crate::{clock::Confidence, key::SoftwareKey};
use chrono::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

pub(crate) fn claim(record: u128) -> Claim {
    Claim {
        record: RecordId(Uuid::from_u128(record)),
        kind: "visit".to_owned(),
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

pub(crate) fn payload(text: &str) -> Payload {
    Payload { salt: vec![7; 16], text: text.to_owned() }
}

#[test]
fn a_sealed_envelope_opens_and_the_next_one_names_it() {
    let key = SoftwareKey::generate().unwrap();
    let public = key.public_key().unwrap();
    let genesis = Head::genesis(&public);
    let (first, head) = Envelope::seal(claim(1), payload("{}"), genesis, &key).unwrap();
    let (second, _) = Envelope::seal(claim(2), payload("{}"), head, &key).unwrap();
    let (first, second) = (first.open(&public).unwrap(), second.open(&public).unwrap());
    assert_eq!((first.header.seq, second.header.seq), (1, 2));
    assert_eq!(first.header.prev, genesis.hash);
    assert_eq!(second.header.prev, first.hash);
}

#[test]
fn the_wire_form_is_held() {
    let key = SoftwareKey::generate().unwrap();
    let head = Head { epoch: 1, seq: 0, hash: Digest::of(b"genesis") };
    let (mut envelope, _) = Envelope::seal(claim(1), payload(r#"{"a":"甲"}"#), head, &key).unwrap();
    envelope.signature.sig = vec![0; 4];
    insta::assert_json_snapshot!(envelope);
}

#[test]
fn a_payload_over_the_limit_is_refused_on_both_sides() {
    let key = SoftwareKey::generate().unwrap();
    let head = Head::genesis(&key.public_key().unwrap());
    let large = "x".repeat(limits::PAYLOAD_BYTES + 1);
    assert!(matches!(Envelope::seal(claim(1), payload(&large), head, &key), Err(SealError::TooLarge)));
    let (mut envelope, _) = Envelope::seal(claim(1), payload("{}"), head, &key).unwrap();
    envelope.payload = Some(payload(&large));
    assert_eq!(envelope.open(&key.public_key().unwrap()).unwrap_err(), Refusal::TooLarge);
}

#[test]
fn a_payload_that_was_taken_away_or_swapped_is_seen_and_the_signature_still_holds() {
    let key = SoftwareKey::generate().unwrap();
    let public = key.public_key().unwrap();
    let (envelope, _) = Envelope::seal(claim(1), payload("{}"), Head::genesis(&public), &key).unwrap();
    for other in [None, Some(payload("{ }")), Some(Payload { salt: vec![8; 16], text: "{}".to_owned() })] {
        let changed = Envelope { payload: other, ..envelope.clone() };
        assert_eq!(changed.open(&public).unwrap_err(), Refusal::BadCommitment);
        assert_eq!(changed.verify_signature(&public), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_changed_byte_of_a_header_is_seen(at in 0..400_usize, to in b' '..b'~') {
        let key = SoftwareKey::generate().unwrap();
        let public = key.public_key().unwrap();
        let (mut envelope, _) = Envelope::seal(claim(1), payload("{}"), Head::genesis(&public), &key).unwrap();
        let mut bytes = envelope.header.clone().into_bytes();
        let at = at % bytes.len();
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        envelope.header = String::from_utf8(bytes).unwrap();
        let refusal = envelope.open(&public).unwrap_err();
        prop_assert!(matches!(refusal, Refusal::BadSignature | Refusal::BadFraming));
    }

    #[test]
    fn hostile_text_is_refused_and_never_panics(text in ".{0,200}") {
        if let Ok(envelope) = serde_json::from_str::<Envelope>(&text) {
            let key = SoftwareKey::generate().unwrap();
            prop_assert!(envelope.open(&key.public_key().unwrap()).is_err());
        }
    }
}
