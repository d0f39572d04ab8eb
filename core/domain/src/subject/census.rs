//! The file that a census opens (建档): one for each person, from what was answered at the door.

use super::{
    Item, Person,
    person::{Concern, Health, Identity, Phone},
};
use crate::{
    answers::Answers,
    code::citizen_number::{CitizenNumber, Sex},
    id::{HouseholdId, ItemId, PersonId},
};

/// Whom a census puts on file: asked to (`open_file`), with a name. Nobody whose guardian said no.
pub fn opened(
    answers: Answers<'_>,
    (id, item): (PersonId, ItemId),
    household: HouseholdId,
) -> Option<Person> {
    let wanted = answers.text("open_file") == Some("yes") && answers.text("guardian_consent") != Some("no");
    let name = answers.text("name").map(str::trim).filter(|name| wanted && !name.is_empty())?;
    let number: Option<CitizenNumber> = answers.text("number").and_then(|number| number.parse().ok());
    let told = match answers.text("sex") {
        Some("male") => Some(Sex::Male),
        Some("female") => Some(Sex::Female),
        _ => None,
    };
    let phone = answers.text("phone").filter(|phone| !phone.trim().is_empty());
    Some(Person {
        id,
        household,
        identity: Identity {
            name: name.to_owned(),
            birth_date: number.as_ref().and_then(CitizenNumber::birth_date),
            sex: number.as_ref().map(CitizenNumber::sex).or(told),
            citizen_number: number,
        },
        phones: phone
            .map(|number| Item { id: item, value: Phone { number: number.to_owned(), whose: None } })
            .into_iter()
            .collect(),
        relation: "other".to_owned(),
        concerns: answers.coded::<Concern>("category").collect(),
        guardians: Vec::new(),
        health: Health::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn put(mut more: Value) -> Option<Person> {
        let mut answers = json!({ "person": { "name": " 申甲二 ", "category": "empty_nest_elder", "sex": "female",
            "phone": "13800000000" }, "file": { "open_file": "yes" } });
        answers.as_object_mut().unwrap().append(more.as_object_mut().unwrap());
        let ids = (PersonId(Uuid::from_u128(1)), ItemId(Uuid::from_u128(2)));
        opened(Answers::of(&answers).unwrap(), ids, HouseholdId(Uuid::from_u128(3)))
    }

    #[test]
    fn whoever_is_to_have_a_file_gets_one_from_what_was_said() {
        let person = put(json!({})).unwrap();
        assert_eq!(person.identity.name, "申甲二");
        assert_eq!((person.identity.sex, person.identity.birth_date), (Some(Sex::Female), None));
        assert_eq!(person.concerns, [Concern::EmptyNestElder]);
        assert_eq!(person.phones[0].value.number, "13800000000");
        let numbered = put(json!({ "number": "11010519491231002X" })).unwrap().identity;
        assert_eq!(numbered.birth_date, "1949-12-31".parse().ok());
        assert_eq!(numbered.sex, Some(Sex::Female), "the number knows better");
    }

    #[test]
    fn nobody_is_put_on_file_who_is_not_to_be() {
        assert_eq!(put(json!({ "open_file": "no" })), None);
        assert_eq!(put(json!({ "name": " " })), None);
        assert_eq!(put(json!({ "guardian_consent": "no" })), None);
    }
}
