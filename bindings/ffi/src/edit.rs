//! Edits of what is on file, group by group: the unit in which the county merges.
//!
//! A group has its type here, and is JSON in the core. A clash may hold a group of a newer app's: then its text is shown as it
//! is, and given back unchanged.

use crate::{
    error::DoorstepError,
    file::{Concern, DangerGrade, Guardian, Identity, PhoneNumber, Programme, Subject},
    open::Doorstep,
    place::Place,
    visit::{SavedRecord, saved},
};
use doorstep_domain::{
    id::ItemId,
    subject::{Item, household, person},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

/// One group of a file.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum FieldGroup {
    /// Of a household: its head.
    Head {
        /// 户主
        name: String,
    },
    /// Of a household: its door, words and coordinates together.
    Address {
        /// As people say it.
        text: String,
        /// Where.
        at: Option<Place>,
    },
    /// Of a household: what it receives.
    Assistance {
        /// Programmes in force.
        programmes: Vec<Programme>,
        /// The county's class.
        class: Option<String>,
    },
    /// Of a household: the building.
    Dwelling {
        /// As seen.
        danger_grade: Option<DangerGrade>,
    },
    /// Of a person: who they are.
    Who {
        /// All of it.
        identity: Identity,
    },
    /// Of a person: how to reach them.
    Phones {
        /// All of them.
        phones: Vec<PhoneNumber>,
    },
    /// Of a person: to the head of household.
    Relation {
        /// `head`, `spouse`, `son` …
        relation: String,
    },
    /// Of a person: why the station looks after them.
    Concerns {
        /// All of them.
        concerns: Vec<Concern>,
    },
    /// Of a child: who answers for them.
    Guardians {
        /// All of them.
        guardians: Vec<Guardian>,
    },
    /// Of a person: health.
    Health {
        /// GB/T 2261.3, two digits.
        code: Option<String>,
    },
    /// One that this app does not know, or none (`null`).
    Other {
        /// Its JSON.
        json: String,
    },
}

#[uniffi::export]
impl Doorstep {
    /// Edits one group of somebody on file, from the value that this phone shows. The county merges it by group; a clash comes
    /// back with both values.
    pub fn edit_subject(&self, subject: Subject, mine: FieldGroup) -> Result<SavedRecord, DoorstepError> {
        let Some(group) = name_of(&mine) else {
            return Err(DoorstepError::invalid("group", "no_such_group"));
        };
        let value = to_json(mine, || self.new_id(ItemId::from_parts))?;
        Ok(saved(&self.client()?.edit_subject(subject.into(), group, value)?))
    }
}

/// As the core has it. Elements that are new get their ids.
pub(crate) fn to_json(
    group: FieldGroup,
    new_item: impl Fn() -> Result<ItemId, DoorstepError>,
) -> Result<Json, DoorstepError> {
    match group {
        FieldGroup::Head { name } => json(&name),
        FieldGroup::Address { text, at } => {
            json(&household::Address { text, at: at.map(TryInto::try_into).transpose()? })
        }
        FieldGroup::Assistance { programmes, class } => json(&household::Assistance { programmes, class }),
        FieldGroup::Dwelling { danger_grade } => json(&household::Dwelling { danger_grade }),
        FieldGroup::Who { identity: who } => json(&identity(who)?),
        FieldGroup::Phones { phones } => {
            let items = phones.into_iter().map(|one| Ok(phone(one, new_item()?)));
            json(&items.collect::<Result<Vec<_>, DoorstepError>>()?)
        }
        FieldGroup::Relation { relation } => json(&relation),
        FieldGroup::Concerns { concerns } => json(&concerns),
        FieldGroup::Guardians { guardians } => {
            let items = guardians.into_iter().map(|one| Ok(guardian(one, new_item()?)));
            json(&items.collect::<Result<Vec<_>, DoorstepError>>()?)
        }
        FieldGroup::Health { code } => json(&person::Health { code }),
        FieldGroup::Other { json } => {
            serde_json::from_str(&json).map_err(|_| DoorstepError::invalid("group", "not_json"))
        }
    }
}

/// The name that the core has for a group.
fn name_of(group: &FieldGroup) -> Option<&'static str> {
    Some(match group {
        FieldGroup::Head { .. } => "head",
        FieldGroup::Address { .. } => "address",
        FieldGroup::Assistance { .. } => "assistance",
        FieldGroup::Dwelling { .. } => "dwelling",
        FieldGroup::Who { .. } => "identity",
        FieldGroup::Phones { .. } => "phones",
        FieldGroup::Relation { .. } => "relation",
        FieldGroup::Concerns { .. } => "concerns",
        FieldGroup::Guardians { .. } => "guardians",
        FieldGroup::Health { .. } => "health",
        FieldGroup::Other { .. } => return None,
    })
}

