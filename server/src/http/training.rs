//! Training in a year.

use super::{
    Failure, Front, Routes,
    answer::{Answer, ok},
    body::Params,
    guard::By,
};
use crate::{
    db::DbError,
    permissions as table,
    training::{self, Trained},
};
use axum::extract::State;
use chrono::Datelike as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::TRAINING, list)
}

/// One worker's year.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrainedView {
    /// Whose.
    account: Uuid,
    /// Minutes held.
    minutes: u32,
    /// Minutes still owed of the sixty hours.
    wanting: u32,
}

#[derive(Deserialize)]
struct Year {
    year: Option<i32>,
}

async fn list(
    State(front): State<Front>,
    by: By,
    Params(Year { year }): Params<Year>,
) -> Result<Answer<Vec<TrainedView>>, Failure> {
    let year = year.unwrap_or_else(|| front.app.today().year());
    if !(2000..=2200).contains(&year) {
        return Err(Failure::bad("no_such_year", "a year of four digits").field("year"));
    }
    let trained = by
        .look::<_, DbError>(&front, move |tx, session| training::of_year(tx, session.account, year))
        .await?;
    let view = |Trained { account, minutes, wanting }| TrainedView { account: account.0, minutes, wanting };
    Ok(ok(trained.into_iter().map(view).collect()))
}
