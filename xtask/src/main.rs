//! `cargo xtask`: starts what the project's commands need. It holds no logic of the product.

mod child;
mod debian;
mod failure;
mod place;
mod postgres;

use clap::{Parser, Subcommand};
use failure::Failure;
use std::{
    ffi::OsString,
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
    /// Run a command with a private PostgreSQL up (DOORSTEP_TEST_POSTGRES holds its URL).
    Postgres {
        /// The command and its arguments, after `--`.
        #[arg(last = true, required = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().job {
        Job::Postgres { command } => with_postgres(&command),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("cargo xtask: {}", failure.told());
            ExitCode::FAILURE
        }
    }
}

fn with_postgres(words: &[OsString]) -> Result<bool, Failure> {
    let Some((program, arguments)) = words.split_first() else { return Ok(true) };
    debian::for_testing()?;
    let postgres = postgres::Postgres::start()?;
    let mut command = Command::new(program);
    postgres.tell(command.args(arguments));
    Ok(child::status(&mut command)?.success())
}
