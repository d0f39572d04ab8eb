//! `doorstep forms check`: each workbook is imported, or refused with every reason.

use crate::{CliError, Finding, folder};
use doorstep_forms::{Form, Format, Problems};
use std::{
    collections::BTreeMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

/// Looks at every workbook of a folder, or at one. All is well where each was imported or refused with its reasons;
/// with `strict`, only where each was imported.
pub(crate) fn check(path: &Path, strict: bool) -> Result<Finding, CliError> {
    let files = if path.is_dir() { forms_in(path)? } else { vec![path.to_owned()] };
    if files.is_empty() {
        return Err(CliError::NoForms(path.to_owned()));
    }
    let mut finding = Finding::Well;
    for file in &files {
        let said = match examine(file)? {
            Outcome::Imported(form) => {
                let (id, version) = (&form.id().0, &form.version().0);
                format!("imported, {id} version {version}, {} questions", form.fields().count())
            }
            Outcome::Refused(reasons) => {
                if strict {
                    finding = Finding::Wrong;
                }
                format!("refused\n  {}", reasons.join("\n  "))
            }
            Outcome::Neither => {
                finding = Finding::Wrong;
                "neither imported nor refused: the importer failed, which is our fault".to_owned()
            }
        };
        println!("{}: {said}", file.display());
    }
    Ok(finding)
}

pub(crate) enum Outcome {
    Imported(Box<Form>),
    Refused(Vec<String>),
    Neither,
}

pub(crate) fn examine(file: &Path) -> Result<Outcome, CliError> {
    let bytes = fs::read(file).map_err(CliError::unreadable(file))?;
    let files = tables_beside(file)?;
    let outcome = catch_unwind(AssertUnwindSafe(|| match text(file, bytes) {
        Err(reason) => Outcome::Refused(vec![reason]),
        Ok(text) => match Form::import_with(&text, Format::of(&text), &files) {
            Ok(form) => Outcome::Imported(Box::new(form)),
            Err(problems) => Outcome::Refused(reasons(&problems)),
        },
    }));
    Ok(outcome.unwrap_or(Outcome::Neither))
}

fn reasons(problems: &Problems) -> Vec<String> {
    problems.list().iter().map(ToString::to_string).collect()
}

/// The text of a workbook, whatever it was written with.
fn text(file: &Path, bytes: Vec<u8>) -> Result<String, String> {
    match extension(file) {
        "xlsx" => doorstep_excel::to_text(&bytes).map_err(|error| error.to_string()),
        "xls" | "xlsm" | "ods" => Err("save it as .xlsx, .csv or .md".to_owned()),
        _ => String::from_utf8(bytes)
            .map_err(|_| "the file is not UTF-8 text: save it as CSV UTF-8".to_owned()),
    }
}

/// Every form below a folder, in the order of their paths. A README is no form.
pub(crate) fn forms_in(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let mut found = Vec::new();
    for path in folder::files_below(folder)? {
        let form = match extension(&path) {
            "xlsx" | "xls" | "xlsm" | "ods" => true,
            "md" => path.file_stem().is_none_or(|stem| stem != "README"),
            "csv" => !is_table(&path)?,
            _ => false,
        };
        if form {
            found.push(path);
        }
    }
    Ok(found)
}

/// The CSV files beside a form, which it may name.
fn tables_beside(form: &Path) -> Result<BTreeMap<String, String>, CliError> {
    let folder = form.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(CliError::unreadable(folder))? {
        let path = entry.map_err(CliError::unreadable(folder))?.path();
        if path != form && extension(&path) == "csv" && is_table(&path)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read(&path).map_err(CliError::unreadable(&path))?;
            tables.insert(name, String::from_utf8_lossy(&text).into_owned());
        }
    }
    Ok(tables)
}

/// A CSV file without a sheet `survey` is a table for forms, not a form.
fn is_table(path: &Path) -> Result<bool, CliError> {
    let bytes = fs::read(path).map_err(CliError::unreadable(path))?;
    let text = String::from_utf8_lossy(&bytes);
    let names_survey = |line: &str| {
        let first = line.split(',').next().unwrap_or_default();
        first.trim_start_matches('\u{feff}').trim().trim_matches('"').eq_ignore_ascii_case("survey")
    };
    Ok(!text.lines().any(names_survey))
}

fn extension(path: &Path) -> &str {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}
