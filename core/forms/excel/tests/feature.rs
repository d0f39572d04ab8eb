//! The one workbook among `fixtures/forms/features` that is no text: made here, so that it can be made again.

#![cfg(test)]

use std::fs;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

/// Numbers, a date, a time and a truth in cells of their own kind, and a file as a sheet.
fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let survey = workbook.add_worksheet().set_name("survey")?;
    let rows = [
        ["type", "name", "label", "calculation", "default", "required"],
        ["integer", "heads", "How many live here?", "", "", ""],
        ["decimal", "rent", "Rent", "", "", ""],
        ["date", "day", "Day", "", "", ""],
        ["time", "at", "At", "", "", ""],
        ["select_one_from_file hamlets.csv", "village", "Village", "", "", "yes"],
        ["calculate", "town", "", "pulldata('hamlets', 'town', 'name', ${village})", "", ""],
        ["calculate", "many", "", "${heads} > 2", "", ""],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            survey.write_string(row, column, cell)?;
        }
    }
    let shown = |code: &str| Format::new().set_num_format(code);
    survey.write_number(1, 4, 2)?;
    survey.write_number(2, 4, 12.5)?;
    let day = ExcelDateTime::parse_from_str("2026-11-23")?;
    survey.write_datetime_with_format(3, 4, &day, &shown("yyyy-mm-dd"))?;
    let at = ExcelDateTime::parse_from_str("08:30")?;
    survey.write_datetime_with_format(4, 4, &at, &shown("hh:mm"))?;
    survey.write_boolean(5, 5, true)?;

    let hamlets = workbook.add_worksheet().set_name("hamlets.csv")?;
    for (column, header) in (0..).zip(["name", "label", "town"]) {
        hamlets.write_string(0, column, header)?;
    }
    for (row, (label, town)) in (1..).zip([("North Slope", "t1"), ("Reed Pond", "t2")]) {
        hamlets.write_number(row, 0, row)?;
        hamlets.write_string(row, 1, label)?;
        hamlets.write_string(row, 2, town)?;
    }

    let settings = workbook.add_worksheet().set_name("settings")?;
    for (column, header) in (0..).zip(["form_id", "version", "form_title", "default_language"]) {
        settings.write_string(0, column, header)?;
    }
    settings.write_string(1, 0, "excel")?;
    settings.write_number(1, 1, 2_026_110_101)?;
    settings.write_string(1, 2, "An Excel form")?;
    settings.write_string(1, 3, "en")?;
    workbook.save_to_buffer()
}

/// With `UPDATE_FIXTURES=1` it is written anew. The bytes carry the time of writing; what is read from them does not.
#[test]
fn the_workbook_of_the_features_is_the_one_that_is_written_here() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/forms/features/excel.xlsx");
    let made = workbook().unwrap();
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let kept = fs::read(&path).unwrap();
    assert_eq!(doorstep_excel::to_text(&kept), doorstep_excel::to_text(&made));
}
