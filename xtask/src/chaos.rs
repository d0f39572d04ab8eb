//! `cargo xtask chaos`: runs the fault layers; their figures go to `target/chaos.json`, and their exit code
//! (0 clean, 10 a mutant was caught, anything else a failure) is ours.

use crate::{child, debian, failure::Failure, place, postgres::Postgres};
use clap::Args;
use std::process::ExitCode;

/// What to run, as it is passed on.
#[derive(Args)]
pub(crate) struct Chaos {
    /// This layer only (docs/chaos.md names them).
    #[arg(long)]
    layer: Option<String>,
    /// How many cases.
    #[arg(long)]
    runs: Option<u64>,
    /// The seed of the first case.
    #[arg(long)]
    seed: Option<u64>,
    /// A fault to put in on purpose, which must be found (docs/chaos.md names them).
    #[arg(long)]
    mutate: Option<String>,
}

/// Runs the layers.
pub(crate) fn run(chaos: &Chaos) -> Result<ExitCode, Failure> {
    debian::for_building()?;
    let mut command = place::cargo();
    command.args(["run", "--quiet", "--profile", "chaos", "--package", "doorstep-chaos"]);
    // Mutants are compiled in only where they are asked for.
    command.args(chaos.mutate.is_some().then_some("--features=mutants"));
    command.args(["--", "--out"]).arg(place::target("")?.join("chaos.json"));
    let numbers = [("--runs", chaos.runs), ("--seed", chaos.seed)];
    for (name, value) in numbers {
        command.args(value.map(|value| format!("{name}={value}")));
    }
    for (name, value) in [("--layer", &chaos.layer), ("--mutate", &chaos.mutate)] {
        command.args(value.as_ref().map(|value| format!("{name}={value}")));
    }
    let postgres = chaos.needs_postgres().then(started).transpose()?;
    if let Some(postgres) = &postgres {
        postgres.tell(&mut command);
    }
    let code = child::status(&mut command)?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

impl Chaos {
    /// Whether the layer `feed` is among those that run.
    fn needs_postgres(&self) -> bool {
        match (self.layer.as_deref(), self.mutate.as_deref()) {
            (Some(layer), _) => layer == "feed",
            (None, Some(mutant)) => mutant == "cursor-past-open",
            (None, None) => true,
        }
    }
}

fn started() -> Result<Postgres, Failure> {
    debian::for_testing()?;
    Postgres::start()
}
