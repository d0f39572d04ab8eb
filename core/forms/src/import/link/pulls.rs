//! `pulldata()`: each pair of columns of a file becomes one table, however often it is asked for.

use crate::expression::Pull;
use crate::form::Lookup;
use crate::problem::ProblemCode;
use crate::workbook::Workbook;

pub(super) struct Pulls<'a> {
    workbook: &'a Workbook,
    known: Vec<Pull>,
    pub(super) lookups: Vec<Lookup>,
}

impl<'a> Pulls<'a> {
    pub(super) fn new(workbook: &'a Workbook) -> Self {
        Self { workbook, known: Vec::new(), lookups: Vec::new() }
    }

    /// The place of the table among the form's lookups.
    pub(super) fn find(&mut self, pull: &Pull) -> Result<usize, (ProblemCode, String)> {
        if let Some(place) = self.known.iter().position(|known| known == pull) {
            return Ok(place);
        }
        let name = if pull.file.ends_with(".csv") { pull.file.clone() } else { format!("{}.csv", pull.file) };
        let sheet = self.workbook.files().find(|sheet| sheet.name == name);
        let sheet = sheet.ok_or((ProblemCode::MissingFile, name))?;
        for column in [&pull.column, &pull.key] {
            if !sheet.columns.contains(column) {
                return Err((ProblemCode::UnknownColumn, column.clone()));
            }
        }
        let pairs = sheet.rows.iter().filter_map(|row| {
            Some((row.get(&pull.key)?.to_owned(), row.get(&pull.column).unwrap_or_default().to_owned()))
        });
        self.lookups.push(Lookup::of(pairs));
        self.known.push(pull.clone());
        Ok(self.lookups.len() - 1)
    }
}
