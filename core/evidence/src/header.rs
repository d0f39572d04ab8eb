//! What a file says of itself in its first bytes, before anything large is laid out for it.

use crate::refusal::Refusal;
use doorstep_protocol::{limits::MEDIA_BYTES, media::MediaType};

/// Kind and size of a picture, as its header has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// What it is.
    pub kind: MediaType,
    /// Pixels in a row, as stored: before any turning.
    pub width: u32,
    /// Rows, as stored.
    pub height: u32,
    /// A progressive JPEG, which is in memory as a whole while it is read.
    pub progressive: bool,
}

/// Most pixels of a JPEG that is read row by row: 108-megapixel cameras, and some room.
const ROW_BY_ROW_PIXELS: u64 = 128_000_000;

/// Most pixels of a picture that is in memory as a whole while it is read, at up to six bytes each.
const WHOLE_PIXELS: u64 = 25_000_000;

/// Brands of ISO 14496-12 under which phones write HEIC and AVIF.
const HEIC: [&[u8; 4]; 9] = [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"];

impl Header {
    /// Reads it, and refuses what would cost more than it may.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MEDIA_BYTES {
            return Err(Refusal::TooLarge);
        }
        let header = match MediaType::sniff(bytes) {
            Some(MediaType::Jpeg) => jpeg(bytes)?,
            Some(MediaType::Png) => png(bytes).ok_or(Refusal::Damaged)?,
            None if is_heic(bytes) => return Err(Refusal::Heic),
            None => return Err(Refusal::UnknownContent),
        };
        let pixels = u64::from(header.width) * u64::from(header.height);
        let whole = header.progressive || header.kind == MediaType::Png;
        match pixels {
            0 => Err(Refusal::Damaged),
            pixels if pixels > ROW_BY_ROW_PIXELS || (whole && pixels > WHOLE_PIXELS) => {
                Err(Refusal::TooManyPixels)
            }
            _ => Ok(header),
        }
    }

    /// The longer side.
    pub fn long_edge(&self) -> u32 {
        self.width.max(self.height)
    }
}

fn is_heic(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12);
    bytes.get(4..8) == Some(b"ftyp") && HEIC.iter().any(|heic| brand == Some(heic.as_slice()))
}

/// The header chunk comes first (PNG 1.2, 4.1.1).
fn png(bytes: &[u8]) -> Option<Header> {
    let chunk = bytes.get(8..24)?;
    let number =
        |range| chunk.get(range).and_then(|four: &[u8]| four.try_into().ok()).map(u32::from_be_bytes);
    (chunk.get(4..8)? == b"IHDR").then_some(())?;
    Some(Header { kind: MediaType::Png, width: number(8..12)?, height: number(12..16)?, progressive: false })
}

/// Segment by segment up to the frame (ITU-T T.81, B.1 and B.2.2).
fn jpeg(bytes: &[u8]) -> Result<Header, Refusal> {
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        // Any number of FF may stand before a marker.
        let fill = rest.iter().take_while(|byte| **byte == 0xFF).count();
        let (marker, after) = rest.get(fill..).and_then(<[u8]>::split_first).ok_or(Refusal::Damaged)?;
        if fill == 0 {
            return Err(Refusal::Damaged);
        }
        match *marker {
            // Markers that stand alone.
            0x01 | 0xD0..=0xD7 => rest = after,
            // The frame should have come before its data.
            0x00 | 0xD8..=0xDA => return Err(Refusal::Damaged),
            0xC0..=0xC2 => return frame(after, *marker == 0xC2).ok_or(Refusal::Damaged),
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return Err(Refusal::Unsupported),
            _ => {
                let length = after.first_chunk().map(|two| usize::from(u16::from_be_bytes(*two)));
                let length = length.filter(|length| *length >= 2).ok_or(Refusal::Damaged)?;
                rest = after.get(length..).ok_or(Refusal::Damaged)?;
            }
        }
    }
}

fn frame(segment: &[u8], progressive: bool) -> Option<Header> {
    let number = |at: usize| {
        let two: [u8; 2] = segment.get(at..at + 2)?.try_into().ok()?;
        Some(u32::from(u16::from_be_bytes(two)))
    };
    Some(Header { kind: MediaType::Jpeg, width: number(5)?, height: number(3)?, progressive })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn jpeg_of(frame: u8, width: u16, height: u16) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xFE, 0, 4, b'h', b'i', 0xFF, 0xFF, frame, 0, 17, 8];
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes
    }

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn sizes_are_known_from_the_header_alone() {
        let header = Header::read(&jpeg_of(0xC0, 4_000, 3_000)).unwrap();
        assert_eq!((header.width, header.height, header.progressive), (4_000, 3_000, false));
        assert!(Header::read(&jpeg_of(0xC2, 4_000, 3_000)).unwrap().progressive);
        let header = Header::read(&png_of(640, 480)).unwrap();
        assert_eq!((header.kind, header.width, header.height), (MediaType::Png, 640, 480));
    }

    #[test]
    fn what_would_cost_too_much_or_is_no_photograph_is_refused_with_its_reason() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0".to_vec();
        for (bytes, refusal) in [
            (jpeg_of(0xC0, 0, 10), Refusal::Damaged),
            (jpeg_of(0xC0, 65_000, 65_000), Refusal::TooManyPixels),
            (jpeg_of(0xC2, 12_000, 9_000), Refusal::TooManyPixels),
            (jpeg_of(0xC3, 10, 10), Refusal::Unsupported),
            (jpeg_of(0xC9, 10, 10), Refusal::Unsupported),
            (jpeg_of(0xDA, 10, 10), Refusal::Damaged),
            (png_of(u32::MAX, u32::MAX), Refusal::TooManyPixels),
            (heic, Refusal::Heic),
            (b"GIF89a".to_vec(), Refusal::UnknownContent),
            (Vec::new(), Refusal::UnknownContent),
        ] {
            assert_eq!(Header::read(&bytes), Err(refusal), "{bytes:?}");
        }
        assert!(Header::read(&jpeg_of(0xC0, 12_000, 9_000)).is_ok(), "108 megapixels, row by row");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..200), png: bool) {
            let magic: &[u8] = if png { b"\x89PNG\r\n\x1A\n" } else { b"\xFF\xD8\xFF" };
            let _ = Header::read(&bytes);
            bytes.splice(0..0, magic.iter().copied());
            let _ = Header::read(&bytes);
        }
    }
}
