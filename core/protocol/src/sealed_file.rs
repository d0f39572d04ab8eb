//! A file sealed under a key of its own, so that losing the key erases it, and sealed
//! in chunks, so that any part of it is read without the rest.
//!
//! ```text
//! file  = chunk*
//! chunk = ChaCha20-Poly1305 over up to 64 KiB, tag (16) at its end
//! nonce = zero(3) last(1) number(8, big-endian)
//! ```
//!
//! One key seals one file and nothing else, so numbers are nonces. The last chunk says
//! that it is the last: a file that was cut short, or whose chunks were put in another
//! order, does not open. An empty file is one empty chunk.

use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand::{SecureRandom, SystemRandom},
};
use std::{fmt, io};
use thiserror::Error;

/// Bytes of a chunk in clear.
pub const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// Why a file cannot be sealed or opened.
#[derive(Debug, Error)]
pub enum SealedFileError {
    /// No randomness, or the cipher refused.
    #[error("the file could not be sealed")]
    Seal,
    /// Not sealed by this key, or not what was sealed.
    #[error("the file does not open")]
    Damaged,
    /// The disk.
    #[error("the sealed file cannot be read")]
    Io(#[from] io::Error),
}

/// The key of one file.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey(pub [u8; 32]);

impl FileKey {
    /// A new key.
    pub fn generate() -> Result<Self, SealedFileError> {
        let mut key = [0; 32];
        SystemRandom::new().fill(&mut key).map_err(|_| SealedFileError::Seal)?;
        Ok(Self(key))
    }

    fn cipher(&self) -> Result<LessSafeKey, SealedFileError> {
        Ok(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &self.0).map_err(|_| SealedFileError::Seal)?))
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(…)")
    }
}

/// Bytes that a file of `length` has once sealed.
pub fn sealed_length(length: u64) -> u64 {
    length + chunks(length) * bytes(TAG)
}

/// Seals a file as it is written.
pub struct FileSealer {
    cipher: LessSafeKey,
    number: u64,
    clear: Vec<u8>,
}

impl FileSealer {
    /// Begins a file.
    pub fn new(key: &FileKey) -> Result<Self, SealedFileError> {
        Ok(Self { cipher: key.cipher()?, number: 0, clear: Vec::with_capacity(CHUNK + TAG) })
    }

