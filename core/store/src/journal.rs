//! The journal's file: appending after each commit, and reconciling with the outbox.
//!
//! The database leads. Whatever the outbox holds and the file does not is appended; what
//! the file holds and the outbox does not was durable before it left, or belongs to
//! another wrapping. So a lost append, a torn tail or a missing file all end in the same
//! repair.
//!
//! **Room.** A file that grows makes each sync commit its length too. So the file ends
//! in zeros, [`STEP_BYTES`] at a time, and most appends overwrite some of them. A disk
//! too full for that takes the frames alone. What is sent, kept under a number or
//! receipted is the file without them ([`trimmed`]).
//!
//! Failure story:
//!
//! - An append fails: the file is cut back to its last whole frame, the records are
//!   marked missing in memory, the next append (or opening) writes them first.
//! - The tail is torn: it is cut off. More than one frame's worth of unreadable bytes is
//!   not a tear but damage: the file is kept under a number and begun anew.
//! - The file knows places that the database has not reached: the database is an older
//!   copy. The file holds what the copy lacks, so it too is kept under a number.
//! - Too large, and mostly of durable records: it is written anew beside, then renamed.

use crate::{
    StoreError, chain,
    disk::{Disk, Files, OpenFile},
    open::{OpenError, free_name},
    outbox,
};
use doorstep_protocol::{
    digest::Digest,
    envelope::Envelope,
    journal::{JournalError, MAGIC, Place, RecoveryPublicKey, Sealer, survey, trimmed},
    limits,
    receipt::JournalReceipt,
};
use rusqlite::Connection;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use thiserror::Error;

/// Its name in the store's folder.
pub(crate) const FILE: &str = "journal.dsj";
const STEM: &str = "journal";
const EXTENSION: &str = "dsj";

/// No frame is longer: payload and header as escaped JSON, and what surrounds them.
const FRAME_BYTES: usize = 2 * (limits::PAYLOAD_BYTES + limits::HEADER_BYTES);

/// The file's length is a multiple of this: room for some twenty visits.
const STEP_BYTES: usize = 64 * 1024;

/// From here on a journal of mostly durable records is written anew; far below what the county takes.
const COMPACT_BYTES: usize = limits::JOURNAL_BYTES / 8;

/// Envelopes with their places, in chain order.
pub(crate) type Entries = Vec<(Place, Envelope)>;

/// Why a journal could not be kept under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum RetireError {
    /// The disk is full.
    #[error("the phone's storage is full")]
    StorageFull,
    /// The file system refused.
    #[error("the journal cannot be renamed")]
    Io,
}

