//! What the engine wants done. Data only; the runner does it and says what came of it.

use super::{Outgoing, event::Ticket, media::MediaRequest, status::Status};
use doorstep_domain::id::Incarnation;
use doorstep_protocol::{
    batch::ItemAnswer,
    chain::Head,
    changes::{ChangesAnswer, ChangesAsked},
    journal::Place,
    receipt::{Receipts, Watermark},
    session::TokenAnswer,
};
use doorstep_store::{MediaId, MediaNote};

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the county, and answer with [`super::What::Answered`]. A request still under way is given up.
    Request(Ticket, Request),
    /// This request will most likely be the next: it may be sent now, and its answer kept until it is asked
    /// for. Whoever does not loses time and nothing else.
    Ahead(Request),
    /// What lies behind this place of the outbox will most likely be sent next: it may be read now, and told
    /// with [`super::What::Peeked`]. Whoever does not loses time and nothing else.
    Peek {
        /// The last record of the batch that is under way.
        after: Place,
        /// At most so many.
        most_records: usize,
        /// At most so many bytes before compression, but at least one record.
        most_bytes: usize,
    },
    /// Ask the store, and answer with [`super::What::Stored`].
    Store(Ticket, StoreTask),
    /// Send [`super::What::Elapsed`] at this monotonic time; takes the place of the wait before.
    Wait {
        /// Monotonic milliseconds.
        until_millis: u64,
    },
    /// Let people know.
    Tell(Status),
}

/// A request to the county.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// `POST /v1/tokens`, with the refresh token in hand, signed by the device key.
    Tokens,
    /// `POST /v1/batches`; the last one of a queue asks for the first page of changes too.
    Batch(Vec<Outgoing>, Option<ChangesAsked>),
    /// A part of a file, or the question how much of it is there.
    Media(MediaRequest),
    /// `GET /v1/changes`
    Changes {
        /// The cursor; `None` from the beginning.
        after: Option<String>,
        /// The watermark that the store has: not to be told again.
        known: Option<Watermark>,
    },
}

/// A task for the store. Each may be repeated: one that failed half-way is asked for again.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreTask {
    /// Who is enrolled, and where the feed stands.
    Load,
    /// Keep tokens, keys and the clock anchor, and compare the heads.
    KeepTokens {
        /// The county's answer.
        answer: Box<TokenAnswer>,
        /// Monotonic milliseconds at which it was heard.
        heard_millis: u64,
    },
    /// Open a new epoch on the county's head, and wrap what is unsent anew.
    Reopen(Head),
    /// Another life of the county's database: what it may have lost waits again, the feed begins anew.
    Renew(Incarnation),
    /// The same life misses something: what is receipted but not durable waits again.
    Reoffer(Incarnation),
    /// Read what waits, in chain order.
    ReadOutbox {
        /// At most so many.
        most_records: usize,
        /// At most so many bytes before compression, but at least one record.
        most_bytes: usize,
    },
    /// Keep what became of records.
    Note {
        /// In the order of the batch.
        answers: Vec<(Place, ItemAnswer)>,
        /// Of those that are stored, in their order.
        receipts: Option<Receipts>,
        /// How far the backups reach, unless it speaks of another life.
        watermark: Option<Watermark>,
    },
    /// Park a record that the county does not take even alone.
    Park {
        /// Which.
        place: Place,
        /// The county's code.
        code: String,
    },
    /// Keep a page of the feed with its cursor.
    Take {
        /// The page.
        page: Box<ChangesAnswer>,
        /// How far the backups reach.
        watermark: Watermark,
    },
    /// Read which files are to be sent.
    ReadMedia {
        /// At most so many.
        most: usize,
        /// Not these.
        not: Vec<MediaId>,
    },
    /// Keep what came of sending files.
    NoteMedia {
        /// Of each.
        notes: Vec<(MediaId, MediaNote)>,
    },
    /// The county does not know the cursor: begin the feed anew.
    RestartFeed,
}
