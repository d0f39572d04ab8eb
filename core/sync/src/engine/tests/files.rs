//! Files in memory: on the phone, and at a county that takes them in.

use super::phone::{Record, Standing};
use crate::engine::{
    Trouble,
    media::{MediaAnswer, MediaRequest, MediaStep},
};
use chrono::DateTime;
use doorstep_domain::id::RecordId;
use doorstep_protocol::{
    digest::Digest,
    key::CountyKey,
    media::{MediaReceipt, MediaType, code},
    signed::Signed,
};
use doorstep_store::{MediaId, MediaNote, MediaToSend};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Where {
    Waiting,
    Receipted,
    Parked(String),
}

/// What a file does to the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Poison {
    None,
    /// It makes the county fail, every time.
    Fails,
    /// It arrives as something else, every time.
    Spoils,
    /// It is no picture.
    Refused,
}

impl Poison {
    /// By the file's number, so that both sides know without being told.
    pub(super) fn of(id: MediaId) -> Self {
        match id.0 % 10 {
            7 => Self::Fails,
            8 => Self::Spoils,
            9 => Self::Refused,
            _ => Self::None,
        }
    }
}

/// The files of a phone.
#[derive(Clone, Debug, Default)]
pub(super) struct Files(pub(super) BTreeMap<MediaId, (MediaToSend, Where)>);

impl Files {
    pub(super) fn attach(&mut self, id: i64, record: u128, length: u64) {
        let file = MediaToSend {
            id: MediaId(id),
            record: RecordId(Uuid::from_u128(record)),
            sha256: Digest::of(&id.to_be_bytes()),
            length,
            kind: MediaType::Jpeg,
            upload: None,
            sent: 0,
            tries: 0,
            spoiled: 0,
        };
        self.0.insert(file.id, (file, Where::Waiting));
    }

    /// Those that wait, and whose record the county has.
    pub(super) fn to_send(
        &self,
        records: &BTreeMap<(u32, u64), Record>,
        most: usize,
        not: &[MediaId],
    ) -> Vec<MediaToSend> {
        let sent = |standing| matches!(standing, Standing::Receipted | Standing::Durable);
        let there: BTreeSet<RecordId> =
            records.values().filter(|record| sent(record.standing)).map(|record| record.id).collect();
        let mut files: Vec<MediaToSend> = self
            .0
            .values()
            .filter(|(file, at)| {
                *at == Where::Waiting && there.contains(&file.record) && !not.contains(&file.id)
            })
            .map(|(file, _)| file.clone())
            .collect();
        files.sort_by_key(|file| (file.tries, file.id));
        files.truncate(most);
        files
    }

    pub(super) fn note(&mut self, notes: Vec<(MediaId, MediaNote)>) {
        for (id, note) in notes {
            let Some((file, at)) = self.0.get_mut(&id).filter(|(_, at)| *at == Where::Waiting) else {
                continue;
            };
            match note {
                MediaNote::Reached { upload, sent } => {
                    (file.upload, file.sent, file.tries) = (Some(upload), sent, 0);
                }
                MediaNote::Receipted(_) => *at = Where::Receipted,
                MediaNote::Anew => (file.upload, file.sent, file.tries) = (None, 0, file.tries + 1),
                MediaNote::Spoiled => (file.upload, file.sent, file.spoiled) = (None, 0, file.spoiled + 1),
                MediaNote::Tried => file.tries += 1,
                MediaNote::Parked { code } => *at = Where::Parked(code),
            }
        }
    }

    /// Another life of the county.
    pub(super) fn reoffer(&mut self) {
        for (file, at) in self.0.values_mut() {
            (file.upload, file.sent) = (None, 0);
            if *at == Where::Receipted {
                *at = Where::Waiting;
            }
        }
    }
}

/// What a county has taken in of files.
#[derive(Clone, Default)]
pub(super) struct Shelf {
    /// Bytes there, by upload.
    uploads: BTreeMap<String, u64>,
    /// Whole files, and how often each came whole.
    pub(super) whole: BTreeMap<MediaId, u32>,
    begun: u64,
    /// Bytes of uploads that have come to their end.
    taken: u64,
}

impl Shelf {
    /// Bytes there, of whatever.
    pub(super) fn bytes(&self) -> u64 {
        self.uploads.values().sum::<u64>() + self.taken
    }

    pub(super) fn answer(
        &mut self,
        request: &MediaRequest,
        records: &BTreeMap<RecordId, u32>,
        key: &CountyKey,
    ) -> Result<MediaAnswer, Trouble> {
        let file = &request.file;
        let declined = |status, code: &str| Err(Trouble::Declined { status, code: code.to_owned() });
        if self.whole.contains_key(&file.id) {
            return Ok(receipt(file, key));
        }
        let (upload, got, more) = match request.step {
            MediaStep::Begin { .. } if !records.contains_key(&file.record) => {
                return declined(409, code::RECORD_UNKNOWN);
            }
            MediaStep::Begin { bytes } => {
                self.begun += 1;
                (format!("/v1/media/{}", self.begun), 0, bytes)
            }
            MediaStep::Ask | MediaStep::Send { .. } => {
                let upload = file.upload.clone().unwrap();
                let Some(got) = self.uploads.get(&upload).copied() else {
                    return declined(404, code::NO_SUCH_UPLOAD);
                };
                match request.step {
                    MediaStep::Send { offset, bytes } if offset == got => (upload, got, bytes),
                    MediaStep::Send { .. } => return declined(409, code::WRONG_OFFSET),
                    _ => return Ok(MediaAnswer::Reached { upload, sent: got }),
                }
            }
        };
        let sent = (got + more).min(file.length);
        if Poison::of(file.id) == Poison::Fails {
            return Err(Trouble::Server { status: 500 });
        }
        self.uploads.insert(upload.clone(), sent);
        if sent < file.length {
            return Ok(MediaAnswer::Reached { upload, sent });
        }
        self.uploads.remove(&upload);
        self.taken += sent;
        match Poison::of(file.id) {
            Poison::Spoils => Err(Trouble::Rejected { status: 422, code: code::HASH_MISMATCH.to_owned() }),
            Poison::Refused => declined(415, code::UNKNOWN_CONTENT),
            Poison::None | Poison::Fails => {
                *self.whole.entry(file.id).or_default() += 1;
                Ok(receipt(file, key))
            }
        }
    }
}

fn receipt(file: &MediaToSend, key: &CountyKey) -> MediaAnswer {
    let receipt = MediaReceipt { sha256: file.sha256, length: file.length, at: DateTime::UNIX_EPOCH };
    MediaAnswer::Receipted(Signed::sign(&receipt, key).unwrap())
}
