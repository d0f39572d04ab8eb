use crate::people::{WANG, elders};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_tests::{ledger::Ledger, network::Weather, relay::Relay, stage::Stage, wait::until};

/// Over 2G each round trip is most of a second: a phone that was here before does not wait for one.
#[test]
fn a_returning_phones_visit_is_stored_before_the_county_has_said_a_word() {
    let stage = Stage::open();
    let relay = Relay::to(&stage.county.address());
    let mut wang = stage.phone(WANG);
    wang.close();
    wang.network.detour(Some(relay.address()));
    wang.open();
    wang.sync();
    // The connection dies, as one does between two villages.
    wang.network.set(Weather::Offline);
    let visit = wang.visits(Subject::Person(elders(WANG)[0]), VisitTag::ElderCheckIn).finish();
    relay.cut_after_up(0);
    wang.network.set(Weather::Good);
    wang.sync();
    relay.mend();
    assert!(stage.county.stored().records().is_empty());
    relay.hold_down();
    std::thread::scope(|scope| {
        let sending = scope.spawn(|| wang.sync());
        until("the visit is stored", || stage.county.stored().records().len() == 1);
        assert!(!wang.is_sent(visit.saved.record), "sent means receipted");
        relay.mend();
        sending.join().unwrap();
    });
    wang.drain();
    assert!(wang.is_sent(visit.saved.record));
    assert!(Ledger::settle(&[wang.ledger()], &stage.county.stored()).holds());
}
