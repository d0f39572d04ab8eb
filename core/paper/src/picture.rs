//! Pictures as a PDF takes them: a JPEG as it is, a PNG as its pixels on white.

use crate::Picture;
use krilla::image::{BitsPerComponent, CustomImage, Image, ImageColorspace};
use std::{collections::BTreeMap, io::Cursor, sync::Arc};

/// Most pixels of a PNG: drawn signatures have far fewer, and it is unpacked.
const MOST_PIXELS: u32 = 16_000_000;

/// The pictures of a sheet, by their media ids; those that can be shown.
pub(crate) struct Album {
    places: BTreeMap<String, usize>,
    images: Vec<Image>,
}

impl Album {
    pub(crate) fn open(pictures: &BTreeMap<String, Picture>) -> Self {
        let mut album = Self { places: BTreeMap::new(), images: Vec::new() };
        for (id, picture) in pictures {
            if let Some(image) = picture.bytes.as_deref().and_then(image) {
                album.places.insert(id.clone(), album.images.len());
                album.images.push(image);
            }
        }
        album
    }

    /// Where the picture of a media id lies; nothing if it is missing or broken.
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    pub(crate) fn image(&self, place: usize) -> Option<&Image> {
        self.images.get(place)
    }
}

fn image(bytes: &[u8]) -> Option<Image> {
    if bytes.starts_with(&[0xff, 0xd8]) { jpeg(bytes) } else { png(bytes) }
}

/// With its colours as they are; one for a press (four inks) is none that a camera made.
fn jpeg(bytes: &[u8]) -> Option<Image> {
    let image = Image::from_jpeg(bytes.to_vec().into(), false).ok()?;
    let (width, height) = image.size();
    (width > 0 && height > 0 && components(bytes)? <= 3).then_some(image)
}

/// Colours of a JPEG, from its frame header.
fn components(bytes: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        let [0xff, marker] = *bytes.get(at..at + 2)? else { return None };
        match marker {
            0xff => at += 1,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return bytes.get(at + 9).copied(),
            _ => {
                let length = bytes.get(at + 2..at + 4)?;
                at += 2 + usize::from(u16::from_be_bytes(length.try_into().ok()?));
            }
        }
    }
}

fn png(bytes: &[u8]) -> Option<Image> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = reader.info().size();
    if width.checked_mul(height).is_none_or(|pixels| pixels == 0 || pixels > MOST_PIXELS) {
        return None;
    }
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(frame.buffer_size());
    let on_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u16::from(value), u16::from(alpha));
        // Of two bytes, the weighed mean is a byte.
        u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
    };
    let (grey, samples) = match frame.color_type {
        png::ColorType::Grayscale => (true, pixels),
        png::ColorType::Rgb => (false, pixels),
        png::ColorType::GrayscaleAlpha => {
            (true, pixels.as_chunks::<2>().0.iter().map(|[grey, alpha]| on_white(*grey, *alpha)).collect())
        }
        png::ColorType::Rgba => {
            let flat =
                |[red, green, blue, alpha]: &[u8; 4]| [*red, *green, *blue].map(|one| on_white(one, *alpha));
            (false, pixels.as_chunks::<4>().0.iter().flat_map(flat).collect())
        }
        png::ColorType::Indexed => return None,
    };
    let channels = if grey { 1 } else { 3 };
    let expected = usize::try_from(width).ok()? * usize::try_from(height).ok()? * channels;
    if samples.len() != expected {
        return None;
    }
    Image::from_custom(Pixels { size: (width, height), grey, samples: samples.into() }, false).ok()
}

/// Opaque pixels, row by row.
#[derive(Clone, Hash)]
struct Pixels {
    size: (u32, u32),
    grey: bool,
    samples: Arc<[u8]>,
}

impl CustomImage for Pixels {
    fn color_channel(&self) -> &[u8] {
        &self.samples
    }

    fn alpha_channel(&self) -> Option<&[u8]> {
        None
    }

    fn bits_per_component(&self) -> BitsPerComponent {
        BitsPerComponent::Eight
    }

    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn icc_profile(&self) -> Option<&[u8]> {
        None
    }

    fn color_space(&self) -> ImageColorspace {
        if self.grey { ImageColorspace::Luma } else { ImageColorspace::Rgb }
    }
}
