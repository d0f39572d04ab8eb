//! Pictures, as a camera, a gallery or anybody else hands them over, and what announces them.

#![cfg(test)]

use doorstep_evidence::{Refusal, decode, exif, header::Header, likeness};
use doorstep_fuzz::driver::drive;
use doorstep_protocol::media::Announced;

/// Longer side of what is made of them here, pixels: small, so that many have their turn.
const EDGE: u32 = 64;

#[test]
fn whatever_is_handed_over_as_a_photograph_is_taken_or_refused_by_name() {
    drive("pictures", |input| {
        let origin = exif::read(input);
        let made = Header::read(input).and_then(|header| decode(input, &header, origin.orientation, EDGE));
        match made {
            Ok(picture) => {
                assert!((1..=EDGE).contains(&picture.long_edge()));
                assert!(likeness(&picture).is_ok());
            }
            Err(refusal) => assert!(Refusal::ALL.contains(&refusal)),
        }
    });
}

#[test]
fn whatever_stands_as_exif_costs_at_most_what_it_would_have_said() {
    drive("exif", |input| {
        let length = u16::try_from(input.len() + 8).unwrap_or(u16::MAX).to_be_bytes();
        let photograph = [&[0xFF, 0xD8, 0xFF, 0xE1][..], &length, b"Exif\0\0", input, &[0xFF, 0xD9]].concat();
        let origin = exif::read(&photograph);
        assert!(origin.at.is_none_or(|at| at.latitude().abs() <= 90.0 && at.longitude().abs() <= 180.0));
    });
}

#[test]
fn what_announces_a_file_is_understood_the_same_when_it_is_said_again() {
    drive("media_metadata", |input| {
        let text = String::from_utf8_lossy(input);
        let Ok(announced) = Announced::from_metadata(&text) else { return };
        assert_eq!(Announced::from_metadata(&announced.to_metadata()), Ok(announced));
    });
}
