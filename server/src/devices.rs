//! Phones on file, and their end: `retired` is an honest change of phone, `compromised`
//! says that somebody else may hold the key. Both are refused at once; both may still
//! hand in their journals. A compromised phone never becomes merely retired again.

#[cfg(test)]
mod tests;

use crate::{
    accounts::{self, PersonSession},
    db::{DbError, Tx},
    keyring::Keyring,
    log, statements,
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{AccountId, DeviceId};
use doorstep_protocol::{key::PublicKey, statement::Enrolled};
use thiserror::Error;

/// How a phone ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// An honest change of phone.
    Retired,
    /// Lost, stolen, or copied.
    Compromised,
}

impl End {
    fn as_str(self) -> &'static str {
        match self {
            Self::Retired => "retired",
            Self::Compromised => "compromised",
        }
    }
}

/// Why a phone cannot be ended.
#[derive(Debug, Error)]
pub enum DeviceError {
    /// None that the asker may manage.
    #[error("there is no such phone")]
    NoSuchDevice,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A phone on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// Whose.
    pub account: AccountId,
    /// The model, as the phone said.
    pub label: String,
    /// Where its key lives.
    pub tier: String,
    /// `active`, `retired`, `compromised`
    pub state: String,
    /// Since when it is known.
    pub enrolled_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// The key that signs for a phone, whatever became of it.
pub(crate) fn public_key(tx: &mut Tx<'_>, device: DeviceId) -> Result<Option<PublicKey>, DbError> {
    let row = tx.row("SELECT algorithm, public_key FROM device WHERE id = $1", &[device.into()])?;
    row.map(|row| Ok(PublicKey { alg: log::verify::algorithm(&row.get::<String>(0)?)?, key: row.get(1)? }))
        .transpose()
}

/// Says of every phone on file that it is known and by which key, unless that was said when it was
/// enrolled: counties are older than the statement.
pub(crate) fn vouch(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<(), DbError> {
    tx.lock("vouching")?;
    let unsaid = tx.map(
        "SELECT id, account, algorithm, public_key, tier, enrolled_at FROM device
         WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.reference = device.id AND entry.kind = 'enrolment'
             AND entry.kind <> 'envelope' AND entry.kind <> 'audit')",
        &[],
        |row| {
            let public = PublicKey { alg: log::verify::algorithm(&row.get::<String>(2)?)?, key: row.get(3)? };
            let tier = serde_json::from_value(row.get::<String>(4)?.into()).map_err(|_| DbError::Json)?;
            Ok(Enrolled { device: row.get(0)?, account: row.get(1)?, public, tier, at: row.get(5)? })
        },
    )?;
    for enrolled in unsaid {
        statements::record(tx, keyring, &enrolled)?;
    }
    Ok(())
}

/// Ends a phone. Ending it again, or retiring one that was compromised, changes nothing.
pub fn end(
    tx: &mut Tx<'_>,
    by: &PersonSession,
    device: DeviceId,
    end: End,
    at: DateTime<Utc>,
) -> Result<(), DeviceError> {
    // The batches of a phone hold the same lock: what comes after this is judged by it.
    tx.lock(&format!("device:{device}"))?;
    let row = tx
        .row("SELECT account FROM device WHERE id = $1", &[device.into()])?
        .ok_or(DeviceError::NoSuchDevice)?;
    if !accounts::may_manage(tx, by, row.get(0)?)? {
        return Err(DeviceError::NoSuchDevice);
    }
    tx.execute(
        "UPDATE device SET state = $2, ended_at = COALESCE(ended_at, $3)
         WHERE id = $1 AND (state = 'active' OR $2 = 'compromised')",
        &[device.into(), end.as_str().into(), at.into()],
    )?;
    Ok(())
}

/// Phones of accounts that the reader may manage, newest first; of one account if asked.
pub fn list(tx: &mut Tx<'_>, reader: &PersonSession, of: Option<AccountId>) -> Result<Vec<Device>, DbError> {
    let wanted = of.map_or_else(String::new, |account| account.to_string());
    let devices = tx.map(
        "SELECT id, account, label, tier, state, enrolled_at, ended_at FROM device
         WHERE $1 = '' OR account = $1
         ORDER BY enrolled_at DESC, id",
        &[wanted.into()],
        |row| {
            Ok(Device {
                id: row.get(0)?,
                account: row.get(1)?,
                label: row.get(2)?,
                tier: row.get(3)?,
                state: row.get(4)?,
                enrolled_at: row.get(5)?,
                ended_at: row.get(6)?,
            })
        },
    )?;
    let mut managed = std::collections::BTreeMap::new();
    let mut shown = Vec::new();
    for device in devices {
        let may = match managed.get(&device.account) {
            Some(may) => *may,
            None => {
                let may = accounts::may_manage(tx, reader, device.account)?;
                managed.insert(device.account, may);
                may
            }
        };
        if may {
            shown.push(device);
        }
    }
    Ok(shown)
}
