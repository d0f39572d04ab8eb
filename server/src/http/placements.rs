//! What is kept apart, and placing it.

use super::{
    Failure, Front, Routes,
    answer::{Answer, ok},
    body::{Json, Params},
    guard::By,
};
use crate::{
    audit::Trail,
    db::DbError,
    permissions as table,
    placements::{self, Decision, Kept, Outcome, PlacementError},
};
use axum::extract::State;
use chrono::{DateTime, Utc};
use doorstep_domain::id::RecordId;
use doorstep_protocol::batch::Verdict;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::QUARANTINE, list).at(&table::PLACE, place)
}

/// A record that waits for a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeptView {
    /// Which.
    record: Uuid,
    /// `visit`, `subject_edit` …
    kind: String,
    /// Who says that they made it.
    author: Uuid,
    /// On which phone it came.
    device: Uuid,
    /// The village, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Uuid>,
    /// When it came.
    received_at: DateTime<Utc>,
    /// Why it is kept apart.
    codes: Vec<String>,
    /// How many have accepted it; what a compromised phone sent takes two.
    accepted_by: u64,
}

impl From<Kept> for KeptView {
    fn from(kept: Kept) -> Self {
        let Kept { record, kind, author, device, region, received_at, codes, accepted_by } = kept;
        Self {
            record: record.0,
            kind,
            author: author.0,
            device: device.0,
            region: region.map(|region| region.0),
            received_at,
            codes,
            accepted_by,
        }
    }
}

#[derive(Deserialize)]
struct ListParams {
    limit: Option<u64>,
}

async fn list(
    State(front): State<Front>,
    by: By,
    Params(ListParams { limit }): Params<ListParams>,
) -> Result<Answer<Vec<KeptView>>, Failure> {
    let most = limit.unwrap_or(placements::MOST);
    let list = by.look::<_, DbError>(&front, move |tx, session| placements::waiting(tx, session, most));
    Ok(ok(list.await?.into_iter().map(Into::into).collect()))
}

/// A person's decision on a record that was kept apart.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PlacementRequest {
    /// Which record.
    record: Uuid,
    /// What.
    decision: DecisionRequest,
    /// Why; the author reads it.
    reason: String,
}

/// A decision.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DecisionRequest {
    /// The record shall have its effect.
    Accept,
    /// It shall not.
    Reject,
}

/// Where the record stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlacementView {
    /// Which record.
    record: Uuid,
    /// `waits_for_another` person, or `settled`.
    outcome: &'static str,
    /// What the county makes of it now; absent while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    verdict: Option<Verdict>,
}

async fn place(
    State(front): State<Front>,
    by: By,
    Json(request): Json<PlacementRequest>,
) -> Result<Answer<PlacementView>, Failure> {
    let decision = match request.decision {
        DecisionRequest::Accept => Decision::Accept,
        DecisionRequest::Reject => Decision::Reject,
    };
    let (record, app) = (RecordId(request.record), front.app.clone());
    let trail = Trail::about(&record).with("decision", decision.as_str());
    let placed = by.act::<_, PlacementError>(&front, trail, move |tx, session, at| {
        placements::place(tx, (&app.keyring, &app.forms), session, record, (decision, &request.reason), at)
    });
    let (outcome, verdict) = match placed.await? {
        Outcome::WaitsForAnother => ("waits_for_another", None),
        Outcome::Settled(verdict) => ("settled", Some(verdict)),
    };
    Ok(ok(PlacementView { record: record.0, outcome, verdict }))
}

impl From<PlacementError> for Failure {
    fn from(error: PlacementError) -> Self {
        match error {
            PlacementError::NoSuchRecord => Self::not_found("no_such_record", "there is no such record"),
            PlacementError::Own => Self::forbidden("own_record", "nobody places a record of their own"),
            PlacementError::NotKeptApart => Self::conflict("not_kept_apart", "the record is not kept apart"),
            PlacementError::Erased => Self::conflict("record_erased", "the record was erased"),
            PlacementError::Reason => Self::unfit("bad_reason", "a decision needs a reason").field("reason"),
            PlacementError::Ingest(error) => error.into(),
            PlacementError::Db(error) => error.into(),
        }
    }
}
