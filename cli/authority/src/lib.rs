//! The county's certificate authority (C2PA's trust anchor), as the security administrator
//! (安全管理员) works with it: away from the server, so that whoever runs the server
//! cannot issue. Both keys lie in files under a passphrase (PKCS #8, RFC 5958; PBES2 with
//! scrypt, RFC 7914).
//!
//! ```text
//! Keyholder::root      once; its file goes into a safe
//!   .appoint           every few years: the key that issues
//!     .issue           for each phone that the county wants a certificate for
//! ```

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use doorstep_protocol::{
    credential::{Authority, BadCertificate, Certificate, Issued, Wanted},
    key::Algorithm,
};
use pkcs8::{EncryptedPrivateKeyInfo, LineEnding, PrivateKeyInfo, SecretDocument, pkcs5::pbes2};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PublicKeyData, SignatureAlgorithm,
};
use thiserror::Error;

#[cfg(test)]
mod tests;

/// How long the root counts.
pub const ROOT_LIFE: TimeDelta = TimeDelta::days(30 * 365);

/// How long the key that issues counts.
pub const ISSUING_LIFE: TimeDelta = TimeDelta::days(6 * 365);

/// How long a phone's certificate counts.
pub const PHONE_LIFE: TimeDelta = TimeDelta::days(2 * 365);

/// Clocks differ: everything counts from a day before it was issued.
const BEFORE: TimeDelta = TimeDelta::days(1);

/// What a phone may sign: content credentials (C2PA 2.1, 14.5.1), and documents (RFC 9336).
const PURPOSES: [&[u64]; 2] = [&[1, 3, 6, 1, 4, 1, 62558, 2, 1], &[1, 3, 6, 1, 5, 5, 7, 3, 36]];

/// Why the authority cannot do what it was asked.
#[derive(Debug, Error)]
pub enum AuthorityError {
    /// The passphrase does not open the key, or its file was damaged.
    #[error("the passphrase does not open this key")]
    NotOpened,
    /// Key and certificate are not of one another.
    #[error("this key does not belong to this certificate")]
    NotTogether,
    /// The certificate is none that can be worked with.
    #[error("the certificate {0}")]
    Certificate(#[from] BadCertificate),
    /// What was wanted is for a key that no phone has.
    #[error("the key wanted is no P-256 key")]
    NoPhoneKey,
    /// The system gave no randomness, or the certificate cannot be written.
    #[error("the certificate cannot be made")]
    NotMade(#[from] rcgen::Error),
    /// The key has no form on paper.
    #[error("the key cannot be written")]
    NotSealed,
}

/// A certificate, and the key that it is about.
pub struct Keyholder {
    certificate: Certificate,
    county: String,
    key: KeyPair,
}

impl Keyholder {
    /// A new root for a county (its name as people write it).
    pub fn root(county: &str, now: DateTime<Utc>) -> Result<Self, AuthorityError> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let params = above(county, "Doorstep root", BasicConstraints::Constrained(1), now, ROOT_LIFE);
        let certificate = Certificate::from_der(params.self_signed(&key)?.der().to_vec());
        Ok(Self { certificate, county: county.to_owned(), key })
    }

    /// The key that issues from now on, signed by this root.
    pub fn appoint(&self, now: DateTime<Utc>) -> Result<Self, AuthorityError> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut params =
            above(&self.county, "Doorstep issuing", BasicConstraints::Constrained(0), now, ISSUING_LIFE);
        params.use_authority_key_identifier_extension = true;
        let certificate = Certificate::from_der(params.signed_by(&key, &self.issuer()?)?.der().to_vec());
        Ok(Self { certificate, county: self.county.clone(), key })
    }

    /// A certificate for a phone.
    pub fn issue(&self, wanted: &Wanted, now: DateTime<Utc>) -> Result<Issued, AuthorityError> {
        let key = PhoneKey::new(wanted)?;
        let mut params = params(&self.county, &wanted.device.to_string(), now, PHONE_LIFE);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages =
            PURPOSES.iter().map(|oid| ExtendedKeyUsagePurpose::Other(oid.to_vec())).collect();
        params.use_authority_key_identifier_extension = true;
        let certificate = Certificate::from_der(params.signed_by(&key, &self.issuer()?)?.der().to_vec());
        Ok(Issued { device: wanted.device, certificate })
    }

