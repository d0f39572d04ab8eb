//! Text into lines: Chinese breaks between any two characters but not before a closing mark or after an
//! opening one, words of letters only between them. What is longer than a line breaks wherever it must.

use crate::face::{Face, LACKING};
use std::collections::BTreeSet;

const OPENING: &str = "（《〈「『【〔〖“‘［｛";
const CLOSING: &str = "）》〉」』】〕〗”’］｝，。、；：？！…—～·％";

/// One line, with its width in points.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) width: f32,
}

/// Sets text in the face, and remembers what the face lacks.
pub(crate) struct Setter {
    face: &'static Face,
    pub(crate) lacking: BTreeSet<char>,
}

impl Setter {
    pub(crate) fn new(face: &'static Face) -> Self {
        Self { face, lacking: BTreeSet::new() }
    }

    /// The lines of a text, at least one; its own line breaks stand.
    pub(crate) fn lines(&mut self, text: &str, size: f32, room: f32) -> Vec<Line> {
        let text = self.shown(text);
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut column =
                Column { face: self.face, size, room, lines: Vec::new(), line: empty(), space: empty() };
            for token in tokens(paragraph) {
                column.put(token);
            }
            column.end();
            lines.append(&mut column.lines);
        }
        lines
    }

    /// The lines of things that stand side by side and break only when they must.
    pub(crate) fn units(&mut self, units: &[String], size: f32, room: f32) -> Vec<Line> {
        let mut column =
            Column { face: self.face, size, room, lines: Vec::new(), line: empty(), space: empty() };
        for unit in units {
            let unit = self.shown(unit).replace('\n', " ");
            if self.face.width(&unit, size) <= room {
                column.put(&unit);
            } else {
                column.break_line();
                tokens(&unit).into_iter().for_each(|token| column.put(token));
            }
            column.put("   ");
        }
        column.end();
        column.lines
    }

    /// One line and no more, its end cut off if it must be.
    pub(crate) fn line(&mut self, text: &str, size: f32, room: f32) -> Line {
        let text = self.shown(text).replace('\n', " ");
        let width = self.face.width(&text, size);
        if width <= room { Line { text, width } } else { self.cut(&text, size, room) }
    }

    /// The lines of a text, at most so many.
    pub(crate) fn at_most(&mut self, most: usize, text: &str, size: f32, room: f32) -> Vec<Line> {
        let mut lines = self.lines(text, size, room);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.pop() {
                lines.push(self.cut(&last.text, size, room));
            }
        }
        lines
    }

    /// The beginning of a line and an ellipsis, in the room.
    fn cut(&self, text: &str, size: f32, room: f32) -> Line {
        let mut line = empty();
        let room = room - self.face.advance('…') * size;
        for c in text.chars() {
            let advance = self.face.advance(c) * size;
            if line.width + advance > room {
                break;
            }
            line.text.push(c);
            line.width += advance;
        }
        line.text.push('…');
        line.width = self.face.width(&line.text, size);
        line
    }

    /// With [`LACKING`] for what the face lacks; line breaks stay, a tab is a space.
    fn shown(&mut self, text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        let shown = |c| match c {
            '\n' => '\n',
            '\t' => ' ',
            c if self.face.has(c) => c,
            c => {
                self.lacking.insert(c);
                LACKING
            }
        };
        text.chars().map(shown).collect()
    }
}

fn empty() -> Line {
    Line { text: String::new(), width: 0.0 }
}

/// Lines as they fill.
struct Column {
    face: &'static Face,
    size: f32,
    room: f32,
    lines: Vec<Line>,
    line: Line,
    /// Spaces that are written only if something follows on the line.
    space: Line,
}

impl Column {
    fn put(&mut self, token: &str) {
        let width = self.face.width(token, self.size);
        if is_space(token) {
            self.space.text.push_str(token);
            self.space.width += width;
        } else if self.line.width + self.space.width + width <= self.room {
            self.line.text.push_str(&std::mem::take(&mut self.space.text));
            self.line.text.push_str(token);
            self.line.width += std::mem::take(&mut self.space.width) + width;
        } else if width <= self.room {
            self.break_line();
            self.line = Line { text: token.to_owned(), width };
        } else {
            self.break_line();
            self.chars(token);
        }
    }

    /// A token that is longer than a line.
    fn chars(&mut self, token: &str) {
        for c in token.chars() {
            let advance = self.face.advance(c) * self.size;
            if self.line.width + advance > self.room {
                self.break_line();
            }
            self.line.text.push(c);
            self.line.width += advance;
        }
    }

    /// Begins a new line, unless this one is empty.
    fn break_line(&mut self) {
        self.space = empty();
        if !self.line.text.is_empty() {
            self.lines.push(std::mem::replace(&mut self.line, empty()));
        }
    }

    /// The last line, which may be empty if it is the only one.
    fn end(&mut self) {
        if !self.line.text.is_empty() || self.lines.is_empty() {
            self.lines.push(std::mem::replace(&mut self.line, empty()));
        }
    }
}

fn is_space(token: &str) -> bool {
    token.starts_with([' ', '\u{3000}'])
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Space,
    Opening,
    Closing,
    Ideograph,
    Letter,
}

fn class(c: char) -> Class {
    match c {
        ' ' | '\u{3000}' => Class::Space,
        c if OPENING.contains(c) => Class::Opening,
        c if CLOSING.contains(c) => Class::Closing,
        c if c >= '\u{2e80}' || c == '☐' || c == '☑' => Class::Ideograph,
        _ => Class::Letter,
    }
}

/// What no line breaks inside of.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let class = class(c);
        let together = match (before, class) {
            (None, _) | (Some(Class::Space), Class::Space) | (Some(Class::Letter), Class::Letter) => true,
            (Some(Class::Space), _) | (_, Class::Space) => false,
            (Some(Class::Opening), _) | (_, Class::Closing) => true,
            _ => false,
        };
        if !together {
            tokens.extend(text.get(start..at));
            start = at;
        }
        before = Some(class);
    }
    tokens.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    tokens
}
