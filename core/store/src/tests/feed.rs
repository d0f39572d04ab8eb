use super::phone::*;
use crate::*;
use doorstep_domain::{
    hours::Activity,
    id::{AccountId, ActivityId, Incarnation, RegionId},
    post::{Colleague, Post},
    region::{Level, Region},
    review::{ReviewNote, ReviewState},
    subject::{Subject, person::ChildCard},
    visit::VisitTag,
};
use doorstep_protocol::{
    batch::Verdict,
    changes::{Body, Change, Clash, DocumentKind, FormDocument, Placement, RegionOutline},
    credential::{Certificate, Credential},
};
use serde_json::json;
use uuid::Uuid;

fn head_of(phone: &Phone, number: u128) -> Option<String> {
    phone.store().household(household_id(number)).unwrap().map(|on_file| on_file.value.head)
}

#[test]
fn a_newer_put_replaces_and_an_older_one_is_passed_over_in_any_order() {
    let phone = Phone::new();
    phone.hear(vec![put_household(&household(1, "乙某", "一组"), 5)]);
    phone.hear(vec![put_household(&household(1, "甲某", "一组"), 3)]);
    assert_eq!(head_of(&phone, 1).as_deref(), Some("乙某"));
    phone.hear(vec![put_household(&household(1, "丙某", "一组"), 6)]);
    assert_eq!(head_of(&phone, 1).as_deref(), Some("丙某"));
    phone.hear(vec![put_household(&household(1, "丁某", "一组"), 6)]);
    assert_eq!(head_of(&phone, 1).as_deref(), Some("丙某"), "of one revision, the first heard");
    assert_eq!(phone.store().household(household_id(1)).unwrap().unwrap().revision, 6);
}

#[test]
fn a_removal_stays_and_a_put_after_it_comes_back() {
    let phone = Phone::new();
    phone.hear(vec![put_household(&household(1, "甲某", "一组"), 1)]);
    phone.hear(vec![removal(DocumentKind::Household, household_id(1).0, 5)]);
    assert_eq!(head_of(&phone, 1), None);
    phone.hear(vec![put_household(&household(1, "甲某", "一组"), 4)]);
    assert_eq!(head_of(&phone, 1), None, "heard late");
    phone.hear(vec![put_household(&household(1, "甲某", "一组"), 6)]);
    assert_eq!(head_of(&phone, 1).as_deref(), Some("甲某"));
    phone.hear(vec![removal(DocumentKind::Household, household_id(1).0, 2)]);
    assert!(head_of(&phone, 1).is_some(), "a removal heard late takes nothing newer");
}

#[test]
fn what_went_with_a_village_comes_back_with_it_though_nobody_changed_it() {
    let phone = Phone::new();
    phone.hear(vec![put_household(&household(1, "甲某", "一组"), 11)]);
    phone.hear(vec![removal(DocumentKind::Household, household_id(1).0, 11)]);
    assert_eq!(head_of(&phone, 1), None);
    phone.hear(vec![put_household(&household(1, "甲某", "一组"), 11)]);
    assert_eq!(head_of(&phone, 1).as_deref(), Some("甲某"));
}

#[test]
fn a_lost_scope_takes_the_registry_and_never_a_draft_nor_what_is_unsent() {
    let phone = Phone::new();
    let subject = Subject::Household(household_id(1));
    phone.hear(vec![
        put_household(&household(1, "甲某", "一组"), 1),
        put_line(&line(1, subject, VisitTag::HouseholdCheck, "2026-11-20"), 2),
    ]);
    phone.store().put_draft(&draft(1)).unwrap();
    phone.save(phone.visit(1, subject, VisitTag::HouseholdCheck));
    phone.hear(vec![
        removal(DocumentKind::Household, household_id(1).0, 3),
        removal(DocumentKind::Roster, line(1, subject, VisitTag::HouseholdCheck, "2026-11-20").id.0, 4),
    ]);
    assert_eq!(head_of(&phone, 1), None);
    assert_eq!(phone.store().search("甲某", &Page::first(9)).unwrap().items, []);
    assert!(phone.store().draft(draft(1).id).unwrap().is_some());
    assert_eq!(phone.waiting().len(), 1);
    let history = phone.store().history(Some(subject), &Page::first(9)).unwrap().items;
    assert_eq!(history.len(), 1);
}

