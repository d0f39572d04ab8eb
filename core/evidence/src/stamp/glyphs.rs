//! The font, and its glyphs as pixels.

use super::ink::{Ink, Mask};
use ab_glyph::{Font, FontRef, PxScale};
use std::{collections::HashMap, sync::LazyLock};

/// Parsed once. `None` cannot be: a test holds the font.
static FONT: LazyLock<Option<FontRef<'static>>> =
    LazyLock::new(|| FontRef::try_from_slice(include_bytes!("../../assets/stamp.otf")).ok());

/// Stands for a character that the font lacks.
const LACKING: char = '□';

/// White for a pixel that is all covered, and then a third: hairlines of small hanzi cover no
/// pixel wholly, and grey strokes are what an old eye loses first.
const FULL: f32 = 340.0;

/// The glyphs of one drawing, each rasterised once.
pub(super) struct Glyphs {
    font: &'static FontRef<'static>,
    masks: HashMap<(char, u32), Option<Mask>>,
}

impl Glyphs {
    /// `None` without a font.
    pub(super) fn new() -> Option<Self> {
        Some(Self { font: FONT.as_ref()?, masks: HashMap::new() })
    }

    /// Pixels from a character to the next at a size, which is the width of a hanzi.
    pub(super) fn advance(&self, c: char, size: u32) -> f32 {
        let font = self.font;
        let em = font.units_per_em().unwrap_or(1000.0);
        font.h_advance_unscaled(font.glyph_id(self.shown(c))) * size as f32 / em
    }

    /// Writes a line with its first character at `x` and its feet at `y`.
    pub(super) fn write(&mut self, line: &str, size: u32, ink: &mut Ink, x: u32, y: u32) {
        let mut pen = x as f32;
        for c in line.chars() {
            let c = self.shown(c);
            let next = pen + self.advance(c, size);
            let font = self.font;
            let mask = self.masks.entry((c, size)).or_insert_with(|| rasterised(font, c, size));
            if let Some(mask) = mask {
                ink.write(mask, pen.round() as i32, i32::try_from(y).unwrap_or(i32::MAX));
            }
            pen = next;
        }
    }

    /// The character, or [`LACKING`] for one that the font has no glyph for.
    pub(super) fn shown(&self, c: char) -> char {
        if self.font.glyph_id(c).0 == 0 { LACKING } else { c }
    }
}

/// A character's pixels; `None` for a space.
fn rasterised(font: &FontRef<'_>, c: char, size: u32) -> Option<Mask> {
    let em = font.units_per_em().unwrap_or(1000.0);
    // The crate's scale is from the highest to the lowest of the font, not its em.
    let scale = PxScale::from(size as f32 * font.height_unscaled() / em);
    let outlined = font.outline_glyph(font.glyph_id(c).with_scale(scale))?;
    let bounds = outlined.px_bounds();
    let mut cover = Vec::with_capacity(bounds.width() as usize * bounds.height() as usize);
    // Row by row, each from the left: the crate walks them in this order.
    outlined.draw(|_, _, covered| cover.push((covered * FULL).round() as u8));
    Some(Mask { left: bounds.min.x as i32, top: bounds.min.y as i32, width: bounds.width() as usize, cover })
}
