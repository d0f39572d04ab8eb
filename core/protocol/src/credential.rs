//! Certificates (X.509, RFC 5280): they let tools that know nothing of us believe who
//! signed a photograph (C2PA). What we ourselves believe hangs on the log, where each
//! of them stands.
//!
//! ```text
//! root        made once and kept offline          self-signed
//!   issuing   the security administrator's        signed by the root
//!     phone   one for each phone's device key     signed by issuing; its subject is the phone's id
//! ```
//!
//! No private key of these is ever on the server. A certificate counts for what arrived
//! at the county while it was valid, by the county's clock and log: a photograph stays as good
//! as it was when its phone's certificate has long run out.

use crate::{
    base64url,
    digest::Digest,
    key::{Algorithm, PublicKey},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use doorstep_domain::id::DeviceId;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use x509_parser::{
    certificate::X509Certificate, oid_registry::OID_EC_P256, prelude::FromDer as _,
    public_key::PublicKey as Key, time::ASN1Time, x509::AttributeTypeAndValue,
};

/// Longest certificate that is read, bytes of DER. Ours have some 500.
pub const CERTIFICATE_BYTES: usize = 4_096;

/// The algorithm of a signature, as it stands in DER.
const ECDSA_WITH_SHA256: &[u8] = &[0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// An X.509 certificate, as it was signed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Certificate(#[serde(with = "base64url")] Vec<u8>);

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Organisation of its subject: the county.
    pub county: String,
    /// Common name of its subject; of a phone's, the phone's id.
    pub subject: String,
    /// The key that it is about.
    pub key: PublicKey,
    /// Whether that key may issue others.
    pub issues: bool,
    /// First moment at which it counts.
    pub from: DateTime<Utc>,
    /// Last moment at which it counts.
    pub until: DateTime<Utc>,
}

/// Why a certificate is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadCertificate {
    /// No X.509 certificate, or not one of ours: P-256, with a name.
    #[error("is no certificate of a P-256 key")]
    Unreadable,
    /// Not signed by the one above it.
    #[error("was not issued by the certificate above it")]
    NotIssued,
    /// A phone's that may issue others, or one above that may not.
    #[error("may not do what it is used for")]
    WrongUse,
    /// Another phone's, or for another key.
    #[error("is for another phone or another key")]
    Foreign,
    /// Not yet, or no longer.
    #[error("does not count at that time")]
    OutOfTime,
}

impl Certificate {
    /// A certificate from its DER, of which nothing is believed yet.
    pub fn from_der(der: Vec<u8>) -> Self {
        Self(der)
    }

    /// The first certificate of a text in PEM (RFC 7468).
    pub fn from_pem(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once(BEGIN)?;
        let (body, _) = rest.split_once(END)?;
        let body: String = body.split_ascii_whitespace().collect();
        STANDARD.decode(body).ok().map(Self)
    }

    /// As PEM.
    pub fn to_pem(&self) -> String {
        let mut pem = format!("{BEGIN}\n");
        for line in STANDARD.encode(&self.0).as_bytes().chunks(64) {
            pem.extend(line.iter().copied().map(char::from));
            pem.push('\n');
        }
        pem + END + "\n"
    }

    /// As it was signed.
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// SHA-256 of that.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }

    fn read(&self) -> Result<X509Certificate<'_>, BadCertificate> {
        if self.0.len() > CERTIFICATE_BYTES {
            return Err(BadCertificate::Unreadable);
        }
        match X509Certificate::from_der(&self.0) {
            Ok(([], certificate)) => Ok(certificate),
            _ => Err(BadCertificate::Unreadable),
        }
    }

    /// What it says of itself.
    pub fn facts(&self) -> Result<Facts, BadCertificate> {
        let read = self.read()?;
        let unreadable = BadCertificate::Unreadable;
        let subject = read.subject();
        let (county, name) = (subject.iter_organization().next(), subject.iter_common_name().next());
        let text = |part: Option<&AttributeTypeAndValue<'_>>| {
            part.and_then(|part| part.as_str().ok()).map(str::to_owned).ok_or(unreadable)
        };
        let info = read.public_key();
        let curve = info.algorithm.parameters.as_ref().and_then(|curve| curve.as_oid().ok());
        let key = match info.parsed() {
            Ok(Key::EC(point)) if curve == Some(OID_EC_P256) => point.data().to_vec(),
            _ => return Err(unreadable),
        };
        let time = |at: ASN1Time| DateTime::from_timestamp(at.timestamp(), 0).ok_or(unreadable);
        Ok(Facts {
            county: text(county)?,
            subject: text(name)?,
            key: PublicKey { alg: Algorithm::Es256, key },
            issues: read.is_ca(),
            from: time(read.validity().not_before)?,
            until: time(read.validity().not_after)?,
        })
    }

    /// Whether it was signed by the key of another.
    pub fn issued_by(&self, issuer: &Self) -> Result<(), BadCertificate> {
        let (read, issuer) = (self.read()?, issuer.read()?);
        let named = read.issuer().as_raw() == issuer.subject().as_raw();
        // What stands behind the signed part has one way of being written.
        let signature: &[u8] = &read.signature_value.data;
        let length = u8::try_from(signature.len() + 1).map_err(|_| BadCertificate::Unreadable)?;
        let whole = self.0.ends_with(&[ECDSA_WITH_SHA256, &[0x03, length, 0x00], signature].concat());
        let signed = read.verify_signature(Some(issuer.public_key())).is_ok();
        if named && whole && signed { Ok(()) } else { Err(BadCertificate::NotIssued) }
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Certificate({})", self.digest())
    }
}

impl Facts {
    /// Whether it counts at some moment.
    pub fn counts_at(&self, at: DateTime<Utc>) -> Result<(), BadCertificate> {
        if (self.from..=self.until).contains(&at) { Ok(()) } else { Err(BadCertificate::OutOfTime) }
    }
}

/// Who issues certificates to a county's phones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// Made once and kept offline.
    pub root: Certificate,
    /// The security administrator's.
    pub issuing: Certificate,
}

impl Authority {
    /// Whether the two belong together.
    pub fn check(&self) -> Result<(), BadCertificate> {
        if !(self.root.facts()?.issues && self.issuing.facts()?.issues) {
            return Err(BadCertificate::WrongUse);
        }
        self.root.issued_by(&self.root)?;
        self.issuing.issued_by(&self.root)
    }

    /// Whether a certificate is one that it issued to this phone for this key.
    pub fn vouches(
        &self,
        certificate: &Certificate,
        device: DeviceId,
        key: &PublicKey,
    ) -> Result<Facts, BadCertificate> {
        certificate.issued_by(&self.issuing)?;
        let facts = certificate.facts()?;
        if facts.issues {
            return Err(BadCertificate::WrongUse);
        }
        if facts.subject != device.to_string() || facts.key != *key {
            return Err(BadCertificate::Foreign);
        }
        Ok(facts)
    }
}

/// What a phone signs photographs with besides its key, as the county gives it (key of the document: the phone).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Which phone.
    pub device: DeviceId,
    /// Its certificate.
    pub certificate: Certificate,
    /// The one that issued it.
    pub issuing: Certificate,
}

/// A phone that has no certificate, or none that lasts: what the security administrator takes offline to be issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Which phone.
    pub device: DeviceId,
    /// Its key.
    pub key: PublicKey,
}

/// A certificate on its way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Which phone.
    pub device: DeviceId,
    /// Its certificate.
    pub certificate: Certificate,
}
