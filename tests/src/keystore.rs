//! A keystore in two files: what a phone without secure hardware would have. It
//! outlives a killed process, and can lose its keys on demand.

use doorstep_client::port::{Keystore, KeystoreError};
use doorstep_protocol::key::{DeviceKey, KeyTier, SoftwareKey};
use doorstep_store::DatabaseKey;
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

const DATABASE_KEY: &str = "database.key";
const DEVICE_KEY: &str = "device.key";
const LOST: &str = "lost";

/// Keys of one phone.
pub struct FileKeystore {
    dir: PathBuf,
}

impl FileKeystore {
    /// The keystore in a folder; an empty folder makes keys on first use.
    pub fn in_folder(dir: &Path) -> Arc<Self> {
        fs::create_dir_all(dir).expect("the keystore's folder can be made");
        Arc::new(Self { dir: dir.to_owned() })
    }

    /// From now on both keys are gone for good, until the phone starts over.
    pub fn lose(&self) {
        for name in [DATABASE_KEY, DEVICE_KEY] {
            fs::remove_file(self.dir.join(name)).expect("there was a key to lose");
        }
        fs::write(self.dir.join(LOST), []).expect("the loss can be noted");
    }

    /// The raw key of the database, for a look into the file from outside the core.
    pub fn raw_database_key(&self) -> [u8; 32] {
        let bytes = fs::read(self.dir.join(DATABASE_KEY)).expect("the phone was opened before");
        bytes.try_into().expect("the key has 32 bytes")
    }

    fn kept(&self, name: &str, make: impl FnOnce() -> Vec<u8>) -> Result<Vec<u8>, KeystoreError> {
        if self.dir.join(LOST).exists() {
            return Err(KeystoreError::Lost);
        }
        let path = self.dir.join(name);
        if !path.exists() {
            keep(&path, &make());
        }
        Ok(fs::read(path).expect("a key that was kept can be read"))
    }
}

impl Keystore for FileKeystore {
    fn database_key(&self) -> Result<DatabaseKey, KeystoreError> {
        let random = || {
            let mut bytes = vec![0; 32];
            getrandom::fill(&mut bytes).expect("the system gives randomness");
            bytes
        };
        let bytes = self.kept(DATABASE_KEY, random)?;
        Ok(DatabaseKey::new(bytes.try_into().expect("the key has 32 bytes")))
    }

    fn device_key(&self) -> Result<Arc<dyn DeviceKey>, KeystoreError> {
        let generate = || SoftwareKey::generate().expect("a key can be made").to_pkcs8().to_vec();
        let bytes = self.kept(DEVICE_KEY, generate)?;
        Ok(Arc::new(SoftwareKey::from_pkcs8(&bytes).expect("the key was kept whole")))
    }

    fn tier(&self) -> KeyTier {
        KeyTier::Software
    }

    fn renew(&self) -> Result<(), KeystoreError> {
        for name in [DATABASE_KEY, DEVICE_KEY, LOST] {
            match fs::remove_file(self.dir.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    panic!("the keystore's folder cannot be written")
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Writes a key so that a process killed meanwhile leaves a whole key or none.
fn keep(path: &Path, bytes: &[u8]) {
    let half = path.with_extension("half");
    let mut file = fs::File::create(&half).expect("a key can be written");
    file.write_all(bytes).expect("a key can be written");
    file.sync_all().expect("a key can be written");
    fs::rename(half, path).expect("a key can be put in its place");
}
