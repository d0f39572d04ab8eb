use super::phone::*;
use crate::*;
use doorstep_domain::{
    hours::Activity,
    id::{AccountId, ActivityId},
    record::Record,
    subject::{GroupEdit, NewSubject, Subject, SubjectEdit, household::Address, person::ChildCard},
};
use doorstep_protocol::changes::{Body, Change, Clash, DocumentKind};
use serde_json::{Value, json};
use uuid::Uuid;

fn subject() -> Subject {
    Subject::Household(household_id(1))
}

/// Saves an edit of the address, from `base` to `mine`.
fn edit(phone: &Phone, number: u128, base: &str, mine: &str) {
    let address = |text: &str| serde_json::to_value(Address { text: text.to_owned(), at: None }).unwrap();
    let group = GroupEdit { base: address(base), mine: address(mine) };
    let edit = Record::SubjectEdit(SubjectEdit {
        subject: subject(),
        base_revision: 1,
        groups: [("address".to_owned(), group)].into(),
    });
    let payload: Value = serde_json::from_str(&edit.to_payload().unwrap()).unwrap();
    phone.save(phone.record(number, edit.kind(), &payload));
}

fn shown(phone: &Phone) -> (String, Vec<String>) {
    let on_file = phone.store().household(household_id(1)).unwrap().unwrap();
    (on_file.value.address.text, on_file.unmerged)
}

fn unmerged(text: &str) -> (String, Vec<String>) {
    (text.to_owned(), vec!["address".to_owned()])
}

fn settled(text: &str) -> (String, Vec<String>) {
    (text.to_owned(), Vec::new())
}

fn known() -> Phone {
    let phone = Phone::new();
    phone.hear(vec![put_household(&household(1, "甲某", "一组1号"), 1)]);
    phone
}

#[test]
fn an_own_edit_is_shown_and_found_until_the_county_answers_it() {
    let phone = known();
    edit(&phone, 1, "一组1号", "八组9号");
    assert_eq!(shown(&phone), unmerged("八组9号"));
    let found = |words: &str| phone.store().search(words, &Page::first(9)).unwrap().items.len();
    assert_eq!((found("八组"), found("一组")), (1, 0));

    let mut other = household(1, "甲某", "一组1号");
    other.head = "乙某".to_owned();
    phone.hear(vec![put_household(&other, 2)]);
    assert_eq!(shown(&phone), unmerged("八组9号"), "the county cannot have answered what it has not got");

    other.address.text = "二组2号".to_owned();
    phone.hear(vec![put_household(&other, 3)]);
    assert_eq!(shown(&phone), unmerged("八组9号"), "not even by another's edit of the same group");
    other.address.text = "一组1号".to_owned();
    phone.hear(vec![put_household(&other, 4)]);

    phone.store_all(&phone.waiting());
    other.head = "丙某".to_owned();
    phone.hear(vec![put_household(&other, 5)]);
    assert_eq!(shown(&phone), unmerged("八组9号"), "another group changed, this one not yet");

    phone.hear(vec![put_household(&household(1, "丙某", "八组9号"), 6)]);
    assert_eq!(shown(&phone), settled("八组9号"));
    phone.hear(vec![put_household(&household(1, "丙某", "十组1号"), 7)]);
    assert_eq!(shown(&phone), settled("十组1号"), "and what the county says later is shown");
}

#[test]
fn an_edit_the_county_merged_and_undid_is_not_shown_for_ever() {
    let phone = known();
    edit(&phone, 1, "一组1号", "八组9号");
    let sent = phone.waiting();
    phone.store_all(&sent);
    phone.hear(vec![put_household(&household(1, "甲某", "一组1号"), 5)]);
    assert_eq!(shown(&phone), unmerged("八组9号"));
    phone.store().apply_watermark(&phone.watermark(sent[0].place())).unwrap();
    phone.hear(Vec::new());
    assert_eq!(shown(&phone), settled("一组1号"));
}

#[test]
fn two_edits_of_one_group_are_answered_one_after_the_other() {
    let phone = known();
    edit(&phone, 1, "一组1号", "八组9号");
    phone.store_all(&phone.waiting());
    edit(&phone, 2, "八组9号", "八组10号");
    assert_eq!(shown(&phone), unmerged("八组10号"));
    phone.hear(vec![put_household(&household(1, "甲某", "八组9号"), 2)]);
    assert_eq!(shown(&phone), unmerged("八组10号"), "the county has the first, not the second");
    phone.store_all(&phone.waiting());
    phone.hear(vec![put_household(&household(1, "甲某", "八组10号"), 3)]);
    assert_eq!(shown(&phone), settled("八组10号"));
}

#[test]
fn a_clash_shows_the_countys_value_and_both_on_a_card_until_it_is_dismissed() {
    let phone = known();
    edit(&phone, 1, "一组1号", "八组9号");
    phone.store_all(&phone.waiting());
    let clash = Clash {
        record: record_id(1),
        subject: subject(),
        group: "address".to_owned(),
        base: json!({ "text": "一组1号" }),
        theirs: json!({ "text": "二组2号" }),
        mine: json!({ "text": "八组9号" }),
    };
    let change = |revision| Change {
        kind: DocumentKind::Clash.as_str().to_owned(),
        key: format!("{}/address", record_id(1)),
        revision,
        body: Some(Body::of(&clash).unwrap()),
    };
    phone.hear(vec![change(2)]);
    assert_eq!(shown(&phone), settled("一组1号"), "what clashed does not stand, whatever comes first");
    phone.hear(vec![put_household(&household(1, "甲某", "二组2号"), 3)]);
    assert_eq!(shown(&phone), settled("二组2号"));
    let cards = || one_by_one(|page| phone.store().clashes(page).unwrap());
    assert_eq!(cards()[0].clash, clash);
    assert!(phone.store().dismiss_clash(record_id(1), "address").unwrap());
    assert!(cards().is_empty());
    phone.hear(vec![change(9)]);
    assert!(cards().is_empty(), "the same clash, heard again, has been dealt with");
    assert!(!phone.store().dismiss_clash(record_id(1), "address").unwrap());
}

