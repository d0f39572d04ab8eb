use crate::people::{WANG, elders, village};
use chrono::TimeDelta;
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_tests::{ledger::Ledger, phone::Phone, stage::Stage};

fn visit(phone: &Phone, elder: usize) -> doorstep_domain::id::RecordId {
    let subject = Subject::Person(elders(&phone.login)[elder]);
    phone.visits(subject, VisitTag::ElderCheckIn).finish().saved.record
}

#[test]
fn a_server_restored_from_yesterdays_backup_gets_again_what_it_lost() {
    let mut stage = Stage::open();
    let (wang, li) = (stage.phone(WANG), stage.phone(village().li));
    let before = [visit(&wang, 0), visit(&li, 0)];
    wang.drain();
    li.drain();
    let backup = stage.county.back_up();
    stage.clock.pass(TimeDelta::days(1));
    let after = [visit(&wang, 1), visit(&wang, 2), visit(&li, 1)];
    wang.drain();
    li.drain();
    assert!(wang.is_sent(after[0]), "receipted, and then the disk died");

    stage.county.stop();
    stage.county.restore(&backup);
    stage.county.start();
    assert_eq!(stage.county.stored().records().len(), 2, "yesterday's county");
    let everything = |phone: &Phone| {
        let held = stage.county.stored().records();
        phone.ledger().keys().all(|record| held.contains_key(record))
    };
    for phone in [&wang, &li] {
        phone.sync_until("everything to be offered again", |_| everything(phone));
        phone.drain();
    }
    let settled = Ledger::settle(&[wang.ledger(), li.ledger()], &stage.county.stored());
    assert_eq!(settled.sent, before.len() + after.len());
    assert!(settled.holds(), "{settled:?}");
    stage.county.verify_log();

    // And the day goes on in the new life of the database.
    let next = visit(&wang, 3);
    wang.drain();
    assert!(wang.is_sent(next));
}

#[test]
fn what_a_backup_holds_is_forgotten_by_the_outbox_and_nothing_before() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    visit(&wang, 0);
    wang.drain();
    assert_eq!(wang.sync().counts.receipted_not_durable, 1, "the county has it, its backups may not");
    stage.county.back_up();
    wang.sync_until("the watermark to pass", |client| {
        client.sync_state().unwrap().counts.receipted_not_durable == 0
    });
}
