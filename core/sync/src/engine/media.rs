//! Files that records name: what is sent of them, and when.
//!
//! A file goes in pieces, one request each, and only while no record waits: between two
//! pieces the outbox is looked at again, and an emergency gives even the piece under way
//! up. Two files are under way at once, a piece of one and a piece of the other, so that
//! a large one never holds up a small one for long. Each stands alone:
//!
//! | what | then |
//! |---|---|
//! | the network, a portal, a deadline | back off like for everything else; then ask how much is there |
//! | the upload is not known any more | from the beginning |
//! | it goes on elsewhere than was thought | ask how much is there |
//! | it arrived as something else | from the beginning, once; then parked |
//! | it is not taken | parked with the county's code |
//! | the record is not there (the county was restored) | rests, and changes are asked for, which tell of another life |
//! | the county fails on this very file | rests, longer each time, behind the others; parked after [`MOST_TRIES`] |
//! | the county is busy, or this phone has sent enough for today | all files rest as asked; records do not |
//!
//! How much is there is only ever believed from the county's last answer in this process:
//! after a start, a cut or a deadline it is asked for, by announcing the file once more
//! without any bytes if the first answer never came. So what is sent again after a cut is
//! what was on its way, and no more.

use doorstep_protocol::{media::MediaReceipt, signed::Signed};
use doorstep_store::{MediaId, MediaToSend};
use std::collections::{BTreeMap, BTreeSet};

/// Files under way at once.
pub const AT_ONCE: usize = 2;

/// Failures of its own after which a file is parked.
pub const MOST_TRIES: u32 = 10;

/// The first piece; what follows is fitted to the link.
const FIRST_BYTES: u64 = 64 * 1024;
const LEAST_BYTES: u64 = 16 * 1024;
const MOST_BYTES: u64 = 256 * 1024;

/// A piece that took less is followed by one twice as large.
const QUICK_MILLIS: u64 = 1_000;
/// A piece that took more is followed by half: a record that is saved meanwhile waits for it.
const SLOW_MILLIS: u64 = 4_000;

/// One request for one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaRequest {
    /// Which.
    pub file: MediaToSend,
    /// What of it.
    pub step: MediaStep,
}

/// What is done for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaStep {
    /// `POST /v1/media`, with its first bytes.
    Begin {
        /// At most so many.
        bytes: u64,
    },
    /// `HEAD`: how much is there.
    Ask,
    /// `PATCH`: more of it. None at all where everything is there and was never receipted.
    Send {
        /// From there on.
        offset: u64,
        /// At most so many.
        bytes: u64,
    },
}

/// What the county said of a file; its signature was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaAnswer {
    /// So much of it is there.
    Reached {
        /// Where it is taken in.
        upload: String,
        /// Bytes.
        sent: u64,
    },
    /// All of it is there.
    Receipted(Signed<MediaReceipt>),
}

/// What the engine knows of the files under way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Media {
    /// Whether there may be some to send.
    pub(super) wanted: bool,
    /// None before then.
    pub(super) after: u64,
    /// Times in a row that all had to rest.
    pub(super) pauses: u32,
    /// Those of which the county has said in this process how much is there.
    sure: BTreeSet<MediaId>,
    /// Those whose first bytes have left in this process: unless the county's answer came, it may have any of them.
    begun: BTreeSet<MediaId>,
    /// Those that rest, and until when.
    resting: BTreeMap<MediaId, u64>,
    /// The one that had the last turn.
    last: Option<MediaId>,
    piece: u64,
}

impl Default for Media {
    fn default() -> Self {
        Self {
            wanted: true,
            after: 0,
            pauses: 0,
            sure: BTreeSet::new(),
            begun: BTreeSet::new(),
            resting: BTreeMap::new(),
            last: None,
            piece: FIRST_BYTES,
        }
    }
}

impl Media {
    /// Whose turn it is, and what is done: of those under way at once, not the same one twice.
    pub(super) fn next(&mut self, files: Vec<MediaToSend>) -> Option<MediaRequest> {
        let other = files.iter().position(|file| Some(file.id) != self.last).unwrap_or(0);
        let file = files.into_iter().nth(other)?;
        self.last = Some(file.id);
        let step = match &file.upload {
            // Nothing goes along of a file that the county has: it need only hear of another record.
            None if file.sent == file.length || !self.begun.insert(file.id) => MediaStep::Begin { bytes: 0 },
            None => MediaStep::Begin { bytes: self.piece },
            Some(_) if self.sure.contains(&file.id) => {
                MediaStep::Send { offset: file.sent, bytes: self.piece }
            }
            Some(_) => MediaStep::Ask,
        };
        Some(MediaRequest { file, step })
    }

    /// Those that rest now.
    pub(super) fn resting(&mut self, now: u64) -> Vec<MediaId> {
        self.resting.retain(|_, until| *until > now);
        self.resting.keys().copied().collect()
    }

    /// When the next one has rested enough.
    pub(super) fn wakes(&self, now: u64) -> Option<u64> {
        self.resting.values().copied().chain([self.after]).filter(|until| *until > now).min()
    }

    pub(super) fn rest(&mut self, file: MediaId, until: u64) {
        self.resting.insert(file, until);
    }

    /// The network is good, or a person asks: nobody rests any longer.
    pub(super) fn rouse(&mut self) {
        self.resting.clear();
        (self.wanted, self.after, self.pauses) = (true, 0, 0);
    }

    pub(super) fn answered(&mut self, request: &MediaRequest, took: u64) {
        self.sure.insert(request.file.id);
        self.pauses = 0;
        if matches!(request.step, MediaStep::Ask) {
            return;
        }
        if took < QUICK_MILLIS {
            self.piece = (self.piece * 2).min(MOST_BYTES);
        } else if took > SLOW_MILLIS {
            self.piece = (self.piece / 2).max(LEAST_BYTES);
        }
    }

    /// How much of it is there is not known any more.
    pub(super) fn doubt(&mut self, file: MediaId) {
        self.sure.remove(&file);
    }

    pub(super) fn too_slow(&mut self) {
        self.piece = LEAST_BYTES;
    }
}
