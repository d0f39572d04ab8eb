//! Enrolment: how a phone becomes known. The ticket is shown as a QR by whoever
//! enrols; a typed ticket has a fingerprint to compare aloud.

use crate::{
    base64url,
    digest::Digest,
    journal::RecoveryPublicKey,
    key::{KeyTier, PublicKey, Signature},
    pae,
    session::TokenAnswer,
};
use doorstep_domain::{
    id::{AccountId, DeviceId},
    post::Post,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What the QR carries. The code is good once, for 24 hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// `https://HOST:PORT`
    pub address: String,
    /// One-time code.
    pub code: String,
    /// SHA-256 of the SubjectPublicKeyInfo of the county's certificate authority.
    pub ca_pin: Digest,
    /// The root that vouches for the county's receipt keys.
    pub root: PublicKey,
    /// What the phone's journal is sealed to.
    pub recovery: RecoveryPublicKey,
}

/// A text that is no ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an enrolment ticket")]
pub struct NotATicket;

const PREFIX: &str = "doorstep1:";

impl Ticket {
    /// The text of the QR.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{PREFIX}{}", base64url::encode(&serde_json::to_vec(self)?)))
    }

    /// Reads a scanned or typed ticket.
    pub fn parse(text: &str) -> Result<Self, NotATicket> {
        let body = text.trim().strip_prefix(PREFIX).ok_or(NotATicket)?;
        let json = base64url::decode(body).ok_or(NotATicket)?;
        serde_json::from_slice(&json).map_err(|_| NotATicket)
    }

    /// Six groups of five digits to compare aloud; covers everything but the code.
    pub fn fingerprint(&self) -> String {
        let covered =
            [self.address.as_bytes(), self.ca_pin.as_bytes(), &self.root.key, &self.recovery.0].concat();
        let digest = Digest::of(&covered);
        let groups: Vec<String> = digest
            .as_bytes()
            .chunks_exact(4)
            .take(6)
            .map(|bytes| {
                let number = bytes.iter().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
                format!("{:05}", number % 100_000)
            })
            .collect();
        groups.join(" ")
    }
}

/// `POST /v1/enrolments/redeem`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// From the ticket.
    pub code: String,
    /// The phone's public key.
    pub public_key: PublicKey,
    /// Where its private half lives.
    pub tier: KeyTier,
    /// A name for lists of devices: the model of the phone.
    pub label: String,
    /// The phone holds that key: a signature over [`EnrolRequest::proof_message`].
    pub proof: Signature,
}

impl EnrolRequest {
    /// What the proof signs.
    pub fn proof_message(code: &str, key: &PublicKey) -> Vec<u8> {
        pae::encode("application/vnd.doorstep.enrol;v=1", &[code.as_bytes(), b"\n", &key.key].concat())
    }
}

/// The phone is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolAnswer {
    /// The phone.
    pub device: DeviceId,
    /// Whose it is.
    pub account: AccountId,
    /// 姓名
    pub name: String,
    /// What they may do.
    pub posts: Vec<Post>,
    /// The first tokens, and the county's keys.
    pub tokens: TokenAnswer,
}
