//! Where a phone stands in the feed. Opaque to the phone: base64url of JSON. A cursor
//! carries no right: what it may show is looked up for the account at every page, so
//! a forged one can only make a phone hear things again.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use doorstep_domain::id::Incarnation;
use serde::{Deserialize, Serialize};

/// Longest cursor that is looked at, bytes.
const LONGEST: usize = 1_024;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// Given in this life of the database.
    #[serde(rename = "i")]
    pub(super) incarnation: Incarnation,
    /// Given under this scope version of the account.
    #[serde(rename = "s")]
    pub(super) scope_version: u64,
    /// Everything up to here has been given, of the audiences held at `since` (or at `scope_version`).
    #[serde(rename = "p")]
    pub(super) position: u64,
    /// What is still to be made up after a change of scope.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub(super) catch_up: Option<CatchUp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CatchUp {
    /// The scope version from which the phone comes.
    #[serde(rename = "f")]
    pub(super) since: u64,
    /// How far.
    #[serde(rename = "t")]
    pub(super) stage: Stage,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stage {
    /// Telling what to remove; the last row told: audience, kind, key.
    #[serde(rename = "l")]
    Lost(String, String, String),
    /// Telling what was gained, up to this position so far.
    #[serde(rename = "g")]
    Gained(u64),
}

impl Stage {
    pub(super) fn first() -> Self {
        Self::Lost(String::new(), String::new(), String::new())
    }
}

impl Cursor {
    pub(super) fn to_text(&self) -> Result<String, serde_json::Error> {
        Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(self)?))
    }

    /// `None` for anything that this server did not write.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let cursor: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        // What could not be a column's value is nothing we wrote; PostgreSQL would refuse NUL in a text.
        let countable = |number: u64| i64::try_from(number).is_ok();
        let sound = countable(cursor.scope_version)
            && countable(cursor.position)
            && cursor.catch_up.as_ref().is_none_or(|catch_up| {
                countable(catch_up.since)
                    && match &catch_up.stage {
                        Stage::Lost(audience, kind, key) => {
                            ![audience, kind, key].iter().any(|text| text.contains('\0'))
                        }
                        Stage::Gained(position) => countable(*position),
                    }
            });
        sound.then_some(cursor)
    }
}
