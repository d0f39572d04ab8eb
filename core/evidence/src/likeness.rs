//! A perceptual hash: 64 bits that stay about the same when a picture is scaled, saved
//! again or brightened, and differ when it shows something else.
//!
//! The picture is brought down to 32 by 32 shades of grey; of its cosine transform the 64
//! lowest frequencies are kept (without the mean), each as one bit: above their median or
//! not. Two hashes are as far apart as they have bits that differ.
//!
//! It is a hint and no proof. Two photographs of one wall may be nearer to each other
//! than one photograph to its own screenshot; thresholds are the caller's, with their figures.

use crate::{decode::resized, picture::Picture, refusal::Refusal};
use fast_image_resize::FilterType;
use serde::{Deserialize, Serialize};
use std::{f32::consts::PI, fmt, str::FromStr};

/// What a picture looks like, in 64 bits; 16 hexadecimal digits in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Likeness(pub u64);

/// A text that is no likeness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not sixteen hexadecimal digits")]
pub struct NotALikeness;

/// Pixels of the small picture, each way.
const SIDE: usize = 32;

/// Frequencies that are kept, each way.
const KEPT: usize = 8;

impl Likeness {
    /// Of a picture.
    pub fn of(picture: &Picture) -> Result<Self, Refusal> {
        let side = u32::try_from(SIDE).map_err(|_| Refusal::Damaged)?;
        let small = resized(picture, side, side, FilterType::Bilinear)?;
        let (pixels, _) = small.rgb().as_chunks::<3>();
        let grey: Vec<f32> = pixels.iter().map(|pixel| shade(*pixel)).collect();
        let lines: Vec<[f32; KEPT]> = grey.chunks_exact(SIDE).map(lowest).collect();
        let columns = (0..KEPT).map(|kept| {
            let column: Vec<f32> = lines.iter().filter_map(|line| line.get(kept).copied()).collect();
            lowest(&column)
        });
        let frequencies: Vec<f32> = columns.flatten().collect();
        // The first is the mean brightness, which says nothing of what is to be seen.
        let mut ordered: Vec<f32> = frequencies.iter().skip(1).copied().collect();
        ordered.sort_by(f32::total_cmp);
        let median = ordered.get(ordered.len() / 2).copied().unwrap_or_default();
        let bits = frequencies.iter().enumerate().skip(1).filter(|(_, frequency)| **frequency > median);
        Ok(Self(bits.fold(0, |bits, (place, _)| bits | 1 << place)))
    }

    /// How many bits differ: 0 the same, about 32 two pictures that have nothing to do with each other.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

/// Luma by Rec. 601, as JPEG has it.
fn shade([red, green, blue]: [u8; 3]) -> f32 {
    0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue)
}

/// The lowest frequencies of a line: DCT-II without its scale, which no comparison sees.
fn lowest(line: &[f32]) -> [f32; KEPT] {
    let mut frequencies = [0.0; KEPT];
    for (number, frequency) in (0_u8..).zip(&mut frequencies) {
        let turns = PI / SIDE as f32 * f32::from(number);
        *frequency =
            (0_u8..).zip(line).map(|(at, shade)| shade * ((f32::from(at) + 0.5) * turns).cos()).sum();
    }
    frequencies
}

impl fmt::Display for Likeness {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{:016x}", self.0)
    }
}

impl fmt::Debug for Likeness {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{self}")
    }
}

impl FromStr for Likeness {
    type Err = NotALikeness;
    fn from_str(text: &str) -> Result<Self, NotALikeness> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.then_some(()).ok_or(NotALikeness)?;
        u64::from_str_radix(text, 16).map(Self).map_err(|_| NotALikeness)
    }
}

impl TryFrom<String> for Likeness {
    type Error = NotALikeness;
    fn try_from(text: String) -> Result<Self, NotALikeness> {
        text.parse()
    }
}

impl From<Likeness> for String {
    fn from(likeness: Likeness) -> Self {
        likeness.to_string()
    }
}
