use super::*;
use doorstep_forms::{Form, Format};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook};

type Rows<'a> = &'a [&'a [&'a str]];

fn book(sheets: &[(&str, Rows<'_>)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, *cell).unwrap(),
                };
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn form(survey: Rows<'_>) -> Vec<u8> {
    book(&[
        ("survey", survey),
        ("choices", &[&["list_name", "name", "label"], &["yn", "1", "Yes"], &["yn", "0", "No"]]),
        ("settings", &[&["form_id", "version", "form_title"], &["f", "2026110101", "F"]]),
    ])
}

#[test]
fn a_form_written_in_excel_is_the_form_written_in_text() {
    let bytes = form(&[
        &["type", "name", "label", "default"],
        &["select_one yn", "well", "All\nwell?", "1"],
        &["decimal", "wage", "Wage", "12.5"],
    ]);
    let form = Form::import(&to_text(&bytes).unwrap(), Format::Csv).unwrap();
    assert_eq!((form.id().0.as_str(), form.version().0.as_str()), ("f", "2026110101"));
    assert_eq!(form.field("well").unwrap().codes, ["1", "0"], "1 is not 1.0");
}

#[test]
fn a_problem_names_the_place_in_the_workbook() {
    let bytes = form(&[&["type", "name", "label"], &["text", "a", "A"], &[], &[], &["geoshape", "b", "B"]]);
    let problems = Form::import(&to_text(&bytes).unwrap(), Format::Csv).unwrap_err();
    assert_eq!(problems.list()[0].to_string(), "survey row 5 column type: unsupported_type (geoshape)");
}

#[test]
fn dates_and_times_are_written_as_answers_are() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let style = |code: &str| Style::new().set_num_format(code);
    let moment = ExcelDateTime::parse_from_str("2026-11-23T08:30:00").unwrap();
    for (column, code) in (0..).zip(["yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"]) {
        sheet.write_datetime_with_format(0, column, &moment, &style(code)).unwrap();
    }
    let day = ExcelDateTime::parse_from_str("2026-11-23").unwrap();
    sheet.write_datetime_with_format(0, 2, &day, &style("yyyy-mm-dd")).unwrap();
    let time = ExcelDateTime::parse_from_str("08:30:00").unwrap();
    sheet.write_datetime_with_format(0, 3, &time, &style("hh:mm")).unwrap();
    let text = to_text(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(text, "Sheet1,\n,2026-11-23T08:30:00,2026-11-23T08:30:00,2026-11-23,08:30:00\n");
}

#[test]
fn a_cell_far_away_is_no_form() {
    for (row, column) in [(1_048_575, 0), (0, 16_383)] {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_string(row, column, "x").unwrap();
        assert_eq!(to_text(&workbook.save_to_buffer().unwrap()), Err(NotAWorkbook::TooLarge));
    }
}

#[test]
fn what_unpacks_to_more_than_a_form_can_be_is_refused_before_it_is_read() {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![b'a'; 1 << 20];
    for _ in 0..(MOST_UNPACKED >> 20) + 1 {
        zip.write_all(&block).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20, "it is a bomb");
    assert_eq!(to_text(&bytes), Err(NotAWorkbook::TooLarge));
}

#[test]
fn what_is_no_workbook_is_said_to_be_none() {
    for bytes in [&b""[..], b"PK", b"<?xml version=\"1.0\"?>", &[0xd0, 0xcf, 0x11, 0xe0]] {
        assert_eq!(to_text(bytes), Err(NotAWorkbook::Unreadable));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_damage_makes_the_reader_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = form(&[&["type", "name", "label"], &["text", "a", "A"]]);
        let place = at.index(bytes.len());
        bytes[place] = byte;
        let _ = to_text(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = to_text(&bytes);
    }
}
