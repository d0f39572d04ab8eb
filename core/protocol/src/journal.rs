//! The sealed journal: every saved envelope, once more, in an append-only file beside
//! the database, readable by nobody but the holders of the county's recovery key. A
//! keystore that lost its key, or a database that will not open, loses nothing: the
//! file is uploaded as it is.
//!
//! ```text
//! file    = magic frame* zero*
//! magic   = "DSJ1"
//! frame   = tag(1) length(4, big-endian) check(4) body(length)
//! check   = the first four bytes of SHA-256(tag ‖ length ‖ body)
//! session = tag 1, body = encapsulated HPKE key (32)
//! record  = tag 2, body = epoch(4) seq(8) counter(8) ciphertext
//! ```
//!
//! A session begins at each start of the app: one HPKE encapsulation (RFC 9180, base
//! mode, X25519, HKDF-SHA256, ChaCha20-Poly1305) whose export secret is the key of all
//! its records; each record has the session's counter as nonce and its clear-text
//! fields as associated data, so that records stand alone: a damaged one takes no
//! other with it. The check tells the writer, who cannot open what it sealed, whether a
//! frame is on the disk: a power cut may leave the length of an append there, and not
//! its middle. A torn tail ends the reading, and the writer starts a new session after
//! it was cut off.
//!
//! No frame begins with a zero. What is zeros to the end is room that the writer made
//! ahead, so that an append need not move the end of the file; it says nothing, and
//! does not travel ([`trimmed`]).

use crate::{base64url, digest::Digest, envelope::Envelope};
use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305 as Aead,
    kdf::HkdfSha256 as Kdf, kem::X25519HkdfSha256 as Kem,
};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// First bytes of every journal.
pub const MAGIC: &[u8; 4] = b"DSJ1";
const INFO: &[u8] = b"doorstep journal v1";
const SESSION: u8 = 1;
const RECORD: u8 = 2;
const PLACE_BYTES: usize = 20;

/// What journals are sealed to: an X25519 public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecoveryPublicKey(#[serde(with = "base64url")] pub Vec<u8>);

/// Its private half: kept by two people, never on a server that runs.
pub struct RecoveryPrivateKey(pub Vec<u8>);

/// Why a journal cannot be written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum JournalError {
    /// The recovery key is no X25519 key.
    #[error("the recovery key cannot be used")]
    Key,
    /// The system gave no randomness, or an envelope has no JSON form.
    #[error("the record could not be sealed")]
    Seal,
    /// The file does not begin as a journal does.
    #[error("this is no journal")]
    NotAJournal,
}

/// A new recovery key pair.
pub fn generate_recovery_key() -> Result<(RecoveryPrivateKey, RecoveryPublicKey), JournalError> {
    let (private, public) = Kem::gen_keypair();
    Ok((RecoveryPrivateKey(private.to_bytes().to_vec()), RecoveryPublicKey(public.to_bytes().to_vec())))
}

/// Where a record stands in its phone's chain; in clear, so that the store can tell what the journal already holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Epoch of the header.
    pub epoch: u32,
    /// Sequence number of the header.
    pub seq: u64,
}

/// Seals the records of one session.
pub struct Sealer {
    key: LessSafeKey,
    counter: u64,
}

impl Sealer {
    /// Begins a session; the returned frame goes into the file first.
    pub fn begin(to: &RecoveryPublicKey) -> Result<(Self, Vec<u8>), JournalError> {
        let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&to.0).map_err(|_| JournalError::Key)?;
        let (encapsulated, context) = hpke::setup_sender::<Aead, Kdf, Kem>(&OpModeS::Base, &public, INFO)
            .map_err(|_| JournalError::Seal)?;
        let key = session_key(|secret| context.export(INFO, secret).is_ok()).ok_or(JournalError::Seal)?;
        Ok((Self { key, counter: 0 }, frame(SESSION, &encapsulated.to_bytes())))
    }

    /// Seals one envelope into a frame to append.
    pub fn seal(&mut self, place: Place, envelope: &Envelope) -> Result<Vec<u8>, JournalError> {
        let mut body = place.epoch.to_be_bytes().to_vec();
        body.extend(place.seq.to_be_bytes());
        body.extend(self.counter.to_be_bytes());
        let mut sealed = serde_json::to_vec(envelope).map_err(|_| JournalError::Seal)?;
        self.key
            .seal_in_place_append_tag(nonce(self.counter), Aad::from(&body), &mut sealed)
            .map_err(|_| JournalError::Seal)?;
        self.counter += 1;
        body.extend(sealed);
        Ok(frame(RECORD, &body))
    }
}

/// What reading a journal gives.
#[derive(Debug, Default)]
pub struct Recovered {
    /// Every record that opened, in the order of the file.
    pub envelopes: Vec<Envelope>,
    /// Places of records that did not open: damaged.
    pub damaged: Vec<Place>,
    /// Bytes at the end that are no whole frame, nor room for one: the power went while they were written.
    pub torn_bytes: usize,
}

