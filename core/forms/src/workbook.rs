//! A workbook as plain text cells: what every input format is read into.
//!
//! Nothing is judged here but the shape of the text. Sheet names and the
//! known part of headers are compared without case, as pyxform does; cells
//! are trimmed; a row without any value is skipped but still counted, so that
//! row numbers are those of a spreadsheet (the header is row 1).

mod delimited;
mod markdown;

use crate::problem::{Findings, ProblemCode};

/// No form of this size is honest: 8 MiB of text.
const MOST_BYTES: usize = 8 << 20;
/// Rows of one sheet.
pub(crate) const MOST_ROWS: usize = 20_000;
/// Columns of one sheet.
const MOST_COLUMNS: usize = 256;
/// The sheets of an XLSForm that mean something here, beside files such as `villages.csv`.
const SHEETS: [&str; 3] = ["survey", "choices", "settings"];

/// Whether a sheet is a file that travels with the form.
fn is_file(name: &str) -> bool {
    name.strip_suffix(".csv").is_some_and(|stem| !stem.is_empty())
}

/// How the text of a workbook is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// pyxform's tables in Markdown: `| survey |`, then rows whose first cell is empty.
    Markdown,
    /// pyxform's single-file CSV: the sheet's name stands in the first column.
    Csv,
}

impl Format {
    /// How a text is written: tables in Markdown begin with a pipe, after comments perhaps.
    pub fn of(text: &str) -> Self {
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
        if first.is_some_and(|line| line.starts_with('|')) { Self::Markdown } else { Self::Csv }
    }
}

/// One cell that is not empty, with the header above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) column: String,
    pub(crate) text: String,
}

/// One row that has a value, with its number as a spreadsheet shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) number: u32,
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    /// The cell under this header, trimmed; never an empty string.
    pub(crate) fn get(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|cell| cell.column == column).map(|cell| cell.text.as_str())
    }
}

/// One sheet: its headers as written, and its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// The sheets of one text, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Workbook {
    sheets: Vec<Sheet>,
}

impl Workbook {
    pub(crate) fn read(text: &str, format: Format, findings: &mut Findings) -> Self {
        if text.len() > MOST_BYTES {
            findings.add("workbook", None, None, ProblemCode::TooLarge, "");
            return Self::default();
        }
        // Excel writes a byte order mark; it is not part of the first cell.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut builder = Builder { workbook: Self::default(), open: Open::Nothing, number: 0 };
        match format {
            Format::Markdown => markdown::read(text, &mut builder, findings),
            Format::Csv => delimited::read(text, &mut builder, findings),
        }
        builder.workbook
    }

    /// Puts a CSV file in, as a sheet of its name.
    pub(crate) fn attach(&mut self, name: &str, text: &str, findings: &mut Findings) {
        if text.len() > MOST_BYTES {
            findings.add(name, None, None, ProblemCode::TooLarge, "");
            return;
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let workbook = std::mem::take(self);
        let mut builder = Builder { workbook, open: Open::Nothing, number: 0 };
        builder.begin(name, findings);
        delimited::read_file(text, &mut builder, findings);
        *self = builder.workbook;
    }

    /// The files that travel with the form.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Sheet> {
        self.sheets.iter().filter(|sheet| is_file(&sheet.name))
    }

    pub(crate) fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}

/// Where rows go that are read next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// No sheet has been named yet.
    Nothing,
    /// A sheet that has already been reported; its rows are passed over.
    Refused,
    /// The last sheet of the workbook.
    Last,
}

/// Puts rows, whose first cell names a sheet or is empty, into sheets.
pub(crate) struct Builder {
    workbook: Workbook,
    open: Open,
    number: u32,
}

impl Builder {
    /// Takes one line of the text; `place` is its line number, for a row that
    /// belongs nowhere.
    pub(crate) fn row(&mut self, place: u32, cells: &[&str], findings: &mut Findings) {
        let (first, rest) = cells.split_first().map_or(("", cells), |(first, rest)| (first.trim(), rest));
        if !first.is_empty() {
            self.begin(first, findings);
        }
        if rest.iter().all(|cell| cell.trim().is_empty()) {
            if first.is_empty() {
                self.number = self.number.saturating_add(1);
            }
            return;
        }
        match self.open {
            Open::Nothing => {
                findings.add("workbook", Some(place), None, ProblemCode::RowWithoutSheet, "");
            }
            Open::Refused => {}
            Open::Last => self.fill(rest, findings),
        }
    }

    fn begin(&mut self, name: &str, findings: &mut Findings) {
        self.number = 0;
        // A file is named as it is; the form's own sheets are known in any case.
        let name = if is_file(name) { name.to_owned() } else { name.to_lowercase() };
        self.open = if !SHEETS.contains(&name.as_str()) && !is_file(&name) {
            findings.add(&name, None, None, ProblemCode::UnsupportedSheet, &name);
            Open::Refused
        } else if self.workbook.sheet(&name).is_some() {
            findings.add(&name, None, None, ProblemCode::DuplicateSheet, &name);
            Open::Refused
        } else {
            self.workbook.sheets.push(Sheet { name, ..Sheet::default() });
            Open::Last
        };
    }

