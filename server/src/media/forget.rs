//! What goes: uploads that expired or were given up, files of erased records, and the
//! litter on the disk. Rows go first, in one transaction that notes which files nothing
//! refers to any more; files go after its commit, and a server killed in between
//! removes them the next time.

use super::{Media, MediaError, UploadId, blocking};
use crate::{
    app::App,
    db::{DbError, Tx},
    tokens::PhoneSession,
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::RecordId;
use std::sync::Arc;

/// Uploads let go of at once.
const MOST: u32 = 100;

/// Gives an upload up. A file that came whole stays its record's.
pub async fn give_up(app: &App, session: &PhoneSession, id: UploadId) -> Result<(), MediaError> {
    let media = app.media()?;
    let _held = media.take(id).await;
    let account = session.account;
    app.write(move |tx| {
        let mine = tx.exists(
            "SELECT id FROM media_upload WHERE id = $1 AND account = $2",
            &[id.into(), account.into()],
        )?;
        if mine { Ok(drop_upload(tx, id)?) } else { Err(MediaError::NoSuchUpload) }
    })
    .await?;
    clear(app, &media).await
}

/// Lets go of expired uploads, and removes litter.
pub async fn sweep(app: &App) -> Result<(), MediaError> {
    let media = app.media()?;
    let now = app.now();
    app.write(move |tx| expire(tx, now)).await?;
    clear(app, &media).await
}

/// The same, beside whatever is going on; what fails is tried again with the next upload.
pub(super) fn sweep_soon(app: &App, media: &Arc<Media>) {
    let (app, media) = (app.clone(), Arc::clone(media));
    tokio::spawn(async move {
        let now = app.now();
        let expired = move |tx: &mut Tx<'_>| has_expired(tx, now);
        if matches!(app.db.read(expired).await, Ok(true)) {
            let swept = app.write(move |tx| expire(tx, now)).await.map_err(MediaError::from);
            let cleared = clear(&app, &media).await;
            if let Err(error) = swept.and(cleared) {
                tracing::warn!(%error, "expired uploads could not be let go of");
            }
        }
    });
}

/// Everything that belongs to a record, as it is erased. The key of a file that no other record names
/// goes with this transaction; its bytes go after it, by [`sweep`].
pub(crate) fn forget(tx: &mut Tx<'_>, record: RecordId) -> Result<(), DbError> {
    let uploads =
        tx.map("SELECT id FROM media_upload WHERE record = $1", &[record.into()], |row| row.get(0))?;
    for upload in uploads {
        drop_upload(tx, upload)?;
    }
    let files = tx.map("SELECT sha256 FROM media_record WHERE record = $1", &[record.into()], |row| {
        row.get::<Vec<u8>>(0)
    })?;
    tx.execute("DELETE FROM media_record WHERE record = $1", &[record.into()])?;
    for sha256 in files {
        let file = tx.row(
            "SELECT file FROM media WHERE sha256 = $1
             AND NOT EXISTS (SELECT 1 FROM media_record WHERE media_record.sha256 = media.sha256)",
            &[sha256.as_slice().into()],
        )?;
        if let Some(row) = file {
            litter(tx, row.get(0)?)?;
            tx.execute("DELETE FROM media WHERE sha256 = $1", &[sha256.into()])?;
        }
    }
    Ok(())
}

/// Ends an upload; what it has become stays.
pub(super) fn drop_upload(tx: &mut Tx<'_>, id: UploadId) -> Result<(), DbError> {
    tx.execute("DELETE FROM media_upload WHERE id = $1", &[id.into()])?;
    if !tx.exists("SELECT file FROM media WHERE file = $1", &[id.into()])? {
        litter(tx, id)?;
    }
    Ok(())
}

/// Notes a file that nothing refers to.
pub(super) fn litter(tx: &mut Tx<'_>, id: UploadId) -> Result<(), DbError> {
    tx.execute("INSERT INTO media_litter (file) VALUES ($1) ON CONFLICT (file) DO NOTHING", &[id.into()])
        .map(|_| ())
}

fn has_expired(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<bool, DbError> {
    tx.exists("SELECT id FROM media_upload WHERE expires_at <= $1 LIMIT 1", &[now.into()])
}

fn expire(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    let expired = tx.map(
        "SELECT id FROM media_upload WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2",
        &[now.into(), MOST.into()],
        |row| row.get(0),
    )?;
    expired.into_iter().try_for_each(|id| drop_upload(tx, id))
}

/// Removes litter from the disk, then from the list.
pub(super) async fn clear(app: &App, media: &Arc<Media>) -> Result<(), MediaError> {
    let files: Vec<UploadId> = app
        .db
        .read(|tx| tx.map("SELECT file FROM media_litter ORDER BY file", &[], |row| row.get(0)))
        .await
        .map_err(|error: DbError| error)?;
    if files.is_empty() {
        return Ok(());
    }
    let (media, gone) = (Arc::clone(media), files.clone());
    blocking(move || Ok(gone.into_iter().try_for_each(|file| media.blobs.remove(file.0))?)).await?;
    app.write(move |tx| {
        files.into_iter().try_for_each(|file| {
            tx.execute("DELETE FROM media_litter WHERE file = $1", &[file.into()]).map(|_| ())
        })
    })
    .await
    .map_err(|error: DbError| error.into())
}
