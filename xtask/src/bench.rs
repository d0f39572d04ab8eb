//! `cargo xtask bench`: builds the bench with optimisations, fetches the peer from npm
//! where one is needed, and runs it. Figures go to `target/bench/BENCH.json`.

use crate::{child, debian, failure::Failure, place};
use clap::ValueEnum;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bench {
    /// A phone's memory, beside plain SQLite.
    Store,
    /// Sending and loading, beside PouchDB.
    Sync,
    /// A photograph made evidence, beside programs that make pictures smaller.
    Photo,
    /// Every one of them.
    All,
}

/// Runs one bench, or all.
pub(crate) fn run(bench: Bench, quick: bool) -> Result<bool, Failure> {
    debian::for_building()?;
    // Beside what the tests build: neither waits for the other.
    child::run(place::cargo().args(["build", "--release", "--package", "doorstep-bench"]))?;
    let mut done = true;
    if matches!(bench, Bench::Store | Bench::All) {
        done &= child::status(&mut measuring("store", quick)?)?.success();
    }
    if matches!(bench, Bench::Photo | Bench::All) {
        debian::for_pictures()?;
        done &= child::status(&mut measuring("photo", quick)?)?.success();
    }
    if matches!(bench, Bench::Sync | Bench::All) {
        done &= child::status(measuring("sync", quick)?.arg("--pouch").arg(peer()?))?.success();
    }
    Ok(done)
}

fn measuring(bench: &str, quick: bool) -> Result<Command, Failure> {
    let mut command = Command::new(place::root().join("target/release/doorstep-bench"));
    command.current_dir(place::root()).arg(bench).arg("--out").arg(place::target("bench")?);
    command.args(quick.then_some("--quick"));
    Ok(command)
}

/// The peer's scripts with their modules, exactly as locked, in a folder under `target`. No package runs a
/// script of its own: leveldb comes built in its package.
fn peer() -> Result<PathBuf, Failure> {
    let (from, to) = (place::root().join("tests/bench/pouch"), place::target("bench/pouch")?);
    let lock = fs::read(from.join(LOCK)).map_err(place::at(&from))?;
    let installed = fs::read(to.join(INSTALLED)).is_ok_and(|before| before == lock);
    for entry in fs::read_dir(&from).map_err(place::at(&from))?.filter_map(Result::ok) {
        if entry.path().is_file() {
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    if !installed {
        child::run(Command::new("npm").current_dir(&to).args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ]))?;
        copy(&from.join(LOCK), &to.join(INSTALLED))?;
    }
    Ok(to)
}

const LOCK: &str = "package-lock.json";
/// The lock by which the modules were installed.
const INSTALLED: &str = "installed.json";

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map(drop).map_err(place::at(from))
}
