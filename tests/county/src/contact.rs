//! Telephone numbers, and who answers for a child.

use crate::{REFERENCE_DAY, dice::Dice, family::Kind, ids::Ids, name};
use doorstep_domain::{
    code::citizen_number::Sex,
    subject::{
        Item, Person,
        person::{Concern, Guardian, Phone, age_on},
    },
};

/// Hands out numbers and guardians.
pub(crate) struct Contacts {
    phones: Ids,
    guardians: Ids,
    dice: Dice,
    numbers: u64,
}

impl Contacts {
    pub(crate) fn of(seed: u64) -> Self {
        Self {
            phones: Ids::of(seed, "phone ids"),
            guardians: Ids::of(seed, "guardian ids"),
            dice: Dice::of(seed, "contacts"),
            numbers: 0,
        }
    }

    /// For one household: phones first, for guardians are called on theirs.
    pub(crate) fn give(&mut self, kind: Kind, people: &mut [Person]) {
        for person in people.iter_mut() {
            self.phone(person);
        }
        let carers: Vec<Person> =
            people.iter().filter(|person| raises_children(person, kind)).cloned().collect();
        for child in people.iter_mut().filter(|person| person.is_child_on(REFERENCE_DAY)) {
            self.guardians(kind, &carers, child);
        }
    }

    fn phone(&mut self, person: &mut Person) {
        let born = person.identity.birth_date;
        let age = born.and_then(|born| age_on(born, REFERENCE_DAY)).unwrap_or_default();
        let chance = match (person.relation.as_str(), age) {
            (_, ..18) => 0,
            ("head", ..80) => 75,
            ("head", _) => 45,
            ("spouse", _) => 25,
            _ => 8,
        };
        if self.dice.percent(chance) {
            self.ring_at(person, None);
        } else if age >= 60 && !person.concerns.is_empty() {
            let whose = self.dice.pick(&["daughter", "son", "son", "neighbour"]);
            self.ring_at(person, Some(whose.to_owned()));
        }
    }

    fn ring_at(&mut self, person: &mut Person, whose: Option<String>) {
        let (id, number) = (self.phones.item(), self.number());
        person.phones.push(Item { id, value: Phone { number, whose } });
    }

    /// A mobile number in a range that no operator has; a multiplier prime to ten uses each of seven digits once.
    fn number(&mut self) -> String {
        self.numbers += 1;
        format!("1600{:07}", self.numbers * 7_654_321 % 10_000_000)
    }

    fn guardians(&mut self, kind: Kind, carers: &[Person], child: &mut Person) {
        let skipped = kind == Kind::SkippedGeneration;
        // One carer is enough to call, unless the child is on somebody's list.
        let enough = if child.concerns.is_empty() { 1 } else { usize::MAX };
        for carer in carers.iter().take(enough) {
            let guardian = Guardian {
                name: carer.identity.name.clone(),
                relation: relation(carer.identity.sex, skipped).to_owned(),
                actual_carer: true,
                phone: carer.phones.first().map(|phone| phone.value.number.clone()),
            };
            child.guardians.push(Item { id: self.guardians.item(), value: guardian });
        }
        if skipped && !child.concerns.contains(&Concern::Orphan) {
            self.parents_away(child);
        }
    }

    fn parents_away(&mut self, child: &mut Person) {
        let (father, mother) = (Some(Sex::Male), Some(Sex::Female));
        let family_name = name::surname_of(&child.identity.name);
        for sex in [father, mother] {
            let surname = if sex == mother { name::surname(&mut self.dice) } else { family_name };
            let guardian = Guardian {
                name: name::name(surname, &mut self.dice),
                relation: relation(sex, false).to_owned(),
                actual_carer: false,
                phone: self.dice.percent(80).then(|| self.number()),
            };
            child.guardians.push(Item { id: self.guardians.item(), value: guardian });
        }
    }
}

/// The head and the spouse raise the children of the house, their own or their children's.
fn raises_children(person: &Person, kind: Kind) -> bool {
    let childless = matches!(kind, Kind::ElderAlone | Kind::ElderCouple | Kind::Couple | Kind::AdultAlone);
    !childless && matches!(person.relation.as_str(), "head" | "spouse")
}

fn relation(sex: Option<Sex>, grandparent: bool) -> &'static str {
    match (sex, grandparent) {
        (Some(Sex::Male), false) => "father",
        (_, false) => "mother",
        (Some(Sex::Male), true) => "grandfather",
        (_, true) => "grandmother",
    }
}
