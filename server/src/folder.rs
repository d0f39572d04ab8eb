//! The data folder of a county on one machine:
//!
//! ```text
//! DIR/keys/            the county's keys; the one thing that no backup of the database holds
//! DIR/county.db        the database, unless PostgreSQL holds it
//! DIR/media/           photographs: sealed, under keys that stand in the database
//! DIR/erasures.jsonl   what was erased: a restored database is told again
//! DIR/county.lock      held by every process that has the county open
//! ```
//!
//! Several processes may have a county open; a restore must be alone. The system holds the
//! lock and lets go of it with the process, however that ends: there is no stale lock to
//! remove by hand.

use crate::{
    app::{App, Clock, MEDIA},
    backup::{self, BackupError},
    db::{Db, DbError},
    erasure::{
        register::{Register, RegisterError},
        replay,
    },
    keyring::{Keyring, KeyringError},
    media::blobs::{Blobs as _, LocalFolder},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use doorstep_protocol::{journal::RecoveryPrivateKey, statement::Restored};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};
use thiserror::Error;
use zeroize::Zeroizing;

/// A county's folder.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
    /// Where erasures are written down besides.
    second: Option<PathBuf>,
}

/// A hold on a data folder, for as long as it lives.
#[derive(Debug)]
pub struct Claim {
    /// Its lock ends with it.
    _lock: File,
}

