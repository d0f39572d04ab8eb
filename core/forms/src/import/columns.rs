//! Headers: which columns a sheet may have, and the languages they name.

use std::collections::BTreeSet;

use super::{CHOICES, SETTINGS, SURVEY};
use crate::form::{Language, LanguageIndex};
use crate::problem::{Findings, ProblemCode};
use crate::workbook::{Sheet, parts};

/// Columns of the survey sheet that stand once.
const SURVEY_PLAIN: [&str; 14] = [
    "type",
    "name",
    "relevant",
    "constraint",
    "required",
    "calculation",
    "default",
    "readonly",
    "read_only",
    "appearance",
    "parameters",
    "choice_filter",
    "repeat_count",
    "trigger",
];
/// Columns of the survey sheet that stand once for each language.
const SURVEY_WORDS: [&str; 8] = [
    "label",
    "hint",
    "guidance_hint",
    "constraint_message",
    "required_message",
    "media::image",
    "media::audio",
    "media::video",
];
/// `list name` and `value` are XLSForm's older words for the first two.
const CHOICES_PLAIN: [&str; 4] = ["list_name", "list name", "name", "value"];
const CHOICES_WORDS: [&str; 4] = ["label", "media::image", "media::audio", "media::video"];
const SETTINGS_PLAIN: [&str; 4] = ["form_id", "version", "default_language", TITLE];
/// XLSForm has one title for all languages; a column such as `form_title (en)`,
/// which pyxform passes over, gives it in another.
const TITLE: &str = "form_title";

/// More languages than this are a mistake in the headers.
const MOST_LANGUAGES: usize = 16;
/// The language of a form whose headers name none.
const UNNAMED: &str = "default";

/// What the headers say.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) languages: Vec<Language>,
    pub(super) default_language: Option<LanguageIndex>,
    /// Columns of the choices sheet that only a `choice_filter` may read.
    pub(super) of_choices: Vec<String>,
}

impl Columns {
    /// The header of a text in a language: `label::English (en)`.
    pub(super) fn header(&self, base: &str, language: &Language) -> String {
        if language.name == UNNAMED { base.to_owned() } else { format!("{base}::{}", language.name) }
    }

    /// A header without a language is in the default language.
    pub(super) fn is_default(&self, index: usize) -> bool {
        self.default_language == Some(LanguageIndex(index))
    }
}

pub(super) fn check(survey: &Sheet, choices: &Sheet, settings: &Sheet, findings: &mut Findings) -> Columns {
    let mut names = Vec::new();
    inspect(SURVEY, survey, &SURVEY_PLAIN, &SURVEY_WORDS, &mut names, findings);
    let of_choices: Vec<String> = choices.columns.iter().filter(|column| is_own(column)).cloned().collect();
    let known: Vec<&str> = CHOICES_PLAIN.into_iter().chain(of_choices.iter().map(String::as_str)).collect();
    inspect(CHOICES, choices, &known, &CHOICES_WORDS, &mut names, findings);
    for needed in ["type", "name"] {
        if !survey.columns.is_empty() && !survey.columns.iter().any(|column| column == needed) {
            findings.add(SURVEY, Some(1), Some(needed), ProblemCode::MissingColumn, needed);
        }
    }

    let wanted = settings.rows.first().and_then(|row| row.get("default_language"));
    let bare = survey.columns.iter().chain(&choices.columns).any(|c| SURVEY_WORDS.contains(&c.as_str()));
    if names.is_empty() || bare {
        let unnamed = wanted.unwrap_or(UNNAMED).to_owned();
        if !names.iter().any(|known| *known == unnamed || language(known.clone()).code == unnamed) {
            names.push(unnamed);
        }
    }
    if names.len() > MOST_LANGUAGES {
        findings.add(SURVEY, Some(1), None, ProblemCode::TooLarge, "languages");
        names.truncate(MOST_LANGUAGES);
    }
    let languages: Vec<Language> = names.into_iter().map(language).collect();
    let titles: Vec<String> = languages.iter().map(title_column).collect();
    let known: Vec<&str> = SETTINGS_PLAIN.into_iter().chain(titles.iter().map(String::as_str)).collect();
    inspect(SETTINGS, settings, &known, &[], &mut Vec::new(), findings);
    let default_language = match wanted {
        None => Some(LanguageIndex(0)),
        Some(wanted) => {
            let found = languages.iter().position(|known| known.name == wanted || known.code == wanted);
            if found.is_none() {
                let column = Some("default_language");
                findings.add(SETTINGS, Some(2), column, ProblemCode::InvalidSetting, wanted);
            }
            found.map(LanguageIndex)
        }
    };
    Columns { languages, default_language, of_choices }
}

/// A column of the choices sheet that XLSForm gives no meaning.
fn is_own(column: &str) -> bool {
    let (base, language) = parts(column);
    let known = CHOICES_PLAIN.contains(&base) || CHOICES_WORDS.contains(&base);
    language.is_none() && !known && !column.is_empty() && !column.contains(char::is_whitespace)
}

/// The column of the title in one language; headers are compared in lower case.
pub(super) fn title_column(language: &Language) -> String {
    format!("{TITLE} ({})", language.code.to_lowercase())
}

fn inspect(
    name: &str,
    sheet: &Sheet,
    plain: &[&str],
    words: &[&str],
    languages: &mut Vec<String>,
    findings: &mut Findings,
) {
    let mut seen = BTreeSet::new();
    for column in sheet.columns.iter().filter(|column| !column.is_empty()) {
        if !seen.insert(column) {
            findings.add(name, Some(1), Some(column), ProblemCode::DuplicateColumn, column);
        }
        let known = match parts(column) {
            (base, Some(language)) if words.contains(&base) && !language.is_empty() => {
                if !languages.iter().any(|known| known == language) {
                    languages.push(language.to_owned());
                }
                true
            }
            (_, Some(_)) => false,
            (_, None) => plain.contains(&column.as_str()) || words.contains(&column.as_str()),
        };
        if !known {
            findings.add(name, Some(1), Some(column), ProblemCode::UnsupportedColumn, column);
        }
    }
}

/// `中文 (zh-CN)` has the code `zh-CN`; a name without parentheses is its own code.
fn language(name: String) -> Language {
    let code = name
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .map(|(_, code)| code.trim().to_owned())
        .filter(|code| !code.is_empty())
        .unwrap_or_else(|| name.clone());
    Language { name, code }
}
