//! One sheet: its cells as they are met, as rows of text.

use crate::NotAWorkbook;
use calamine::{DataRef, ExcelDateTime, Xlsx};
use std::io::{Read, Seek};

/// One more row than an import accepts, so that the importer is who says so.
const MOST_ROWS: u32 = 20_002;
const MOST_COLUMNS: u32 = 257;

/// Writes the sheet's name and its rows; a sheet without a value is not there.
pub(crate) fn write<R: Read + Seek>(
    workbook: &mut Xlsx<R>,
    name: &str,
    text: &mut csv::Writer<Vec<u8>>,
) -> Result<(), NotAWorkbook> {
    let unreadable = |_| NotAWorkbook::Unreadable;
    // What is no sheet of cells, such as a chart, has nothing to say.
    let Ok(mut cells) = workbook.worksheet_cells_reader(name) else { return Ok(()) };
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| NotAWorkbook::Unreadable)? {
        let shown = shown(cell.get_value());
        if shown.trim().is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(NotAWorkbook::TooLarge);
        }
        let (row, column) = (row as usize, column as usize);
        rows.resize_with(rows.len().max(row + 1), Vec::new);
        if let Some(cells) = rows.get_mut(row) {
            cells.resize_with(cells.len().max(column + 1), String::new);
            if let Some(cell) = cells.get_mut(column) {
                *cell = shown;
            }
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    // The second, empty field keeps the line from being a blank one.
    text.write_record([name, ""]).map_err(unreadable)?;
    for row in rows {
        let empty = if row.is_empty() { Some("") } else { None };
        let record = std::iter::once("").chain(row.iter().map(String::as_str)).chain(empty);
        text.write_record(record).map_err(unreadable)?;
    }
    Ok(())
}

/// A cell as Excel shows it to who writes a form.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // A whole number is kept as a fraction: `1` must not become `1.0`.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => date(moment),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A date without its midnight, a time without its day of the year 1899.
fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    let has_day = moment.as_f64() >= 1.0;
    let has_time = moment.as_f64().fract() != 0.0;
    match (has_day, has_time) {
        (true, false) => format!("{year:04}-{month:02}-{day:02}"),
        (true, true) => format!("{year:04}-{month:02}-{day:02}T{time}"),
        (false, _) => time,
    }
}
