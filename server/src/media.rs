//! Files that records name, taken in by resumable upload (tus 1.0): photographs and
//! drawn signatures.
//!
//! ```text
//! begun --> pieces, each from where the last ended --> whole: hashed, looked at, sealed,
//!   |                       |                          synced, in the log, receipted
//!   '--- expired, given up -'
//! ```
//!
//! **Promises.** A file is taken only for a record that is here and names it, from the
//! record's author. It is receipted only after its SHA-256 was computed from what stands
//! on the disk, its sealed form and the folder that names it were synced, and the
//! transaction has committed. The same file gets the same receipt for ever. Whether a
//! file is known here is told only to the phone, or the author, that brought it:
//! anybody else sends it, and thereby shows that they have it.
//!
//! **Failure.** A piece that was cut is kept as far as it came, unless a checksum was to
//! vouch for it. A server killed between the hash and the receipt finds the upload
//! whole and unreceipted, and does the end again when it is next asked. A file that is
//! not what was announced is thrown away and said to be [`code::HASH_MISMATCH`]. An
//! upload that nobody finishes expires. A file that the disk lost, or that a restored
//! machine never had, is not known any more, and is taken in again under its old receipt.
//!
//! | module | does |
//! |---|---|
//! | [`blobs`] | where bytes lie |
//! | `lanes` | one hand on each upload |
//! | `begin` | announced: what is allowed, what is known |
//! | `arrive` | pieces |
//! | `whole` | the end |
//! | `forget` | expiry, erasure, litter |

mod arrive;
mod begin;
pub mod blobs;
mod forget;
mod lanes;
mod whole;

use crate::{
    app::{App, MEDIA},
    db::{DbError, FromValue, Row, Tx, Value},
    keyring::Keyring,
    tokens::PhoneSession,
    vault::{self, VaultError},
};
use blobs::Blobs;
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::id::{AccountId, DeviceId, RecordId};
use doorstep_protocol::{
    digest::Digest,
    media::{Announced, MediaReceipt, MediaType, code},
    sealed_file::{self, FileKey, SealedFileError},
    signed::Signed,
};
use lanes::{Held, Lanes};
use std::{collections::BTreeSet, fmt, io, path::Path, str::FromStr, sync::Arc};
use thiserror::Error;
use uuid::Uuid;

pub use arrive::{Checksum, Piece, append};
pub use begin::begin;
pub(crate) use forget::forget;
pub use forget::{give_up, sweep};

/// How long an upload may take.
pub const UPLOAD_LIFE: TimeDelta = TimeDelta::days(7);

/// Uploads that one phone may have under way.
pub const UNDER_WAY: i64 = 64;

/// Bytes that one phone may announce within a day: a day of a dozen visits, ten times over.
pub const DAY_BYTES: i64 = 4 * 1024 * 1024 * 1024;

/// The media of one county: where they lie, and who has which upload in hand.
pub struct Media {
    blobs: Arc<dyn Blobs>,
    lanes: Lanes,
}

impl Media {
    /// Over a place for their bytes.
    pub fn over(blobs: Arc<dyn Blobs>) -> Self {
        Self { blobs, lanes: Lanes::default() }
    }

    async fn take(&self, upload: UploadId) -> Held {
        self.lanes.take(upload.0).await
    }
}

/// Copies every file that came whole to the folder of a backup, beside what is there already. To be done
/// after the database was copied: a copy of it never names a file that the backup lacks.
pub(crate) fn copy_kept(media: &Media, beside: &Path) -> io::Result<()> {
    media.blobs.copy_kept(&beside.join(MEDIA))
}

