//! Phones on file, and their end.

use super::{
    Failure, Front, Routes,
    answer::{Answer, ok},
    body::{Id, Params},
    guard::By,
};
use crate::{
    audit::Trail,
    db::DbError,
    devices::{self, Device, DeviceError, End},
    permissions as table,
};
use axum::extract::State;
use chrono::{DateTime, Utc};
use doorstep_domain::id::{AccountId, DeviceId};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::LIST_DEVICES, list).at(&table::RETIRE, retire).at(&table::COMPROMISE, compromise)
}

/// A phone.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceView {
    /// Which.
    id: Uuid,
    /// Whose.
    account: Uuid,
    /// The model, as the phone said.
    label: String,
    /// Where its key lives: `strongbox`, `hardware`, `software`.
    tier: String,
    /// `active`, `retired`, `compromised`
    state: String,
    /// Since when it is known.
    enrolled_at: DateTime<Utc>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Of {
    account: Option<AccountId>,
}

async fn list(
    State(front): State<Front>,
    by: By,
    Params(Of { account }): Params<Of>,
) -> Result<Answer<Vec<DeviceView>>, Failure> {
    let list = by.look::<_, DbError>(&front, move |tx, session| devices::list(tx, session, account)).await?;
    let view = |device: Device| {
        let Device { id, account, label, tier, state, enrolled_at, ended_at } = device;
        DeviceView { id: id.0, account: account.0, label, tier, state, enrolled_at, ended_at }
    };
    Ok(ok(list.into_iter().map(view).collect()))
}

async fn retire(state: State<Front>, by: By, id: Id<DeviceId>) -> Result<StatusCode, Failure> {
    end(state, by, id, End::Retired).await
}

async fn compromise(state: State<Front>, by: By, id: Id<DeviceId>) -> Result<StatusCode, Failure> {
    end(state, by, id, End::Compromised).await
}

async fn end(
    State(front): State<Front>,
    by: By,
    Id(device): Id<DeviceId>,
    how: End,
) -> Result<StatusCode, Failure> {
    let trail = Trail::about(&device);
    by.act::<_, DeviceError>(&front, trail, move |tx, session, at| {
        devices::end(tx, session, device, how, at)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
