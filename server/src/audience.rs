//! Audiences: who may hold a document. Every document of the feed is addressed to
//! one, every account holds a set of them (its posts' regions with all that lies
//! inside, itself, the county), and the feed is a join of the two. That join is the
//! one place where a phone's scope is enforced.

use crate::db::{FromValue, Value};
use doorstep_domain::id::{AccountId, RegionId};
use std::{fmt, str::FromStr};

/// Who may hold a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Everyone who is enrolled.
    County,
    /// Everyone whose posts cover the region.
    Region(RegionId),
    /// One person: their roster, the children assigned to them, verdicts on their work.
    Account(AccountId),
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::County => f.write_str("county"),
            Self::Region(id) => write!(f, "region:{id}"),
            Self::Account(id) => write!(f, "account:{id}"),
        }
    }
}

/// A stored text that is no audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an audience")]
pub struct NotAnAudience;

impl FromStr for Audience {
    type Err = NotAnAudience;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "county" => Ok(Self::County),
            Some(("region", id)) => id.parse().map(Self::Region).map_err(|_| NotAnAudience),
            Some(("account", id)) => id.parse().map(Self::Account).map_err(|_| NotAnAudience),
            _ => Err(NotAnAudience),
        }
    }
}

impl From<Audience> for Value {
    fn from(audience: Audience) -> Self {
        Self::Text(audience.to_string())
    }
}

impl FromValue for Audience {
    fn from_value(value: &Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}
