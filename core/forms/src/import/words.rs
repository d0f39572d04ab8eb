//! Texts in several languages: all of them, or none.

use super::columns::Columns;
use crate::problem::{Findings, ProblemCode};
use crate::workbook::Row;

/// A text by language, as the cells have it; empty when no cell has one.
pub(super) type Written = Vec<String>;

/// Reads `base` in every language; a text that stands in one language and not
/// in another is a problem of the cell that is empty.
pub(super) fn read(
    sheet: &str,
    row: &Row,
    base: &str,
    columns: &Columns,
    findings: &mut Findings,
) -> Written {
    let texts: Vec<Option<&str>> = columns
        .languages
        .iter()
        .enumerate()
        .map(|(index, language)| {
            let bare = || columns.is_default(index).then(|| row.get(base)).flatten();
            row.get(&format!("{base}::{}", language.name)).or_else(bare)
        })
        .collect();
    if texts.iter().all(Option::is_none) {
        return Written::new();
    }
    for (text, language) in texts.iter().zip(&columns.languages) {
        if text.is_none() {
            let header = columns.header(base, language);
            findings.add(sheet, Some(row.number), Some(&header), ProblemCode::MissingTranslation, "");
        }
    }
    texts.into_iter().map(|text| text.unwrap_or_default().to_owned()).collect()
}

/// As [`read`], for a text that people see and that therefore must be there.
pub(super) fn needed(
    sheet: &str,
    row: &Row,
    base: &str,
    columns: &Columns,
    findings: &mut Findings,
) -> Written {
    let written = read(sheet, row, base, columns, findings);
    if written.is_empty() {
        findings.add(sheet, Some(row.number), Some(base), ProblemCode::MissingLabel, "");
    }
    written
}
