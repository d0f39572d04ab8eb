//! The way to the county, as a port: HTTPS in the field, a function call in tests, and
//! anything that drops and repeats in stories.

use async_trait::async_trait;
use doorstep_protocol::digest::Digest;
use http::{Request, Response};
use std::sync::Arc;
use thiserror::Error;

/// Carries one request to the county and its answer back.
///
/// The request's URI is a path with its query; bodies are whole. An implementation
/// comes to an end by itself within [`crate::engine::REQUEST_MILLIS`] where it can;
/// where it does not, the engine gives it up.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends it. Dropping the future gives the request up; the county may have taken it all the same.
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError>;
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TransportError {
    /// No connection, or it broke.
    #[error("the county cannot be reached")]
    Unreachable,
    /// Too slow.
    #[error("the request took too long")]
    TimedOut,
    /// No certificate of the chain has the pin of the enrolment ticket: not this county, whoever it is.
    #[error("the certificate does not carry the county's pin")]
    WrongPin,
    /// The pin is there, but the server's certificate is not good: another name, expired, badly signed.
    #[error("the server's certificate is not good")]
    BadCertificate,
    /// The answer is over the limit.
    #[error("the answer is too large")]
    TooLarge,
}

/// Opens a transport to an address, once its pin is known.
pub trait Connector: Send + Sync {
    /// A transport to `https://HOST:PORT` that believes only the authority with this pin.
    fn connect(&self, address: &str, ca_pin: Digest) -> Result<Arc<dyn Transport>, BadAddress>;
}

/// The address is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the address of the county is not one")]
pub struct BadAddress;
