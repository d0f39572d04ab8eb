//! Every feature of XLSForm's reference, retold by a workbook of its own in `fixtures/forms/features`:
//! what it is, and what must happen. The language of their heads stands in the README there.

#![cfg(test)]

#[path = "features/script.rs"]
mod script;
#[path = "features/stage.rs"]
mod stage;
#[path = "features/value.rs"]
mod value;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use doorstep_forms::{Form, Format};
use script::{Must, Script};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/forms/features")
}

/// The workbooks, with the text of each and the script that it must follow.
fn workbooks() -> Vec<(String, String, Result<Script, String>)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in &paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let beside = path.with_extension("expect");
        let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let (text, script) = match kind.as_str() {
            "md" if name != "README.md" => {
                let text = fs::read_to_string(path).unwrap();
                (text.clone(), text)
            }
            "xlsx" => {
                let text = doorstep_excel::to_text(&fs::read(path).unwrap()).unwrap();
                (text, fs::read_to_string(beside).unwrap_or_else(|_| panic!("{name} has no .expect")))
            }
            // A file without an expectation belongs to a workbook.
            "csv" if beside.exists() => {
                (fs::read_to_string(path).unwrap(), fs::read_to_string(beside).unwrap())
            }
            _ => continue,
        };
        found.push((name, text, Script::read(&script)));
    }
    found
}

/// Each CSV file of the folder that a workbook names.
fn files_of(text: &str) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|kind| kind == "csv"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, _)| {
            let stem = name.strip_suffix(".csv").unwrap_or(name);
            text.contains(name.as_str()) || text.contains(&format!("pulldata('{stem}'"))
        })
        .map(|(name, path)| (name, fs::read_to_string(path).unwrap()))
        .collect()
}

fn follow(text: &str, script: &Result<Script, String>) -> Result<(), String> {
    let script = script.as_ref().map_err(Clone::clone)?;
    let imported = Form::import_with(text, Format::of(text), &files_of(text));
    match (&script.must, imported) {
        (Must::Import(steps), Ok(form)) => stage::play(form, steps),
        (Must::Import(_), Err(problems)) => {
            let said: Vec<String> = problems.list().iter().map(ToString::to_string).collect();
            Err(format!("must be imported and has problems:\n  {}", said.join("\n  ")))
        }
        (Must::Refuse(_), Ok(_)) => Err("must be refused and was imported".to_owned()),
        (Must::Refuse(expected), Err(problems)) => {
            let said: Vec<String> = problems.list().iter().map(ToString::to_string).collect();
            if said == *expected {
                Ok(())
            } else {
                Err(format!("has other problems than it lists:\n  {}", said.join("\n  ")))
            }
        }
    }
}

fn refuses(script: &Result<Script, String>) -> bool {
    script.as_ref().is_ok_and(|script| matches!(script.must, Must::Refuse(_)))
}

#[test]
fn every_feature_does_what_its_workbook_says() {
    let workbooks = workbooks();
    let failures: Vec<String> = workbooks
        .iter()
        .filter_map(|(name, text, script)| {
            follow(text, script).err().map(|failure| format!("{name} {failure}"))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{} of {} failed\n\n{}",
        failures.len(),
        workbooks.len(),
        failures.join("\n")
    );
}

#[test]
fn no_feature_is_forgotten() {
    let workbooks = workbooks();
    let refused = workbooks.iter().filter(|(_, _, script)| refuses(script)).count();
    assert!(workbooks.len() - refused >= 60, "{} say what must happen", workbooks.len() - refused);
    assert!(refused >= 35, "{refused} say what is refused");
    for kind in [".md", ".csv", ".xlsx"] {
        assert!(workbooks.iter().any(|(name, _, _)| name.ends_with(kind)), "{kind}");
    }
}

#[test]
fn every_function_is_called_by_a_feature() {
    let source =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/expression/functions.rs"));
    let source = source.unwrap();
    let lines = source.lines().filter_map(|line| line.strip_prefix("    \"")?.split_once("\" "));
    let names: Vec<&str> = lines.map(|(name, _)| name).collect();
    assert!(names.len() > 50, "{names:?}");
    let imported: Vec<String> =
        workbooks().into_iter().filter(|(_, _, script)| !refuses(script)).map(|(_, text, _)| text).collect();
    let called = |name: &&str| imported.iter().any(|text| text.contains(&format!("{name}(")));
    let forgotten: Vec<&str> = names.into_iter().filter(|name| !called(name)).collect();
    assert_eq!(forgotten, Vec::<&str>::new());
}
