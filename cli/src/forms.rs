//! `doorstep forms check`: each form is imported, or refused with every reason.

use crate::{CliError, Finding, folder};
use doorstep_forms::{Form, Format};
use std::{
    fs,
    path::{Path, PathBuf},
};

pub(crate) fn check(path: &Path) -> Result<Finding, CliError> {
    let files = if path.is_dir() { forms_in(path)? } else { vec![path.to_owned()] };
    if files.is_empty() {
        return Err(CliError::NoForms(path.to_owned()));
    }
    let mut finding = Finding::Well;
    for file in &files {
        let text = fs::read_to_string(file).map_err(CliError::unreadable(file))?;
        match Form::import(&text, format_of(file).unwrap_or(Format::Markdown)) {
            Ok(form) => println!(
                "{}: imported, {} version {}, {} questions",
                file.display(),
                form.id().0,
                form.version().0,
                form.fields().count()
            ),
            Err(problems) => {
                finding = Finding::Wrong;
                println!("{}: refused", file.display());
                for problem in problems.list() {
                    println!("  {problem}");
                }
            }
        }
    }
    Ok(finding)
}

/// Every form below a folder, in the order of their paths. A README is no form.
fn forms_in(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let mut found = folder::files_below(folder)?;
    found.retain(|path| format_of(path).is_some() && path.file_stem().is_none_or(|stem| stem != "README"));
    Ok(found)
}

fn format_of(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()? {
        "md" => Some(Format::Markdown),
        "csv" => Some(Format::Csv),
        _ => None,
    }
}
