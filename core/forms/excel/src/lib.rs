//! A workbook that a county wrote in Excel, as the text of the same form.
//!
//! Counties write forms in Excel; what is published, kept, compared and sent to phones is
//! text, with the same sheets, rows and columns: a problem of the text names the place in
//! the workbook. It is pyxform's single-file CSV, which `doorstep_forms::Format::Csv` reads.
//!
//! A workbook is a zip from outside. What it unpacks to is measured before anything reads
//! it, and no more cells are kept than a form can have.
//!
//! ```no_run
//! use doorstep_forms::{Form, Format};
//!
//! let bytes = std::fs::read("household_check.xlsx").unwrap();
//! let text = doorstep_excel::to_text(&bytes).unwrap();
//! let form = Form::import(&text, Format::Csv).unwrap();
//! ```

mod cells;
mod files;

pub use files::{is_table, may_be_form, text_of};

use calamine::{Reader, Xlsx};
use std::io::{Cursor, Read};
use thiserror::Error;

/// Bytes of a workbook.
const MOST_BYTES: usize = 8 << 20;
/// Bytes that it unpacks to.
const MOST_UNPACKED: u64 = 64 << 20;
/// Sheets of a form, with the files that travel in it.
const MOST_SHEETS: usize = 64;

/// Why there is no text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotAWorkbook {
    /// Larger than any form is, packed or unpacked, in rows or in columns.
    #[error("the workbook is larger than a form can be")]
    TooLarge,
    /// Not an `.xlsx` file, or a damaged one; an older `.xls` must be saved anew.
    #[error("the file is not an .xlsx workbook, or it is damaged")]
    Unreadable,
    /// Another spreadsheet's file: `.xls`, `.xlsm`, `.ods`.
    #[error("save it as .xlsx, .csv or .md")]
    OtherFormat,
    /// Text in another encoding, as Excel writes CSV unless asked.
    #[error("the file is not UTF-8 text: save it as CSV UTF-8")]
    NotUtf8,
}

/// The text of a workbook.
///
/// # Errors
/// See [`NotAWorkbook`]. Whether the text is a form is for the importer to say.
pub fn to_text(workbook: &[u8]) -> Result<String, NotAWorkbook> {
    if workbook.len() > MOST_BYTES {
        return Err(NotAWorkbook::TooLarge);
    }
    measure(workbook)?;
    let mut workbook = Xlsx::new(Cursor::new(workbook)).map_err(|_| NotAWorkbook::Unreadable)?;
    let names = workbook.sheet_names();
    if names.len() > MOST_SHEETS {
        return Err(NotAWorkbook::TooLarge);
    }
    let mut text = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for name in names {
        cells::write(&mut workbook, &name, &mut text)?;
    }
    let bytes = text.into_inner().map_err(|_| NotAWorkbook::Unreadable)?;
    String::from_utf8(bytes).map_err(|_| NotAWorkbook::Unreadable)
}

/// What a zip says of its sizes may be untrue: it is unpacked once, into nothing.
fn measure(workbook: &[u8]) -> Result<(), NotAWorkbook> {
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook)).map_err(|_| NotAWorkbook::Unreadable)?;
    let mut left = MOST_UNPACKED;
    for index in 0..zip.len() {
        let entry = zip.by_index(index).map_err(|_| NotAWorkbook::Unreadable)?;
        let size = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink());
        left = left.checked_sub(size.map_err(|_| NotAWorkbook::Unreadable)?).ok_or(NotAWorkbook::TooLarge)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
