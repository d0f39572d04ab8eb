//! `doorstep verify`, as it is run, on a case that a county handed over once
//! (`DOORSTEP_KEEP_CASE=fixtures/case` makes the story `case` keep another).

#![cfg(test)]

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;
use zip::ZipArchive;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/case").join(name)
}

fn root() -> String {
    fs::read_to_string(fixture("root.txt")).unwrap().trim().to_owned()
}

/// Exit code, and what was said.
fn verify(export: &Path, root: Option<&str>) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doorstep"));
    command.arg("verify").arg(export).args(root.map(|root| format!("--root={root}")));
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

/// The case, unpacked.
fn unpacked() -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut archive = ZipArchive::new(fs::File::open(fixture("elder.zip")).unwrap()).unwrap();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let path = folder.path().join(&*file.name().unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

#[test]
fn a_case_that_was_handed_over_once_verifies_as_archive_and_unpacked() {
    let unpacked = unpacked();
    for export in [fixture("elder.zip"), unpacked.path().to_owned()] {
        let (code, said) = verify(&export, Some(&root()));
        assert_eq!(code, Some(0), "{said}");
        for words in [
            "All of it is as it was.",
            "records      4",
            "photographs  1, 1 of them with content credentials",
            "lawfully erased (subject_request)",
        ] {
            assert!(said.contains(words), "{said}");
        }
        assert!(!said.contains("Compare the root"), "{said}");
    }
    let (code, said) = verify(&fixture("elder.zip"), None);
    assert_eq!(code, Some(0));
    assert!(said.contains(&root()) && said.contains("Compare the root"), "{said}");
}

#[test]
fn the_first_thing_that_is_wrong_is_named_and_the_exit_code_says_so() {
    let changed = |file: &str, from: &str, to: &str| {
        let folder = unpacked();
        let path = folder.path().join(file);
        let bytes = fs::read(&path).unwrap();
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        fs::write(&path, [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()).unwrap();
        verify(folder.path(), None)
    };
    let (code, said) = changed("case.json", "said to her", "said to him");
    assert_eq!(code, Some(1));
    assert!(said.contains("WRONG. record ") && said.contains("not the one committed to"), "{said}");
    let (code, said) = changed("case.json", r#""position":"#, r#""position": "#);
    assert_eq!(code, Some(1));
    assert!(said.contains("case.json: cannot be read, or was written over, at byte"), "{said}");

    let folder = unpacked();
    let photo = fs::read_dir(folder.path().join("files")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&photo).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&photo, bytes).unwrap();
    let (code, said) = verify(folder.path(), None);
    let name = photo.file_name().unwrap().to_string_lossy();
    assert_eq!(code, Some(1));
    assert!(said.contains(&format!("files/{name}: is not the file that was taken")), "{said}");

    let (code, said) = verify(&fixture("elder.zip"), Some(&root().replace(&root()[..1], "A")));
    assert_ne!(code, Some(0), "{said}");
}

#[test]
fn what_is_no_case_is_said_to_be_none() {
    let (code, said) = verify(&fixture("root.txt"), None);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("is no archive of a case"), "{said}");
    let (code, said) = verify(&fixture("nothing.zip"), None);
    assert_eq!(code, Some(2), "{said}");
    let (code, said) = verify(TempDir::new().unwrap().path(), None);
    assert_eq!(code, Some(1), "{said}");
}
