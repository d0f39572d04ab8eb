//! The command line. `--help` explains itself; every flag has a variable of the
//! environment, so that a service manager can set it. What people should read goes to
//! standard output, logs go to standard error as JSON.

mod logs;
mod maintain;
mod serve;

use crate::{
    app::{App, SystemClock},
    backup::BackupError,
    county_loader::LoadError,
    db::DbError,
    folder::{DataFolder, FolderError},
    recovery::RecoveryError,
    tls::TlsError,
};
use clap::{Args, Parser, Subcommand};
use std::{error::Error as _, io, path::PathBuf, process::ExitCode, sync::Arc};
use thiserror::Error;

/// The Doorstep county server.
///
/// Takes in what phones record in the field, exactly once; publishes what they should
/// know; lets supervisors answer. Begin with `init`, load a county, then `serve`.
#[derive(Parser)]
#[command(name = "doorstep-server", version)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where the county is.
#[derive(Args)]
struct Place {
    /// The folder of the county: its keys, and its database unless `--database` says otherwise.
    #[arg(long, env = "DOORSTEP_DATA", default_value = "county-data", global = true, value_name = "DIR")]
    data: PathBuf,
    /// A PostgreSQL database, such as postgresql://user@host/name, instead of the SQLite file in the data folder.
    #[arg(long, env = "DOORSTEP_DATABASE", global = true, value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// A second folder, on another disk, to which every erasure is written as well: where the backups go.
    #[arg(long, env = "DOORSTEP_ERASURES", global = true, value_name = "DIR")]
    erasures: Option<PathBuf>,
}

impl Place {
    fn folder(&self) -> DataFolder {
        DataFolder::at(&self.data).with_second_register(self.erasures.clone())
    }

    async fn open(&self) -> Result<App, FolderError> {
        self.folder().open(self.database.as_deref(), Arc::new(SystemClock)).await
    }
}

#[derive(Subcommand)]
enum Command {
    /// Make a new county: its keys and an empty database.
    Init(maintain::Init),
    /// Serve phones and the console until SIGTERM or Ctrl-C.
    Serve(serve::Serve),
    /// Load regions, staff, households, people and rosters from a folder of CSV files, and publish forms.
    LoadCounty(maintain::LoadCounty),
    /// Publish the forms of a folder to every phone: all of them, or none.
    PublishForms(maintain::PublishForms),
    /// Set the console password of one login, read as one line from standard input.
    SetPassword(maintain::SetPassword),
    /// Copy the running database into a new file, and tell phones how far it reaches.
    Backup(maintain::Backup),
    /// Put a backup in the place of the database. The server must not be running.
    Restore(maintain::Restore),
    /// Open journals that phones handed in, with the county's recovery key.
    Recover(maintain::Recover),
    /// Recompute the whole log from its bytes and name the first place that was changed.
    Verify,
    /// Print the description of the routes, as OpenAPI 3.1.
    Openapi,
}

/// Why a command failed.
#[derive(Debug, Error)]
enum CliError {
    #[error("no county in {folder}, and no --recovery-out FILE to write its recovery key to")]
    NoCounty { folder: PathBuf },
    #[error("{address} is not free")]
    Listen {
        address: String,
        #[source]
        source: io::Error,
    },
    #[error("there is no such login")]
    NoSuchLogin,
    #[error("not a hash of a journal: {text}")]
    NotADigest { text: String },
    #[error("the log was changed at position {position}: {kind:?}")]
    Log { position: u64, kind: crate::log::FaultKind },
    #[error(transparent)]
    Password(#[from] crate::accounts::password::PasswordError),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("the description cannot be written")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    logs::begin();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

async fn run(Cli { place, command }: Cli) -> Result<(), CliError> {
    match command {
        Command::Init(init) => init.run(&place).await,
        Command::Serve(serve) => serve.run(&place).await,
        Command::LoadCounty(load) => load.run(&place).await,
        Command::PublishForms(publish) => publish.run(&place).await,
        Command::SetPassword(set) => set.run(&place).await,
        Command::Backup(backup) => backup.run(&place).await,
        Command::Restore(restore) => restore.run(&place),
        Command::Recover(recover) => recover.run(&place).await,
        Command::Verify => maintain::verify(&place).await,
        Command::Openapi => {
            print!("{}", crate::openapi::text()?);
            Ok(())
        }
    }
}

fn failed(error: &CliError) -> ExitCode {
    eprintln!("doorstep-server: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because {error}");
        cause = error.source();
    }
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent_and_every_flag_has_its_words() {
        let command = Cli::command();
        command.clone().debug_assert();
        for sub in command.get_subcommands() {
            assert!(sub.get_about().is_some(), "{}", sub.get_name());
            for argument in sub.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", sub.get_name(), argument.get_id());
            }
        }
    }
}
