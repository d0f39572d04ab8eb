//! The county server as a process of its own, so that it can be killed: the command line
//! of `doorstep-server` inside whichever of our programs is started with
//! [`AS_SERVER`] in its environment.

use crate::fate::{self, Fate};
use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitCode, Output, Stdio},
};

/// A program of ours that finds this in its environment is the county server.
pub const AS_SERVER: &str = "DOORSTEP_STAGE_AS_SERVER";

/// The server's whole life, if that is what this process was started for. To be called first in `main`.
pub fn serve_if_asked() -> Option<ExitCode> {
    std::env::var_os(AS_SERVER).map(|_| {
        fate::take_up();
        doorstep_server::cli::main()
    })
}

/// Runs one command of the server's on a county's folder to its end.
pub fn run(program: &Path, data: &Path, arguments: &[&str]) -> Output {
    run_to(None, program, data, arguments)
}

/// The same, to its end or to its fate.
pub fn run_to(fate: Option<Fate>, program: &Path, data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.env(AS_SERVER, "1").args(arguments).arg("--data").arg(data);
    fate::put(fate, &mut command);
    command.output().expect("the server's process starts")
}

/// A running server.
pub struct ServerProcess {
    child: Child,
}

impl ServerProcess {
    /// Starts it on a county's folder, and returns once it listens; `None` if its fate came first.
    pub fn start(program: &Path, data: &Path, at: SocketAddr, fate: Option<Fate>) -> Option<Self> {
        let log = File::create(data.join("server.log")).expect("the server's log can be written");
        let mut command = Command::new(program);
        command.env(AS_SERVER, "1").arg("serve").arg("--data").arg(data);
        command.args([format!("--listen={at}"), format!("--name={}", at.ip())]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        fate::put(fate, &mut command);
        let mut child = command.spawn().expect("the server's process starts");
        let mut said = BufReader::new(child.stdout.take().expect("its output is ours"));
        let mut line = String::new();
        said.read_line(&mut line).expect("its words are text");
        let mut process = Self { child };
        if fate.is_some() && line.is_empty() {
            process.child.wait().expect("it ends");
            return None;
        }
        assert!(line.starts_with("listening"), "the server ended before it listened");
        Some(process)
    }

    /// Whether it has met its fate.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a process can be asked").is_some()
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    /// SIGTERM; returns once it has ended in good order.
    pub fn stop(mut self) {
        // It may have been told already: Ctrl-C goes to everything in the terminal.
        let _ = Command::new("kill").arg(self.child.id().to_string()).stderr(Stdio::null()).status();
        let ended = self.child.wait().expect("it ends");
        assert!(ended.success(), "the server ends in good order");
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It has ended, unless a story broke off.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
