//! The engine that empties a phone's outbox and fills its registry. Sans I/O: a pure
//! function from a state and an event to the next state and what is to be done. It has
//! no clock and no randomness but what events carry, so that one seeded scheduler can
//! drive ten phones and a county in a thread.
//!
//! # The round
//!
//! ```text
//!            Started                                nothing enrolled
//!               |        .------------------------------------------> signed out
//!               v        |                                                ^  |
//!            loading ----'                                tokens refused |  |Asked
//!               v                                                         |  v
//!        .-> exchanging ---> keeping ---> [reopening] ---> [renewing] ----+  |
//!        |      ^  a token near its end, one 401,                |<----------'
//!        |      |  a signature by an unknown key                 v
//!        |   .--+------------------ proceed <-----------------------------.
//!        |   |                     /    |   \                             |
//!        |   |           drain wanted  pull wanted  [media], then idle     |
//!        |   |                 v        v                                 |
//!        |   |     reading the outbox  pulling ---> taking ---------------+
//!        |   |        v (not empty)        (a page)                       |
//!        |   |     sending ---> noting ---> [reoffering] -----------------'
//!        |   |
//!        |   '--- anything fails ---> backing off --- time, a better network, a person
//!        '------------------------------------'
//! ```
//!
//! At each point at most one thing is under way. It has a ticket, and answers to any
//! other ticket are passed over: a late answer is a lost answer, and lost answers are
//! harmless because every request may be repeated.
//!
//! # Order
//!
//! - **Tokens before anything**, once after each start: their answer carries the
//!   county's head and incarnation. An old copy of a phone can only begin to run in a
//!   new process, so that no record of a forked chain is ever sent. Only then:
//! - **A new epoch**, if this phone turns out to be an old copy ([`standing`]).
//! - **A new incarnation** means that the county may have lost what its backups did not
//!   hold: it is offered again, and the feed begins anew.
//! - **Up before down.** The outbox is drained before a page is asked for, and what is
//!   saved while pages come goes out before the next page. The batch that drains it asks for
//!   the first page too, so that a day of visits is one request; the page is kept after the
//!   answers are, and if anything is the matter with them it is not kept at all.
//! - **One batch ahead** ([`ahead`]). While a batch is under way on a link that answers soon, the
//!   next one may be read ([`Effect::Peek`]) and sent: at most two are under way. It is the very
//!   request that will be asked for next, so that again nothing that is decided depends on
//!   it; if it turns out that something else comes next, it was sent in vain. On a slow link
//!   a second batch would only make the first one wait.
//! - **One page ahead.** While the store keeps a page the next one may come
//!   ([`Effect::Ahead`]); what is decided does not depend on it.
//! - **Nothing is told twice.** The watermark with which the store kept the feed's end goes along
//!   with the question for changes, and is answered by nothing if it still stands and nothing
//!   is new. One that moved since is told with a page, whose end brings back what is durable.
//! - **Data before media.** A file gets a turn only when nothing waits and nothing is to be
//!   read, and every piece of it is followed by a look into the outbox ([`media`]).
//! - **Chain order always.** An emergency does not jump the chain; the batch is cut
//!   behind it, so that the first possible request carries it and nothing later.
//!
//! # Failure story
//!
//! | what | then |
//! |---|---|
//! | no network, or something that is not the county (a portal's 200) | back off; a network that turned good ends the wait |
//! | too slow | the same, and the batch halves |
//! | 429, 503 | wait as asked, within a bound, whoever asks |
//! | 401 | one exchange of tokens; signed out if that is refused, a wait if the fresh token is |
//! | a signature by an unknown key | one exchange, which brings the keys, then back off |
//! | 403 for this phone | revoked: nothing goes by batch, the journal still does |
//! | 400, 413, 422 for a batch | halve; a record that is refused alone is parked with the reason, and the next one goes |
//! | any other 4xx | back off with its code: it is about the phone or its version, not about the records |
//! | an item refused | parked by the store; those behind it go on |
//! | a hole in the chain that the county names | what is receipted but not durable is offered again, once a hole |
//! | a cursor that the county refuses | the feed begins anew, once |
//! | disk full, keystore locked | back off, and ask again for whatever led to it: nothing is sent before the heads were compared and acted upon |
//!
//! Nothing sticks: [`Stage::exit`] names for every stage the event or time that ends
//! it, a request has a deadline of its own, waits are bounded ([`backoff`]), and a test
//! holds both against every stage.

