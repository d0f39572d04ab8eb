//! A batch as a phone sends it: without what the county can put back, and with what no
//! compression shortens kept apart as bytes.
//!
//! ```text
//! length of the folded text, four bytes, the highest first
//! the text, folded with zstd and the dictionary of this version
//! 80 bytes for each envelope of two strings, in their order: its signature, its salt
//! ```
//!
//! The text is the JSON of a [`Batch`]. Most of its envelopes are two strings, the hollow
//! header and the payload; one that has an unusual shape (no payload, a salt of another
//! length) stands there whole, as a JSON object.
//!
//! **Hollow headers.** Two hashes of a header follow from what travels beside it: `prev` is
//! the hash of the header before it in the batch, `commitment` that of salt and payload.
//! The sender leaves both empty where they do, and the receiver puts them back into the
//! very same text, which is what is signed and stored. A hash put back wrongly makes
//! another text, so that the signature refuses it: nothing is believed because it was
//! packed. A hash that does not follow travels as it is.
//!
//! **Failure.** What cannot be read as a whole is an error of the request. An item that
//! cannot be read refuses itself, and the header behind it that leaned on it: no phone
//! packs such an item, since it packs what it has itself parsed.
//!
//! **Versions.** [`MEDIA_TYPE`] names this form with its dictionary. Another dictionary is
//! another version, and the county goes on to read the old ones.

