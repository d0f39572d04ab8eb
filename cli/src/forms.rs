//! `doorstep forms check`: each workbook is imported, or refused with every reason.

use crate::{CliError, Finding, folder};
use doorstep_excel::{is_table, may_be_form, text_of};
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
    let outcome = catch_unwind(AssertUnwindSafe(|| match text_of(file, bytes) {
        Err(error) => Outcome::Refused(vec![error.to_string()]),
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

/// Every form below a folder, in the order of their paths.
pub(crate) fn forms_in(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let mut found = Vec::new();
    for path in folder::files_below(folder)? {
        if may_be_form(&path) && !is_table(&path, &fs::read(&path).map_err(CliError::unreadable(&path))?) {
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
        if path == form || !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
            continue;
        }
        let bytes = fs::read(&path).map_err(CliError::unreadable(&path))?;
        if is_table(&path, &bytes) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            tables.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(tables)
}
