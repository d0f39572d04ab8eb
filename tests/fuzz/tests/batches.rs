//! Batches, as a request brings them: folded or not, with good items among bad ones.

#![cfg(test)]

use doorstep_fuzz::{Chain, Spoiling, driver::drive};
use doorstep_protocol::{
    batch::Batch,
    changes::ChangesAsked,
    compress::{self, UnfoldError},
    envelope::{Envelope, Payload},
    limits, packed,
};

fn good(chain: &Chain) -> Vec<u8> {
    let items: Vec<String> =
        chain.envelopes.iter().map(|envelope| serde_json::to_string(envelope).unwrap()).collect();
    format!(r#"{{"envelopes":[{}]}}"#, items.join(",")).into_bytes()
}

/// What the county does with a body: reads it, and each item apart.
fn read(chain: &Chain, body: &[u8]) -> Option<usize> {
    let batch: Batch = serde_json::from_slice(body).ok()?;
    let text = serde_json::to_vec(&batch).unwrap();
    let again: Batch = serde_json::from_slice(&text).unwrap();
    let texts = |batch: &Batch| batch.envelopes.iter().map(|item| item.get().to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(&batch), texts(&again), "items are passed on to the byte");
    let mut authentic = 0;
    for item in &batch.envelopes {
        let Ok(envelope) = serde_json::from_str::<Envelope>(item.get()) else { continue };
        if envelope.open(&chain.key).is_ok() {
            assert!(chain.holds(&envelope), "nobody signed {}", item.get());
            authentic += 1;
        }
    }
    Some(authentic)
}

#[test]
fn a_spoilt_batch_lets_through_nothing_that_was_not_signed() {
    let chain = Chain::sealed();
    let good = good(&chain);
    assert_eq!(read(&chain, &good), Some(3));
    drive("batches", |input| {
        let Some((how, rest)) = input.split_first() else { return };
        let body = if how % 2 == 0 { rest.to_vec() } else { Spoiling(rest).of(&good) };
        read(&chain, &body);
    });
}

#[test]
fn a_folded_body_unfolds_to_what_was_folded_or_is_refused_within_its_bound() {
    let chain = Chain::sealed();
    let folded = compress::fold(&good(&chain)).unwrap();
    let bound = 64 * 1024;
    drive("folded_bodies", |input| {
        let Some((how, rest)) = input.split_first() else { return };
        let body = if how % 2 == 0 { rest.to_vec() } else { Spoiling(rest).of(&folded) };
        match compress::unfold(&body, bound) {
            Ok(clear) => {
                assert!(clear.len() <= bound);
                read(&chain, &clear);
            }
            Err(UnfoldError::TooLarge | UnfoldError::NotZstd(_)) => {}
        }
        assert!(compress::unfold(&compress::fold(rest).unwrap(), limits::UNFOLDED_BYTES).unwrap() == rest);
    });
}

#[test]
fn a_spoilt_packed_batch_lets_through_nothing_that_was_not_signed() {
    let chain = Chain::sealed();
    let good = packed::pack(&chain.envelopes, None).unwrap();
    drive("packed_bytes", |input| {
        let Some((how, rest)) = input.split_first() else { return };
        let body = if how % 2 == 0 { rest.to_vec() } else { Spoiling(rest).of(&good) };
        let Ok(unpacked) = packed::unpack(&body, 64 * 1024) else { return };
        for envelope in unpacked.envelopes.into_iter().flatten() {
            assert!(
                envelope.open(&chain.key).is_err() || chain.holds(&envelope),
                "nobody signed {}",
                envelope.header
            );
        }
    });
}

/// Whatever stands in them: a header that looks half packed, a salt of another length, no payload.
#[test]
fn what_is_packed_is_unpacked_to_the_byte() {
    let chain = Chain::sealed();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    drive("packed", |input| {
        let mut envelopes = chain.envelopes.clone();
        for (envelope, damage) in envelopes.iter_mut().zip(input.chunks(8)) {
            let Some((how, rest)) = damage.split_first() else { continue };
            let spoiling = Spoiling(rest);
            let payload = envelope.payload.take().unwrap();
            let salt = if how & 1 == 0 { payload.salt } else { spoiling.of(&payload.salt) };
            let words = if how & 2 == 0 { payload.text } else { text(spoiling.of(payload.text.as_bytes())) };
            envelope.payload = (how & 4 == 0).then_some(Payload { salt, text: words });
            if how & 8 != 0 {
                envelope.signature.sig = spoiling.of(&envelope.signature.sig);
            }
            if how & 16 != 0 {
                envelope.header = text(spoiling.of(envelope.header.as_bytes()));
            }
            if how & 32 != 0 {
                envelope.header = envelope.header.replacen("\"prev\":\"", "\"prev\":\"\",\"was\":\"", 1);
            }
            if how & 64 != 0 {
                envelope.header.insert_str(0, "\"commitment\":\"\"");
            }
        }
        let changes = input.first().map(|how| ChangesAsked { after: Some(how.to_string()) });
        let packed = packed::pack(&envelopes, changes.clone()).unwrap();
        let unpacked = packed::unpack(&packed, limits::UNFOLDED_BYTES).unwrap();
        let back: Vec<Envelope> = unpacked.envelopes.into_iter().map(Result::unwrap).collect();
        assert!(back == envelopes, "{envelopes:?} came back as {back:?}");
        assert_eq!(unpacked.changes, changes);
    });
}
