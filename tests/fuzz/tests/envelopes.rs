//! Envelopes, as the county reads them from a phone it knows nothing good of.

#![cfg(test)]

use doorstep_fuzz::{Chain, Spoiling, driver::drive};
use doorstep_protocol::envelope::Envelope;

#[test]
fn no_altered_envelope_opens_and_what_parses_is_written_as_it_was_read() {
    let chain = Chain::sealed();
    let good: Vec<String> =
        chain.envelopes.iter().map(|envelope| serde_json::to_string(envelope).unwrap()).collect();
    drive("envelopes", |input| {
        let Some((how, rest)) = input.split_first() else { return };
        let bytes = match good.get(usize::from(how % 6)) {
            Some(message) => Spoiling(rest).of(message.as_bytes()),
            None => rest.to_vec(),
        };
        let Ok(envelope) = serde_json::from_slice::<Envelope>(&bytes) else { return };
        let text = serde_json::to_string(&envelope).unwrap();
        assert!(serde_json::from_str::<Envelope>(&text).unwrap() == envelope, "{text}");
        // Sizes, header and commitment are looked at whatever the signature; none of it may fall over.
        let claimed = envelope.claimed_header();
        match envelope.open(&chain.key) {
            Ok(opened) => {
                assert!(chain.holds(&envelope), "nobody signed {text}");
                assert_eq!(opened.hash, envelope.hash());
                assert_eq!(claimed.unwrap(), opened.header);
            }
            Err(refusal) => assert!(!refusal.code().is_empty()),
        }
        if envelope.verify_signature(&chain.key).is_ok() {
            let signed = chain.envelopes.iter().any(|ours| ours.header == envelope.header);
            assert!(signed, "nobody signed {}", envelope.header);
        }
    });
}

/// A field each, so that no damage is lost on the JSON round it.
#[test]
fn an_altered_byte_of_header_payload_salt_or_signature_never_opens() {
    let chain = Chain::sealed();
    drive("envelope_fields", |input| {
        let Some((which, rest)) = input.split_first() else { return };
        let mut envelope = chain.envelopes[usize::from(which % 3)].clone();
        let spoiling = Spoiling(rest);
        let text = |text: &str| String::from_utf8(spoiling.of(text.as_bytes()));
        let mut payload = envelope.payload.take().unwrap();
        match which / 3 % 5 {
            0 => envelope.header = text(&envelope.header).unwrap_or_default(),
            1 => payload.text = text(&payload.text).unwrap_or_default(),
            2 => payload.salt = spoiling.of(&payload.salt),
            3 => envelope.signature.sig = spoiling.of(&envelope.signature.sig),
            // The payload of another record.
            _ => payload = chain.envelopes[usize::from((which + 1) % 3)].payload.clone().unwrap(),
        }
        envelope.payload = Some(payload);
        let untouched = chain.envelopes.contains(&envelope);
        let opened = envelope.open(&chain.key).is_ok();
        assert_eq!(opened, untouched, "{}", envelope.header);
    });
}
