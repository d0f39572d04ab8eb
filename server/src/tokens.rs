//! Tokens of phones, exactly as [`doorstep_protocol::session`] promises.
//!
//! ```text
//! enrol ──> pair 1 ──exchange──> pair 2 ──exchange──> pair 3
//!             └──shown again while pair 2 is unused──> pair 2'   (the answer was lost)
//!             └──shown again once pair 2 was exchanged──> session ended: two hold it
//! ```
//!
//! Each exchange is signed by the device key, so a stolen token is worth fifteen
//! minutes at most. Only hashes are stored. A phone that was retired or compromised,
//! and one whose owner no longer works here, is told so at once with a stable code: it
//! shows that, and may still hand in its journal.
//!
//! A database restored from a backup knows older tokens than the phones hold. It lets
//! each known phone come back once by its signature alone; otherwise every phone of the
//! county would need a person's hand on the day after a restore.

mod exchange;

#[cfg(test)]
mod returning;
#[cfg(test)]
mod tests;

use crate::{
    accounts,
    app::App,
    db::{DbError, Tx},
    fact,
    log::digest,
    secret::{self, NoRandomness, Secret},
};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId},
    post::Post,
};
use doorstep_protocol::{chain::Head, digest::Digest, session::TokenAnswer};
use thiserror::Error;

pub use exchange::exchange;

/// How long an access token of a phone lives.
pub const ACCESS_LIFE: TimeDelta = TimeDelta::minutes(15);

/// How long a session at the console lives, however busy.
pub const CONSOLE_LIFE: TimeDelta = TimeDelta::hours(12);

/// A phone that showed a good access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhoneSession {
    /// Which phone.
    pub device: DeviceId,
    /// Whose.
    pub account: AccountId,
}

/// Who showed a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A phone.
    Phone(PhoneSession),
    /// A person at the console, with the posts they hold now.
    Person {
        /// Who.
        account: AccountId,
        /// What they are.
        posts: Vec<Post>,
    },
}

/// Why a token is not taken.
#[derive(Debug, Error)]
pub enum TokenError {
    /// Unknown or past its time.
    #[error("the token is not known or has expired")]
    Unknown,
    /// The signature is not the device's.
    #[error("the proof does not agree")]
    BadProof,
    /// A refresh token came back after its successor was used: the session is over.
    #[error("the session was ended because a token was used twice")]
    Ended,
    /// The phone was retired.
    #[error("the phone was retired")]
    DeviceRetired,
    /// The phone was compromised.
    #[error("the phone was compromised")]
    DeviceCompromised,
    /// The owner no longer works here.
    #[error("the account is not active")]
    AccountInactive,
    /// No token could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Whose token this is.
pub fn bearer(tx: &mut Tx<'_>, token: &str, now: DateTime<Utc>) -> Result<Bearer, TokenError> {
    let row = tx
        .row(
            "SELECT access_token.account, access_token.device, access_token.expires_at, account.active,
                    COALESCE(device.state, 'active')
             FROM access_token
             JOIN account ON account.id = access_token.account
             LEFT JOIN device ON device.id = access_token.device
             WHERE access_token.token_hash = $1",
            &[secret::hash(token).as_bytes().into()],
        )?
        .ok_or(TokenError::Unknown)?;
    if row.get::<DateTime<Utc>>(2)? <= now {
        return Err(TokenError::Unknown);
    }
    refuse_ended(&row.get::<String>(4)?, row.get(3)?)?;
    let account = row.get(0)?;
    match row.get::<Option<DeviceId>>(1)? {
        Some(device) => Ok(Bearer::Phone(PhoneSession { device, account })),
        None => Ok(Bearer::Person { account, posts: accounts::posts_of(tx, account)? }),
    }
}

/// A phone's own end is told before its owner's.
fn refuse_ended(device_state: &str, active: bool) -> Result<(), TokenError> {
    match device_state {
        "retired" => Err(TokenError::DeviceRetired),
        "compromised" => Err(TokenError::DeviceCompromised),
        _ if !active => Err(TokenError::AccountInactive),
        _ => Ok(()),
    }
}

/// A new access token, of a phone or (without `device`) of a person at the console.
pub(crate) fn issue_access(
    tx: &mut Tx<'_>,
    account: AccountId,
    device: Option<DeviceId>,
    expires_at: DateTime<Utc>,
) -> Result<String, TokenError> {
    let access = Secret::generate()?;
    tx.execute(
        "INSERT INTO access_token (token_hash, account, device, expires_at) VALUES ($1, $2, $3, $4)",
        &[access.hash().as_bytes().into(), account.into(), device.into(), expires_at.into()],
    )?;
    Ok(access.into_text())
}

/// Forgets tokens whose time is over; cheap, and run beside each sign-in or exchange of the account.
pub(crate) fn forget_expired(tx: &mut Tx<'_>, account: AccountId, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(
        "DELETE FROM access_token WHERE account = $1 AND expires_at <= $2",
        &[account.into(), now.into()],
    )
    .map(|_| ())
}

