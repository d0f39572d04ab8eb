//! One row type a table; a field is a column, in this order.

use super::{Regions, RenderError};
use crate::{County, Member};
use chrono::NaiveDate;
use doorstep_domain::{
    code::citizen_number::{CitizenNumber, Sex},
    id::{AccountId, HouseholdId, ItemId, PersonId, RegionId, RosterId},
    region::{AreaCode, Level},
    subject::{Subject, household::DangerGrade},
    visit::VisitTag,
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Display};
use uuid::Uuid;

#[derive(Serialize)]
pub(super) struct RegionRow<'a> {
    id: RegionId,
    code: AreaCode,
    level: Level,
    name: &'a str,
    parent: Option<RegionId>,
    valid_from: NaiveDate,
    predecessors: String,
}

pub(super) fn regions(county: &County) -> Vec<RegionRow<'_>> {
    county
        .regions
        .iter()
        .map(|region| RegionRow {
            id: region.id,
            code: region.code,
            level: region.level,
            name: &region.name,
            parent: region.parent,
            valid_from: region.valid_from,
            predecessors: list(&region.predecessors),
        })
        .collect()
}

#[derive(Serialize)]
pub(super) struct StaffRow<'a> {
    id: AccountId,
    login: &'a str,
    name: &'a str,
    posts: String,
    regions: String,
    region_codes: String,
}

pub(super) fn staff<'a>(county: &'a County, known: &Regions<'_>) -> Result<Vec<StaffRow<'a>>, RenderError> {
    let code = |id: &RegionId| known.get(id).map(|region| region.code).ok_or(RenderError::UnknownRegion);
    let row = |staff: &'a crate::Staff| {
        let colleague = &staff.colleague;
        let codes: Result<Vec<AreaCode>, RenderError> = colleague.regions.iter().map(code).collect();
        Ok(StaffRow {
            id: colleague.id,
            login: &staff.login,
            name: &colleague.name,
            posts: words(&colleague.posts)?,
            regions: list(&colleague.regions),
            region_codes: list(&codes?),
        })
    };
    county.staff.iter().map(row).collect()
}

#[derive(Serialize)]
pub(super) struct HouseholdRow<'a> {
    id: HouseholdId,
    code: &'a str,
    region: RegionId,
    grid: Option<RegionId>,
    head: &'a str,
    address: &'a str,
    lon: Option<String>,
    lat: Option<String>,
    programmes: String,
    class: Option<&'a str>,
    danger_grade: Option<DangerGrade>,
}

pub(super) fn households(county: &County) -> Result<Vec<HouseholdRow<'_>>, RenderError> {
    let degrees = |value: f64| format!("{value:.6}");
    let mut rows = Vec::new();
    for household in &county.households {
        let at = household.address.at;
        rows.push(HouseholdRow {
            id: household.id,
            code: &household.code,
            region: household.region,
            grid: household.grid,
            head: &household.head,
            address: &household.address.text,
            lon: at.map(|at| degrees(at.longitude())),
            lat: at.map(|at| degrees(at.latitude())),
            programmes: words(&household.assistance.programmes)?,
            class: household.assistance.class.as_deref(),
            danger_grade: household.dwelling.danger_grade,
        });
    }
    Ok(rows)
}

#[derive(Serialize)]
pub(super) struct PersonRow<'a> {
    id: PersonId,
    household: HouseholdId,
    name: &'a str,
    citizen_number: Option<&'a CitizenNumber>,
    birth_date: Option<NaiveDate>,
    sex: Option<Sex>,
    relation: &'a str,
    concerns: String,
    health_code: Option<&'a str>,
}

pub(super) fn people(county: &County) -> Result<Vec<PersonRow<'_>>, RenderError> {
    let mut rows = Vec::new();
    for person in &county.people {
        rows.push(PersonRow {
            id: person.id,
            household: person.household,
            name: &person.identity.name,
            citizen_number: person.identity.citizen_number.as_ref(),
            birth_date: person.identity.birth_date,
            sex: person.identity.sex,
            relation: &person.relation,
            concerns: words(&person.concerns)?,
            health_code: person.health.code.as_deref(),
        });
    }
    Ok(rows)
}

