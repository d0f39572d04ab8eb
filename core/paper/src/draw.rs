//! Pages into a PDF.

use crate::{
    PaperError,
    content::{FOOT, Margins, RUNNING},
    face::Face,
    pages::Page,
    picture::Album,
    strip::{
        Align, Cell, Inside, MARGIN, PAD_X, PAD_Y, PAGE_HEIGHT, PAGE_WIDTH, SMALL, Strip, Text, leading,
    },
};
use chrono::{Datelike, NaiveDate};
use krilla::{
    Document, SerializeSettings,
    color::luma,
    configure::{Archival, ConfigurationBuilder},
    geom::{PathBuilder, Point, Rect, Size, Transform},
    metadata::{DateTime, Metadata},
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
    text::{GlyphId, KrillaGlyph},
};

/// Width of a table's rules.
const RULE: f32 = 0.5;
/// How much a bold glyph is widened, in ems: there is one face.
const BOLD: f32 = 0.028;

pub(crate) fn draw(
    pages: &[Page],
    margins: &Margins,
    album: &Album,
    face: &Face,
) -> Result<Vec<u8>, PaperError> {
    let archival = ConfigurationBuilder::new().with_archival_validator(Archival::A2_U).finish();
    let mut document = Document::new_with(SerializeSettings {
        configuration: archival.map_err(|_| PaperError::Unwritten)?,
        ..SerializeSettings::default()
    });
    for (index, page) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or(PaperError::Unwritten)?;
        let mut drawn = document.start_page_with(settings);
        {
            let mut pen = Pen { surface: drawn.surface(), face, album };
            pen.margins(margins, index + 1, pages.len());
            for (y, strip) in &page.strips {
                pen.strip(MARGIN + y, strip);
            }
        }
        drawn.finish();
    }
    let metadata = Metadata::new()
        .title(margins.title.clone())
        .language(margins.tongue.tag().to_owned())
        .creator("doorstep".to_owned())
        // PDF/A wants a date, and there is no clock: the sheet is of the visit's day.
        .creation_date(date(margins.day));
    document.set_metadata(metadata);
    document.finish().map_err(|_| PaperError::Unwritten)
}

fn date(day: NaiveDate) -> DateTime {
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    DateTime::new(u16::try_from(day.year()).unwrap_or(0)).month(small(day.month())).day(small(day.day()))
}

struct Pen<'a> {
    surface: Surface<'a>,
    face: &'a Face,
    album: &'a Album,
}

impl Pen<'_> {
    fn margins(&mut self, margins: &Margins, page: usize, pages: usize) {
        if page > 1 {
            self.line(&margins.head.text, MARGIN, RUNNING, SMALL, false);
        }
        let number = margins.tongue.page(page, pages);
        let right = PAGE_WIDTH - MARGIN - self.face.width(&number, SMALL);
        let foot = PAGE_HEIGHT - RUNNING - leading(SMALL) + 4.0;
        self.line(&number, right, RUNNING, SMALL, false);
        self.line(&margins.foot.text, MARGIN, foot, FOOT, false);
        let number = format!("{page} / {pages}");
        self.line(&number, PAGE_WIDTH - MARGIN - self.face.width(&number, SMALL), foot, SMALL, false);
    }

    fn strip(&mut self, y: f32, strip: &Strip) {
        for cell in &strip.cells {
            if strip.ruled {
                self.frame(MARGIN + cell.x, y, cell.width, strip.height, cell.shaded);
            }
            self.cell(y, strip.height, cell);
        }
    }

    fn cell(&mut self, y: f32, height: f32, cell: &Cell) {
        let (x, room) = (MARGIN + cell.x + PAD_X, cell.width - 2.0 * PAD_X);
        match &cell.inside {
            Inside::Text(text) => {
                // Short cells stand in the middle of a high row, as on official sheets.
                let above = ((height - text.height()) / 2.0).max(PAD_Y);
                self.text(text, x, y + above, room);
            }
            Inside::Rule => {
                let base = y + height - PAD_Y - 1.5;
                self.rule(x, base, x + (0.8 * room).min(160.0));
            }
            Inside::Picture { picture, below, height } => {
                if let Some(place) = picture {
                    self.picture(*place, x, y + PAD_Y, room, *height - 2.0);
                }
                self.text(below, x, y + PAD_Y + height, room);
            }
        }
    }

    fn text(&mut self, text: &Text, x: f32, y: f32, room: f32) {
        let mut top = y;
        for line in &text.lines {
            let indent = match text.align {
                Align::Left => 0.0,
                Align::Centre => (room - line.width) / 2.0,
                Align::Right => room - line.width,
            };
            self.line(&line.text, x + indent.max(0.0), top, text.size, text.bold);
            top += leading(text.size);
        }
    }

    /// A line of text whose leading begins at `y`.
    fn line(&mut self, text: &str, x: f32, y: f32, size: f32, bold: bool) {
        if text.is_empty() {
            return;
        }
        let glyph = |(at, c): (usize, char)| KrillaGlyph {
            glyph_id: GlyphId::new(self.face.glyph(c)),
            text_range: at..at + c.len_utf8(),
            x_advance: self.face.advance(c),
            x_offset: 0.0,
            y_offset: 0.0,
            y_advance: 0.0,
            location: None,
        };
        let glyphs: Vec<KrillaGlyph> = text.char_indices().map(glyph).collect();
        // The face's em reaches from 0.88 above the baseline to 0.12 below.
        let base = y + (leading(size) - size) / 2.0 + 0.88 * size;
        self.surface.set_fill(Some(Fill::default()));
        self.surface.set_stroke(bold.then(|| Stroke { width: BOLD * size, ..black() }));
        self.surface.draw_glyphs(Point::from_xy(x, base), &glyphs, self.face.embedded(), text, size, false);
    }

    fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, shaded: bool) {
        let grey = Fill { paint: luma::Color::new(232).into(), ..Fill::default() };
        self.surface.set_fill(shaded.then_some(grey));
        self.surface.set_stroke(Some(Stroke { width: RULE, ..black() }));
        let mut path = PathBuilder::new();
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            path.push_rect(rect);
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    fn rule(&mut self, from: f32, y: f32, to: f32) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { width: RULE, ..black() }));
        let mut path = PathBuilder::new();
        path.move_to(from, y);
        path.line_to(to, y);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// A picture as large as the box allows, in its middle.
    fn picture(&mut self, place: usize, x: f32, y: f32, width: f32, height: f32) {
        let Some(image) = self.album.image(place) else { return };
        let (columns, rows) = image.size();
        // Pictures have fewer pixels in a row than a float counts exactly.
        let (columns, rows) = (columns as f32, rows as f32);
        let scale = (width / columns).min(height / rows);
        let (wide, high) = (columns * scale, rows * scale);
        let Some(size) = Size::from_wh(wide, high) else { return };
        let to = Transform::from_translate(x + (width - wide) / 2.0, y + (height - high) / 2.0);
        self.surface.push_transform(&to);
        self.surface.draw_image(image.clone(), size);
        self.surface.pop();
    }
}

fn black() -> Stroke {
    Stroke { paint: luma::Color::black().into(), ..Stroke::default() }
}
