//! Somebody met at a door and not yet on file. Whoever is new here gets their ids here: a shell has none to give.

use crate::{
    edit::{guardian, identity, phone},
    error::DoorstepError,
    file::{Concern, Guardian, Identity, PhoneNumber, Programme, Subject},
    open::Doorstep,
    place::Place,
};
use doorstep_client::port::{Entropy, SystemEntropy};
use doorstep_domain::{
    id::{HouseholdId, ItemId, PersonId, RecordId, RegionId},
    subject::{self, household, person},
};

/// A household or a person found.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum NewSubject {
    /// A household, with the people found in it.
    Household {
        /// The household itself.
        found: NewHousehold,
        /// Its members.
        members: Vec<NewPerson>,
    },
    /// One more person of a household on file.
    Person {
        /// Where they live.
        household: HouseholdId,
        /// Who.
        found: NewPerson,
    },
}

/// A household found. Its code is the county's to give.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct NewHousehold {
    /// The village (or community) it belongs to.
    pub region: RegionId,
    /// The grid below the village, where grids are drawn.
    #[uniffi(default = None)]
    pub grid: Option<RegionId>,
    /// Name of the head of household (户主).
    pub head: String,
    /// As people say it, below the village.
    pub address: String,
    /// Where the door is.
    #[uniffi(default = None)]
    pub at: Option<Place>,
    /// Programmes in force, as far as is known.
    #[uniffi(default = [])]
    pub programmes: Vec<Programme>,
}

/// A person found.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct NewPerson {
    /// Who they are.
    pub identity: Identity,
    /// How to reach them.
    #[uniffi(default = [])]
    pub phones: Vec<PhoneNumber>,
    /// Relation to the head of household: `head`, `spouse`, `son`, `grandchild` …
    pub relation: String,
    /// Why the station should look after them.
    #[uniffi(default = [])]
    pub concerns: Vec<Concern>,
    /// Who answers for them, if they are a child.
    #[uniffi(default = [])]
    pub guardians: Vec<Guardian>,
    /// Health, GB/T 2261.3 two-digit code.
    #[uniffi(default = None)]
    pub health: Option<String>,
}

/// Somebody put on file.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct AddedSubject {
    /// Whom.
    pub subject: Subject,
    /// The record that says so.
    pub record: RecordId,
    /// Codes of what the rules say against it.
    pub findings: Vec<String>,
}

#[uniffi::export]
impl Doorstep {
    /// Puts someone on file without a visit.
    pub fn add_subject(&self, new: NewSubject) -> Result<AddedSubject, DoorstepError> {
        let client = self.client()?;
        let new = self.new_subject(new)?;
        let subject = match &new {
            subject::NewSubject::Household { household, .. } => Subject::Household { id: household.id },
            subject::NewSubject::Person { person } => Subject::Person { id: person.id },
        };
        let saved = client.add_subject(new)?;
        Ok(AddedSubject { subject, record: saved.record, findings: crate::visit::codes(&saved.findings) })
    }
}

impl Doorstep {
    /// With ids that nobody else has made.
    pub(crate) fn new_subject(&self, new: NewSubject) -> Result<subject::NewSubject, DoorstepError> {
        Ok(match new {
            NewSubject::Household { found, members } => {
                let id = self.new_id(HouseholdId::from_parts)?;
                let members = members.into_iter().map(|found| self.new_person(id, found));
                subject::NewSubject::Household {
                    household: new_household(id, found)?,
                    members: members.collect::<Result<_, _>>()?,
                }
            }
            NewSubject::Person { household, found } => {
                subject::NewSubject::Person { person: self.new_person(household, found)? }
            }
        })
    }

    fn new_person(&self, household: HouseholdId, new: NewPerson) -> Result<subject::Person, DoorstepError> {
        let NewPerson { identity: who, phones, relation, concerns, guardians, health } = new;
        let phones = phones.into_iter().map(|new| Ok(phone(new, self.new_id(ItemId::from_parts)?)));
        let guardians = guardians.into_iter().map(|new| Ok(guardian(new, self.new_id(ItemId::from_parts)?)));
        Ok(subject::Person {
            id: self.new_id(PersonId::from_parts)?,
            household,
            identity: identity(who)?,
            phones: phones.collect::<Result<_, DoorstepError>>()?,
            relation,
            concerns,
            guardians: guardians.collect::<Result<_, DoorstepError>>()?,
            health: person::Health { code: health },
        })
    }

    /// Ten random bytes and the civil clock, as the core makes its own.
    pub(crate) fn new_id<T>(&self, make: impl FnOnce(u64, [u8; 10]) -> T) -> Result<T, DoorstepError> {
        let mut random = [0; 10];
        if !SystemEntropy.fill(&mut random) {
            return Err(DoorstepError::internal("entropy"));
        }
        let now = self.client()?.stamp(None).at;
        Ok(make(u64::try_from(now.timestamp_millis()).unwrap_or(0), random))
    }
}

fn new_household(id: HouseholdId, new: NewHousehold) -> Result<subject::Household, DoorstepError> {
    let NewHousehold { region, grid, head, address, at, programmes } = new;
    Ok(subject::Household {
        id,
        code: String::new(),
        region,
        grid,
        head,
        address: household::Address { text: address, at: at.map(TryInto::try_into).transpose()? },
        assistance: household::Assistance { programmes, class: None },
        dwelling: household::Dwelling::default(),
    })
}
