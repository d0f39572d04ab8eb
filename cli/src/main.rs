//! `doorstep`: what can be asked of a file, without a server and without a network.
//!
//! Exit codes: 0 all is well, 1 something was found wrong with the file, 2 the file
//! could not be read or the command was not understood.

mod authority;
mod case;
mod evidence;
mod folder;
mod forms;
mod journal;
mod print;
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
    /// The county's certificate authority, on a machine of the security administrator's own.
    #[command(subcommand)]
    Authority(Authority),
    /// Photographs.
    #[command(subcommand)]
    Evidence(Evidence),
    /// Forms written as XLSForm, in Excel or as text.
    #[command(subcommand)]
    Forms(Forms),
    /// Sealed journals of phones.
    #[command(subcommand)]
    Journal(Journal),
    /// Print each visit of a case that was handed over as an official sheet, a PDF on A4, with signatures and photographs.
    Print(print::Print),
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
enum Authority {
    /// Make the root of a county, once.
    Root {
        /// A new folder for it, to be kept in a safe.
        folder: PathBuf,
        /// The county's name as it stands in certificates, such as 上门县民政局.
        #[arg(long)]
        county: String,
        /// A file whose first line is the passphrase for its key; asked for otherwise.
        #[arg(long, value_name = "FILE")]
        passphrase: Option<PathBuf>,
    },
    /// Appoint the key that issues, every few years.
    Appoint {
        /// A new folder for it, to be kept by the security administrator.
        folder: PathBuf,
        /// The folder of the root.
        #[arg(long, value_name = "FOLDER")]
        root: PathBuf,
        /// A file whose first line is the passphrase of the root's key; asked for otherwise.
        #[arg(long, value_name = "FILE")]
        root_passphrase: Option<PathBuf>,
        /// A file whose first line is the passphrase for the new key; asked for otherwise.
        #[arg(long, value_name = "FILE")]
        passphrase: Option<PathBuf>,
    },
    /// Issue certificates to the phones that want one, and print what goes back to the server.
    Issue {
        /// The folder of the key that issues.
        folder: PathBuf,
        /// What the server answered to `GET /v1/certificates/wanted`.
        wanted: PathBuf,
        /// A file whose first line is the passphrase of the key; asked for otherwise.
        #[arg(long, value_name = "FILE")]
        passphrase: Option<PathBuf>,
    },
}

impl Authority {
    fn run(&self) -> Result<Finding, CliError> {
        match self {
            Self::Root { folder, county, passphrase } => {
                authority::root(folder, county, passphrase.as_deref())
            }
            Self::Appoint { folder, root, root_passphrase, passphrase } => {
                authority::appoint(folder, root, root_passphrase.as_deref(), passphrase.as_deref())
            }
            Self::Issue { folder, wanted, passphrase } => {
                authority::issue(folder, wanted, passphrase.as_deref())
            }
        }
    }
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
    /// Import every workbook of a folder (or one file), or refuse it with every reason by sheet, row and column.
    Check {
        /// A folder, or one .xlsx, .csv or .md file; CSV files beside a form are those that it may name.
        path: PathBuf,
        /// A workbook that is refused is a fault, too.
        #[arg(long)]
        strict: bool,
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
        Command::Authority(authority) => authority.run(),
        Command::Evidence(Evidence::Probe { path }) => evidence::probe(&path),
        Command::Forms(Forms::Check { path, strict }) => forms::check(&path, strict),
        Command::Journal(Journal::Survey { file }) => journal::survey(&file),
        Command::Journal(Journal::Open { file, key }) => journal::open(&file, &key),
        Command::Print(print) => print.run(),
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
    #[error("{} holds no workbook: no .xlsx, no .csv with a survey, no .md", .0.display())]
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
    /// A file that is to be new, or its folder.
    #[error("{} cannot be written (an old one is never written over): {source}", path.display())]
    Unwritable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The passphrase would be guessed.
    #[error("a passphrase has at least {0} characters: several words that nobody puts together")]
    ShortPassphrase(usize),
    /// No visit of this id is there, or its payload was erased.
    #[error("the case has no such visit: {0}")]
    NoVisit(doorstep_domain::id::RecordId),
    /// A case holds answers; the questions must be given.
    #[error("{0} visits were not printed for want of their form: give it with --form FILE or --forms FOLDER")]
    NoForm(usize),
    /// What was typed twice differs.
    #[error("the two passphrases are not the same")]
    NotTheSame,
    /// The list of phones.
    #[error("{} is not the server's list of phones that want a certificate", .0.display())]
    NotWanted(PathBuf),
    /// Keys and certificates.
    #[error(transparent)]
    Authority(#[from] doorstep_authority::AuthorityError),
    /// The ticket.
    #[error(transparent)]
    Ticket(#[from] doorstep_protocol::enrol::NotATicket),
    /// Something that was made or opened has no JSON form.
    #[error("the result cannot be printed")]
    Print(#[from] serde_json::Error),
}

impl CliError {
    fn unreadable(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Unreadable { path, source }
    }
}
