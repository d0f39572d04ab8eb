//! Signing in at the console.
//!
//! Guessing is slowed so that nobody can be locked out by somebody else: failures are
//! counted for a login *from one address*, and for an address as a whole; the second
//! count never holds up a login that has already signed in from there. Counts live in
//! this process and are forgotten after [`WINDOW`]; with several processes each counts
//! for itself. An unknown login, a wrong password and an account without one take the
//! same time and give the same answer.

mod tries;

use super::{PersonSession, password, posts_of};
use crate::{
    app::App,
    db::{DbError, Tx},
    tokens::{self, TokenError},
};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::id::AccountId;
use std::net::IpAddr;
use thiserror::Error;

pub use tries::Tries;

/// How long a failure is remembered.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// A person has signed in.
pub struct SignedIn {
    /// For `Authorization: Bearer`.
    pub token: String,
    /// When it ends, whatever happens.
    pub expires_at: DateTime<Utc>,
    /// Who, and what they are.
    pub session: PersonSession,
}

/// Why nobody was signed in.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Not a login and its password.
    #[error("the login or the password is wrong")]
    Wrong,
    /// Too many failures; seconds until another try is heard.
    #[error("too many tries")]
    TooMany {
        /// From now.
        retry_after_seconds: u64,
    },
    /// The right password of someone who no longer works here.
    #[error("the account is not active")]
    Inactive,
    /// Hashing failed.
    #[error("the password could not be checked")]
    Password(#[from] password::PasswordError),
    /// No token could be made.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Signs a person in.
pub async fn sign_in(
    app: &App,
    login: &str,
    password: String,
    from: IpAddr,
) -> Result<SignedIn, SignInError> {
    let now = app.now();
    app.tries.begin(login, from, now).map_err(|wait| SignInError::TooMany {
        retry_after_seconds: wait.num_seconds().max(1).unsigned_abs(),
    })?;
    let asked = login.to_owned();
    let known = app.db.read(move |tx| by_login(tx, &asked)).await?;
    let phc = known.as_ref().and_then(|(_, phc, _)| phc.clone());
    if password.len() > password::LONGEST || !password::verify(password, phc).await? {
        return Err(SignInError::Wrong);
    }
    let Some((account, _, active)) = known else { return Err(SignInError::Wrong) };
    app.tries.succeeded(login, from, now);
    if !active {
        return Err(SignInError::Inactive);
    }
    let expires_at = now + tokens::CONSOLE_LIFE;
    app.db
        .write(move |tx| {
            tokens::forget_expired(tx, account, now)?;
            let token = tokens::issue_access(tx, account, None, expires_at)?;
            let session = PersonSession { account, posts: posts_of(tx, account)? };
            Ok(SignedIn { token, expires_at, session })
        })
        .await
}

type Known = (AccountId, Option<String>, bool);

fn by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<Known>, DbError> {
    let row = tx.row("SELECT id, password, active FROM account WHERE login = $1", &[login.into()])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
}
