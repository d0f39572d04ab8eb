//! Files of a draft or a record, shown with how far they are; and drawn signatures, taken
//! into a draft as they are ([`crate::photograph`] takes what a camera wrote).
//!
//! A picture is an answer by its SHA-256; its bytes are kept by the store, sealed, before
//! the answer is written. It is sent after its record, by itself. One that is not taken
//! says why, until a person tries it again or lets it be.

use crate::{error::ClientError, open::Client};
use doorstep_domain::id::{DraftId, RecordId};
use doorstep_forms::Value;
use doorstep_protocol::digest::Digest;
use doorstep_store::{Haste, KeepError, MediaId, MediaRow};
use std::{fs::File, path::Path};

impl Client {
    /// Takes a drawing from a file as the answer to an image or signature question, and
    /// returns the SHA-256 that names it. Both are on disk when this returns; the file
    /// that the shell hands over is the shell's to remove.
    pub fn attach(&self, draft: DraftId, path: &str, picture: &Path) -> Result<Digest, ClientError> {
        let mut source = File::open(picture).map_err(|_| ClientError::invalid("picture", "unreadable"))?;
        let sha256 =
            self.store().keep_media(draft, &mut source, Haste::Soon, self.inner.ports.clock.now())?;
        self.answer(draft, path, Value::Media(sha256.to_string()))?;
        Ok(sha256)
    }

    /// The pictures of a draft, those of answers since taken back included.
    pub fn pictures_of_draft(&self, draft: DraftId) -> Result<Vec<MediaRow>, ClientError> {
        Ok(self.store().media_of_draft(draft)?)
    }

    /// The pictures of a record, with how far each is.
    pub fn pictures(&self, record: RecordId) -> Result<Vec<MediaRow>, ClientError> {
        Ok(self.store().media_of_record(record)?)
    }

    /// A part of a picture, for showing it; pictures that the county's backups hold are no longer here.
    pub fn picture(&self, sha256: Digest, offset: u64, most: usize) -> Result<Vec<u8>, ClientError> {
        Ok(self.store().media_part(sha256, offset, most)?)
    }

    /// Pictures that the county does not take, with the reason, until a person has acted.
    pub fn parked_pictures(&self) -> Result<Vec<MediaRow>, ClientError> {
        Ok(self.store().parked_media()?)
    }

    /// Lets a parked picture try again.
    pub fn retry_picture(&self, picture: MediaId) -> Result<(), ClientError> {
        if self.store().retry_media(picture)? {
            self.announce(false);
        }
        Ok(())
    }
}

impl From<KeepError> for ClientError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::NotAPicture => Self::invalid("picture", "unknown_content"),
            KeepError::TooLarge => Self::invalid("picture", "file_too_large"),
            KeepError::Source(_) => Self::invalid("picture", "unreadable"),
            KeepError::Store(error) => error.into(),
        }
    }
}
