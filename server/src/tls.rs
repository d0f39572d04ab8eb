//! The county's certificate authority. Its key stands with the other keys; phones know
//! the SHA-256 of its SubjectPublicKeyInfo from their enrolment ticket and believe
//! nothing else, so the authority's certificate may be made anew, its key never.
//!
//! The server's own certificate is issued at each start, for the names it is given, and
//! lives in memory only. It is valid for 397 days: a server that runs longer than that
//! without a restart has other troubles.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use doorstep_protocol::digest::Digest;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PublicKeyData,
};
use rustls::{ServerConfig, crypto::ring, server::ServerSessionMemoryCache};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName, pem::PemObject as _};
use std::{fs, io, path::Path, sync::Arc};
use thiserror::Error;

/// How long the server's certificate is good.
const LIFE: TimeDelta = TimeDelta::days(397);

/// A phone's idea of the time may be behind ours.
const BEFORE: TimeDelta = TimeDelta::days(2);

/// Phones whose connections may begin where the last one ended; each has two tickets of some hundred bytes.
const SESSIONS: usize = 16 * 1024;

/// Most bytes that a returning phone may send with its hello: a day's visits. Were the ticket forgotten, they would be sent twice.
const EARLY_BYTES: u32 = 16 * 1024;

/// What a listener needs, and what a ticket says of it.
#[derive(Clone)]
pub struct CountyTls {
    /// TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1, the authority's certificate sent along.
    pub config: Arc<ServerConfig>,
    /// SHA-256 of the authority's SubjectPublicKeyInfo.
    pub ca_pin: Digest,
}

/// Why there is no TLS.
#[derive(Debug, Error)]
pub enum TlsError {
    /// The key folder.
    #[error("the key folder cannot be used")]
    Io(#[from] io::Error),
    /// A key or certificate is damaged, or a name is no name.
    #[error("the county's certificates cannot be made")]
    Certificate(#[from] rcgen::Error),
    /// The authority's certificate cannot be read.
    #[error("ca.crt does not hold a certificate")]
    Damaged,
    /// Neither a host name nor an IP address.
    #[error("{0} is neither a host name nor an address")]
    Name(String),
    /// rustls refused.
    #[error("tls cannot be set up")]
    Rustls(#[from] rustls::Error),
}

/// The authority of the folder (made at the first call), and a new certificate for `names`: host names or IP addresses.
pub fn open(folder: &Path, names: &[String], now: DateTime<Utc>) -> Result<CountyTls, TlsError> {
    if let Some(wrong) = names.iter().find(|name| ServerName::try_from(name.as_str()).is_err()) {
        return Err(TlsError::Name(wrong.clone()));
    }
    let (authority_key, authority) = authority(folder)?;
    let ca_pin = Digest::of(&authority_key.subject_public_key_info());
    let issuer = Issuer::new(authority_params(), authority_key);
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(names.to_vec())?;
    params.distinguished_name = named("Doorstep county server");
    let date = |at: DateTime<Utc>| {
        let part = |number: u32| u8::try_from(number).unwrap_or(1);
        rcgen::date_time_ymd(at.year(), part(at.month()), part(at.day()))
    };
    (params.not_before, params.not_after) = (date(now - BEFORE), date(now + LIFE));
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    let certificate = params.signed_by(&key, &issuer)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone(), authority],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // Tickets stand in memory, each good once: see `http::secured`.
    config.session_storage = ServerSessionMemoryCache::new(SESSIONS);
    config.max_early_data_size = EARLY_BYTES;
    config.send_half_rtt_data = true;
    Ok(CountyTls { config: Arc::new(config), ca_pin })
}

fn authority(folder: &Path) -> Result<(KeyPair, CertificateDer<'static>), TlsError> {
    let (key_file, certificate_file) = (folder.join("ca.key"), folder.join("ca.crt"));
    if !key_file.exists() {
        fs::create_dir_all(folder)?;
        let key = KeyPair::generate()?;
        crate::keyring::write_secret(folder, "ca.key", key.serialize_pem().as_bytes())?;
    }
    let key = KeyPair::from_pem(&fs::read_to_string(&key_file)?)?;
    if !certificate_file.exists() {
        let certificate = authority_params().self_signed(&key)?;
        fs::write(&certificate_file, certificate.pem())?;
    }
    let certificate = CertificateDer::from_pem_file(&certificate_file).map_err(|_| TlsError::Damaged)?;
    Ok((key, certificate))
}

/// What the authority says of itself; nobody weighs it but browsers that were told to believe it.
fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("Doorstep county authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (params.not_before, params.not_after) =
        (rcgen::date_time_ymd(2020, 1, 1), rcgen::date_time_ymd(2070, 1, 1));
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}