/// Why a county cannot be made or opened.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Keys stand there already: nothing is ever written over them.
    #[error("the folder holds a county already")]
    Exists,
    /// No keys.
    #[error("the folder holds no county; make one with `init`")]
    Empty,
    /// The recovery key's file is there already, or cannot be written.
    #[error("the recovery key cannot be written")]
    RecoveryFile(#[source] io::Error),
    /// The file holds no recovery key.
    #[error("the file holds no recovery key")]
    NotARecoveryKey,
    /// A process has the county open that cannot share it with what was asked for.
    #[error("another process has this county open")]
    InUse,
    /// The lock cannot be made.
    #[error("the data folder cannot be locked")]
    Lock(#[source] io::Error),
    /// The register of erasures.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The backup cannot be put in place.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyringError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// First word of a recovery key's file.
const RECOVERY_PREFIX: &str = "doorstep-recovery-1:";

impl DataFolder {
    /// The folder at a path, whatever it holds.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), second: None }
    }

    /// The same, with a second folder in which erasures are written down.
    pub fn with_second_register(self, folder: Option<PathBuf>) -> Self {
        Self { second: folder, ..self }
    }

    /// Where the keys stand.
    pub fn keys(&self) -> PathBuf {
        self.path.join("keys")
    }

    /// Where the SQLite database stands.
    pub fn database(&self) -> PathBuf {
        self.path.join("county.db")
    }

    /// Whether a county was made here.
    pub fn has_county(&self) -> bool {
        self.keys().join("root.key").exists()
    }

    /// Makes a new county's keys. The private recovery key goes into a new file that
    /// only its owner may read, and stays nowhere else.
    pub fn create(&self, recovery_out: &Path, now: DateTime<Utc>) -> Result<Keyring, FolderError> {
        if self.has_county() {
            return Err(FolderError::Exists);
        }
        // The file comes first: keys without it would be a county that nobody can recover.
        let folder = recovery_out.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let name = recovery_out.file_name().and_then(|name| name.to_str()).ok_or_else(|| {
            FolderError::RecoveryFile(io::Error::new(io::ErrorKind::InvalidInput, "the name is not a file's"))
        })?;
        if recovery_out.exists() {
            return Err(FolderError::RecoveryFile(io::ErrorKind::AlreadyExists.into()));
        }
        fs::create_dir_all(folder).map_err(FolderError::RecoveryFile)?;
        let (keyring, private) = Keyring::create(&self.keys(), now)?;
        let private = Zeroizing::new(private.0);
        let text = Zeroizing::new(format!("{RECOVERY_PREFIX}{}\n", URL_SAFE_NO_PAD.encode(&*private)));
        crate::keyring::write_secret(folder, name, text.as_bytes()).map_err(FolderError::RecoveryFile)?;
        Ok(keyring)
    }

    /// Opens the county: its keys, and its database here or at a PostgreSQL URL. Whatever was erased and
    /// stands there all the same, since the database came from a backup, is erased before anybody is served.
    pub async fn open(&self, postgres: Option<&str>, clock: Arc<dyn Clock>) -> Result<App, FolderError> {
        let keyring = Arc::new(self.load_keys(clock.now())?);
        let claim = self.claim(File::try_lock_shared)?;
        let db = match postgres {
            Some(url) => Db::postgres(url).await?,
            None => Db::sqlite(&self.database()).await?,
        };
        let register = self.register([]);
        let entries = register.entries(&keyring)?;
        let keys = Arc::clone(&keyring);
        if db.write::<_, DbError>(move |tx| replay::replay(tx, &keys, &entries)).await? > 0 {
            db.fold_log().await?;
        }
        let app = App::new(db, keyring, clock).await?.with_register(register).holding(claim);
        Ok(app.with_media(Arc::new(LocalFolder::at(&self.path.join(MEDIA)))))
    }

    /// Puts a backup in the place of the SQLite database, without what was erased since. Refused while
    /// anybody has the county open.
    pub fn restore(
        &self,
        from: &Path,
        at: DateTime<Utc>,
    ) -> Result<(Restored, Option<PathBuf>), FolderError> {
        let keyring = self.load_keys(at)?;
        let _alone = self.claim(File::try_lock)?;
        let beside_the_backup = from.parent().map(Path::to_owned);
        let entries = self.register(beside_the_backup).entries(&keyring)?;
        // Files that the database does not name are in nobody's way; one that it names must be there.
        let kept = LocalFolder::at(&backup::folder_of(from).join(MEDIA));
        kept.copy_kept(&self.path.join(MEDIA)).map_err(BackupError::from)?;
        Ok(backup::restore(from, &self.database(), &keyring, &entries, at)?)
    }

    fn register(&self, more: impl IntoIterator<Item = PathBuf>) -> Register {
        Register::in_folders([self.path.clone()].into_iter().chain(self.second.clone()).chain(more))
    }

    fn claim(&self, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Claim, FolderError> {
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).open(self.path.join("county.lock"));
        let file = file.map_err(FolderError::Lock)?;
        match lock(&file) {
            Ok(()) => Ok(Claim { _lock: file }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse),
            Err(TryLockError::Error(error)) => Err(FolderError::Lock(error)),
        }
    }

    /// The county's keys.
    pub fn load_keys(&self, now: DateTime<Utc>) -> Result<Keyring, FolderError> {
        if !self.has_county() {
            return Err(FolderError::Empty);
        }
        Ok(Keyring::load(&self.keys(), now)?)
    }
}

/// Reads a private recovery key from the file that [`DataFolder::create`] wrote.
pub fn read_recovery_key(file: &Path) -> Result<RecoveryPrivateKey, FolderError> {
    let text = Zeroizing::new(fs::read_to_string(file).map_err(FolderError::RecoveryFile)?);
    let encoded = text.trim().strip_prefix(RECOVERY_PREFIX).ok_or(FolderError::NotARecoveryKey)?;
    URL_SAFE_NO_PAD.decode(encoded).map(RecoveryPrivateKey).map_err(|_| FolderError::NotARecoveryKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::SystemClock;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_county_is_made_once_and_its_recovery_key_is_only_in_the_named_file() {
        let place = tempfile::tempdir().unwrap();
        let folder = DataFolder::at(&place.path().join("data"));
        let recovery = place.path().join("safe/recovery.key");
        let now = SystemClock.now();
        assert!(matches!(folder.open(None, Arc::new(SystemClock)).await, Err(FolderError::Empty)));
        folder.create(&recovery, now).unwrap();
        let private = read_recovery_key(&recovery).unwrap();
        for file in fs::read_dir(folder.keys()).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(32).any(|window| window == private.0));
        }
        let (first, second) =
            (folder.create(&recovery, now), folder.create(&place.path().join("other"), now));
        assert!(matches!((first, second), (Err(FolderError::Exists), Err(FolderError::Exists))));
        assert!(folder.open(None, Arc::new(SystemClock)).await.is_ok());
        assert!(folder.database().exists());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_county_that_somebody_has_open_is_not_restored_over() {
        let place = tempfile::tempdir().unwrap();
        let folder = DataFolder::at(&place.path().join("data"));
        let now = SystemClock.now();
        folder.create(&place.path().join("recovery.key"), now).unwrap();
        let first = folder.open(None, Arc::new(SystemClock)).await.unwrap();
        let second = folder.open(None, Arc::new(SystemClock)).await.unwrap();
        let file = place.path().join("backup.db");
        backup::backup(&first, &file).await.unwrap();
        assert!(matches!(folder.restore(&file, now), Err(FolderError::InUse)));
        drop(first);
        assert!(matches!(folder.restore(&file, now), Err(FolderError::InUse)), "the second has it open, too");
        drop(second);
        folder.restore(&file, now).unwrap();
    }
}
