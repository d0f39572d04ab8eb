//! Errors as RFC 9457 `application/problem+json`, with a stable code. No personal data.

use serde::{Deserialize, Serialize};

/// Media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Header with the code once more: an answer to `HEAD` has no body.
pub const CODE_HEADER: &str = "doorstep-problem";

/// What went wrong with a request as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:doorstep:problem:CODE`
    #[serde(rename = "type")]
    pub kind: String,
    /// For developers; shells show their own words for the code.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable.
    pub code: String,
    /// The field at fault, where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}
