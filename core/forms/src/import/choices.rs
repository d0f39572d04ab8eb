//! The choices sheet: lists of codes with their words.

use std::collections::{BTreeSet, HashMap};

use super::columns::Columns;
use super::{CHOICES, words};
use crate::form::{Choice, ChoiceList, ListId, Part, Template, Words};
use crate::problem::{Findings, ProblemCode};
use crate::workbook::Sheet;

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

    fn add(&mut self, name: &str, choice: Choice) {
        let id = *self.by_name.entry(name.to_owned()).or_insert_with(|| {
            self.all.push(ChoiceList { choices: Vec::new() });
            ListId(self.all.len() - 1)
        });
        if let Some(list) = self.all.get_mut(id.0) {
            list.choices.push(choice);
        }
    }
}

pub(super) fn read(sheet: &Sheet, columns: &Columns, findings: &mut Findings) -> Lists {
    let mut lists = Lists::default();
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
        lists.add(list, choice);
    }
    lists
}