#[derive(Debug, Error)]
enum AppendError {
    #[error("nobody is enrolled")]
    NoKey,
    #[error("the record could not be sealed")]
    Seal(#[from] JournalError),
    #[error("the journal cannot be written")]
    Io(#[from] io::Error),
}

/// Entries sealed for the file, or why they are not.
pub(crate) struct Frames(Result<Vec<u8>, AppendError>);

impl Frames {
    /// Sealing came to nothing: the next append or opening makes up for it.
    pub(crate) fn none() -> Self {
        Self(Err(AppendError::Seal(JournalError::Seal)))
    }
}

/// The file, and where it ends.
struct Tail {
    file: Box<dyn OpenFile>,
    /// Bytes that are whole frames.
    whole: usize,
    /// Bytes of the file: zeros from `whole` on.
    room: usize,
}

impl Tail {
    /// Appends and syncs; what an append that failed left is the caller's to cut off.
    fn append(&mut self, frames: &[u8]) -> io::Result<()> {
        let end = self.whole + frames.len();
        if end > self.room {
            self.make_room(end);
        }
        self.file.write_at(length(self.whole), frames)?;
        self.file.sync()?;
        self.whole = end;
        self.room = self.room.max(end);
        Ok(())
    }

    /// Zeros behind an append that ends at `end`, if the disk has room for them.
    fn make_room(&mut self, end: usize) {
        let room = end.next_multiple_of(STEP_BYTES);
        match self.file.write_at(length(end), &vec![0; room - end]) {
            Ok(()) => self.room = room,
            Err(_) => drop(self.cut()),
        }
    }

    /// Takes away everything behind the whole frames.
    fn cut(&mut self) -> io::Result<()> {
        self.room = self.whole;
        self.file.set_len(length(self.whole))
    }
}

/// The journal of one store.
pub(crate) struct Journal {
    dir: PathBuf,
    disk: Arc<dyn Files>,
    to: Option<RecoveryPublicKey>,
    file: Option<Tail>,
    /// Begun with the first append after each start.
    sealer: Option<Sealer>,
    /// Something in the outbox may not be in the file.
    behind: bool,
}

impl Journal {
    pub(crate) fn new(dir: &Path, disk: &Disk, to: Option<RecoveryPublicKey>) -> Self {
        let disk = Arc::clone(disk.files());
        Self { dir: dir.to_owned(), disk, to, file: None, sealer: None, behind: true }
    }

    /// Seals to this key from now on, in a session of its own.
    pub(crate) fn seal_to(&mut self, to: &RecoveryPublicKey) {
        if self.to.as_ref() != Some(to) {
            self.to = Some(to.clone());
            self.sealer = None;
        }
    }

    /// Keeps the present file under a number, if it holds any record.
    pub(crate) fn retire(&mut self) -> Result<(), RetireError> {
        let path = self.dir.join(FILE);
        self.file = None;
        self.sealer = None;
        self.behind = true;
        let renamed = match self.disk.read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Ok(bytes) if trimmed(&bytes).len() <= MAGIC.len() => self.disk.remove(&path),
            Ok(bytes) => {
                self.cut(&path, &bytes);
                self.disk.rename(&path, &free_name(&self.dir, STEM, EXTENSION, |path| self.disk.exists(path)))
            }
            Err(error) => Err(error),
        };
        renamed.and_then(|()| self.sync_dir()).map_err(|error| match error.kind() {
            io::ErrorKind::StorageFull => RetireError::StorageFull,
            _ => RetireError::Io,
        })
    }

    /// Takes the room from the end of a file that will not be appended to again. One that
    /// keeps it says the same, and takes more of the disk.
    fn cut(&self, path: &Path, bytes: &[u8]) {
        let end = trimmed(bytes).len();
        if end < bytes.len() {
            let _ = self.disk.open(path).and_then(|mut file| file.set_len(length(end)));
        }
    }

    /// Brings the file up to the outbox, as far as somebody is enrolled. A full disk
    /// does not keep the store from opening: the records stand in the database.
    pub(crate) fn reconcile(&mut self, conn: &Connection) -> Result<(), OpenError> {
        match self.catch_up(conn) {
            Ok(()) | Err(CatchUpError::Append(_) | CatchUpError::Retire(_)) => Ok(()),
            Err(CatchUpError::Store(error)) => Err(error.into()),
        }
    }

    /// Frames of what is being committed, for [`Journal::append`]: this much can be done beside the commit.
    pub(crate) fn seal(&mut self, entries: &[(Place, Envelope)]) -> Frames {
        Frames(if self.behind { Ok(Vec::new()) } else { self.frames(entries) })
    }

    /// Appends what was just committed; `false` if it is only in the database for now.
    pub(crate) fn append(&mut self, conn: &Connection, frames: Frames) -> bool {
        if self.behind { self.catch_up(conn).is_ok() } else { self.write(frames).is_ok() }
    }

    /// Frames were sealed, and what they hold was not committed. The frame of their session is gone with them.
    pub(crate) fn forgo(&mut self) {
        self.sealer = None;
    }

    fn catch_up(&mut self, conn: &Connection) -> Result<(), CatchUpError> {
        if self.to.is_none() {
            return Err(AppendError::NoKey.into());
        }
        self.behind = true;
        let (held, length) = self.open_file(conn)?;
        let unsent = outbox::places(conn)?;
        if length > COMPACT_BYTES && held.len() > unsent.len().saturating_mul(2) {
            self.rewrite(conn, &unsent)?;
        } else {
            for place in unsent.iter().filter(|place| !held.contains(place)) {
                self.copy(conn, *place)?;
            }
        }
        self.behind = false;
        Ok(())
    }

    /// Opens the file, sound and cut to whole frames; returns the places it holds and its length.
    fn open_file(&mut self, conn: &Connection) -> Result<(BTreeSet<Place>, usize), CatchUpError> {
        let path = self.dir.join(FILE);
        let mut bytes = match self.disk.read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            other => other.map_err(AppendError::from)?,
        };
        // The power went while the first four bytes were written.
        if MAGIC.starts_with(&bytes) {
            bytes.clear();
        }
        let (mut places, mut whole) =
            if bytes.is_empty() { (Vec::new(), 0) } else { survey(&bytes).unwrap_or_default() };
        let torn = trimmed(&bytes).len() - whole;
        let head = chain::chain(conn)?.map(|chain| chain.head.place());
        let ahead = head.is_some_and(|head| places.iter().any(|place| *place > head));
        let mut room = if torn == 0 { bytes.len() } else { whole };
        if ahead || torn > FRAME_BYTES || (whole == 0 && !bytes.is_empty()) {
            self.retire()?;
            (places, whole, room) = (Vec::new(), 0, 0);
        }
        self.set_file(&path, whole, room).map_err(AppendError::from)?;
        Ok((places.into_iter().collect(), whole))
    }

