//! The encrypted memory of one phone: what the county said (registry, agenda, forms,
//! reviews), what the person is writing (drafts), and what is on its way (outbox,
//! history, sealed journal).
//!
//! Two files in one folder, and photographs beside them, each sealed under a key of its own (`media`): `doorstep.db` (SQLite under SQLCipher, WAL,
//! `synchronous=FULL`, raw key from the keystore) and `journal.dsj` (every saved record
//! once more, sealed to the county's recovery key; see [`doorstep_protocol::journal`]).
//!
//! ```text
//! draft --save--> waiting --answer: stored--> receipted --watermark--> history alone
//!                  |   ^                          |
//!   answer: refused|   |retry_parked              | reoffer (another life of the county)
//!                  v   |                          v
//!                 parked                       waiting
//! ```
//!
//! **A save** is one transaction: the head of the chain is read, the envelope sealed
//! with the device key, history and outbox rows written, the draft removed, the head
//! moved. After its commit the record is safe from everything but the loss of the
//! database; then it is appended to the journal and synced, and safe from that too.
//! [`Saved::journalled`] tells whether the second half succeeded; where it did not, the
//! next save or the next opening of the store repairs it.
//!
//! **Failure.** A process killed anywhere leaves either the draft or the record, never
//! neither. A full disk is [`StoreError::StorageFull`], whichever file it was. A
//! database that does not open is never deleted: [`Store::set_aside`] moves it, the
//! journal stays. Errors carry no personal data, and nothing here logs.
//!
//! **Threads.** One writer behind a mutex, readers on connections of their own. Calls
//! block: keep them off async threads. Lists come in pages by keyset ([`Page`]), so that
//! what arrives meanwhile neither repeats nor skips a row.

mod agenda;
mod answer;
mod chain;
mod changes;
mod clash;
mod disk;
mod draft;
mod error;
mod form;
mod history;
mod identity;
mod journal;
mod key;
mod media;
#[cfg(feature = "mutants")]
pub mod mutant;
mod open;
mod outbox;
mod overlay;
mod page;
mod registry;
mod review;
mod save;
mod schema;
mod search;
mod setting;
mod signing;
mod sql;
mod watermark;

pub use agenda::{AgendaQuery, AgendaRow, Shown};
pub use clash::OpenClash;
pub use disk::{Disk, Files, OpenFile};
pub use draft::Draft;
pub use error::StoreError;
pub use history::{Standing, StoredRecord};
pub use identity::{Enrolment, Tokens};
pub use key::DatabaseKey;
pub use media::{Haste, KeepError, MediaCounts, MediaId, MediaNote, MediaRow, MediaStanding, MediaToSend};
pub use open::{OpenError, Options, Store};
pub use outbox::{OutboxCounts, Parked, Waiting};
pub use page::{Page, PageToken, Paged};
pub use registry::{OnFile, PersonOnFile};
pub use review::ReturnedVisit;
pub use save::{NewRecord, RecordFacts, SaveError, Saved};
pub use search::SearchHit;
#[cfg(test)]
mod tests;
