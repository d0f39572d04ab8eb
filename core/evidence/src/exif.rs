//! EXIF 2.32 (CIPA DC-008): read with patience, written by the letter.
//!
//! What a phone's camera wrote is believed in one thing, which way is up. What it says of
//! time and place matters for pictures that were not taken in the app, and is only ever
//! compared. What we write follows from the signed record.

mod read;
mod write;

#[cfg(test)]
mod tests;

pub use read::{Origin, read};
pub use write::write;

use crate::picture::{CHANNELS, Picture};

/// Which way is up, by the numbers of tag 0x0112.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orientation {
    /// 1: as stored.
    #[default]
    Upright,
    /// 2: left and right changed.
    Mirrored,
    /// 3: upside down.
    Half,
    /// 4: upside down, left and right changed.
    HalfMirrored,
    /// 5: to be turned right, then mirrored.
    RightMirrored,
    /// 6: to be turned right.
    Right,
    /// 7: to be turned left, then mirrored.
    LeftMirrored,
    /// 8: to be turned left.
    Left,
}

impl Orientation {
    /// By its number; what is none is taken as upright.
    pub fn of(number: u32) -> Self {
        match number {
            2 => Self::Mirrored,
            3 => Self::Half,
            4 => Self::HalfMirrored,
            5 => Self::RightMirrored,
            6 => Self::Right,
            7 => Self::LeftMirrored,
            8 => Self::Left,
            _ => Self::Upright,
        }
    }

    /// The picture as it was seen.
    pub(crate) fn upright(self, picture: Picture) -> Picture {
        if self == Self::Upright {
            return picture;
        }
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let (across, down) = if self.lies() { (height, width) } else { (width, height) };
        let (pixels, _) = picture.rgb().as_chunks::<CHANNELS>();
        let mut rgb = Vec::with_capacity(picture.rgb().len());
        for y in 0..down {
            for x in 0..across {
                let (from_x, from_y) = match self {
                    Self::Upright => (x, y),
                    Self::Mirrored => (width - 1 - x, y),
                    Self::Half => (width - 1 - x, height - 1 - y),
                    Self::HalfMirrored => (x, height - 1 - y),
                    Self::RightMirrored => (y, x),
                    Self::Right => (y, height - 1 - x),
                    Self::LeftMirrored => (width - 1 - y, height - 1 - x),
                    Self::Left => (width - 1 - y, x),
                };
                rgb.extend(pixels.get(from_y * width + from_x).copied().unwrap_or_default());
            }
        }
        let side = |side| u32::try_from(side).unwrap_or(u32::MAX);
        // As many pixels as before, in as many rows as they fill.
        Picture::new(side(across), side(down), rgb).unwrap_or(picture)
    }

    /// Whether rows become columns.
    fn lies(self) -> bool {
        matches!(self, Self::RightMirrored | Self::Right | Self::LeftMirrored | Self::Left)
    }
}
