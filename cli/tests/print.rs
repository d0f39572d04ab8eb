//! `doorstep print`, as it is run, on a case that a county handed over once; read with Poppler, which
//! `cargo xtask test` sees is there.

#![cfg(test)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// At a door where nobody was at home: a photograph.
const NOBODY_HOME: &str = "01a2071c-f3a3-70d6-884d-eea58bdc4e97";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(name)
}

/// Exit code, and what was said.
fn print(case: &Path, out: &Path, more: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doorstep"));
    command.arg("print").arg(case).arg("--out").arg(out).args(more);
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

fn forms() -> String {
    format!("--forms={}", fixture("case").display())
}

fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// All words of a PDF, without blanks.
fn words(pdf: &Path) -> String {
    let output = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(pdf).arg("-").output();
    let output =
        output.unwrap_or_else(|error| panic!("pdftotext (package poppler-utils) is needed: {error}"));
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect()
}

#[test]
fn each_visit_of_a_case_is_a_sheet_with_its_photographs() {
    let out = TempDir::new().unwrap();
    let (code, said) = print(&fixture("case/elder.zip"), out.path(), &[&forms()]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("lawfully erased").count(), 1, "{said}");
    let files = files(out.path());
    assert_eq!(files.len(), 2, "{files:?}");
    let sheet = words(&out.path().join(format!("visit-{NOBODY_HOME}.pdf")));
    for wanted in [
        "老年人探访表",
        "走访日期2026年11月23日",
        "☑家中无人",
        "门口照片（可不拍）照片1（附后）",
        "一切如常",
        "2026年12月23日",
        "2026-11-2314:34:27+08:00无定位",
        "SHA-256afa5d538e409caa4…",
        "可用doorstepverify核验",
    ] {
        assert!(sheet.contains(wanted), "{wanted} is not in {sheet}");
    }
}

#[test]
fn one_visit_is_printed_in_english_and_never_written_over() {
    let out = TempDir::new().unwrap();
    let form = format!("--form={}", fixture("case/elder_check_in.md").display());
    let arguments = ["--record", NOBODY_HOME, "--language", "en", &form];
    let (code, said) = print(&fixture("case/elder.zip"), out.path(), &arguments);
    assert_eq!(code, Some(0), "{said}");
    let name = format!("visit-{NOBODY_HOME}.pdf");
    assert_eq!(files(out.path()), [name.as_str()]);
    assert!(words(&out.path().join(&name)).contains("☑Nobodyhome"));
    let before = fs::read(out.path().join(&name)).unwrap();
    let (code, said) = print(&fixture("case/elder.zip"), out.path(), &arguments);
    assert_eq!(code, Some(2), "{said}");
    assert_eq!(fs::read(out.path().join(&name)).unwrap(), before);
    let elsewhere = TempDir::new().unwrap();
    print(&fixture("case/elder.zip"), elsewhere.path(), &arguments);
    assert!(fs::read(elsewhere.path().join(&name)).unwrap() == before, "the same bytes from another process");
}

#[test]
fn what_is_missing_is_named() {
    let out = TempDir::new().unwrap();
    let (code, said) = print(&fixture("case/elder.zip"), out.path(), &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("form elder_check_in version 2026110101 is wanted")
            && said.contains("2 visits were not printed"),
        "{said}"
    );
    let other = out.path().join("other.md");
    let text =
        fs::read_to_string(fixture("case/elder_check_in.md")).unwrap().replace("2026110101", "2026110102");
    fs::write(&other, text).unwrap();
    let (code, said) =
        print(&fixture("case/elder.zip"), out.path(), &[&format!("--form={}", other.display())]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("is wanted; given was version 2026110102"), "{said}");
    let (code, said) = print(
        &fixture("case/elder.zip"),
        out.path(),
        &[&forms(), "--record=01a2071c-f3a3-70d6-884d-eea58bdc4e00"],
    );
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("has no such visit"), "{said}");
    assert_eq!(files(out.path()), ["other.md"]);
}

#[test]
fn nothing_is_printed_of_a_case_that_is_not_as_it_was() {
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut archive = zip::ZipArchive::new(fs::File::open(fixture("case/elder.zip")).unwrap()).unwrap();
    archive.extract(folder.path()).unwrap();
    let out = out.path().join("new");
    let (code, said) = print(folder.path(), &out, &[&forms()]);
    assert_eq!(code, Some(0), "unpacked it is the same case: {said}");
    assert_eq!(files(&out).len(), 2);
    let text = fs::read_to_string(folder.path().join("case.json")).unwrap().replacen(
        "said to her",
        "said to him",
        1,
    );
    fs::write(folder.path().join("case.json"), text).unwrap();
    let again = folder.path().join("../never");
    let (code, said) = print(folder.path(), &again, &[&forms()]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("WRONG. record ") && said.contains("Nothing was printed"), "{said}");
    assert!(!again.exists());
}
