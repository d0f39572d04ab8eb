use super::*;
use crate::{
    encode::{Spare, encode},
    testing::{decibels, scene},
};
use proptest::prelude::*;

fn decoded(bytes: &[u8], long_edge: u32) -> Result<Picture, Refusal> {
    decode(bytes, &Header::read(bytes)?, Orientation::Upright, long_edge)
}

#[test]
fn the_short_way_differs_from_the_long_one_by_less_than_an_eye_could_see() {
    // As soft as a lens and a sensor of four-coloured squares leave it.
    let soft = resized(&scene(1_600, 1_200), 2_400, 1_800, FilterType::Bilinear).unwrap();
    let jpeg = encode(&soft, None, Spare::Time).unwrap();
    let short = decoded(&jpeg, 960).unwrap();
    let long = fit(super::jpeg(&jpeg, 8).unwrap(), 960).unwrap();
    assert_eq!((short.width(), short.height()), (960, 720));
    let alike = decibels(&short, &long);
    assert!(alike >= 45.0, "{alike} dB");
}

#[test]
fn a_picture_comes_down_to_its_longer_side_and_is_never_made_larger() {
    for (width, height, expected) in [
        (3_000, 1_000, (1_600, 533)),
        (1_000, 3_000, (533, 1_600)),
        (640, 480, (640, 480)),
        (2_000, 1, (1_600, 1)),
    ] {
        let jpeg = encode(&scene(width, height), None, Spare::Time).unwrap();
        let picture = decoded(&jpeg, 1_600).unwrap();
        assert_eq!((picture.width(), picture.height()), expected);
    }
}

#[test]
fn a_picture_is_turned_as_its_camera_says() {
    // Three pixels over two, each its own number.
    let picture = Picture::new(3, 2, (0..6).flat_map(|number| [number; 3]).collect()).unwrap();
    for (orientation, width, expected) in [
        (1, 3, [0, 1, 2, 3, 4, 5]),
        (2, 3, [2, 1, 0, 5, 4, 3]),
        (3, 3, [5, 4, 3, 2, 1, 0]),
        (4, 3, [3, 4, 5, 0, 1, 2]),
        (5, 2, [0, 3, 1, 4, 2, 5]),
        (6, 2, [3, 0, 4, 1, 5, 2]),
        (7, 2, [5, 2, 4, 1, 3, 0]),
        (8, 2, [2, 5, 1, 4, 0, 3]),
        (9, 3, [0, 1, 2, 3, 4, 5]),
    ] {
        let turned = Orientation::of(orientation).upright(picture.clone());
        let numbers: Vec<u8> = turned.rgb().iter().step_by(3).copied().collect();
        assert_eq!(
            (turned.width(), numbers.as_slice()),
            (width, expected.as_slice()),
            "orientation {orientation}"
        );
    }
}

#[test]
fn every_sort_of_png_comes_out_as_colours_on_white_paper() {
    use png::{BitDepth::Eight, ColorType};
    for (colours, pixel, expected) in [
        (ColorType::Grayscale, &[90][..], [90, 90, 90]),
        (ColorType::GrayscaleAlpha, &[0, 0], [255, 255, 255]),
        (ColorType::Rgb, &[1, 2, 3], [1, 2, 3]),
        (ColorType::Rgba, &[0, 100, 200, 51], [204, 224, 244]),
        (ColorType::Indexed, &[1], [7, 8, 9]),
    ] {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 4, 2);
        encoder.set_color(colours);
        encoder.set_depth(Eight);
        encoder.set_palette(&[0, 0, 0, 7, 8, 9][..]);
        encoder.write_header().unwrap().write_image_data(&pixel.repeat(8)).unwrap();
        assert_eq!(decoded(&bytes, 1_600).unwrap().rgb(), expected.repeat(8), "{colours:?}");
    }
}

#[test]
fn a_file_that_breaks_off_is_refused_and_one_with_more_behind_it_is_not() {
    let jpeg = encode(&scene(320, 240), None, Spare::Bytes).unwrap();
    let motion = [jpeg.as_slice(), b"a film behind the picture"].concat();
    assert!(decoded(&motion, 1_600).is_ok());
    for length in [jpeg.len() - 2, jpeg.len() / 2, 700] {
        assert_eq!(decoded(jpeg.get(..length).unwrap(), 1_600), Err(Refusal::Damaged), "{length} bytes");
    }
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 64, 64);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(scene(64, 64).rgb()).unwrap();
    assert_eq!(decoded(png.get(..png.len() / 2).unwrap(), 1_600), Err(Refusal::Damaged));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_damage_makes_it_panic(at in 0_usize..10_000, byte: u8, cut in 0_usize..10_000, progressive: bool) {
        let spare = if progressive { Spare::Bytes } else { Spare::Time };
        let mut jpeg = encode(&scene(96, 64), None, spare).unwrap();
        let (at, cut) = (at % jpeg.len(), cut % jpeg.len());
        if let Some(place) = jpeg.get_mut(at) {
            *place = byte;
        }
        let _ = decoded(&jpeg, 48);
        let _ = decoded(jpeg.get(..cut).unwrap(), 48);
    }
}
