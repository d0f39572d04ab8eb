//! The settings sheet: one row.

use super::SETTINGS;
use super::columns::{Columns, title_column};
use crate::form::{FormId, FormVersion, Part, Template, Words};
use crate::problem::{Findings, ProblemCode};
use crate::workbook::Sheet;

/// Ids and versions travel in every envelope.
const MOST_BYTES: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) id: Option<FormId>,
    pub(super) version: Option<FormVersion>,
    pub(super) title: Words,
}

pub(super) fn read(sheet: &Sheet, columns: &Columns, findings: &mut Findings) -> Settings {
    for extra in sheet.rows.iter().skip(1) {
        findings.add(SETTINGS, Some(extra.number), None, ProblemCode::InvalidSetting, "");
    }
    let Some(row) = sheet.rows.first() else { return Settings::default() };
    let mut setting = |name: &str| {
        let text = row.get(name);
        let valid = |text: &str| {
            text.len() <= MOST_BYTES
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        };
        match text {
            None => findings.add(SETTINGS, Some(row.number), Some(name), ProblemCode::MissingSetting, name),
            Some(text) if !valid(text) => {
                findings.add(SETTINGS, Some(row.number), Some(name), ProblemCode::InvalidSetting, text);
            }
            Some(_) => {}
        }
        text.map(ToOwned::to_owned)
    };
    let (id, version) = (setting("form_id"), setting("version"));
    let everywhere = row.get("form_title");
    if everywhere.is_none() {
        findings.add(SETTINGS, Some(row.number), Some("form_title"), ProblemCode::MissingLabel, "");
    }
    let title = |language| row.get(&title_column(language)).or(everywhere).unwrap_or_default().to_owned();
    let template = |language| Template { parts: vec![Part::Text(title(language))] };
    Settings {
        id: id.map(FormId),
        version: version.map(FormVersion),
        title: Words { templates: columns.languages.iter().map(template).collect() },
    }
}
