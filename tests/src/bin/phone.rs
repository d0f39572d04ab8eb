//! A phone as a process of its own, so that a story can kill it. It says on its standard
//! output at which step it is, one a line, and halts for good at the step it was told:
//! whoever started it kills it there.

#![expect(clippy::expect_used, reason = "a phone that cannot play its part ends the story with a word")]

use chrono::{DateTime, Utc};
use clap::{Parser, ValueEnum};
use doorstep_domain::{
    id::{DraftId, PersonId},
    subject::Subject,
    visit::VisitTag,
};
use doorstep_tests::{
    clock::{PhoneClock, StoryClock},
    network::Weather,
    phone::Phone,
};
use std::{
    io::{self, Write as _},
    path::PathBuf,
    sync::Arc,
    thread,
};

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
    /// At which step to halt.
    #[arg(long)]
    halt: Option<String>,
    /// Whom to visit.
    #[arg(long)]
    person: Option<PersonId>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Task {
    /// One elder check-in, answered in full and saved.
    Save,
    /// Everything that waits is sent, and what there is received.
    Send,
    /// Visit after visit, as fast as the phone can, until it is killed.
    Hammer,
}

fn main() {
    let Part { folder, login, task, now, halt, person } = Part::parse();
    let step = Arc::new(move |step: &str| say(step, halt.as_deref()));
    let mut phone = Phone::off(&login, &folder, PhoneClock::right(&StoryClock::at(now)));
    phone.watch(step.clone());
    if matches!(task, Task::Save) {
        phone.network.set(Weather::Offline);
    }
    phone.open();
    let subject = || Subject::Person(person.expect("somebody to visit"));
    match task {
        Task::Save => {
            let visiting = phone.visits(subject(), VisitTag::ElderCheckIn);
            step(&draft("began", visiting.draft));
            visiting.fill();
            step(&draft("answered", visiting.draft));
            let finished = visiting.finish();
            step(&format!("saved {}", finished.visit.record));
        }
        Task::Send => {
            phone.sync();
            step("synced");
        }
        Task::Hammer => loop {
            let visiting = phone.visits(subject(), VisitTag::ElderCheckIn);
            let finished = visiting.answers("outcome", "died").finish();
            step(&format!("saved {}", finished.visit.record));
        },
    }
}

fn draft(step: &str, draft: DraftId) -> String {
    format!("{step} {draft}")
}

/// Says a step; at the one told, nothing more happens in this process.
fn say(step: &str, halt: Option<&str>) {
    let mut out = io::stdout().lock();
    writeln!(out, "{step}").expect("somebody listens");
    out.flush().expect("somebody listens");
    if halt.is_some_and(|halt| step == halt || step.split(' ').next() == Some(halt)) {
        loop {
            thread::park();
        }
    }
}