#[test]
fn a_page_is_kept_with_its_cursor_or_not_at_all() {
    let phone = Phone::new();
    let mut page = phone.page(vec![put_household(&household(1, "甲某", "一组"), 1)], true);
    phone.store().apply_changes(&page).unwrap();
    assert_eq!(phone.store().cursor().unwrap().as_deref(), Some("next"));
    page.changes = vec![put_household(&household(2, "乙某", "一组"), 2)];
    page.next = "later".to_owned();
    page.incarnation = Incarnation(Uuid::from_u128(9));
    assert!(matches!(phone.store().apply_changes(&page), Err(StoreError::OtherIncarnation)));
    assert_eq!(phone.store().cursor().unwrap().as_deref(), Some("next"));
    assert_eq!(head_of(&phone, 2), None);
}

#[test]
fn documents_unknown_today_are_kept_and_taken_up_when_they_can_be_read() {
    let mut phone = Phone::new();
    let strange = Change {
        kind: "horoscope".to_owned(),
        key: "1".to_owned(),
        revision: 7,
        body: Some(Body::of(&json!({ "sign": "?" })).unwrap()),
    };
    let mut shape = put_household(&household(1, "甲某", "一组"), 8);
    shape.body = Some(Body::of(&json!({ "not": "a household" })).unwrap());
    phone.hear(vec![strange, shape, put_household(&household(2, "乙某", "一组"), 9)]);
    assert!(head_of(&phone, 2).is_some(), "they hold up nothing");
    let unread = "SELECT count(*) FROM document WHERE unread = 1";
    let count = |phone: &Phone| {
        phone.store().read(|conn| Ok(conn.query_row(unread, [], |row| row.get::<_, i64>(0))?)).unwrap()
    };
    assert_eq!(count(&phone), 2);
    // The next version of the app would know the shape: here, the body becomes one that this version knows.
    let body = serde_json::to_string(&household(1, "甲某", "一组")).unwrap();
    phone
        .store()
        .write(|tx| {
            Ok::<_, StoreError>(tx.execute("UPDATE document SET body = ?1 WHERE kind = 'household'", [body])?)
        })
        .unwrap();
    phone.reopen();
    assert_eq!(head_of(&phone, 1).as_deref(), Some("甲某"));
    assert_eq!(count(&phone), 1);
}

#[test]
fn a_feed_begun_anew_shows_what_is_there_until_its_end_and_drops_what_it_did_not_name() {
    let phone = Phone::new();
    let card =
        ChildCard {
            id: person_id(9), household: household_id(1), name: "丁小".to_owned(), birth_year: None
        };
    let subject = Subject::Person(person_id(1));
    phone.hear(vec![
        put_household(&household(1, "甲某", "一组"), 100),
        put_household(&household(2, "乙某", "二组"), 101),
        put_person(&person(1, 1, "甲某"), 102),
        put(DocumentKind::ChildCard, person_id(9).0, 103, &card),
        put_line(&line(1, subject, VisitTag::ElderCheckIn, "2026-11-20"), 104),
        removal(DocumentKind::Household, household_id(3).0, 105),
    ]);
    let life = Incarnation(Uuid::from_u128(0xC1));
    phone.store().reoffer(life).unwrap();
    assert!(head_of(&phone, 2).is_some(), "nothing disappears while the feed is read");
    let mut page = phone.page(
        vec![
            put_household(&household(1, "甲某某", "一组"), 2),
            put_household(&household(3, "丙某", "三组"), 3),
        ],
        true,
    );
    page.incarnation = life;
    phone.store().apply_changes(&page).unwrap();
    assert_eq!(
        head_of(&phone, 1).as_deref(),
        Some("甲某某"),
        "revisions of the new life count from its own beginning"
    );
    assert!(head_of(&phone, 2).is_some());
    (page.changes, page.more) = (Vec::new(), false);
    phone.store().apply_changes(&page).unwrap();
    assert_eq!(head_of(&phone, 2), None);
    assert!(head_of(&phone, 3).is_some());
    assert_eq!(phone.store().person(person_id(1)).unwrap(), None);
    assert_eq!(phone.store().person(person_id(9)).unwrap(), None);
    let query = AgendaQuery::on(day("2026-11-22"));
    assert_eq!(phone.store().agenda(&query, &Page::first(9)).unwrap().items, []);
    assert_eq!(phone.store().search("乙某", &Page::first(9)).unwrap().items, []);
}

