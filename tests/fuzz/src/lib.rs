//! What fuzz targets share: what drives them, known good messages, and ways to spoil them.
//!
//! A target is a test in `tests`, a file for each thing that is read from outside. Its
//! corpus stands in `corpus/NAME` and is always gone through first. Most inputs begin with a
//! byte that says how to read the rest: as it is, or as [`Spoiling`] of a good message. The
//! first finds what a parser trips over, the second what a check lets through.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a driver tells what it found by panicking, and so does a stage that cannot be set up"
)]

pub mod driver;

use chrono::DateTime;
use doorstep_domain::{
    id::{AccountId, DeviceId, RecordId},
    rules::RulesVersion,
};
use doorstep_protocol::{
    chain::Head,
    clock::{ClockReading, Confidence},
    envelope::{Claim, Envelope, Payload},
    key::{DeviceKey, PublicKey, SoftwareKey},
};
use uuid::Uuid;

/// A phone's key, and three links of its chain.
pub struct Chain {
    /// Whose signatures are to be believed.
    pub key: PublicKey,
    /// In order.
    pub envelopes: Vec<Envelope>,
}

impl Chain {
    /// A new key each time: what is found never leans on one signature.
    pub fn sealed() -> Self {
        let device = SoftwareKey::generate().expect("the system has randomness");
        let key = device.public_key().expect("a software key shows its public half");
        let mut head = Head::genesis(&key);
        let mut envelopes = Vec::new();
        for (number, kind, text) in
            [(1, "visit", r#"{"findings":"写在纸上"}"#), (2, "hours", "{}"), (3, "read_trace", "")]
        {
            let payload = Payload { salt: vec![number; 16], text: text.to_owned() };
            let sealed = Envelope::seal(claim(number, kind), payload, head, &device);
            let (envelope, next) = sealed.expect("a small record can be sealed");
            envelopes.push(envelope);
            head = next;
        }
        Self { key, envelopes }
    }

    /// Whether an envelope says what one of these says: the same signed text, and the same payload.
    pub fn holds(&self, envelope: &Envelope) -> bool {
        self.envelopes.iter().any(|ours| ours.header == envelope.header && ours.payload == envelope.payload)
    }
}

fn claim(number: u8, kind: &str) -> Claim {
    Claim {
        record: RecordId(Uuid::from_u128(number.into())),
        kind: kind.to_owned(),
        payload_version: 1,
        rules_version: RulesVersion("2026-11".to_owned()),
        author: AccountId(Uuid::from_u128(10)),
        device: DeviceId(Uuid::from_u128(11)),
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

/// Small damage, read from bytes three at a time: where (two of them), and what (one).
pub struct Spoiling<'a>(pub &'a [u8]);

impl Spoiling<'_> {
    /// The message after the damage: bits turned, bytes put in, taken out, cut off or said twice.
    pub fn of(&self, message: &[u8]) -> Vec<u8> {
        let mut bytes = message.to_vec();
        for step in self.0.chunks_exact(3).take(8) {
            let &[high, low, what] = step else { continue };
            let place = usize::from(u16::from_be_bytes([high, low])) % bytes.len().max(1);
            match what {
                // One bit, at most.
                0..=127 => {
                    if let Some(byte) = bytes.get_mut(place) {
                        *byte ^= 1 << (what % 8);
                    }
                }
                128..=159 => bytes.insert(place.min(bytes.len()), what.wrapping_mul(7)),
                160..=191 if !bytes.is_empty() => {
                    bytes.remove(place);
                }
                192..=223 => bytes.truncate(place),
                _ => bytes.extend_from_within(place..),
            }
        }
        bytes
    }
}
