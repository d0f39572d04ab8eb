//! Programs we start, and never leave behind.
//!
//! On Linux every long-lived child is started through `setpriv --pdeathsig`: it gets a signal when the
//! thread that started it ends, however that comes about, so an interrupted run leaves no process.

use crate::failure::Failure;
use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, ExitStatus, Output},
};

/// The user that runs a program when we are root and the program refuses root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunAs {
    Myself,
    User(&'static str),
}

/// `program`, run as `user`, and sent `signal` (a bare name, such as `INT`) when we die.
pub(crate) fn bound(program: impl AsRef<OsStr>, user: RunAs, signal: &str) -> Command {
    if !Path::new("/usr/bin/setpriv").exists() {
        return Command::new(program);
    }
    let mut command = Command::new("/usr/bin/setpriv");
    if let RunAs::User(name) = user {
        command.args(["--reuid", name, "--regid", name, "--init-groups"]);
    }
    command.args(["--pdeathsig", signal, "--"]).arg(program);
    command
}

/// The command's name, for messages.
fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.take(6).map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// Runs to the end with our own output.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus, Failure> {
    command.status().map_err(|source| Failure::Start { program: name(command), source })
}

/// Runs to the end with our own output; anything but success is a failure.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let status = status(command)?;
    if status.success() { Ok(()) } else { Err(Failure::Ended { program: name(command), status }) }
}

/// Runs to the end and keeps what it printed.
pub(crate) fn output(command: &mut Command) -> Result<Output, Failure> {
    command.output().map_err(|source| Failure::Start { program: name(command), source })
}

/// Runs to the end and gives its standard output; its errors are shown as they come.
pub(crate) fn stdout(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let output = output(command.stderr(std::process::Stdio::inherit()))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Failure::Ended { program: name(command), status: output.status })
    }
}
