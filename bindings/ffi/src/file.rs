//! What is on file: households, people, and the minimal card of a child whose file was not opened.

use crate::{
    error::DoorstepError,
    moment::CivilDate,
    open::Doorstep,
    page::{Page, page},
    place::Place,
};
use doorstep_domain::{
    id::{HouseholdId, ItemId, PersonId, RecordId, RegionId},
    subject::{self, Item, person},
};
use doorstep_store::OnFile;

pub use doorstep_domain::{
    code::citizen_number::Sex,
    subject::{
        household::{DangerGrade, Programme},
        person::Concern,
    },
};

/// Whom a visit, a line or an edit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Subject {
    /// 户
    Household {
        /// Which.
        id: HouseholdId,
    },
    /// 人
    Person {
        /// Who.
        id: PersonId,
    },
}

impl From<subject::Subject> for Subject {
    fn from(of: subject::Subject) -> Self {
        match of {
            subject::Subject::Household(id) => Self::Household { id },
            subject::Subject::Person(id) => Self::Person { id },
        }
    }
}

impl From<Subject> for subject::Subject {
    fn from(of: Subject) -> Self {
        match of {
            Subject::Household { id } => Self::Household(id),
            Subject::Person { id } => Self::Person(id),
        }
    }
}

/// How a file stands against the county's.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Filed {
    /// The county's revision under own edits; 0 for somebody found here whom the county has not answered.
    pub revision: u64,
    /// Groups that show an own edit not yet answered.
    pub unmerged: Vec<String>,
    /// Found on this phone and not yet answered: the record that says so.
    pub found_by: Option<RecordId>,
}

impl Filed {
    fn of<T>(on_file: &OnFile<T>) -> Self {
        Self { revision: on_file.revision, unmerged: on_file.unmerged.clone(), found_by: on_file.found_by }
    }
}

/// One household.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Household {
    /// Stable.
    pub id: HouseholdId,
    /// The number on the door card.
    pub code: String,
    /// The village (or community) it belongs to.
    pub region: RegionId,
    /// The grid below the village, where grids are drawn.
    pub grid: Option<RegionId>,
    /// Name of the head of household (户主).
    pub head: String,
    /// As people say it, below the village.
    pub address: String,
    /// Where the door was last placed.
    pub at: Option<Place>,
    /// Programmes in force.
    pub programmes: Vec<Programme>,
    /// The county's class.
    pub class: Option<String>,
    /// Of the dwelling, as last seen.
    pub danger_grade: Option<DangerGrade>,
    /// How it stands against the county's.
    pub filed: Filed,
}

/// Programmes of social assistance (社会救助).
#[uniffi::remote(Enum)]
pub enum Programme {
    /// 最低生活保障
    MinimumLivingAllowance,
    /// 特困人员救助供养
    ExtremePoverty,
    /// 临时救助
    TemporaryRelief,
    /// 低保边缘家庭
    LowIncomeMargin,
    /// 刚性支出困难家庭
    RigidExpenditure,
}

/// 房屋危险等级
#[uniffi::remote(Enum)]
pub enum DangerGrade {
    /// Safe.
    A,
    /// Some members dangerous, main structure safe.
    B,
    /// Partly dangerous (局部危房).
    C,
    /// Wholly dangerous (整幢危房).
    D,
}

/// A person as far as this phone may show them.
#[expect(
    clippy::large_enum_variant,
    reason = "it is written out for the other side at once, and UniFFI boxes nothing"
)]
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum PersonOnFile {
    /// The file.
    Full {
        /// All of it.
        person: Person,
    },
    /// A child whose file is not opened here.
    Child {
        /// Enough to find the door and the child.
        card: ChildCard,
    },
}

/// One person.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Person {
    /// Stable.
    pub id: PersonId,
    /// Where they live.
    pub household: HouseholdId,
    /// Who they are.
    pub identity: Identity,
    /// Whether under 18 today.
    pub child: bool,
    /// How to reach them.
    pub phones: Vec<PhoneNumber>,
    /// Relation to the head of household: `head`, `spouse`, `son`, `grandchild` …
    pub relation: String,
    /// Why the station looks after them.
    pub concerns: Vec<Concern>,
    /// Who answers for them, if they are a child.
    pub guardians: Vec<Guardian>,
    /// Health, GB/T 2261.3 two-digit code.
    pub health: Option<String>,
    /// How it stands against the county's.
    pub filed: Filed,
}

/// Name, number, birth date and sex: one group, because the number implies the other two.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Identity {
    /// 姓名
    pub name: String,
    /// 公民身份号码, where known.
    pub citizen_number: Option<String>,
    /// 出生日期
    pub birth_date: Option<CivilDate>,
    /// 性别
    pub sex: Option<Sex>,
}

/// 性别
#[uniffi::remote(Enum)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

/// One telephone number.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PhoneNumber {
    /// Kept in every edit of it; none for a new one.
    pub id: Option<ItemId>,
    /// As given.
    pub number: String,
    /// Whose it is, when not their own: `daughter`, `neighbour` …
    pub whose: Option<String>,
}

