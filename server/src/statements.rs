//! What the server itself decides, signed with the receipt key and put into the log.

use crate::{
    db::{DbError, Tx},
    keyring::Keyring,
    log::{self, EntryId},
};
use doorstep_protocol::{signed::Signed, statement::Recorded};

/// Signs a statement and appends it to the log.
pub fn record<T: Recorded>(tx: &mut Tx<'_>, keyring: &Keyring, statement: &T) -> Result<EntryId, DbError> {
    let signed = Signed::sign(statement, &keyring.receipt).map_err(|_| DbError::Json)?;
    let body = serde_json::to_string(&signed).map_err(|_| DbError::Json)?;
    log::append_text(tx, T::KIND, statement.reference(), body, statement.at())
}
