//! `POST /v1/tokens`: a refresh token, and the device's signature over it, for the next pair.

use super::{PhoneSession, TokenError, end_session, forget_expired, has_come_back, issue_pair, refuse_ended};
use crate::{
    app::App,
    db::{DbError, Row, Tx},
    log::verify::algorithm,
    secret,
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{AccountId, DeviceId};
use doorstep_failpoint::{Step, reached};
use doorstep_protocol::{
    digest::Digest,
    key::PublicKey,
    session::{TokenAnswer, TokenRequest},
};

/// Exchanges a refresh token for the next pair.
pub async fn exchange(app: &App, request: TokenRequest) -> Result<TokenAnswer, TokenError> {
    let device = request.device;
    let (key, account) = app.db.read(move |tx| owner(tx, device)).await?;
    let message = TokenRequest::message(device, &request.refresh);
    key.verify(&message, &request.proof).map_err(|_| TokenError::BadProof)?;
    let (job_app, now) = (app.clone(), app.now());
    let shown = secret::hash(&request.refresh);
    // Ending a session must be kept, so it is an answer of the job and not its failure.
    let exchanged: Result<Option<TokenAnswer>, TokenError> =
        app.db.write(move |tx| exchange_in(&job_app, tx, PhoneSession { device, account }, shown, now)).await;
    exchanged?.ok_or(TokenError::Ended)
}

/// Whose phone it is and which key it signs with, if it may still come in.
fn owner(tx: &mut Tx<'_>, device: DeviceId) -> Result<(PublicKey, AccountId), TokenError> {
    let row = device_row(tx, device)?;
    refuse_ended(&row.get::<String>(2)?, row.get(3)?)?;
    let key = PublicKey { alg: algorithm(&row.get::<String>(0)?)?, key: row.get(1)? };
    Ok((key, row.get(4)?))
}

fn device_row(tx: &mut Tx<'_>, device: DeviceId) -> Result<Row, TokenError> {
    tx.row(
        "SELECT device.algorithm, device.public_key, device.state, account.active, device.account
         FROM device JOIN account ON account.id = device.account
         WHERE device.id = $1",
        &[device.into()],
    )?
    .ok_or(TokenError::Unknown)
}

fn exchange_in(
    app: &App,
    tx: &mut Tx<'_>,
    session: PhoneSession,
    shown: Digest,
    now: DateTime<Utc>,
) -> Result<Option<TokenAnswer>, TokenError> {
    tx.lock(&format!("tokens:{}", session.device))?;
    // Asked again under the lock: a phone retired since the proof was checked gets nothing.
    let row = device_row(tx, session.device)?;
    refuse_ended(&row.get::<String>(2)?, row.get(3)?)?;
    let back = has_come_back(tx, session.device)?;
    let row = tx.row(
        "SELECT parent FROM refresh_token WHERE token_hash = $1 AND device = $2",
        &[shown.as_bytes().into(), session.device.into()],
    )?;
    let Some(row) = row else {
        if !back {
            return Err(TokenError::Unknown);
        }
        return come_back(app, tx, session, shown, now).map(Some);
    };
    let successor_used = tx.exists(
        "SELECT 1 FROM refresh_token WHERE parent = $1 AND used_at IS NOT NULL LIMIT 1",
        &[shown.as_bytes().into()],
    )?;
    if successor_used {
        end_session(tx, session.device)?;
        return Ok(None);
    }
    settle(tx, shown, row.get(0)?, now)?;
    forget_expired(tx, session.account, now)?;
    let next = issue_pair(app, tx, session, Some(shown), now)?;
    reached(Step::TokensRotated);
    Ok(Some(next))
}

/// A token newer than the backup is taken for what it must have been, so that an answer lost on the way can be asked for again.
fn come_back(
    app: &App,
    tx: &mut Tx<'_>,
    session: PhoneSession,
    shown: Digest,
    now: DateTime<Utc>,
) -> Result<TokenAnswer, TokenError> {
    end_session(tx, session.device)?;
    tx.execute(
        "INSERT INTO refresh_token (token_hash, device, parent, issued_at, used_at)
         VALUES ($1, $2, NULL, $3, $3)",
        &[shown.as_bytes().into(), session.device.into(), now.into()],
    )?;
    issue_pair(app, tx, session, Some(shown), now)
}

/// Marks the token as used. That settles which answer to its parent arrived: its
/// siblings were lost on the way. Used tokens are kept, so that one shown again years later is known for what it is.
fn settle(
    tx: &mut Tx<'_>,
    shown: Digest,
    parent: Option<Vec<u8>>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    tx.execute(
        "UPDATE refresh_token SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL",
        &[shown.as_bytes().into(), now.into()],
    )?;
    let Some(parent) = parent else { return Ok(()) };
    tx.execute(
        "DELETE FROM refresh_token WHERE parent = $1 AND token_hash <> $2",
        &[parent.into(), shown.as_bytes().into()],
    )
    .map(|_| ())
}
