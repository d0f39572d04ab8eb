//! A file is announced.

use super::{
    DAY_BYTES, Media, MediaError, UNDER_WAY, UPLOAD_LIFE, Upload, UploadId, code, forget, is_lost,
    whole::Receipted,
};
use crate::{
    app::App,
    db::{DbError, Tx},
    keyring::Keyring,
    tokens::PhoneSession,
    vault,
};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::id::{AccountId, RecordId};
use doorstep_protocol::{limits, media::Announced, media::named};
use std::sync::Arc;

/// Begins an upload. One that this phone began before goes on; a file that it, or its
/// owner, brought before is receipted at once.
pub async fn begin(
    app: &App,
    session: &PhoneSession,
    announced: Announced,
    length: u64,
) -> Result<Upload, MediaError> {
    let media = app.media()?;
    if length > limits::MEDIA_BYTES {
        return Err(MediaError::Refused(code::TOO_LARGE));
    }
    if length == 0 {
        return Err(MediaError::Refused(code::UNKNOWN_CONTENT));
    }
    let (id, keyring, session, at) = (UploadId::generate()?, Arc::clone(&app.keyring), *session, app.now());
    let lost = is_lost(app, &media, announced.sha256).await?;
    let begun = app
        .write(move |tx| {
            let order = Order { id, session: &session, announced, length, lost, at };
            order.begin(tx, &keyring)
        })
        .await?;
    forget::sweep_soon(app, &media);
    arrived(media, begun).await
}

async fn arrived(media: Arc<Media>, mut upload: Upload) -> Result<Upload, MediaError> {
    if upload.receipt.is_none() {
        let id = upload.id;
        // A piece whose connection died may still be on its way to the disk.
        let _held = media.take(id).await;
        upload.offset = super::blocking(move || Ok(media.blobs.arrived(id.0)?)).await?;
    }
    Ok(upload)
}

/// What a phone asks for.
struct Order<'a> {
    id: UploadId,
    session: &'a PhoneSession,
    announced: Announced,
    length: u64,
    /// The file was here, and is not any more.
    lost: bool,
    at: DateTime<Utc>,
}

impl Order<'_> {
    fn begin(&self, tx: &mut Tx<'_>, keyring: &Keyring) -> Result<Upload, MediaError> {
        // The quota is counted and the row written by one at a time.
        tx.lock(&format!("media:{}", self.session.device))?;
        self.may_bring(tx, keyring)?;
        let before = self.begun_before(tx)?;
        if let Some(known) = self.known(tx)? {
            known.link(tx, self.announced.record, self.session)?;
            let upload = match before {
                Some(upload) => upload,
                None => self.insert(tx)?,
            };
            tx.execute("UPDATE media_upload SET done = 1 WHERE id = $1", &[upload.id.into()])?;
            return Ok(Upload { receipt: Some(known.receipt), offset: self.length, ..upload });
        }
        match before {
            Some(upload) => {
                tx.execute("UPDATE media_upload SET done = 0 WHERE id = $1", &[upload.id.into()])?;
                Ok(upload)
            }
            None => {
                self.within_quota(tx)?;
                self.insert(tx)
            }
        }
    }

    /// The record is here, is the sender's, and names the file.
    fn may_bring(&self, tx: &mut Tx<'_>, keyring: &Keyring) -> Result<(), MediaError> {
        let Announced { record, sha256, .. } = self.announced;
        match author(tx, record)? {
            None => return Err(MediaError::Refused(code::RECORD_UNKNOWN)),
            Some(author) if author != self.session.account => {
                return Err(MediaError::Refused(code::NOT_YOURS));
            }
            Some(_) => {}
        }
        let payload = vault::payload(tx, keyring, record)?.ok_or(MediaError::Refused(code::ERASED))?;
        if named(&payload.text).contains(&sha256) {
            Ok(())
        } else {
            Err(MediaError::Refused(code::NOT_NAMED))
        }
    }

    /// The file, if it is here and this phone or its owner brought it.
    fn known(&self, tx: &mut Tx<'_>) -> Result<Option<Receipted>, MediaError> {
        if self.lost {
            return Ok(None);
        }
        let mine = tx.exists(
            "SELECT record FROM media_record WHERE sha256 = $1 AND (device = $2 OR account = $3)",
            &[
                self.announced.sha256.as_bytes().into(),
                self.session.device.into(),
                self.session.account.into(),
            ],
        )?;
        if mine { Receipted::find(tx, self.announced.sha256, self.length) } else { Ok(None) }
    }

    /// An answer that was lost on its way must not leave an upload behind each time.
    fn begun_before(&self, tx: &mut Tx<'_>) -> Result<Option<Upload>, MediaError> {
        let row = tx.row(
            "SELECT id, expires_at FROM media_upload
             WHERE device = $1 AND record = $2 AND sha256 = $3 AND length = $4 AND expires_at > $5
             ORDER BY begun_at LIMIT 1",
            &[
                self.session.device.into(),
                self.announced.record.into(),
                self.announced.sha256.as_bytes().into(),
                self.length.into(),
                self.at.into(),
            ],
        )?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Upload { id: row.get(0)?, expires_at: row.get(1)?, ..self.upload() }))
    }

    fn within_quota(&self, tx: &mut Tx<'_>) -> Result<(), MediaError> {
        let row = tx
            .row(
                "SELECT CAST(COALESCE(SUM(1 - done), 0) AS BIGINT), CAST(COALESCE(SUM(length), 0) AS BIGINT)
                 FROM media_upload WHERE device = $1 AND (begun_at > $2 OR (done = 0 AND expires_at > $3))",
                &[self.session.device.into(), (self.at - TimeDelta::days(1)).into(), self.at.into()],
            )?
            .ok_or(DbError::NoRow)?;
        let (open, announced): (i64, i64) = (row.get(0)?, row.get(1)?);
        let length = i64::try_from(self.length).unwrap_or(i64::MAX);
        let within = open < UNDER_WAY && announced.saturating_add(length) <= DAY_BYTES;
        if within { Ok(()) } else { Err(MediaError::Quota) }
    }

    fn insert(&self, tx: &mut Tx<'_>) -> Result<Upload, MediaError> {
        tx.execute(
            "INSERT INTO media_upload (id, device, account, record, sha256, length, type, begun_at, expires_at, done)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
            &[
                self.id.into(),
                self.session.device.into(),
                self.session.account.into(),
                self.announced.record.into(),
                self.announced.sha256.as_bytes().into(),
                self.length.into(),
                self.announced.kind.as_str().into(),
                self.at.into(),
                (self.at + UPLOAD_LIFE).into(),
            ],
        )?;
        Ok(self.upload())
    }

    fn upload(&self) -> Upload {
        Upload {
            id: self.id,
            announced: self.announced,
            length: self.length,
            offset: 0,
            expires_at: self.at + UPLOAD_LIFE,
            receipt: None,
            device: self.session.device,
            account: self.session.account,
        }
    }
}

fn author(tx: &mut Tx<'_>, record: RecordId) -> Result<Option<AccountId>, DbError> {
    tx.row("SELECT author FROM record WHERE id = $1", &[record.into()])?.map(|row| row.get(0)).transpose()
}