/// Why the station looks after someone.
#[uniffi::remote(Enum)]
pub enum Concern {
    /// 农村留守儿童
    LeftBehindChild,
    /// 困境儿童
    DisadvantagedChild,
    /// 事实无人抚养儿童
    ChildWithoutCare,
    /// 孤儿
    Orphan,
    /// 独居老年人
    ElderLivingAlone,
    /// 空巢老年人
    EmptyNestElder,
    /// 留守老年人
    LeftBehindElder,
    /// 失能老年人
    DisabledElder,
    /// 重度残疾人
    SevereDisability,
}

/// Who answers for a child.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Guardian {
    /// Kept in every edit of it; none for a new one.
    pub id: Option<ItemId>,
    /// 姓名
    pub name: String,
    /// `father`, `grandmother`, `entrusted` (委托照护) …
    pub relation: String,
    /// Whether this person has actual care (实际照料人).
    pub actual_carer: bool,
    /// A number to call.
    pub phone: Option<String>,
}

/// What a phone may hold of a child without a grant.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ChildCard {
    /// The child.
    pub id: PersonId,
    /// Where.
    pub household: HouseholdId,
    /// 姓名
    pub name: String,
    /// Year of birth only.
    pub birth_year: Option<i32>,
}

page! {
    /// The people of a household.
    MembersPage of PersonOnFile
}

#[uniffi::export]
impl Doorstep {
    /// A household with what this phone has changed and not yet heard back about.
    pub fn household(&self, id: HouseholdId) -> Result<Option<Household>, DoorstepError> {
        Ok(self.client()?.household(id)?.map(household))
    }

    /// A person; of a child who is not assigned, the card.
    pub fn person(&self, id: PersonId) -> Result<Option<PersonOnFile>, DoorstepError> {
        let client = self.client()?;
        let today = client.today();
        Ok(client.person(id)?.map(|on_file| person_on_file(on_file, today)))
    }

    /// Opens a child's full file, and leaves the trace that reading it must leave, offline too. The purpose is a code.
    pub fn open_child_file(
        &self,
        id: PersonId,
        purpose: &str,
    ) -> Result<Option<PersonOnFile>, DoorstepError> {
        let client = self.client()?;
        let today = client.today();
        Ok(client.open_child_file(id, purpose)?.map(|on_file| person_on_file(on_file, today)))
    }

    /// The people of a household.
    pub fn members(&self, household: HouseholdId, page: Page) -> Result<MembersPage, DoorstepError> {
        let client = self.client()?;
        let today = client.today();
        let members = client.members(household, &page.into())?;
        MembersPage::of(members, |on_file| Ok(person_on_file(on_file, today)))
    }
}

fn household(on_file: OnFile<subject::Household>) -> Household {
    let filed = Filed::of(&on_file);
    let subject::Household { id, code, region, grid, head, address, assistance, dwelling } = on_file.value;
    Household {
        id,
        code,
        region,
        grid,
        head,
        address: address.text,
        at: address.at.map(Into::into),
        programmes: assistance.programmes,
        class: assistance.class,
        danger_grade: dwelling.danger_grade,
        filed,
    }
}

fn person_on_file(on_file: OnFile<doorstep_store::PersonOnFile>, today: CivilDate) -> PersonOnFile {
    let filed = Filed::of(&on_file);
    match on_file.value {
        doorstep_store::PersonOnFile::Full(person) => {
            let child = person.is_child_on(today);
            let subject::Person { id, household, identity, phones, relation, concerns, guardians, health } =
                *person;
            PersonOnFile::Full {
                person: Person {
                    id,
                    household,
                    identity: identity.into(),
                    child,
                    phones: phones.into_iter().map(Into::into).collect(),
                    relation,
                    concerns,
                    guardians: guardians.into_iter().map(Into::into).collect(),
                    health: health.code,
                    filed,
                },
            }
        }
        doorstep_store::PersonOnFile::Child(person::ChildCard { id, household, name, birth_year }) => {
            PersonOnFile::Child { card: ChildCard { id, household, name, birth_year } }
        }
    }
}

impl From<person::Identity> for Identity {
    fn from(identity: person::Identity) -> Self {
        let person::Identity { name, citizen_number, birth_date, sex } = identity;
        Self { name, citizen_number: citizen_number.map(Into::into), birth_date, sex }
    }
}

impl From<Item<person::Phone>> for PhoneNumber {
    fn from(Item { id, value: person::Phone { number, whose } }: Item<person::Phone>) -> Self {
        Self { id: Some(id), number, whose }
    }
}

impl From<Item<person::Guardian>> for Guardian {
    fn from(Item { id, value }: Item<person::Guardian>) -> Self {
        let person::Guardian { name, relation, actual_carer, phone } = value;
        Self { id: Some(id), name, relation, actual_carer, phone }
    }
}
