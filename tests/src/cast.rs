//! Who there is in the invented county: the same generator that wrote
//! `fixtures/county`, asked by login and by place.

use doorstep_county::{County, SEED};
use doorstep_domain::{
    id::{AccountId, HouseholdId, PersonId, RegionId},
    post::Post,
    region::Level,
    roster::RosterLine,
    subject::{Household, Person, Subject},
    visit::VisitTag,
};
use std::{collections::HashMap, sync::LazyLock};

static CAST: LazyLock<Cast> = LazyLock::new(|| {
    let county = doorstep_county::generate(SEED).expect("the county of the fixtures can be made");
    let logins = county.staff.iter().map(|staff| (staff.login.clone(), staff.colleague.id)).collect();
    Cast { county, logins }
});

/// The invented county.
pub struct Cast {
    /// All of it.
    pub county: County,
    logins: HashMap<String, AccountId>,
}

/// The invented county, made once a process.
pub fn cast() -> &'static Cast {
    &CAST
}

impl Cast {
    /// The account of a login.
    pub fn account(&self, login: &str) -> AccountId {
        *self.logins.get(login).unwrap_or_else(|| panic!("nobody signs in as {login}"))
    }

    /// The login of an account.
    pub fn login(&self, account: AccountId) -> &str {
        &self.staff(account).login
    }

    /// The regions that a login's posts name.
    pub fn regions(&self, login: &str) -> Vec<RegionId> {
        self.staff(self.account(login)).colleague.regions.clone()
    }

    /// The name of whoever signs in so.
    pub fn named(&self, login: &str) -> &str {
        &self.staff(self.account(login)).colleague.name
    }

    fn staff(&self, account: AccountId) -> &doorstep_county::Staff {
        let staff = self.county.staff.iter().find(|staff| staff.colleague.id == account);
        staff.expect("every account is somebody's")
    }

    /// Logins of a post, in their order.
    pub fn logins(&self, post: Post) -> impl Iterator<Item = &str> {
        let of_post = move |staff: &&doorstep_county::Staff| staff.colleague.posts.contains(&post);
        self.county.staff.iter().filter(of_post).map(|staff| staff.login.as_str())
    }

    /// The other worker of a village.
    pub fn partner(&self, login: &str, village: RegionId) -> &str {
        let mut others = self.logins(Post::Worker).filter(|other| *other != login);
        others.find(|other| self.regions(other).contains(&village)).expect("every village has two workers")
    }

    /// The supervisor whose own township holds a village.
    pub fn supervisor(&self, village: RegionId) -> &str {
        let township = self.county.regions.iter().find(|region| region.id == village).and_then(|r| r.parent);
        let township = township.expect("a village lies in a township");
        let mut own = self.logins(Post::Supervisor);
        own.find(|login| self.regions(login) == [township]).expect("every township has a supervisor")
    }

    /// A worker's lines of one kind, in the order of the file.
    pub fn lines(&self, login: &str, visit: VisitTag) -> impl Iterator<Item = &RosterLine> {
        let account = self.account(login);
        self.county.roster.iter().filter(move |line| line.assignee == account && line.plan.visit == visit)
    }

    /// A household.
    pub fn household(&self, id: HouseholdId) -> &Household {
        self.county.households.iter().find(|household| household.id == id).expect("a household on file")
    }

    /// A person.
    pub fn person(&self, id: PersonId) -> &Person {
        self.county.people.iter().find(|person| person.id == id).expect("a person on file")
    }

    /// The name by which a subject is known.
    pub fn name_of(&self, subject: Subject) -> &str {
        match subject {
            Subject::Household(id) => &self.household(id).head,
            Subject::Person(id) => &self.person(id).identity.name,
        }
    }

    /// Households of a village.
    pub fn households(&self, village: RegionId) -> impl Iterator<Item = &Household> {
        self.county.households.iter().filter(move |household| household.region == village)
    }

    /// Villages, in their order.
    pub fn villages(&self) -> impl Iterator<Item = RegionId> {
        self.county.regions.iter().filter(|region| region.level == Level::Village).map(|region| region.id)
    }
}
