//! What is drawn into a picture: when, where, who, in words that the eye reads.
//!
//! It is a courtesy to whoever looks at a print. Pixels can be painted by anybody; the truth
//! is the signed record.
//!
//! White text, outlined in black, stands on a dark panel along the lower edge. The panel lets
//! the picture through, but little enough of it that white on it keeps a contrast of 7 to 1
//! (WCAG 2.2, 1.4.6) above snow. Where the panel would hide more than two fifths of the
//! picture it stands below it instead.

mod glyphs;
mod ink;
mod lines;

use crate::picture::{CHANNELS, Picture};
use glyphs::Glyphs;
use ink::Ink;

/// What is drawn into a picture. Courtesy to the reader; the truth is the signed record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// From the top; the first says most (the time) and is drawn larger.
    pub lines: Vec<String>,
}

/// The picture with a stamp along its lower edge, or below it; as it was if nothing is said.
///
/// At most eight lines are drawn, counted after wrapping; the last ends in `…` if there was
/// more.
pub fn draw(picture: Picture, stamp: &Stamp) -> Picture {
    let Some(mut glyphs) = Glyphs::new() else { return picture };
    let sizes = Sizes::of(&picture);
    let rows = set(&stamp.lines, &sizes, picture.width(), &glyphs);
    if rows.is_empty() {
        return picture;
    }
    let panel = rows.iter().map(Row::height).sum::<u32>() + 2 * sizes.above;
    let mut ink = Ink::new(picture.width() as usize, panel as usize);
    let mut top = sizes.above;
    for row in &rows {
        glyphs.write(&row.text, row.size, &mut ink, sizes.beside, top + row.baseline());
        top += row.height();
    }
    let covers_much = u64::from(panel) * 5 > u64::from(picture.height()) * 2;
    let (mut picture, keep) =
        if covers_much { (picture.extended(panel, BELOW), 256) } else { (picture, KEEP) };
    let first = picture.height().saturating_sub(panel) as usize;
    ink.blend(picture.rows_mut().skip(first), keep, sizes.outline);
    picture
}

/// Lines that are drawn at the most.
const MOST_LINES: usize = 8;

/// Of 256 parts of light, what a panel lets through.
const KEEP: u16 = 64;

/// A panel that stands below the picture.
const BELOW: [u8; CHANNELS] = [24, 24, 24];

/// The smallest text, in pixels.
const SMALLEST: u32 = 14;

/// Lengths in pixels.
struct Sizes {
    /// The first line's text.
    head: u32,
    /// The other lines' text.
    body: u32,
    /// Free on both sides of the text.
    beside: u32,
    /// Free above and below the text.
    above: u32,
    /// Of the black round the white.
    outline: usize,
}

impl Sizes {
    fn of(picture: &Picture) -> Self {
        let short = picture.width().min(picture.height());
        // A strip has room for sixteen characters along its short edge all the same.
        let body = (picture.long_edge() / 36).min(short / 16).max(SMALLEST);
        Self {
            head: body * 7 / 5,
            body,
            beside: (body * 3 / 5).min(picture.width() / 16),
            above: body / 3,
            outline: (body as usize / 16).max(1),
        }
    }
}

/// A line of the panel.
struct Row {
    text: String,
    size: u32,
}

impl Row {
    fn height(&self) -> u32 {
        self.size * 27 / 20
    }

    /// From the row's top to the feet of its text: hanzi reach from 0.88 above to 0.12 below.
    fn baseline(&self) -> u32 {
        self.size * 21 / 20
    }
}

/// The lines as they are to stand in a panel of a width.
fn set(lines: &[String], sizes: &Sizes, width: u32, glyphs: &Glyphs) -> Vec<Row> {
    let room = width.saturating_sub(2 * sizes.beside) as f32;
    let mut rows: Vec<Row> = Vec::new();
    for line in lines {
        // One too many says that there was more.
        let most = MOST_LINES + 1 - rows.len();
        let wrapped = |size| lines::wrap(line, room, most, |c| glyphs.advance(c, size));
        // The head in one piece rather than as large as may be.
        let largest = if rows.is_empty() { sizes.head } else { sizes.body };
        let size = (sizes.body..=largest).rev().find(|&size| wrapped(size).len() == 1);
        let size = size.unwrap_or(sizes.body);
        let set = wrapped(size);
        rows.extend(set.into_iter().map(|text| Row { text, size }));
        if rows.len() > MOST_LINES {
            break;
        }
    }
    if rows.len() > MOST_LINES {
        rows.truncate(MOST_LINES);
        if let Some(last) = rows.last_mut() {
            lines::shorten(&mut last.text, room, |c| glyphs.advance(c, last.size));
        }
    }
    rows
}

#[cfg(test)]
mod tests;