/// Opens a journal with the county's recovery key.
pub fn recover(journal: &[u8], key: &RecoveryPrivateKey) -> Result<Recovered, JournalError> {
    let private = <Kem as hpke::Kem>::PrivateKey::from_bytes(&key.0).map_err(|_| JournalError::Key)?;
    let mut recovered = Recovered::default();
    let mut session: Option<LessSafeKey> = None;
    let mut frames = Frames::of(journal)?;
    // A frame that fails its check may hold a record all the same, sound where it matters or named as damaged.
    for Frame { tag, body, .. } in &mut frames {
        match tag {
            SESSION => session = open_session(body, &private),
            RECORD => match (split_record(body), &session) {
                (Some((place, counter, aad, sealed)), Some(key)) => {
                    match open_record(key, counter, aad, sealed) {
                        Some(envelope) => recovered.envelopes.push(envelope),
                        None => recovered.damaged.push(place),
                    }
                }
                (Some((place, ..)), None) => recovered.damaged.push(place),
                (None, _) => {}
            },
            _ => {}
        }
    }
    recovered.torn_bytes = without_zeros(frames.rest).len();
    Ok(recovered)
}

/// What the store can tell of a journal without any key: the places it holds, and how
/// many of its bytes are sound frames. Nothing after the first unsound one counts.
pub fn survey(journal: &[u8]) -> Result<(Vec<Place>, usize), JournalError> {
    let mut places = Vec::new();
    let mut sound = MAGIC.len();
    for frame in Frames::of(journal)?.take_while(|frame| frame.sound) {
        sound += HEAD_BYTES + frame.body.len();
        if frame.tag == RECORD {
            places.extend(split_record(frame.body).map(|(place, ..)| place));
        }
    }
    Ok((places, sound))
}

/// A journal without the room at its end: what is sent of it, and what its receipt is
/// for. Anything else is left as it is.
pub fn trimmed(file: &[u8]) -> &[u8] {
    let Ok((_, sound)) = survey(file) else { return file };
    let (frames, rest) = file.split_at_checked(sound).unwrap_or((file, &[]));
    file.get(..frames.len() + without_zeros(rest).len()).unwrap_or(file)
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

fn frame(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    let mut bytes = vec![tag];
    bytes.extend(length.to_be_bytes());
    bytes.extend(check(tag, length, body));
    bytes.extend(body);
    bytes
}

fn check(tag: u8, length: u32, body: &[u8]) -> [u8; 4] {
    let Digest([a, b, c, d, ..]) = Digest::of_all(&[&[tag], &length.to_be_bytes(), body]);
    [a, b, c, d]
}

/// Tag, length and check.
const HEAD_BYTES: usize = 9;

struct Frame<'a> {
    tag: u8,
    body: &'a [u8],
    /// It passes its check.
    sound: bool,
}

struct Frames<'a> {
    rest: &'a [u8],
}

impl<'a> Frames<'a> {
    fn of(journal: &'a [u8]) -> Result<Self, JournalError> {
        journal.strip_prefix(MAGIC).map(|rest| Self { rest }).ok_or(JournalError::NotAJournal)
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Frame<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (tag, rest) = self.rest.split_first().filter(|(tag, _)| **tag != 0)?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length);
        let (said, rest) = rest.split_first_chunk::<4>()?;
        let (body, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(Frame { tag: *tag, body, sound: check(*tag, length, body) == *said })
    }
}

type SplitRecord<'a> = (Place, u64, &'a [u8], &'a [u8]);

fn split_record(body: &[u8]) -> Option<SplitRecord<'_>> {
    let (clear, sealed) = body.split_at_checked(PLACE_BYTES)?;
    let (epoch, rest) = clear.split_first_chunk::<4>()?;
    let (seq, rest) = rest.split_first_chunk::<8>()?;
    let counter = rest.first_chunk::<8>()?;
    let place = Place { epoch: u32::from_be_bytes(*epoch), seq: u64::from_be_bytes(*seq) };
    Some((place, u64::from_be_bytes(*counter), clear, sealed))
}

fn open_session(encapsulated: &[u8], private: &<Kem as hpke::Kem>::PrivateKey) -> Option<LessSafeKey> {
    let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
    let context =
        hpke::setup_receiver::<Aead, Kdf, Kem>(&OpModeR::Base, private, &encapsulated, INFO).ok()?;
    session_key(|secret| context.export(INFO, secret).is_ok())
}

fn session_key(export: impl FnOnce(&mut [u8]) -> bool) -> Option<LessSafeKey> {
    let mut secret = [0; 32];
    if !export(&mut secret) {
        return None;
    }
    UnboundKey::new(&CHACHA20_POLY1305, &secret).ok().map(LessSafeKey::new)
}

fn open_record(key: &LessSafeKey, counter: u64, aad: &[u8], sealed: &[u8]) -> Option<Envelope> {
    let mut bytes = sealed.to_vec();
    let clear = key.open_in_place(nonce(counter), Aad::from(aad), &mut bytes).ok()?;
    serde_json::from_slice(clear).ok()
}

fn nonce(counter: u64) -> Nonce {
    let mut bytes = [0; 12];
    for (to, from) in bytes.iter_mut().skip(4).zip(counter.to_be_bytes()) {
        *to = from;
    }
    Nonce::assume_unique_for_key(bytes)
}

#[cfg(test)]
mod tests;