/// Why a file, or a piece of it, is not taken.
#[derive(Debug, Error)]
pub enum MediaError {
    /// About this file: a code of [`code`].
    #[error("the file is not taken: {0}")]
    Refused(&'static str),
    /// The piece does not begin where the file ends.
    #[error("the file goes on elsewhere")]
    WrongOffset,
    /// No such upload, for this phone.
    #[error("there is no such upload")]
    NoSuchUpload,
    /// The piece is not what its checksum says; nothing of it was kept.
    #[error("the checksum does not agree")]
    Checksum,
    /// The piece came to no end; what came of it is kept.
    #[error("the piece was cut")]
    Cut,
    /// Enough for one day, or too much at once.
    #[error("this phone has sent enough for now")]
    Quota,
    /// No place for media was given.
    #[error("this server has no place for media")]
    NoPlace,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A payload or key does not open.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The disk.
    #[error("the file cannot be written")]
    Io(#[from] io::Error),
    /// A file cannot be sealed or opened.
    #[error(transparent)]
    Sealed(#[from] SealedFileError),
    /// The county's key would not sign.
    #[error("the receipt could not be signed")]
    Sign,
}

/// Names an upload, and the file that it becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadId(Uuid);

impl UploadId {
    /// A new one, which nobody can guess.
    fn generate() -> Result<Self, MediaError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| MediaError::Sign)?;
        Ok(Self(uuid::Builder::from_random_bytes(bytes).into_uuid()))
    }
}

impl fmt::Display for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for UploadId {
    type Err = MediaError;

