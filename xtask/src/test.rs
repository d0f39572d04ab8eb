//! `cargo xtask test`: everything compiled once, the checks of the house, then every suite with its time.
//!
//! A failure stops nothing but a build that fails: the reader sees all that is wrong at once. The last line
//! is always `N passed, N failed, N skipped`, where a check, a build or a suite that ended without libtest's
//! closing line counts as one failure, so that the line cannot look better than the run.

use crate::{
    check, child, debian, failure::Failure, metadata::Metadata, openapi, packages, place, postgres::Postgres,
};
use std::{
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

mod schedule;
mod suite;
mod tally;

use suite::Suite;
use tally::Tally;

/// What to run.
pub(crate) struct Plan {
    /// Everything, for as long as it takes: `DOORSTEP_LONG=1` tells the suites.
    pub(crate) long: bool,
    /// These packages only; empty means all.
    pub(crate) packages: Vec<String>,
}

/// What the suites stand on besides their own files.
struct Ground {
    postgres: Postgres,
    /// Where the public tus clients are.
    tus: PathBuf,
    /// Where a public reader of content credentials is, and the one that takes minutes to build.
    c2pa: PathBuf,
    c2patool: Option<PathBuf>,
}

impl Ground {
    fn tell(&self, command: &mut Command) {
        self.postgres.tell(command);
        command.env("DOORSTEP_TUS", &self.tus).env("DOORSTEP_C2PA", &self.c2pa);
        command.envs(self.c2patool.iter().map(|program| ("DOORSTEP_C2PATOOL", program)));
    }
}

/// A line of the closing table.
struct Line {
    name: String,
    took: Duration,
    tally: Tally,
}

/// Runs the plan; true when nothing failed.
pub(crate) fn run(plan: &Plan) -> Result<bool, Failure> {
    debian::for_testing()?;
    let mut lines = vec![build(plan)];
    let built = lines.iter().all(|line| line.tally.failed == 0);
    if built {
        lines.extend(checks(plan));
        let ground = Ground {
            postgres: Postgres::start()?,
            tus: packages::tus()?,
            c2pa: packages::c2pa()?,
            c2patool: plan.long.then(packages::c2patool).transpose()?,
        };
        let suites = suite::list(&plan.packages, &Metadata::read()?)?;
        lines.extend(schedule::run(&suites, &ground, plan.long));
        lines.extend(doctests(plan)?);
        lines.extend((plan.long && plan.packages.is_empty()).then(|| mutants(&ground.postgres)));
    }
    let total = lines.iter().map(|line| line.tally).sum::<Tally>();
    println!();
    for Line { name, took, tally } in &lines {
        println!("{name:<44} {:>8.1} s   {tally}", took.as_secs_f64());
    }
    println!("\n{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
    Ok(total.failed == 0)
}

fn build(plan: &Plan) -> Line {
    let mut command = place::cargo();
    command.arg("build").args(check::chosen(&plan.packages, "--workspace")).arg("--all-targets");
    timed("build", || child::run(&mut command))
}

fn checks(plan: &Plan) -> Vec<Line> {
    let mut lines = check::all(&plan.packages, |name, check| timed(&format!("check {name}"), check));
    if plan.packages.is_empty() {
        lines.push(timed("check openapi", openapi::check));
    }
    lines
}

/// Each fault that can be put in on purpose is found: compiles the crates anew that have one.
fn mutants(postgres: &Postgres) -> Line {
    let mut command = place::cargo();
    command.args(["test", "--package", "doorstep-chaos", "--features", "mutants"]);
    command.args(["--test", "exit", "every_mutant"]);
    postgres.tell(&mut command);
    timed("mutants", || child::run(&mut command))
}

/// Does one thing that either works or fails, and says so.
fn timed(name: &str, job: impl FnOnce() -> Result<(), Failure>) -> Line {
    let since = Instant::now();
    let result = job();
    let took = since.elapsed();
    if let Err(failure) = &result {
        println!("{}", failure.told());
    }
    let said = if result.is_ok() { "ok" } else { "FAILED" };
    println!("{said:<6} {name} ({:.1} s)", took.as_secs_f64());
    let tally = if result.is_ok() { Tally::default() } else { Tally::one_failure() };
    Line { name: name.into(), took, tally }
}

/// The examples in the documentation, of the packages that have a library.
fn doctests(plan: &Plan) -> Result<Option<Line>, Failure> {
    let metadata = Metadata::read()?;
    let with_examples = metadata.members().filter(|package| package.has_library());
    let asked = |name: &String| plan.packages.is_empty() || plan.packages.contains(name);
    let packages: Vec<String> =
        with_examples.map(|package| package.name.clone()).filter(|name| asked(name)).collect();
    if packages.is_empty() {
        return Ok(None);
    }
    let since = Instant::now();
    let mut command = place::cargo();
    command.args(["test", "--doc", "--quiet"]).args(check::chosen(&packages, "--workspace"));
    let output = child::output(&mut command)?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let tally = tally::of_all(&printed).unless_it_failed(output.status.success());
    if tally.failed > 0 {
        print!("{printed}{}", String::from_utf8_lossy(&output.stderr));
    }
    let took = since.elapsed();
    println!("{:<6} doctests ({:.1} s): {tally}", tally.word(), took.as_secs_f64());
    Ok(Some(Line { name: "doctests".into(), took, tally }))
}
