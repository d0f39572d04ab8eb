//! One CSV file, and its cells read as what their columns hold.

use super::LoadError;
use serde::de::{DeserializeOwned, IntoDeserializer, value::Error as ValueError};
use std::{collections::HashMap, path::Path, str::FromStr, sync::Arc};

/// A file, read whole: the largest is two megabytes.
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
}

/// One row, which knows where it stands.
pub(super) struct Row {
    file: &'static str,
    line: u64,
    columns: Arc<HashMap<String, usize>>,
    cells: csv::StringRecord,
}

impl Table {
    pub(super) fn open(folder: &Path, file: &'static str) -> Result<Self, LoadError> {
        let unreadable = |_| LoadError::Unreadable { file: file.to_owned() };
        let mut reader = csv::Reader::from_path(folder.join(file)).map_err(unreadable)?;
        let header = reader.headers().map_err(unreadable)?;
        let columns = Arc::new(header.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect());
        let row = |cells: csv::StringRecord| Row {
            file,
            line: cells.position().map_or(0, csv::Position::line),
            columns: Arc::clone(&columns),
            cells,
        };
        let rows =
            reader.records().map(|cells| cells.map(row)).collect::<Result<_, _>>().map_err(unreadable)?;
        Ok(Self { rows })
    }
}

impl Row {
    /// The cell's text; empty means none.
    pub(super) fn text(&self, column: &'static str) -> Result<Option<&str>, LoadError> {
        let at = self.columns.get(column).ok_or_else(|| self.wrong(column))?;
        let cell = self.cells.get(*at).ok_or_else(|| self.wrong(column))?;
        Ok(Some(cell).filter(|cell| !cell.is_empty()))
    }

    /// A text that must be there.
    pub(super) fn some(&self, column: &'static str) -> Result<&str, LoadError> {
        self.text(column)?.ok_or_else(|| self.wrong(column))
    }

    /// Anything with a text form, if it is there.
    pub(super) fn parsed<T: FromStr>(&self, column: &'static str) -> Result<Option<T>, LoadError> {
        self.text(column)?.map(|cell| cell.parse().map_err(|_| self.wrong(column))).transpose()
    }

    /// Anything with a text form that must be there.
    pub(super) fn must<T: FromStr>(&self, column: &'static str) -> Result<T, LoadError> {
        self.parsed(column)?.ok_or_else(|| self.wrong(column))
    }

    /// One name of an enumeration, if it is there.
    pub(super) fn code<T: DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>, LoadError> {
        self.text(column)?.map(|cell| self.named(column, cell)).transpose()
    }

    /// A list of names, separated by semicolons.
    pub(super) fn codes<T: DeserializeOwned>(&self, column: &'static str) -> Result<Vec<T>, LoadError> {
        let cell = self.text(column)?.unwrap_or_default();
        cell.split(';').filter(|name| !name.is_empty()).map(|name| self.named(column, name)).collect()
    }

    /// A cell that does not hold what it should.
    pub(super) fn wrong(&self, column: &'static str) -> LoadError {
        LoadError::Cell { file: self.file, line: self.line, column }
    }

    fn named<T: DeserializeOwned>(&self, column: &'static str, name: &str) -> Result<T, LoadError> {
        let name: serde::de::value::StringDeserializer<ValueError> = name.to_owned().into_deserializer();
        T::deserialize(name).map_err(|_| self.wrong(column))
    }
}
