//! Taking in what phones send, exactly once.
//!
//! ```text
//! batch --> parsed, opened, sealed                          (threads of their own)
//!       --> one write job: for each item, in order
//!             place in the chain -> judge -> store -> effect
//!       --> commit --> receipts are signed and go out
//! ```
//!
//! **Promises.** Every authentic, well-formed envelope is stored and receipted, whatever
//! the county thinks of it: only a bad signature, commitment, framing or size is
//! refused, so no refusal can break a chain or stick a queue. The same envelope gets
//! the same receipt for ever: record, header and time; the signature is made anew over
//! whatever batch it comes in, and the same batch gets the same one. A record has its effect once, however often it is wrapped.
//!
//! **Three verdicts.** `accepted`; `needs_review` (a rule says no, an honest mistake: the
//! record has its effect and a person looks); `quarantined` (scope, revocation, identity,
//! chain: stored, no effect until a person places it, by [`apply`]).
//!
//! **Two ways.** First the whole batch in one job, with what an honest phone sends taken for
//! granted where the database would have said the same: it follows the head, its records are
//! new. If anything fails that concerns one item alone, all of it is undone, and in another
//! job each item goes through a savepoint of its own.
//!
//! **The chain.** Headers count without gaps inside `(device, epoch)`. A gap is stored and
//! reported, and may fill later. Whoever comes first to a place stays there; another
//! header at the same place is a fork. The head moves over everything that stands at
//! its place, quarantined or not: it says what came, not what was believed.
//!
//! **Failure.** An item that cannot have its effect is stored without it, as
//! `needs_review` with `effect_failed`; one on which the rules or its form cannot be run, with `not_weighed`. A conflict with another writer runs the whole
//! job again: it is idempotent. If the answer is lost, the phone asks again and hears the
//! same. Receipts are signed after the commit: what is signed is stored.
//!
//! | module | does |
//! |---|---|
//! | `prepare` | everything that needs no database, in parallel |
//! | `chain` | place in the phone's chain |
//! | `judge` | may it have its effect |
//! | `store` | one item: rows and verdict |
//! | `effect` | what a record makes happen, by kind |
//! | `place` | the effect of a stored record, later |

mod chain;
mod effect;
mod judge;
mod place;
mod prepare;
mod store;

#[cfg(test)]
mod tests;

use crate::{
    app::App,
    db::{DbError, Tx},
    fact,
    keyring::Keyring,
    tokens::PhoneSession,
    vault::VaultError,
};
use chrono::{DateTime, SubsecRound, Utc};
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    batch::{BatchAnswer, ItemAnswer},
    digest::Digest,
    envelope::Envelope,
    limits,
    packed::Unpacked,
    receipt::{BatchReceipt, Receipt, Receipts, Watermark},
    signed::Signed,
};
use prepare::Item;
use std::sync::Arc;
use store::{Care, Desk};
use thiserror::Error;

pub use place::{apply, settle};

/// How often a job that stood in another's way is run again.
const TRIES: u32 = 5;

/// Why a batch as a whole was not taken in. Nothing of it is stored.
#[derive(Debug, Error)]
pub enum IngestError {
    /// More than [`limits::BATCH_ENVELOPES`].
    #[error("the batch has too many envelopes")]
    TooMany,
    /// The phone is not on file any more.
    #[error("the device is not known")]
    UnknownDevice,
    /// It was to be stored only behind a header that is not here.
    #[error("what the batch follows is not here")]
    NotNext,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A payload could not be sealed or opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The county's key would not sign.
    #[error("the receipt could not be signed")]
    Sign,
}

/// Takes in a batch of the phone whose session this is.
pub async fn batch(
    app: &App,
    session: &PhoneSession,
    batch: impl Into<Unpacked>,
) -> Result<BatchAnswer, IngestError> {
    batch_in_turn(app, session, batch, None, std::future::ready(())).await
}

/// The same for a batch that others of its phone may stand before: it is verified as it comes, and
/// stored when its turn has. What the turn gives is held until it is stored.
///
/// A batch that was sent ahead names the header that it follows in `after`. If that never came, the batch is
/// [`IngestError::NotNext`]: stored now, it would leave a hole, and a record would have its effect before the
/// one that it speaks of.
pub async fn batch_in_turn<T>(
    app: &App,
    session: &PhoneSession,
    batch: impl Into<Unpacked>,
    after: Option<Digest>,
    turn: impl Future<Output = T> + Send,
) -> Result<BatchAnswer, IngestError> {
    let Unpacked { envelopes, .. } = batch.into();
    if envelopes.len() > limits::BATCH_ENVELOPES {
        return Err(IngestError::TooMany);
    }
    let items = Arc::new(prepare::envelopes(app, envelopes).await?);
    let device = session.device;
    let held = turn.await;
    let taken = take_in(app, Some(Sender { device, after }), Arc::clone(&items), now(app)).await?;
    drop(held);
    let own = taken.own.ok_or(IngestError::UnknownDevice)?;
    let watermark = Signed::sign(&own.watermark, &app.keyring.receipt).map_err(|_| IngestError::Sign)?;
    let receipt = receipt(&app.keyring, &items, &taken.answers)?;
    Ok(BatchAnswer {
        items: taken.answers,
        receipt,
        head: own.head,
        missing_from: own.missing_from,
        watermark,
        changes: None,
    })
}

