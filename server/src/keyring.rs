//! The county's secret keys, one file each in a folder beside the database and never
//! inside it.
//!
//! | file | what |
//! |---|---|
//! | `root.key` | Ed25519; vouches for receipt keys; enrolment tickets carry its public half |
//! | `receipt.key` | Ed25519; signs receipts, watermarks and what the server records |
//! | `payload.key` | 32 bytes; wraps the key of each stored payload |
//! | `recovery.pub` | X25519; phones seal their journals to it. Its private half is made once, handed over, and not kept here |

use chrono::{DateTime, Utc};
use doorstep_protocol::{
    journal::{self, RecoveryPrivateKey, RecoveryPublicKey},
    key::CountyKey,
    signed::{KeyStatement, Signed},
};
use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};
use thiserror::Error;

/// The keys of a running server.
pub struct Keyring {
    /// Vouches for the others.
    pub root: CountyKey,
    /// Signs what the server says.
    pub receipt: CountyKey,
    /// Wraps payload keys.
    pub payload: [u8; 32],
    /// What phones seal their journals to.
    pub recovery: RecoveryPublicKey,
    /// What the root says of the receipt key.
    pub statements: Vec<Signed<KeyStatement>>,
}

/// Why the keys cannot be had.
#[derive(Debug, Error)]
pub enum KeyringError {
    /// A file cannot be read or written.
    #[error("the key folder cannot be used")]
    Io(#[from] io::Error),
    /// A file is not what it should be.
    #[error("{0} does not hold a key")]
    Damaged(&'static str),
    /// The system gave no randomness.
    #[error("no key could be made")]
    Generate,
}

impl Keyring {
    /// Makes every key of a new county. The private recovery key is returned once and kept nowhere.
    pub fn create(folder: &Path, now: DateTime<Utc>) -> Result<(Self, RecoveryPrivateKey), KeyringError> {
        fs::create_dir_all(folder)?;
        let root = CountyKey::generate().map_err(|_| KeyringError::Generate)?;
        let receipt = CountyKey::generate().map_err(|_| KeyringError::Generate)?;
        let mut payload = [0; 32];
        getrandom::fill(&mut payload).map_err(|_| KeyringError::Generate)?;
        let (private, recovery) = journal::generate_recovery_key().map_err(|_| KeyringError::Generate)?;
        write_secret(folder, "root.key", root.to_pkcs8())?;
        write_secret(folder, "receipt.key", receipt.to_pkcs8())?;
        write_secret(folder, "payload.key", &payload)?;
        write_secret(folder, "recovery.pub", &recovery.0)?;
        Ok((Self::assemble(root, receipt, payload, recovery, now)?, private))
    }

    /// Reads the keys of a county.
    pub fn load(folder: &Path, now: DateTime<Utc>) -> Result<Self, KeyringError> {
        let county_key = |name: &'static str| {
            CountyKey::from_pkcs8(&fs::read(folder.join(name))?).map_err(|_| KeyringError::Damaged(name))
        };
        let payload = fs::read(folder.join("payload.key"))?;
        let payload = payload.try_into().map_err(|_| KeyringError::Damaged("payload.key"))?;
        let recovery = RecoveryPublicKey(fs::read(folder.join("recovery.pub"))?);
        Self::assemble(county_key("root.key")?, county_key("receipt.key")?, payload, recovery, now)
    }

    fn assemble(
        root: CountyKey,
        receipt: CountyKey,
        payload: [u8; 32],
        recovery: RecoveryPublicKey,
        now: DateTime<Utc>,
    ) -> Result<Self, KeyringError> {
        let statement = KeyStatement { public: receipt.public_key(), from: now };
        let statements = vec![Signed::sign(&statement, &root).map_err(|_| KeyringError::Generate)?];
        Ok(Self { root, receipt, payload, recovery, statements })
    }
}

/// Writes a new file that only its owner may read; never over an old one.
pub(crate) fn write_secret(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(folder.join(name))?;
    file.write_all(bytes)?;
    file.sync_all()
}
