use crate::people::{WANG, elders};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_tests::{
    ledger::Ledger,
    network::{Mishap, Weather},
    stage::Stage,
    wait,
};

#[test]
fn a_visit_saved_while_a_slow_batch_is_under_way_waits_for_nobody_and_goes_next() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let elders = elders(WANG);
    let visit = |elder: usize| wang.visits(Subject::Person(elders[elder]), VisitTag::ElderCheckIn);
    let first = visit(0).finish().saved.record;
    wang.sync();
    wang.network.next("/v1/batches", Mishap::Held);
    wang.network.set(Weather::Good);
    wang.client().network_changed().unwrap();
    wait::until("the batch to be under way", || wang.network.held() == 1);
    // No screen waits on the network: this is saved although a request hangs.
    let second = visit(1).finish().saved.record;
    assert_eq!(wang.network.held(), 1);
    assert!(!wang.is_sent(first) && !wang.is_sent(second));
    wang.network.release();
    wang.drain();
    assert!(wang.is_sent(first) && wang.is_sent(second));
    assert!(Ledger::settle(&[wang.ledger()], &stage.county.stored()).holds());
}
