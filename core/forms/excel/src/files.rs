//! What a file that stands in a county's folder of forms is, by its name and its beginning.

use crate::{NotAWorkbook, to_text};
use std::path::Path;

/// Whether a file is taken for a form by its name: an Excel workbook, another spreadsheet (which [`text_of`] asks to be
/// saved anew), Markdown other than a README, or CSV. A CSV may still be a table: see [`is_table`].
pub fn may_be_form(file: &Path) -> bool {
    match extension(file).as_str() {
        "xlsx" | "xls" | "xlsm" | "ods" | "csv" => true,
        "md" => file.file_stem().is_none_or(|stem| stem != "README"),
        _ => false,
    }
}

/// Whether a file is a CSV without a sheet `survey`, which is a table for forms and no form.
pub fn is_table(file: &Path, bytes: &[u8]) -> bool {
    let names_survey = |line: &str| {
        let first = line.split(',').next().unwrap_or_default();
        first.trim_start_matches('\u{feff}').trim().trim_matches('"').eq_ignore_ascii_case("survey")
    };
    extension(file) == "csv" && !String::from_utf8_lossy(bytes).lines().any(names_survey)
}

/// The text of a form's file, whatever it was written with: Excel's is made, any other is as it stands.
///
/// # Errors
/// What keeps [`to_text`] from making a text; a spreadsheet that is not `.xlsx`; a text that is not UTF-8.
pub fn text_of(file: &Path, bytes: Vec<u8>) -> Result<String, NotAWorkbook> {
    match extension(file).as_str() {
        "xlsx" => to_text(&bytes),
        "xls" | "xlsm" | "ods" => Err(NotAWorkbook::OtherFormat),
        _ => String::from_utf8(bytes).map_err(|_| NotAWorkbook::NotUtf8),
    }
}

/// In lower case: Windows does not mind.
fn extension(file: &Path) -> String {
    file.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_its_name_and_a_table_by_its_want_of_a_survey() {
        let forms = ["a.xlsx", "a.XLSX", "b.xls", "c.xlsm", "d.ods", "e.md", "folder/f.csv"];
        assert!(forms.iter().all(|file| may_be_form(Path::new(file))));
        let others = ["README.md", "notes.txt", "excel.expect", "xlsx"];
        assert!(!others.iter().any(|file| may_be_form(Path::new(file))));
        let (form, table) =
            (&b"\xef\xbb\xbf\"Survey\",,\n,type,name\n"[..], &b"name,label\nsurvey_1,x\n"[..]);
        assert!(is_table(Path::new("a.csv"), table) && is_table(Path::new("A.CSV"), table));
        assert!(!is_table(Path::new("a.csv"), form) && !is_table(Path::new("a.md"), table));
    }

    #[test]
    fn what_has_no_text_says_what_to_do() {
        let why =
            |file: &str, bytes: &[u8]| text_of(Path::new(file), bytes.to_vec()).unwrap_err().to_string();
        assert_eq!(why("a.XLS", b""), "save it as .xlsx, .csv or .md");
        assert_eq!(why("a.csv", &[0xc4, 0xe3]), "the file is not UTF-8 text: save it as CSV UTF-8");
        assert_eq!(why("a.xlsx", b"PK"), "the file is not an .xlsx workbook, or it is damaged");
        assert_eq!(text_of(Path::new("a.md"), b"| survey |".to_vec()).as_deref(), Ok("| survey |"));
    }
}
