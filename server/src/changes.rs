//! `GET /v1/changes`: a page of the feed with what a phone needs beside it, all from
//! one view of the database.

use crate::{
    app::App,
    db::DbError,
    feed::{self, FeedPage},
    ingest,
    tokens::PhoneSession,
};
use doorstep_protocol::{changes::ChangesAnswer, limits, signed::Signed};
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

/// What the phone's owner may know after the cursor `after`; without one, from the start.
pub async fn page(
    app: &App,
    session: &PhoneSession,
    after: Option<&str>,
) -> Result<ChangesAnswer, ChangesError> {
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
    let watermark = Signed::sign(&watermark, &app.keyring.receipt).map_err(|_| ChangesError::Sign)?;
    let FeedPage { changes, next, more, incarnation } = page;
    Ok(ChangesAnswer { changes, next, more, incarnation, watermark })
}
