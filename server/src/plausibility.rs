//! What does not look as visits usually do, looked for across everybody's visits once each has arrived.
//!
//! Taking in a record waits for none of this: a visit arrives unlooked-at, and a turn of
//! this job takes it up a moment later, the oldest first. How it is judged is
//! [`doorstep_domain::plausibility`], the same as on the phone; the county compares with
//! what a phone cannot know: everybody's points and everybody's photographs.
//!
//! | module | does |
//! |---|---|
//! | `stops` | what is compared of a visit, and with which others |
//! | `photographs` | whether their phone vouches for them, and which look alike |
//!
//! Failure: a turn that fails is taken again; looking twice says the same. A photograph
//! that comes after its visit (its phone was refused, then forgiven) has the visit looked at again, and a visit
//! that comes late has those of its worker's day looked at again that were made after it.

mod photographs;
mod stops;

#[cfg(test)]
mod tests;

use crate::{
    app::App,
    db::{DbError, Tx},
    keyring::Keyring,
    vault::{self, VaultError},
};
use doorstep_domain::{
    id::RecordId,
    plausibility::{Flag, Limits, judge},
    record::Record,
    visit::Visit,
};
use doorstep_protocol::envelope::Header;
use std::{future::Future, sync::Arc, time::Duration};

pub(crate) use photographs::arrived;

/// How long between two turns: a burst of arrivals is not held up by what can wait.
const LOOK: Duration = Duration::from_secs(1);

/// Visits of one turn.
const TURN: u64 = 128;

/// Looks at what has arrived, until `shutdown`.
pub async fn run(app: App, shutdown: impl Future<Output = ()> + Send) {
    tokio::pin!(shutdown);
    loop {
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "looking at visits failed");
        }
        tokio::select! {
            () = &mut shutdown => break,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// One turn, in one transaction. Returns how many visits were looked at.
pub async fn look(app: &App) -> Result<usize, DbError> {
    // Most turns find nothing, and trouble no writer.
    if app.db.read(|tx| waiting(tx, 1)).await?.is_empty() {
        return Ok(0);
    }
    let keyring = Arc::clone(&app.keyring);
    let turn = app.db.write(move |tx| {
        let waiting = waiting(tx, TURN)?;
        for visit in &waiting {
            look_at(tx, &keyring, *visit)?;
        }
        Ok::<_, DbError>(waiting.len())
    });
    turn.await
}

fn waiting(tx: &mut Tx<'_>, most: u64) -> Result<Vec<RecordId>, DbError> {
    tx.map(
        "SELECT record FROM visit WHERE unusual IS NULL ORDER BY arrived_at LIMIT $1",
        &[most.into()],
        |row| row.get(0),
    )
}

/// Looks at one visit, and keeps what is unusual about it. One that cannot be looked at holds up no other.
fn look_at(tx: &mut Tx<'_>, keyring: &Keyring, record: RecordId) -> Result<(), DbError> {
    let looked = tx.attempt(|tx| match read(tx, keyring, record)? {
        Some((header, Record::Visit(visit))) => flags(tx, keyring, &header, &visit),
        // Erased, or not to be read by this version.
        _ => Ok(Vec::new()),
    });
    let flags = match looked {
        Ok(flags) => flags,
        Err(VaultError::Db(error)) if error.is_passing() => return Err(error),
        Err(error) => {
            tracing::error!(%record, %error, "a visit cannot be looked at");
            Vec::new()
        }
    };
    let flags = serde_json::to_string(&flags).map_err(|_| DbError::Json)?;
    tx.execute("UPDATE visit SET unusual = $2 WHERE record = $1", &[record.into(), flags.into()])?;
    Ok(())
}

fn flags(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    header: &Header,
    visit: &Visit,
) -> Result<Vec<Flag>, VaultError> {
    let photographs = photographs::of(tx, keyring, header, visit)?;
    // A correction was made at a desk: its place and time say nothing.
    if visit.corrects.is_some() {
        return Ok(photographs.unvouched());
    }
    let limits = Limits::default();
    let mut stop = stops::stop(tx, header, visit)?;
    if stops::keep(tx, header, &stop)? {
        stops::unsettle_later(tx, header, &stop)?;
    }
    stop.photographs = photographs.likenesses();
    let alike = photographs.alike(tx, header.record, &limits)?;
    let before = stops::beside(tx, header, &stop, alike)?;
    let mut flags = judge(&stop, &before, &limits);
    flags.extend(photographs.unvouched());
    Ok(flags)
}

/// A record with its header; `None` if it is not here, was erased, or is of another version.
fn read(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    record: RecordId,
) -> Result<Option<(Header, Record)>, VaultError> {
    let header = tx.row(
        "SELECT envelope.header FROM record JOIN envelope ON envelope.hash = record.hash WHERE record.id = $1",
        &[record.into()],
    )?;
    let Some(header) = header else { return Ok(None) };
    let header: Header = serde_json::from_str(&header.get::<String>(0)?).map_err(|_| DbError::Json)?;
    let Some(payload) = vault::payload(tx, keyring, record)? else { return Ok(None) };
    let read = Record::parse(&header.kind, header.payload_version, payload.text.as_bytes());
    Ok(read.ok().map(|record| (header, record)))
}

/// Nothing is compared with a record that was erased.
pub(crate) fn forget(tx: &mut Tx<'_>, record: RecordId) -> Result<(), DbError> {
    photographs::forget(tx, record)?;
    tx.execute("DELETE FROM stop WHERE visit = $1", &[record.into()])?;
    tx.execute("UPDATE visit SET unusual = '[]' WHERE record = $1", &[record.into()]).map(|_| ())
}
