//! What is known of the time when a certificate's dates are judged.
//!
//! A phone whose clock says 1970 must not be locked out, and a clock that a person set
//! must not make an expired certificate good. So the civil clock plays no part: dates
//! are judged by what the county itself said last, and as far as nothing is known they
//! are not judged at all. The pin still holds the chain to the county.

use chrono::{DateTime, Utc};

/// What is known of the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownTime {
    /// The county's clock, heard in this boot and counted on. It may lag by the time that the
    /// phone slept, and never runs ahead.
    About(DateTime<Utc>),
    /// Later than this: the county's clock as heard in an earlier boot.
    NotBefore(DateTime<Utc>),
    /// Nothing: the county was never heard.
    Nothing,
}

impl KnownTime {
    /// The moment by which to judge a certificate that is valid from `from`: never before it where
    /// what is known is only a lower bound.
    pub(crate) fn judged_at(self, from: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::About(time) | Self::NotBefore(time) => time.max(from),
            Self::Nothing => from,
        }
    }
}

/// Tells what is known of the time.
pub trait TimeSource: Send + Sync {
    /// Now.
    fn known_time(&self) -> KnownTime;
}
