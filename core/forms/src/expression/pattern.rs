//! Patterns of `regex()`: Java's meaning in Rust's engine, which is linear in
//! the text, so that no pattern can hang a phone.

use regex::{Regex, RegexBuilder};

/// Bytes that one compiled pattern may take.
const MOST_BYTES: usize = 1 << 20;

/// Compiles a pattern that must match the whole text; none if it is not valid
/// or uses what the engine has not (look-around, back-references).
pub(super) fn compile(written: &str) -> Option<Regex> {
    RegexBuilder::new(&format!("^(?:{})$", ascii_classes(written))).size_limit(MOST_BYTES).build().ok()
}

/// Java's `\d \w \s` are ASCII, so a full-width digit is no digit.
fn ascii_classes(written: &str) -> String {
    let mut pattern = String::with_capacity(written.len());
    let mut characters = written.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            pattern.push(character);
            continue;
        }
        match characters.next() {
            Some('d') => pattern.push_str("[0-9]"),
            Some('D') => pattern.push_str("[^0-9]"),
            Some('w') => pattern.push_str("[0-9A-Za-z_]"),
            Some('W') => pattern.push_str("[^0-9A-Za-z_]"),
            Some('s') => pattern.push_str("[ \\t\\n\\r\\x0B\\x0C]"),
            Some('S') => pattern.push_str("[^ \\t\\n\\r\\x0B\\x0C]"),
            Some(other) => pattern.extend(['\\', other]),
            None => pattern.push('\\'),
        }
    }
    pattern
}
