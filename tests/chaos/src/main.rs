//! Faults under the real code, by the thousand: `cargo xtask chaos`.
//!
//! A layer is one kind of ground to fail on, and one folder here; `docs/chaos.md` says for
//! each what is cut where, and what is believed after. Beside them stands what they share:
//! seeds and chance, stories, findings, mutants, the report, and a disk in memory.

mod chance;
mod disk;
mod feed;
mod finding;
mod ground;
mod layer;
mod layers;
mod media;
mod mutant;
mod network;
mod process;
mod protocol;
mod report;
mod story;

use clap::Parser;
use layer::{Plan, Ran, Trouble};
use layers::LayerName;
use mutant::Mutant;
use report::{Outcome, Report};
use std::{path::PathBuf, process::ExitCode, time::Instant};

/// Puts faults under the real code, and looks what was lost.
///
/// Ends with 0 if nothing was found, 10 if a mutant was put in and found, 1 if something
/// was found that nobody had put in, 3 if a mutant was not found, 2 if the harness failed.
#[derive(Parser)]
#[command(name = "chaos")]
struct Arguments {
    /// This layer only, instead of all, or of those that should find the mutant.
    #[arg(long, value_enum)]
    layer: Option<LayerName>,
    /// How many cases.
    #[arg(long, default_value_t = 2_000)]
    runs: u64,
    /// The seed of the first case; the others follow.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A fault to put in on purpose, which must be found.
    #[arg(long, value_enum)]
    mutate: Option<Mutant>,
    /// Where the figures go.
    #[arg(long, default_value = "target/chaos.json")]
    out: PathBuf,
}

fn main() -> ExitCode {
    // The layer `process` starts this program as a server or a phone.
    if let Some(ended) = doorstep_tests::play_if_asked() {
        return ended;
    }
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("chaos: {}", story::told(error.as_ref()));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    if let Some(mutant) = arguments.mutate {
        if !mutant.is_compiled() {
            return Err("this build has no mutants; build it with the feature `mutants`".into());
        }
        mutant.put_in();
    }
    let mut report = Report::new(arguments.seed, arguments.mutate.map(Mutant::name));
    for (layer, runs) in layers(arguments) {
        let since = Instant::now();
        let ran = layer.run(Plan { runs, seed: arguments.seed, mutant: arguments.mutate })?;
        tell(&ran, since);
        report.take(ran.layer, ran.first.map(|first| first.seed));
        if report.caught {
            break;
        }
    }
    report.write(&arguments.out)?;
    let outcome = report.outcome();
    match (outcome, &report.mutant) {
        (Outcome::Caught, Some(mutant)) => println!("caught: {mutant}"),
        (Outcome::Missed, Some(mutant)) => println!("NOT caught: {mutant}"),
        _ => {}
    }
    Ok(outcome)
}

/// Which layers run, and how many cases of each.
fn layers(arguments: &Arguments) -> Vec<(LayerName, u64)> {
    let runs = arguments.runs;
    match (arguments.layer, arguments.mutate) {
        (Some(layer), _) => vec![(layer, runs)],
        (None, Some(mutant)) => mutant.layers().iter().map(|layer| (*layer, runs)).collect(),
        (None, None) => layers::ALL.iter().map(|layer| (*layer, layer.share(runs))).collect(),
    }
}

fn tell(ran: &Ran, since: Instant) {
    if let Some(first) = &ran.first {
        println!("seed {}: {:?}: {}", first.seed, first.finding.broken, first.finding.words);
        first.story.lines().for_each(|line| println!("  {line}"));
    }
    ran.only.iter().flat_map(story::Story::lines).for_each(|line| println!("  {line}"));
    let layer = &ran.layer;
    let (seconds, runs) = (since.elapsed().as_secs_f64(), layer.runs);
    println!(
        "{}: {runs} runs in {seconds:.1} s, {} lost, {} twice, {} skipped, {} stuck",
        layer.name, layer.lost, layer.twice, layer.skipped, layer.stuck
    );
}
