//! Strips onto pages. No strip is parted that a page can hold; a heading stands over something and is
//! repeated where its section goes on.

use crate::{
    PaperError,
    strip::{HEIGHT, Strip},
};

/// Most pages of a sheet.
pub const MOST_PAGES: usize = 1_000;

/// What stands under one heading.
#[derive(Default)]
pub(crate) struct Section {
    /// Above its first row.
    pub(crate) heading: Vec<Strip>,
    /// Above its first row on each further page.
    pub(crate) again: Vec<Strip>,
    pub(crate) rows: Vec<Strip>,
    /// Air above it, unless a page begins with it.
    pub(crate) gap: f32,
    /// Whether it begins a page.
    pub(crate) fresh: bool,
}

/// Strips with their distance from the upper margin.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) strips: Vec<(f32, Strip)>,
    filled: f32,
}

pub(crate) fn lay_out(sections: Vec<Section>) -> Result<Vec<Page>, PaperError> {
    let mut pile = Pile { pages: Vec::new(), page: Page::default() };
    for section in sections {
        pile.section(section)?;
    }
    pile.turn()?;
    Ok(pile.pages)
}

struct Pile {
    pages: Vec<Page>,
    page: Page,
}

impl Pile {
    fn section(&mut self, section: Section) -> Result<(), PaperError> {
        if section.fresh && !self.page.strips.is_empty() {
            self.turn()?;
        }
        if !self.page.strips.is_empty() {
            self.page.filled += section.gap;
        }
        // The heading that is still to be put above the next row.
        let mut heading = Some(&section.heading);
        for mut row in section.rows {
            loop {
                let above: f32 =
                    heading.iter().flat_map(|strips| strips.iter()).map(|strip| strip.height).sum();
                let room = HEIGHT - self.page.filled - above;
                if row.height <= room {
                    self.put_all(heading.take());
                    self.put(row);
                    break;
                }
                let again: f32 = section.again.iter().map(|strip| strip.height).sum();
                let whole = row.height <= HEIGHT - again.max(above);
                if let Some((first, rest)) = row.split(room).filter(|_| !whole) {
                    self.put_all(heading.take());
                    self.put(first);
                    row = rest;
                } else if self.page.strips.is_empty() {
                    // Higher than a page and not text: nobody makes such a strip.
                    return Err(PaperError::Unwritten);
                }
                self.turn()?;
                heading = Some(heading.unwrap_or(&section.again));
            }
        }
        Ok(())
    }

    fn put_all(&mut self, strips: Option<&Vec<Strip>>) {
        for strip in strips.into_iter().flatten() {
            self.put(strip.clone());
        }
    }

    fn put(&mut self, strip: Strip) {
        let height = strip.height;
        self.page.strips.push((self.page.filled, strip));
        self.page.filled += height;
    }

    fn turn(&mut self) -> Result<(), PaperError> {
        if self.pages.len() == MOST_PAGES {
            return Err(PaperError::TooLong);
        }
        self.pages.push(std::mem::take(&mut self.page));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