    /// Takes up the file with so many bytes of whole frames, and of zeros behind them up to `room`.
    fn set_file(&mut self, path: &Path, whole: usize, room: usize) -> io::Result<()> {
        let mut file = self.disk.open(path)?;
        file.set_len(length(room))?;
        let mut tail = Tail { file, whole, room };
        if whole == 0 {
            tail.file.write_at(0, MAGIC)?;
            (tail.whole, tail.room) = (MAGIC.len(), MAGIC.len());
        }
        tail.file.sync()?;
        self.sync_dir()?;
        self.file = Some(tail);
        self.sealer = None;
        Ok(())
    }

    /// Writes what the outbox holds at a place.
    fn copy(&mut self, conn: &Connection, place: Place) -> Result<(), CatchUpError> {
        let frames = Frames(self.frames(&outbox::envelope_at(conn, place)?));
        Ok(self.write(frames)?)
    }

    fn write(&mut self, Frames(frames): Frames) -> Result<(), AppendError> {
        let written = frames.and_then(|frames| {
            let tail = self.file.as_mut().ok_or(AppendError::NoKey)?;
            if frames.is_empty() { Ok(()) } else { Ok(tail.append(&frames)?) }
        });
        if written.is_err() {
            self.behind = true;
            // The frame of the session may be lost with the rest: the next append begins another.
            self.sealer = None;
            if let Some(tail) = &mut self.file {
                let _ = tail.cut();
            }
        }
        written
    }

    fn frames(&mut self, entries: &[(Place, Envelope)]) -> Result<Vec<u8>, AppendError> {
        let mut frames = Vec::new();
        if entries.is_empty() {
            return Ok(frames);
        }
        let to = self.to.as_ref().ok_or(AppendError::NoKey)?;
        let sealer = match &mut self.sealer {
            Some(sealer) => sealer,
            none => {
                let (sealer, session) = Sealer::begin(to)?;
                frames.extend(session);
                none.insert(sealer)
            }
        };
        for (place, envelope) in entries {
            frames.extend(sealer.seal(*place, envelope)?);
        }
        Ok(frames)
    }

    /// Writes the outbox into a new file and puts it in the place of the old.
    fn rewrite(&mut self, conn: &Connection, unsent: &[Place]) -> Result<(), CatchUpError> {
        let beside = self.dir.join("journal.new");
        let rewritten = self.set_file(&beside, 0, 0).map_err(AppendError::from).map_err(CatchUpError::from);
        let rewritten = rewritten.and_then(|()| unsent.iter().try_for_each(|place| self.copy(conn, *place)));
        let renamed = rewritten.and_then(|()| {
            let renamed = self.disk.rename(&beside, &self.dir.join(FILE)).and_then(|()| self.sync_dir());
            Ok(renamed.map_err(AppendError::from)?)
        });
        if renamed.is_err() {
            self.file = None;
        }
        renamed
    }

    fn sync_dir(&self) -> io::Result<()> {
        self.disk.sync_dir(&self.dir)
    }
}

/// Bytes in memory as bytes of a file.
fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[derive(Debug, Error)]
enum CatchUpError {
    #[error(transparent)]
    Append(#[from] AppendError),
    #[error(transparent)]
    Retire(#[from] RetireError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Deletes a journal kept under a number, if its bytes are what the county says it took in.
pub(crate) fn forget(path: &Path, receipt: &JournalReceipt) -> io::Result<bool> {
    let is_present = path.file_name().is_none_or(|name| name == FILE);
    let is_journal = path.extension().is_some_and(|extension| extension == EXTENSION);
    if is_present || !is_journal {
        return Ok(false);
    }
    let file = fs::read(path)?;
    let bytes = trimmed(&file);
    let taken_in = Digest::of(bytes) == receipt.sha256 && u64::try_from(bytes.len()) == Ok(receipt.length);
    if taken_in {
        fs::remove_file(path)?;
    }
    Ok(taken_in)
}

/// Every journal in a folder, the present one first.
pub(crate) fn all(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let is_journal = path.extension().is_some_and(|extension| extension == EXTENSION);
        if is_journal && path.file_name().is_some_and(|name| name != FILE) {
            kept.push(path);
        }
    }
    kept.sort();
    let present = dir.join(FILE);
    if present.exists() {
        kept.insert(0, present);
    }
    Ok(kept)
}
