//! What can go wrong with a request, by what it asks of the engine.

use thiserror::Error;

/// Why there is no believed answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// No connection.
    #[error("the county cannot be reached")]
    Offline,
    /// A connection too slow for what was sent.
    #[error("the answer took too long")]
    TimedOut,
    /// Something answered that is not the county: a captive portal, a proxy. As good as no network.
    #[error("what answered is not the county")]
    NotTheCounty,
    /// The certificate does not hang on the pin of the enrolment ticket.
    #[error("the certificate is not the county's")]
    WrongPin,
    /// 429 or 503.
    #[error("the county is busy")]
    Busy {
        /// What `Retry-After` says.
        retry_after_millis: Option<u64>,
    },
    /// Any other 5xx.
    #[error("the county has trouble of its own")]
    Server {
        /// HTTP status.
        status: u16,
    },
    /// 401: the token is not good, or no longer.
    #[error("the county does not accept the token")]
    Unauthorised {
        /// The county's code.
        code: String,
    },
    /// 403 for this phone as such.
    #[error("the county has revoked this phone")]
    Revoked {
        /// The county's code.
        code: String,
    },
    /// Any other 4xx: about this phone or this version, not about what was sent.
    #[error("the county declines")]
    Declined {
        /// HTTP status.
        status: u16,
        /// The county's code.
        code: String,
    },
    /// 400, 413, 422: what was sent is refused, and would be again.
    #[error("the county refuses the request")]
    Rejected {
        /// HTTP status.
        status: u16,
        /// The county's code.
        code: String,
    },
    /// The batch is over the limit; it was not sent.
    #[error("the batch is too large to send")]
    TooLarge,
    /// A signature does not hold with the keys in hand.
    #[error("the county's signature does not hold")]
    Unbelieved,
    /// The keystore would not sign the request.
    #[error("the signing key cannot be used")]
    Key,
    /// The store could not lend what the request needs.
    #[error("the store could not be read")]
    Store,
}
