//! zstd, both ways, with a bound on what a body may unfold to.

use std::io::Read;
use thiserror::Error;

/// Up to so many bytes a better level costs a phone milliseconds and saves the air more of them.
const SMALL: usize = 128 * 1024;
const SMALL_LEVEL: i32 = 6;

/// Past this level a large body takes longer to fold than the air saves.
const LEVEL: i32 = 3;

/// Why a body could not be unfolded.
#[derive(Debug, Error)]
pub enum UnfoldError {
    /// Not zstd, or cut short.
    #[error("the body is not zstd")]
    NotZstd(#[source] std::io::Error),
    /// More than the bound.
    #[error("the body unfolds to too much")]
    TooLarge,
}

/// Compresses a body.
pub fn fold(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    fold_with(bytes, &[])
}

/// Compresses a body by a dictionary: text like what it will hold. A large body brings its own, and is folded without.
pub fn fold_with(bytes: &[u8], dictionary: &[u8]) -> std::io::Result<Vec<u8>> {
    if bytes.len() > SMALL {
        zstd::bulk::compress(bytes, LEVEL)
    } else {
        zstd::bulk::Compressor::with_dictionary(SMALL_LEVEL, dictionary)?.compress(bytes)
    }
}

/// Unfolds a body to at most `bound` bytes; a bomb stops there.
pub fn unfold(bytes: &[u8], bound: usize) -> Result<Vec<u8>, UnfoldError> {
    unfold_with(bytes, &[], bound)
}

/// Unfolds a body that was folded by a dictionary.
pub fn unfold_with(bytes: &[u8], dictionary: &[u8], bound: usize) -> Result<Vec<u8>, UnfoldError> {
    let mut unfolded = Vec::new();
    let decoder =
        zstd::stream::read::Decoder::with_dictionary(bytes, dictionary).map_err(UnfoldError::NotZstd)?;
    let most = u64::try_from(bound).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(most).read_to_end(&mut unfolded).map_err(UnfoldError::NotZstd)?;
    if unfolded.len() > bound { Err(UnfoldError::TooLarge) } else { Ok(unfolded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_stops_at_the_bound() {
        let bomb = fold(&vec![0; 10_000_000]).unwrap();
        assert!(bomb.len() < 2_000);
        assert!(matches!(unfold(&bomb, 1_000_000), Err(UnfoldError::TooLarge)));
        assert_eq!(unfold(&bomb, 10_000_000).unwrap().len(), 10_000_000);
    }

    #[test]
    fn a_body_cut_short_is_said_to_be() {
        let whole = fold(b"a visit, from the first tap to the verdict").unwrap();
        for length in 0..whole.len() {
            assert!(unfold(&whole[..length], 1_000).map(|b| b.len()).unwrap_or(0) == 0, "{length}");
        }
    }
}
