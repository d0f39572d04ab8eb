//! Rosters, and whose work they are.

use super::{
    Failure, Front, Routes,
    answer::{Answer, ok},
    body::{Json, Params},
    guard::By,
};
use crate::{
    assignments::{self, AssignmentError, Done, Order},
    audit::Trail,
    db::DbError,
    permissions as table,
    rosters::Moved,
};
use axum::extract::State;
use chrono::NaiveDate;
use doorstep_domain::{
    id::{AccountId, RegionId, RosterId},
    roster::RosterLine,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::ASSIGN, assign).at(&table::ROSTER, roster)
}

/// Lines that shall change hands: some, all of one person's, for a leave, or back after it.
#[derive(Deserialize, ToSchema)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum AssignmentRequest {
    /// These lines.
    Lines {
        /// Roster lines.
        lines: Vec<Uuid>,
        /// To whom.
        to: Uuid,
    },
    /// Everything for the time of a leave.
    Cover {
        /// Who is away.
        from: Uuid,
        /// Who stands in.
        to: Uuid,
        /// The last day of the leave, as announced.
        until: NaiveDate,
    },
    /// Everything, for good.
    All {
        /// From whom.
        from: Uuid,
        /// To whom.
        to: Uuid,
        /// Only in this region and what lies inside it.
        region: Option<Uuid>,
    },
    /// The leave is over.
    Return {
        /// The cover that ends.
        end_cover: Uuid,
    },
}

impl AssignmentRequest {
    fn into_order(self) -> (&'static str, Order) {
        match self {
            Self::Lines { lines, to } => {
                let lines = lines.into_iter().map(RosterId).collect();
                ("lines", Order::Lines { lines, to: AccountId(to) })
            }
            Self::Cover { from, to, until } => {
                ("cover", Order::Cover { from: AccountId(from), to: AccountId(to), until })
            }
            Self::All { from, to, region } => {
                let region = region.map(RegionId);
                ("all", Order::All { from: AccountId(from), to: AccountId(to), region })
            }
            Self::Return { end_cover } => ("return", Order::Return { cover: end_cover }),
        }
    }
}

/// What came of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AssignmentView {
    /// Lines that changed hands.
    moved: Vec<MovedView>,
    /// The cover that was begun; `end_cover` with it hands the lines back.
    #[serde(skip_serializing_if = "Option::is_none")]
    cover: Option<Uuid>,
}

/// A line that changed hands.
#[derive(Serialize, ToSchema)]
pub(crate) struct MovedView {
    /// Which.
    line: Uuid,
    /// From whom.
    from: Uuid,
    /// To whom.
    to: Uuid,
}

async fn assign(
    State(front): State<Front>,
    by: By,
    Json(request): Json<AssignmentRequest>,
) -> Result<Answer<AssignmentView>, Failure> {
    let (name, order) = request.into_order();
    let reference = match &order {
        Order::Lines { to, .. } | Order::All { to, .. } | Order::Cover { to, .. } => to.to_string(),
        Order::Return { cover } => cover.to_string(),
    };
    let keyring = Arc::clone(&front.app.keyring);
    let done = by.act::<_, AssignmentError>(&front, Trail::about(&reference).with("order", name), {
        move |tx, session, at| assignments::assign(tx, &keyring, session, order, at)
    });
    let Done { moved, cover } = done.await?;
    let view = |Moved { line, from, to }: Moved| MovedView { line: line.0, from: from.0, to: to.0 };
    Ok(ok(AssignmentView { moved: moved.into_iter().map(view).collect(), cover }))
}

#[derive(Deserialize)]
struct RosterParams {
    assignee: AccountId,
    after_due: Option<NaiveDate>,
    after_line: Option<RosterId>,
    limit: Option<u64>,
}

/// A page of somebody's roster.
#[derive(Serialize, ToSchema)]
pub(crate) struct RosterView {
    /// Most urgent first; ask on with `after_due` and `after_line` of the last.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<RosterLine>,
}

async fn roster(
    State(front): State<Front>,
    by: By,
    Params(params): Params<RosterParams>,
) -> Result<Answer<RosterView>, Failure> {
    let after = params.after_due.zip(params.after_line);
    let most = params.limit.unwrap_or(assignments::MOST_ROSTER);
    let lines = by.look::<_, DbError>(&front, move |tx, session| {
        let lines = assignments::roster(tx, session, params.assignee, after.as_ref(), most)?;
        lines.iter().map(|line| serde_json::from_str(line).map_err(|_| DbError::Json)).collect()
    });
    Ok(ok(RosterView { lines: lines.await? }))
}

impl From<AssignmentError> for Failure {
    fn from(error: AssignmentError) -> Self {
        match error {
            AssignmentError::NoSuchLine => Self::not_found("no_such_line", "there is no such line"),
            AssignmentError::NoSuchCover => Self::not_found("no_such_cover", "there is no such cover"),
            AssignmentError::NotTheirRegion => {
                Self::unfit("not_their_region", "the assignee does not work there").field("to")
            }
            AssignmentError::SamePerson => {
                Self::unfit("same_person", "from and to are the same person").field("to")
            }
            AssignmentError::TooMany => {
                Self::unfit("too_many_lines", "too many lines at once").field("lines")
            }
            AssignmentError::Db(error) => error.into(),
            error @ AssignmentError::NoRandomness => Self::internal(&error),
        }
    }
}
