//! Where a panel's text covers it: one byte a pixel, blended into the picture in one go.

use crate::picture::CHANNELS;
use std::iter::zip;

/// How much of each pixel of a panel is text.
pub(super) struct Ink {
    width: usize,
    cover: Vec<u8>,
}

/// A glyph's coverage.
pub(super) struct Mask {
    /// From the pen to its first column.
    pub(super) left: i32,
    /// From the baseline to its first row; negative is above.
    pub(super) top: i32,
    /// Columns.
    pub(super) width: usize,
    /// Row by row.
    pub(super) cover: Vec<u8>,
}

impl Ink {
    /// Nothing written yet.
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, cover: vec![0; width * height] }
    }

    /// Writes a glyph with the pen at `(x, y)`; what lies outside is cut off.
    pub(super) fn write(&mut self, glyph: &Mask, x: i32, y: i32) {
        let left = x.saturating_add(glyph.left);
        let skip = usize::try_from(left.saturating_neg()).unwrap_or(0);
        let left = usize::try_from(left).unwrap_or(0);
        let first = y.saturating_add(glyph.top);
        for (row, line) in zip(first.., glyph.cover.chunks_exact(glyph.width.max(1))) {
            let Ok(row) = usize::try_from(row) else { continue };
            let Some(to) = self.cover.chunks_exact_mut(self.width.max(1)).nth(row) else { return };
            for (pixel, ink) in zip(to.iter_mut().skip(left), line.iter().skip(skip)) {
                *pixel = pixel.saturating_add(*ink);
            }
        }
    }

    /// The same, grown by `reach` pixels to every side: what lies under the text.
    fn outline(&self, reach: usize) -> Vec<u8> {
        let mut cover = self.cover.clone();
        for step in [1, self.width] {
            for _ in 0..reach {
                grow(&mut cover, step);
            }
        }
        cover
    }

    /// Darkens the rows to `keep` of 256, outlines the text in black and writes it in white.
    pub(super) fn blend<'a>(&self, rows: impl Iterator<Item = &'a mut [u8]>, keep: u16, reach: usize) {
        let outline = self.outline(reach);
        let width = self.width.max(1);
        let lines = zip(self.cover.chunks_exact(width), outline.chunks_exact(width));
        for (row, (ink, outline)) in zip(rows, lines) {
            darken(row, keep);
            for (pixel, (&ink, &outline)) in zip(row.chunks_exact_mut(CHANNELS), zip(ink, outline)) {
                if outline > 0 {
                    for channel in pixel {
                        *channel = over(*channel, ink, outline);
                    }
                }
            }
        }
    }
}

/// Every pixel at least what its neighbours are, `step` bytes before and after.
fn grow(cover: &mut [u8], step: usize) {
    let before = cover.to_vec();
    for (pixel, near) in zip(cover.iter_mut().skip(step), &before) {
        *pixel = (*pixel).max(*near);
    }
    for (pixel, near) in zip(cover.iter_mut(), before.iter().skip(step)) {
        *pixel = (*pixel).max(*near);
    }
}

/// Leaves `keep` of 256 of the light.
fn darken(row: &mut [u8], keep: u16) {
    for channel in row {
        *channel = scaled(*channel, keep);
    }
}

/// White of strength `ink` over black of strength `outline`.
fn over(channel: u8, ink: u8, outline: u8) -> u8 {
    let under = scaled(channel, 256 - u16::from(outline));
    under + scaled(255 - under, u16::from(ink) + u16::from(ink >> 7))
}

/// So many 256ths, of 256 at the most.
fn scaled(channel: u8, of_256: u16) -> u8 {
    ((u16::from(channel) * of_256) >> 8) as u8
}
