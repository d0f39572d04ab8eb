use crate::people::{WANG, elders, village};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_tests::{clock::StoryClock, county::County, ledger::Ledger, network::Mishap, phone::Phone};
use std::path::Path;

/// Any program of the stage can be the server.
const PROGRAM: &str = env!("CARGO_BIN_EXE_demo");

#[test]
fn a_server_killed_while_phones_send_keeps_everything_that_it_receipted() {
    let mut county = County::apart(Path::new(PROGRAM));
    let clock = StoryClock::today();
    let phones = [WANG, village().li].map(|login| {
        let phone = Phone::new(login, &clock);
        phone.enrol(&county.ticket(login));
        phone.drain();
        phone
    });
    for round in 0..6 {
        // The phones send by themselves while the next visit is made; the server dies at another moment each time.
        for phone in &phones {
            for elder in &elders(&phone.login)[round..round + 3] {
                phone
                    .visits(Subject::Person(*elder), VisitTag::ElderCheckIn)
                    .answers("outcome", "died")
                    .finish();
            }
        }
        if round % 2 == 0 {
            phones[0].network.next("/v1/batches", Mishap::AnswerLost);
        }
        county.crash();
        let stored = county.stored().records();
        for phone in &phones {
            let receipted = phone.ledger().into_iter().filter(|(_, kept)| kept.receipted);
            assert!(
                receipted.into_iter().all(|(id, _)| stored.contains_key(&id)),
                "a receipt outlives the server"
            );
        }
        county.start();
    }
    for phone in &phones {
        phone.drain();
    }
    let settled = Ledger::settle(&phones.each_ref().map(Phone::ledger), &county.stored());
    assert_eq!(settled.sent, 36);
    assert!(settled.holds(), "{settled:?}");
    county.verify_log();
}
