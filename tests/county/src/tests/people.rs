//! What the county promises of its households, people and roster.

use super::COUNTY;
use crate::{Member, REFERENCE_DAY};
use chrono::NaiveDate;
use doorstep_domain::{
    cadence, calendar,
    code::phone_number::{PhoneKind, kind_of},
    post::Post,
    roster::{DueState, due_state},
    rules,
    subject::{
        Household, Person, Subject,
        person::{Concern, age_on},
    },
    visit::VisitTag,
};
use std::collections::{BTreeMap, BTreeSet};

fn age(person: &Person) -> u32 {
    age_on(person.identity.birth_date.unwrap(), REFERENCE_DAY).unwrap()
}

fn households() -> BTreeMap<doorstep_domain::id::HouseholdId, &'static Household> {
    COUNTY.households.iter().map(|household| (household.id, household)).collect()
}

fn staff_with(post: Post) -> usize {
    COUNTY.staff.iter().filter(|staff| staff.colleague.posts.contains(&post)).count()
}

#[test]
fn the_county_is_as_large_as_promised() {
    assert_eq!(COUNTY.households.len(), 6_000);
    assert_eq!(COUNTY.people.len(), 20_000);
    let posts = [
        (Post::Worker, 40),
        (Post::Volunteer, 60),
        (Post::Supervisor, 6),
        (Post::County, 2),
        (Post::Sysadmin, 1),
        (Post::Secadmin, 1),
        (Post::Auditor, 1),
    ];
    for (post, count) in posts {
        assert_eq!(staff_with(post), count, "{post:?}");
    }
}

#[test]
fn every_citizen_number_is_valid_unique_and_agrees_with_birth_date_and_sex() {
    let mut seen = BTreeSet::new();
    for person in &COUNTY.people {
        let number = person.identity.citizen_number.as_ref().unwrap();
        assert!(seen.insert(number.as_str()));
        assert!(number.as_str().starts_with("990101"));
        assert_eq!(number.birth_date(), person.identity.birth_date);
        assert_eq!(Some(number.sex()), person.identity.sex);
    }
}

#[test]
fn every_id_is_unique() {
    let mut seen = BTreeSet::new();
    let ids = COUNTY.regions.iter().map(|region| region.id.0);
    let ids = ids.chain(COUNTY.staff.iter().map(|staff| staff.colleague.id.0));
    let ids = ids.chain(COUNTY.households.iter().map(|household| household.id.0));
    let ids = ids.chain(COUNTY.people.iter().map(|person| person.id.0));
    let ids = ids.chain(COUNTY.people.iter().flat_map(|person| person.phones.iter().map(|item| item.id.0)));
    let ids =
        ids.chain(COUNTY.people.iter().flat_map(|person| person.guardians.iter().map(|item| item.id.0)));
    for id in ids.chain(COUNTY.roster.iter().map(|line| line.id.0)) {
        assert!(seen.insert(id), "{id}");
    }
    let codes: BTreeSet<&String> = COUNTY.households.iter().map(|household| &household.code).collect();
    assert_eq!(codes.len(), COUNTY.households.len());
}

#[test]
fn every_person_lives_in_a_household_and_every_household_has_its_head() {
    let households = households();
    let mut heads = BTreeMap::new();
    for person in &COUNTY.people {
        let household = households[&person.household];
        if person.relation == "head" {
            assert_eq!(person.identity.name, household.head);
            assert!(age(person) >= 18);
            assert!(heads.insert(household.id, person).is_none(), "two heads");
        }
    }
    assert_eq!(heads.len(), households.len());
    for person in &COUNTY.people {
        let gap = age(heads[&person.household]) as i32 - age(person) as i32;
        match person.relation.as_str() {
            "son" | "daughter" => assert!((16..60).contains(&gap), "{gap}"),
            "grandchild" => assert!((35..80).contains(&gap), "{gap}"),
            "parent" => assert!((-60..=-16).contains(&gap), "{gap}"),
            _ => {}
        }
    }
}

