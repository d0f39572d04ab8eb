//! The other side: bindings/kotlin's `Bench.kt` in a JVM, which takes its turns by lines of JSON.

use serde::Deserialize;
use serde_json::json;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// Medians of one turn, microseconds.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Times {
    pub(super) call_us: f64,
    pub(super) agenda_us: f64,
    pub(super) answer_us: f64,
}

/// What it says when it is ready.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Begun {
    /// Until the first call across came back.
    pub(super) library_ms: f64,
    /// Until an empty memory was open.
    pub(super) open_ms: f64,
    /// Of its page of the agenda.
    pub(super) rows: usize,
}

pub(super) struct Jvm {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    begun: Begun,
}

impl Jvm {
    pub(super) fn start(class_path: &str, library: &Path, ticket: &str, now: &str, elder: &str) -> Self {
        let mut process = Command::new("java")
            .args(["-Xmx512m", "-cp", class_path])
            .arg(format!("-Djna.library.path={}", library.display()))
            .arg("county.doorstep.core.BenchKt")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("java runs");
        let mut orders = process.stdin.take().expect("its input");
        let mut answers = BufReader::new(process.stdout.take().expect("its output"));
        writeln!(orders, "{}", json!({"ticket": ticket, "now": now, "elder": elder})).expect("it listens");
        let begun = read(&mut answers);
        Self { process, orders, answers, begun }
    }

    pub(super) fn begun(&self) -> Begun {
        self.begun
    }

    pub(super) fn turn(&mut self, calls: usize) -> Times {
        writeln!(self.orders, "{}", json!({"calls": calls})).expect("it listens");
        read(&mut self.answers)
    }
}

fn read<T: serde::de::DeserializeOwned>(answers: &mut BufReader<ChildStdout>) -> T {
    let mut line = String::new();
    answers.read_line(&mut line).expect("it answers");
    serde_json::from_str(&line).expect("the JVM says a line of JSON")
}

impl Drop for Jvm {
    fn drop(&mut self) {
        // It ends with its input; whatever it still does is of no interest.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
