//! The audit trail: who did what to which thing, when. Its entries stand in the log
//! beside what phones signed, under the same chain, and name ids and codes only.
//!
//! Which event an operation leaves is declared in [`crate::permissions`]; the entry is
//! written by the transaction that does the work, so neither can be without the other.

use crate::{
    db::{DbError, Tx},
    log::{self, EntryId},
    permissions::Operation,
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{AccountId, DeviceId};
use serde_json::{Map, Value};
use std::fmt::Display;

/// What an operation was about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trail {
    /// An id: of an account, a device, a record.
    pub reference: String,
    /// Codes and ids worth keeping; no personal data, nobody's words.
    pub detail: Map<String, Value>,
}

impl Trail {
    /// About one thing.
    pub fn about(reference: &dyn Display) -> Self {
        Self { reference: reference.to_string(), detail: Map::new() }
    }

    /// With one more code or id.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person at the console.
    Person(AccountId),
    /// A phone.
    Device(DeviceId),
}

/// Writes the event that the operation declares; nothing for one that declares none.
pub fn leave(
    tx: &mut Tx<'_>,
    operation: &Operation,
    actor: Actor,
    trail: Trail,
    at: DateTime<Utc>,
) -> Result<Option<EntryId>, DbError> {
    let Some(event) = operation.audit else { return Ok(None) };
    let Trail { reference, detail } = trail;
    let mut body = Map::new();
    body.insert("event".to_owned(), event.into());
    match actor {
        Actor::Person(account) => body.insert("by".to_owned(), account.to_string().into()),
        Actor::Device(device) => body.insert("device".to_owned(), device.to_string().into()),
    };
    body.insert("reference".to_owned(), reference.clone().into());
    body.insert("at".to_owned(), serde_json::to_value(at).map_err(|_| DbError::Json)?);
    body.extend(detail);
    log::append_text(tx, "audit", reference, Value::Object(body).to_string(), at).map(Some)
}

/// One audit entry with its place in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Position in the log.
    pub position: u64,
    /// The exact text that was sealed.
    pub body: String,
}

/// Most entries of one page.
pub const MOST: u64 = 500;

/// Sealed audit entries after a position, in order.
pub fn page(tx: &mut Tx<'_>, after: u64, most: u64) -> Result<Vec<Entry>, DbError> {
    tx.map(
        "SELECT sealed_entry.position, entry.body
         FROM sealed_entry JOIN entry ON entry.id = sealed_entry.entry
         WHERE sealed_entry.position > $1 AND entry.kind = 'audit'
         ORDER BY sealed_entry.position
         LIMIT $2",
        &[after.into(), most.clamp(1, MOST).into()],
        |row| Ok(Entry { position: row.get(0)?, body: row.get(1)? }),
    )
}