#[derive(Serialize)]
pub(super) struct PhoneRow<'a> {
    id: ItemId,
    person: PersonId,
    number: &'a str,
    whose: Option<&'a str>,
}

pub(super) fn phones(county: &County) -> Vec<PhoneRow<'_>> {
    let owned = county.people.iter().flat_map(|person| person.phones.iter().map(|phone| (person.id, phone)));
    owned
        .map(|(person, phone)| PhoneRow {
            id: phone.id,
            person,
            number: &phone.value.number,
            whose: phone.value.whose.as_deref(),
        })
        .collect()
}

#[derive(Serialize)]
pub(super) struct GuardianRow<'a> {
    id: ItemId,
    person: PersonId,
    name: &'a str,
    relation: &'a str,
    actual_carer: bool,
    phone: Option<&'a str>,
}

pub(super) fn guardians(county: &County) -> Vec<GuardianRow<'_>> {
    let named = county.people.iter().flat_map(|person| person.guardians.iter().map(|item| (person.id, item)));
    named
        .map(|(person, item)| GuardianRow {
            id: item.id,
            person,
            name: &item.value.name,
            relation: &item.value.relation,
            actual_carer: item.value.actual_carer,
            phone: item.value.phone.as_deref(),
        })
        .collect()
}

#[derive(Serialize)]
pub(super) struct GridMemberRow<'a> {
    grid: RegionId,
    name: &'a str,
    account: Option<AccountId>,
    person: Option<PersonId>,
}

pub(super) fn grid_members(county: &County) -> Result<Vec<GridMemberRow<'_>>, RenderError> {
    let residents: BTreeMap<PersonId, &str> =
        county.people.iter().map(|person| (person.id, person.identity.name.as_str())).collect();
    let colleagues: BTreeMap<AccountId, &str> =
        county.staff.iter().map(|staff| (staff.colleague.id, staff.colleague.name.as_str())).collect();
    let mut rows = Vec::new();
    for member in &county.grid_members {
        let (name, account, person) = match member.member {
            Member::Colleague(id) => (colleagues.get(&id), Some(id), None),
            Member::Resident(id) => (residents.get(&id), None, Some(id)),
        };
        let name = name.copied().ok_or(RenderError::UnknownMember)?;
        rows.push(GridMemberRow { grid: member.grid, name, account, person });
    }
    Ok(rows)
}

#[derive(Serialize)]
pub(super) struct RosterRow<'a> {
    id: RosterId,
    subject_type: &'static str,
    subject_id: Uuid,
    region: RegionId,
    visit: VisitTag,
    assignee: AccountId,
    class: &'a str,
    entered: Option<NaiveDate>,
    last: Option<NaiveDate>,
    due: NaiveDate,
}

pub(super) fn roster(county: &County) -> Vec<RosterRow<'_>> {
    county
        .roster
        .iter()
        .map(|line| RosterRow {
            id: line.id,
            subject_type: match line.subject {
                Subject::Household(_) => "household",
                Subject::Person(_) => "person",
            },
            subject_id: line.subject.uuid(),
            region: line.region,
            visit: line.plan.visit,
            assignee: line.assignee,
            class: &line.plan.class,
            entered: line.plan.entered,
            last: line.plan.last,
            due: line.due,
        })
        .collect()
}

fn list(items: &[impl Display]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

/// Enumerations as the domain serialises them.
fn words(items: &[impl Serialize]) -> Result<String, RenderError> {
    let mut words = Vec::new();
    for item in items {
        words.push(serde_json::from_value::<String>(serde_json::to_value(item)?)?);
    }
    Ok(words.join(";"))
}