#[test]
fn the_ages_are_those_of_a_county_that_the_young_leave() {
    let share = |low: u32, high: u32| {
        let within = COUNTY.people.iter().filter(|person| (low..=high).contains(&age(person))).count();
        within * 100 / COUNTY.people.len()
    };
    assert!((14..=22).contains(&share(0, 17)));
    assert!((22..=30).contains(&share(60, 120)));
    assert!((2..=6).contains(&share(80, 120)));
    assert!(share(20, 34) < share(45, 59));
    assert_eq!(share(105, 120), 0);
}

#[test]
fn every_child_has_a_guardian_and_a_left_behind_child_has_its_parents_away() {
    for child in COUNTY.people.iter().filter(|person| person.is_child_on(REFERENCE_DAY)) {
        assert!(child.guardians.iter().any(|guardian| guardian.value.actual_carer));
        let parents: Vec<bool> = child
            .guardians
            .iter()
            .filter(|guardian| ["father", "mother"].contains(&guardian.value.relation.as_str()))
            .map(|guardian| guardian.value.actual_carer)
            .collect();
        if child.concerns.contains(&Concern::LeftBehindChild) {
            assert!(age(child) < 16);
            assert_eq!(parents, [false, false]);
        }
        if child.concerns.contains(&Concern::Orphan) {
            assert!(parents.is_empty());
        }
    }
    for adult in COUNTY.people.iter().filter(|person| !person.is_child_on(REFERENCE_DAY)) {
        assert!(adult.guardians.is_empty());
    }
}

#[test]
fn an_elder_said_to_live_alone_does() {
    let mut sizes = BTreeMap::new();
    for person in &COUNTY.people {
        *sizes.entry(person.household).or_insert(0) += 1;
    }
    let alone = |person: &&Person| person.concerns.contains(&Concern::ElderLivingAlone);
    let elders: Vec<&Person> = COUNTY.people.iter().filter(alone).collect();
    assert!(elders.len() > 400);
    assert!(elders.iter().all(|elder| age(elder) >= 60 && sizes[&elder.household] == 1));
}

#[test]
fn telephone_numbers_are_mobile_in_shape_and_belong_to_nobody() {
    let own = COUNTY.people.iter().flat_map(|person| person.phones.iter().map(|item| &item.value.number));
    let numbers: Vec<&String> = own.collect();
    let called = COUNTY.people.iter().flat_map(|person| &person.guardians);
    let called = called.filter_map(|guardian| guardian.value.phone.as_ref());
    for number in numbers.iter().copied().chain(called) {
        assert_eq!(kind_of(number), PhoneKind::Mobile);
        assert!(number.starts_with("1600"));
    }
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
}

#[test]
fn names_are_invented_varied_and_hold_surnames_that_are_read_in_two_ways() {
    let stems = "甲乙丙丁戊己庚辛壬癸";
    let mut names = BTreeSet::new();
    for person in &COUNTY.people {
        let name = &person.identity.name;
        assert!((2..=4).contains(&name.chars().count()));
        assert!(name.chars().any(|character| stems.contains(character)), "a given name without a stem");
        names.insert(name);
    }
    assert!(names.len() > 10_000);
    for surname in ["单", "曾", "解", "仇", "查", "区"] {
        assert!(names.iter().any(|name| name.starts_with(surname)), "{surname}");
    }
}

