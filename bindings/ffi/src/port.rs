//! What the shell lends: keys, clocks, the network's state. Each method may throw; what that means to the core stands at
//! each. The core's randomness is the operating system's own, and its network its own TLS by the county's pin.
//!
//! Any of these may be called from a thread of the core's, several at once, and while a call of the shell's waits.

use crate::{
    error::{KeystoreError, PortError},
    moment::Instant,
    p256,
};
use chrono::{DateTime, Utc};
use doorstep_client::port as core;
use doorstep_protocol::key::{Algorithm, DeviceKey, KeyUnavailable, PublicKey, Signature};
use doorstep_store::DatabaseKey;
use std::sync::Arc;

pub use doorstep_protocol::key::KeyTier;

/// Where a device key lives; recorded at enrolment, never a hard gate.
#[uniffi::remote(Enum)]
pub enum KeyTier {
    /// A chip of its own (StrongBox, Secure Enclave).
    Strongbox,
    /// The processor's trusted environment.
    Hardware,
    /// The app's own memory.
    Software,
}

/// The platform's keystore. Keys are made on first use. Only `Lost` says that a key is gone: anything else that is thrown is
/// heard as `Locked`.
#[uniffi::export(with_foreign)]
pub trait Keystore: Send + Sync {
    /// The raw key of the database: 32 random bytes, the same every time.
    fn database_key(&self) -> Result<Vec<u8>, KeystoreError>;
    /// The public half of the device key, P-256: SubjectPublicKeyInfo (91 bytes) or the uncompressed point (65 bytes).
    fn device_public_key(&self) -> Result<Vec<u8>, KeystoreError>;
    /// Signs the message (not its digest) with the device key: ECDSA with SHA-256, in DER.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, KeystoreError>;
    /// Where the device key lives.
    fn tier(&self) -> Result<KeyTier, KeystoreError>;
    /// Forgets both keys; new ones are made on their next use.
    fn renew(&self) -> Result<(), KeystoreError>;
}

/// The phone's clocks.
#[uniffi::export(with_foreign)]
pub trait LocalClock: Send + Sync {
    /// The civil clock, which a person may have set to anything. One that throws stands at 1970.
    fn now(&self) -> Result<Instant, PortError>;
    /// Milliseconds since boot, deep sleep included where the platform can. One that throws stands at 0.
    fn monotonic_millis(&self) -> Result<u64, PortError>;
    /// Names the boot; another after each. One that throws leaves it without a name.
    fn boot(&self) -> Result<String, PortError>;
    /// Minutes that local time is ahead of UTC; 0 where it throws.
    fn utc_offset_minutes(&self) -> Result<i32, PortError>;
}

/// What the platform says of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Network {
    /// None.
    None,
    /// One on which bytes cost nothing.
    Free,
    /// One on which each byte costs. Records go all the same; media may wait for a better one.
    Metered,
}

/// Whether there is a network. A hint: the engine tries all the same. One that throws is taken for a metered one.
#[uniffi::export(with_foreign)]
pub trait Connectivity: Send + Sync {
    /// Now. When it changes, call `network_changed`.
    fn network(&self) -> Result<Network, PortError>;
}

/// Everything that the shell lends.
#[derive(Clone, uniffi::Record)]
pub struct Ports {
    /// Keys.
    pub keystore: Arc<dyn Keystore>,
    /// Clocks.
    pub clock: Arc<dyn LocalClock>,
    /// Whether there is a network.
    pub connectivity: Arc<dyn Connectivity>,
}

impl From<Ports> for core::Ports {
    fn from(ports: Ports) -> Self {
        Self {
            keystore: Arc::new(Keys(ports.keystore)),
            clock: Arc::new(Clocks(ports.clock)),
            entropy: Arc::new(core::SystemEntropy),
            connectivity: Arc::new(Radio(ports.connectivity)),
            connector: None,
        }
    }
}

struct Keys(Arc<dyn Keystore>);

impl core::Keystore for Keys {
    fn database_key(&self) -> Result<DatabaseKey, core::KeystoreError> {
        let key = self.0.database_key()?;
        // A key of another length is a fault of the shell's: nothing is set aside for it.
        key.try_into().map(DatabaseKey::new).map_err(|_| core::KeystoreError::Locked)
    }

    fn device_key(&self) -> Result<Arc<dyn DeviceKey>, core::KeystoreError> {
        Ok(Arc::new(Signer(Arc::clone(&self.0))))
    }

    fn tier(&self) -> KeyTier {
        self.0.tier().unwrap_or(KeyTier::Software)
    }

    fn renew(&self) -> Result<(), core::KeystoreError> {
        Ok(self.0.renew()?)
    }
}

struct Signer(Arc<dyn Keystore>);

impl DeviceKey for Signer {
    fn public_key(&self) -> Result<PublicKey, KeyUnavailable> {
        let key = self.0.device_public_key().map_err(|_| KeyUnavailable)?;
        Ok(PublicKey { alg: Algorithm::Es256, key: p256::point(&key).ok_or(KeyUnavailable)? })
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, KeyUnavailable> {
        let signature = self.0.sign(message.to_vec()).map_err(|_| KeyUnavailable)?;
        Ok(Signature { alg: Algorithm::Es256, sig: p256::raw(&signature).ok_or(KeyUnavailable)? })
    }
}

struct Clocks(Arc<dyn LocalClock>);

impl core::Clock for Clocks {
    fn now(&self) -> DateTime<Utc> {
        self.0.now().unwrap_or(DateTime::UNIX_EPOCH)
    }

    fn monotonic_millis(&self) -> u64 {
        self.0.monotonic_millis().unwrap_or_default()
    }

    fn boot(&self) -> String {
        self.0.boot().unwrap_or_default()
    }
}

impl core::LocalClock for Clocks {
    fn utc_offset_minutes(&self) -> i32 {
        self.0.utc_offset_minutes().unwrap_or_default()
    }
}

struct Radio(Arc<dyn Connectivity>);

impl core::Connectivity for Radio {
    fn network(&self) -> core::Network {
        match self.0.network() {
            Ok(Network::None) => core::Network::None,
            Ok(Network::Free) => core::Network::Good { metered: false },
            Ok(Network::Metered) | Err(PortError::Failed) => core::Network::Good { metered: true },
        }
    }
}
