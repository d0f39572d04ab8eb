//! Passwords of the console: Argon2id (RFC 9106) with two passes over 19 MiB, kept as
//! PHC strings. An unknown login costs the same work as a known one.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use std::sync::LazyLock;
use thiserror::Error;
use tokio::sync::Semaphore;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes at the same moment: each takes its 19 MiB and a core.
static TURNS: Semaphore = Semaphore::const_new(2);

/// What a login without a password is checked against: nothing anybody knows.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| {
    let mut password = [0; 32];
    getrandom::fill(&mut password).ok()?;
    Some(argon2().hash_password(&password).ok()?.to_string())
});

/// Shortest password taken, characters.
pub const SHORTEST: usize = 10;

/// Longest password taken, bytes: hashing takes what it is given.
pub const LONGEST: usize = 256;

/// Why a password could not be hashed or checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasswordError {
    /// Fewer than [`SHORTEST`] characters, or more than [`LONGEST`] bytes.
    #[error("a password has at least {SHORTEST} characters and at most {LONGEST} bytes")]
    Length,
    /// The hash could not be computed.
    #[error("the password could not be hashed")]
    Hash,
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a new password to a PHC string. Takes some 30 ms.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < SHORTEST || password.len() > LONGEST {
        return Err(PasswordError::Length);
    }
    argon2().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|_| PasswordError::Hash)
}

/// Whether the password is the one behind the PHC string; without one the same work is done for nothing.
pub async fn verify(password: String, phc: Option<String>) -> Result<bool, PasswordError> {
    let _turn = TURNS.acquire().await.map_err(|_| PasswordError::Hash)?;
    let checked = tokio::task::spawn_blocking(move || {
        let known = phc.is_some();
        let phc = phc.as_deref().or(NOBODY.as_deref()).ok_or(PasswordError::Hash)?;
        let parsed = PasswordHash::new(phc).map_err(|_| PasswordError::Hash)?;
        Ok(argon2().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    });
    checked.await.map_err(|_| PasswordError::Hash)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_login_is_taken() {
        let phc = hash("fifteen geese fly").unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert_ne!(phc, hash("fifteen geese fly").unwrap(), "each hash has a salt of its own");
        assert_eq!(verify("fifteen geese fly".to_owned(), Some(phc.clone())).await, Ok(true));
        assert_eq!(verify("fifteen geese fly ".to_owned(), Some(phc)).await, Ok(false));
        assert_eq!(verify("fifteen geese fly".to_owned(), None).await, Ok(false));
    }

    #[test]
    fn a_password_too_short_or_too_long_is_refused() {
        for password in ["九个字的密码不够长", &"x".repeat(257)] {
            assert_eq!(hash(password), Err(PasswordError::Length));
        }
    }
}
