use super::*;
use crate::{
    encode::{Spare, encode},
    testing::{fix, scene, shot},
};
use doorstep_protocol::{digest::Digest, evidence::Shot};
use proptest::prelude::*;
use serde_json::Value;
use std::process::Command;

fn jpeg(shot: &Shot) -> Vec<u8> {
    let exif = write(shot, Digest::of(b"original"), 64, 48).unwrap();
    encode(&scene(64, 48), Some(&exif), Spare::Time).unwrap()
}

/// What `exiftool` reads, as numbers where they are numbers.
fn by_exiftool(jpeg: &[u8]) -> Value {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("evidence.jpg");
    std::fs::write(&file, jpeg).unwrap();
    let output = Command::new("exiftool")
        .args(["-n", "-json", "-validate", "-warning", "-a", "-all"])
        .arg(&file)
        .output();
    let output = output.expect("exiftool is there (Debian: libimage-exiftool-perl)");
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    read[0].clone()
}

#[test]
fn exiftool_reads_back_what_was_written_and_finds_nothing_to_complain_of() {
    let read = by_exiftool(&jpeg(&shot()));
    for (tag, expected) in [
        ("DateTimeOriginal", "2026:11:22 14:05:33"),
        ("OffsetTimeOriginal", "+08:00"),
        ("GPSDateStamp", "2026:11:22"),
        ("GPSTimeStamp", "06:05:31.75"),
        ("GPSMapDatum", "WGS-84"),
        ("GPSProcessingMethod", "GPS"),
        ("GPSImgDirectionRef", "M"),
        ("GPSVersionID", "2 3 0 0"),
        ("ExifVersion", "0232"),
        ("Validate", "0 0 0"),
    ] {
        let found = read[tag].as_str().map_or_else(|| read[tag].to_string(), ToOwned::to_owned);
        assert_eq!(found, expected, "{tag} of {read}");
    }
    assert_eq!(read.get("Warning"), None, "{read}");
    let number = |tag: &str| read[tag].as_f64().unwrap();
    // Half of a ten-thousandth of a second of arc.
    let near = 0.5 / 36_000_000.0 + 1e-12;
    assert!((number("GPSLatitude") - 39.904_201_51).abs() <= near, "{read}");
    assert!((number("GPSLongitude") - 116.391_546_05).abs() <= near, "{read}");
    assert_eq!((number("GPSHPositioningError"), number("GPSImgDirection")), (7.6, 123.45));
    assert_eq!(read["SubSecTimeOriginal"].to_string().trim_matches('"'), "250");
}

#[test]
fn south_and_west_stay_where_they_are_and_no_minute_has_sixty_seconds() {
    for (longitude, latitude) in
        [(-70.5, -33.25), (0.0, 0.0), (-180.0, 90.0), (180.0, -90.0), (1.0 - 1e-9, 2.0 - 1e-9)]
    {
        let origin = read(&jpeg(&Shot { fixes: vec![fix(longitude, latitude)], ..shot() }));
        let at = origin.at.unwrap();
        assert!(
            (at.longitude() - longitude).abs() < 2e-8 && (at.latitude() - latitude).abs() < 2e-8,
            "{at:?}"
        );
    }
}

#[test]
fn without_a_fix_or_a_direction_there_are_none() {
    let none = Shot { fixes: Vec::new(), direction: None, ..shot() };
    let found = by_exiftool(&jpeg(&none));
    assert!(found.as_object().unwrap().keys().all(|key| !key.starts_with("GPS")), "{found}");
    let origin = read(&jpeg(&none));
    assert_eq!(origin.at, None);
    assert_eq!(origin.taken.unwrap().to_string(), "2026-11-22 14:05:33");
    let only_direction = Shot { fixes: Vec::new(), ..shot() };
    assert_eq!(by_exiftool(&jpeg(&only_direction))["GPSImgDirection"], 123.45);
}

#[test]
fn a_value_that_makes_no_sense_costs_only_itself() {
    use ::exif::{Field, In, Rational, Tag, Value as Exif, experimental::Writer};
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let fields = [
        field(Tag::Orientation, Exif::Short(vec![6])),
        field(Tag::DateTimeOriginal, Exif::Ascii(vec![b"yesterday".to_vec()])),
        field(Tag::GPSLatitude, Exif::Rational(vec![Rational { num: 1, denom: 0 }])),
        field(Tag::GPSLatitudeRef, Exif::Short(vec![7])),
        field(Tag::GPSLongitude, Exif::Ascii(vec![b"east".to_vec()])),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut tiff = std::io::Cursor::new(Vec::new());
    writer.write(&mut tiff, true).unwrap();
    let jpeg = encode(&scene(16, 16), Some(tiff.get_ref()), Spare::Time).unwrap();
    assert_eq!(read(&jpeg), Origin { orientation: Orientation::Right, taken: None, at: None });
}

proptest! {
    #[test]
    fn every_place_comes_back_to_a_few_millimetres(longitude in -180.0..=180.0, latitude in -90.0..=90.0) {
        let origin = read(&jpeg(&Shot { fixes: vec![fix(longitude, latitude)], ..shot() }));
        let at = origin.at.unwrap();
        prop_assert!((at.longitude() - longitude).abs() < 2e-8 && (at.latitude() - latitude).abs() < 2e-8);
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0_usize..2_000, byte: u8) {
        let _ = read(&bytes);
        let mut jpeg = jpeg(&shot());
        let at = at % jpeg.len();
        if let Some(place) = jpeg.get_mut(at) {
            *place = byte;
        }
        let _ = read(&jpeg);
    }
}
