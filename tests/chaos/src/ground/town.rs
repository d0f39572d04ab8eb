//! A small county on file, by the server's own jobs: one county, its villages, its workers.

use chrono::NaiveDate;
use doorstep_domain::{
    id::{AccountId, HouseholdId, PersonId, RegionId},
    post::Post,
    region::{Level, Region},
    subject::{
        Household, Person,
        household::Address,
        person::{Health, Identity},
    },
};
use doorstep_server::{
    accounts::{self, Account, PostHeld},
    db::{DbError, Tx},
    fact, regions,
};
use uuid::Uuid;

const COUNTY: RegionId = RegionId(Uuid::from_u128(0x10_0000));

/// The village of a number.
pub(crate) fn village(number: u64) -> RegionId {
    RegionId(Uuid::from_u128(0x20_0000 + u128::from(number)))
}

/// The worker of a number.
pub(crate) fn worker(number: u64) -> AccountId {
    AccountId(Uuid::from_u128(0x30_0000 + u128::from(number)))
}

/// Villages and workers, numbered from 1; nobody works anywhere yet.
pub(crate) fn found(tx: &mut Tx<'_>, villages: u64, workers: u64) -> Result<(), DbError> {
    fact::set(tx, "name", "虚构县")?;
    put_region(tx, COUNTY, "990101000000".to_owned(), Level::County, None)?;
    for number in 1..=villages {
        let code = (990_101_100_200 + number).to_string();
        put_region(tx, village(number), code, Level::Village, Some(COUNTY))?;
    }
    for number in 1..=workers {
        let login = format!("worker{number}");
        let account = Account { id: worker(number), name: login.clone(), login, active: true };
        accounts::put(tx, &account, None)?;
    }
    regions::settle(tx)
}

/// From now on the worker works in these villages and no other.
pub(crate) fn assign(tx: &mut Tx<'_>, number: u64, villages: &[u64]) -> Result<(), DbError> {
    let posts: Vec<PostHeld> =
        villages.iter().map(|number| PostHeld { post: Post::Worker, region: village(*number) }).collect();
    accounts::posts::set(tx, worker(number), &posts).map_err(|_| DbError::NoRow)
}

/// A household of which nothing is known but this.
pub(crate) fn household(
    id: HouseholdId,
    code: String,
    region: RegionId,
    head: &str,
    address: String,
) -> Household {
    Household {
        id,
        code,
        region,
        grid: None,
        head: head.to_owned(),
        address: Address { text: address, at: None },
        assistance: Default::default(),
        dwelling: Default::default(),
    }
}

/// Somebody of whom nothing is known but this.
pub(crate) fn person(id: PersonId, household: HouseholdId, name: &str, born: i32) -> Person {
    Person {
        id,
        household,
        identity: Identity {
            name: name.to_owned(),
            citizen_number: None,
            birth_date: NaiveDate::from_ymd_opt(born, 2, 1),
            sex: None,
        },
        phones: Vec::new(),
        relation: "head".to_owned(),
        concerns: Vec::new(),
        guardians: Vec::new(),
        health: Health::default(),
    }
}

fn put_region(
    tx: &mut Tx<'_>,
    id: RegionId,
    code: String,
    level: Level,
    parent: Option<RegionId>,
) -> Result<(), DbError> {
    let region = Region {
        id,
        code: code.parse().map_err(|_| DbError::Json)?,
        level,
        name: code,
        parent,
        valid_from: NaiveDate::default(),
        predecessors: Vec::new(),
    };
    regions::put(tx, &region).map_err(|_| DbError::NoRow)
}
