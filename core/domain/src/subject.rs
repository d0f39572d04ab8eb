//! Who is served. A subject is a household or a person; each top-level member of
//! one is a **field group**: the unit in which two edits merge or clash (see
//! [`merge`]). A citizen number stands with birth date and sex, an address with
//! its coordinates, because half of such a pair from each of two people is worse
//! than either.

mod census;
pub mod household;
pub mod merge;
pub mod person;

use crate::id::{HouseholdId, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

pub use census::opened;
pub use household::Household;
pub use merge::{GroupEdit, merge_groups};
pub use person::Person;

/// Whom a visit, a roster line or an edit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "id")]
pub enum Subject {
    /// 户
    Household(HouseholdId),
    /// 人
    Person(PersonId),
}

impl Subject {
    /// The bare id, for keys.
    pub fn uuid(self) -> uuid::Uuid {
        match self {
            Self::Household(id) => id.0,
            Self::Person(id) => id.0,
        }
    }
}

/// `household:UUID` or `person:UUID`.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Household(id) => write!(f, "household:{id}"),
            Self::Person(id) => write!(f, "person:{id}"),
        }
    }
}

/// A subject met at a door and not yet on file (`subject_new`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum NewSubject {
    /// A household, with the people found in it.
    Household {
        /// The household itself.
        household: Household,
        /// Its members, each naming it.
        members: Vec<Person>,
    },
    /// One more person of a household on file.
    Person {
        /// The person.
        person: Person,
    },
}

/// An edit of a subject on file (`subject_edit`): group by group, each with the
/// value that the editor started from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubjectEdit {
    /// Whom it changes.
    pub subject: Subject,
    /// The revision that the phone had; a courtesy to the reader, the merge goes by `base` values.
    pub base_revision: u64,
    /// By group name (see [`Household::GROUPS`], [`Person::GROUPS`]).
    pub groups: BTreeMap<String, GroupEdit>,
}

/// A list element with an id of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item<T> {
    /// Stable in every edit.
    pub id: crate::id::ItemId,
    /// The element.
    #[serde(flatten)]
    pub value: T,
}

/// The groups of a subject, as JSON, by name: what the merge works on.
pub type Groups = serde_json::Map<String, Value>;
