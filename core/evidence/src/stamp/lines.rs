//! Text into lines: Chinese breaks anywhere, Latin words and numbers at spaces if they fit.

use std::{iter::Peekable, str::Chars};

/// What a line ends in when there was more to say.
const MORE: char = '…';

/// The text in lines no wider than `width`, and no more than `most` of them, whatever is left.
///
/// A character that is wider than `width` has a line to itself. Controls and line ends show as
/// spaces, several spaces as one. No more of a text is read than is given back.
pub(super) fn wrap(text: &str, width: f32, most: usize, advance: impl Fn(char) -> f32) -> Vec<String> {
    let mut page = Page { width, most, advance, lines: Vec::new(), line: Line::default() };
    for piece in (Pieces { rest: text.chars().peekable() }) {
        page.put(&piece);
        if page.is_full() {
            break;
        }
    }
    page.end()
}

/// Ends the line in `…`, within the width.
pub(super) fn shorten(line: &mut String, width: f32, advance: impl Fn(char) -> f32) {
    let room = width - advance(MORE);
    let mut taken: f32 = line.chars().map(&advance).sum();
    while taken > room || line.ends_with(' ') {
        let Some(last) = line.pop() else { break };
        taken -= advance(last);
    }
    line.push(MORE);
}

/// What is never parted if it fits into a line.
struct Piece {
    /// A space stands before it.
    apart: bool,
    text: String,
}

/// A text's pieces.
struct Pieces<'a> {
    rest: Peekable<Chars<'a>>,
}

/// The longest piece: longer than any line, and a bound for hostile text.
const LONGEST_PIECE: usize = 256;

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let mut piece = Piece { apart: false, text: String::new() };
        let mut last = ' ';
        while let Some(&next) = self.rest.peek() {
            if invisible(next) {
                self.rest.next();
                continue;
            }
            if is_space(next) {
                if !piece.text.is_empty() {
                    break;
                }
                piece.apart = true;
            } else {
                let full = piece.text.len() >= LONGEST_PIECE;
                if !piece.text.is_empty() && (full || may_part(last, next)) {
                    break;
                }
                piece.text.push(next);
                last = next;
            }
            self.rest.next();
        }
        (!piece.text.is_empty()).then_some(piece)
    }
}

/// Shows as a gap, or is a control character and must not show as anything else. U+00A0 is a
/// character like others: it holds a number to its unit.
fn is_space(c: char) -> bool {
    c != '\u{a0}' && (c.is_whitespace() || c.is_control())
}

/// Marks of direction, joining and variation, which have no picture of their own.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a line may end between the two.
fn may_part(before: char, after: char) -> bool {
    (breaks(before) || breaks(after)) && !OPENING.contains(before) && !CLOSING.contains(after)
}

/// Never the last of a line: what opens, and marks of what follows.
const OPENING: &str = "（《〈【「『“‘〔［●○△▲□■✓±";
/// Never the first of a line.
const CLOSING: &str = "，。、；：！？）》〉】」』”’〕］…·°′″%％℃";

/// Chinese and full-width forms, beside which a line may end.
fn breaks(c: char) -> bool {
    c >= '\u{2e80}'
}

/// A line that is being filled.
#[derive(Default)]
struct Line {
    text: String,
    width: f32,
}

/// Lines that are being filled.
struct Page<A> {
    width: f32,
    most: usize,
    advance: A,
    lines: Vec<String>,
    line: Line,
}

impl<A: Fn(char) -> f32> Page<A> {
    fn put(&mut self, piece: &Piece) {
        let width: f32 = piece.text.chars().map(&self.advance).sum();
        if !self.line.text.is_empty() {
            let gap = if piece.apart { (self.advance)(' ') } else { 0.0 };
            if !self.fits(gap + width) {
                self.turn();
            } else if piece.apart {
                self.add(' ', gap);
            }
        }
        let whole = self.fits(width);
        for c in piece.text.chars() {
            let one = (self.advance)(c);
            if !whole && !self.line.text.is_empty() && !self.fits(one) {
                self.turn();
            }
            if self.is_full() {
                return;
            }
            self.add(c, one);
        }
    }

    fn fits(&self, more: f32) -> bool {
        self.line.width + more <= self.width
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= self.most
    }

    fn add(&mut self, c: char, width: f32) {
        self.line.text.push(c);
        self.line.width += width;
    }

    fn turn(&mut self) {
        self.lines.push(std::mem::take(&mut self.line).text);
    }

    fn end(mut self) -> Vec<String> {
        if !self.line.text.is_empty() && !self.is_full() {
            self.turn();
        }
        self.lines
    }
}
