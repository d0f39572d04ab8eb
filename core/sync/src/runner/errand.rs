//! What the engine asks of the store, on a thread for blocking work.

use super::{
    Parts,
    identity::{Identity, IdentityCell},
};
use crate::{
    engine::{
        Facts, Outcome, Outgoing, StoreTask, StoreTrouble,
        standing::{Standing, standing},
    },
    ports::Network,
    reading::{Reader, learned},
};
use chrono::TimeDelta;
use doorstep_protocol::{
    chain::Head, changes::ChangesAnswer, clock::ServerAnchor, digest::Digest, journal::Place,
    receipt::Watermark, session::TokenAnswer,
};
use doorstep_store::{Haste, Store, StoreError, Tokens, Waiting};

pub(crate) fn perform(
    parts: &Parts,
    identity: &IdentityCell,
    task: StoreTask,
) -> Result<Outcome, StoreTrouble> {
    let store = &parts.store;
    match task {
        StoreTask::Load => load(parts, identity).map(Outcome::Loaded),
        StoreTask::KeepTokens { answer, heard_millis } => {
            keep_tokens(parts, identity, &answer, heard_millis).map(Outcome::Kept)
        }
        StoreTask::ReadOutbox { most_records, most_bytes } => {
            let waiting = store.outbox(most_records, most_bytes).map_err(trouble)?;
            Ok(Outcome::Outbox(outgoing(waiting)))
        }
        StoreTask::Reopen(head) => done(store.reopen_epoch(head, &*parts.key)),
        StoreTask::Renew(incarnation) | StoreTask::Reoffer(incarnation) => done(store.reoffer(incarnation)),
        StoreTask::Note { answers, receipts, watermark } => {
            store.answer(&answers, receipts.as_ref(), parts.clock.now()).map_err(trouble)?;
            pass(store, watermark.as_ref())
        }
        StoreTask::Park { place, code } => done(store.park(place, &code, parts.clock.now())),
        StoreTask::Take { page, watermark } => take(store, &page, &watermark),
        StoreTask::ReadMedia { most, not } => {
            let haste = match parts.connectivity.network() {
                Network::Good { metered: false } => Haste::WhenFree,
                _ if store.pictures_wait().map_err(trouble)? => return Ok(Outcome::Media(Vec::new())),
                _ => Haste::Soon,
            };
            store.media_to_send(most, &not, haste).map(Outcome::Media).map_err(trouble)
        }
        StoreTask::NoteMedia { notes } => done(store.note_media(&notes, parts.clock.now())),
        StoreTask::RestartFeed => done(store.restart_feed()),
    }
}

/// See [`crate::engine::Effect::Peek`]. What cannot be read now will be asked for in its turn.
pub(crate) fn peek(store: &Store, after: Place, most_records: usize, most_bytes: usize) -> Vec<Outgoing> {
    store.outbox_behind(after, most_records, most_bytes).map(outgoing).unwrap_or_default()
}

fn outgoing(waiting: Vec<Waiting>) -> Vec<Outgoing> {
    let outgoing = waiting.into_iter().map(|waiting| Outgoing {
        place: waiting.place(),
        record: waiting.record,
        emergency: waiting.emergency,
        envelope: waiting.envelope,
    });
    outgoing.collect()
}

fn load(parts: &Parts, identity: &IdentityCell) -> Result<Option<Facts>, StoreTrouble> {
    let store = &parts.store;
    let Some(enrolment) = store.enrolment().map_err(trouble)? else {
        identity.set(None);
        return Ok(None);
    };
    // An enrolment cut short by a crash left the outbox on another device's chain.
    store.begin_chain(&*parts.key).map_err(trouble)?;
    parts.time.hear(store.anchor().map_err(trouble)?);
    let transport = parts.connector.connect(&enrolment.address, enrolment.ca_pin);
    let transport = transport.map_err(|_| StoreTrouble::Broken)?;
    let reader = Reader { keys: enrolment.keys, device: enrolment.device };
    identity.set(Some(Identity { reader, transport, access: None }));
    let incarnation = store.incarnation().map_err(trouble)?.unwrap_or(enrolment.incarnation);
    Ok(Some(Facts { incarnation, cursor: store.cursor().map_err(trouble)? }))
}

/// The refresh token before is spent, so the new pair is kept before anything else.
fn keep_tokens(
    parts: &Parts,
    identity: &IdentityCell,
    answer: &TokenAnswer,
    heard_millis: u64,
) -> Result<Standing, StoreTrouble> {
    let Parts { store, clock, .. } = parts;
    let lives = TimeDelta::seconds(i64::from(answer.expires_in_seconds));
    let now = clock.now();
    let tokens = Tokens {
        access: answer.access.clone(),
        refresh: answer.refresh.clone(),
        access_until: now.checked_add_signed(lives).unwrap_or(now),
    };
    store.set_tokens(&tokens).map_err(trouble)?;
    let mut enrolment = store.enrolment().map_err(trouble)?.ok_or(StoreTrouble::Broken)?;
    let keys = learned(&enrolment.keys, answer).map_err(|_| StoreTrouble::Broken)?;
    if keys != enrolment.keys {
        enrolment.keys = keys.clone();
        store.set_enrolment(&enrolment).map_err(trouble)?;
    }
    let anchor =
        ServerAnchor { server: answer.server_time, monotonic_millis: heard_millis, boot: clock.boot() };
    store.set_anchor(&anchor).map_err(trouble)?;
    parts.time.hear(Some(anchor));
    if let Some(before) = identity.get() {
        let reader = Reader { keys, ..before.reader };
        identity.set(Some(Identity { reader, access: Some(tokens.access), ..before }));
    }
    compare(store, answer.head)
}

fn compare(store: &Store, county: Option<Head>) -> Result<Standing, StoreTrouble> {
    // Before the first record every head of the county's lies beyond ours.
    let nothing = Head { epoch: 1, seq: 0, hash: Digest([0; 32]) };
    let ours = store.head().map_err(trouble)?;
    let county = county.filter(|county| ours.is_some() || county.seq > 0);
    let there = match county {
        Some(Head { epoch, seq, .. }) => store.header_hash(Place { epoch, seq }).map_err(trouble)?,
        None => None,
    };
    Ok(standing(ours.unwrap_or(nothing), county, there))
}

fn take(store: &Store, page: &ChangesAnswer, watermark: &Watermark) -> Result<Outcome, StoreTrouble> {
    // First how far the backups reach: at the feed's end, lines come back of visits that are durable.
    pass(store, Some(watermark))?;
    done(store.apply_changes(page))
}

fn pass(store: &Store, watermark: Option<&Watermark>) -> Result<Outcome, StoreTrouble> {
    match watermark {
        Some(watermark) => done(store.apply_watermark(watermark)),
        None => Ok(Outcome::Done),
    }
}

fn done<T>(result: Result<T, StoreError>) -> Result<Outcome, StoreTrouble> {
    result.map(|_| Outcome::Done).map_err(trouble)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where map_err hands the error over")]
fn trouble(error: StoreError) -> StoreTrouble {
    let trouble = match &error {
        StoreError::StorageFull => StoreTrouble::Full,
        StoreError::Sign(_) => StoreTrouble::Key,
        _ => StoreTrouble::Broken,
    };
    tracing::warn!(error = %error, "the store could not");
    trouble
}
