//! Becoming known to the county, sending, and how it stands.
//!
//! The three `async` calls start work that the core owns: whoever stops waiting loses the answer, never the work.

use crate::{
    error::DoorstepError,
    moment::Instant,
    naming,
    open::Doorstep,
    page::{Page, page},
    visit::{Purpose, purpose_of},
};
use doorstep_client::sync as core;
use doorstep_domain::{id::RecordId, visit::Urgency};
use doorstep_protocol::{digest::Digest, enrol::Ticket};
use doorstep_store::{MediaCounts, OutboxCounts};
use doorstep_sync::engine;

pub use doorstep_sync::engine::Work;

/// Where the sending stands, or why it rests.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum SyncStatus {
    /// This phone was never enrolled.
    NotEnrolled,
    /// The county refuses the tokens in hand: sign in again.
    SignedOut {
        /// The county's code.
        code: String,
    },
    /// The county no longer takes this phone's work. What is left goes by the sealed journal.
    Revoked {
        /// The county's code.
        code: String,
    },
    /// Under way.
    Working {
        /// What.
        work: Work,
    },
    /// Everything was sent and received.
    Idle,
    /// Waiting for a better moment.
    BackingOff {
        /// The phone's monotonic milliseconds at the next try.
        until_millis: u64,
        /// Why.
        why: WaitReason,
    },
}

/// What is under way.
#[uniffi::remote(Enum)]
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

/// Why the sending waits.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum WaitReason {
    /// No connection.
    Offline,
    /// A connection too slow for what was sent.
    TimedOut,
    /// What answered is not the county: a captive portal, a proxy.
    NotTheCounty,
    /// The certificate does not hang on the pin of the enrolment ticket: somebody is in between.
    WrongPin,
    /// The county is busy, or has trouble of its own.
    CountyBusy,
    /// The county says no to this phone or this version of the app.
    Declined {
        /// The county's code.
        code: String,
    },
    /// What was sent was more than the county takes at once.
    TooLarge,
    /// The county's signature does not hold with the keys in hand.
    Unbelieved,
    /// The keystore would not sign.
    Keystore,
    /// The phone's storage is full.
    StorageFull,
    /// The phone's memory could not be read or written.
    Storage,
    /// The county's database changes its life again and again.
    Unsettled,
}

/// How much is where.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SyncState {
    /// Where the sending is.
    pub status: SyncStatus,
    /// Of records.
    pub records: OutboxCounts,
    /// Of pictures.
    pub pictures: MediaCounts,
}

/// How many records are where.
#[uniffi::remote(Record)]
pub struct OutboxCounts {
    /// To be sent.
    pub waiting: u64,
    /// Emergencies among them.
    pub waiting_emergencies: u64,
    /// The county has them, its backups may not.
    pub receipted_not_durable: u64,
    /// Refused.
    pub parked: u64,
    /// Stored by the county, and a person is to look at them. Of all history.
    pub needs_review: u64,
    /// Stored by the county and kept apart. Of all history.
    pub quarantined: u64,
    /// When the first record that waits was saved, by the phone's clock.
    pub oldest_waiting: Option<Instant>,
}

/// How many files are where, and how much is to be sent.
#[uniffi::remote(Record)]
pub struct MediaCounts {
    /// To be sent.
    pub waiting: u64,
    /// Bytes of them that are not there yet.
    pub waiting_bytes: u64,
    /// To be sent once there is a network on which bytes cost nothing; not counted as waiting.
    pub patient: u64,
    /// Not taken.
    pub parked: u64,
}

/// A record that the county refused.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ParkedRow {
    /// Which.
    pub record: RecordId,
    /// Its kind, as in the header.
    pub kind: String,
    /// Whom it is about, as far as they are on this phone.
    pub name: Option<String>,
    /// Which visit or sheet it is, if it is one.
    pub purpose: Option<Purpose>,
    /// How soon a supervisor must look.
    pub urgency: Urgency,
    /// Codes from which a shell makes its line.
    pub title: Vec<String>,
    /// Why: a stable code.
    pub code: String,
    /// Since when, by the phone's clock.
    pub at: Instant,
}

page! {
    /// What the county refused.
    ParkedPage of ParkedRow
}

/// One journal that was offered to the county.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OfferedJournal {
    /// The file.
    pub path: String,
    /// The county's receipt for its bytes; none if it was not taken.
    pub receipt: Option<JournalReceipt>,
    /// Why it was not taken.
    pub refusal: Option<DoorstepError>,
}

/// The county's word that it has a journal.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JournalReceipt {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// How many they are.
    pub length: u64,
    /// When, by the county's clock.
    pub at: Instant,
}

/// The words to compare aloud before a typed ticket is redeemed.
#[uniffi::export]
pub fn ticket_fingerprint(ticket: &str) -> Result<String, DoorstepError> {
    let ticket = Ticket::parse(ticket).map_err(|_| DoorstepError::invalid("ticket", "not_a_ticket"))?;
    Ok(ticket.fingerprint())
}

