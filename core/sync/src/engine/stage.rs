//! What is under way, and what ends it.

use super::{
    media::MediaRequest,
    status::{SignedOut, Status, Why, Work},
};
use doorstep_domain::id::Incarnation;
use doorstep_protocol::{changes::ChangesAnswer, journal::Place, receipt::Watermark};

/// What is under way.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Before the first event.
    Asleep,
    /// The store is asked who is enrolled.
    Loading,
    /// No tokens, or none that the county accepts.
    SignedOut(SignedOut),
    /// The county no longer takes this phone's work.
    Revoked {
        /// The county's code.
        code: String,
    },
    /// Tokens are asked for.
    Exchanging {
        /// Given up then.
        deadline: u64,
    },
    /// The store keeps them, and compares the heads.
    Keeping {
        /// The incarnation that came with them.
        incarnation: Incarnation,
    },
    /// A new epoch is opened.
    Reopening {
        /// The incarnation that came with the tokens.
        incarnation: Incarnation,
    },
    /// What another life of the county may have lost is put back.
    Renewing {
        /// Of that life.
        incarnation: Incarnation,
    },
    /// What lies behind a hole is put back.
    Reoffering,
    /// The outbox is read.
    Reading,
    /// A batch is under way.
    Sending {
        /// Its records, in order.
        places: Vec<Place>,
        /// Given up then.
        deadline: u64,
    },
    /// What became of it is kept.
    Noting {
        /// What is to follow.
        then: AfterNoting,
    },
    /// A page of changes is asked for.
    Pulling {
        /// Given up then.
        deadline: u64,
    },
    /// It is kept.
    Taking {
        /// The cursor after it.
        next: String,
        /// Whether there is more.
        more: bool,
    },
    /// A file to send is looked for.
    ReadingMedia,
    /// A part of a file is under way.
    Uploading {
        /// Which.
        request: MediaRequest,
        /// Monotonic milliseconds.
        began: u64,
        /// Given up then.
        deadline: u64,
    },
    /// What became of it is kept.
    NotingMedia,
    /// The feed's place is forgotten.
    RestartingFeed,
    /// Nothing to do until then.
    Idle {
        /// Monotonic milliseconds.
        until: u64,
    },
    /// Nothing can be done until then.
    BackingOff {
        /// Monotonic milliseconds.
        until: u64,
        /// Why.
        why: Why,
        /// The county named the time; nobody cuts it short.
        firm: bool,
    },
}

/// What follows when answers were kept.
#[derive(Clone, Debug, PartialEq)]
pub enum AfterNoting {
    /// The next batch.
    Proceed,
    /// The page that came with the answers is kept.
    Take(Box<ChangesAnswer>, Watermark),
    /// The watermark spoke of another life of the county.
    Renew(Incarnation),
    /// The county misses something.
    Reoffer,
    /// The receipt did not hold.
    Disbelieve,
}

/// What ends a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The first event.
    Start,
    /// The store's word, which always comes.
    Store,
    /// The county's answer, or the deadline.
    AnswerOrTime(u64),
    /// Time, or a person, or the network, or a new record.
    Time(u64),
    /// A person: who enrols, or asks again.
    Person,
}

impl Stage {
    /// What ends this stage.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Asleep => Exit::Start,
            Self::Loading
            | Self::Keeping { .. }
            | Self::Reopening { .. }
            | Self::Renewing { .. }
            | Self::Reoffering
            | Self::Reading
            | Self::Noting { .. }
            | Self::Taking { .. }
            | Self::ReadingMedia
            | Self::NotingMedia
            | Self::RestartingFeed => Exit::Store,
            Self::Exchanging { deadline }
            | Self::Sending { deadline, .. }
            | Self::Pulling { deadline }
            | Self::Uploading { deadline, .. } => Exit::AnswerOrTime(*deadline),
            Self::Idle { until } | Self::BackingOff { until, .. } => Exit::Time(*until),
            Self::SignedOut(_) | Self::Revoked { .. } => Exit::Person,
        }
    }

    /// Whether a page of changes may be on its way, asked for alone, with a batch, or ahead.
    pub(super) fn may_await_a_page(&self) -> bool {
        matches!(
            self,
            Self::Reading
                | Self::Sending { .. }
                | Self::Noting { .. }
                | Self::Pulling { .. }
                | Self::Taking { .. }
        )
    }

    pub(super) fn status(&self) -> Status {
        match self {
            Self::SignedOut(why) => Status::SignedOut(why.clone()),
            Self::Revoked { code } => Status::Revoked { code: code.clone() },
            Self::Sending { .. } | Self::Noting { .. } | Self::Reading => Status::Working(Work::Sending),
            Self::ReadingMedia | Self::Uploading { .. } | Self::NotingMedia => {
                Status::Working(Work::Uploading)
            }
            Self::Pulling { .. } | Self::Taking { .. } => Status::Working(Work::Receiving),
            Self::Asleep
            | Self::Loading
            | Self::Exchanging { .. }
            | Self::Keeping { .. }
            | Self::Reopening { .. }
            | Self::Renewing { .. }
            | Self::Reoffering
            | Self::RestartingFeed => Status::Working(Work::Preparing),
            Self::Idle { .. } => Status::Idle,
            Self::BackingOff { until, why, .. } => {
                Status::BackingOff { until_millis: *until, why: why.clone() }
            }
        }
    }
}