use crate::{
    batch::Batch,
    changes::ChangesAsked,
    compress::{self, UnfoldError},
    digest::Digest,
    envelope::{Envelope, Payload, Refusal},
    key::{Algorithm, Signature},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use thiserror::Error;

/// Names this form in `Content-Type`.
pub const MEDIA_TYPE: &str = "application/vnd.doorstep.batch.v1";

/// Invented envelopes of every kind: what most messages repeat. Never changed, only followed by another version.
const DICTIONARY: &[u8] = include_bytes!("packed/v1.txt");

const SIGNATURE_BYTES: usize = 64;
const SALT_BYTES: usize = 16;
const TAIL_BYTES: usize = SIGNATURE_BYTES + SALT_BYTES;

/// Why a batch could not be packed or unpacked.
#[derive(Debug, Error)]
pub enum PackError {
    /// Not this form, or cut short.
    #[error("the batch cannot be read")]
    Framing,
    /// More than the bound.
    #[error("the batch unfolds to too much")]
    TooLarge,
    /// The text is not a batch's, or an envelope has no JSON form.
    #[error("the batch is not the JSON it should be")]
    Json(#[source] serde_json::Error),
    /// zstd would not.
    #[error("the batch cannot be folded")]
    Fold(#[source] std::io::Error),
}

/// A batch as the county works with it, from either form.
#[derive(Debug)]
pub struct Unpacked {
    /// Each apart: one that cannot be read is refused alone.
    pub envelopes: Vec<Result<Envelope, Refusal>>,
    /// What the phone wants to hear with the answer.
    pub changes: Option<ChangesAsked>,
}

impl From<Batch> for Unpacked {
    fn from(Batch { envelopes, changes }: Batch) -> Self {
        let read = |text: &RawValue| serde_json::from_str(text.get()).map_err(|_| Refusal::BadFraming);
        Self { envelopes: envelopes.iter().map(|text| read(text)).collect(), changes }
    }
}

/// Packs envelopes in the order of their chain.
pub fn pack<'a>(
    envelopes: impl IntoIterator<Item = &'a Envelope>,
    changes: Option<ChangesAsked>,
) -> Result<Vec<u8>, PackError> {
    let (mut items, mut tail) = (Vec::new(), Vec::new());
    let mut before = None;
    for envelope in envelopes {
        items.push(match slim(envelope, before) {
            Some((header, payload, bytes)) => {
                tail.extend(bytes);
                Packed::Slim(header, payload)
            }
            None => Packed::Whole(envelope),
        });
        before = Some(envelope.hash());
    }
    let text = serde_json::to_vec(&Text { envelopes: items, changes }).map_err(PackError::Json)?;
    let folded = compress::fold_with(&text, DICTIONARY).map_err(PackError::Fold)?;
    let length = u32::try_from(folded.len()).map_err(|_| PackError::TooLarge)?;
    Ok([&length.to_be_bytes(), folded.as_slice(), &tail].concat())
}

/// A [`Batch`] in one pass over its text. Without envelopes of unusual shape it is always read like this; where
/// one item cannot be read, all are read apart.
#[derive(Deserialize, Serialize)]
struct Text<T> {
    envelopes: Vec<T>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changes: Option<ChangesAsked>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Packed<'a> {
    Slim(String, &'a str),
    Whole(&'a Envelope),
}

/// Unpacks a batch whose text may unfold to at most `bound` bytes.
pub fn unpack(bytes: &[u8], bound: usize) -> Result<Unpacked, PackError> {
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or(PackError::Framing)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| PackError::Framing)?;
    let (folded, tail) = rest.split_at_checked(length).ok_or(PackError::Framing)?;
    let text = compress::unfold_with(folded, DICTIONARY, bound).map_err(|error| match error {
        UnfoldError::NotZstd(_) => PackError::Framing,
        UnfoldError::TooLarge => PackError::TooLarge,
    })?;
    let Text { envelopes, changes } = match serde_json::from_slice::<Text<(String, String)>>(&text) {
        Ok(Text { envelopes, changes }) => {
            let slim = envelopes.into_iter().map(|(header, payload)| Item::Slim(Ok((header, payload))));
            Text { envelopes: slim.collect(), changes }
        }
        Err(_) => one_by_one(&text)?,
    };
    let mut tail = tail.chunks_exact(TAIL_BYTES);
    let mut before = None;
    let mut read = Vec::with_capacity(envelopes.len());
    for item in envelopes {
        let envelope = match item {
            Item::Slim(slim) => {
                let bytes = tail.next().ok_or(PackError::Framing)?;
                slim.and_then(|(hollow, text)| full(&hollow, text, bytes, before))
            }
            Item::Whole(envelope) => envelope,
        };
        before = envelope.as_ref().ok().map(Envelope::hash);
        read.push(envelope);
    }
    if tail.next().is_some() || !tail.remainder().is_empty() {
        return Err(PackError::Framing);
    }
    Ok(Unpacked { envelopes: read, changes })
}

/// An item as it was read, or refused.
enum Item {
    Slim(Result<(String, String), Refusal>),
    Whole(Result<Envelope, Refusal>),
}

fn one_by_one(text: &[u8]) -> Result<Text<Item>, PackError> {
    let Batch { envelopes, changes } = serde_json::from_slice(text).map_err(PackError::Json)?;
    let items = envelopes.iter().map(|item| {
        let text = item.get();
        if text.starts_with('[') {
            Item::Slim(serde_json::from_str(text).map_err(|_| Refusal::BadFraming))
        } else {
            Item::Whole(serde_json::from_str(text).map_err(|_| Refusal::BadFraming))
        }
    });
    Ok(Text { envelopes: items.collect(), changes })
}

/// Hollow header, payload, signature and salt; `None` for an envelope that travels whole.
fn slim(envelope: &Envelope, before: Option<Digest>) -> Option<(String, &str, [u8; TAIL_BYTES])> {
    let Envelope { header, signature, payload } = envelope;
    let payload = payload.as_ref()?;
    let commitment = payload.commitment();
    let hollow = hollow(header, before, commitment);
    let usual = signature.alg == Algorithm::Es256
        && signature.sig.len() == SIGNATURE_BYTES
        && filled(&hollow, before, commitment) == *header;
    let bytes = [signature.sig.as_slice(), &payload.salt].concat().try_into().ok()?;
    usual.then_some((hollow, payload.text.as_str(), bytes))
}

/// The envelope again, its hashes put back.
fn full(hollow: &str, text: String, bytes: &[u8], before: Option<Digest>) -> Result<Envelope, Refusal> {
    let (sig, salt) = bytes.split_at_checked(SIGNATURE_BYTES).ok_or(Refusal::BadFraming)?;
    let payload = Payload { salt: salt.to_vec(), text };
    let header = filled(hollow, before, payload.commitment());
    let signature = Signature { alg: Algorithm::Es256, sig: sig.to_vec() };
    Ok(Envelope { header, signature, payload: Some(payload) })
}

fn hollow(header: &str, before: Option<Digest>, commitment: Digest) -> String {
    let header = header.replacen(&format!("\"commitment\":\"{commitment}\""), EMPTY_COMMITMENT, 1);
    match before {
        Some(before) => header.replacen(&format!("\"prev\":\"{before}\""), EMPTY_PREV, 1),
        None => header,
    }
}

fn filled(hollow: &str, before: Option<Digest>, commitment: Digest) -> String {
    let header = hollow.replacen(EMPTY_COMMITMENT, &format!("\"commitment\":\"{commitment}\""), 1);
    match before {
        Some(before) => header.replacen(EMPTY_PREV, &format!("\"prev\":\"{before}\""), 1),
        None => header,
    }
}

const EMPTY_COMMITMENT: &str = "\"commitment\":\"\"";
const EMPTY_PREV: &str = "\"prev\":\"\"";

#[cfg(test)]
mod tests;
