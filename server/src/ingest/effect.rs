//! What a record makes happen, by kind. Runs once a record, when it is taken in or
//! placed. Returns codes for a person to look at; the effect stands all the same.

mod countersign;
mod hours;
mod queue;
mod sheet;
mod subject;
mod visit;

use crate::{
    audience::Audience,
    db::{DbError, Tx},
    feed,
    keyring::Keyring,
    log, plausibility, reviews,
};
use chrono::{DateTime, Utc};
use doorstep_domain::{
    hours::Activity,
    id::RegionId,
    record::{ReadTrace, Record},
    review::ReviewReply,
    rules,
};
use doorstep_protocol::{batch::Quarantine, changes::DocumentKind, digest::Digest, envelope::Header};
use serde_json::json;

/// The record's effect could not be had: something for whoever runs the server.
pub(super) const FAILED: &str = "effect_failed";
/// The rules that the record names are not known here.
const UNKNOWN_RULES: &str = "unknown_rules_version";
/// The day of a visit has not come yet.
const FUTURE_DAY: &str = "day_in_future";
/// Part of an edit waits for a person to choose.
const CLASH: &str = "clash";
/// What a reply answers is not a visit of its author.
const UNKNOWN_VISIT: &str = "unknown_visit";
/// The visit that a reply answers does not wait for one.
const NOT_RETURNED: &str = "visit_not_returned";

/// Where a record comes from.
pub(super) struct Source<'a> {
    pub(super) header: &'a Header,
    pub(super) hash: Digest,
    /// The village of its subject.
    pub(super) region: Option<RegionId>,
    /// When it was taken in, or placed.
    pub(super) at: DateTime<Utc>,
}

/// What the rules say, in the version that the header names. Without that version nothing can be said
/// but that it is unknown: the record is not measured by rules it was not made under.
pub(super) fn rules(header: &Header, record: &Record) -> Vec<String> {
    match rules::version(&header.rules_version) {
        Ok(table) => {
            rules::check(record, table).into_iter().map(|finding| finding.code().to_owned()).collect()
        }
        Err(_) => vec![UNKNOWN_RULES.to_owned()],
    }
}

pub(super) fn apply(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    source: &Source<'_>,
    record: &Record,
) -> Result<Vec<String>, DbError> {
    let codes = match record {
        Record::Visit(visit) => visit::apply(tx, source, visit)?,
        Record::Sheet(sheet) => sheet::apply(tx, source, sheet)?,
        Record::Countersign(countersign) => countersign::apply(tx, source, countersign)?,
        Record::Hours(entry) => return hours::apply(tx, source, entry),
        Record::Activity(activity) => put_activity(tx, activity)?,
        Record::SubjectNew(new) => subject::put_new(tx, source, new)?,
        Record::SubjectEdit(edit) => subject::edit(tx, keyring, source, edit)?,
        Record::ReviewReply(reply) => answer_review(tx, source, reply)?,
        // Stored: that the work was given up, and why, is the whole of it.
        Record::DraftAbandoned(_) => None,
        Record::Evidence(_) => plausibility::arrived(tx, source.header.record).map(|()| None)?,
        Record::ReadTrace(trace) => leave_trace(tx, source, trace)?,
    };
    Ok(codes.into_iter().map(str::to_owned).collect())
}

/// The first activity under an id stands; another is for a person to look at.
fn put_activity(tx: &mut Tx<'_>, activity: &Activity) -> Result<Option<&'static str>, DbError> {
    let key = activity.id.to_string();
    let body = serde_json::to_string(activity).map_err(|_| DbError::Json)?;
    match feed::held(tx, DocumentKind::Activity, &key, Audience::County)? {
        Some(held) if held != body => Ok(Some(Quarantine::IdentityClash.code())),
        _ => feed::put(tx, DocumentKind::Activity, &key, Audience::County, activity).map(|()| None),
    }
}

fn answer_review(
    tx: &mut Tx<'_>,
    source: &Source<'_>,
    reply: &ReviewReply,
) -> Result<Option<&'static str>, DbError> {
    let own = tx.exists(
        "SELECT record FROM visit WHERE record = $1 AND author = $2",
        &[reply.visit.into(), source.header.author.into()],
    )?;
    if !own {
        return Ok(Some(UNKNOWN_VISIT));
    }
    let answered = reviews::replied(tx, reply, source.header.author, source.at)?;
    Ok((!answered).then_some(NOT_RETURNED))
}

/// Who opened a child's file, in the audit chain. The purpose, in someone's words, stays in the payload.
fn leave_trace(
    tx: &mut Tx<'_>,
    source: &Source<'_>,
    trace: &ReadTrace,
) -> Result<Option<&'static str>, DbError> {
    let body = json!({
        "event": "child_file_opened",
        "person": trace.person,
        "reader": trace.reader,
        "record": source.header.record,
        "device": source.header.device,
        "at": source.at,
    });
    log::append_text(tx, "audit", trace.person.to_string(), body.to_string(), source.at)?;
    Ok(None)
}