#[test]
fn the_roster_holds_whoever_needs_a_visit_and_nobody_twice() {
    let lines: BTreeSet<(VisitTag, Subject)> =
        COUNTY.roster.iter().map(|line| (line.plan.visit, line.subject)).collect();
    let mut needed = BTreeSet::new();
    for household in COUNTY.households.iter().filter(|household| !household.assistance.programmes.is_empty())
    {
        needed.insert((VisitTag::HouseholdCheck, Subject::Household(household.id)));
    }
    for person in COUNTY.people.iter().filter(|person| !person.concerns.is_empty()) {
        match age(person) {
            ..18 => needed.insert((VisitTag::GuardianVisit, Subject::Person(person.id))),
            60.. => needed.insert((VisitTag::ElderCheckIn, Subject::Person(person.id))),
            _ => continue,
        };
    }
    assert_eq!(lines, needed);
    assert_eq!(lines.len(), COUNTY.roster.len());
}

#[test]
fn every_assignee_is_a_worker_whose_scope_covers_the_subject() {
    let households = households();
    let homes: BTreeMap<_, _> = COUNTY.people.iter().map(|person| (person.id, person.household)).collect();
    let workers: BTreeMap<_, _> =
        COUNTY.staff.iter().map(|staff| (staff.colleague.id, &staff.colleague)).collect();
    for line in &COUNTY.roster {
        let home = match line.subject {
            Subject::Household(id) => id,
            Subject::Person(id) => homes[&id],
        };
        assert_eq!(households[&home].region, line.region);
        let assignee = workers[&line.assignee];
        assert!(assignee.posts.contains(&Post::Worker) && assignee.regions.contains(&line.region));
    }
    let busy: BTreeSet<_> = COUNTY.roster.iter().map(|line| line.assignee).collect();
    assert_eq!(busy.len(), 40, "every worker has something to do");
}

#[test]
fn due_dates_follow_the_rules_and_some_are_overdue_today_and_soon() {
    let table = rules::in_force_on(REFERENCE_DAY).unwrap();
    let mut states: BTreeMap<(VisitTag, DueState), usize> = BTreeMap::new();
    for line in &COUNTY.roster {
        assert!(table.interval_days[&line.plan.visit].contains_key(&line.plan.class), "{}", line.plan.class);
        let next = |last: NaiveDate| table.next_due(line.plan.visit, &line.plan.class, last).unwrap();
        match line.plan.last {
            Some(last) => {
                assert!(last <= REFERENCE_DAY);
                let due = cadence::next(&line.plan, table, calendar::national()).unwrap().due;
                assert!(line.due == due && due <= next(last), "a holiday brings it forward");
            }
            None => assert!((REFERENCE_DAY..=next(REFERENCE_DAY)).contains(&line.due)),
        }
        *states.entry((line.plan.visit, due_state(line.due, REFERENCE_DAY))).or_default() += 1;
    }
    for visit in VisitTag::PERIODIC {
        for state in [DueState::Overdue, DueState::Today, DueState::Soon, DueState::Later] {
            assert!(states.get(&(visit, state)).is_some_and(|count| *count >= 5), "{visit:?} {state:?}");
        }
    }
}

#[test]
fn every_grid_has_two_members_and_residents_watch_over_their_own() {
    let households = households();
    let homes: BTreeMap<_, _> =
        COUNTY.people.iter().map(|person| (person.id, households[&person.household].grid)).collect();
    let parents: BTreeMap<_, _> = COUNTY.regions.iter().map(|region| (region.id, region.parent)).collect();
    let mut members: BTreeMap<_, Vec<Member>> = BTreeMap::new();
    for member in &COUNTY.grid_members {
        members.entry(member.grid).or_default().push(member.member);
    }
    assert_eq!(members.len(), COUNTY.grids.len());
    for (grid, pair) in members {
        assert_eq!(pair.len(), 2);
        assert_ne!(pair[0], pair[1]);
        for member in pair {
            match member {
                Member::Resident(id) => assert_eq!(homes[&id], Some(grid)),
                Member::Colleague(id) => {
                    let staff = COUNTY.staff.iter().find(|staff| staff.colleague.id == id).unwrap();
                    assert!(staff.colleague.regions.contains(&parents[&grid].unwrap()));
                }
            }
        }
    }
}
