use crate::people::{WANG, shared_households, village};
use doorstep_client::{Client, review::Choice};
use doorstep_domain::{
    id::HouseholdId,
    subject::{
        Household, Subject,
        household::{DangerGrade, Dwelling},
    },
};
use doorstep_protocol::batch::Verdict;
use doorstep_store::Page;
use doorstep_tests::{network::Weather, phone::Phone, stage::Stage};
use serde_json::{Value, json};

fn on_file(client: &Client, id: HouseholdId) -> Household {
    client.household(id).unwrap().unwrap().value
}

fn moves(phone: &Phone, id: HouseholdId, to: &str) -> doorstep_client::SavedRecord {
    let mut address = on_file(phone.client(), id).address;
    address.text = to.to_owned();
    edit(phone, id, "address", serde_json::to_value(address).unwrap())
}

fn edit(phone: &Phone, id: HouseholdId, group: &str, mine: Value) -> doorstep_client::SavedRecord {
    phone.client().edit_subject(Subject::Household(id), group, mine).unwrap()
}

fn two_workers(stage: &Stage) -> (Phone, Phone) {
    let (wang, li) = (stage.phone(WANG), stage.phone(village().li));
    for phone in [&wang, &li] {
        phone.network.set(Weather::Offline);
    }
    (wang, li)
}

#[test]
fn two_workers_who_edit_different_groups_of_one_household_both_keep_what_they_wrote() {
    let stage = Stage::open();
    let (wang, li) = two_workers(&stage);
    let id = shared_households()[0];
    let by_wang = moves(&wang, id, "新村七巷9号");
    let by_li = edit(&li, id, "dwelling", json!({"danger_grade": "C"}));
    for phone in [&wang, &li] {
        phone.network.set(Weather::Good);
        phone.drain();
    }
    let merged = |client: &Client| {
        let household = on_file(client, id);
        household.address.text == "新村七巷9号"
            && household.dwelling == Dwelling { danger_grade: Some(DangerGrade::C) }
            && client.household(id).unwrap().unwrap().unmerged.is_empty()
    };
    wang.sync_until("Wang to see both", merged);
    li.sync_until("Li to see both", merged);
    for (phone, edit) in [(&wang, by_wang), (&li, by_li)] {
        assert_eq!(phone.record(edit.record).verdict, Some(Verdict::Accepted));
        assert_eq!(phone.client().clashes(&Page::first(5)).unwrap().items.len(), 0);
    }
    let merges = stage.county.stored().count("SELECT COUNT(*) FROM entry WHERE kind = 'merge'");
    assert!(merges >= 1, "the county signs what it merged");
}

#[test]
fn two_workers_who_edit_the_same_group_are_shown_both_values_and_nobody_is_overwritten_in_silence() {
    let stage = Stage::open();
    let (wang, li) = two_workers(&stage);
    let id = shared_households()[0];
    let before = on_file(wang.client(), id).address.text;
    moves(&wang, id, "东街1号");
    let by_li = moves(&li, id, "西街2号");
    wang.network.set(Weather::Good);
    wang.drain();
    li.network.set(Weather::Good);
    li.drain();
    li.sync_until("the clash to come", |client| !client.clashes(&Page::first(5)).unwrap().items.is_empty());

    let codes = Verdict::NeedsReview { codes: vec!["clash".to_owned()] };
    assert_eq!(li.record(by_li.record).verdict, Some(codes));
    let clash = li.client().clashes(&Page::first(5)).unwrap().items.remove(0);
    let text = |value: &Value| value["text"].as_str().unwrap().to_owned();
    let about = &clash.clash;
    assert_eq!(
        (text(&about.base), text(&about.theirs), text(&about.mine)),
        (before, "东街1号".into(), "西街2号".into())
    );
    wang.sync();
    assert_eq!(on_file(wang.client(), id).address.text, "东街1号", "the first stands until somebody chooses");
    assert!(wang.client().clashes(&Page::first(5)).unwrap().items.is_empty());

    // Li went there and knows better.
    li.client().settle(&clash, Choice::Mine).unwrap();
    li.drain();
    assert!(li.client().clashes(&Page::first(5)).unwrap().items.is_empty());
    for phone in [&wang, &li] {
        phone.sync_until("the choice to stand", |client| on_file(client, id).address.text == "西街2号");
    }
}
