//! The register of erasures: what was erased, by whose order, kept where no restore of the
//! database can reach it. One line an erasure, signed, ids and codes only.
//!
//! ```text
//! DIR/erasures.jsonl            in the county's data folder
//! SECOND/erasures.jsonl         the same lines again, on another disk, if the county has named one
//! ```
//!
//! A line is on disk, in every place, before the erasure is committed. A line torn by a
//! crash belongs to an erasure that was never committed: it is no line, and the next
//! append cuts it off. Any other line that is not the county's is a fault, and named by
//! its number: the register is mended from its second place, not passed over.

use super::{Order, reach::Reach};
use crate::keyring::Keyring;
use chrono::{DateTime, Utc};
use doorstep_domain::id::AccountId;
use doorstep_protocol::signed::{Signed, Statement};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};
use thiserror::Error;

/// Name of the register in each of its folders.
pub const FILE: &str = "erasures.jsonl";

/// One erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What went.
    pub reach: Reach,
    /// By whom.
    pub by: AccountId,
    /// On what ground: a code.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Statement for Entry {
    const TYPE: &'static str = "application/vnd.doorstep.erasure+json;v=1";
}

impl Entry {
    pub(super) fn new(reach: Reach, order: Order<'_>) -> Self {
        Self { reach, by: order.by, reason: order.reason.to_owned(), at: order.at }
    }

    pub(super) fn order(&self) -> Order<'_> {
        Order { by: self.by, reason: &self.reason, at: self.at }
    }
}

/// Why the register cannot be read or written.
#[derive(Debug, Error)]
pub enum RegisterError {
    /// A file or folder.
    #[error("the register of erasures cannot be used")]
    Io(#[from] io::Error),
    /// A line is not what this county signed.
    #[error("line {line} of {file} is not this county's")]
    Damaged {
        /// Which register.
        file: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// The county's key would not sign.
    #[error("the erasure could not be signed")]
    Sign,
}

/// Where this county writes its erasures down.
#[derive(Debug, Default)]
pub struct Register {
    files: Vec<PathBuf>,
}

impl Register {
    /// A register in each of these folders. In none, erasures are not written down: for
    /// databases that nobody restores.
    pub fn in_folders(folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self { files: folders.into_iter().map(|folder| folder.join(FILE)).collect() }
    }

    /// Writes one erasure down, in every place.
    pub fn append(&self, keyring: &Keyring, entry: &Entry) -> Result<(), RegisterError> {
        let signed = Signed::sign(entry, &keyring.receipt).map_err(|_| RegisterError::Sign)?;
        let line = serde_json::to_string(&signed).map_err(|_| RegisterError::Sign)?;
        self.files.iter().try_for_each(|file| append_lines(file, std::slice::from_ref(&line)))
    }

    /// Every erasure that any place names, oldest first.
    pub fn entries(&self, keyring: &Keyring) -> Result<Vec<Entry>, RegisterError> {
        let mut entries: Vec<Entry> = Vec::new();
        for file in &self.files {
            for (line, number) in lines(file)?.iter().zip(1..) {
                let damaged = || RegisterError::Damaged { file: file.clone(), line: number };
                let signed: Signed<Entry> = serde_json::from_str(line).map_err(|_| damaged())?;
                let entry = signed.open_with(&keyring.receipt.public_key()).map_err(|_| damaged())?;
                if !entries.contains(&entry) {
                    entries.push(entry);
                }
            }
        }
        entries.sort_by_key(|entry| entry.at);
        Ok(entries)
    }

    /// Writes into a folder whatever its register lacks: beside a backup, for the day when nothing else is left.
    pub fn copy_into(&self, folder: &Path) -> Result<(), RegisterError> {
        let to = folder.join(FILE);
        let mut held = lines(&to)?;
        let mut missing = Vec::new();
        for file in &self.files {
            for line in lines(file)? {
                if !held.contains(&line) {
                    held.push(line.clone());
                    missing.push(line);
                }
            }
        }
        if missing.is_empty() { Ok(()) } else { append_lines(&to, &missing) }
    }
}

/// Every whole line; none if there is no file.
fn lines(file: &Path) -> Result<Vec<String>, RegisterError> {
    let bytes = match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read?,
    };
    let whole = bytes.get(..whole_bytes(&bytes)).unwrap_or_default();
    Ok(String::from_utf8_lossy(whole).lines().map(str::to_owned).collect())
}

fn whole_bytes(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1)
}

