//! `doorstep`: what can be asked of a file, without a server and without a network.
//!
//! Exit codes: 0 all is well, 1 something was found wrong with the file, 2 the file
//! could not be read or the command was not understood.

mod evidence;
mod folder;
mod forms;
mod journal;
mod ticket;
mod verify;

use clap::{Parser, Subcommand};
use doorstep_protocol::digest::Digest;
use std::{path::PathBuf, process::ExitCode};

/// Verifies cases that were handed over; looks into forms, journals and tickets. No server needed.
#[derive(Parser)]
#[command(name = "doorstep", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Photographs.
    #[command(subcommand)]
    Evidence(Evidence),
    /// Forms written in XLSForm text.
    #[command(subcommand)]
    Forms(Forms),
    /// Sealed journals of phones.
    #[command(subcommand)]
    Journal(Journal),
    /// Check that a case handed over by the county is whole and as it was, and name the first thing that is not.
    Verify {
        /// The archive as it was handed over, or the folder that it was unpacked to.
        export: PathBuf,
        /// SHA-256 of the county's root key as the county made it known, in base64url. Without it the case is only
        /// checked to be whole in itself.
        #[arg(long)]
        root: Option<Digest>,
    },
    /// Say what an enrolment ticket holds, and its fingerprint to compare aloud.
    Ticket {
        /// The text of the QR.
        text: String,
    },
}

#[derive(Subcommand)]
enum Evidence {
    /// Take every file of a folder (or one file) for a photograph, and say of each whether it is accepted, or why not.
    Probe {
        /// A folder, or one file.
        path: PathBuf,
    },
}

#[derive(Subcommand)]
enum Forms {
    /// Import every form of a folder (or one file) and list what is wrong, by sheet, row and column.
    Check {
        /// A folder, or one .md or .csv file.
        path: PathBuf,
    },
}

#[derive(Subcommand)]
enum Journal {
    /// Say which records a journal holds; needs no key, shows no content.
    Survey {
        /// journal.dsj, as the phone left it.
        file: PathBuf,
    },
    /// Open a journal with the county's recovery key; prints one envelope a line.
    Open {
        /// journal.dsj, as the phone left it.
        file: PathBuf,
        /// The private recovery key.
        #[arg(long)]
        key: PathBuf,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Evidence(Evidence::Probe { path }) => evidence::probe(&path),
        Command::Forms(Forms::Check { path }) => forms::check(&path),
        Command::Journal(Journal::Survey { file }) => journal::survey(&file),
        Command::Journal(Journal::Open { file, key }) => journal::open(&file, &key),
        Command::Verify { export, root } => verify::verify(&export, root),
        Command::Ticket { text } => ticket::show(&text),
    };
    match result {
        Ok(Finding::Well) => ExitCode::SUCCESS,
        Ok(Finding::Wrong) => ExitCode::from(1),
        Err(error) => {
            eprintln!("doorstep: {error}");
            ExitCode::from(2)
        }
    }
}

/// What a command found.
enum Finding {
    /// Nothing wrong.
    Well,
    /// Something wrong with the file, and said.
    Wrong,
}

/// Why a command could not look.
#[derive(Debug, thiserror::Error)]
enum CliError {
    /// The file or folder.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// No form in the folder.
    #[error("{} holds no .md and no .csv form", .0.display())]
    NoForms(PathBuf),
    /// The recovery key or the journal.
    #[error(transparent)]
    Journal(#[from] doorstep_protocol::journal::JournalError),
    /// The archive of a case.
    #[error("{} is no archive of a case: {source}", path.display())]
    NoArchive {
        path: PathBuf,
        #[source]
        source: zip::result::ZipError,
    },
    /// The ticket.
    #[error(transparent)]
    Ticket(#[from] doorstep_protocol::enrol::NotATicket),
    /// A record that opened has no JSON form.
    #[error("a recovered record cannot be printed")]
    Print(#[from] serde_json::Error),
}

impl CliError {
    fn unreadable(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Unreadable { path, source }
    }
}
