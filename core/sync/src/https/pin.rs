//! Whose certificates are believed: those of the one authority whose public key has the
//! pin of the enrolment ticket.
//!
//! The server sends its authority's certificate along. Among what it sends, the one
//! whose SubjectPublicKeyInfo hashes to the pin is the only root; its own words (name,
//! dates) count for nothing, its key does. The server's certificate is then verified
//! against it as WebPKI does it: signatures, constraints, name or address. Dates are
//! judged by [`crate::known_time`].

use crate::known_time::TimeSource;
use chrono::{DateTime, Utc};
use doorstep_protocol::digest::Digest;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_cert_signed_by_trust_anchor, verify_server_name,
    },
    crypto::{WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use std::{fmt, sync::Arc, time::Duration};
use x509_parser::prelude::{FromDer, X509Certificate};

/// No certificate of the chain has the pin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no certificate of the chain has the pin")]
pub(super) struct WrongPin;

/// Believes one authority.
pub(super) struct PinVerifier {
    pin: Digest,
    time: Arc<dyn TimeSource>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl PinVerifier {
    pub(super) fn new(pin: Digest, time: Arc<dyn TimeSource>) -> Self {
        Self { pin, time, algorithms: ring::default_provider().signature_verification_algorithms }
    }

    fn has_pin(&self, certificate: &CertificateDer<'_>) -> bool {
        X509Certificate::from_der(certificate)
            .is_ok_and(|(_, parsed)| Digest::of(parsed.public_key().raw) == self.pin)
    }

    /// When to judge the path: the latest beginning of anything but the root, or what is known, if that is later.
    fn judged_at<'a>(&self, path: impl Iterator<Item = &'a CertificateDer<'a>>) -> UnixTime {
        let from = path.filter_map(|certificate| valid_from(certificate)).max();
        let at = self.time.known_time().judged_at(from.unwrap_or(DateTime::UNIX_EPOCH));
        UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(at.timestamp()).unwrap_or(0)))
    }
}

fn valid_from(certificate: &CertificateDer<'_>) -> Option<DateTime<Utc>> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    DateTime::from_timestamp(parsed.validity().not_before.timestamp(), 0)
}

impl ServerCertVerifier for PinVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _by_the_civil_clock: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let (pinned, between): (Vec<_>, Vec<_>) =
            intermediates.iter().cloned().partition(|certificate| self.has_pin(certificate));
        let root = pinned.into_iter().next().ok_or_else(wrong_pin)?;
        let mut roots = RootCertStore::empty();
        roots.add(root)?;
        let now = self.judged_at(std::iter::once(end_entity).chain(&between));
        let parsed = ParsedCertificate::try_from(end_entity)?;
        verify_server_cert_signed_by_trust_anchor(&parsed, &roots, &between, now, self.algorithms.all)?;
        verify_server_name(&parsed, server_name)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

fn wrong_pin() -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(WrongPin))))
}

impl fmt::Debug for PinVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PinVerifier").field("pin", &self.pin).finish_non_exhaustive()
    }
}
