//! String resources. Chinese stands in `values`, where a phone of any other language finds it too.

use super::catalogue::{Catalogue, Entry, Forms, Kind, Piece, Value};
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

/// Files of ours begin so.
pub(crate) const PREFIX: &str = "words_";
/// Where they stand, Chinese first.
pub(crate) const FOLDERS: [&str; 2] = ["values", "values-en"];

pub(crate) fn files(catalogue: &Catalogue, resources: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for (area, entries) in &catalogue.0 {
        for (folder, line) in FOLDERS.into_iter().zip([chinese, english]) {
            let lines: String = entries.iter().map(line).collect();
            let text = format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- From words/{area}.toml by `cargo xtask words`. -->\n<resources>\n{lines}</resources>\n"
            );
            files.push((resources.join(folder).join(format!("{PREFIX}{area}.xml")), text));
        }
    }
    files
}

fn chinese(entry: &Entry) -> String {
    match entry.en {
        Forms::One(_) => string(entry, &entry.zh),
        Forms::Counted { .. } => plurals(entry, &[("other", &entry.zh)]),
    }
}

fn english(entry: &Entry) -> String {
    match &entry.en {
        Forms::One(pieces) => string(entry, pieces),
        Forms::Counted { one, other } => plurals(entry, &[("one", one), ("other", other)]),
    }
}

fn string(entry: &Entry, pieces: &[Piece]) -> String {
    format!("    <string name=\"{}\">{}</string>\n", entry.key, text(entry, pieces))
}

fn plurals(entry: &Entry, forms: &[(&str, &Vec<Piece>)]) -> String {
    let mut lines = format!("    <plurals name=\"{}\">\n", entry.key);
    for (quantity, pieces) in forms {
        // Writing to a text does not fail.
        let _ = writeln!(lines, "        <item quantity=\"{quantity}\">{}</item>", text(entry, pieces));
    }
    lines + "    </plurals>\n"
}

fn text(entry: &Entry, pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => escaped(words, !entry.values.is_empty()),
        Piece::Value(value) => place(value, &entry.values),
    };
    let text: String = pieces.iter().map(piece).collect();
    // At the beginning these would name a resource.
    if text.starts_with(['@', '?']) { format!("\\{text}") } else { text }
}

fn place(value: &Value, values: &[Value]) -> String {
    let position = values.iter().position(|other| other == value).map_or(1, |index| index + 1);
    match value.kind {
        Kind::Text => format!("%{position}$s"),
        Kind::Whole => format!("%{position}$d"),
        Kind::Decimals(decimals) => format!("%{position}$.{decimals}f"),
    }
}

/// As resources need it; a text with values is a format, in which a % stands for something.
fn escaped(words: &str, format: bool) -> String {
    let mut text = String::new();
    for character in words.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '\'' | '"' | '\\' => text.extend(['\\', character]),
            '\n' => text.push_str("\\n"),
            '%' if format => text.push_str("%%"),
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::catalogue::entries;

    #[test]
    fn values_keep_their_order_and_what_resources_would_misread_is_escaped() {
        let written = "[a_far]\nzh = \"{name}，{km.1} 公里，100%\"\nen = \"{km.1} km to {name}'s <door>, 100%\"\n\
                       [a_left]\nzh = \"{count#} 户\"\nen = { one = \"{count#} visit\", other = \"{count#} visits\" }";
        let entries = entries("a", written).unwrap();
        let english: String = entries.iter().map(english).collect();
        assert_eq!(
            english,
            concat!(
                "    <string name=\"a_far\">%2$.1f km to %1$s\\'s &lt;door&gt;, 100%%</string>\n",
                "    <plurals name=\"a_left\">\n",
                "        <item quantity=\"one\">%1$d visit</item>\n",
                "        <item quantity=\"other\">%1$d visits</item>\n",
                "    </plurals>\n",
            )
        );
        assert_eq!(chinese(&entries[0]), "    <string name=\"a_far\">%1$s，%2$.1f 公里，100%%</string>\n");
    }
}
