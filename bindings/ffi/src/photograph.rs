//! Photographs: from the file that the camera wrote to evidence in a draft.

use crate::{
    error::DoorstepError,
    moment::Instant,
    open::Doorstep,
    place::{self, Fix},
};
use doorstep_client::photograph as core;
use doorstep_domain::id::{DraftId, RecordId};
use doorstep_protocol::{digest::Digest, evidence};
use std::path::Path;

pub use doorstep_client::photograph::Photograph;
pub use doorstep_protocol::evidence::{Direction, North};

/// How a picture came into the app. The two are never mixed up, and both are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PictureSource {
    /// The app's own camera, at the door.
    Camera,
    /// A picture that was on the phone before, or came from elsewhere.
    Gallery,
}

impl From<PictureSource> for evidence::Source {
    fn from(source: PictureSource) -> Self {
        match source {
            PictureSource::Camera => Self::Camera,
            PictureSource::Gallery => Self::Gallery,
        }
    }
}

/// What the shell knows of a picture besides its bytes.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Taken {
    /// The app's own camera, or a picture that was there before.
    pub source: PictureSource,
    /// What the location providers said around the shutter, the newest last; may be none.
    pub fixes: Vec<Fix>,
    /// Where the camera looked, if the phone knew.
    #[uniffi(default = None)]
    pub direction: Option<Direction>,
    /// The satellites' time at the shutter, if a fix carried one.
    #[uniffi(default = None)]
    pub gnss: Option<Instant>,
}

/// Where a camera looked.
#[uniffi::remote(Record)]
pub struct Direction {
    /// Degrees clockwise from north, 0 up to 360.
    pub degrees: f32,
    /// Which north.
    pub north: North,
}

/// Which north a direction is counted from.
#[uniffi::remote(Enum)]
pub enum North {
    /// Of the map.
    True,
    /// Of the compass.
    Magnetic,
}

/// A photograph of a finished visit or sheet.
#[uniffi::remote(Record)]
pub struct Photograph {
    /// Its `evidence` record; `pictures` says how far its files are.
    pub record: RecordId,
    /// As the camera wrote it.
    pub original: Digest,
    /// Smaller, upright, stamped.
    pub working: Digest,
    /// For lists.
    pub thumbnail: Digest,
}

#[uniffi::export]
impl Doorstep {
    /// Takes a photograph from a file as the answer to an image question; returns the SHA-256 of the copy that people look at.
    /// Everything is on disk when this returns, about half a second later; the file is the shell's to remove.
    pub fn photograph(
        &self,
        draft: DraftId,
        path: &str,
        file: &str,
        taken: Taken,
    ) -> Result<Digest, DoorstepError> {
        let Taken { source, fixes, direction, gnss } = taken;
        let fixes = fixes.into_iter().map(TryInto::try_into).collect::<Result<Vec<place::CoreFix>, _>>()?;
        let taken = core::Taken { source: source.into(), fixes, direction, gnss };
        Ok(self.client()?.photograph(draft, path, Path::new(file), taken)?)
    }

    /// The photographs of a visit or sheet made on this phone, as far as their records are still held.
    pub fn photographs(&self, of: RecordId) -> Result<Vec<Photograph>, DoorstepError> {
        Ok(self.client()?.photographs(of)?)
    }

    /// Until when this phone's photographs carry content credentials; none as long as the county gave it no certificate.
    pub fn certified_until(&self) -> Result<Option<Instant>, DoorstepError> {
        Ok(self.client()?.certified_until()?)
    }
}
