use crate::people::{WANG, elders};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_sync::engine::{Status, Trouble, Why};
use doorstep_tests::{ledger::Ledger, network::Weather, stage::Stage};

#[test]
fn a_captive_portals_200_is_not_success() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Portal);
    let visit = wang.visits(Subject::Person(elders(WANG)[0]), VisitTag::ElderCheckIn).finish();
    let state = wang.sync();
    assert!(
        matches!(state.status, Status::BackingOff { why: Why::Network(Trouble::NotTheCounty), .. }),
        "{:?}",
        state.status
    );
    assert!(!wang.is_sent(visit.saved.record));
    assert_eq!(state.counts.waiting, 1);
    wang.network.set(Weather::Good);
    wang.drain();
    assert!(Ledger::settle(&[wang.ledger()], &stage.county.stored()).holds());
}

#[test]
fn a_county_in_trouble_is_tried_again_and_nothing_is_lost_or_parked() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    for (status, elder) in [500, 502, 503, 429].into_iter().zip(elders(WANG)) {
        wang.network.set(Weather::Trouble(status));
        wang.visits(Subject::Person(elder), VisitTag::ElderCheckIn).finish();
        let state = wang.sync();
        assert!(matches!(state.status, Status::BackingOff { .. }), "{status}: {:?}", state.status);
        assert_eq!((state.counts.waiting, state.counts.parked), (1, 0), "{status}");
        wang.network.set(Weather::Good);
        wang.drain();
    }
    let settled = Ledger::settle(&[wang.ledger()], &stage.county.stored());
    assert_eq!(settled.receipted, 4);
    assert!(settled.holds(), "{settled:?}");
}
