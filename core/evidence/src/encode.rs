//! From pixels to the JPEG that travels.

use crate::picture::Picture;
use mozjpeg::{ColorSpace, Compress, Marker, qtable};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
};
use thiserror::Error;

/// What to be sparing with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spare {
    /// The worker's time: written in one go.
    Time,
    /// Air time: a third fewer bytes to send, for a quarter of a second more to write.
    Bytes,
}

/// Quality by libjpeg's scale and tables, where time is spared.
const QUICK: f32 = 80.0;

/// Quality of the flat table, where bytes are: no worse in decibels than the other. Usual tables are coarse where the eye
/// sees little of a landscape, and that is where the strokes of a letter are: with them the stamp, and every
/// document in a picture, loses first.
const FLAT: f32 = 64.0;

/// The picture cannot be written as a JPEG.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the picture cannot be written")]
pub struct NotWritten;

/// What stands before EXIF in its segment.
const EXIF: &[u8] = b"Exif\0\0";

/// Writes a JPEG, with EXIF if there is any.
pub fn encode(picture: &Picture, exif: Option<&[u8]>, spare: Spare) -> Result<Vec<u8>, NotWritten> {
    // The wrapper tells libjpeg's errors by unwinding.
    let written = catch_unwind(AssertUnwindSafe(|| {
        let mut jpeg = Compress::new(ColorSpace::JCS_RGB);
        match spare {
            Spare::Time => {
                jpeg.set_fastest_defaults();
                jpeg.set_quality(QUICK);
            }
            Spare::Bytes => {
                let table = qtable::Flat.scaled(FLAT, FLAT);
                jpeg.set_luma_qtable(&table);
                jpeg.set_chroma_qtable(&table);
            }
        }
        jpeg.set_size(picture.width() as usize, picture.height() as usize);
        let mut jpeg = jpeg.start_compress(Vec::new())?;
        if let Some(exif) = exif {
            jpeg.write_marker(Marker::APP(1), &[EXIF, exif].concat());
        }
        jpeg.write_scanlines(picture.rgb())?;
        jpeg.finish()
    }));
    written.map_err(|_| NotWritten)?.map_err(|_: io::Error| NotWritten)
}