#[uniffi::export]
impl Doorstep {
    /// Redeems an enrolment ticket, scanned or typed.
    pub async fn enrol(&self, ticket: String, label: String) -> Result<(), DoorstepError> {
        Ok(self.client()?.enrol(&ticket, &label).await?)
    }

    /// Sends and receives until there is nothing to do, or nothing can be done.
    pub async fn sync_now(&self) -> Result<SyncState, DoorstepError> {
        Ok(self.client()?.sync_now().await?.into())
    }

    /// Offers every journal on this phone to the county. May be repeated.
    pub async fn offer_journals(&self) -> Result<Vec<OfferedJournal>, DoorstepError> {
        Ok(self.client()?.offer_journals().await?.into_iter().map(Into::into).collect())
    }

    /// How the sending stands.
    pub fn sync_state(&self) -> Result<SyncState, DoorstepError> {
        Ok(self.client()?.sync_state()?.into())
    }

    /// The platform's network has changed.
    pub fn network_changed(&self) -> Result<(), DoorstepError> {
        Ok(self.client()?.network_changed()?)
    }

    /// What the county refused, with the reason, until a person has acted.
    pub fn parked(&self, page: Page) -> Result<ParkedPage, DoorstepError> {
        let client = self.client()?;
        ParkedPage::of(client.parked(&page.into())?, |parked| {
            let facts = parked.facts;
            Ok(ParkedRow {
                record: parked.record,
                kind: parked.kind,
                name: naming::name_of(&client, facts.subject)?,
                purpose: purpose_of(&facts),
                urgency: facts.urgency,
                title: facts.title,
                code: parked.code,
                at: parked.at,
            })
        })
    }

    /// Whether pictures wait for a network on which bytes cost nothing; records never do.
    pub fn pictures_wait(&self) -> Result<bool, DoorstepError> {
        Ok(self.client()?.pictures_wait()?)
    }

    /// Keeps the person's choice, and acts on it.
    pub fn set_pictures_wait(&self, wait: bool) -> Result<(), DoorstepError> {
        Ok(self.client()?.set_pictures_wait(wait)?)
    }

    /// Lets a parked record try again, after what kept it was mended.
    pub fn retry(&self, record: RecordId) -> Result<(), DoorstepError> {
        Ok(self.client()?.retry(record)?)
    }
}

impl From<core::SyncState> for SyncState {
    fn from(state: core::SyncState) -> Self {
        Self { status: state.status.into(), records: state.counts, pictures: state.media }
    }
}

impl From<engine::Status> for SyncStatus {
    fn from(status: engine::Status) -> Self {
        match status {
            engine::Status::SignedOut(engine::SignedOut::NotEnrolled) => Self::NotEnrolled,
            engine::Status::SignedOut(engine::SignedOut::Refused { code }) => Self::SignedOut { code },
            engine::Status::Revoked { code } => Self::Revoked { code },
            engine::Status::Working(work) => Self::Working { work },
            engine::Status::Idle => Self::Idle,
            engine::Status::BackingOff { until_millis, why } => {
                Self::BackingOff { until_millis, why: why.into() }
            }
        }
    }
}

impl From<engine::Why> for WaitReason {
    fn from(why: engine::Why) -> Self {
        use engine::{StoreTrouble, Trouble, Why};
        match why {
            Why::Network(trouble) => match trouble {
                Trouble::Offline => Self::Offline,
                Trouble::TimedOut => Self::TimedOut,
                Trouble::NotTheCounty => Self::NotTheCounty,
                Trouble::WrongPin => Self::WrongPin,
                Trouble::Busy { .. } | Trouble::Server { .. } => Self::CountyBusy,
                Trouble::Unauthorised { code }
                | Trouble::Revoked { code }
                | Trouble::Declined { code, .. }
                | Trouble::Rejected { code, .. } => Self::Declined { code },
                Trouble::TooLarge => Self::TooLarge,
                Trouble::Unbelieved => Self::Unbelieved,
                Trouble::Key => Self::Keystore,
                Trouble::Store => Self::Storage,
            },
            Why::Store(StoreTrouble::Full) => Self::StorageFull,
            Why::Store(StoreTrouble::Key) => Self::Keystore,
            Why::Store(StoreTrouble::Broken) => Self::Storage,
            Why::Unsettled => Self::Unsettled,
        }
    }
}

impl From<core::Offered> for OfferedJournal {
    fn from(offered: core::Offered) -> Self {
        let path = offered.journal.to_string_lossy().into_owned();
        match offered.receipt {
            Ok(receipt) => {
                let (sha256, length, at) = (receipt.sha256, receipt.length, receipt.at);
                Self { path, receipt: Some(JournalReceipt { sha256, length, at }), refusal: None }
            }
            Err(error) => Self { path, receipt: None, refusal: Some(error.into()) },
        }
    }
}
