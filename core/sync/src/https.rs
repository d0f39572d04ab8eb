//! HTTPS to the county, by its pin alone: no public authorities, no system proxy, no
//! redirects, HTTP/2 where the server speaks it.

mod pin;

use crate::{
    engine::REQUEST_MILLIS,
    known_time::TimeSource,
    transport::{BadAddress, Connector, Transport, TransportError},
};
use async_trait::async_trait;
use doorstep_protocol::{digest::Digest, limits};
use http::{Request, Response, Uri};
use pin::{PinVerifier, WrongPin};
use reqwest::redirect::Policy;
use std::{error::Error, io, sync::Arc, time::Duration};

/// 2G takes seconds to connect, and a rural cell minutes to give up.
const CONNECT: Duration = Duration::from_secs(45);
/// A connection on which nothing moves for so long is dead.
const SILENCE: Duration = Duration::from_secs(75);
/// Just before the engine gives up.
const WHOLE: Duration = Duration::from_millis(REQUEST_MILLIS - 5_000);
/// The slowest link for which a journal is worth waiting, bytes a second.
const SLOWEST: u64 = 2_000;

/// Opens HTTPS transports.
pub struct HttpsConnector {
    time: Arc<dyn TimeSource>,
}

impl HttpsConnector {
    /// Judges certificates' dates by this source (see [`crate::known_time`]).
    pub fn new(time: Arc<dyn TimeSource>) -> Self {
        Self { time }
    }
}

impl Connector for HttpsConnector {
    fn connect(&self, address: &str, ca_pin: Digest) -> Result<Arc<dyn Transport>, BadAddress> {
        let base: Uri = address.trim_end_matches('/').parse().map_err(|_| BadAddress)?;
        if base.scheme_str() != Some("https") || base.host().is_none() || base.path() != "/" {
            return Err(BadAddress);
        }
        let client = client(PinVerifier::new(ca_pin, Arc::clone(&self.time))).map_err(|_| BadAddress)?;
        Ok(Arc::new(Https { client, base: address.trim_end_matches('/').to_owned() }))
    }
}

fn client(verifier: PinVerifier) -> Result<reqwest::Client, Box<dyn Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(true)
        .no_proxy()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .pool_max_idle_per_host(1)
        .build()?;
    Ok(client)
}

struct Https {
    client: reqwest::Client,
    base: String,
}

#[async_trait]
impl Transport for Https {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let (parts, body) = request.into_parts();
        let length = u64::try_from(body.len()).unwrap_or(u64::MAX);
        let sending = self
            .client
            .request(parts.method, format!("{}{}", self.base, parts.uri))
            .headers(parts.headers)
            .timeout(WHOLE.max(Duration::from_secs(length / SLOWEST)))
            .body(body)
            .send();
        let mut answer = sending.await.map_err(|error| why(&error))?;
        let mut response = Response::new(Vec::new());
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        while let Some(chunk) = answer.chunk().await.map_err(|error| why(&error))? {
            if response.body().len() + chunk.len() > limits::UNFOLDED_BYTES {
                return Err(TransportError::TooLarge);
            }
            response.body_mut().extend_from_slice(&chunk);
        }
        Ok(response)
    }
}

/// What a failure asks of a person: to wait, or to look who answers.
fn why(error: &reqwest::Error) -> TransportError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(tls) = tls_error(error) {
            return match tls {
                rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other))
                    if other.0.is::<WrongPin>() =>
                {
                    TransportError::WrongPin
                }
                rustls::Error::InvalidCertificate(_) => TransportError::BadCertificate,
                _ => TransportError::Unreachable,
            };
        }
        cause = error.source();
    }
    if error.is_timeout() { TransportError::TimedOut } else { TransportError::Unreachable }
}

/// A TLS error here, or inside an I/O error, whose `source` would skip it.
fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    error.downcast_ref().or_else(|| {
        let inner = error.downcast_ref::<io::Error>()?.get_ref()?;
        let inner: &(dyn Error + 'static) = inner;
        tls_error(inner)
    })
}

#[cfg(test)]
mod tests;