mod ahead;
pub mod backoff;
mod effect;
mod event;
pub mod media;
mod portion;
mod stage;
pub mod standing;
mod status;
mod trouble;
mod turn;

use doorstep_domain::id::{Incarnation, RecordId};
use doorstep_protocol::{envelope::Envelope, journal::Place, receipt::Watermark};

pub use effect::{Effect, Request, StoreTask};
pub use event::{Answer, Believed, Event, Facts, Outcome, StoreTrouble, Ticket, What};
pub use stage::{Exit, Stage};
pub use status::{SignedOut, Status, Why, Work};
pub use trouble::Trouble;

use portion::Portion;
use turn::Turn;

/// An envelope on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place in the chain.
    pub place: Place,
    /// The record it wraps.
    pub record: RecordId,
    /// As it travels.
    pub envelope: Envelope,
    /// A red line was answered yes.
    pub emergency: bool,
}

/// How long a request may be under way: a full batch over the slowest link, twice.
pub const REQUEST_MILLIS: u64 = 180_000;

/// A batch answered within so long leaves room on the link for another beside it.
pub const BRISK_MILLIS: u64 = 3_000;

/// How long an idle engine waits before it asks for changes by itself.
pub const POLL_MILLIS: u64 = 15 * 60 * 1_000;

/// Changes of incarnation in one round before the engine waits for the county to settle.
const MOST_RENEWALS: u8 = 3;

/// The engine's whole state.
#[derive(Clone, Debug, PartialEq)]
pub struct Engine {
    stage: Stage,
    ticket: Ticket,
    /// What the store said at the start, kept up to date.
    facts: Option<Facts>,
    /// Monotonic milliseconds from which the token is to be exchanged; `None` without one.
    renew_at: Option<u64>,
    /// Whether the outbox may hold something.
    drain: bool,
    /// Whether the feed may hold something.
    pull: bool,
    /// Something was saved while the outbox was being read: what is read may not have it.
    saved_meanwhile: bool,
    /// Somebody asked while a page may have been on its way: it may have left the county before.
    asked_meanwhile: bool,
    portion: Portion,
    /// The last batch was answered soon, and nothing has failed since.
    brisk: bool,
    ahead: ahead::Ahead,
    media: media::Media,
    /// The watermark with which the store last kept the feed's end, in this process, if it still stands.
    known: Option<Watermark>,
    /// Failures in a row.
    failures: u32,
    /// A 401 or an unknown key was answered by an exchange, and since then nothing worked and nothing was waited for.
    exchanged: bool,
    /// The hole that was last answered by offering again.
    hole: Option<u64>,
    /// Changes of incarnation in this round.
    renewals: u8,
    /// The feed was begun anew because of its cursor, and nothing has worked since.
    restarted_feed: bool,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            stage: Stage::Asleep,
            ticket: Ticket::default(),
            facts: None,
            renew_at: None,
            drain: true,
            pull: true,
            saved_meanwhile: false,
            asked_meanwhile: false,
            portion: Portion::default(),
            brisk: false,
            ahead: ahead::Ahead::default(),
            media: media::Media::default(),
            known: None,
            failures: 0,
            exchanged: false,
            hole: None,
            renewals: 0,
            restarted_feed: false,
        }
    }
}

impl Engine {
    /// Where the engine stands, for people.
    pub fn status(&self) -> Status {
        self.stage.status()
    }

    /// Where the engine stands, exactly.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Of what is under way; anything older is given up.
    pub fn ticket(&self) -> Ticket {
        self.ticket
    }

    /// The life of the county's database that this phone last heard of.
    pub fn incarnation(&self) -> Option<Incarnation> {
        self.facts.as_ref().map(|facts| facts.incarnation)
    }
}

/// The next state, and what is to be done.
pub fn step(state: Engine, event: Event) -> (Engine, Vec<Effect>) {
    let before = state.status();
    let mut turn = Turn::new(state, event.now_millis, event.jitter);
    turn.take(event.what);
    let (state, mut effects) = turn.end();
    let after = state.status();
    if after != before {
        effects.push(Effect::Tell(after));
    }
    (state, effects)
}

#[cfg(test)]
mod tests;
