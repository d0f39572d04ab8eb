//! Faults under the real code, by the thousand: `cargo xtask chaos`.
//!
//! The layer `disk` puts a disk in memory under the phone's encrypted store and its
//! sealed journal, lets a day be worked, and makes the disk do what disks do. Afterwards
//! the store is opened on what survived, and held against what the person at the phone
//! had been told. `docs/chaos.md` says what is cut where, and what is believed after.

mod chance;
mod disk;
mod finding;
mod ground;
mod layer;
mod mutant;
mod report;
mod story;

use clap::{Parser, ValueEnum};
use layer::{Plan, Ran};
use mutant::Mutant;
use report::{Outcome, Report};
use std::{path::PathBuf, process::ExitCode, time::Instant};

/// Cuts the power under the real code, and looks what was lost.
///
/// Ends with 0 if nothing was found, 10 if a mutant was put in and found, 1 if something
/// was found that nobody had put in, 3 if a mutant was not found, 2 if the harness failed.
#[derive(Parser)]
#[command(name = "chaos")]
struct Arguments {
    /// This layer only.
    #[arg(long, value_enum)]
    layer: Option<LayerName>,
    /// How many cases.
    #[arg(long, default_value_t = 2_000)]
    runs: u64,
    /// The seed of the first case; the others follow.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A fault to put in on purpose: lying-sync, sync-normal, split-transaction.
    #[arg(long)]
    mutate: Option<Mutant>,
    /// Where the figures go.
    #[arg(long, default_value = "target/chaos.json")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LayerName {
    /// Power cuts, full disks, bad reads.
    Disk,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("chaos: {}", story::told(error.as_ref()));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Outcome, Box<dyn std::error::Error>> {
    let LayerName::Disk = arguments.layer.unwrap_or(LayerName::Disk);
    let plan = Plan { runs: arguments.runs, seed: arguments.seed, mutant: arguments.mutate };
    Mutant::choose(plan.mutant);
    let since = Instant::now();
    let ran = layer::disk(plan)?;
    tell(&ran, since);
    let report = Report {
        seed: ran.first.as_ref().map_or(plan.seed, |first| first.seed),
        caught: plan.mutant.is_some() && ran.layer.found() > 0,
        mutant: plan.mutant.map(Mutant::name),
        layers: vec![ran.layer],
    };
    report.write(&arguments.out)?;
    let outcome = report.outcome();
    match (outcome, report.mutant) {
        (Outcome::Caught, Some(mutant)) => println!("caught: {mutant}"),
        (Outcome::Missed, Some(mutant)) => println!("NOT caught: {mutant}"),
        _ => {}
    }
    Ok(outcome)
}

fn tell(ran: &Ran, since: Instant) {
    if let Some(first) = &ran.first {
        println!("seed {}: {:?}: {}", first.seed, first.finding.broken, first.finding.words);
        first.story.lines().for_each(|line| println!("  {line}"));
    }
    let layer = &ran.layer;
    let (seconds, runs) = (since.elapsed().as_secs_f64(), layer.runs);
    println!(
        "{}: {runs} runs in {seconds:.1} s, {} lost, {} twice, {} skipped, {} stuck",
        layer.name, layer.lost, layer.twice, layer.skipped, layer.stuck
    );
}