    /// What the county's server is told of it: this one issues, under that root.
    pub fn under(&self, root: &Certificate) -> Result<Authority, AuthorityError> {
        let authority = Authority { root: root.clone(), issuing: self.certificate.clone() };
        authority.check()?;
        Ok(authority)
    }

    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its key under a passphrase, as PEM.
    pub fn seal(&self, passphrase: &str) -> Result<String, AuthorityError> {
        let der = self.key.serialize_der();
        let key = PrivateKeyInfo::try_from(der.as_slice()).map_err(|_| AuthorityError::NotSealed)?;
        let (mut salt, mut iv) = ([0; 16], [0; 16]);
        getrandom::fill(&mut salt)
            .and_then(|()| getrandom::fill(&mut iv))
            .map_err(|_| AuthorityError::NotSealed)?;
        let scheme =
            pbes2::Parameters::scrypt_aes256cbc(pkcs8::pkcs5::scrypt::Params::recommended(), &salt, &iv);
        let scheme = scheme.map_err(|_| AuthorityError::NotSealed)?;
        let sealed = key.encrypt_with_params(scheme, passphrase).map_err(|_| AuthorityError::NotSealed)?;
        let pem =
            sealed.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF).map_err(|_| AuthorityError::NotSealed)?;
        Ok(pem.to_string())
    }

    /// A key from its PEM, with its certificate.
    pub fn open(certificate: Certificate, pem: &str, passphrase: &str) -> Result<Self, AuthorityError> {
        let (_, sealed) = SecretDocument::from_pem(pem).map_err(|_| AuthorityError::NotOpened)?;
        let sealed =
            EncryptedPrivateKeyInfo::try_from(sealed.as_bytes()).map_err(|_| AuthorityError::NotOpened)?;
        let der = sealed.decrypt(passphrase).map_err(|_| AuthorityError::NotOpened)?;
        let key = KeyPair::try_from(der.as_bytes()).map_err(|_| AuthorityError::NotOpened)?;
        let facts = certificate.facts()?;
        if facts.key.key != key.public_key_raw() {
            return Err(AuthorityError::NotTogether);
        }
        Ok(Self { certificate, county: facts.county, key })
    }

    fn issuer(&self) -> Result<Issuer<'static, &KeyPair>, AuthorityError> {
        Ok(Issuer::from_ca_cert_der(&self.certificate.der().into(), &self.key)?)
    }
}

fn params(county: &str, name: &str, now: DateTime<Utc>, life: TimeDelta) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, county);
    params.distinguished_name.push(DnType::CommonName, name);
    let day = |at: DateTime<Utc>| {
        let part = |number: u32| u8::try_from(number).unwrap_or(1);
        rcgen::date_time_ymd(at.year(), part(at.month()), part(at.day()))
    };
    (params.not_before, params.not_after) = (day(now - BEFORE), day(now + life));
    params
}

fn above(
    county: &str,
    name: &str,
    reach: BasicConstraints,
    now: DateTime<Utc>,
    life: TimeDelta,
) -> CertificateParams {
    let mut params = params(county, name, now, life);
    params.is_ca = IsCa::Ca(reach);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// A phone's public key.
struct PhoneKey<'a>(&'a [u8]);

impl<'a> PhoneKey<'a> {
    fn new(wanted: &'a Wanted) -> Result<Self, AuthorityError> {
        // An uncompressed point.
        let good = wanted.key.alg == Algorithm::Es256
            && wanted.key.key.len() == 65
            && wanted.key.key.first() == Some(&4);
        good.then_some(Self(&wanted.key.key)).ok_or(AuthorityError::NoPhoneKey)
    }
}

impl PublicKeyData for PhoneKey<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}
