//! `doorstep verify`: whether a case that the county handed over is whole and as it was.

use crate::{CliError, Finding, folder};
use doorstep_credentials::{examine, judge};
use doorstep_protocol::{
    case::{self, Files, Found, FoundPhotograph, FoundRecord, TEXT, TEXT_BYTES},
    digest::{Digest, Hasher},
    limits::MEDIA_BYTES,
    statement::Recordable,
};
use std::{
    borrow::Cow,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};
use zip::ZipArchive;

pub(crate) fn verify(export: &Path, root: Option<Digest>) -> Result<Finding, CliError> {
    let checked = if export.is_dir() {
        check(&mut Folder::open(export)?, root)
    } else {
        let file = File::open(export).map_err(CliError::unreadable(export))?;
        let archive = ZipArchive::new(file);
        let archive = archive.map_err(|source| CliError::NoArchive { path: export.to_owned(), source })?;
        check(&mut Archive(archive), root)
    };
    match checked {
        Ok((found, credentialed)) => {
            tell(&found, credentialed, root.is_some());
            Ok(Finding::Well)
        }
        Err(wrong) => {
            println!("WRONG. {wrong}");
            Ok(Finding::Wrong)
        }
    }
}

/// Where a case lies.
trait Case: Files {
    /// Reads its text as far as a case may be long; `None` if there is none that can be read.
    fn text(&mut self) -> Option<String>;
    /// One of its files, as far as one may be long.
    fn bytes(&mut self, name: &str) -> Option<Vec<u8>>;
}

/// Checks all of a case; says how many photographs have content credentials as well.
fn check(case: &mut impl Case, root: Option<Digest>) -> Result<(Found, usize), String> {
    let text = case.text().unwrap_or_default();
    let found = case::check(&text, case, root).map_err(|fault| fault.to_string())?;
    let mut credentialed = 0;
    for photograph in &found.photographs {
        let bytes = case.bytes(&photograph.working).unwrap_or_default();
        let has = credentials(photograph, &bytes);
        credentialed += usize::from(has.map_err(|wrong| format!("{}: {wrong}", photograph.working))?);
    }
    Ok((found, credentialed))
}

/// Whether a photograph has content credentials. If it has, they are its phone's and say what that signed.
fn credentials(photograph: &FoundPhotograph, bytes: &[u8]) -> Result<bool, String> {
    let FoundPhotograph { sidecar, received, certificates, .. } = photograph;
    match examine(bytes).map_err(|bad| bad.to_string())? {
        None => Ok(false),
        Some(manifest) => {
            let judged = judge(&manifest, certificates, sidecar, *received);
            judged.map(|()| true).map_err(|unbelieved| unbelieved.to_string())
        }
    }
}

fn text_of(reader: impl Read) -> Option<String> {
    let mut text = String::new();
    let read = reader.take(TEXT_BYTES + 1).read_to_string(&mut text).ok()?;
    (read as u64 <= TEXT_BYTES).then_some(text)
}

/// Of no more than a file of a case may be long: what is longer has another digest.
fn digest_of(reader: impl Read) -> Option<(Digest, u64)> {
    let mut reader = reader.take(MEDIA_BYTES + 1);
    let (mut hasher, mut length, mut piece) = (Hasher::default(), 0, [0; 64 * 1024]);
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Some((hasher.finish(), length)),
            Ok(read) => {
                hasher.update(piece.get(..read)?);
                length += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}

fn bytes_of(reader: impl Read) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MEDIA_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Stands for a name that cannot be read: nothing that the county handed over has one.
const UNREADABLE: &str = "a file whose name cannot be read";

/// As it was handed over.
struct Archive(ZipArchive<File>);

impl Files for Archive {
    fn names(&mut self) -> Vec<String> {
        let names =
            self.0.file_names().map(|name| name.map_or_else(|_| UNREADABLE.to_owned(), Cow::into_owned));
        names.filter(|name| name != TEXT && !name.ends_with('/')).collect()
    }

    fn digest(&mut self, name: &str) -> Option<(Digest, u64)> {
        digest_of(self.0.by_name(name).ok()?)
    }
}

impl Case for Archive {
    fn text(&mut self) -> Option<String> {
        text_of(self.0.by_name(TEXT).ok()?)
    }

    fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        bytes_of(self.0.by_name(name).ok()?)
    }
}

