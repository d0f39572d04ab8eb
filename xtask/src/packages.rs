//! What others wrote, fetched exactly as locked into a folder under `target`: the bench's peer, public tus
//! clients and readers of content credentials. Nothing is fetched again while its lock is the same.

use crate::{child, failure::Failure, place};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What the packages were installed by.
const INSTALLED: &str = "installed.lock";

const NPM: &str = "package-lock.json";
const PIP: &str = "requirements.txt";

/// PouchDB with its scripts.
pub(crate) fn pouch() -> Result<PathBuf, Failure> {
    fetched("tests/bench/pouch", "bench/pouch")
}

/// Public tus clients with their scripts.
pub(crate) fn tus() -> Result<PathBuf, Failure> {
    fetched("tests/tus", "tus")
}

/// The C2PA project's library with a script.
pub(crate) fn c2pa() -> Result<PathBuf, Failure> {
    fetched("tests/c2pa", "c2pa")
}

/// The C2PA project's own command, the last that this toolchain builds.
const C2PATOOL: &str = "0.27.22";

/// Built where it is not there yet: some minutes.
pub(crate) fn c2patool() -> Result<PathBuf, Failure> {
    let to = place::target("c2patool")?;
    let program = to.join("bin/c2patool");
    if !program.is_file() {
        let arguments = ["install", "c2patool", "--debug", "--locked", "--version", C2PATOOL, "--root"];
        child::run(place::cargo().args(arguments).arg(&to).arg("--target-dir").arg(to.join("build")))?;
        let build = to.join("build");
        fs::remove_dir_all(&build).map_err(place::at(&build))?;
    }
    Ok(program)
}

/// The files of a folder, with the packages that its locks name. No package runs a script of its own.
fn fetched(from: &str, to: &str) -> Result<PathBuf, Failure> {
    let (from, to) = (place::root().join(from), place::target(to)?);
    let mut locks = Vec::new();
    for entry in fs::read_dir(&from).map_err(place::at(&from))?.filter_map(Result::ok) {
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        if entry.path().is_file() {
            fs::copy(entry.path(), &target).map_err(place::at(&entry.path()))?;
        }
        if name == NPM || name == PIP {
            locks.push(target);
        }
    }
    locks.sort();
    let mut wanted = Vec::new();
    for lock in &locks {
        wanted.extend(fs::read(lock).map_err(place::at(lock))?);
    }
    let installed = to.join(INSTALLED);
    if fs::read(&installed).is_ok_and(|before| before == wanted) {
        return Ok(to);
    }
    for lock in &locks {
        if lock.ends_with(NPM) { npm(&to)? } else { pip(&to, lock)? }
    }
    fs::write(&installed, wanted).map_err(place::at(&installed))?;
    Ok(to)
}

fn npm(folder: &Path) -> Result<(), Failure> {
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    child::run(Command::new("npm").current_dir(folder).args(arguments))
}

fn pip(folder: &Path, lock: &Path) -> Result<(), Failure> {
    let venv = folder.join("venv");
    child::run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let arguments =
        ["install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--requirement"];
    child::run(Command::new(venv.join("bin/pip")).args(arguments).arg(lock))
}
