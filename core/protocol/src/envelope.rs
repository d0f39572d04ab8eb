//! An envelope: a signed header over a committed payload.
//!
//! The header is JSON text, and what is signed is exactly that text (under
//! [`crate::pae`]); nobody ever re-canonicalises it. The payload is opaque text with a
//! salt; the header holds `SHA-256(salt ‖ payload)`, so that a payload can be erased
//! and the chain still verifies. Both travel as JSON strings rather than base64:
//! zstd sees their text.

use crate::{
    base64url,
    chain::Head,
    clock::ClockReading,
    digest::Digest,
    key::{DeviceKey, KeyUnavailable, PublicKey, Signature},
    limits, pae,
};
use doorstep_domain::{
    id::{AccountId, DeviceId, RecordId},
    rules::RulesVersion,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Domain separation of header signatures.
pub const HEADER_TYPE: &str = "application/vnd.doorstep.header+json;v=1";

/// What is signed about a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The record; stable when it is wrapped again.
    pub record: RecordId,
    /// `visit`, `countersign`, `hours` … ; a kind unknown here is kept unread.
    pub kind: String,
    /// Version of the payload's shape.
    pub payload_version: u16,
    /// The rules it was made under.
    pub rules_version: RulesVersion,
    /// Who made it.
    pub author: AccountId,
    /// On which phone.
    pub device: DeviceId,
    /// Which epoch of that phone.
    pub epoch: u32,
    /// Counts from 1 without gaps.
    pub seq: u64,
    /// Hash of the header before.
    pub prev: Digest,
    /// What the phone's clocks said.
    pub clock: ClockReading,
    /// `SHA-256(salt ‖ payload)`.
    pub commitment: Digest,
}

/// What the author says of a record; the rest of the header follows from the chain and the payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: String,
    /// Version of the payload's shape.
    pub payload_version: u16,
    /// The rules it was made under.
    pub rules_version: RulesVersion,
    /// Who made it.
    pub author: AccountId,
    /// On which phone.
    pub device: DeviceId,
    /// What the phone's clocks said.
    pub clock: ClockReading,
}

/// A signed header with its payload, as it travels and as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The header's exact text.
    pub header: String,
    /// Over [`HEADER_TYPE`] and that text.
    #[serde(flatten)]
    pub signature: Signature,
    /// The payload with its salt; gone once erased.
    #[serde(flatten, default)]
    pub payload: Option<Payload>,
}

/// Opaque bytes, committed to by the header. Personal data: never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// Sixteen random bytes: without them nobody can guess an erased payload from its commitment.
    #[serde(with = "base64url")]
    pub salt: Vec<u8>,
    /// JSON text.
    #[serde(rename = "payload")]
    pub text: String,
}

impl Payload {
    /// What the header commits to.
    pub fn commitment(&self) -> Digest {
        Digest::of_all(&[&self.salt, self.text.as_bytes()])
    }
}

/// An envelope whose signature and commitment have been checked.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its header.
    pub header: Header,
    /// Hash of the header's exact text.
    pub hash: Digest,
}

/// Why an envelope is refused. Everything authentic and well-formed is stored; only these are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No envelope, or a header that cannot be read (a malformed id among others).
    #[error("the envelope cannot be read")]
    BadFraming,
    /// The payload is missing or is not the one that the header commits to.
    #[error("the payload is not the one committed to")]
    BadCommitment,
    /// The signature does not belong to header and device, or nobody knows the device.
    #[error("the signature does not agree")]
    BadSignature,
    /// Header or payload over the limit.
    #[error("the envelope is too large")]
    TooLarge,
}

impl Refusal {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadFraming => "bad_framing",
            Self::BadCommitment => "bad_commitment",
            Self::BadSignature => "bad_signature",
            Self::TooLarge => "too_large",
        }
    }
}