fn append_lines(path: &Path, lines: &[String]) -> Result<(), RegisterError> {
    let is_new = !path.exists();
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // Other processes of the county write here, too.
    file.lock()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let whole = u64::try_from(whole_bytes(&bytes)).map_err(io::Error::other)?;
    file.set_len(whole)?;
    file.seek(SeekFrom::Start(whole))?;
    file.write_all(format!("{}\n", lines.join("\n")).as_bytes())?;
    file.sync_all()?;
    if is_new {
        File::open(crate::backup::folder_of(path))?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_domain::id::RecordId;
    use uuid::Uuid;

    fn county(folder: &Path) -> Keyring {
        Keyring::create(&folder.join("keys"), DateTime::UNIX_EPOCH).unwrap().0
    }

    fn entry(record: u128) -> Entry {
        let reach = Reach { subjects: Vec::new(), records: vec![RecordId(Uuid::from_u128(record))] };
        let by = AccountId(Uuid::from_u128(9));
        Entry { reach, by, reason: "subject_request".to_owned(), at: DateTime::UNIX_EPOCH }
    }

    #[test]
    fn a_register_torn_at_any_byte_gives_every_erasure_before_the_tear_and_takes_the_next() {
        let place = tempfile::tempdir().unwrap();
        let keyring = county(place.path());
        let register = Register::in_folders([place.path().to_owned()]);
        register.append(&keyring, &entry(1)).unwrap();
        let first = fs::read(place.path().join(FILE)).unwrap().len();
        register.append(&keyring, &entry(2)).unwrap();
        let whole = fs::read(place.path().join(FILE)).unwrap();
        for length in first..whole.len() {
            fs::write(place.path().join(FILE), whole.get(..length).unwrap()).unwrap();
            assert_eq!(register.entries(&keyring).unwrap(), [entry(1)], "cut at {length}");
            register.append(&keyring, &entry(3)).unwrap();
            assert_eq!(register.entries(&keyring).unwrap(), [entry(1), entry(3)], "cut at {length}");
        }
    }

    #[test]
    fn a_line_that_the_county_did_not_sign_is_named_and_never_passed_over() {
        let place = tempfile::tempdir().unwrap();
        let keyring = county(place.path());
        let register = Register::in_folders([place.path().to_owned()]);
        for record in 1..=3 {
            register.append(&keyring, &entry(record)).unwrap();
        }
        let file = place.path().join(FILE);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replacen("-000000000002", "-000000000007", 1)).unwrap();
        assert!(matches!(register.entries(&keyring), Err(RegisterError::Damaged { line: 2, .. })));
        let stranger = county(&place.path().join("elsewhere"));
        fs::write(&file, text).unwrap();
        assert!(matches!(register.entries(&stranger), Err(RegisterError::Damaged { line: 1, .. })));
    }

    #[test]
    fn what_one_place_lost_another_still_has() {
        let place = tempfile::tempdir().unwrap();
        let keyring = county(place.path());
        let folders = ["data", "backups", "copies"].map(|name| place.path().join(name));
        folders.iter().for_each(|folder| fs::create_dir(folder).unwrap());
        let register = Register::in_folders(folders.iter().take(2).cloned());
        register.append(&keyring, &entry(1)).unwrap();
        register.append(&keyring, &entry(2)).unwrap();
        for _ in 0..2 {
            register.copy_into(&folders[2]).unwrap();
        }
        fs::remove_file(folders[0].join(FILE)).unwrap();
        assert_eq!(register.entries(&keyring).unwrap(), [entry(1), entry(2)]);
        let copies = Register::in_folders(folders.into_iter().skip(2));
        assert_eq!(copies.entries(&keyring).unwrap(), [entry(1), entry(2)]);
    }
}
