//! A phone in another process, which ends at its fate or by SIGKILL: both sides of it.
//!
//! The other process says on its standard output what it has done, one thing a line.

use crate::{
    clock::{PhoneClock, StoryClock},
    fate::{self, Fate},
    network::Weather,
    phone::Phone,
};
use chrono::{DateTime, Utc};
use clap::{Parser, ValueEnum};
use doorstep_domain::{id::PersonId, subject::Subject, visit::VisitTag};
use std::{
    env,
    io::{self, BufRead as _, BufReader, Write as _},
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitCode, Stdio},
};

/// A program of ours that finds this in its environment is a phone.
const AS_PHONE: &str = "DOORSTEP_STAGE_AS_PHONE";

/// What a phone in another process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Task {
    /// One elder check-in, answered in full and saved, without a network.
    Save,
    /// Everything that waits is sent, and what there is received.
    Send,
    /// Visit after visit, as fast as the phone can, until it is killed.
    Hammer,
}

/// The running process of a phone that is off in this one.
pub struct ChildPhone {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl ChildPhone {
    /// Starts `program`, which calls [`crate::play_if_asked`], on the phone's files.
    pub fn start(
        program: &Path,
        phone: &Phone,
        story: &StoryClock,
        task: Task,
        person: Option<PersonId>,
        fate: Option<Fate>,
    ) -> Self {
        let mut command = Command::new(program);
        let task = task.to_possible_value().expect("a task has a name");
        command.env(AS_PHONE, "1").arg(phone.folder()).arg(&phone.login).arg(task.get_name());
        command.arg("--now").arg(story.now().to_rfc3339());
        command.args(person.iter().map(|person| format!("--person={person}")));
        fate::put(fate, &mut command);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the phone's process starts");
        let said = BufReader::new(child.stdout.take().expect("its output is ours"));
        Self { child, said }
    }

    /// The next thing it says; `None` once it has ended.
    pub fn hear(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.said.read_line(&mut line).expect("its words are text");
        (read > 0).then(|| line.trim_end().to_owned())
    }

    /// Everything it says until it ends, and whether that was its fate.
    pub fn hear_out(mut self) -> (Vec<String>, bool) {
        let said = std::iter::from_fn(|| self.hear()).collect();
        let ended = self.child.wait().expect("it ends");
        assert!(ended.success() || ended.signal().is_some(), "the phone's process failed; it said {said:?}");
        (said, !ended.success())
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

/// A phone to be killed.
#[derive(Parser)]
struct Part {
    /// Where all its files lie.
    folder: PathBuf,
    /// Whose it is.
    login: String,
    /// What it does.
    task: Task,
    /// The story's time at the start.
    #[arg(long)]
    now: DateTime<Utc>,
    /// Whom to visit.
    #[arg(long)]
    person: Option<PersonId>,
}

/// The phone's whole life, if that is what this process was started for.
pub(crate) fn work_if_asked() -> Option<ExitCode> {
    env::var_os(AS_PHONE)?;
    fate::take_up();
    let Part { folder, login, task, now, person } = Part::parse();
    let mut phone = Phone::off(&login, &folder, PhoneClock::right(&StoryClock::at(now)));
    if task == Task::Save {
        phone.network.set(Weather::Offline);
    }
    phone.open();
    let subject = || Subject::Person(person.expect("somebody to visit"));
    match task {
        Task::Save => {
            let visiting = phone.visits(subject(), VisitTag::ElderCheckIn);
            say(&format!("began {}", visiting.draft));
            visiting.fill();
            say(&format!("answered {}", visiting.draft));
            say(&format!("saved {}", visiting.finish().saved.record));
        }
        Task::Send => {
            phone.sync();
            say("synced");
        }
        Task::Hammer => loop {
            let visiting = phone.visits(subject(), VisitTag::ElderCheckIn);
            let finished = visiting.answers("outcome", "died").finish();
            say(&format!("saved {}", finished.saved.record));
        },
    }
    Some(ExitCode::SUCCESS)
}

fn say(words: &str) {
    let mut out = io::stdout().lock();
    writeln!(out, "{words}").and_then(|()| out.flush()).expect("somebody listens");
}
