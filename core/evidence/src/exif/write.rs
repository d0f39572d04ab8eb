//! What we write into a working copy, by the letter: a reader that follows the standard
//! gets back what the record says, to the unit given here.

use chrono::{DateTime, SubsecRound, TimeDelta, Timelike, Utc};
use doorstep_domain::place::Fix;
use doorstep_protocol::{
    digest::Digest,
    evidence::{North, Shot},
};
use exif::{Field, In, Rational, Tag, Value, experimental::Writer};
use std::io::Cursor;

/// Parts of a second of arc: 3 mm.
const SECOND_PARTS: u32 = 10_000;

/// Parts of a metre and of a degree of direction.
const HUNDREDTHS: u32 = 100;

/// Writes EXIF as a TIFF structure, to go behind `Exif\0\0`; `None` if a number is beyond what its field can say.
pub fn write(shot: &Shot, original: Digest, width: u32, height: u32) -> Option<Vec<u8>> {
    let taken = shot.clock.weighed().best;
    let local = shot.local_time();
    let moment = local.format("%Y:%m:%d %H:%M:%S").to_string();
    let zone = offset_text(local.offset().local_minus_utc() / 60);
    let thousandths = format!("{:03}", local.nanosecond() / 1_000_000 % 1_000);
    let unique: String = original.as_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let undefined = |bytes: &[u8]| Value::Undefined(bytes.to_vec(), 0);
    let mut fields = vec![
        (Tag::XResolution, Value::Rational(vec![(72, 1).into()])),
        (Tag::YResolution, Value::Rational(vec![(72, 1).into()])),
        (Tag::ResolutionUnit, Value::Short(vec![2])),
        (Tag::YCbCrPositioning, Value::Short(vec![1])),
        (Tag::Orientation, Value::Short(vec![1])),
        (Tag::Software, ascii(concat!("Doorstep ", env!("CARGO_PKG_VERSION")))),
        (Tag::DateTime, ascii(&moment)),
        (Tag::ExifVersion, undefined(b"0232")),
        (Tag::FlashpixVersion, undefined(b"0100")),
        // Y, Cb, Cr.
        (Tag::ComponentsConfiguration, undefined(&[1, 2, 3, 0])),
        // sRGB.
        (Tag::ColorSpace, Value::Short(vec![1])),
        (Tag::PixelXDimension, Value::Long(vec![width])),
        (Tag::PixelYDimension, Value::Long(vec![height])),
        (Tag::DateTimeOriginal, ascii(&moment)),
        (Tag::DateTimeDigitized, ascii(&moment)),
        (Tag::OffsetTime, ascii(&zone)),
        (Tag::OffsetTimeOriginal, ascii(&zone)),
        (Tag::OffsetTimeDigitized, ascii(&zone)),
        (Tag::SubSecTimeOriginal, ascii(&thousandths)),
        (Tag::ImageUniqueID, ascii(&unique)),
    ];
    if let Some(fix) = shot.best_fix() {
        fields.extend(gps(fix, taken)?);
    }
    if let Some(direction) = shot.direction {
        fields.push((Tag::GPSVersionID, Value::Byte(vec![2, 3, 0, 0])));
        fields.push((Tag::GPSImgDirectionRef, ascii(letter(direction.north))));
        fields.push((Tag::GPSImgDirection, hundredths(direction.degrees.rem_euclid(360.0))?));
    }
    // With a place and a direction, the version would stand there twice.
    fields.sort_by_key(|(tag, _)| tag.number());
    fields.dedup_by_key(|(tag, _)| *tag);
    let fields: Vec<Field> =
        fields.into_iter().map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value }).collect();
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).ok()?;
    Some(bytes.into_inner())
}

fn gps(fix: &Fix, taken: DateTime<Utc>) -> Option<[(Tag, Value); 11]> {
    // The fix is of a moment before the picture.
    let age = i64::try_from(fix.age_millis).ok().and_then(TimeDelta::try_milliseconds)?;
    let moment = taken.checked_sub_signed(age)?.trunc_subsecs(3);
    let millis = moment.second() * 1_000 + moment.nanosecond() / 1_000_000 % 1_000;
    let (north, east) = (side(fix.at.latitude(), ["N", "S"]), side(fix.at.longitude(), ["E", "W"]));
    let mut method = b"ASCII\0\0\0".to_vec();
    method.extend(
        fix.provider.bytes().filter(u8::is_ascii_graphic).take(32).map(|byte| byte.to_ascii_uppercase()),
    );
    Some([
        (Tag::GPSVersionID, Value::Byte(vec![2, 3, 0, 0])),
        (Tag::GPSLatitudeRef, ascii(north)),
        (Tag::GPSLatitude, arc(fix.at.latitude())),
        (Tag::GPSLongitudeRef, ascii(east)),
        (Tag::GPSLongitude, arc(fix.at.longitude())),
        (
            Tag::GPSTimeStamp,
            Value::Rational(vec![
                (moment.hour(), 1).into(),
                (moment.minute(), 1).into(),
                (millis, 1_000).into(),
            ]),
        ),
        (Tag::GPSDateStamp, ascii(&moment.format("%Y:%m:%d").to_string())),
        (Tag::GPSMapDatum, ascii("WGS-84")),
        (Tag::GPSProcessingMethod, Value::Undefined(method, 0)),
        (Tag::GPSHPositioningError, hundredths(fix.accuracy_metres)?),
        // A fix that says how good it is: two dimensions at least.
        (Tag::GPSMeasureMode, ascii("2")),
    ])
}

fn ascii(text: &str) -> Value {
    Value::Ascii(vec![text.as_bytes().to_vec()])
}

fn side(degrees: f64, [positive, negative]: [&str; 2]) -> &str {
    if degrees.is_sign_negative() { negative } else { positive }
}

/// Degrees, minutes, and seconds to [`SECOND_PARTS`].
fn arc(degrees: f64) -> Value {
    let parts = arc_parts(degrees);
    let (minute, degree) = (60 * SECOND_PARTS, 3_600 * SECOND_PARTS);
    let of = |parts: u64, denom| Rational { num: u32::try_from(parts).unwrap_or(u32::MAX), denom };
    Value::Rational(vec![
        of(parts / u64::from(degree), 1),
        of(parts / u64::from(minute) % 60, 1),
        of(parts % u64::from(minute), SECOND_PARTS),
    ])
}

/// An angle in parts of a second. Rounded once, so that no field is ever 60.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "180 degrees are 6,480,000,000 parts"
)]
fn arc_parts(degrees: f64) -> u64 {
    (degrees.abs() * f64::from(3_600 * SECOND_PARTS)).round() as u64
}

/// A number that is not negative, to a hundredth; `None` if it is none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range, as was looked at")]
fn hundredths(number: f32) -> Option<Value> {
    let hundredths = (f64::from(number) * f64::from(HUNDREDTHS)).round();
    let in_range = (0.0..=f64::from(u32::MAX)).contains(&hundredths);
    in_range.then(|| Value::Rational(vec![Rational { num: hundredths as u32, denom: HUNDREDTHS }]))
}

fn offset_text(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn letter(north: North) -> &'static str {
    match north {
        North::True => "T",
        North::Magnetic => "M",
    }
}
