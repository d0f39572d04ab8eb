//! Pictures and shots for the tests. Invented, all of them.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot be set up ends with a word"
)]

use crate::{caption::Names, decode::resized, picture::Picture};
use doorstep_domain::{
    id::{AccountId, DeviceId, DraftId, RegionId},
    place::{Fix, Wgs84},
    purpose::Purpose,
    visit::VisitTag,
};
use doorstep_protocol::{
    clock::{ClockReading, Confidence, ServerAnchor},
    evidence::{Direction, North, Shot, Source},
};
use fast_image_resize::FilterType;

/// A door in a brick wall between sky and yard: edges, gradients and grain, so that nothing about it is easy.
pub fn scene(width: u32, height: u32) -> Picture {
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (across, down) = (x * 100 / width, y * 100 / height);
            let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 29;
            let pixel = match (across, down) {
                (45..60, 45..80) => [60 + down / 4, 40, 30],
                (20..85, 30..80) if x % 97 < 4 || y % 71 < 4 => [190, 185, 180],
                (20..85, 30..80) => [150 + across / 4, 90, 70],
                (_, 0..55) => [120 + down, 160 + down, 235],
                _ => [90 + across / 2, 80 + across / 3, 60],
            };
            rgb.extend(pixel.map(|colour| (colour + grain).min(255) as u8));
        }
    }
    Picture::new(width, height, rgb).unwrap()
}

/// Another door for each number: its place in the wall, windows, shadows and colours differ, as they do in a village.
pub fn door(number: u64) -> Vec<u8> {
    let mut state = number;
    // Splitmix64: neighbouring numbers are no neighbours.
    let mut draw = |from: u32, to: u32| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        from + u32::try_from((mixed >> 33) % u64::from(to - from)).unwrap()
    };
    let (left, wide, top) = (draw(5, 70), draw(12, 30), draw(10, 45));
    let (window, sill, eaves) = (draw(0, 85), draw(20, 60), draw(2, 30));
    let (wall, leaf, glass) = (draw(70, 220), draw(20, 160), draw(20, 240));
    let (shade, slope) = (draw(0, 100), draw(0, 3));
    let (width, height) = (480, 360);
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (across, down) = (x * 100 / width, y * 100 / height);
            let bright = if across * slope + down > shade { 10 } else { 6 };
            let value = if down < eaves {
                200
            } else if (left..left + wide).contains(&across) && down > top {
                leaf
            } else if (window..window + 14).contains(&across) && (sill..sill + 16).contains(&down) {
                glass
            } else {
                wall
            };
            rgb.extend(
                [value, value * 9 / 10, value * 8 / 10].map(|value| (value * bright / 10).min(255) as u8),
            );
        }
    }
    camera(&Picture::new(width, height, rgb).unwrap())
}

/// At which quality cameras of phones write, by libjpeg's scale: 12 megapixels are some 2.5 MB.
const CAMERA: f32 = 95.0;

/// A photograph as a camera writes it: soft as its lens leaves it, with a sensor's grain.
pub fn photograph(width: u32, height: u32) -> Vec<u8> {
    let soft = resized(&scene(width * 2 / 3, height * 2 / 3), width, height, FilterType::Bilinear);
    camera(&soft.unwrap())
}

/// What a sensor makes of a scene.
fn camera(soft: &Picture) -> Vec<u8> {
    let (mut rgb, mut seed) = (soft.rgb().to_vec(), 1_u32);
    for value in &mut rgb {
        // Marsaglia's xorshift.
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        *value = value.saturating_add((seed >> 29) as u8);
    }
    let mut jpeg = mozjpeg::Compress::new(mozjpeg::ColorSpace::JCS_RGB);
    jpeg.set_fastest_defaults();
    jpeg.set_size(soft.width() as usize, soft.height() as usize);
    jpeg.set_quality(CAMERA);
    let mut jpeg = jpeg.start_compress(Vec::new()).unwrap();
    jpeg.write_scanlines(&rgb).unwrap();
    jpeg.finish().unwrap()
}

/// How alike two pictures are, decibels of peak signal to noise.
pub fn decibels(one: &Picture, other: &Picture) -> f64 {
    assert_eq!((one.width(), one.height()), (other.width(), other.height()));
    let errors =
        one.rgb().iter().zip(other.rgb()).map(|(one, other)| f64::from(one.abs_diff(*other)).powi(2));
    let mean = errors.sum::<f64>() / one.rgb().len() as f64;
    10.0 * (255.0 * 255.0 / mean.max(1e-9)).log10()
}

/// What a receiver in the open says.
pub fn fix(longitude: f64, latitude: f64) -> Fix {
    Fix {
        at: Wgs84::new(longitude, latitude).unwrap(),
        accuracy_metres: 7.6,
        provider: "gps".to_owned(),
        age_millis: 1_500,
        mock: false,
    }
}

/// A shot at a door in the invented county.
pub fn shot() -> Shot {
    let boot = "boot-1".to_owned();
    let server = "2026-11-22T05:05:33.250Z".parse().unwrap();
    Shot {
        source: Source::Camera,
        fixes: vec![fix(116.391_546_05, 39.904_201_51)],
        direction: Some(Direction { degrees: 123.45, north: North::Magnetic }),
        clock: ClockReading {
            device: "2026-11-22T06:05:33.250Z".parse().unwrap(),
            monotonic_millis: 3_600_000,
            boot: boot.clone(),
            anchor: Some(ServerAnchor { server, monotonic_millis: 0, boot }),
            gnss: None,
            confidence: Confidence::High,
        },
        offset_minutes: 480,
        visit: Purpose::Visit(VisitTag::HouseholdCheck),
        draft: DraftId(uuid::Uuid::from_u128(1)),
        region: Some(RegionId(uuid::Uuid::from_u128(2))),
        author: AccountId(uuid::Uuid::from_u128(3)),
        device: DeviceId(uuid::Uuid::from_u128(4)),
        program: "doorstep 0.1.0".to_owned(),
    }
}

/// Names for [`shot`].
pub fn names() -> Names {
    Names { region: "青禾县柳林镇三道沟村".to_owned(), worker: "王某某".to_owned() }
}
