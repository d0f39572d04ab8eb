//! How far the county's backups reach, and what a phone may let go of.
//!
//! A receipted record leaves the outbox once the watermark has passed it: its wrapping
//! goes, and history keeps facts, receipt, verdict and review for good. The payload of
//! an own record stays readable for [`PAYLOAD_DAYS`] more, so that a worker can look up
//! what they wrote and correct what was returned, and is then let go of. A record that
//! was refused, or whose receipt never arrived, stays whatever the watermark says.

use crate::{
    Store, StoreError, chain, changes, identity, media,
    setting::{self, Name},
    sql::from_number,
};
use chrono::TimeDelta;
use doorstep_domain::id::Incarnation;
use doorstep_protocol::receipt::Watermark;
use rusqlite::Transaction;

/// How long a durable payload stays readable, counted from its receipt, both by the county's clock.
const PAYLOAD_DAYS: i64 = 90;

impl Store {
    /// Lets go of what a checked watermark covers; returns how many records left the
    /// outbox. One of another device or another life of the county changes nothing.
    pub fn apply_watermark(&self, watermark: &Watermark) -> Result<usize, StoreError> {
        let (gone, files) = self.write(|tx| apply(tx, watermark))?;
        if files {
            media::clear_out(self)?;
        }
        Ok(gone)
    }

    /// Offers everything again that the county may have lost: what is receipted but not
    /// durable waits again, receipts are kept. Another `incarnation` than the one known
    /// also begins the feed anew ([`Store::restart_feed`]). Returns how many wait again.
    pub fn reoffer(&self, incarnation: Incarnation) -> Result<usize, StoreError> {
        self.write(|tx| {
            let known: Option<Incarnation> = setting::get(tx, Name::Incarnation)?;
            if known != Some(incarnation) {
                setting::put(tx, Name::Incarnation, &incarnation)?;
                changes::restart(tx)?;
                media::reoffer(tx)?;
            }
            let offered = tx.execute("UPDATE outbox SET state = 'waiting' WHERE state = 'receipted'", [])?;
            Ok(offered)
        })
    }
}

/// How many records left, and whether files did.
fn apply(tx: &Transaction, watermark: &Watermark) -> Result<(usize, bool), StoreError> {
    let device = identity::device(tx)?;
    let incarnation: Option<Incarnation> = setting::get(tx, Name::Incarnation)?;
    if device != Some(watermark.device) || incarnation != Some(watermark.incarnation) {
        return Ok((0, false));
    }
    let chain = chain::chain(tx)?;
    let gone = tx
        .prepare_cached("DELETE FROM outbox WHERE state = 'receipted' AND (epoch, seq) <= (?1, ?2)")?
        .execute((watermark.epoch, from_number(watermark.seq)))?;
    if let Some(chain) = chain.filter(|_| gone > 0) {
        chain::note(tx, &chain)?;
    }
    let old = watermark.at - TimeDelta::days(PAYLOAD_DAYS);
    tx.prepare_cached(
        "UPDATE record SET salt = NULL, payload = NULL
         WHERE payload IS NOT NULL AND receipted_at < ?1
           AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.id = record.id)",
    )?
    .execute([old.timestamp_millis()])?;
    Ok((gone, media::let_go(tx, watermark)?))
}
