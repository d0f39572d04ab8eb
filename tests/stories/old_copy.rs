use crate::people::{WANG, elders};
use doorstep_domain::{id::PersonId, subject::Subject, visit::VisitTag};
use doorstep_protocol::batch::Verdict;
use doorstep_tests::{network::Weather, stage::Stage};

#[test]
fn a_phone_restored_from_an_old_copy_opens_a_new_epoch_and_loses_nothing() {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    let elders = elders(WANG);
    let visit = |wang: &doorstep_tests::phone::Phone, elder: PersonId| {
        wang.visits(Subject::Person(elder), VisitTag::ElderCheckIn).finish().saved.record
    };
    let first = visit(&wang, elders[0]);
    wang.drain();
    wang.close();
    let copy = wang.copy();
    wang.open();
    let second = visit(&wang, elders[1]);
    wang.drain();
    wang.close();

    wang.restore(&copy);
    wang.network.set(Weather::Offline);
    wang.open();
    // Made before the phone could know that it is an old copy.
    let third = visit(&wang, elders[2]);
    wang.network.set(Weather::Good);
    wang.drain();
    let fourth = visit(&wang, elders[3]);
    wang.drain();

    let stored = stage.county.stored();
    for record in [first, second, third, fourth] {
        assert!(stored.records().contains_key(&record.0));
    }
    assert_eq!(stored.records().len(), 4);
    assert_eq!(stored.twice(), 0);
    for record in [third, fourth] {
        assert_eq!(wang.record(record).verdict, Some(Verdict::Accepted), "no fork, no broken chain");
    }
    assert_eq!(stored.count("SELECT MAX(epoch) FROM envelope"), 2);
}

#[test]
fn two_copies_of_one_phone_do_not_undo_each_other() {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    let elders = elders(WANG);
    wang.close();
    let copy = wang.copy();
    wang.open();
    wang.visits(Subject::Person(elders[0]), VisitTag::ElderCheckIn).finish();
    wang.drain();
    wang.close();
    let sent = wang.ledger();
    wang.restore(&copy);
    wang.network.set(Weather::Offline);
    wang.open();
    wang.visits(Subject::Person(elders[1]), VisitTag::ElderCheckIn).finish();
    wang.network.set(Weather::Good);
    wang.drain();
    let records = stage.county.stored().records();
    assert!(sent.keys().chain(wang.ledger().keys()).all(|id| records.contains_key(id)));
    assert_eq!(records.len(), 2);
}
