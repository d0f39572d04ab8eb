use crate::people::{WANG, elders};
use chrono::SecondsFormat;
use doorstep_domain::{id::RecordId, subject::Subject, visit::VisitTag};
use doorstep_protocol::receipt::ShownReceipt;
use doorstep_tests::{
    ledger::Ledger,
    network::{Mishap, Weather},
    stage::Stage,
};

#[test]
fn the_same_batch_three_times_is_stored_once_under_one_receipt() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let elders = elders(WANG);
    let visits = elders[..3]
        .iter()
        .map(|elder| wang.visits(Subject::Person(*elder), VisitTag::ElderCheckIn).finish().saved.record);
    let visits: Vec<_> = visits.collect();
    let before = wang.network.asked("/v1/batches");
    wang.sync();
    wang.network.next("/v1/batches", Mishap::AnswerLost);
    wang.network.next("/v1/batches", Mishap::Doubled);
    wang.network.set(Weather::Good);
    wang.sync();
    let first = stage.county.stored().texts("SELECT received_at FROM envelope ORDER BY seq");
    wang.drain();
    assert!(
        wang.network.asked("/v1/batches") - before >= 2,
        "the phone asked again, and the network doubled it"
    );
    assert_eq!(stage.county.stored().texts("SELECT received_at FROM envelope ORDER BY seq"), first);
    let held = |visit: &RecordId| wang.client().receipt(*visit).unwrap().unwrap();
    for (visit, first) in visits.iter().zip(&first) {
        let ShownReceipt { receipt, signed, .. } = held(visit);
        assert_eq!(receipt.record, *visit);
        assert_eq!(&receipt.at.to_rfc3339_opts(SecondsFormat::Millis, true), first, "of the first time");
        assert_eq!(signed, held(&visits[0]).signed, "one signature covers all three");
    }
    let settled = Ledger::settle(&[wang.ledger()], &stage.county.stored());
    assert_eq!((settled.sent, settled.twice), (3, 0), "{settled:?}");
    assert!(settled.holds(), "{settled:?}");
}