    /// Takes more of the file; what is whole is handed to `write`, in order.
    pub fn push(
        &mut self,
        mut more: &[u8],
        mut write: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<(), SealedFileError> {
        while !more.is_empty() {
            // A full chunk waits until it is known that another follows.
            if self.clear.len() == CHUNK {
                write(self.seal(false)?)?;
                self.clear.clear();
            }
            let (now, rest) = more.split_at(more.len().min(CHUNK - self.clear.len()));
            self.clear.extend_from_slice(now);
            more = rest;
        }
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self, write: impl FnOnce(&[u8]) -> io::Result<()>) -> Result<(), SealedFileError> {
        Ok(write(self.seal(true)?)?)
    }

    fn seal(&mut self, last: bool) -> Result<&[u8], SealedFileError> {
        self.cipher
            .seal_in_place_append_tag(nonce(self.number, last), Aad::empty(), &mut self.clear)
            .map_err(|_| SealedFileError::Seal)?;
        self.number += 1;
        Ok(&self.clear)
    }
}

/// Reads up to `most` bytes from `offset` on of a file of `length` bytes. `read_at` gives
/// so many bytes of the sealed file from a place on.
pub fn read(
    key: &FileKey,
    length: u64,
    offset: u64,
    most: usize,
    mut read_at: impl FnMut(u64, usize) -> io::Result<Vec<u8>>,
) -> Result<Vec<u8>, SealedFileError> {
    let cipher = key.cipher()?;
    let end = offset.saturating_add(bytes(most)).min(length);
    let mut clear = Vec::with_capacity(size(end.saturating_sub(offset)));
    let mut at = offset;
    while at < end {
        let number = at / bytes(CHUNK);
        let from = number * bytes(CHUNK);
        let in_chunk = (length - from).min(bytes(CHUNK));
        let mut sealed = read_at(number * bytes(CHUNK + TAG), size(in_chunk) + TAG)?;
        let last = number + 1 == chunks(length);
        let opened = cipher
            .open_in_place(nonce(number, last), Aad::empty(), &mut sealed)
            .map_err(|_| SealedFileError::Damaged)?;
        let until = (end - from).min(in_chunk);
        let part = opened.get(size(at - from)..size(until)).ok_or(SealedFileError::Damaged)?;
        clear.extend_from_slice(part);
        at = from + until;
    }
    Ok(clear)
}

fn chunks(length: u64) -> u64 {
    length.div_ceil(bytes(CHUNK)).max(1)
}

fn nonce(number: u64, last: bool) -> Nonce {
    let mut nonce = [0; NONCE_LEN];
    let tail = [0, 0, 0, u8::from(last)].into_iter().chain(number.to_be_bytes());
    for (to, from) in nonce.iter_mut().zip(tail) {
        *to = from;
    }
    Nonce::assume_unique_for_key(nonce)
}

fn bytes(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Never more than was asked for in `usize`, or a chunk.
fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seal(key: &FileKey, file: &[u8], pieces: usize) -> Vec<u8> {
        let mut sealed = Vec::new();
        let mut sealer = FileSealer::new(key).unwrap();
        for piece in file.chunks(pieces.max(1)) {
            sealer
                .push(piece, |bytes| {
                    sealed.extend_from_slice(bytes);
                    Ok(())
                })
                .unwrap();
        }
        sealer
            .finish(|bytes| {
                sealed.extend_from_slice(bytes);
                Ok(())
            })
            .unwrap();
        sealed
    }

    fn open(key: &FileKey, sealed: &[u8], length: u64, offset: u64, most: usize) -> Option<Vec<u8>> {
        read(key, length, offset, most, |at, bytes| {
            let at = usize::try_from(at).unwrap();
            Ok(sealed[at.min(sealed.len())..(at + bytes).min(sealed.len())].to_vec())
        })
        .ok()
    }

    fn file(length: usize) -> Vec<u8> {
        (0..length).map(|n| u8::try_from(n * 31 % 251).unwrap()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn any_part_of_a_sealed_file_reads_as_it_was(
            length in 0..200_000_usize, pieces in 1..90_000_usize, offset in 0..210_000_u64, most in 0..150_000_usize
        ) {
            let (key, file) = (FileKey::generate().unwrap(), file(length));
            let sealed = seal(&key, &file, pieces);
            prop_assert_eq!(sealed.len() as u64, sealed_length(length as u64));
            let from = usize::try_from(offset).unwrap().min(length);
            let expected = &file[from..(from + most).min(length)];
            prop_assert_eq!(open(&key, &sealed, length as u64, offset, most).unwrap(), expected);
        }
    }

    #[test]
    fn what_was_cut_swapped_or_changed_does_not_open() {
        let (key, file) = (FileKey::generate().unwrap(), file(3 * CHUNK));
        let sealed = seal(&key, &file, CHUNK);
        let all = |sealed: &[u8], length: usize| open(&key, sealed, length as u64, 0, usize::MAX);
        assert_eq!(all(&sealed, file.len()).unwrap(), file);
        assert_eq!(all(&sealed[..2 * (CHUNK + 16)], 2 * CHUNK), None, "cut at the end of a chunk");
        let (first, rest) = sealed.split_at(CHUNK + 16);
        let (second, third) = rest.split_at(CHUNK + 16);
        assert_eq!(all(&[second, first, third].concat(), file.len()), None);
        let mut changed = sealed.clone();
        changed[CHUNK] ^= 1;
        assert_eq!(all(&changed, file.len()), None);
        assert_eq!(open(&FileKey::generate().unwrap(), &sealed, file.len() as u64, 0, 10), None);
        assert!(!sealed.windows(64).any(|window| window == &file[..64]), "nothing of it can be read");
    }
}
