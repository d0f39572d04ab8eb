//! Real handshakes on the loopback.

mod patience;

use super::*;
use crate::known_time::KnownTime;
use chrono::{DateTime, Utc};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose, PublicKeyData,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::convert::Infallible;
use tokio::net::TcpListener;

struct Fixed(KnownTime);

impl TimeSource for Fixed {
    fn known_time(&self) -> KnownTime {
        self.0
    }
}

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn pin(&self) -> Digest {
        Digest::of(&self.0.key().subject_public_key_info())
    }

    /// A server certificate for these names, valid in these years.
    fn issue(&self, name: &str, years: (i32, i32)) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
        let leaf = params.signed_by(&key, &self.0).unwrap();
        let chain = vec![leaf.der().clone(), self.0.der().clone()];
        (chain, PrivateKeyDer::try_from(key.serialize_der()).unwrap())
    }
}

/// A server that says the path and the protocol it was asked by; returns its port.
async fn serve((chain, key): (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)) -> u16 {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    tls.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(tls));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let service = service_fn(|request: hyper::Request<Incoming>| async move {
                    let body = format!("{:?} {}", request.version(), request.uri().path());
                    let status = if request.uri().path() == "/moved" { 302 } else { 200 };
                    let response = Response::builder().status(status).header("location", "/elsewhere");
                    Ok::<_, Infallible>(response.body(body).unwrap())
                });
                let io = TokioIo::new(stream);
                // The client hangs up when it has seen enough.
                let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(io, service).await;
            });
        }
    });
    port
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn get(
    port: u16,
    host: &str,
    pin: Digest,
    known: KnownTime,
    path: &str,
) -> Result<Response<Vec<u8>>, TransportError> {
    let connector = HttpsConnector::new(Arc::new(Fixed(known)));
    let transport = connector.connect(&format!("https://{host}:{port}"), pin).unwrap();
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = path.parse().unwrap();
    transport.send(request).await
}

#[tokio::test]
async fn the_authority_with_the_pin_is_believed_by_address_and_over_http_2() {
    let authority = Authority::new();
    let port = serve(authority.issue("127.0.0.1", (2020, 2040))).await;
    let now = KnownTime::About(time("2026-11-22T00:00:00Z"));
    let response = get(port, "127.0.0.1", authority.pin(), now, "/v1/changes").await.unwrap();
    assert_eq!(String::from_utf8_lossy(response.body()), "HTTP/2.0 /v1/changes");
}

#[tokio::test]
async fn another_authority_is_told_from_a_bad_certificate_and_from_no_network() {
    let (authority, other) = (Authority::new(), Authority::new());
    let known = KnownTime::Nothing;
    let port = serve(authority.issue("127.0.0.1", (2020, 2040))).await;
    assert_eq!(get(port, "127.0.0.1", other.pin(), known, "/").await.unwrap_err(), TransportError::WrongPin);
    let port = serve(authority.issue("elsewhere.invalid", (2020, 2040))).await;
    let named = get(port, "127.0.0.1", authority.pin(), known, "/").await;
    assert_eq!(named.unwrap_err(), TransportError::BadCertificate);
    // The pinned certificate sent along proves nothing for a server that it never signed.
    let (mut chain, key) = other.issue("127.0.0.1", (2020, 2040));
    chain[1] = authority.0.der().clone();
    let port = serve((chain, key)).await;
    let forged = get(port, "127.0.0.1", authority.pin(), known, "/").await;
    assert_eq!(forged.unwrap_err(), TransportError::BadCertificate);
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let nobody = get(closed, "127.0.0.1", authority.pin(), known, "/").await;
    assert_eq!(nobody.unwrap_err(), TransportError::Unreachable);
}

#[tokio::test]
async fn dates_are_judged_by_what_the_county_said_and_not_at_all_where_it_said_nothing() {
    let authority = Authority::new();
    let rows = [
        ((2020, 2021), KnownTime::Nothing, true),
        ((2020, 2021), KnownTime::About(time("2026-11-22T00:00:00Z")), false),
        ((2020, 2021), KnownTime::NotBefore(time("2026-11-22T00:00:00Z")), false),
        ((2030, 2031), KnownTime::NotBefore(time("2026-11-22T00:00:00Z")), true),
        ((2020, 2040), KnownTime::NotBefore(time("2026-11-22T00:00:00Z")), true),
    ];
    for (years, known, good) in rows {
        let port = serve(authority.issue("127.0.0.1", years)).await;
        let result = get(port, "127.0.0.1", authority.pin(), known, "/").await;
        assert_eq!(result.is_ok(), good, "{years:?} at {known:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let authority = Authority::new();
    let port = serve(authority.issue("127.0.0.1", (2020, 2040))).await;
    let response = get(port, "127.0.0.1", authority.pin(), KnownTime::Nothing, "/moved").await.unwrap();
    assert_eq!(response.status(), 302);
}

#[test]
fn only_https_addresses_are_addresses() {
    let connector = HttpsConnector::new(Arc::new(Fixed(KnownTime::Nothing)));
    for address in ["http://county.invalid", "county.invalid", "https://", "https://county.invalid/path", ""]
    {
        assert!(connector.connect(address, Digest::of(b"")).is_err(), "{address}");
    }
    assert!(connector.connect("https://county.invalid:8443/", Digest::of(b"")).is_ok());
}
