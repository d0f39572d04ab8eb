//! What the shell lends the core. Each port returns a `Result` where the platform can
//! refuse; none is called while a lock of the core is held for writing, save the
//! device key, which must sign inside the transaction that advances the chain.

use doorstep_protocol::key::{DeviceKey, KeyTier};
use doorstep_store::DatabaseKey;
use std::sync::Arc;
use thiserror::Error;

pub use doorstep_sync::{
    ports::{Clock, Connectivity, Entropy, Network},
    transport::Connector,
};

/// The platform's keystore. Keys are made on first use and never leave it in clear, except the database key, which only this process sees.
pub trait Keystore: Send + Sync {
    /// The raw key of the database.
    fn database_key(&self) -> Result<DatabaseKey, KeystoreError>;
    /// The key that signs for this phone.
    fn device_key(&self) -> Result<Arc<dyn DeviceKey>, KeystoreError>;
    /// Where the device key lives.
    fn tier(&self) -> KeyTier;
    /// Forgets both keys and makes new ones: after a loss, before the phone is enrolled again.
    fn renew(&self) -> Result<(), KeystoreError>;
}

/// Why the keystore does not give a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeystoreError {
    /// The key is gone for good: restored from a backup, or the lock screen was removed.
    #[error("the keystore has lost the key")]
    Lost,
    /// Not now: the phone has not been unlocked since it started.
    #[error("the keystore is locked")]
    Locked,
}

/// The phone's clocks, and what day it is there.
pub trait LocalClock: Clock {
    /// Minutes that local time is ahead of UTC.
    fn utc_offset_minutes(&self) -> i32;
}

/// The operating system's randomness.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> bool {
        getrandom::fill(bytes).is_ok()
    }
}

/// Everything that the shell lends.
#[derive(Clone)]
pub struct Ports {
    /// Keys.
    pub keystore: Arc<dyn Keystore>,
    /// Clocks.
    pub clock: Arc<dyn LocalClock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Whether there is a network.
    pub connectivity: Arc<dyn Connectivity>,
    /// The way to the county; `None` is HTTPS by the county's pin.
    pub connector: Option<Arc<dyn Connector>>,
}
