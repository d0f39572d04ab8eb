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
    wang.network.set(Weather::Offline);
    for elder in &elders[..2] {
        wang.visits(Subject::Person(*elder), VisitTag::ElderCheckIn).finish();
    }
    wang.sync();
    let before = relay.passed_up();
    wang.network.set(Weather::Good);
    wang.drain();
    let whole = relay.passed_up() - before;
    assert!(whole > 400, "two visits are more than {whole} bytes");
    // At the first byte, in the header, in the body; and after all of it: the answer is what is cut.
    const ALL: u64 = u64::MAX;
    let cuts = [(0, ALL), (whole / 20, ALL), (whole / 3, ALL), (whole * 2 / 3, ALL), (ALL, 0), (ALL, 100)];
    for (round, (up, down)) in (1..).zip(cuts) {
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
    assert_eq!(settled.sent, 14);
    assert!(settled.holds(), "{settled:?}");
}

#[test]
fn an_answer_lost_after_the_county_had_stored_changes_nothing() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let visit = wang.visits(Subject::Person(elders(WANG)[0]), VisitTag::ElderCheckIn).finish();
    // The try that saving begins ends in the offline weather: what is asked next is a try of its own.
    wang.sync();
    wang.network.next("/v1/batches", Mishap::AnswerLost);
    wang.network.set(Weather::Good);
    wang.sync();
    assert!(!wang.is_sent(visit.saved.record), "sent means receipted");
    assert_eq!(stage.county.stored().records().len(), 1, "the county has it all the same");
    wang.drain();
    assert!(wang.is_sent(visit.saved.record));
    assert!(Ledger::settle(&[wang.ledger()], &stage.county.stored()).holds());
}