/// A group as the core has it, by its name.
pub(crate) fn from_json(group: &str, value: &Json) -> FieldGroup {
    let known = match group {
        "head" => read(value).map(|name| FieldGroup::Head { name }),
        "address" => read(value)
            .map(|household::Address { text, at }| FieldGroup::Address { text, at: at.map(Into::into) }),
        "assistance" => read(value)
            .map(|household::Assistance { programmes, class }| FieldGroup::Assistance { programmes, class }),
        "dwelling" => {
            read(value).map(|household::Dwelling { danger_grade }| FieldGroup::Dwelling { danger_grade })
        }
        "identity" => read(value).map(|who: person::Identity| FieldGroup::Who { identity: who.into() }),
        "phones" => read(value).map(|phones: Vec<Item<person::Phone>>| FieldGroup::Phones {
            phones: phones.into_iter().map(Into::into).collect(),
        }),
        "relation" => read(value).map(|relation| FieldGroup::Relation { relation }),
        "concerns" => read(value).map(|concerns| FieldGroup::Concerns { concerns }),
        "guardians" => read(value).map(|guardians: Vec<Item<person::Guardian>>| FieldGroup::Guardians {
            guardians: guardians.into_iter().map(Into::into).collect(),
        }),
        "health" => read(value).map(|person::Health { code }| FieldGroup::Health { code }),
        _ => None,
    };
    known.unwrap_or_else(|| FieldGroup::Other { json: value.to_string() })
}

fn read<T: DeserializeOwned>(value: &Json) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

fn json(value: &impl Serialize) -> Result<Json, DoorstepError> {
    serde_json::to_value(value).map_err(|_| DoorstepError::internal("group"))
}

pub(crate) fn identity(who: Identity) -> Result<person::Identity, DoorstepError> {
    let Identity { name, citizen_number, birth_date, sex } = who;
    let number = citizen_number.map(|number| number.parse()).transpose();
    let citizen_number =
        number.map_err(|_| DoorstepError::invalid("citizen_number", "not_a_citizen_number"))?;
    Ok(person::Identity { name, citizen_number, birth_date, sex })
}

pub(crate) fn phone(phone: PhoneNumber, new: ItemId) -> Item<person::Phone> {
    let PhoneNumber { id, number, whose } = phone;
    Item { id: id.unwrap_or(new), value: person::Phone { number, whose } }
}

pub(crate) fn guardian(guardian: Guardian, new: ItemId) -> Item<person::Guardian> {
    let Guardian { id, name, relation, actual_carer, phone } = guardian;
    Item { id: id.unwrap_or(new), value: person::Guardian { name, relation, actual_carer, phone } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_domain::subject::{Household, Person};
    use serde_json::json;

    #[test]
    fn every_group_of_the_core_has_a_type_here() {
        let samples = [
            ("head", json!("曾丙")),
            ("address", json!({"text": "三组 7 号", "at": [116.0, 40.0]})),
            ("assistance", json!({"programmes": ["extreme_poverty"], "class": "A"})),
            ("dwelling", json!({"danger_grade": "C"})),
            ("identity", json!({"name": "曾丙", "birth_date": "1944-02-29", "sex": "female"})),
            ("phones", json!([{"id": ItemId(uuid::Uuid::nil()), "number": "010", "whose": "daughter"}])),
            ("relation", json!("head")),
            ("concerns", json!(["elder_living_alone"])),
            (
                "guardians",
                json!([{"id": ItemId(uuid::Uuid::nil()), "name": "甲", "relation": "father", "actual_carer": true}]),
            ),
            ("health", json!({"code": "10"})),
        ];
        for group in Household::GROUPS.iter().chain(Person::GROUPS) {
            let (_, sample) = samples.iter().find(|(name, _)| name == group).unwrap();
            let typed = from_json(group, sample);
            assert_eq!(name_of(&typed), Some(*group), "{group}");
            assert_eq!(to_json(typed, || Ok(ItemId(uuid::Uuid::max()))).as_ref(), Ok(sample));
        }
    }

    #[test]
    fn a_group_that_is_not_known_keeps_its_text() {
        let unknown = json!({"of": "a newer app"});
        assert_eq!(from_json("pets", &unknown), FieldGroup::Other { json: unknown.to_string() });
        assert_eq!(from_json("head", &Json::Null), FieldGroup::Other { json: "null".to_owned() });
    }
}
