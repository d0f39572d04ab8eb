//! The sheet's one face, and which of its characters can be shown.

use ab_glyph::{Font as _, FontRef};
use std::sync::LazyLock;

static BYTES: &[u8] = include_bytes!("../assets/sheet.otf");

/// Parsed once. `None` cannot be: a test holds the font.
static FACE: LazyLock<Option<Face>> = LazyLock::new(|| {
    let outlines = FontRef::try_from_slice(BYTES).ok()?;
    let em = outlines.units_per_em()?;
    Some(Face { outlines, em, embedded: krilla::text::Font::new(BYTES.into(), 0)? })
});

/// Stands for a character that the face lacks, as printers have it.
pub(crate) const LACKING: char = '〓';

pub(crate) struct Face {
    outlines: FontRef<'static>,
    em: f32,
    embedded: krilla::text::Font,
}

pub(crate) fn face() -> Option<&'static Face> {
    FACE.as_ref()
}

impl Face {
    /// Whether there is a glyph for it. A soft hyphen has one and is not seen.
    pub(crate) fn has(&self, c: char) -> bool {
        !c.is_control() && c != '\u{ad}' && self.outlines.glyph_id(c).0 != 0
    }

    pub(crate) fn glyph(&self, c: char) -> u32 {
        u32::from(self.outlines.glyph_id(c).0)
    }

    /// From a character to the next, in ems.
    pub(crate) fn advance(&self, c: char) -> f32 {
        self.outlines.h_advance_unscaled(self.outlines.glyph_id(c)) / self.em
    }

    /// Of a line, in points.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c)).sum::<f32>() * size
    }

    /// As it goes into the PDF.
    pub(crate) fn embedded(&self) -> krilla::text::Font {
        self.embedded.clone()
    }
}
