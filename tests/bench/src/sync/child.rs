//! Processes that play a side's server or phone: they say in their first line where they
//! are, obey one line of JSON at a time, and end when their input does.

use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// A running process.
pub(super) struct Obedient {
    child: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// Its first line.
    pub(super) first: Value,
}

impl Obedient {
    /// Starts it, and waits for its first line.
    pub(super) fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| fail(&format!("{command:?} does not start: {error}")));
        let commands = child.stdin.take();
        let answers = child.stdout.take().map(BufReader::new).expect("its output is piped");
        let mut started = Self { child, commands, answers, first: Value::Null };
        started.first = started.answer();
        started
    }

    /// Tells it something, and waits until it is done.
    pub(super) fn tell(&mut self, command: &Value) -> Value {
        let input = self.commands.as_mut().expect("it listens until it is dropped");
        writeln!(input, "{command}").and_then(|()| input.flush()).expect("it takes commands");
        let answer = self.answer();
        if let Some(error) = answer.get("error") {
            fail(&format!("{command}: {error}"));
        }
        answer
    }

    /// The kernel's number of it.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("its output can be read");
        serde_json::from_str(&line).unwrap_or_else(|_| fail("a process ended before it answered"))
    }
}

fn fail(why: &str) -> ! {
    eprintln!("doorstep-bench: {why}");
    std::process::exit(1)
}

impl Drop for Obedient {
    fn drop(&mut self) {
        drop(self.commands.take());
        // It ends by itself once its input has ended.
        let _ = self.child.wait();
    }
}
