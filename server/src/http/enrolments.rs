//! Making enrolment tickets.

use super::{
    Failure, Front, Routes,
    answer::{Answer, made},
    body::Json,
    guard::By,
};
use crate::{
    accounts,
    audit::Trail,
    db::DbError,
    enrolment::{self, EnrolmentError, TICKET_LIFE},
    permissions as table,
};
use axum::extract::State;
use chrono::{DateTime, Utc};
use doorstep_domain::id::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::MAKE_TICKET, make_ticket)
}

/// For whom.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TicketRequest {
    /// The account whose phone it will be.
    account: Uuid,
}

/// A ticket to show.
#[derive(Serialize, ToSchema)]
pub(crate) struct TicketView {
    /// The text of the QR.
    ticket: String,
    /// Six groups of five digits to compare aloud.
    fingerprint: String,
    /// When it stops being good.
    expires_at: DateTime<Utc>,
}

async fn make_ticket(
    State(front): State<Front>,
    by: By,
    Json(TicketRequest { account }): Json<TicketRequest>,
) -> Result<Answer<TicketView>, Failure> {
    let account = AccountId(account);
    let made_code = by.act::<_, TicketError>(&front, Trail::about(&account), move |tx, session, at| {
        if !accounts::may_manage(tx, session, account)? {
            return Err(TicketError::NotTheirs);
        }
        Ok((enrolment::make_code(tx, account, at)?, at + TICKET_LIFE))
    });
    let (code, expires_at) = made_code.await?;
    let ticket = enrolment::ticket(&front.app, code, front.address.clone(), front.ca_pin);
    let fingerprint = ticket.fingerprint();
    let ticket = ticket.to_text().map_err(|error| Failure::internal(&error))?;
    Ok(made(TicketView { ticket, fingerprint, expires_at }))
}

enum TicketError {
    NotTheirs,
    Enrolment(EnrolmentError),
}

impl From<DbError> for TicketError {
    fn from(error: DbError) -> Self {
        Self::Enrolment(error.into())
    }
}

impl From<EnrolmentError> for TicketError {
    fn from(error: EnrolmentError) -> Self {
        Self::Enrolment(error)
    }
}

impl From<TicketError> for Failure {
    fn from(error: TicketError) -> Self {
        match error {
            TicketError::NotTheirs => Self::not_found("no_such_account", "there is no such account"),
            TicketError::Enrolment(error) => error.into(),
        }
    }
}
