//! What keeps a workbook from being a form.
//!
//! The importer never stops at the first fault: an author who repairs a
//! spreadsheet by post wants the whole list. A problem names the sheet, row
//! and column as a spreadsheet shows them, a stable code, and the word that
//! caused it. Words for people are made from the code by whoever shows it.

use std::fmt;

use serde::Serialize;

/// Problems beyond this many are not listed; the last one says so.
pub(crate) const MOST_PROBLEMS: usize = 1_000;

/// One fault of a workbook, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The sheet, in lower case: `survey`, `choices`, `settings`.
    pub sheet: String,
    /// 1-based row as a spreadsheet shows it (the header is row 1), or none
    /// when the whole sheet is meant.
    pub row: Option<u32>,
    /// The column as its header writes it, or none when the whole row is meant.
    pub column: Option<String>,
    /// What is wrong.
    pub code: ProblemCode,
    /// The word, name or expression fragment that is wrong; may be empty.
    pub detail: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sheet)?;
        if let Some(row) = self.row {
            write!(f, " row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, " column {column}")?;
        }
        write!(f, ": {}", self.code.as_str())?;
        if !self.detail.is_empty() {
            write!(f, " ({})", self.detail)?;
        }
        Ok(())
    }
}

/// Every problem of one workbook, in the order of its sheets and rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("the workbook is not a form: {} problems, first {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The problems, in the order of sheets, rows and columns.
    pub fn list(&self) -> &[Problem] {
        &self.0
    }
}

/// Collects problems while a workbook is read.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: Vec<Problem>,
}

impl Findings {
    pub(crate) fn add(
        &mut self,
        sheet: &str,
        row: Option<u32>,
        column: Option<&str>,
        code: ProblemCode,
        detail: &str,
    ) {
        let code = match self.found.len() {
            0..MOST_PROBLEMS => code,
            MOST_PROBLEMS => ProblemCode::TooManyProblems,
            _ => return,
        };
        self.found.push(Problem {
            sheet: sheet.to_owned(),
            row,
            column: column.map(ToOwned::to_owned),
            code,
            detail: detail.chars().take(120).collect(),
        });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Sorts by sheet as an author meets them, then row; a sheet's own
    /// problem comes before those of its rows.
    pub(crate) fn into_problems(mut self) -> Problems {
        let rank = |sheet: &str| match sheet {
            "survey" => 0,
            "choices" => 1,
            "settings" => 2,
            _ => 3,
        };
        self.found.sort_by(|a, b| (rank(&a.sheet), a).cmp(&(rank(&b.sheet), b)));
        self.found.dedup();
        Problems(self.found)
    }
}

macro_rules! problem_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal,)+) => {
        /// The stable code of a problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ProblemCode {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ProblemCode {
            /// The code as it is shown and stored.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }
    };
}

problem_codes! {
    /// The text is larger than an import accepts.
    TooLarge = "too_large",
    /// A sheet has more rows than an import accepts.
    TooManyRows = "too_many_rows",
    /// There are more problems than are listed.
    TooManyProblems = "too_many_problems",
    /// A line that belongs to no table of the text.
    OutsideTable = "outside_table",
    /// A row that stands before any sheet was named.
    RowWithoutSheet = "row_without_sheet",
    /// A sheet that is not `survey`, `choices`, `settings` or a file such as `villages.csv`.
    UnsupportedSheet = "unsupported_sheet",
    /// The same sheet stands twice.
    DuplicateSheet = "duplicate_sheet",
    /// The sheet is missing or has no rows.
    MissingSheet = "missing_sheet",
    /// A column that the engine does not know.
    UnsupportedColumn = "unsupported_column",
    /// The same column stands twice.
    DuplicateColumn = "duplicate_column",
    /// A cell with a value under an empty header.
    UnnamedColumn = "unnamed_column",
    /// A column that is needed and missing.
    MissingColumn = "missing_column",
    /// A type that the engine does not know.
    UnsupportedType = "unsupported_type",
    /// A row without a type.
    MissingType = "missing_type",
    /// A row without a name.
    MissingName = "missing_name",
    /// A name that is not a letter or `_` followed by letters, digits, `_`, `-`, `.`.
    InvalidName = "invalid_name",
    /// Two rows of one group, or two choices of one list, with one name.
    DuplicateName = "duplicate_name",
    /// A row that people see, without words.
    MissingLabel = "missing_label",
    /// Words that stand in one language and are missing in another.
    MissingTranslation = "missing_translation",
    /// A select whose list is not among the choices.
    MissingChoiceList = "missing_choice_list",
    /// A file that is named and was not published with the form.
    MissingFile = "missing_file",
    /// A column that is named and that the file or list does not have.
    UnknownColumn = "unknown_column",
    /// A parameter that the type does not have, or a value that it cannot take.
    InvalidParameter = "invalid_parameter",
    /// `${name}` where no question has that name.
    UnknownReference = "unknown_reference",
    /// `${name}` where several questions have that name.
    AmbiguousReference = "ambiguous_reference",
    /// `${name}` of a row that has no value (a group or a note), or where no reference may stand.
    InvalidReference = "invalid_reference",
    /// A value that depends on itself.
    Cycle = "cycle",
    /// A group or repeat that is begun and not ended, ended and not begun, or ended by the other.
    Unbalanced = "unbalanced",
    /// Groups nested deeper than an import accepts.
    TooDeep = "too_deep",
    /// An appearance that hands the question to another app, or its choices to another file.
    UnsupportedAppearance = "unsupported_appearance",
    /// A value in a column that means nothing for the row's type.
    DoesNotApply = "does_not_apply",
    /// A calculate, or a trigger, without a calculation.
    MissingCalculation = "missing_calculation",
    /// A default that is not a value of the question's type.
    InvalidDefault = "invalid_default",
    /// An expression that cannot be read.
    InvalidExpression = "invalid_expression",
    /// A path other than `${name}`, `.` or `position(..)`; a bare name outside a `choice_filter`.
    UnsupportedPath = "unsupported_path",
    /// A function that the engine does not know.
    UnknownFunction = "unknown_function",
    /// A function with too few or too many arguments.
    WrongArguments = "wrong_arguments",
    /// `regex()` with a pattern that is not a literal or not valid.
    InvalidPattern = "invalid_pattern",
    /// `position(..)` outside every repeat.
    OutsideRepeat = "outside_repeat",
    /// A setting that is needed and missing.
    MissingSetting = "missing_setting",
    /// A setting whose value cannot be used.
    InvalidSetting = "invalid_setting",
}
