//! Lists of codes with their words: the choices sheet, and files.

use std::collections::{BTreeSet, HashMap};

use super::columns::Columns;
use super::parameters;
use super::{CHOICES, words};
use crate::form::{Choice, ChoiceList, ListId, Media, MediaKind, Template, Words};
use crate::problem::{Findings, ProblemCode};
use crate::workbook::{Row, Sheet, Workbook};

/// The lists of a form, and where each name stands.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) all: Vec<ChoiceList>,
    by_name: HashMap<String, ListId>,
}

impl Lists {
    pub(super) fn find(&self, name: &str) -> Option<ListId> {
        self.by_name.get(name).copied()
    }

    pub(super) fn get(&self, id: ListId) -> Option<&ChoiceList> {
        self.all.get(id.0)
    }

    fn named(&mut self, name: &str, columns: &[String]) -> Option<&mut ChoiceList> {
        let id = *self.by_name.entry(name.to_owned()).or_insert_with(|| {
            self.all.push(ChoiceList { choices: Vec::new(), columns: columns.to_vec() });
            ListId(self.all.len() - 1)
        });
        self.all.get_mut(id.0)
    }
}

/// Reads the choices sheet.
pub(super) fn read(sheet: &Sheet, columns: &Columns, findings: &mut Findings) -> Lists {
    let mut lists = Lists::default();
    let mut seen = BTreeSet::new();
    for row in &sheet.rows {
        let list = row.get("list_name").or_else(|| row.get("list name"));
        let code = row.get("name").or_else(|| row.get("value"));
        for (cell, column) in [(list, "list_name"), (code, "name")] {
            if cell.is_none() {
                findings.add(CHOICES, Some(row.number), Some(column), ProblemCode::MissingName, "");
            }
        }
        let label = words::needed(CHOICES, row, "label", columns, findings);
        let media = media(CHOICES, row, columns, findings);
        let (Some(list), Some(code)) = (list, code) else { continue };
        check(CHOICES, row, "name", code, !seen.insert((list, code)), findings);
        let choice = Choice {
            code: code.to_owned(),
            label: plain(CHOICES, row, label, findings),
            media,
            cells: cells(row, &columns.of_choices),
        };
        if let Some(list) = lists.named(list, &columns.of_choices) {
            list.choices.push(choice);
        }
    }
    lists
}

/// Under which name the list of a `select_one_from_file` stands: the file with the row's parameters.
pub(super) fn file_key(row: &Row, file: &str) -> String {
    [file, row.get("parameters").unwrap_or_default()].join(" ")
}

/// Reads a file as a list, once: `name` and `label` unless the row's parameters say otherwise.
pub(super) fn read_file(
    lists: &mut Lists,
    row: &Row,
    file: &str,
    workbook: &Workbook,
    columns: &Columns,
    findings: &mut Findings,
) {
    let key = file_key(row, file);
    let Some(sheet) = workbook.files().find(|sheet| sheet.name == file) else { return };
    if lists.find(&key).is_some() {
        return;
    }
    let (mut code_column, mut label_column) = ("name", "label");
    for (name, value) in row.get("parameters").map(parameters::pairs).into_iter().flatten() {
        match (name, value) {
            ("value", Some(column)) => code_column = column,
            ("label", Some(column)) => label_column = column,
            _ => {}
        }
    }
    for needed in [code_column, label_column] {
        let has = |column: &String| column == needed || column.starts_with(&format!("{needed}::"));
        if !sheet.columns.iter().any(has) {
            findings.add(file, Some(1), Some(needed), ProblemCode::UnknownColumn, needed);
        }
    }
    let mut seen = BTreeSet::new();
    let mut choices = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let Some(code) = row.get(code_column) else {
            findings.add(file, Some(row.number), Some(code_column), ProblemCode::MissingName, "");
            continue;
        };
        check(file, row, code_column, code, !seen.insert(code), findings);
        let own = row.get(label_column).map(|text| vec![text.to_owned(); columns.languages.len()]);
        let label = own.unwrap_or_else(|| words::needed(file, row, label_column, columns, findings));
        choices.push(Choice {
            code: code.to_owned(),
            label: plain(file, row, label, findings),
            media: Media::new(),
            cells: cells(row, &sheet.columns),
        });
    }
    if let Some(list) = lists.named(&key, &sheet.columns) {
        list.choices = choices;
    }
}

/// The pictures and sounds beside some words.
pub(super) fn media(sheet: &str, row: &Row, columns: &Columns, findings: &mut Findings) -> Media {
    let files = MediaKind::ALL.map(|kind| (kind, words::read(sheet, row, kind.column(), columns, findings)));
    let named = files.into_iter().filter(|(_, names)| !names.is_empty());
    named
        .map(|(kind, names)| (kind, Words { templates: names.into_iter().map(Template::plain).collect() }))
        .collect()
}

/// Several codes are written with spaces between them, so that none can have one.
fn check(sheet: &str, row: &Row, column: &str, code: &str, twice: bool, findings: &mut Findings) {
    let mut fault = |problem| findings.add(sheet, Some(row.number), Some(column), problem, code);
    if code.chars().any(char::is_whitespace) {
        fault(ProblemCode::InvalidName);
    }
    if twice {
        fault(ProblemCode::DuplicateName);
    }
}

/// The words of a choice carry no answers.
fn plain(sheet: &str, row: &Row, label: words::Written, findings: &mut Findings) -> Words {
    for text in label.iter().filter(|text| text.contains("${")) {
        findings.add(sheet, Some(row.number), Some("label"), ProblemCode::InvalidReference, text);
    }
    Words { templates: label.into_iter().map(Template::plain).collect() }
}

fn cells(row: &Row, columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| row.get(column).unwrap_or_default().to_owned()).collect()
}
