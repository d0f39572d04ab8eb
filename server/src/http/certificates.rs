//! Certificates of phones, for the security administrator.

use super::{
    Failure, Front, Routes,
    answer::{Answer, ok},
    body::Json,
    guard::By,
};
use crate::{
    audit::Trail,
    certificates::{self, CertificateError},
    permissions as table,
};
use axum::extract::State;
use doorstep_domain::id::DeviceId;
use doorstep_protocol::credential::{Authority, Certificate, Issued};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .at(&table::NAME_AUTHORITY, name_authority)
        .at(&table::WANTED_CERTIFICATES, wanted)
        .at(&table::BRING_CERTIFICATES, bring)
}

/// Who issues certificates from now on: `doorstep authority` writes it.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AuthorityRequest {
    /// The root's certificate: X.509, DER, base64url without padding.
    #[schema(value_type = String)]
    root: Certificate,
    /// The certificate of the key that issues, likewise.
    #[schema(value_type = String)]
    issuing: Certificate,
}

async fn name_authority(
    State(front): State<Front>,
    by: By,
    Json(AuthorityRequest { root, issuing }): Json<AuthorityRequest>,
) -> Result<StatusCode, Failure> {
    let trail = Trail::about(&issuing.digest());
    let keyring = Arc::clone(&front.app.keyring);
    by.act::<_, CertificateError>(&front, trail, move |tx, session, at| {
        certificates::name_authority(tx, &keyring, session.account, Authority { root, issuing }, at)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A phone that wants a certificate.
#[derive(Serialize, ToSchema)]
pub(crate) struct WantedView {
    /// Which.
    device: Uuid,
    /// Its public key: `{"alg": "ES256", "key": …}`.
    #[schema(value_type = Object)]
    key: doorstep_protocol::key::PublicKey,
}

async fn wanted(State(front): State<Front>, by: By) -> Result<Answer<Vec<WantedView>>, Failure> {
    let now = front.app.now();
    let wanted = by.look::<_, CertificateError>(&front, move |tx, _| certificates::wanted(tx, now)).await?;
    Ok(ok(wanted.into_iter().map(|wanted| WantedView { device: wanted.device.0, key: wanted.key }).collect()))
}

/// A certificate that was issued.
#[derive(Deserialize, ToSchema)]
pub(crate) struct IssuedRequest {
    /// To which phone.
    device: Uuid,
    /// X.509, DER, base64url without padding.
    #[schema(value_type = String)]
    certificate: Certificate,
}

/// What was taken.
#[derive(Serialize, ToSchema)]
pub(crate) struct BroughtView {
    /// How many of them are new.
    new: usize,
}

async fn bring(
    State(front): State<Front>,
    by: By,
    Json(issued): Json<Vec<IssuedRequest>>,
) -> Result<Answer<BroughtView>, Failure> {
    let device = |issued: &IssuedRequest| issued.device.to_string();
    let trail = Trail::about(&"certificates").with("devices", issued.iter().map(device).collect::<Vec<_>>());
    let keyring = Arc::clone(&front.app.keyring);
    let issued: Vec<Issued> = issued
        .into_iter()
        .map(|issued| Issued { device: DeviceId(issued.device), certificate: issued.certificate })
        .collect();
    let new = by.act::<_, CertificateError>(&front, trail, move |tx, session, at| {
        certificates::bring(tx, &keyring, session.account, &issued, at)
    });
    Ok(ok(BroughtView { new: new.await? }))
}
