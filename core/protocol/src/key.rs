//! Keys and signatures. The algorithm travels with each signature, so that SM2 can
//! follow without a new wire.
//!
//! A phone signs with ECDSA P-256, which is all that Android's Keystore and Apple's
//! Secure Enclave have in common; the private key never leaves them, so signing is a
//! port ([`DeviceKey`]). The county signs with Ed25519.

use crate::base64url;
use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair,
        KeyPair, UnparsedPublicKey,
    },
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How a signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256; public key is the uncompressed point (65 bytes), signature `r ‖ s` (64 bytes).
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519; public key 32 bytes, signature 64.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// A public key with its algorithm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// Which algorithm.
    pub alg: Algorithm,
    /// In the algorithm's own form.
    #[serde(with = "base64url")]
    pub key: Vec<u8>,
}

/// A signature with its algorithm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Which algorithm.
    pub alg: Algorithm,
    /// In the algorithm's own form.
    #[serde(with = "base64url")]
    pub sig: Vec<u8>,
}

/// The signature does not belong to these bytes and this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the signature does not agree")]
pub struct BadSignature;

/// The key cannot be used: lost, locked, or refused by the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the signing key cannot be used")]
pub struct KeyUnavailable;

impl PublicKey {
    /// Checks a signature over exact bytes (see [`crate::pae`] for what those are).
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        if self.alg != signature.alg {
            return Err(BadSignature);
        }
        let algorithm: &dyn ring::signature::VerificationAlgorithm = match self.alg {
            Algorithm::Es256 => &ECDSA_P256_SHA256_FIXED,
            Algorithm::EdDsa => &ED25519,
        };
        UnparsedPublicKey::new(algorithm, &self.key).verify(message, &signature.sig).map_err(|_| BadSignature)
    }
}

/// The key that speaks for one phone. Lent to the core by the shell's keystore.
pub trait DeviceKey: Send + Sync {
    /// Its public half.
    fn public_key(&self) -> Result<PublicKey, KeyUnavailable>;
    /// Signs exact bytes.
    fn sign(&self, message: &[u8]) -> Result<Signature, KeyUnavailable>;
}

/// Where a device key lives; recorded at enrolment, never a hard gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyTier {
    /// A chip of its own (StrongBox, Secure Enclave).
    Strongbox,
    /// The processor's trusted environment.
    Hardware,
    /// The app's own memory.
    Software,
}

/// A P-256 key in the app's own memory: the software tier, and what tests use.
pub struct SoftwareKey {
    pair: EcdsaKeyPair,
    pkcs8: Vec<u8>,
}

impl SoftwareKey {
    /// A new key from the system's randomness.
    pub fn generate() -> Result<Self, KeyUnavailable> {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(|_| KeyUnavailable)?;
        Self::from_pkcs8(pkcs8.as_ref())
    }

    /// A key kept earlier by [`SoftwareKey::to_pkcs8`].
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyUnavailable> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &SystemRandom::new())
            .map_err(|_| KeyUnavailable)?;
        Ok(Self { pair, pkcs8: pkcs8.to_vec() })
    }

    /// The private key, for a keystore that can only keep bytes.
    pub fn to_pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }
}

impl DeviceKey for SoftwareKey {
    fn public_key(&self) -> Result<PublicKey, KeyUnavailable> {
        Ok(PublicKey { alg: Algorithm::Es256, key: self.pair.public_key().as_ref().to_vec() })
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, KeyUnavailable> {
        let sig = self.pair.sign(&SystemRandom::new(), message).map_err(|_| KeyUnavailable)?;
        Ok(Signature { alg: Algorithm::Es256, sig: sig.as_ref().to_vec() })
    }
}

/// One of the county's Ed25519 keys.
pub struct CountyKey {
    pair: Ed25519KeyPair,
    pkcs8: Vec<u8>,
}

impl CountyKey {
    /// A new key from the system's randomness.
    pub fn generate() -> Result<Self, KeyUnavailable> {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| KeyUnavailable)?;
        Self::from_pkcs8(pkcs8.as_ref())
    }

    /// A key kept earlier by [`CountyKey::to_pkcs8`].
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyUnavailable> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| KeyUnavailable)?;
        Ok(Self { pair, pkcs8: pkcs8.to_vec() })
    }

    /// The private key, to be kept outside the database.
    pub fn to_pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// Its public half.
    pub fn public_key(&self) -> PublicKey {
        PublicKey { alg: Algorithm::EdDsa, key: self.pair.public_key().as_ref().to_vec() }
    }

    /// Signs exact bytes.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature { alg: Algorithm::EdDsa, sig: self.pair.sign(message).as_ref().to_vec() }
    }
}
