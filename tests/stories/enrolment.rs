use crate::people::WANG;
use chrono::TimeDelta;
use doorstep_client::ClientError;
use doorstep_protocol::{digest::Digest, enrol::Ticket};
use doorstep_tests::{network::Mishap, phone::Phone, runtime, stage::Stage};

fn enrol(phone: &Phone, ticket: &str) -> Result<(), ClientError> {
    runtime().block_on(phone.client().enrol(ticket, "invented phone"))
}

#[test]
fn a_ticket_is_good_for_one_phone_and_for_a_day() {
    let stage = Stage::open();
    let (ticket, late) = (stage.county.ticket(WANG), stage.county.ticket(WANG));
    let phones = [(); 3].map(|()| Phone::new(WANG, &stage.clock));
    enrol(&phones[0], &ticket).unwrap();
    assert!(matches!(enrol(&phones[1], &ticket), Err(ClientError::Rejected { .. })), "used");
    stage.clock.pass(TimeDelta::hours(25));
    assert!(matches!(enrol(&phones[2], &late), Err(ClientError::Rejected { .. })), "too late");
    assert_eq!(stage.county.stored().count("SELECT COUNT(*) FROM device"), 1);
}

#[test]
fn an_enrolment_whose_answer_was_lost_is_tried_again_with_the_same_ticket() {
    let stage = Stage::open();
    let ticket = stage.county.ticket(WANG);
    let wang = Phone::new(WANG, &stage.clock);
    wang.network.next("/v1/enrolments/redeem", Mishap::AnswerLost);
    assert_eq!(enrol(&wang, &ticket), Err(ClientError::Offline));
    enrol(&wang, &ticket).unwrap();
    wang.drain();
    assert_eq!(stage.county.stored().count("SELECT COUNT(*) FROM device"), 1);
}

#[test]
fn a_server_without_the_countys_pin_is_not_believed_whatever_it_says() {
    let stage = Stage::open();
    let mut ticket = Ticket::parse(&stage.county.ticket(WANG)).unwrap();
    let before = ticket.fingerprint();
    ticket.ca_pin = Digest::of(b"another authority");
    assert_ne!(ticket.fingerprint(), before, "a typed ticket is compared aloud");
    let wang = Phone::new(WANG, &stage.clock);
    let refused = enrol(&wang, &ticket.to_text().unwrap());
    assert_eq!(refused, Err(ClientError::Rejected { code: "wrong_pin".to_owned() }));
    assert_eq!(stage.county.stored().count("SELECT COUNT(*) FROM device"), 0, "the code was not shown to it");
}
