//! A piece of a file comes, byte by byte.

use super::{Media, MediaError, Upload, UploadId, blocking, code, find, lanes::Held, whole};
use crate::{app::App, tokens::PhoneSession};
use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout};

/// A piece on which nothing moves for so long is given up; what came of it is kept.
const SILENCE: Duration = Duration::from_secs(60);

/// Once somebody else wants the upload: what had come by then is read as long as the next byte is not further away
/// than this, and not much longer in all. The connection it came by is most likely dead, and whoever asks would
/// send it again.
const STILL: Duration = Duration::from_millis(100);
const LAST: Duration = Duration::from_secs(1);

/// Bytes gathered before they are written: what a killed server may lose of a piece.
const GATHERED: usize = 16 * 1024;

/// What a piece must come to, if its sender says so.
pub struct Checksum {
    context: Context,
    expected: Vec<u8>,
}

impl Checksum {
    /// By one of the algorithms that tus clients use.
    pub fn new(algorithm: &str, expected: Vec<u8>) -> Option<Self> {
        let algorithm = match algorithm {
            "sha1" => &SHA1_FOR_LEGACY_USE_ONLY,
            "sha256" => &SHA256,
            _ => return None,
        };
        Some(Self { context: Context::new(algorithm), expected })
    }
}

/// A piece as it comes.
pub struct Piece<S> {
    /// Where it begins.
    pub offset: u64,
    /// Its bytes; an error is a connection that broke.
    pub bytes: S,
    /// What they must come to.
    pub checksum: Option<Checksum>,
}

/// Takes in a piece, and the whole file with its last. The work goes on when the caller
/// is gone: what was cut is kept.
pub async fn append<S, E>(
    app: &App,
    session: &PhoneSession,
    id: UploadId,
    piece: Piece<S>,
) -> Result<Upload, MediaError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send + 'static,
    E: Send + 'static,
{
    let (app, session) = (app.clone(), *session);
    let work = tokio::spawn(async move {
        let media = app.media()?;
        let held = media.take(id).await;
        let upload = find(&app, &media, &session, id).await?;
        if upload.receipt.is_some() && piece.offset == upload.length {
            return Ok(upload);
        }
        if upload.receipt.is_some() || piece.offset != upload.offset {
            return Err(MediaError::WrongOffset);
        }
        let upload = Arriving { media: &media, held, upload }.take_in(piece).await?;
        if upload.offset < upload.length { Ok(upload) } else { whole::take(&app, &media, upload).await }
    });
    work.await.map_err(|_| crate::db::DbError::Stopped)?
}

struct Arriving<'a> {
    media: &'a Arc<Media>,
    held: Held,
    upload: Upload,
}

impl Arriving<'_> {
    async fn take_in<S, E>(mut self, piece: Piece<S>) -> Result<Upload, MediaError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin + Send + 'static,
    {
        let Piece { offset, mut bytes, mut checksum } = piece;
        let mut gathered = Vec::with_capacity(2 * GATHERED);
        let mut trouble = None;
        let mut wanted: Option<Instant> = None;
        loop {
            let patience = wanted.map_or(SILENCE, |since| LAST.saturating_sub(since.elapsed()).min(STILL));
            let next = tokio::select! {
                biased;
                () = self.held.wanted(), if wanted.is_none() => {
                    wanted = Some(Instant::now());
                    continue;
                }
                next = timeout(patience, bytes.next()) => next.map_err(|_| ()),
            };
            match next {
                Ok(Some(Ok(more))) => {
                    let room = self.upload.length - self.upload.offset;
                    let coming = u64::try_from(gathered.len() + more.len()).unwrap_or(u64::MAX);
                    if coming > room {
                        trouble = Some(MediaError::Refused(code::TOO_LARGE));
                        break;
                    }
                    if let Some(checksum) = &mut checksum {
                        checksum.context.update(&more);
                    }
                    gathered.extend_from_slice(&more);
                    if gathered.len() >= GATHERED {
                        let full = std::mem::replace(&mut gathered, Vec::with_capacity(2 * GATHERED));
                        self.write(full).await?;
                    }
                }
                Ok(None) => break,
                Ok(Some(Err(_))) | Err(()) => {
                    trouble = Some(MediaError::Cut);
                    break;
                }
            }
        }
        self.write(gathered).await?;
        // What nobody vouched for in full is not kept where somebody was to vouch.
        if let Some(Checksum { context, expected }) = checksum {
            if trouble.is_none() && context.finish().as_ref() != expected {
                trouble = Some(MediaError::Checksum);
            }
            if trouble.is_some() {
                self.cut(offset).await?;
            }
        }
        let (media, id) = (Arc::clone(self.media), self.upload.id);
        blocking(move || Ok(media.blobs.settle(id.0)?)).await?;
        trouble.map_or(Ok(self.upload), Err)
    }

    async fn write(&mut self, bytes: Vec<u8>) -> Result<(), MediaError> {
        if bytes.is_empty() {
            return Ok(());
        }
        let (media, id, many) =
            (Arc::clone(self.media), self.upload.id, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        blocking(move || Ok(media.blobs.append(id.0, &bytes)?)).await?;
        self.upload.offset += many;
        Ok(())
    }

    async fn cut(&self, offset: u64) -> Result<(), MediaError> {
        let (media, id) = (Arc::clone(self.media), self.upload.id);
        blocking(move || Ok(media.blobs.cut(id.0, offset)?)).await
    }
}
