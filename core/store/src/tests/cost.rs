//! What a list costs does not grow with the county: the steps of SQLite's machine for a
//! first page, counted over a small phone and over one ten times its size.

use super::phone::*;
use crate::*;
use doorstep_domain::{
    id::AccountId,
    place::Wgs84,
    post::Colleague,
    review::{ReviewNote, ReviewState},
    subject::Subject,
    visit::VisitTag,
};
use doorstep_protocol::changes::DocumentKind;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

fn full(size: u128) -> Phone {
    let phone = Phone::new();
    let mut changes = Vec::new();
    for number in 1..=size {
        let mut house = household(number, "甲某", &format!("{number}组"));
        house.address.at = Wgs84::new(116.0 + number as f64 / 10_000.0, 40.0).ok();
        let subject = Subject::Household(house.id);
        let note = ReviewNote {
            visit: record_id(number),
            state: ReviewState::Returned,
            by: AccountId(Uuid::nil()),
            at: noon(),
            items: Vec::new(),
            deadline: None,
        };
        let colleague = Colleague {
            id: AccountId(Uuid::from_u128(number)),
            name: "乙某".to_owned(),
            posts: vec![],
            regions: vec![],
        };
        changes.extend([
            put_household(&house, 1),
            put_person(&person(number, number, "丙某"), 1),
            put_line(&line(number, subject, VisitTag::HouseholdCheck, "2026-11-20"), 1),
            put(DocumentKind::Review, note.visit.0, 1, &note),
            put(DocumentKind::Colleague, colleague.id.0, 1, &colleague),
        ]);
        phone.store().put_draft(&draft(number)).unwrap();
    }
    phone.hear(changes);
    let visits = (1..=size).map(|number| {
        phone.visit(number, Subject::Household(household_id(number % 3)), VisitTag::ElderCheckIn)
    });
    phone.store().save_all(visits.collect(), &phone.device_key).unwrap();
    let waiting = phone.store().outbox(usize::MAX, usize::MAX).unwrap();
    waiting.iter().take(waiting.len() / 2).for_each(|waiting| phone.refuse(waiting));
    phone
}

fn steps(phone: &Phone, list: impl Fn(&Store)) -> u64 {
    let counted = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&counted);
    // Nobody else reads: the connection that is given back is the one that is taken next.
    list(phone.store());
    let count = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    };
    phone.store().reader(|conn| conn.progress_handler(1, Some(count)).unwrap());
    list(phone.store());
    phone.store().reader(|conn| conn.progress_handler(0, None::<fn() -> bool>).unwrap());
    counted.load(Ordering::Relaxed)
}

type List = (&'static str, fn(&Store));

#[test]
fn the_first_page_of_no_list_grows_with_the_county() {
    let lists: [List; 13] = [
        ("agenda by date", |store| {
            drop(store.agenda(&AgendaQuery::on(day("2026-11-22")), &Page::first(10)).unwrap());
        }),
        ("agenda by distance", |store| {
            let near = Wgs84::new(116.01, 40.0).ok();
            let query = AgendaQuery { near, ..AgendaQuery::on(day("2026-11-22")) };
            drop(store.agenda(&query, &Page::first(10)).unwrap());
        }),
        ("agenda of a kind nobody is due for", |store| {
            let visit = Some(VisitTag::GuardianVisit);
            let query = AgendaQuery { visit, ..AgendaQuery::on(day("2026-11-22")) };
            drop(store.agenda(&query, &Page::first(10)).unwrap());
        }),
        ("agenda of what is done", |store| {
            let query = AgendaQuery { shown: Shown::Done, ..AgendaQuery::on(day("2026-11-22")) };
            drop(store.agenda(&query, &Page::first(10)).unwrap());
        }),
        ("history", |store| drop(store.history(None, &Page::first(10)).unwrap())),
        ("history of one", |store| {
            drop(store.history(Some(Subject::Household(household_id(1))), &Page::first(10)).unwrap());
        }),
        ("outbox", |store| drop(store.outbox(10, usize::MAX).unwrap())),
        ("parked", |store| drop(store.parked(&Page::first(10)).unwrap())),
        ("drafts", |store| drop(store.drafts(&Page::first(10)).unwrap())),
        ("returned", |store| drop(store.returned(&Page::first(10)).unwrap())),
        ("members", |store| drop(store.members(household_id(1), &Page::first(10)).unwrap())),
        ("colleagues", |store| drop(store.colleagues(&Page::first(10)).unwrap())),
        ("search", |store| drop(store.search("甲某", &Page::first(10)).unwrap())),
    ];
    let (small, large) = (full(60), full(600));
    for (name, list) in lists {
        let (few, many) = (steps(&small, list), steps(&large, list));
        assert!(few > 0 || many == 0, "{name}: nothing was counted");
        assert!(many * 2 <= few * 3, "{name}: {few} steps over 60, {many} over 600");
    }
}
