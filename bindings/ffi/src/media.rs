//! Files of a draft or a record, with how far each is; drawn signatures; and bytes to show.

use crate::{error::DoorstepError, moment::Instant, open::Doorstep};
use doorstep_domain::id::{DraftId, RecordId};
use doorstep_protocol::{digest::Digest, media::MediaType};
use doorstep_store::MediaId;
use std::path::Path;

pub use doorstep_store::MediaStanding;

/// A file of a draft or a record.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PictureRow {
    /// Which; what `retry_picture` takes.
    pub id: i64,
    /// SHA-256 of its bytes: what an answer names it by.
    pub sha256: Digest,
    /// How many they are.
    pub length: u64,
    /// What it is.
    pub kind: PictureKind,
    /// The record that names it; none for a draft's.
    pub record: Option<RecordId>,
    /// How far it is.
    pub standing: MediaStanding,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PictureKind {
    /// A photograph.
    Jpeg,
    /// A drawing.
    Png,
}

/// How far a file is.
#[uniffi::remote(Enum)]
pub enum MediaStanding {
    /// Of a draft: not to be sent yet.
    Drafted,
    /// To be sent, once the county has its record.
    Waiting {
        /// Bytes that are there.
        sent: u64,
    },
    /// The county has it.
    Receipted,
    /// It is not taken, with a stable code.
    Parked {
        /// Why.
        code: String,
        /// Since when, by the phone's clock.
        at: Instant,
    },
}

#[uniffi::export]
impl Doorstep {
    /// Takes a drawing (PNG) from a file as the answer to an image or signature question, and returns the SHA-256 that names it.
    pub fn attach(&self, draft: DraftId, path: &str, file: &str) -> Result<Digest, DoorstepError> {
        Ok(self.client()?.attach(draft, path, Path::new(file))?)
    }

    /// The pictures of a draft, those of answers since taken back included.
    pub fn pictures_of_draft(&self, draft: DraftId) -> Result<Vec<PictureRow>, DoorstepError> {
        Ok(rows(self.client()?.pictures_of_draft(draft)?))
    }

    /// The pictures of a record, with how far each is.
    pub fn pictures(&self, record: RecordId) -> Result<Vec<PictureRow>, DoorstepError> {
        Ok(rows(self.client()?.pictures(record)?))
    }

    /// At most `most` bytes of a picture from `offset` on, for showing it; pictures that the county's backups hold are no longer
    /// here.
    pub fn picture(&self, sha256: Digest, offset: u64, most: u32) -> Result<Vec<u8>, DoorstepError> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(self.client()?.picture(sha256, offset, most)?)
    }

    /// Pictures that the county does not take, with the reason, until a person has acted.
    pub fn parked_pictures(&self) -> Result<Vec<PictureRow>, DoorstepError> {
        Ok(rows(self.client()?.parked_pictures()?))
    }

    /// Lets a parked picture try again.
    pub fn retry_picture(&self, id: i64) -> Result<(), DoorstepError> {
        Ok(self.client()?.retry_picture(MediaId(id))?)
    }
}

fn rows(media: Vec<doorstep_store::MediaRow>) -> Vec<PictureRow> {
    media.into_iter().map(Into::into).collect()
}

impl From<doorstep_store::MediaRow> for PictureRow {
    fn from(row: doorstep_store::MediaRow) -> Self {
        let doorstep_store::MediaRow { id, sha256, length, kind, record, standing } = row;
        let kind = match kind {
            MediaType::Jpeg => PictureKind::Jpeg,
            MediaType::Png => PictureKind::Png,
        };
        Self { id: id.0, sha256, length, kind, record, standing }
    }
}