#[test]
fn what_the_county_publishes_is_found_by_its_key_and_in_pages() {
    let phone = Phone::new();
    let region = Region {
        id: RegionId(Uuid::from_u128(1)),
        code: "990101100201".parse().unwrap(),
        level: Level::Village,
        name: "某某村".to_owned(),
        parent: None,
        valid_from: day("2020-01-01"),
        predecessors: Vec::new(),
    };
    let colleague = |number| Colleague {
        id: AccountId(Uuid::from_u128(number)),
        name: format!("同事{number}"),
        posts: vec![Post::Worker],
        regions: vec![RegionId(Uuid::from_u128(1))],
    };
    let form = |version: &str| FormDocument {
        id: "household_check".to_owned(),
        version: version.to_owned(),
        text: format!("| survey |{version}"),
    };
    let form_change = |version: &str, revision| Change {
        kind: "form".to_owned(),
        key: format!("household_check/{version}"),
        revision,
        body: Some(Body::of(&form(version)).unwrap()),
    };
    let mut changes = vec![put(DocumentKind::Region, region.id.0, 1, &region)];
    changes.extend(
        (1..=3).map(|n| put(DocumentKind::Colleague, Uuid::from_u128(n), 1 + n as u64, &colleague(n))),
    );
    changes.extend([form_change("9", 9), form_change("10", 8)]);
    let square = json!({ "type": "Polygon", "coordinates": [[[116, 40], [117, 40], [117, 41], [116, 40]]] });
    let outline = RegionOutline { region: region.id, outline: serde_json::from_value(square).unwrap() };
    let activity = Activity {
        id: ActivityId(Uuid::from_u128(2)),
        title: "义诊".to_owned(),
        content: "量血压".to_owned(),
        organiser: AccountId(Uuid::from_u128(1)),
        place: None,
    };
    let certificate = Certificate::from_der(vec![1]);
    let credential =
        Credential { device: phone.enrolment.device, certificate: certificate.clone(), issuing: certificate };
    changes.extend([
        put(DocumentKind::Outline, region.id.0, 10, &outline),
        put(DocumentKind::Activity, activity.id.0, 11, &activity),
        put(DocumentKind::Credential, credential.device.0, 12, &credential),
    ]);
    phone.hear(changes);
    let store = phone.store();
    assert_eq!(store.outline(region.id).unwrap(), Some(outline.clone()));
    assert_eq!(one_by_one(|page| store.outlines(page).unwrap()), [outline]);
    assert_eq!(store.activity(activity.id).unwrap(), Some(activity.clone()));
    assert_eq!(one_by_one(|page| store.activities(page).unwrap()), [activity]);
    assert_eq!(store.credential(credential.device).unwrap(), Some(credential));
    assert_eq!(store.region(region.id).unwrap().as_ref(), Some(&region));
    assert_eq!(one_by_one(|page| store.regions(page).unwrap()), [region]);
    assert_eq!(store.colleague(AccountId(Uuid::from_u128(2))).unwrap(), Some(colleague(2)));
    assert_eq!(one_by_one(|page| store.colleagues(page).unwrap()), [1, 2, 3].map(colleague));
    assert_eq!(store.newest_form("household_check").unwrap(), Some(form("10")), "ten is newer than nine");
    assert_eq!(store.form("household_check", "9").unwrap(), Some(form("9")), "for drafts begun on it");
    assert_eq!(store.newest_form("nothing").unwrap(), None);
}

