use crate::people::{WANG, elders};
use doorstep_domain::{id::RecordId, subject::Subject, visit::VisitTag};
use doorstep_store::{Page, Standing};
use doorstep_tests::{ledger, network::Weather, phone::Phone, stage::Stage};

/// Three visits, of which the second is spoilt on the phone's own flash.
fn three_of_which_the_second_is_spoilt(wang: &mut Phone, spoil: &str) -> Vec<RecordId> {
    wang.network.set(Weather::Offline);
    let elders = elders(WANG);
    let visits = elders[..3]
        .iter()
        .map(|elder| wang.visits(Subject::Person(*elder), VisitTag::ElderCheckIn).finish().saved.record);
    let visits: Vec<_> = visits.collect();
    wang.close();
    let file = ledger::open_phone(&wang.memory(), &wang.keystore);
    assert_eq!(file.execute(spoil, [visits[1].0.as_bytes()]).unwrap(), 1);
    drop(file);
    wang.open();
    wang.network.set(Weather::Good);
    visits
}

fn the_second_is_parked_and_the_others_arrive(spoil: &str, code: &str) {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    let visits = three_of_which_the_second_is_spoilt(&mut wang, spoil);
    wang.drain();
    assert!(wang.is_sent(visits[0]) && wang.is_sent(visits[2]), "a bad item takes nobody with it");
    let parked = wang.client().parked(&Page::first(10)).unwrap().items;
    assert_eq!(
        parked.iter().map(|parked| (parked.record, parked.code.as_str())).collect::<Vec<_>>(),
        [(visits[1], code)]
    );
    assert!(matches!(wang.record(visits[1]).standing, Standing::Parked { .. }), "and it is not lost either");
    assert_eq!(stage.county.stored().records().len(), 2);
}

#[test]
fn an_item_with_a_bad_signature_is_parked_with_its_reason_between_good_ones() {
    let swap = "UPDATE outbox SET signature = (SELECT signature FROM outbox ORDER BY id LIMIT 1)
                WHERE id = (SELECT id FROM record WHERE record = ?1)";
    the_second_is_parked_and_the_others_arrive(swap, "bad_signature");
}

#[test]
fn an_item_whose_payload_was_changed_is_parked_with_its_reason_between_good_ones() {
    let change = "UPDATE record SET payload = payload || ' ' WHERE record = ?1";
    the_second_is_parked_and_the_others_arrive(change, "bad_commitment");
}
