//! The few values of which a phone has one.

use crate::{
    StoreError,
    sql::{from_json, to_json},
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::{Serialize, de::DeserializeOwned};

/// Names of settings, with the type of their JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// [`crate::Enrolment`]
    Enrolment,
    /// [`crate::Tokens`]
    Tokens,
    /// [`doorstep_protocol::clock::ServerAnchor`]
    Anchor,
    /// [`doorstep_domain::id::Incarnation`]
    Incarnation,
    /// The feed's cursor, a string.
    Cursor,
    /// [`crate::chain::Chain`]
    Chain,
    /// `true` while a feed that was begun anew has not been read to its end.
    Sweep,
    /// `true` while pictures wait for a network on which bytes cost nothing.
    PicturesWait,
}

impl Name {
    fn as_str(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::Tokens => "tokens",
            Self::Anchor => "anchor",
            Self::Incarnation => "incarnation",
            Self::Cursor => "cursor",
            Self::Chain => "chain",
            Self::Sweep => "sweep",
            Self::PicturesWait => "pictures_wait",
        }
    }
}

pub(crate) fn get<T: DeserializeOwned>(conn: &Connection, name: Name) -> Result<Option<T>, StoreError> {
    let text: Option<String> = conn
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name.as_str()], |row| row.get(0))
        .optional()?;
    text.map(|text| from_json(&text, "setting")).transpose()
}

pub(crate) fn put<T: Serialize>(tx: &Transaction, name: Name, value: &T) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO setting (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute((name.as_str(), to_json(value, "setting")?))?;
    Ok(())
}

pub(crate) fn clear(tx: &Transaction, name: Name) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM setting WHERE name = ?1")?.execute([name.as_str()])?;
    Ok(())
}
