//! The log as people meet it: erasing, auditing, writing down its head.

use super::{
    Failure, Front, Routes,
    answer::{Answer, ok},
    body::{Json, Params},
    guard::By,
};
use crate::{
    audit::{self, Trail},
    db::DbError,
    erasure::{self, Erase, ErasureError, Order, reach},
    log, media, permissions as table, subjects,
};
use axum::extract::State;
use doorstep_domain::{
    id::{HouseholdId, PersonId, RecordId},
    subject::Subject,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .at(&table::REACH, reach)
        .at(&table::ERASE, erase)
        .at(&table::AUDIT, list)
        .at(&table::LOG_HEAD, head)
}

/// What to erase: one record, or everything about a household or a person.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ErasureRequest {
    /// What.
    what: ErasureSubject,
    /// A code, such as `subject_request`: it stands in the log for ever.
    reason: String,
}

/// What an erasure is about.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "type", content = "id")]
pub(crate) enum ErasureSubject {
    /// One record.
    Record(Uuid),
    /// A household with its members, and every record about any of them.
    Household(Uuid),
    /// A person, with every record about them.
    Person(Uuid),
}

/// What was erased.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErasureView {
    /// How many payloads went; each has a tombstone.
    erased: u64,
}

async fn erase(
    State(front): State<Front>,
    by: By,
    Json(ErasureRequest { what, reason }): Json<ErasureRequest>,
) -> Result<Answer<ErasureView>, Failure> {
    let (id, kind, what) = named(what);
    let (keyring, register) = (Arc::clone(&front.app.keyring), Arc::clone(&front.app.register));
    let trail = Trail::about(&id).with("type", kind);
    let erased = by.act::<_, ErasureError>(&front, trail, move |tx, session, at| {
        let order = Order { by: session.account, reason: &reason, at };
        erasure::erase(tx, &keyring, &register, what, order)
    });
    let erased = erased.await?;
    front.app.db.fold_log().await?;
    // Their keys are gone already; their bytes go now, or with the next upload.
    if let Err(error) = media::sweep(&front.app).await {
        tracing::warn!(%error, "files of what was erased could not be removed yet");
    }
    Ok(ok(ErasureView { erased }))
}

fn named(what: ErasureSubject) -> (Uuid, &'static str, Erase) {
    match what {
        ErasureSubject::Record(id) => (id, "record", Erase::Record(RecordId(id))),
        ErasureSubject::Household(id) => {
            (id, "household", Erase::Subject(Subject::Household(HouseholdId(id))))
        }
        ErasureSubject::Person(id) => (id, "person", Erase::Subject(Subject::Person(PersonId(id)))),
    }
}

/// What an erasure would take with it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReachView {
    /// The household first, then its members.
    subjects: Vec<SubjectView>,
    /// Records whose payloads would go.
    records: Vec<Uuid>,
}

/// A household or a person, by id.
#[derive(Serialize, ToSchema)]
pub(crate) struct SubjectView {
    /// `household`, `person`
    r#type: &'static str,
    /// Which.
    id: Uuid,
}

async fn reach(
    State(front): State<Front>,
    by: By,
    Params(what): Params<ErasureSubject>,
) -> Result<Answer<ReachView>, Failure> {
    let (_, _, what) = named(what);
    let reach = by.look::<_, ErasureError>(&front, move |tx, _| reach::reach(tx, what)).await?;
    let subject = |subject: Subject| SubjectView { r#type: subjects::type_of(subject), id: subject.uuid() };
    Ok(ok(ReachView {
        subjects: reach.subjects.into_iter().map(subject).collect(),
        records: reach.records.into_iter().map(|record| record.0).collect(),
    }))
}

#[derive(Deserialize)]
struct AuditParams {
    after: Option<u64>,
    limit: Option<u64>,
}

/// A page of the audit trail.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditView {
    /// In the order of the log.
    entries: Vec<AuditEntryView>,
}

/// One audit entry.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditEntryView {
    /// Its place in the log; ask on with `after=` the last.
    position: u64,
    /// The exact text that was sealed.
    body: String,
}

async fn list(
    State(front): State<Front>,
    by: By,
    Params(AuditParams { after, limit }): Params<AuditParams>,
) -> Result<Answer<AuditView>, Failure> {
    let (after, most) = (after.unwrap_or(0), limit.unwrap_or(audit::MOST));
    let trail = Trail::about(&by.session.account).with("after", after);
    let page = by.act::<_, DbError>(&front, trail, move |tx, _, _| audit::page(tx, after, most));
    let view = |audit::Entry { position, body }| AuditEntryView { position, body };
    Ok(ok(AuditView { entries: page.await?.into_iter().map(view).collect() }))
}

/// Where the log ends.
#[derive(Serialize, ToSchema)]
pub(crate) struct LogHeadView {
    /// The last position.
    position: u64,
    /// The chain up to and with it, base64url: to be written down elsewhere.
    chain: String,
}

async fn head(State(front): State<Front>, by: By) -> Result<Answer<LogHeadView>, Failure> {
    let head = by.look::<_, DbError>(&front, |tx, _| log::head(tx)).await?;
    Ok(ok(LogHeadView { position: head.position, chain: head.chain.to_string() }))
}
