//! What people may know of the engine. Codes and data; the shells have the words.

use super::trouble::Trouble;

/// Where the engine stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing goes out until somebody signs in.
    SignedOut(SignedOut),
    /// The county no longer takes this phone's work. What is left goes by the sealed journal.
    Revoked {
        /// The county's code.
        code: String,
    },
    /// Under way.
    Working(Work),
    /// Everything was sent and received.
    Idle,
    /// Waiting for a better moment.
    BackingOff {
        /// Monotonic milliseconds of the next try; never more than [`super::backoff::BUSY_CAP_MILLIS`] away.
        until_millis: u64,
        /// Why.
        why: Why,
    },
}

/// Why nobody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedOut {
    /// This phone was never enrolled.
    NotEnrolled,
    /// The county refuses the tokens in hand.
    Refused {
        /// The county's code.
        code: String,
    },
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Reading the store, signing in, comparing heads.
    Preparing,
    /// Sending records.
    Sending,
    /// Sending files.
    Uploading,
    /// Receiving changes.
    Receiving,
}

/// Why the engine waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The county could not be reached, or was not what answered.
    Network(Trouble),
    /// The store could not.
    Store(super::event::StoreTrouble),
    /// The county changes its incarnation again and again.
    Unsettled,
}

impl Status {
    /// Whether the engine does nothing until something happens or a time comes.
    pub fn is_resting(&self) -> bool {
        !matches!(self, Self::Working(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asked_is_answered_once_nothing_is_under_way() {
        let resting = [
            Status::SignedOut(SignedOut::NotEnrolled),
            Status::Revoked { code: "device_retired".to_owned() },
            Status::Idle,
            Status::BackingOff { until_millis: 5, why: Why::Unsettled },
        ];
        assert!(resting.iter().all(Status::is_resting));
        for work in [Work::Preparing, Work::Sending, Work::Uploading, Work::Receiving] {
            assert!(!Status::Working(work).is_resting());
        }
    }
}
