//! `cargo xtask`: starts what the project's commands need. It holds no logic of the product.

mod android;
mod arrows;
mod bench;
mod bindings;
mod chaos;
mod check;
mod child;
mod debian;
mod failure;
mod fixtures;
mod licences;
mod metadata;
mod openapi;
mod packages;
mod place;
mod postgres;
mod source;
mod test;
mod words;

use clap::{Parser, Subcommand};
use failure::Failure;
use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Command, ExitCode},
};

/// Starts what the project's commands need.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// Play a working day on an invented county, and leave the server running to try.
    Demo {
        /// Play the day, write target/demo.json, and end; success means that every check of the day held.
        #[arg(long)]
        once: bool,
        /// How many phones work that day.
        #[arg(long)]
        phones: Option<u32>,
        /// How many visits they make together, at least.
        #[arg(long)]
        visits: Option<u32>,
    },
    /// Install what the tests need, build everything once, and run every check and suite.
    Test {
        /// Everything, for as long as it takes; to be run before an issue is closed.
        #[arg(long)]
        long: bool,
        /// This package only (may be repeated).
        #[arg(short, long)]
        package: Vec<String>,
    },
    /// The checks without the tests: arrows, clocks, length of files, words, formatting, clippy.
    Check {
        /// Formatting and clippy of this package only (may be repeated).
        #[arg(short, long)]
        package: Vec<String>,
    },
    /// Measure the hot paths beside a peer, print a table, and write target/bench/BENCH.json.
    Bench {
        /// What to measure.
        bench: bench::Bench,
        /// Fewer documents and rounds: a look, not figures to quote.
        #[arg(long)]
        quick: bool,
    },
    /// Put faults under the real code by the thousand, look what was lost, and write target/chaos.json.
    Chaos(chaos::Chaos),
    /// The core as other languages see it.
    #[command(subcommand)]
    Bindings(bindings::Bindings),
    /// Which crate may know which.
    Arrows,
    /// Write docs/openapi.json from the server.
    Openapi {
        /// Only say whether it is what the server says.
        #[arg(long)]
        check: bool,
    },
    /// Write the words of the shells from the catalogue in words/.
    Words {
        /// Only say whether they are what the catalogue says.
        #[arg(long)]
        check: bool,
    },
    /// Write whose work is in the app, and under which licence.
    Licences {
        /// Only say whether the list is what is packed.
        #[arg(long)]
        check: bool,
    },
    /// The Android app: its own build, tests and screens.
    #[command(subcommand)]
    Android(android::Android),
    /// Look at forms.
    #[command(subcommand)]
    Forms(Forms),
    /// Write the invented county into fixtures/county.
    Fixtures {
        /// Only say whether it is what the generator makes.
        #[arg(long)]
        check: bool,
    },
    /// Run a command with a private PostgreSQL up (DOORSTEP_TEST_POSTGRES holds its URL).
    Postgres {
        /// The command and its arguments, after `--`.
        #[arg(last = true, required = true)]
        command: Vec<OsString>,
    },
}

#[derive(Subcommand)]
enum Forms {
    /// Import every workbook of a folder, or say what is wrong with it.
    Check {
        /// The folder, such as fixtures/forms.
        folder: PathBuf,
        /// A workbook that is refused is a fault, too.
        #[arg(long)]
        strict: bool,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().job) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("cargo xtask: {}", failure.told());
            ExitCode::FAILURE
        }
    }
}

fn run(job: Job) -> Result<ExitCode, Failure> {
    let held = match job {
        Job::Chaos(chaos) => return chaos::run(&chaos),
        Job::Test { long, package } => test::run(&test::Plan { long, packages: package })?,
        Job::Check { package } => checked(&package),
        Job::Postgres { command } => with_postgres(&command)?,
        Job::Demo { once, phones, visits } => demo(once, phones, visits)?,
        Job::Bench { bench, quick } => bench::run(bench, quick)?,
        Job::Android(job) => android::run(job)?,
        Job::Bindings(bindings) => bindings::run(bindings)?,
        Job::Forms(Forms::Check { folder, strict }) => check_forms(&folder, strict)?,
        Job::Arrows => check::arrows().map(|()| true)?,
        Job::Openapi { check: true } => openapi::check().map(|()| true)?,
        Job::Openapi { check: false } => openapi::write().map(|()| true)?,
        Job::Words { check: true } => words::check().map(|()| true)?,
        Job::Words { check: false } => words::write().map(|()| true)?,
        Job::Licences { check: true } => licences::check().map(|()| true)?,
        Job::Licences { check: false } => licences::write().map(|()| true)?,
        Job::Fixtures { check: true } => fixtures::check().map(|()| true)?,
        Job::Fixtures { check: false } => fixtures::write().map(|()| true)?,
    };
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn demo(once: bool, phones: Option<u32>, visits: Option<u32>) -> Result<bool, Failure> {
    debian::for_building()?;
    let mut command = place::cargo();
    command.args(["run", "--package", "doorstep-tests", "--bin", "demo", "--"]);
    command.args(once.then_some("--once"));
    for (name, value) in [("--phones", phones), ("--visits", visits)] {
        command.args(value.map(|value| format!("{name}={value}")));
    }
    Ok(child::status(&mut command)?.success())
}

fn checked(packages: &[String]) -> bool {
    let results = check::all(packages, |name, check| {
        let result = check();
        match &result {
            Ok(()) => println!("ok     {name}"),
            Err(failure) => println!("FAILED {name}\n{}", failure.told()),
        }
        result.is_ok()
    });
    results.into_iter().all(|held| held)
}

fn check_forms(folder: &std::path::Path, strict: bool) -> Result<bool, Failure> {
    let folder = std::path::absolute(folder).map_err(place::at(folder))?;
    let mut command = place::cargo();
    command.args(["run", "--quiet", "--package", "doorstep-cli", "--", "forms", "check"]).arg(folder);
    command.args(strict.then_some("--strict"));
    Ok(child::status(&mut command)?.success())
}

fn with_postgres(words: &[OsString]) -> Result<bool, Failure> {
    let Some((program, arguments)) = words.split_first() else { return Ok(true) };
    debian::for_testing()?;
    let postgres = postgres::Postgres::start()?;
    let mut command = Command::new(program);
    postgres.tell(command.args(arguments));
    Ok(child::status(&mut command)?.success())
}
