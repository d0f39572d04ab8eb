//! Tokens. An access token lives 15 minutes; the refresh token is exchanged for the
//! next pair by a request that the device key signs. A refresh token used twice
//! means that someone else holds it, and ends the session, with one exception: the
//! pair that came back was lost on the way, so the one before may be shown once more
//! as long as its successor was never used.

use crate::{
    chain::Head,
    key::Signature,
    pae,
    signed::{KeyStatement, Signed},
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{DeviceId, Incarnation};
use serde::{Deserialize, Serialize};

/// `POST /v1/tokens`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRequest {
    /// Which phone.
    pub device: DeviceId,
    /// The refresh token in hand.
    pub refresh: String,
    /// A signature over [`TokenRequest::message`].
    pub proof: Signature,
}

impl TokenRequest {
    /// What the proof signs.
    pub fn message(device: DeviceId, refresh: &str) -> Vec<u8> {
        pae::encode("application/vnd.doorstep.token;v=1", format!("{device}\n{refresh}").as_bytes())
    }
}

/// Tokens, and what a phone must know before it sends anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAnswer {
    /// For `Authorization: Bearer`.
    pub access: String,
    /// For the next exchange.
    pub refresh: String,
    /// Seconds that the access token lives from now.
    pub expires_in_seconds: u32,
    /// Where the county sees this phone's chain end; `None` if nothing ever came. A
    /// phone that is behind it was restored from an old copy and opens a new epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
    /// Which life of the county's database this is.
    pub incarnation: Incarnation,
    /// The server's clock: the phone's next anchor.
    pub server_time: DateTime<Utc>,
    /// The county's keys, vouched for by the root.
    pub keys: Vec<Signed<KeyStatement>>,
}
