//! The effect of a stored record, later: when people have placed what was kept apart,
//! or when a newer server can read what an older one could not.

use super::{
    IngestError,
    effect::{self, Source},
    judge,
    store::{needs_review, set_verdict},
};
use crate::{
    db::{DbError, Tx},
    forms::{self, Forms},
    keyring::Keyring,
    log, vault,
};
use chrono::{DateTime, Utc};
use doorstep_domain::{id::RecordId, record::Record};
use doorstep_protocol::{
    batch::{Quarantine, Verdict},
    digest::Digest,
    envelope::Header,
};

/// Gives a stored record its effect, unless it has had it, and returns the county's verdict on it from
/// now on. The reasons for which it was kept apart are not asked again: people have answered them.
/// A second payload that claimed the record's id has no effect of its own; it is marked as seen.
pub fn apply(
    tx: &mut Tx<'_>,
    (keyring, forms): (&Keyring, &Forms),
    record: RecordId,
    at: DateTime<Utc>,
) -> Result<Verdict, IngestError> {
    let row = tx
        .row(
            "SELECT record.hash, record.applied, envelope.header, envelope.verdict
             FROM record JOIN envelope ON envelope.hash = record.hash
             WHERE record.id = $1 FOR UPDATE",
            &[record.into()],
        )?
        .ok_or(DbError::NoRow)?;
    let hash = log::digest(&row.get::<Vec<u8>>(0)?)?;
    let header: Header = serde_json::from_str(&row.get::<String>(2)?).map_err(|_| DbError::Json)?;
    let verdict = if row.get::<bool>(1)? {
        serde_json::from_str(&row.get::<String>(3)?).map_err(|_| DbError::Json)?
    } else {
        give_effect(tx, (keyring, forms), &header, hash, at)?
    };
    settle(tx, record, &verdict)?;
    Ok(verdict)
}

fn give_effect(
    tx: &mut Tx<'_>,
    (keyring, forms): (&Keyring, &Forms),
    header: &Header,
    hash: Digest,
    at: DateTime<Utc>,
) -> Result<Verdict, IngestError> {
    let payload = vault::payload(tx, keyring, header.record)?;
    let payload = payload.ok_or(DbError::NoRow)?;
    let record = match Record::parse(&header.kind, header.payload_version, payload.text.as_bytes()) {
        Ok(record) => record,
        Err(unreadable) => return Ok(needs_review(vec![unreadable.code().to_owned()], [])),
    };
    let about = judge::about(tx, &record, header.author)?;
    if about.region.is_none() && judge::needs_region(&record) {
        return Ok(needs_review(vec![Quarantine::UnknownSubject.code().to_owned()], []));
    }
    let mut codes = effect::rules(header, &record);
    let forms = forms.of(tx, std::iter::once(&record))?;
    codes.extend(forms::replay(&forms, &record).into_iter().map(str::to_owned));
    let source = Source { header, hash, region: about.region, at };
    codes.extend(effect::apply(tx, keyring, &source, &record)?);
    tx.execute(
        "UPDATE record SET applied = 1, region = $2 WHERE id = $1",
        &[header.record.into(), about.region.into()],
    )?;
    Ok(needs_review(codes, []))
}

/// Writes a verdict on every wrapping of a record that still waits in quarantine. For a placement that
/// rejects: the verdict stays `quarantined` in words of its own, and the record without effect.
pub fn settle(tx: &mut Tx<'_>, record: RecordId, verdict: &Verdict) -> Result<(), DbError> {
    let wrappings = tx.map(
        "SELECT envelope.hash, CASE WHEN envelope.commitment = record.commitment
                THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END
         FROM envelope JOIN record ON record.id = envelope.record
         WHERE envelope.record = $1 AND (envelope.standing = 'quarantined' OR envelope.hash = record.hash)",
        &[record.into()],
        |row| Ok((log::digest(&row.get::<Vec<u8>>(0)?)?, row.get::<bool>(1)?)),
    )?;
    let clash = Verdict::NeedsReview { codes: vec![Quarantine::IdentityClash.code().to_owned()] };
    for (hash, same) in wrappings {
        set_verdict(tx, hash, if same { verdict } else { &clash })?;
    }
    Ok(())
}