#[test]
fn a_person_found_at_a_door_is_on_file_at_once_and_the_countys_file_takes_its_place() {
    let phone = Phone::new();
    let new = Record::SubjectNew(Box::new(NewSubject::Household {
        household: household(7, "戊某", "三组"),
        members: vec![person(7, 7, "戊某")],
    }));
    let payload: Value = serde_json::from_str(&new.to_payload().unwrap()).unwrap();
    phone.save(phone.record(1, new.kind(), &payload));
    let store = phone.store();
    assert_eq!(store.household(household_id(7)).unwrap().unwrap().found_by, Some(record_id(1)));
    assert_eq!(store.search("戊某", &Page::first(9)).unwrap().items.len(), 2);
    store.restart_feed().unwrap();
    phone.hear(Vec::new());
    assert!(store.person(person_id(7)).unwrap().is_some(), "no feed takes what the county has not answered");
    phone.hear(vec![put_person(&person(7, 7, "戊某某"), 5)]);
    let answered = store.person(person_id(7)).unwrap().unwrap();
    assert_eq!((answered.value.name(), answered.found_by, answered.revision), ("戊某某", None, 5));
}

#[test]
fn hours_can_be_given_at_once_to_an_activity_opened_here_and_the_countys_takes_its_place() {
    let phone = Phone::new();
    let activity = |title: &str| Activity {
        id: ActivityId(Uuid::from_u128(7)),
        title: title.to_owned(),
        content: String::new(),
        organiser: AccountId(Uuid::nil()),
        place: None,
    };
    let opened = Record::Activity(activity("义诊"));
    let payload: Value = serde_json::from_str(&opened.to_payload().unwrap()).unwrap();
    phone.save(phone.record(1, opened.kind(), &payload));
    let shown = || one_by_one(|page| phone.store().activities(page).unwrap());
    assert_eq!(shown(), [activity("义诊")]);
    phone.store().restart_feed().unwrap();
    phone.hear(Vec::new());
    assert_eq!(shown(), [activity("义诊")], "no feed takes what the county has not answered");
    phone.hear(vec![put(DocumentKind::Activity, Uuid::from_u128(7), 5, &activity("义诊（三组）"))]);
    assert_eq!(shown(), [activity("义诊（三组）")]);
    phone.store().restart_feed().unwrap();
    phone.hear(Vec::new());
    assert!(shown().is_empty(), "and with the county's it goes");
}

#[test]
fn members_are_persons_then_childrens_cards_and_an_opened_child_stands_once() {
    let phone = Phone::new();
    let card = |number, name: &str| ChildCard {
        id: person_id(number),
        household: household_id(1),
        name: name.to_owned(),
        birth_year: Some(2016),
    };
    let put_card = |number, name: &str, revision| {
        put(DocumentKind::ChildCard, person_id(number).0, revision, &card(number, name))
    };
    phone.hear(vec![
        put_household(&household(1, "甲某", "一组"), 1),
        put_card(3, "小丙", 2),
        put_person(&person(1, 1, "甲某"), 3),
        put_card(4, "小丁", 4),
        put_person(&person(2, 1, "乙某"), 5),
    ]);
    let names = || {
        one_by_one(|page| phone.store().members(household_id(1), page).unwrap())
            .iter()
            .map(|member| member.value.name().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(), ["甲某", "乙某", "小丙", "小丁"]);
    phone.hear(vec![put_person(&person(3, 1, "小丙"), 6)]);
    assert_eq!(names(), ["甲某", "乙某", "小丙", "小丁"]);
    let hits = phone.store().search("小丙", &Page::first(9)).unwrap().items;
    assert_eq!((hits.len(), hits[0].child_card), (1, false));
    phone.hear(vec![removal(DocumentKind::Person, person_id(3).0, 7)]);
    let hits = phone.store().search("小丙", &Page::first(9)).unwrap().items;
    assert_eq!((hits.len(), hits[0].child_card), (1, true), "the file is closed, the card stays");
}

#[test]
fn clashes_are_listed_to_the_last_in_the_order_of_arrival() {
    let phone = known();
    let clash = |number| Clash {
        record: record_id(number),
        subject: subject(),
        group: "address".to_owned(),
        base: Value::Null,
        theirs: Value::Null,
        mine: Value::Null,
    };
    let change = |number| Change {
        kind: DocumentKind::Clash.as_str().to_owned(),
        key: format!("{}/address", record_id(number)),
        revision: 9,
        body: Some(Body::of(&clash(number)).unwrap()),
    };
    phone.hear([2, 1, 3].map(change).to_vec());
    let listed = one_by_one(|page| phone.store().clashes(page).unwrap());
    assert_eq!(listed.iter().map(|open| open.clash.record).collect::<Vec<_>>(), [2, 1, 3].map(record_id));
}