/// A console session ends when its person says so.
pub fn sign_out(tx: &mut Tx<'_>, token: &str) -> Result<(), DbError> {
    tx.execute("DELETE FROM access_token WHERE token_hash = $1", &[secret::hash(token).as_bytes().into()])
        .map(|_| ())
}

/// Ends every token of a phone.
pub(crate) fn end_session(tx: &mut Tx<'_>, device: DeviceId) -> Result<(), DbError> {
    tx.execute("DELETE FROM access_token WHERE device = $1", &[device.into()])?;
    tx.execute("DELETE FROM refresh_token WHERE device = $1", &[device.into()]).map(|_| ())
}

/// After a restore the tokens that phones hold are newer than those known here. Each phone may come back once by its signature.
pub(crate) fn await_every_phone(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO returning_device (device) SELECT id FROM device WHERE TRUE ON CONFLICT DO NOTHING",
        &[],
    )
    .map(|_| ())
}

/// Whether the phone was still awaited; it is not any more.
fn has_come_back(tx: &mut Tx<'_>, device: DeviceId) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM returning_device WHERE device = $1", &[device.into()])? > 0)
}

/// A pair for a phone, and what it must know before it sends anything. `parent` is the token it was exchanged for.
pub(crate) fn issue_pair(
    app: &App,
    tx: &mut Tx<'_>,
    session: PhoneSession,
    parent: Option<Digest>,
    now: DateTime<Utc>,
) -> Result<TokenAnswer, TokenError> {
    let refresh = Secret::generate()?;
    let parent = parent.map(|parent| parent.as_bytes().to_vec());
    tx.execute(
        "INSERT INTO refresh_token (token_hash, device, parent, issued_at, used_at)
         VALUES ($1, $2, $3, $4, NULL)",
        &[refresh.hash().as_bytes().into(), session.device.into(), parent.into(), now.into()],
    )?;
    let access = issue_access(tx, session.account, Some(session.device), now + ACCESS_LIFE)?;
    Ok(TokenAnswer {
        access,
        refresh: refresh.into_text(),
        expires_in_seconds: u32::try_from(ACCESS_LIFE.num_seconds()).unwrap_or(0),
        head: head(tx, session.device)?,
        incarnation: fact::incarnation(tx)?,
        server_time: now,
        keys: app.keyring.statements.clone(),
    })
}

/// Where the county sees the phone's chain end; `None` if nothing ever came.
fn head(tx: &mut Tx<'_>, device: DeviceId) -> Result<Option<Head>, DbError> {
    let row = tx
        .row("SELECT epoch, seq, head FROM device WHERE id = $1", &[device.into()])?
        .ok_or(DbError::NoRow)?;
    let head = Head { epoch: row.get(0)?, seq: row.get(1)?, hash: digest(&row.get::<Vec<u8>>(2)?)? };
    Ok((head.epoch > 1 || head.seq > 0).then_some(head))
}
