//! The county's feed: one page, one transaction, with its cursor.
//!
//! A put with a newer revision replaces, an older one is passed over; a removal takes a
//! document from the registry and is remembered, so that a put heard late stays away.
//! Nothing here touches drafts or the outbox. Documents of a kind or shape unknown to
//! this version are kept as they came, and taken up by the version that knows them.
//!
//! A feed begun anew ([`Store::restart_feed`]) keeps showing what is there: everything
//! is held to be unconfirmed, puts confirm it, and what is unconfirmed when the feed has
//! been read to its end is removed.

mod document;
mod sweep;

use crate::{
    Store, StoreError, agenda, overlay,
    search::Fresh,
    setting::{self, Name},
};
use doorstep_domain::id::Incarnation;
use doorstep_protocol::changes::{Change, ChangesAnswer};
use rusqlite::Transaction;

pub(crate) use document::take_up_unread;

impl Store {
    /// Keeps a page of the feed. The watermark it carries is [`Store::apply_watermark`]'s
    /// to keep, once its signature has been checked.
    pub fn apply_changes(&self, answer: &ChangesAnswer) -> Result<(), StoreError> {
        self.write(|tx| {
            let known: Option<Incarnation> = setting::get(tx, Name::Incarnation)?;
            if known.is_some_and(|known| known != answer.incarnation) {
                return Err(StoreError::OtherIncarnation);
            }
            let mut fresh = Fresh::default();
            for change in &answer.changes {
                apply(tx, change, &mut fresh)?;
            }
            fresh.write(tx)?;
            setting::put(tx, Name::Cursor, &answer.next)?;
            if !answer.more {
                sweep::finish(tx)?;
                overlay::settle(tx)?;
                agenda::settle(tx)?;
            }
            Ok(())
        })
    }

    /// Where the feed goes on; `None` from its beginning.
    pub fn cursor(&self) -> Result<Option<String>, StoreError> {
        self.read(|conn| setting::get(conn, Name::Cursor))
    }

    /// Begins the feed anew: the county does not know the cursor any more.
    pub fn restart_feed(&self) -> Result<(), StoreError> {
        self.write(restart)
    }
}

/// See [`Store::restart_feed`].
pub(crate) fn restart(tx: &Transaction) -> Result<(), StoreError> {
    setting::clear(tx, Name::Cursor)?;
    setting::put(tx, Name::Sweep, &true)?;
    sweep::begin(tx)
}

fn apply(tx: &Transaction, change: &Change, fresh: &mut Fresh) -> Result<(), StoreError> {
    match &change.body {
        Some(_) if document::was_removed(tx, change)? => Ok(()),
        Some(body) => document::put(tx, change, body, fresh),
        None => document::remove(tx, change, fresh),
    }
}
