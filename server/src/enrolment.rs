//! Enrolment: a one-time code, made by somebody who may manage the account, turns a
//! phone's public key into a known phone.
//!
//! The code is good once and for 24 hours. "Once" means one key: a phone whose answer
//! was lost asks again with the same key and gets the same device, until it has used
//! what it got. The code is stored as a hash.

use crate::{
    accounts,
    app::App,
    audit::{self, Actor, Trail},
    db::{DbError, Tx},
    keyring::Keyring,
    permissions,
    secret::{self, NoRandomness, Secret},
    statements,
    tokens::{self, PhoneSession, TokenError},
};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::id::{AccountId, DeviceId};
use doorstep_protocol::{
    chain::Head,
    digest::Digest,
    enrol::{EnrolAnswer, EnrolRequest, Ticket},
    key::Algorithm,
    statement::Enrolled,
};
use thiserror::Error;

/// How long a ticket is good.
pub const TICKET_LIFE: TimeDelta = TimeDelta::hours(24);

/// Longest name of a phone, bytes.
pub const LONGEST_LABEL: usize = 200;

/// Why a phone does not become known.
#[derive(Debug, Error)]
pub enum EnrolmentError {
    /// No such code, past its time, or used by another phone.
    #[error("the code is not good")]
    BadCode,
    /// The proof is not by the key shown, or the key is not of the kind that phones have.
    #[error("the proof does not agree with the key")]
    BadProof,
    /// The name of the phone is too long.
    #[error("the label is too long")]
    Label,
    /// The account is not active.
    #[error("the account is not active")]
    AccountInactive,
    /// Tokens.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// No code could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes a one-time code for an active account.
pub fn make_code(tx: &mut Tx<'_>, account: AccountId, now: DateTime<Utc>) -> Result<String, EnrolmentError> {
    if !accounts::is_active(tx, account)? {
        return Err(EnrolmentError::AccountInactive);
    }
    let code = Secret::generate()?;
    tx.execute("DELETE FROM enrolment WHERE expires_at <= $1", &[now.into()])?;
    tx.execute(
        "INSERT INTO enrolment (code_hash, account, expires_at, device) VALUES ($1, $2, $3, NULL)",
        &[code.hash().as_bytes().into(), account.into(), (now + TICKET_LIFE).into()],
    )?;
    Ok(code.into_text())
}

/// The ticket around a code: what a phone must know to believe this county.
pub fn ticket(app: &App, code: String, address: String, ca_pin: Digest) -> Ticket {
    Ticket {
        address,
        code,
        ca_pin,
        root: app.keyring.root.public_key(),
        recovery: app.keyring.recovery.clone(),
    }
}

/// A phone shows a code.
pub async fn redeem(app: &App, request: EnrolRequest) -> Result<EnrolAnswer, EnrolmentError> {
    if request.label.len() > LONGEST_LABEL {
        return Err(EnrolmentError::Label);
    }
    let message = EnrolRequest::proof_message(&request.code, &request.public_key);
    if request.public_key.alg != Algorithm::Es256 {
        return Err(EnrolmentError::BadProof);
    }
    request.public_key.verify(&message, &request.proof).map_err(|_| EnrolmentError::BadProof)?;
    let (job_app, now) = (app.clone(), app.now());
    app.write(move |tx| redeem_in(&job_app, tx, &request, now)).await
}

fn redeem_in(
    app: &App,
    tx: &mut Tx<'_>,
    request: &EnrolRequest,
    now: DateTime<Utc>,
) -> Result<EnrolAnswer, EnrolmentError> {
    let code_hash = secret::hash(&request.code);
    let row = tx
        .row(
            "SELECT account, expires_at, device FROM enrolment WHERE code_hash = $1 FOR UPDATE",
            &[code_hash.as_bytes().into()],
        )?
        .ok_or(EnrolmentError::BadCode)?;
    let account: AccountId = row.get(0)?;
    let holder = accounts::find(tx, account)?.ok_or(EnrolmentError::BadCode)?;
    if row.get::<DateTime<Utc>>(1)? <= now {
        return Err(EnrolmentError::BadCode);
    }
    if !holder.active {
        return Err(EnrolmentError::AccountInactive);
    }
    let device = match row.get::<Option<DeviceId>>(2)? {
        Some(device) => asked_again(tx, device, request)?,
        None => make_known(tx, &app.keyring, account, request, code_hash, now)?,
    };
    let tokens = tokens::issue_pair(app, tx, PhoneSession { device, account }, None, now)?;
    Ok(EnrolAnswer { device, account, name: holder.name, posts: accounts::posts_of(tx, account)?, tokens })
}

/// The same phone, whose answer was lost: it may ask until it has used what it was given.
fn asked_again(
    tx: &mut Tx<'_>,
    device: DeviceId,
    request: &EnrolRequest,
) -> Result<DeviceId, EnrolmentError> {
    let same = tx.exists(
        "SELECT 1 FROM device WHERE id = $1 AND public_key = $2 AND state = 'active'
         AND NOT EXISTS (SELECT 1 FROM refresh_token WHERE device = $1 AND used_at IS NOT NULL)",
        &[device.into(), request.public_key.key.as_slice().into()],
    )?;
    if !same {
        return Err(EnrolmentError::BadCode);
    }
    tokens::end_session(tx, device)?;
    Ok(device)
}

fn make_known(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    account: AccountId,
    request: &EnrolRequest,
    code_hash: Digest,
    now: DateTime<Utc>,
) -> Result<DeviceId, EnrolmentError> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|_| NoRandomness)?;
    let device = DeviceId::from_parts(u64::try_from(now.timestamp_millis()).unwrap_or(0), random);
    let genesis = Head::genesis(&request.public_key);
    let name = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|value| value.as_str().map(str::to_owned)).ok_or(DbError::Json)
    };
    tx.execute(
        "INSERT INTO device (id, account, algorithm, public_key, tier, label, state, enrolled_at, ended_at,
             epoch, seq, head)
         VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, NULL, $8, $9, $10)",
        &[
            device.into(),
            account.into(),
            name(serde_json::to_value(request.public_key.alg))?.into(),
            request.public_key.key.as_slice().into(),
            name(serde_json::to_value(request.tier))?.into(),
            (&request.label).into(),
            now.into(),
            genesis.epoch.into(),
            genesis.seq.into(),
            genesis.hash.as_bytes().into(),
        ],
    )?;
    tx.execute(
        "UPDATE enrolment SET device = $2 WHERE code_hash = $1",
        &[code_hash.as_bytes().into(), device.into()],
    )?;
    let (public, tier) = (request.public_key.clone(), request.tier);
    statements::record(tx, keyring, &Enrolled { device, account, public, tier, at: now })?;
    let trail = Trail::about(&device).with("account", account.to_string());
    audit::leave(tx, &permissions::REDEEM, Actor::Device(device), trail, now)?;
    Ok(device)
}
