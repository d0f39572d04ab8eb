//! What a camera, or whatever came after it, wrote. Wrong types, zero denominators,
//! missing references: each costs that one value and nothing else.

use super::Orientation;
use chrono::NaiveDateTime;
use doorstep_domain::place::Wgs84;
use exif::{Exif, In, Reader, Tag, Value};
use std::io::Cursor;

/// What a file says of how it came about. Anybody can write anything here.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Origin {
    /// Which way is up.
    pub orientation: Orientation,
    /// When, by the camera's clock where it was.
    pub taken: Option<NaiveDateTime>,
    /// Where.
    pub at: Option<Wgs84>,
}

/// Reads what there is to read; of a file without EXIF, nothing.
pub fn read(bytes: &[u8]) -> Origin {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let read = reader.read_from_container(&mut Cursor::new(bytes));
    let Ok(exif) = read.or_else(|error| error.distill_partial_result(|_| ())) else {
        return Origin::default();
    };
    Origin {
        orientation: uint(&exif, Tag::Orientation).map_or(Orientation::Upright, Orientation::of),
        taken: taken(&exif),
        at: place(&exif),
    }
}

fn uint(exif: &Exif, tag: Tag) -> Option<u32> {
    exif.get_field(tag, In::PRIMARY)?.value.get_uint(0)
}

fn text(exif: &Exif, tag: Tag) -> Option<&str> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => std::str::from_utf8(lines.first()?).ok().map(str::trim),
        _ => None,
    }
}

fn taken(exif: &Exif) -> Option<NaiveDateTime> {
    let text = text(exif, Tag::DateTimeOriginal).or_else(|| text(exif, Tag::DateTime))?;
    NaiveDateTime::parse_from_str(text, "%Y:%m:%d %H:%M:%S").ok()
}

fn place(exif: &Exif) -> Option<Wgs84> {
    let latitude = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, ["N", "S"])?;
    let longitude = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, ["E", "W"])?;
    Wgs84::new(longitude, latitude).ok()
}

/// Degrees, minutes and seconds, as many of the three as there are.
fn degrees(exif: &Exif, tag: Tag, reference: Tag, [positive, negative]: [&str; 2]) -> Option<f64> {
    let sign = match text(exif, reference)? {
        side if side.eq_ignore_ascii_case(positive) => 1.0,
        side if side.eq_ignore_ascii_case(negative) => -1.0,
        _ => return None,
    };
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let parts = parts.iter().take(3).zip([1.0, 60.0, 3600.0]);
    let degrees: f64 = parts.map(|(part, unit)| part.to_f64() / unit).sum();
    degrees.is_finite().then_some(sign * degrees)
}
