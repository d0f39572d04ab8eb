//! Lists of choices, from the choices sheet or from a file.

use super::words::{Media, Words};

/// A list of choices.
#[derive(Debug, Default)]
pub(crate) struct ChoiceList {
    pub(crate) choices: Vec<Choice>,
    /// Columns beside the code and the words, for a `choice_filter`.
    pub(crate) columns: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) code: String,
    pub(crate) label: Words,
    pub(crate) media: Media,
    /// One for each of the list's columns; empty where the cell is.
    pub(crate) cells: Vec<String>,
}

/// What a name means in a `choice_filter`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChoiceColumn {
    Code,
    Cell(usize),
}

impl ChoiceList {
    pub(crate) fn codes(&self) -> impl Iterator<Item = &str> {
        self.choices.iter().map(|choice| choice.code.as_str())
    }

    pub(crate) fn find(&self, code: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.code == code)
    }

    pub(crate) fn has(&self, code: &str) -> bool {
        self.find(code).is_some()
    }

    pub(crate) fn column(&self, name: &str) -> Option<ChoiceColumn> {
        // A file has its own columns, whichever of them holds the codes.
        match self.columns.iter().position(|column| column == name) {
            None if matches!(name, "name" | "value") => Some(ChoiceColumn::Code),
            found => found.map(ChoiceColumn::Cell),
        }
    }
}

impl Choice {
    pub(crate) fn cell(&self, column: ChoiceColumn) -> &str {
        match column {
            ChoiceColumn::Code => &self.code,
            ChoiceColumn::Cell(index) => self.cells.get(index).map_or("", String::as_str),
        }
    }
}
