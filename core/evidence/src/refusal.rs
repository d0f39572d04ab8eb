//! Why a file is no evidence. The codes are stable; words for people live in the shells.

use thiserror::Error;

/// What is wrong with a file that was handed over as a photograph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Neither JPEG nor PNG, whatever it was called.
    #[error("neither JPEG nor PNG")]
    UnknownContent,
    /// HEIC or AVIF: the shell converts it, for every phone that takes such pictures can.
    #[error("HEIC, which the phone has to convert")]
    Heic,
    /// More pixels than this program will lay out in memory.
    #[error("more pixels than can be laid out")]
    TooManyPixels,
    /// More bytes than a file may have.
    #[error("more bytes than a file may have")]
    TooLarge,
    /// JPEG or PNG of a sort that no camera writes: lossless, arithmetic, four inks.
    #[error("a kind of JPEG or PNG that no camera writes")]
    Unsupported,
    /// It breaks off, or contradicts itself.
    #[error("damaged")]
    Damaged,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::UnknownContent,
        Self::Heic,
        Self::TooManyPixels,
        Self::TooLarge,
        Self::Unsupported,
        Self::Damaged,
    ];

    /// Its stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownContent => "unknown_content",
            Self::Heic => "heic_not_converted",
            Self::TooManyPixels => "too_many_pixels",
            Self::TooLarge => "file_too_large",
            Self::Unsupported => "unsupported_picture",
            Self::Damaged => "damaged_picture",
        }
    }
}
