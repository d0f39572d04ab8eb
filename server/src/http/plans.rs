//! What holds of one line of the roster.

use super::{
    Failure, Front, Routes,
    answer::{Answer, ok},
    body::{Id, Json},
    guard::By,
};
use crate::{
    audit::Trail,
    permissions as table,
    plans::{self, PlanError, Special, Terms},
};
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    cadence::{Area, Every, Extra, Ground, National, Pause, Reason},
    id::RosterId,
    roster::RosterLine,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::PLAN, plan)
}

/// All that is to hold of a line; what is left out no longer holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanRequest {
    /// The county's class, as the rules table names it.
    class: String,
    /// `urban` or `rural`.
    #[schema(value_type = Option<String>)]
    area: Option<Area>,
    /// `steady_household`, `unsteady_household` or `elder_in_difficulty`.
    #[schema(value_type = Option<String>)]
    national: Option<National>,
    /// An interval of its own, from today on.
    special: Option<SpecialRequest>,
    /// `reason` (`hospitalised`, `away`, `major_emergency`), `from` and `until`, both included.
    #[schema(value_type = Option<Object>)]
    pause: Option<Pause>,
    /// Each with `occasion`, `first` and `last` day.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    extras: Vec<Extra>,
    /// When a major change (重大变化) happened that no visit has answered.
    major_change: Option<DateTime<Utc>>,
}

/// An interval of its own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpecialRequest {
    /// `{"days": 7}`, `{"months": 1}` or `"natural_month"`.
    #[schema(value_type = Object)]
    every: Every,
    /// Its last day.
    until: NaiveDate,
    /// `risk_found`, `after_incident`, `requested`, `cared_for_by_others` or `other`.
    #[schema(value_type = String)]
    ground: Ground,
}

impl PlanRequest {
    fn into_terms(self) -> Terms {
        let Self { class, area, national, special, pause, extras, major_change } = self;
        let special = special.map(|SpecialRequest { every, until, ground }| Special { every, until, ground });
        Terms { class, area, national, special, pause, extras, major_change }
    }
}

/// The line as it is due now, with the reason.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanView {
    /// The line.
    #[schema(value_type = Object)]
    line: RosterLine,
    /// Where the rule stands, if one made the day.
    source: Option<&'static str>,
}

async fn plan(
    State(front): State<Front>,
    by: By,
    Id(id): Id<RosterId>,
    Json(request): Json<PlanRequest>,
) -> Result<Answer<PlanView>, Failure> {
    let terms = request.into_terms();
    let line = by.act::<_, PlanError>(&front, Trail::about(&id), move |tx, session, at| {
        plans::set(tx, session, id, &terms, at)
    });
    let line = line.await?;
    Ok(ok(PlanView { source: line.because.map(Reason::source), line }))
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::NoSuchLine => Self::not_found("no_such_line", "there is no such line"),
            PlanError::UnknownClass => {
                Self::unfit("unknown_class", "the rules know no such class of this visit").field("class")
            }
            PlanError::Days(field) => {
                Self::unfit("days_out_of_range", "it ends before it begins, or lasts too long").field(field)
            }
            PlanError::TooManyExtras => {
                Self::unfit("too_many_extras", "too many extra visits").field("extras")
            }
            PlanError::ChangeAhead => {
                Self::unfit("change_ahead", "the change has not happened").field("major_change")
            }
            PlanError::Db(error) => error.into(),
        }
    }
}
