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
use doorstep_domain::likeness::Likeness;
use fast_image_resize::FilterType;
use std::f32::consts::PI;

/// Pixels of the small picture, each way.
const SIDE: usize = 32;

/// Frequencies that are kept, each way.
const KEPT: usize = 8;

/// Of a picture.
pub fn likeness(picture: &Picture) -> Result<Likeness, Refusal> {
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
    Ok(Likeness(bits.fold(0, |bits, (place, _)| bits | 1 << place)))
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
