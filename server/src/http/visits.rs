//! The supervisors' queue, one visit opened, and the steps of its review.

use super::{
    Failure, Front, Routes,
    answer::{Answer, ok},
    body::{Id, Json, Params},
    guard::By,
};
use crate::{
    audit::Trail,
    db::DbError,
    permissions as table,
    reviews::{
        self, Act, ReviewError, StepDetail,
        opened::{self, Opened, StepTaken},
        queue::{self, After, Waiting},
    },
};
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    id::RecordId,
    plausibility::Flag,
    review::{ReturnItem, ReviewNote, ReviewState},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::QUEUE, list).at(&table::OPEN_VISIT, open).at(&table::REVIEW, review)
}

/// A visit or a sheet as the queue shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct VisitView {
    /// Which.
    record: Uuid,
    /// The household or person it is about; absent of a sheet about nobody on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The village.
    region: Uuid,
    /// A kind of visit (`household_check`, `guardian_visit`, `elder_check_in`, `needs_assessment`, `census`,
    /// `follow_up`) or of sheet (`mandatory_report`, `urgent_report`, `volunteer_report`, `service_plan`,
    /// `supervision`, `training`, `consent`)
    kind: String,
    /// Who made it.
    author: Uuid,
    /// Of a visit: `met`, `nobody_home`, `moved`, `died`, `refused`, `wrong_address`
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    /// `emergency` or `normal`
    urgency: String,
    /// The civil day of the visit.
    day: NaiveDate,
    /// When it arrived here.
    arrived_at: DateTime<Utc>,
    /// `submitted`, `in_review`, `returned`, `replied`, `approved`
    review: String,
    /// The visit that this one corrects.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrects: Option<Uuid>,
    /// Until when the worker has to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<NaiveDate>,
    /// The second investigator named.
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<Uuid>,
    /// Whether they stand by it.
    countersigned: bool,
    /// What is unusual about it beside everybody's visits, each with its `code` and figures; absent until the
    /// county has looked, a second or so after it arrived. It accuses nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    unusual: Option<Vec<Flag>>,
}

impl From<Waiting> for VisitView {
    fn from(visit: Waiting) -> Self {
        Self {
            record: visit.record.0,
            subject: visit.subject,
            region: visit.region.0,
            kind: visit.kind,
            author: visit.author.0,
            outcome: visit.outcome,
            urgency: visit.urgency,
            day: visit.day,
            arrived_at: visit.arrived_at,
            review: visit.review.as_str().to_owned(),
            corrects: visit.corrects.map(|record| record.0),
            deadline: visit.deadline,
            second: visit.second.map(|account| account.0),
            countersigned: visit.countersigned,
            unusual: visit.unusual,
        }
    }
}

/// One page of the queue.
#[derive(Serialize, ToSchema)]
pub(crate) struct QueueView {
    /// Red lines first, then the oldest.
    visits: Vec<VisitView>,
    /// Ask with `after=` this for the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct QueueParams {
    state: Option<ReviewState>,
    after: Option<String>,
    limit: Option<u64>,
}

async fn list(
    State(front): State<Front>,
    by: By,
    Params(params): Params<QueueParams>,
) -> Result<Answer<QueueView>, Failure> {
    let state = params.state.unwrap_or(ReviewState::Submitted);
    let after = params.after.as_deref().map(After::parse).transpose();
    let after =
        after.map_err(|_| Failure::bad("malformed_cursor", "not a cursor of this list").field("after"))?;
    let most = params.limit.unwrap_or(queue::MOST);
    let page = by.look::<_, DbError>(&front, move |tx, session| {
        queue::page(tx, session.account, state, after.as_ref(), most)
    });
    let page = page.await?;
    Ok(ok(QueueView { visits: page.visits.into_iter().map(Into::into).collect(), next: page.next }))
}

/// One step of a review.
#[derive(Serialize, ToSchema)]
pub(crate) struct StepView {
    /// `start`, `return`, `reply`, `approve`
    step: String,
    /// By whom.
    by: Uuid,
    /// When.
    at: DateTime<Utc>,
    /// Items and deadline of a return, words and correction of a reply.
    #[schema(value_type = Object)]
    detail: StepDetail,
}

/// One visit, opened.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenedView {
    /// As the queue shows it.
    visit: VisitView,
    /// The visit as its author made it, answers and all; absent once erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    payload: Option<Box<serde_json::value::RawValue>>,
    /// What the county makes of it.
    #[schema(value_type = Object)]
    verdict: doorstep_protocol::batch::Verdict,
    /// What was receipted: `record`, `header` and `at` of each wrapping that came.
    #[schema(value_type = Vec<Object>)]
    receipts: Vec<doorstep_protocol::receipt::Receipt>,
    /// Oldest first.
    steps: Vec<StepView>,
}

async fn open(
    State(front): State<Front>,
    by: By,
    Id(record): Id<RecordId>,
) -> Result<Answer<OpenedView>, Failure> {
    let keyring = Arc::clone(&front.app.keyring);
    let opened = by.act::<_, ReviewError>(&front, Trail::about(&record), move |tx, session, _| {
        opened::open(tx, &keyring, session, record)
    });
    let Opened { visit, payload, verdict, receipts, steps } = opened.await?;
    let step = |step: StepTaken| {
        let StepTaken { step, by, at, detail } = step;
        StepView { step, by: by.0, at, detail }
    };
    let steps = steps.into_iter().map(step).collect();
    Ok(ok(OpenedView { visit: visit.into(), payload, verdict, receipts, steps }))
}

/// One thing to mend.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ItemRequest {
    /// Path of the question, or SHA-256 of the photo.
    target: String,
    /// Why, in the supervisor's words.
    reason: String,
}

/// What a supervisor does.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "step")]
pub(crate) enum ReviewRequest {
    /// Opens the visit.
    Start,
    /// Sends it back.
    Return {
        /// At least one.
        items: Vec<ItemRequest>,
        /// Until when; today or later.
        deadline: NaiveDate,
    },
    /// Approves it.
    Approve,
}

/// Where a review stands after a step.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReviewView {
    /// The visit.
    visit: Uuid,
    /// `in_review`, `returned`, `approved`
    state: String,
    /// When.
    at: DateTime<Utc>,
}

async fn review(
    State(front): State<Front>,
    by: By,
    Id(record): Id<RecordId>,
    Json(request): Json<ReviewRequest>,
) -> Result<Answer<ReviewView>, Failure> {
    let (name, act) = match request {
        ReviewRequest::Start => ("start", Act::Start),
        ReviewRequest::Approve => ("approve", Act::Approve),
        ReviewRequest::Return { items, deadline } => {
            let item = |ItemRequest { target, reason }| ReturnItem { target, reason };
            ("return", Act::Return { items: items.into_iter().map(item).collect(), deadline })
        }
    };
    let (keyring, today) = (Arc::clone(&front.app.keyring), front.app.today());
    let trail = Trail::about(&record).with("step", name);
    let acted = by.act::<_, ReviewError>(&front, trail, move |tx, session, at| {
        reviews::act(tx, &keyring, session, record, act, (at, today))
    });
    let ReviewNote { visit, state, at, .. } = acted.await?;
    Ok(ok(ReviewView { visit: visit.0, state: state.as_str().to_owned(), at }))
}
