//! What the engine is told.

use super::{Outgoing, media::MediaAnswer, standing::Standing, trouble::Trouble};
use doorstep_domain::id::Incarnation;
use doorstep_protocol::{
    batch::ItemAnswer,
    changes::ChangesAnswer,
    journal::Place,
    receipt::{Receipts, Watermark},
    session::TokenAnswer,
};
use doorstep_store::MediaToSend;

/// Something happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Monotonic milliseconds; only differences count.
    pub now_millis: u64,
    /// Any number; spreads the phones that lost the same network.
    pub jitter: u32,
    /// What it was.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The app began, or somebody enrolled: everything is read anew.
    Started,
    /// A record was saved.
    Saved {
        /// A red line was answered yes.
        emergency: bool,
    },
    /// The platform says that there is a network, or a better one. Metered or not: records are
    /// small and always go.
    NetworkGood,
    /// A person, or the shell's scheduler, asks to sync now.
    Asked,
    /// The time of the last [`super::Effect::Wait`] may have come.
    Elapsed,
    /// A request came to its end.
    Answered {
        /// Of the request.
        ticket: Ticket,
        /// A believed answer, or what went wrong.
        answer: Result<Answer, Trouble>,
    },
    /// Of [`super::Effect::Peek`].
    Peeked {
        /// Where it lies behind.
        after: Place,
        /// What waits there, in chain order.
        batch: Vec<Outgoing>,
    },
    /// The store did what was asked, or could not.
    Stored {
        /// Of the task.
        ticket: Ticket,
        /// What came of it.
        outcome: Result<Outcome, StoreTrouble>,
    },
}

/// Names what is under way; an answer to anything older is passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// An answer of the county whose signatures have been checked.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`super::Request::Tokens`].
    Tokens(Box<TokenAnswer>),
    /// To [`super::Request::Batch`].
    Batch(Box<Believed>),
    /// To [`super::Request::Media`].
    Media(MediaAnswer),
    /// To [`super::Request::Changes`].
    Changes(Box<ChangesAnswer>, Watermark),
    /// To [`super::Request::Changes`] as well: nothing is new, and the watermark is the one that was shown.
    NothingNew,
}

/// What is believed of a batch's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Believed {
    /// What became of each envelope; without those that are said to be stored if the receipt does not hold.
    pub items: Vec<(Place, ItemAnswer)>,
    /// Of what is stored, in the order of the items.
    pub receipts: Option<Receipts>,
    /// Something is said to be stored, and the receipt for it does not hold.
    pub disbelieved: bool,
    /// The first sequence number that the county misses.
    pub missing_from: Option<u64>,
    /// How far the backups reach.
    pub watermark: Watermark,
    /// The first page of changes, if it was asked for and came.
    pub page: Option<Box<ChangesAnswer>>,
}

/// What came of a store task.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Of `Load`; `None` when nobody is enrolled.
    Loaded(Option<Facts>),
    /// Of `KeepTokens`: how this phone's chain stands to the county's.
    Kept(Standing),
    /// Of `ReadOutbox`, in chain order; empty when nothing waits.
    Outbox(Vec<Outgoing>),
    /// Of `ReadMedia`; empty when none is to be sent.
    Media(Vec<MediaToSend>),
    /// Of everything else.
    Done,
}

/// What the engine must know of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The life of the county's database that the store's receipts belong to.
    pub incarnation: Incarnation,
    /// Where the feed goes on; `None` from its beginning.
    pub cursor: Option<String>,
}

/// Why the store could not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreTrouble {
    /// The disk is full.
    Full,
    /// The keystore would not sign.
    Key,
    /// Anything else.
    Broken,
}
