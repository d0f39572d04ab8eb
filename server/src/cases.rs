//! A case, to be handed over: everything about one subject with what it takes to believe
//! it ([`doorstep_protocol::case`]), for a court, an audit or the family, who check it
//! without us.
//!
//! ```text
//! allowed, and in the audit trail -- sealed -- root signed -- gathered -- packed as it is sent
//! ```
//!
//! It names no other subject. A record about several people (a household found with its
//! members) goes as a whole. What was erased is not in it; its tombstone is.

mod chain;
mod gather;
mod pack;
#[cfg(test)]
mod tests;

use crate::{
    accounts::{self, PersonSession},
    app::App,
    db::{DbError, Tx},
    devices,
    log::{sealer, tree},
    media::{KeptFile, MediaError},
    subjects,
    vault::VaultError,
};
use chrono::{DateTime, Utc};
use doorstep_domain::{id::AccountId, post::Post, subject::Subject};
use std::sync::Arc;
use thiserror::Error;

pub use pack::pack;

/// Why a case is not handed over.
#[derive(Debug, Error)]
pub enum CaseError {
    /// No such subject, or none in the asker's scope.
    #[error("there is no such case")]
    NoSuchCase,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A payload does not open.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The files.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The case has no JSON form, or a statement of it could not be signed.
    #[error("the case cannot be written")]
    Json(#[from] serde_json::Error),
}

/// Whom a case is about, who asked for it, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// A household comes with its members.
    pub subject: Subject,
    /// By whom it is handed over.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A case as it will be handed over.
pub struct Gathered {
    /// The text of `case.json`.
    pub text: String,
    /// The files that lie beside.
    pub files: Vec<KeptFile>,
}

/// Whether somebody may be handed a case: they work for the county that it is of.
pub fn may_have(tx: &mut Tx<'_>, reader: &PersonSession, subject: Subject) -> Result<(), CaseError> {
    let standing = subjects::standing(tx, subject)?.ok_or(CaseError::NoSuchCase)?;
    if accounts::covers_as(tx, &[Post::County], reader.account, standing.region)? {
        Ok(())
    } else {
        Err(CaseError::NoSuchCase)
    }
}

/// Gathers a case as the log stands now. That the asker [may have](may_have) it was looked at before.
pub async fn gather(app: &App, asked: Asked) -> Result<Gathered, CaseError> {
    let keyring = Arc::clone(&app.keyring);
    app.write(move |tx| devices::vouch(tx, &keyring)).await?;
    sealer::seal_all(app).await?;
    let root = tree::sign(app).await?;
    let (keyring, media) = (Arc::clone(&app.keyring), app.media().ok());
    app.db.read(move |tx| gather::case(tx, &keyring, media.as_deref(), root, asked)).await
}
