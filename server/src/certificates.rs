//! Certificates of phones: who issues them, which phones want one, and those that were issued
//! ([`doorstep_protocol::credential`]).
//!
//! The private keys are not here. The security administrator takes the list of phones that
//! want a certificate away, issues, and brings the certificates back; each is checked
//! against the phone's key, put into the log, and sent to its phone.

#[cfg(test)]
mod tests;

use crate::{
    audience::Audience,
    db::{DbError, Row, Tx},
    devices, feed,
    keyring::Keyring,
    log, statements,
};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::id::{AccountId, DeviceId};
use doorstep_protocol::{
    changes::DocumentKind,
    credential::{Authority, BadCertificate, Certificate, Credential, Issued, Wanted},
    key::PublicKey,
    statement::{AuthorityNamed, Certified},
};
use thiserror::Error;

/// A certificate that lasts no longer than this wants a new one.
pub const RENEWAL: TimeDelta = TimeDelta::days(60);

/// Why a certificate is not taken.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// Nobody issues yet.
    #[error("no authority was named")]
    NoAuthority,
    /// No phone of that id.
    #[error("there is no such phone")]
    NoSuchDevice,
    /// It is not what it should be.
    #[error("a certificate {0}")]
    Bad(#[from] BadCertificate),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Says who issues from now on. Naming the same one again changes nothing; certificates of one named before still
/// count, and their phones want new ones.
pub fn name_authority(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    by: AccountId,
    authority: Authority,
    at: DateTime<Utc>,
) -> Result<(), CertificateError> {
    authority.check()?;
    authority.issuing.facts()?.counts_at(at)?;
    tx.lock("authority")?;
    let hash = authority.issuing.digest();
    if current(tx)?.is_some_and(|current| current == authority) {
        return Ok(());
    }
    tx.execute(
        "INSERT INTO authority (hash, root, issuing, named_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (hash) DO UPDATE SET named_at = excluded.named_at",
        &[hash.as_bytes().into(), authority.root.der().into(), authority.issuing.der().into(), at.into()],
    )?;
    statements::record(tx, keyring, &AuthorityNamed { authority: hash, certificates: authority, by, at })?;
    Ok(())
}

/// Who issues now.
pub fn current(tx: &mut Tx<'_>) -> Result<Option<Authority>, DbError> {
    let row = tx.row("SELECT root, issuing FROM authority ORDER BY named_at DESC, hash LIMIT 1", &[])?;
    row.map(|row| {
        let [root, issuing] = [row.get(0)?, row.get(1)?].map(Certificate::from_der);
        Ok(Authority { root, issuing })
    })
    .transpose()
}

/// Phones in use that have no certificate of the current authority, or none that lasts.
pub fn wanted(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<Vec<Wanted>, CertificateError> {
    let authority = current(tx)?.ok_or(CertificateError::NoAuthority)?;
    let row = |row: &Row| {
        let key = PublicKey { alg: log::verify::algorithm(&row.get::<String>(1)?)?, key: row.get(2)? };
        Ok(Wanted { device: row.get(0)?, key })
    };
    Ok(tx.map(
        "SELECT id, algorithm, public_key FROM device WHERE state = 'active' AND NOT EXISTS (
             SELECT 1 FROM certificate WHERE certificate.device = device.id AND authority = $1 AND until > $2)
         ORDER BY enrolled_at, id",
        &[authority.issuing.digest().as_bytes().into(), (now + RENEWAL).into()],
        row,
    )?)
}

/// Takes certificates that were issued: all of them, or none. Returns how many are new.
pub fn bring(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    by: AccountId,
    issued: &[Issued],
    at: DateTime<Utc>,
) -> Result<usize, CertificateError> {
    tx.lock("authority")?;
    let authority = current(tx)?.ok_or(CertificateError::NoAuthority)?;
    let mut new = 0;
    for issued in issued {
        new += usize::from(take(tx, keyring, by, &authority, issued, at)?);
    }
    Ok(new)
}

fn take(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    by: AccountId,
    authority: &Authority,
    Issued { device, certificate }: &Issued,
    at: DateTime<Utc>,
) -> Result<bool, CertificateError> {
    let key = devices::public_key(tx, *device)?.ok_or(CertificateError::NoSuchDevice)?;
    let facts = authority.vouches(certificate, *device, &key)?;
    facts.counts_at(at)?;
    let (hash, above) = (certificate.digest(), authority.issuing.digest());
    let inserted = tx.execute(
        "INSERT INTO certificate (hash, device, authority, der, until, brought_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (hash) DO NOTHING",
        &[
            hash.as_bytes().into(),
            (*device).into(),
            above.as_bytes().into(),
            certificate.der().into(),
            facts.until.into(),
            at.into(),
        ],
    )?;
    if inserted == 0 {
        return Ok(false);
    }
    let (certificate, issuing) = (certificate.clone(), authority.issuing.clone());
    let certified = Certified { device: *device, authority: above, certificate: certificate.clone(), by, at };
    statements::record(tx, keyring, &certified)?;
    let credential = Credential { device: *device, certificate, issuing };
    let holder = Audience::Account(holder(tx, *device)?);
    feed::put(tx, DocumentKind::Credential, &device.to_string(), holder, &credential)?;
    Ok(true)
}

fn holder(tx: &mut Tx<'_>, device: DeviceId) -> Result<AccountId, CertificateError> {
    let row = tx.row("SELECT account FROM device WHERE id = $1", &[device.into()])?;
    Ok(row.ok_or(CertificateError::NoSuchDevice)?.get(0)?)
}