    fn from_str(text: &str) -> Result<Self, MediaError> {
        text.parse().map(Self).map_err(|_| MediaError::NoSuchUpload)
    }
}

impl From<UploadId> for Value {
    fn from(id: UploadId) -> Self {
        id.to_string().into()
    }
}

impl FromValue for UploadId {
    fn from_value(value: &Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}

/// An upload as it stands.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Which.
    pub id: UploadId,
    /// What was announced.
    pub announced: Announced,
    /// Bytes of the whole file.
    pub length: u64,
    /// Bytes that are here.
    pub offset: u64,
    /// When it is given up.
    pub expires_at: DateTime<Utc>,
    /// The receipt, once it came whole.
    pub receipt: Option<Signed<MediaReceipt>>,
    device: DeviceId,
    account: AccountId,
}

/// How much of an upload is here. Whoever had it in hand lets go first, so that the
/// answer stays true until the next piece.
pub async fn look(app: &App, session: &PhoneSession, id: UploadId) -> Result<Upload, MediaError> {
    let media = app.media()?;
    let _held = media.take(id).await;
    find(app, &media, session, id).await
}

/// The bytes of a file that came whole; `None` if it never did, or was erased.
pub async fn read(app: &App, sha256: Digest) -> Result<Option<Vec<u8>>, MediaError> {
    let media = app.media()?;
    let keyring = Arc::clone(&app.keyring);
    let found = app.db.read(move |tx| KeptFile::find(tx, &keyring, sha256)).await?;
    let Some(file) = found else { return Ok(None) };
    blocking(move || file.bytes(&media).map(Some)).await
}

/// The files that came for some records, in the order of their hashes.
pub(crate) fn of_records(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    records: &BTreeSet<RecordId>,
) -> Result<Vec<KeptFile>, MediaError> {
    let mut named = BTreeSet::new();
    for record in records {
        let rows = tx.map("SELECT sha256 FROM media_record WHERE record = $1", &[(*record).into()], |row| {
            digest(&row.get::<Vec<u8>>(0)?)
        });
        named.extend(rows?);
    }
    let mut files = Vec::with_capacity(named.len());
    for sha256 in named {
        files.extend(KeptFile::find(tx, keyring, sha256)?);
    }
    Ok(files)
}

/// A file that came whole, with the key that it is sealed under.
pub struct KeptFile {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// What it is, by its first bytes.
    pub kind: MediaType,
    /// As it was signed when it came.
    pub receipt: Signed<MediaReceipt>,
    length: u64,
    file: UploadId,
    key: FileKey,
}

impl KeptFile {
    fn find(tx: &mut Tx<'_>, keyring: &Keyring, sha256: Digest) -> Result<Option<Self>, MediaError> {
        let row = tx.row(
            "SELECT file, wrapped, length, type, receipt FROM media WHERE sha256 = $1",
            &[sha256.as_bytes().into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let key = vault::unwrap_key(keyring, sha256.as_bytes(), &row.get::<Vec<u8>>(1)?)?;
        Ok(Some(Self {
            sha256,
            kind: MediaType::parse(&row.get::<String>(3)?).ok_or(DbError::Json)?,
            receipt: serde_json::from_str(&row.get::<String>(4)?).map_err(|_| DbError::Json)?,
            length: row.get(2)?,
            file: row.get(0)?,
            key: FileKey(key),
        }))
    }

    /// Whether the disk still has it.
    pub(crate) fn is_here(&self, media: &Media) -> Result<bool, MediaError> {
        Ok(media.blobs.has(self.file.0)?)
    }

    /// Its bytes, opened. Blocks.
    pub(crate) fn bytes(&self, media: &Media) -> Result<Vec<u8>, MediaError> {
        let most = usize::try_from(self.length).unwrap_or(usize::MAX);
        let kept = |at, bytes| media.blobs.kept(self.file.0, at, bytes);
        Ok(sealed_file::read(&self.key, self.length, 0, most, kept)?)
    }
}

/// The upload with what has come of it, for who began it.
async fn find(
    app: &App,
    media: &Arc<Media>,
    session: &PhoneSession,
    id: UploadId,
) -> Result<Upload, MediaError> {
    let (session, now) = (*session, app.now());
    let found = app.db.read::<_, MediaError>(move |tx| {
        let row = tx.row(
            "SELECT media_upload.id, media_upload.sha256, media_upload.record, media_upload.type,
                    media_upload.length, media_upload.expires_at, media_upload.device, media_upload.account,
                    media.receipt, media_upload.done
             FROM media_upload LEFT JOIN media ON media.sha256 = media_upload.sha256
             WHERE media_upload.id = $1 AND media_upload.account = $2 AND media_upload.expires_at > $3",
            &[id.into(), session.account.into(), now.into()],
        )?;
        row.map(|row| upload(&row)).transpose()
    });
    let mut upload = found.await?.ok_or(MediaError::NoSuchUpload)?;
    if upload.receipt.is_none() {
        let media = Arc::clone(media);
        upload.offset = blocking(move || Ok(media.blobs.arrived(id.0)?)).await?;
    }
    Ok(upload)
}

fn upload(row: &Row) -> Result<Upload, MediaError> {
    let kind = MediaType::parse(&row.get::<String>(3)?).ok_or(DbError::Json)?;
    let record: RecordId = row.get(2)?;
    let announced = Announced { sha256: digest(&row.get::<Vec<u8>>(1)?)?, record, kind };
    let (length, done): (u64, bool) = (row.get(4)?, row.get(9)?);
    let receipt: Option<String> = row.get(8)?;
    let receipt = match receipt.filter(|_| done) {
        Some(receipt) => Some(serde_json::from_str(&receipt).map_err(|_| DbError::Json)?),
        None => None,
    };
    Ok(Upload {
        id: row.get(0)?,
        announced,
        length,
        offset: length,
        expires_at: row.get(5)?,
        receipt,
        device: row.get(6)?,
        account: row.get(7)?,
    })
}

fn digest(bytes: &[u8]) -> Result<Digest, DbError> {
    Digest::from_slice(bytes).ok_or(DbError::Json)
}

/// Whether a row names a file that is not there any more.
async fn is_lost(app: &App, media: &Arc<Media>, sha256: Digest) -> Result<bool, MediaError> {
    let file = app.db.read::<_, DbError>(move |tx| {
        let row = tx.row("SELECT file FROM media WHERE sha256 = $1", &[sha256.as_bytes().into()])?;
        row.map(|row| row.get::<UploadId>(0)).transpose()
    });
    let (file, media) = (file.await?, Arc::clone(media));
    blocking(move || file.map_or(Ok(false), |file| Ok(!media.blobs.has(file.0)?))).await
}

/// Runs what touches the disk on a thread for it.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MediaError> + Send + 'static,
) -> Result<T, MediaError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| DbError::Stopped)?
}
