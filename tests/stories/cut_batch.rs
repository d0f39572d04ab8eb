use crate::people::{WANG, elders};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_tests::{
    ledger::Ledger,
    network::{Mishap, Weather},
    relay::Relay,
    stage::Stage,
};

#[test]
fn a_batch_cut_at_any_byte_is_sent_again_and_stored_once() {
    let stage = Stage::open();
    let relay = Relay::to(&stage.county.address());
    let mut wang = stage.phone(WANG);
    wang.close();
    wang.network.detour(Some(relay.address()));
    wang.open();
    wang.sync();
    let elders = elders(WANG);
    // Inside the handshake or the header, inside the body, and after all of it: the answer is what is cut.
    let cuts: [(u64, u64); 6] = [
        (0, u64::MAX),
        (300, u64::MAX),
        (1_500, u64::MAX),
        (4_000, u64::MAX),
        (u64::MAX, 0),
        (u64::MAX, 100),
    ];
    for (round, (up, down)) in cuts.into_iter().enumerate() {
        wang.network.set(Weather::Offline);
        for elder in &elders[2 * round..2 * round + 2] {
            wang.visits(Subject::Person(*elder), VisitTag::ElderCheckIn).finish();
        }
        wang.sync();
        relay.cut_after_up(up);
        relay.cut_after_down(down);
        wang.network.set(Weather::Good);
        let state = wang.sync();
        assert!(state.counts.waiting > 0, "the wire was cut at {up} up, {down} down: {:?}", state.status);
        relay.mend();
        wang.drain();
    }
    let settled = Ledger::settle(&[wang.ledger()], &stage.county.stored());
    assert_eq!(settled.sent, 12);
    assert!(settled.holds(), "{settled:?}");
}

#[test]
fn an_answer_lost_after_the_county_had_stored_changes_nothing() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let visit = wang.visits(Subject::Person(elders(WANG)[0]), VisitTag::ElderCheckIn).finish();
    wang.network.next("/v1/batches", Mishap::AnswerLost);
    wang.network.set(Weather::Good);
    wang.sync();
    assert!(!wang.is_sent(visit.visit.record), "sent means receipted");
    assert_eq!(stage.county.stored().records().len(), 1, "the county has it all the same");
    wang.drain();
    assert!(wang.is_sent(visit.visit.record));
    assert!(Ledger::settle(&[wang.ledger()], &stage.county.stored()).holds());
}
