//! Whether the server lives. Says nothing about what it holds.

use super::{
    Failure, Front, Routes,
    answer::{Answer, ok},
};
use crate::{db::DbError, fact, permissions as table};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::HEALTH, health).at(&table::READY, ready)
}

/// The server's word that it works.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`
    status: &'static str,
}

async fn health() -> Answer<Health> {
    ok(Health { status: "ok" })
}

async fn ready(State(front): State<Front>) -> Result<Answer<Health>, Failure> {
    front.app.db.read::<_, DbError>(fact::incarnation).await?;
    Ok(ok(Health { status: "ok" }))
}