/// Unpacked.
struct Folder {
    at: PathBuf,
    names: Vec<String>,
}

impl Folder {
    fn open(at: &Path) -> Result<Self, CliError> {
        let name = |file: PathBuf| {
            let parts = file.strip_prefix(at).unwrap_or(&file).components();
            let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
            parts.join("/")
        };
        let names = folder::files_below(at)?.into_iter().map(name).filter(|name| name != TEXT).collect();
        Ok(Self { at: at.to_owned(), names })
    }
}

impl Files for Folder {
    fn names(&mut self) -> Vec<String> {
        self.names.clone()
    }

    fn digest(&mut self, name: &str) -> Option<(Digest, u64)> {
        digest_of(File::open(self.at.join(name)).ok()?)
    }
}

impl Case for Folder {
    fn text(&mut self) -> Option<String> {
        text_of(File::open(self.at.join(TEXT)).ok()?)
    }

    fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        bytes_of(File::open(self.at.join(name)).ok()?)
    }
}

fn tell(found: &Found, credentialed: usize, compared: bool) {
    let Found { root, note, log, records, photographs, statements, without } = found;
    println!("All of it is as it was.");
    println!("about        {} {}", subject_type(note), note.subject.uuid());
    println!("handed over  {} by {}", note.at, note.by);
    println!("log          {} entries, root signed {}", log.size, log.at);
    println!("records      {}", records.len());
    for record in records {
        println!("  {}", line(record));
    }
    println!("decisions    {}", statements.len());
    for (position, statement) in statements {
        println!("  {position:>8}  {}", decided(statement));
    }
    println!("files        {}", note.files.len());
    println!("photographs  {}, {credentialed} of them with content credentials (C2PA)", photographs.len());
    for sha256 in without {
        println!("  {sha256} is named by a record and was not handed over: it never came, or was withheld");
    }
    println!("root         {root}");
    if !compared {
        println!("Compare the root with the one that the county made known, or give it with --root:");
        println!("whoever made all of this up could have made up a root as well.");
    }
}

fn subject_type(note: &case::CaseNote) -> &'static str {
    match note.subject {
        doorstep_domain::subject::Subject::Household(_) => "household",
        doorstep_domain::subject::Subject::Person(_) => "person",
    }
}

fn line(FoundRecord { record, kind, author, device, received, erased }: &FoundRecord) -> String {
    let erased = erased.as_ref().map(|reason| format!(", lawfully erased ({reason})"));
    format!(
        "{kind} {record} by {author} on phone {device}, with the county since {received}{}",
        erased.unwrap_or_default()
    )
}

/// What, by whom and when; the reasons stand elsewhere.
fn decided(statement: &Recordable) -> String {
    match statement {
        Recordable::Enrolled(said) => format!("phone {} became known {}", said.device, said.at),
        Recordable::AuthorityNamed(said) => format!("authority {} was named {}", said.authority, said.at),
        Recordable::Certified(said) => format!("phone {} was given a certificate {}", said.device, said.at),
        Recordable::ReviewTaken(said) => {
            format!("visit {}: {:?} by {} {}", said.visit, said.step, said.by, said.at)
        }
        Recordable::Merge(said) => format!("edit {} met revision {} {}", said.edit, said.revision, said.at),
        Recordable::Assigned(said) => format!("line {} to {} {}", said.line, said.to, said.at),
        Recordable::Placed(said) => {
            let verdict = if said.accepted { "accepted" } else { "rejected" };
            format!("record {} was kept apart and then {verdict} {}", said.record, said.at)
        }
        Recordable::Tombstone(said) => {
            format!("record {} was erased by {} ({}) {}", said.record, said.by, said.reason, said.at)
        }
        Recordable::Restored(said) => format!("the county was restored {}", said.at),
    }
}
