//! Secrets that are handed out once and kept as hashes: tokens and one-time codes.
//! They carry 256 random bits, so a plain SHA-256 is enough to keep them by.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use doorstep_protocol::digest::Digest;
use std::fmt;

/// A secret on its way to whoever asked; never printed.
pub struct Secret(String);

/// The system gave no randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no randomness")]
pub struct NoRandomness;

impl Secret {
    /// A new one.
    pub fn generate() -> Result<Self, NoRandomness> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// To hand out.
    pub fn into_text(self) -> String {
        self.0
    }

    /// To keep.
    pub fn hash(&self) -> Digest {
        hash(&self.0)
    }
}

/// What a shown secret is looked up by.
pub(crate) fn hash(shown: &str) -> Digest {
    Digest::of(shown.as_bytes())
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
