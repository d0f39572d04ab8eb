//! From what the camera wrote to what the county gets: one pass over the pixels.

use crate::{
    caption::{Names, caption},
    decode::{decode, fit},
    encode::{NotWritten, Spare, encode},
    exif,
    header::Header,
    likeness::likeness,
    picture::Picture,
    refusal::Refusal,
    stamp,
};
use doorstep_protocol::{
    digest::Digest,
    evidence::{FileNote, Shot, Sidecar},
    key::DeviceKey,
    media::MediaType,
    signed::{NotSigned, Signed},
};
use thiserror::Error;

/// Longer side of the copy that travels, pixels.
pub const WORKING_EDGE: u32 = 1_600;

/// Longer side of the picture in lists, pixels.
pub const THUMBNAIL_EDGE: u32 = 320;

/// A photograph, ready to be kept. The original is the caller's, byte for byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// JPEG with stamp and EXIF.
    pub working: Vec<u8>,
    /// JPEG without either.
    pub thumbnail: Vec<u8>,
    /// What the phone signs of all of it.
    pub sidecar: Signed<Sidecar>,
}

/// Why there is no evidence.
#[derive(Debug, Error)]
pub enum DevelopError {
    /// The file is none that can be one.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The copies cannot be written.
    #[error(transparent)]
    NotWritten(#[from] NotWritten),
    /// The place or the time is beyond what EXIF can say.
    #[error("what is to be written has no form in EXIF")]
    NoExif,
    /// The phone does not sign.
    #[error(transparent)]
    NotSigned(#[from] NotSigned),
}

/// Puts credentials into a working copy that tools read which know nothing of us. `None` if it cannot: the phone
/// vouches for the copy all the same.
pub type Credentials<'a> = &'a dyn Fn(&[u8], &Shot, Digest) -> Option<Vec<u8>>;

/// Makes evidence of a picture file.
pub fn develop(
    original: &[u8],
    shot: Shot,
    names: &Names,
    spare: Spare,
    key: &dyn DeviceKey,
    credentials: Option<Credentials<'_>>,
) -> Result<Evidence, DevelopError> {
    let header = Header::read(original)?;
    let origin = exif::read(original);
    let picture = decode(original, &header, origin.orientation, WORKING_EDGE)?;
    let likeness = likeness(&picture)?;
    let small = fit(picture.clone(), THUMBNAIL_EDGE)?;
    let thumbnail = encode(&small, None, Spare::Time)?;
    let picture = stamp::draw(picture, &caption(&shot, names));
    let original_hash = Digest::of(original);
    let exif = exif::write(&shot, original_hash, picture.width(), picture.height());
    let plain = encode(&picture, Some(&exif.ok_or(DevelopError::NoExif)?), spare)?;
    let working = credentials.and_then(|put| put(&plain, &shot, original_hash)).unwrap_or(plain);
    let sidecar = Sidecar {
        shot,
        original: FileNote {
            sha256: original_hash,
            length: length(original),
            kind: header.kind,
            width: header.width,
            height: header.height,
        },
        working: note(&working, &picture),
        thumbnail: note(&thumbnail, &small),
        likeness,
    };
    let sidecar = Signed::by_phone(&sidecar, key)?;
    Ok(Evidence { working, thumbnail, sidecar })
}

fn note(bytes: &[u8], picture: &Picture) -> FileNote {
    FileNote {
        sha256: Digest::of(bytes),
        length: length(bytes),
        kind: MediaType::Jpeg,
        width: picture.width(),
        height: picture.height(),
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
