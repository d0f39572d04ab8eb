use super::{
    day::{answer_named, one},
    stage::{Phone, forms},
};
use crate::{Client, ClientError, session::Whom};
use doorstep_domain::{id::PersonId, subject::Subject, visit::VisitTag};
use doorstep_store::Page;
use doorstep_sync::{
    engine::{SignedOut, Status},
    testing::{Fault, TestConnector, TestCounty},
};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

fn county() -> (Arc<TestCounty>, Phone) {
    let county = TestCounty::new().unwrap();
    for form in forms() {
        county.publish("form", &format!("{}/{}", form.id, form.version), &json!(form));
    }
    let phone = Phone::new(Arc::new(TestConnector(county.clone())));
    (county, phone)
}

fn nobody_home(client: &Client) {
    let elder = Subject::Person(PersonId(Uuid::from_u128(77)));
    let draft = client.begin_visit(Whom::OnFile(elder), VisitTag::ElderCheckIn).unwrap();
    answer_named(client, draft, "outcome", one("moved"));
    answer_named(client, draft, "told_by", one("neighbour"));
    client.finish(draft, None).unwrap();
}

#[tokio::test]
async fn a_phone_enrols_learns_the_forms_works_offline_and_everything_arrives_once() {
    let (county, phone) = county();
    let client = phone.client();
    assert_eq!(client.sync_now().await.unwrap().status, Status::SignedOut(SignedOut::NotEnrolled));
    client.enrol(&county.ticket().to_text().unwrap(), "a phone").await.unwrap();
    assert_eq!(client.sync_now().await.unwrap().status, Status::Idle);
    county.set_offline(true);
    nobody_home(&client);
    nobody_home(&client);
    let state = client.sync_now().await.unwrap();
    assert_eq!(state.counts.waiting, 2);
    assert!(matches!(state.status, Status::BackingOff { .. }));
    county.set_offline(false);
    county.faults(&[Fault::AnswerLost, Fault::AnswerLost, Fault::Portal]);
    for _ in 0..4 {
        client.sync_now().await.unwrap();
    }
    let state = client.sync_now().await.unwrap();
    assert_eq!((state.status, state.counts.waiting), (Status::Idle, 0));
    assert_eq!(county.stored().len(), 2);
}

#[tokio::test]
async fn a_text_that_is_no_ticket_is_said_to_be_none_and_no_network_is_offline() {
    let (county, phone) = county();
    let client = phone.client();
    let wrong = client.enrol("doorstep1:????", "a phone").await.unwrap_err();
    assert_eq!(wrong, ClientError::Invalid { field: "ticket".to_owned(), code: "not_a_ticket".to_owned() });
    county.set_offline(true);
    let ticket = county.ticket().to_text().unwrap();
    assert_eq!(client.enrol(&ticket, "a phone").await.unwrap_err(), ClientError::Offline);
}

#[tokio::test]
async fn what_an_earlier_life_of_the_phone_held_reaches_the_county_sealed() {
    let (county, phone) = county();
    phone.client().enrol(&county.ticket().to_text().unwrap(), "a phone").await.unwrap();
    phone.client().sync_now().await.unwrap();
    county.set_offline(true);
    nobody_home(&phone.client());
    phone.shut();
    phone.lose_keys();
    let crate::Opened::Stranded(stranded) = phone.open() else { panic!("the key is gone") };
    let anew = stranded.start_over().unwrap();
    county.set_offline(false);
    anew.enrol(&county.ticket().to_text().unwrap(), "the same phone").await.unwrap();
    let offered = anew.offer_journals().await.unwrap();
    assert!(offered.iter().all(|offered| offered.receipt.is_ok()));
    let recovered: Vec<_> =
        county.journals().iter().flat_map(|bytes| county.recover(bytes).unwrap().envelopes).collect();
    assert_eq!(recovered.len(), 1);
    assert!(anew.history(None, &Page::first(10)).unwrap().items.is_empty());
    anew.close();
}
