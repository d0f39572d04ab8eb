//! The choices sheet: lists of codes with their words.

use std::collections::BTreeSet;

use super::columns::Columns;
use super::{CHOICES, words};
use crate::form::{Choice, ChoiceList, Part, Template, Words};
use crate::problem::{Findings, ProblemCode};
use crate::workbook::Sheet;

pub(super) fn read(sheet: &Sheet, columns: &Columns, findings: &mut Findings) -> Vec<ChoiceList> {
    let mut lists: Vec<ChoiceList> = Vec::new();
    let mut seen = BTreeSet::new();
    for row in &sheet.rows {
        let mut missing = |column| {
            findings.add(CHOICES, Some(row.number), Some(column), ProblemCode::MissingName, "");
        };
        let list = row.get("list_name").or_else(|| row.get("list name"));
        let code = row.get("name").or_else(|| row.get("value"));
        if list.is_none() {
            missing("list_name");
        }
        if code.is_none() {
            missing("name");
        }
        let label = words::needed(CHOICES, row, "label", columns, findings);
        for text in label.iter().filter(|text| text.contains("${")) {
            findings.add(CHOICES, Some(row.number), Some("label"), ProblemCode::InvalidReference, text);
        }
        let (Some(list), Some(code)) = (list, code) else { continue };
        // Several codes are written with spaces between them.
        if code.chars().any(char::is_whitespace) {
            findings.add(CHOICES, Some(row.number), Some("name"), ProblemCode::InvalidName, code);
        }
        if !seen.insert((list, code)) {
            findings.add(CHOICES, Some(row.number), Some("name"), ProblemCode::DuplicateName, code);
        }
        let template = |text: String| Template { parts: vec![Part::Text(text)] };
        let choice = Choice {
            code: code.to_owned(),
            label: Words { templates: label.into_iter().map(template).collect() },
        };
        match lists.iter_mut().find(|known| known.name == list) {
            Some(known) => known.choices.push(choice),
            None => lists.push(ChoiceList { name: list.to_owned(), choices: vec![choice] }),
        }
    }
    lists
}
