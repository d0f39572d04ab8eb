//! All of a file is here: hashed, looked at, sealed, synced, receipted, in this order.

use super::{Media, MediaError, Upload, blocking, code, forget, is_lost};
use crate::{
    app::App,
    db::{DbError, Tx},
    keyring::Keyring,
    log,
    tokens::PhoneSession,
    vault,
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{AccountId, DeviceId, RecordId};
use doorstep_protocol::{
    digest::{Digest, Hasher},
    media::{MediaReceipt, MediaType},
    sealed_file::{FileKey, FileSealer},
    signed::Signed,
};
use std::{
    io::{self, Read as _},
    sync::Arc,
};

/// Bytes read at once.
const READ: usize = 64 * 1024;

/// A file that is here, with its receipt.
pub(super) struct Receipted {
    sha256: Digest,
    pub(super) receipt: Signed<MediaReceipt>,
}

impl Receipted {
    pub(super) fn find(tx: &mut Tx<'_>, sha256: Digest, length: u64) -> Result<Option<Self>, MediaError> {
        let row = tx.row(
            "SELECT receipt FROM media WHERE sha256 = $1 AND length = $2",
            &[sha256.as_bytes().into(), length.into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let receipt = serde_json::from_str(&row.get::<String>(0)?).map_err(|_| DbError::Json)?;
        Ok(Some(Self { sha256, receipt }))
    }

    /// Notes that a record names it, and who brought it for that record.
    pub(super) fn link(&self, tx: &mut Tx<'_>, record: RecordId, by: &PhoneSession) -> Result<(), DbError> {
        link(tx, self.sha256, record, by.device, by.account)
    }
}

fn link(
    tx: &mut Tx<'_>,
    sha256: Digest,
    record: RecordId,
    device: DeviceId,
    account: AccountId,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO media_record (sha256, record, device, account) VALUES ($1, $2, $3, $4)
         ON CONFLICT (sha256, record) DO NOTHING",
        &[sha256.as_bytes().into(), record.into(), device.into(), account.into()],
    )
    .map(|_| ())
}

/// Takes in an upload of which all bytes have arrived. May be repeated: nothing was told to anyone before
/// the commit at its end, and what arrived is only removed after it.
pub(super) async fn take(app: &App, media: &Arc<Media>, upload: Upload) -> Result<Upload, MediaError> {
    let id = upload.id;
    let lost = is_lost(app, media, upload.announced.sha256).await?;
    let sealed = {
        let (media, upload) = (Arc::clone(media), upload.clone());
        blocking(move || seal(&media, &upload)).await
    };
    let Sealed { key, kind } = match sealed {
        Err(MediaError::Refused(code)) => {
            // It would be refused again: its bytes go, and the phone begins anew or parks it.
            app.write(move |tx| forget::drop_upload(tx, id)).await?;
            forget::clear(app, media).await?;
            return Err(MediaError::Refused(code));
        }
        sealed => sealed?,
    };
    let arrived = Arrived { upload: upload.clone(), key, kind, lost, at: app.now() };
    let keyring = Arc::clone(&app.keyring);
    let receipt = app.write(move |tx| arrived.keep(tx, &keyring)).await?;
    forget::clear(app, media).await?;
    let media = Arc::clone(media);
    // What arrived is not needed any more; if this fails, expiry finds it.
    let _ = blocking(move || Ok(media.blobs.drop_arrived(id.0)?)).await;
    Ok(Upload { receipt: Some(receipt), ..upload })
}

struct Sealed {
    key: FileKey,
    kind: MediaType,
}

fn seal(media: &Media, upload: &Upload) -> Result<Sealed, MediaError> {
    let key = FileKey::generate()?;
    let mut arriving = media.blobs.arriving(upload.id.0)?;
    let (mut hasher, mut first, mut failed) = (Hasher::default(), None, None);
    let mut buffer = vec![0; READ];
    media
        .blobs
        .keep(upload.id.0, &mut |out| {
            let mut sealer = FileSealer::new(&key).map_err(io::Error::other)?;
            loop {
                let read = arriving.read(&mut buffer)?;
                let bytes = buffer.get(..read).unwrap_or_default();
                first.get_or_insert_with(|| MediaType::sniff(bytes));
                if read == 0 {
                    break;
                }
                hasher.update(bytes);
                sealer.push(bytes, |sealed| out.write_all(sealed)).map_err(io::Error::other)?;
            }
            // A file that is not the one announced is never given its name.
            let sha256 = std::mem::take(&mut hasher).finish();
            if sha256 != upload.announced.sha256 {
                failed = Some(code::HASH_MISMATCH);
            } else if first.flatten().is_none() {
                failed = Some(code::UNKNOWN_CONTENT);
            }
            if failed.is_some() {
                return Err(io::ErrorKind::InvalidData.into());
            }
            sealer.finish(|sealed| out.write_all(sealed)).map_err(io::Error::other)
        })
        .map_err(|error| failed.map_or(MediaError::Io(error), MediaError::Refused))?;
    let kind = first.flatten().ok_or(MediaError::Refused(code::UNKNOWN_CONTENT))?;
    Ok(Sealed { key, kind })
}

/// A file whose sealed form is on the disk.
struct Arrived {
    upload: Upload,
    key: FileKey,
    kind: MediaType,
    /// It was here before, and the disk lost it.
    lost: bool,
    at: DateTime<Utc>,
}

impl Arrived {
    fn keep(&self, tx: &mut Tx<'_>, keyring: &Keyring) -> Result<Signed<MediaReceipt>, MediaError> {
        let Upload { id, announced, length, device, account, .. } = self.upload;
        tx.lock(&format!("media-file:{}", announced.sha256))?;
        // The record may have been erased since the file was announced.
        if !tx.exists("SELECT id FROM media_upload WHERE id = $1", &[id.into()])? {
            forget::litter(tx, id)?;
            return Err(MediaError::NoSuchUpload);
        }
        let receipt = match Receipted::find(tx, announced.sha256, length)? {
            None => self.insert(tx, keyring)?,
            Some(before) if self.lost || self.has_replaced(tx)? => {
                let wrapped = vault::wrap_key(keyring, announced.sha256.as_bytes(), &self.key.0)?;
                tx.execute(
                    "UPDATE media SET file = $2, wrapped = $3 WHERE sha256 = $1",
                    &[announced.sha256.as_bytes().into(), id.into(), wrapped.into()],
                )?;
                before.receipt
            }
            Some(before) => {
                forget::litter(tx, id)?;
                before.receipt
            }
        };
        link(tx, announced.sha256, announced.record, device, account)?;
        tx.execute("UPDATE media_upload SET done = 1 WHERE id = $1", &[id.into()])?;
        Ok(receipt)
    }

    /// Whether the sealed form was written in the place of the one that is known, under another key.
    fn has_replaced(&self, tx: &mut Tx<'_>) -> Result<bool, DbError> {
        tx.exists("SELECT file FROM media WHERE file = $1", &[self.upload.id.into()])
    }

    fn insert(&self, tx: &mut Tx<'_>, keyring: &Keyring) -> Result<Signed<MediaReceipt>, MediaError> {
        let Self { upload, key, kind, at, .. } = self;
        let sha256 = upload.announced.sha256;
        let statement = MediaReceipt { sha256, length: upload.length, at: *at };
        let receipt = Signed::sign(&statement, &keyring.receipt).map_err(|_| MediaError::Sign)?;
        let json = serde_json::to_string(&receipt).map_err(|_| DbError::Json)?;
        let wrapped = vault::wrap_key(keyring, sha256.as_bytes(), &key.0)?;
        tx.execute(
            "INSERT INTO media (sha256, length, type, file, wrapped, receipt, received_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                sha256.as_bytes().into(),
                upload.length.into(),
                kind.as_str().into(),
                upload.id.into(),
                wrapped.into(),
                json.as_str().into(),
                (*at).into(),
            ],
        )?;
        log::append_text(tx, "media", sha256.to_string(), json, *at)?;
        Ok(receipt)
    }
}