#[test]
fn a_placement_is_the_last_word_even_when_the_record_is_answered_again() {
    let phone = Phone::new();
    phone.save(phone.plain(1));
    let sent = phone.waiting();
    let quarantined = Verdict::Quarantined { codes: vec!["out_of_scope".to_owned()] };
    let answer = || std::iter::once((&sent[0], Phone::stored(quarantined.clone())));
    phone.answer(answer());
    assert_eq!(phone.store().counts().unwrap().quarantined, 1);
    let placement =
        Placement { record: record_id(1), verdict: Verdict::Accepted, reason: "归位".to_owned() };
    phone.hear(vec![put(DocumentKind::Placement, record_id(1).0, 5, &placement)]);
    assert_eq!(phone.store().counts().unwrap().quarantined, 0);
    let older = Placement { verdict: quarantined.clone(), ..placement };
    phone.hear(vec![put(DocumentKind::Placement, record_id(1).0, 4, &older)]);
    assert_eq!(phone.store().counts().unwrap().quarantined, 0, "heard late");
    phone.store().reoffer(LIFE).unwrap();
    phone.answer(answer());
    let verdict = phone.store().record(record_id(1)).unwrap().unwrap().verdict;
    assert_eq!(verdict, Some(Verdict::Accepted));
}

#[test]
fn a_feed_whose_cursor_is_lost_begins_anew_and_ends_with_what_the_county_names() {
    let phone = Phone::new();
    phone.hear(vec![
        put_household(&household(1, "甲某", "一组"), 8),
        put_household(&household(2, "乙某", "二组"), 9),
    ]);
    phone.store().restart_feed().unwrap();
    assert_eq!(phone.store().cursor().unwrap(), None);
    assert!(head_of(&phone, 2).is_some(), "shown until the feed has been read");
    phone.hear(vec![put_household(&household(1, "甲某", "一组"), 8)]);
    assert_eq!((head_of(&phone, 1).as_deref(), head_of(&phone, 2)), (Some("甲某"), None));
}

#[test]
fn a_document_of_any_kind_goes_with_its_removal_and_with_no_earlier_one() {
    let phone = Phone::new();
    let card =
        ChildCard {
            id: person_id(9), household: household_id(1), name: "丁小".to_owned(), birth_year: None
        };
    let line = line(1, Subject::Household(household_id(1)), VisitTag::HouseholdCheck, "2026-11-20");
    let form = FormDocument { id: "check".to_owned(), version: "1".to_owned(), text: String::new() };
    let note = ReviewNote {
        visit: record_id(1),
        state: ReviewState::Approved,
        by: AccountId(Uuid::nil()),
        at: noon(),
        items: Vec::new(),
        deadline: None,
    };
    let clash = Clash {
        record: record_id(1),
        subject: line.subject,
        group: "address".to_owned(),
        base: json!(null),
        theirs: json!(null),
        mine: json!(null),
    };
    let puts = [
        put_person(&person(1, 1, "甲某"), 5),
        put(DocumentKind::ChildCard, card.id.0, 5, &card),
        put_line(&line, 5),
        put(DocumentKind::Form, Uuid::nil(), 5, &form),
        put(DocumentKind::Review, note.visit.0, 5, &note),
        put(DocumentKind::Clash, Uuid::nil(), 5, &clash),
    ];
    let removals =
        |revision| puts.iter().map(|put| Change { revision, body: None, ..put.clone() }).collect::<Vec<_>>();
    let there = || {
        let (store, page) = (phone.store(), Page::first(9));
        [
            store.person(person_id(1)).unwrap().is_some(),
            store.person(card.id).unwrap().is_some(),
            !store.agenda(&AgendaQuery::on(line.due), &page).unwrap().items.is_empty(),
            store.form("check", "1").unwrap().is_some(),
            store.review(note.visit).unwrap().is_some(),
            !store.clashes(&page).unwrap().items.is_empty(),
        ]
    };
    phone.hear(puts.to_vec());
    assert_eq!(there(), [true; 6]);
    phone.hear(removals(4));
    assert_eq!(there(), [true; 6]);
    phone.hear(removals(5));
    assert_eq!(there(), [false; 6]);
}