/// As receipts name it.
fn now(app: &App) -> DateTime<Utc> {
    app.now().trunc_subsecs(3)
}

/// One signature for everything in a batch that is stored.
fn receipt(
    keyring: &Keyring,
    items: &[Item],
    answers: &[ItemAnswer],
) -> Result<Option<Signed<BatchReceipt>>, IngestError> {
    let stored = items.iter().zip(answers).filter_map(|both| match both {
        (Item::Ready(prepared), ItemAnswer::Stored { at, .. }) => {
            Some(Receipt { record: prepared.header.record, header: prepared.hash, at: *at })
        }
        _ => None,
    });
    let stored: Vec<Receipt> = stored.collect();
    if stored.is_empty() {
        return Ok(None);
    }
    let receipts = Receipts::sign(stored, &keyring.receipt).map_err(|_| IngestError::Sign)?;
    Ok(Some(receipts.into_signed()))
}

/// Takes in envelopes that no session brought: from a sealed journal. Each is believed by its own phone's key.
pub(crate) async fn journal(app: &App, envelopes: Vec<Envelope>) -> Result<Vec<ItemAnswer>, IngestError> {
    let at = now(app);
    let items = Arc::new(prepare::envelopes(app, envelopes.into_iter().map(Ok).collect()).await?);
    Ok(take_in(app, None, items, at).await?.answers)
}

/// The phone whose session brought a batch.
#[derive(Clone, Copy)]
struct Sender {
    device: DeviceId,
    /// The header without which nothing is stored.
    after: Option<Digest>,
}

struct Taken {
    answers: Vec<ItemAnswer>,
    own: Option<Own>,
}

/// What the sending phone learns of itself.
struct Own {
    head: doorstep_protocol::chain::Head,
    missing_from: Option<u64>,
    watermark: Watermark,
}

async fn take_in(
    app: &App,
    from: Option<Sender>,
    items: Arc<Vec<Item>>,
    at: DateTime<Utc>,
) -> Result<Taken, IngestError> {
    let (mut tries, mut care) = (1, Care::Batch);
    loop {
        let (keyring, items) = (Arc::clone(&app.keyring), Arc::clone(&items));
        let taken = app.write(move |tx| take_all(tx, &keyring, from, &items, at, care)).await;
        match taken {
            Err(IngestError::Db(DbError::Conflict)) if tries < TRIES => tries += 1,
            Err(IngestError::Db(error)) if care == Care::Batch && !error.is_passing() => care = Care::Item,
            other => return other,
        }
    }
}

fn take_all(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    from: Option<Sender>,
    items: &[Item],
    at: DateTime<Utc>,
    care: Care,
) -> Result<Taken, IngestError> {
    let device = from.map(|from| from.device);
    let mut desk = Desk::open(tx, keyring, device, items, at, care)?;
    if let Some(Sender { device, after: Some(after) }) = from
        && desk.device(device).is_none_or(|found| found.head.hash != after)
        && !chain::is_held(tx, device, after)?
    {
        return Err(IngestError::NotNext);
    }
    let mut answers = Vec::with_capacity(items.len());
    for item in items {
        answers.push(match item {
            Item::Refused(code) => ItemAnswer::Refused { code: *code },
            Item::Ready(prepared) => desk.take(tx, prepared)?,
        });
    }
    desk.close(tx)?;
    let own = match device.and_then(|device| desk.device(device).map(|found| (device, found))) {
        None => None,
        Some((device, found)) => {
            let (epoch, seq) = found.durable;
            Some(Own {
                head: found.head,
                missing_from: match found.is_frontier {
                    true => None,
                    false => chain::missing_from(tx, device, found.head)?,
                },
                watermark: Watermark { incarnation: fact::incarnation(tx)?, device, epoch, seq, at },
            })
        }
    };
    Ok(Taken { answers, own })
}

/// How far backups reach into a phone's chain; `None` for a phone not on file.
pub(crate) fn watermark(
    tx: &mut Tx<'_>,
    device: DeviceId,
    at: DateTime<Utc>,
) -> Result<Option<Watermark>, DbError> {
    let row = tx.row("SELECT durable_epoch, durable_seq FROM device WHERE id = $1", &[device.into()])?;
    let Some(row) = row else { return Ok(None) };
    let incarnation = fact::incarnation(tx)?;
    Ok(Some(Watermark { incarnation, device, epoch: row.get(0)?, seq: row.get(1)?, at }))
}
