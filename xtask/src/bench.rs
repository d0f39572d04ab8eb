//! `cargo xtask bench`: builds the bench with optimisations, fetches the peer from npm
//! where one is needed, and runs it. Figures go to `target/bench/BENCH.json`.

use crate::{bindings, child, debian, failure::Failure, packages, place};
use clap::ValueEnum;
use std::process::Command;

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bench {
    /// A phone's memory, beside plain SQLite.
    Store,
    /// Sending and loading, beside PouchDB.
    Sync,
    /// A photograph made evidence, beside programs that make pictures smaller.
    Photo,
    /// Which grid a point lies in, beside rstar and geo.
    Grid,
    /// What one answer costs in forms of any length.
    Forms,
    /// What the core costs from Kotlin, beside the same from Rust.
    Bindings,
    /// How often an honest day of the invented county is flagged, and a dishonest one.
    Plausibility,
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
    let alone = [(Bench::Grid, "grid"), (Bench::Forms, "forms"), (Bench::Plausibility, "plausibility")];
    for (one, name) in alone {
        if bench == one || bench == Bench::All {
            done &= child::status(&mut measuring(name, quick)?)?.success();
        }
    }
    if matches!(bench, Bench::Bindings | Bench::All) {
        let (class_path, library) = bindings::for_a_bench()?;
        let mut command = measuring("bindings", quick)?;
        done &= child::status(command.arg("--class-path").arg(class_path).arg("--library").arg(library))?
            .success();
    }
    if matches!(bench, Bench::Sync | Bench::All) {
        done &= child::status(measuring("sync", quick)?.arg("--pouch").arg(packages::pouch()?))?.success();
    }
    Ok(done)
}

fn measuring(bench: &str, quick: bool) -> Result<Command, Failure> {
    let mut command = Command::new(place::root().join("target/release/doorstep-bench"));
    command.current_dir(place::root()).arg(bench).arg("--out").arg(place::target("bench")?);
    command.args(quick.then_some("--quick"));
    Ok(command)
}
