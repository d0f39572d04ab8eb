//! A phone in another process, killed by SIGKILL where the story says.

use crate::{clock::StoryClock, phone::Phone};
use doorstep_domain::id::PersonId;
use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

/// The running process of a phone that is off in this one.
pub struct ChildPhone {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl ChildPhone {
    /// Starts `program` on the phone's files: `task` is `save`, `send` or `hammer`.
    pub fn start(
        program: &Path,
        phone: &Phone,
        story: &StoryClock,
        task: &str,
        person: Option<PersonId>,
        halt: Option<&str>,
    ) -> Self {
        let mut command = Command::new(program);
        command.arg(phone.folder()).arg(&phone.login).arg(task);
        command.arg("--now").arg(story.now().to_rfc3339());
        command.args(person.iter().map(|person| format!("--person={person}")));
        command.args(halt.iter().map(|halt| format!("--halt={halt}")));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the phone's process starts");
        let said = BufReader::new(child.stdout.take().expect("its output is ours"));
        Self { child, said }
    }

    /// The next step it says; `None` once it has ended.
    pub fn hear(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.said.read_line(&mut line).expect("its words are text");
        (read > 0).then(|| line.trim_end().to_owned())
    }

    /// Hears until a step that begins so, which it must come to.
    pub fn hear_until(&mut self, step: &str) -> Vec<String> {
        let mut heard = Vec::new();
        loop {
            let said =
                self.hear().unwrap_or_else(|| panic!("the phone ended before {step}; it said {heard:?}"));
            let there = said.starts_with(step);
            heard.push(said);
            if there {
                return heard;
            }
        }
    }

    /// SIGKILL. Returns what it had said and nobody had heard yet; a word cut off does not count.
    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
        let mut rest = Vec::new();
        let mut line = String::new();
        while self.said.read_line(&mut line).is_ok_and(|read| read > 0) {
            if line.ends_with('\n') {
                rest.push(line.trim_end().to_owned());
            }
            line.clear();
        }
        rest
    }
}

impl Drop for ChildPhone {
    fn drop(&mut self) {
        // It may have ended, or been killed, before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