    fn fill(&mut self, cells: &[&str], findings: &mut Findings) {
        let Some(sheet) = self.workbook.sheets.last_mut() else { return };
        self.number = self.number.saturating_add(1);
        if sheet.columns.is_empty() {
            // Blank lines above the header do not shift what a reader counts:
            // the header is row 1.
            self.number = 1;
            // The columns of a file are named by expressions as they stand.
            let header = if is_file(&sheet.name) { |cell: &str| cell.trim().to_owned() } else { header };
            sheet.columns = cells.iter().take(MOST_COLUMNS).map(|cell| header(cell)).collect();
            if cells.len() > MOST_COLUMNS {
                findings.add(&sheet.name, Some(1), None, ProblemCode::TooLarge, "columns");
            }
            return;
        }
        if sheet.rows.len() >= MOST_ROWS {
            if sheet.rows.len() == MOST_ROWS {
                findings.add(&sheet.name, Some(self.number), None, ProblemCode::TooManyRows, "");
            }
            self.open = Open::Refused;
            return;
        }
        let mut row = Row { number: self.number, cells: Vec::new() };
        for (index, cell) in cells.iter().enumerate() {
            let text = cell.trim();
            if text.is_empty() {
                continue;
            }
            match sheet.columns.get(index) {
                Some(column) if !column.is_empty() => {
                    row.cells.push(Cell { column: column.clone(), text: text.to_owned() });
                }
                _ => {
                    findings.add(&sheet.name, Some(self.number), None, ProblemCode::UnnamedColumn, text);
                }
            }
        }
        sheet.rows.push(row);
    }
}

/// `Label::English (en)` is `label::English (en)`: case counts in the language only.
fn header(cell: &str) -> String {
    let parts: Vec<&str> = cell.split("::").map(str::trim).collect();
    match parts.as_slice() {
        [media, kind, language] if media.eq_ignore_ascii_case("media") => {
            format!("media::{}::{language}", kind.to_lowercase())
        }
        [media, kind] if media.eq_ignore_ascii_case("media") => format!("media::{}", kind.to_lowercase()),
        [base, language @ ..] if !language.is_empty() => {
            format!("{}::{}", base.to_lowercase(), language.join("::"))
        }
        _ => cell.trim().to_lowercase(),
    }
}

/// A header as what it is of and in which language: `media::image::English (en)` is a `media::image`.
pub(crate) fn parts(column: &str) -> (&str, Option<&str>) {
    let from = if column.starts_with("media::") { "media::".len() } else { 0 };
    match column.get(from..).and_then(|rest| rest.find("::")) {
        Some(end) => (column.get(..from + end).unwrap_or(column), column.get(from + end + 2..)),
        None => (column, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, format: Format) -> (Workbook, Vec<String>) {
        let mut findings = Findings::default();
        let workbook = Workbook::read(text, format, &mut findings);
        (workbook, findings.into_problems().list().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn both_formats_give_the_same_workbook() {
        let markdown = "# A form\n\
            | survey  |\n\
            |         | type | name | Label::English (en) |\n\
            | ------- | ---- | ---- | ------------------- |\n\
            |         | text | a    | one \\| two          |\n\
            | settings |\n\
            |          | form_id |\n\
            |          | f       |\n";
        let csv = "survey,,,\n,type,name,Label::English (en)\n,text,a,one | two\nsettings\n,form_id\n,f\n";
        let (from_markdown, problems) = read(markdown, Format::Markdown);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!((from_markdown.clone(), problems), read(csv, Format::Csv));
        assert_eq!((Format::of(markdown), Format::of(csv)), (Format::Markdown, Format::Csv));
        let row = from_markdown.sheet("survey").unwrap().rows.first().unwrap();
        assert_eq!(row.number, 2);
        assert_eq!(row.get("label::English (en)"), Some("one | two"));
    }

    #[test]
    fn a_blank_row_is_skipped_but_counted() {
        let (workbook, _) = read("| survey |\n| | type |\n| | text |\n| | |\n| | note |\n", Format::Markdown);
        let numbers: Vec<u32> = workbook.sheet("survey").unwrap().rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [2, 4]);
    }

    #[test]
    fn what_belongs_to_no_table_is_reported() {
        let text = "hello\n| | stray |\n| stock |\n| | a |\n| survey |\n| | type |\n| survey |\n| | x | \n";
        let (_, problems) = read(text, Format::Markdown);
        assert_eq!(
            problems,
            [
                "survey: duplicate_sheet (survey)",
                "stock: unsupported_sheet (stock)",
                "workbook row 1: outside_table (hello)",
                "workbook row 2: row_without_sheet",
            ]
        );
    }

    #[test]
    fn a_value_under_no_header_is_reported() {
        let (_, problems) = read("survey\n,type,,name\n,text,odd,a,more\n", Format::Csv);
        assert_eq!(problems, ["survey row 2: unnamed_column (more)", "survey row 2: unnamed_column (odd)"]);
    }

    #[test]
    fn rows_beyond_the_limit_are_one_problem() {
        let mut text = String::from("| survey |\n| | type |\n");
        for _ in 0..(MOST_ROWS + 500) {
            text.push_str("| | note |\n");
        }
        assert_eq!(read(&text, Format::Markdown).1, ["survey row 20002: too_many_rows"]);
    }
}
