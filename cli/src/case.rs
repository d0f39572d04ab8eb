//! Where a case lies that the county handed over: an archive, or the folder that it was unpacked to.

use crate::{CliError, folder};
use doorstep_protocol::{
    case::{Files, TEXT, TEXT_BYTES},
    digest::{Digest, Hasher},
    limits::MEDIA_BYTES,
};
use std::{
    borrow::Cow,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};
use zip::ZipArchive;

/// Its text and its files.
pub(crate) trait Case: Files {
    /// Reads its text as far as a case may be long; `None` if there is none that can be read.
    fn text(&mut self) -> Option<String>;
    /// One of its files, as far as one may be long.
    fn bytes(&mut self, name: &str) -> Option<Vec<u8>>;
}

/// Opens one; nothing of it is believed yet.
pub(crate) fn open(export: &Path) -> Result<Box<dyn Case>, CliError> {
    if export.is_dir() {
        return Ok(Box::new(Folder::open(export)?));
    }
    let file = File::open(export).map_err(CliError::unreadable(export))?;
    let archive = ZipArchive::new(file);
    Ok(Box::new(Archive(archive.map_err(|source| CliError::NoArchive { path: export.to_owned(), source })?)))
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
