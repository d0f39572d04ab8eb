//! What phones hear: `GET /v1/changes`, a page of the feed with what a phone needs beside
//! it, all from one view of the database; and the first page beside a batch's answer.
//! A phone that shows the watermark it knows is told nothing
//! at all when that still stands and nothing is new.

use crate::{
    app::App,
    db::DbError,
    feed::{self, FeedPage},
    ingest,
    log::sealer,
    tokens::PhoneSession,
};
use doorstep_protocol::{
    changes::{ChangesAnswer, ChangesAsked, Page, tag},
    limits,
    signed::Signed,
};
use thiserror::Error;

/// Why there is no page.
#[derive(Debug, Error)]
pub enum ChangesError {
    /// The phone is not on file any more.
    #[error("the device is not known")]
    UnknownDevice,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The county's key would not sign.
    #[error("the watermark could not be signed")]
    Sign,
}

/// The first page for a phone that has just sent its last batch; `None` if it cannot be had now, which
/// must not cost the phone its receipts: it asks again.
///
/// What the batch itself made is published first. The sealer would do so a moment later, and
/// the phone would hear of it at its next question.
pub async fn beside(app: &App, session: &PhoneSession, asked: ChangesAsked) -> Option<Page> {
    if let Err(error) = app.db.write(sealer::seal_once).await {
        tracing::debug!(%error, "nothing could be published for a batch");
    }
    let account = session.account;
    let (most, most_bytes) = (limits::CHANGES_BESIDE, limits::CHANGES_BESIDE_BYTES);
    let page =
        app.db.read(move |tx| feed::page_within(tx, account, asked.after.as_deref(), most, most_bytes)).await;
    match page {
        Ok(FeedPage { changes, next, more, .. }) => Some(Page { changes, next, more }),
        Err(error) => {
            tracing::warn!(%error, "a batch is answered without what is new");
            None
        }
    }
}

/// What the phone's owner may know after the cursor `after`; without one, from the start. `None` when
/// nothing is new to a phone that knows the watermark of the tag `known`.
pub async fn page(
    app: &App,
    session: &PhoneSession,
    after: Option<&str>,
    known: Option<&str>,
) -> Result<Option<ChangesAnswer>, ChangesError> {
    let (account, device, at) = (session.account, session.device, app.now());
    let after = after.map(str::to_owned);
    let (page, watermark) = app
        .db
        .read(move |tx| {
            let page = feed::page(tx, account, after.as_deref(), limits::CHANGES)?;
            let watermark = ingest::watermark(tx, device, at)?.ok_or(ChangesError::UnknownDevice)?;
            Ok::<_, ChangesError>((page, watermark))
        })
        .await?;
    if page.nothing && known.is_some_and(|known| known == tag(&watermark)) {
        return Ok(None);
    }
    let watermark = Signed::sign(&watermark, &app.keyring.receipt).map_err(|_| ChangesError::Sign)?;
    let FeedPage { changes, next, more, nothing: _, incarnation } = page;
    Ok(Some(ChangesAnswer { changes, next, more, incarnation, watermark }))
}