/// Why an envelope could not be made.
#[derive(Debug, Error)]
pub enum SealError {
    /// The keystore would not sign.
    #[error(transparent)]
    Key(#[from] KeyUnavailable),
    /// The payload is over [`limits::PAYLOAD_BYTES`].
    #[error("the payload is too large")]
    TooLarge,
    /// The header has no JSON form.
    #[error("the header cannot be written")]
    Header(#[source] serde_json::Error),
}

/// A link of the chain that waits for its signature. The header behind it names this
/// one's text and not its signature, so the links of a batch can be signed in any order.
pub struct Link {
    header: String,
    payload: Payload,
}

impl Link {
    /// The next link of the chain that ends at `head`, and the new head.
    pub fn new(claim: Claim, payload: Payload, head: Head) -> Result<(Self, Head), SealError> {
        if payload.text.len() > limits::PAYLOAD_BYTES {
            return Err(SealError::TooLarge);
        }
        let header = Header {
            record: claim.record,
            kind: claim.kind,
            payload_version: claim.payload_version,
            rules_version: claim.rules_version,
            author: claim.author,
            device: claim.device,
            epoch: head.epoch,
            seq: head.seq + 1,
            prev: head.hash,
            clock: claim.clock,
            commitment: payload.commitment(),
        };
        let header = serde_json::to_string(&header).map_err(SealError::Header)?;
        let head = head.then(Digest::of(header.as_bytes()));
        Ok((Self { header, payload }, head))
    }

    /// Signs it.
    pub fn sign(self, key: &dyn DeviceKey) -> Result<Envelope, SealError> {
        let Self { header, payload } = self;
        let signature = key.sign(&pae::encode(HEADER_TYPE, header.as_bytes()))?;
        Ok(Envelope { header, signature, payload: Some(payload) })
    }
}

impl Envelope {
    /// Wraps a record as the next link of the chain that ends at `head`, and returns it with the new head.
    pub fn seal(
        claim: Claim,
        payload: Payload,
        head: Head,
        key: &dyn DeviceKey,
    ) -> Result<(Self, Head), SealError> {
        let (link, head) = Link::new(claim, payload, head)?;
        Ok((link.sign(key)?, head))
    }

    /// Hash of the header's exact text: what the next header and every receipt name.
    pub fn hash(&self) -> Digest {
        Digest::of(self.header.as_bytes())
    }

    /// Reads the header without believing it: to learn whose key to check it with.
    pub fn claimed_header(&self) -> Result<Header, Refusal> {
        if self.header.len() > limits::HEADER_BYTES {
            return Err(Refusal::TooLarge);
        }
        serde_json::from_str(&self.header).map_err(|_| Refusal::BadFraming)
    }

    /// Checks size, signature and commitment.
    pub fn open(&self, key: &PublicKey) -> Result<Opened, Refusal> {
        let header = self.claimed_header()?;
        let hash = self.check(&header, key)?;
        Ok(Opened { header, hash })
    }

    /// The same for whoever has read the header already; returns the header's hash.
    pub fn check(&self, header: &Header, key: &PublicKey) -> Result<Digest, Refusal> {
        let payload = self.payload.as_ref().ok_or(Refusal::BadCommitment)?;
        if payload.text.len() > limits::PAYLOAD_BYTES {
            return Err(Refusal::TooLarge);
        }
        self.verify_signature(key)?;
        if payload.commitment() != header.commitment {
            return Err(Refusal::BadCommitment);
        }
        Ok(self.hash())
    }

    /// Checks the signature alone: all that can be asked of an envelope whose payload was lawfully erased.
    pub fn verify_signature(&self, key: &PublicKey) -> Result<(), Refusal> {
        key.verify(&pae::encode(HEADER_TYPE, self.header.as_bytes()), &self.signature)
            .map_err(|_| Refusal::BadSignature)
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope").field("hash", &self.hash()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({} bytes)", self.text.len())
    }
}

#[cfg(test)]
pub(crate) mod tests;
