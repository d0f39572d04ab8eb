//! Poppler, as the independent reader. `cargo xtask test` sees that it is there.

use std::{path::Path, process::Command};

/// What a program of Poppler says of a PDF.
pub(super) fn ask(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(file.path());
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{program} (package poppler-utils) is needed: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "a PDF without faults");
    String::from_utf8(output.stdout).unwrap()
}

/// The text of each page, in the order in which it was written.
pub(super) fn pages(pdf: &[u8]) -> Vec<String> {
    let text = ask("pdftotext", &["-raw", "-enc", "UTF-8"], pdf);
    text.trim_end_matches('\u{c}').split('\u{c}').map(ToOwned::to_owned).collect()
}

/// All of it, without what a wrapped line cannot keep.
pub(super) fn joined(pages: &[String]) -> String {
    squeezed(&pages.concat())
}

pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Pictures of the pages, to be looked at: `target/paper/NAME-1.png` and on.
pub(super) fn keep(name: &str, pdf: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/paper");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}.pdf"));
    std::fs::write(&file, pdf).unwrap();
    let status =
        Command::new("pdftoppm").args(["-r", "80", "-png"]).arg(&file).arg(folder.join(name)).status();
    let status = status.unwrap_or_else(|error| panic!("pdftoppm (package poppler-utils) is needed: {error}"));
    assert!(status.success());
}
