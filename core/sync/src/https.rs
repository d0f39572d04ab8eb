//! HTTPS to the county, by its pin alone: no public authorities, no system proxy, no
//! redirects, HTTP/2 where the server speaks it.
//!
//! A connection on which a request did not come to its end is not used again: a phone
//! that changed cells, or a middlebox that forgot it, leaves it dead without a word, and
//! every request after would wait on it.

mod dial;
mod pin;
mod secure;

use crate::{
    engine::REQUEST_MILLIS,
    known_time::TimeSource,
    transport::{BadAddress, Connector, Transport, TransportError},
};
use async_trait::async_trait;
use bytes::Bytes;
use dial::Patient;
use doorstep_protocol::{digest::Digest, limits};
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use pin::{PinVerifier, WrongPin};
use secure::{H2, Secure};
use std::{
    error::Error,
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::timeout;

pub use dial::Dial;

/// A connection on which nothing moves for so long is dead.
const SILENCE: Duration = Duration::from_secs(75);
/// Just before the engine gives up.
const WHOLE: Duration = Duration::from_millis(REQUEST_MILLIS - 5_000);
/// The slowest link for which a body is worth waiting, bytes a second.
const SLOWEST: u64 = 2_000;

/// Opens HTTPS transports, over TCP or whatever else reaches a host.
pub struct HttpsConnector<D = HttpConnector> {
    dial: D,
    time: Arc<dyn TimeSource>,
}

impl HttpsConnector {
    /// Judges certificates' dates by this source (see [`crate::known_time`]).
    pub fn new(time: Arc<dyn TimeSource>) -> Self {
        Self::over(dial::tcp(SILENCE), time)
    }
}

impl<D: Dial> HttpsConnector<D> {
    /// The same over another network.
    pub fn over(dial: D, time: Arc<dyn TimeSource>) -> Self {
        Self { dial, time }
    }
}

impl<D: Dial> Connector for HttpsConnector<D> {
    fn connect(&self, address: &str, ca_pin: Digest) -> Result<Arc<dyn Transport>, BadAddress> {
        let base = address.trim_end_matches('/');
        let parsed: Uri = base.parse().map_err(|_| BadAddress)?;
        if parsed.scheme_str() != Some("https") || parsed.host().is_none() || parsed.path() != "/" {
            return Err(BadAddress);
        }
        let tls = believing(PinVerifier::new(ca_pin, Arc::clone(&self.time))).map_err(|_| BadAddress)?;
        let connector = Patient(Secure::new(self.dial.clone(), tls));
        let client = Mutex::new(speaking(connector.clone()));
        Ok(Arc::new(Https { connector, client, base: base.to_owned() }))
    }
}

fn believing(verifier: PinVerifier) -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let verified = tls.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut tls = verified.with_no_client_auth();
    tls.alpn_protocols = vec![H2.to_vec(), b"http/1.1".to_vec()];
    tls.enable_early_data = true;
    Ok(tls)
}

type Secured<D> = Patient<Secure<D>>;
type Speaking<D> = Client<Secured<D>, Full<Bytes>>;

fn speaking<D: Dial>(connector: Secured<D>) -> Speaking<D> {
    let mut builder = Client::builder(TokioExecutor::new());
    builder.timer(TokioTimer::new()).pool_timer(TokioTimer::new()).pool_max_idle_per_host(1);
    builder.build(connector)
}

struct Https<D> {
    connector: Secured<D>,
    /// Holds the connection, once there is one.
    client: Mutex<Speaking<D>>,
    base: String,
}

#[async_trait]
impl<D: Dial> Transport for Https<D> {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let (mut parts, body) = request.into_parts();
        parts.uri = format!("{}{}", self.base, parts.uri).parse().map_err(|_| TransportError::Unreachable)?;
        let slow = Duration::from_secs(u64::try_from(body.len()).unwrap_or(u64::MAX) / SLOWEST);
        let request = Request::from_parts(parts, Full::new(Bytes::from(body)));
        let client = self.client.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut under_way = UnderWay { https: self, ended: false };
        let answer = timeout(WHOLE.max(slow), exchange(client, request, slow)).await;
        let answer = answer.unwrap_or(Err(TransportError::TimedOut));
        under_way.ended = !matches!(answer, Err(TransportError::TimedOut));
        answer
    }
}

/// A request, until it came to its end: answered, or broken for a reason. One that took
/// too long did not, nor did one whose future was dropped.
struct UnderWay<'a, D: Dial> {
    https: &'a Https<D>,
    ended: bool,
}

impl<D: Dial> Drop for UnderWay<'_, D> {
    fn drop(&mut self) {
        if !self.ended {
            let fresh = speaking(self.https.connector.clone());
            *self.https.client.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
    }
}

/// `slow` is what the body takes on the slowest link: nothing is heard meanwhile.
async fn exchange<D: Dial>(
    client: Speaking<D>,
    request: Request<Full<Bytes>>,
    slow: Duration,
) -> Result<Response<Vec<u8>>, TransportError> {
    let head = timeout(SILENCE + slow, client.request(request)).await;
    let (parts, mut body) =
        head.map_err(|_| TransportError::TimedOut)?.map_err(|error| why(&error))?.into_parts();
    let mut bytes = Vec::new();
    while let Some(frame) = timeout(SILENCE, body.frame()).await.map_err(|_| TransportError::TimedOut)? {
        let Ok(chunk) = frame.map_err(|error| why(&error))?.into_data() else { continue };
        if bytes.len() + chunk.len() > limits::UNFOLDED_BYTES {
            return Err(TransportError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Response::from_parts(parts, bytes))
}

/// What a failure asks of a person: to wait, or to look who answers.
fn why(error: &(dyn Error + 'static)) -> TransportError {
    let mut cause = Some(error);
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
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut) {
            return TransportError::TimedOut;
        }
        cause = error.source();
    }
    TransportError::Unreachable
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
