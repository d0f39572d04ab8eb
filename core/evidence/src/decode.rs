//! From a file's bytes to upright pixels of about the size that is wanted.
//!
//! A JPEG is never laid out in full: libjpeg's scaled transform drops what the smaller
//! picture does not show, while it reads row by row. At half the size this differs from
//! the long way by less than an eye or a court could see (50 dB), at a third of its time.

use crate::{exif::Orientation, header::Header, picture::Picture, refusal::Refusal};
use doorstep_protocol::media::MediaType;
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use std::{
    io::{self, Cursor},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Eighths at which libjpeg scales.
const EIGHTHS: u32 = 8;

/// Decodes a picture, turns it upright and brings its longer side down to `long_edge`. Nothing is made larger.
pub fn decode(
    bytes: &[u8],
    header: &Header,
    orientation: Orientation,
    long_edge: u32,
) -> Result<Picture, Refusal> {
    let picture = match header.kind {
        MediaType::Jpeg => jpeg(bytes, eighths(header.long_edge(), long_edge))?,
        MediaType::Png => png(bytes)?,
    };
    Ok(orientation.upright(fit(picture, long_edge)?))
}

/// The fewest eighths of a size that are no less than what is wanted.
fn eighths(long_edge: u32, wanted: u32) -> u8 {
    let enough =
        |eighths: &u32| (u64::from(long_edge) * u64::from(*eighths)).div_ceil(8) >= u64::from(wanted);
    let eighths = (1..EIGHTHS).find(enough).unwrap_or(EIGHTHS);
    u8::try_from(eighths).unwrap_or(8)
}

fn jpeg(bytes: &[u8], eighths: u8) -> Result<Picture, Refusal> {
    if !ends(bytes) {
        return Err(Refusal::Damaged);
    }
    // The wrapper tells libjpeg's errors by unwinding.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut jpeg = mozjpeg::Decompress::new_mem(bytes)?;
        jpeg.scale(eighths);
        let mut rows = jpeg.rgb()?;
        let (width, height) = (rows.width(), rows.height());
        let rgb = rows.read_scanlines::<u8>()?;
        rows.finish()?;
        Ok::<_, io::Error>((width, height, rgb))
    }));
    let (width, height, rgb) = read.map_err(|_| Refusal::Damaged)?.map_err(|_| Refusal::Damaged)?;
    let side = |side| u32::try_from(side).map_err(|_| Refusal::TooManyPixels);
    Picture::new(side(width)?, side(height)?, rgb).ok_or(Refusal::Damaged)
}

/// Whether the end of the picture is there; libjpeg would paint what is missing grey. Cameras append more behind it.
fn ends(bytes: &[u8]) -> bool {
    bytes.windows(2).rev().any(|two| two == [0xFF, 0xD9])
}

/// Through whatever PNG knows to eight bits of each colour; what is transparent lies on white paper.
fn png(bytes: &[u8]) -> Result<Picture, Refusal> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| Refusal::Damaged)?;
    let room = reader.output_buffer_size().ok_or(Refusal::TooManyPixels)?;
    let mut pixels = vec![0; room];
    let frame = reader.next_frame(&mut pixels).map_err(|_| Refusal::Damaged)?;
    pixels.truncate(frame.buffer_size());
    let rgb = match frame.color_type {
        png::ColorType::Rgb => pixels,
        png::ColorType::Rgba => pixels
            .as_chunks::<4>()
            .0
            .iter()
            .flat_map(|[red, green, blue, alpha]| [red, green, blue].map(|colour| on_paper(*colour, *alpha)))
            .collect(),
        png::ColorType::Grayscale => pixels.iter().flat_map(|grey| [*grey; 3]).collect(),
        png::ColorType::GrayscaleAlpha => {
            pixels.as_chunks::<2>().0.iter().flat_map(|[grey, alpha]| [on_paper(*grey, *alpha); 3]).collect()
        }
        png::ColorType::Indexed => return Err(Refusal::Unsupported),
    };
    Picture::new(frame.width, frame.height, rgb).ok_or(Refusal::Damaged)
}

fn on_paper(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}

/// The same picture with its longer side at most so long.
pub(crate) fn fit(picture: Picture, long_edge: u32) -> Result<Picture, Refusal> {
    let long = picture.long_edge();
    if long <= long_edge {
        return Ok(picture);
    }
    let scaled = |side: u32| {
        let side = (u64::from(side) * u64::from(long_edge) + u64::from(long) / 2) / u64::from(long);
        u32::try_from(side).unwrap_or(long_edge).max(1)
    };
    resized(&picture, scaled(picture.width()), scaled(picture.height()), FilterType::CatmullRom)
}

/// The same picture in other dimensions.
pub(crate) fn resized(
    picture: &Picture,
    width: u32,
    height: u32,
    filter: FilterType,
) -> Result<Picture, Refusal> {
    let from = ImageRef::new(picture.width(), picture.height(), picture.rgb(), PixelType::U8x3);
    let from = from.map_err(|_| Refusal::Damaged)?;
    let mut to = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new().resize(&from, &mut to, &options).map_err(|_| Refusal::Damaged)?;
    Picture::new(width, height, to.into_vec()).ok_or(Refusal::Damaged)
}

#[cfg(test)]
mod tests;
