use super::phone::*;
use crate::*;
use doorstep_domain::{
    id::AccountId,
    record::Record,
    review::{ReturnItem, ReviewNote, ReviewReply, ReviewState},
    subject::Subject,
    visit::VisitTag,
};
use doorstep_protocol::changes::DocumentKind;
use serde_json::Value;
use uuid::Uuid;

fn note(visit: u128, state: ReviewState, deadline: Option<&str>) -> ReviewNote {
    ReviewNote {
        visit: record_id(visit),
        state,
        by: AccountId(Uuid::from_u128(5)),
        at: noon(),
        items: vec![ReturnItem { target: "/findings".to_owned(), reason: "请补充".to_owned() }],
        deadline: deadline.map(day),
    }
}

fn put_note(note: &ReviewNote, revision: u64) -> doorstep_protocol::changes::Change {
    put(DocumentKind::Review, note.visit.0, revision, note)
}

#[test]
fn returned_visits_come_by_deadline_until_they_are_answered_here() {
    let phone = Phone::new();
    phone.save_visits(1..=3);
    phone.hear(vec![
        put_note(&note(1, ReviewState::Returned, None), 1),
        put_note(&note(2, ReviewState::Returned, Some("2026-11-30")), 2),
        put_note(&note(3, ReviewState::Returned, Some("2026-11-25")), 3),
        put_note(&note(4, ReviewState::Approved, None), 4),
    ]);
    let returned = || {
        one_by_one(|page| phone.store().returned(page).unwrap())
            .iter()
            .map(|r| r.note.visit)
            .collect::<Vec<_>>()
    };
    assert_eq!(returned(), [3, 2, 1].map(record_id));
    assert!(phone.store().returned(&Page::first(1)).unwrap().items[0].facts.is_some());

    let reply =
        Record::ReviewReply(ReviewReply {
            visit: record_id(3), correction: None, words: "已补".to_owned()
        });
    let payload: Value = serde_json::from_str(&reply.to_payload().unwrap()).unwrap();
    phone.save(phone.record(10, reply.kind(), &payload));
    assert_eq!(returned(), [2, 1].map(record_id));
    phone.hear(vec![put_note(&note(3, ReviewState::Replied, None), 5)]);
    assert_eq!(returned(), [2, 1].map(record_id));
    phone.hear(vec![put_note(&note(3, ReviewState::Returned, Some("2026-12-05")), 6)]);
    assert_eq!(returned(), [2, 3, 1].map(record_id), "sent back once more");
    let stored = phone.store().record(record_id(3)).unwrap().unwrap();
    assert_eq!(stored.review.map(|note| note.state), Some(ReviewState::Returned));
}

#[test]
fn history_is_newest_first_by_the_order_of_saving_and_of_one_subject() {
    let phone = Phone::new();
    let (one, two) = (Subject::Household(household_id(1)), Subject::Household(household_id(2)));
    for number in 1..=6 {
        let subject = if number % 2 == 0 { two } else { one };
        let mut new = phone.visit(number, subject, VisitTag::HouseholdCheck);
        // A clock that runs backwards decides nothing.
        new.claim.clock.device -= chrono::TimeDelta::days(number as i64);
        phone.save(new);
    }
    let ids = |subject: Option<Subject>| {
        one_by_one(|page| phone.store().history(subject, page).unwrap())
            .iter()
            .map(|record| record.record)
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(None), [6, 5, 4, 3, 2, 1].map(record_id));
    assert_eq!(ids(Some(one)), [5, 3, 1].map(record_id));
    let listed = &phone.store().history(None, &Page::first(1)).unwrap().items[0];
    assert_eq!((listed.payload.as_ref(), listed.facts.subject), (None, Some(two)));
}

#[test]
fn a_page_of_history_stays_where_it_was_when_more_is_saved() {
    let phone = Phone::new();
    phone.save_visits(1..=4);
    let first = phone.store().history(None, &Page::first(2)).unwrap();
    phone.save(phone.plain(5));
    let second = phone.store().history(None, &Page::after(&first, 2).unwrap()).unwrap();
    assert_eq!(second.items.iter().map(|r| r.record).collect::<Vec<_>>(), [2, 1].map(record_id));
    assert_eq!(second.next, None);
}

#[test]
fn a_token_of_another_list_is_refused() {
    let phone = Phone::new();
    let page = Page { after: Some(PageToken("tomorrow".to_owned())), size: 9 };
    assert!(matches!(phone.store().history(None, &page), Err(StoreError::NoSuchPage)));
    let query = AgendaQuery::on(day("2026-11-22"));
    assert!(matches!(phone.store().agenda(&query, &page), Err(StoreError::NoSuchPage)));
    assert!(matches!(phone.store().search("甲", &page), Err(StoreError::NoSuchPage)));
}

#[test]
fn drafts_hold_the_last_answer_and_are_listed_last_begun_first() {
    let mut phone = Phone::new();
    (1..=3).for_each(|number| phone.store().put_draft(&draft(number)).unwrap());
    let mut changed = draft(1);
    changed.snapshot = serde_json::json!({ "answers": { "findings": "已修" } });
    changed.updated += chrono::TimeDelta::minutes(5);
    phone.store().put_draft(&changed).unwrap();
    phone.reopen();
    assert_eq!(phone.store().draft(changed.id).unwrap(), Some(changed.clone()));
    let listed = one_by_one(|page| phone.store().drafts(page).unwrap());
    assert_eq!(listed, [draft(3), draft(2), changed]);
    assert!(phone.store().drop_draft(draft(2).id).unwrap());
    assert!(!phone.store().drop_draft(draft(2).id).unwrap());
}
