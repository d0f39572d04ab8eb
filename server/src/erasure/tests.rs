//! What erasing promises, told on each engine.

use super::*;
use crate::{
    log,
    testing::{
        phone::{Phone, quarantined, visit},
        world::{CHEN, CHILD, ELDER, ELDER_LINE, HOME, LI, WANG, World, worlds},
    },
};
use doorstep_domain::record::Record;
use doorstep_protocol::{batch::Verdict, signed::Signed};

const ORDER: Order<'_> = Order { by: CHEN, reason: "subject_request", at: DateTime::UNIX_EPOCH };

async fn erase_in(world: &World, what: Erase) -> Result<u64, ErasureError> {
    let keyring = world.app.keyring.clone();
    world.app.write(move |tx| erase(tx, &keyring, what, ORDER)).await
}

async fn words(world: &World, record: RecordId) -> Option<String> {
    let keyring = world.app.keyring.clone();
    let payload = world.app.db.read(move |tx| vault::payload(tx, &keyring, record)).await.unwrap();
    payload.map(|payload| payload.text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_record_keeps_its_place_and_the_chain_verifies_and_says_so() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let envelope = phone.wrap(&visit("2026-11-20"));
        let record = envelope.claimed_header().unwrap().record;
        let before = phone.send(&world, &[&envelope]).await;
        assert!(
            words(&world, record).await.unwrap().contains("words that nobody else has"),
            "{}",
            world.engine
        );
        assert_eq!(erase_in(&world, Erase::Record(record)).await.unwrap(), 1);
        assert_eq!(words(&world, record).await, None);
        assert_eq!(
            erase_in(&world, Erase::Record(record)).await.unwrap(),
            0,
            "erasing twice is erasing once"
        );
        world.seal().await;
        world.write(|tx| log::verify(tx, &[])).await.expect("header and signature are untouched");
        let body = world.text("SELECT body FROM entry WHERE kind = 'tombstone'").await;
        let signed: Signed<Tombstone> = serde_json::from_str(&body).unwrap();
        let tombstone = signed.open_with(&world.app.keyring.receipt.public_key()).unwrap();
        assert_eq!(tombstone.commitment, envelope.claimed_header().unwrap().commitment);
        // A phone that offers it again hears the same receipt, and brings nothing back: nor does a new wrapping.
        assert_eq!(phone.send(&world, &[&envelope]).await.items, before.items);
        let head = phone.head.reopened();
        phone.head = head;
        let rewrapped = phone.wrap_payload(record, "visit", 1, envelope.payload.unwrap());
        phone.send(&world, &[&rewrapped]).await;
        assert_eq!(words(&world, record).await, None, "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_person_is_gone_from_the_file_the_phones_and_every_record() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (first, _) = phone.report(&world, &visit("2026-11-19")).await;
        let (second, _) = phone.report(&world, &visit("2026-11-20")).await;
        world.seal().await;
        let (_, cursor) = world.pull(LI, None, 100).await;
        assert_eq!(
            erase_in(&world, Erase::Subject(Subject::Person(ELDER))).await.unwrap(),
            2,
            "{}",
            world.engine
        );
        assert_eq!([words(&world, first).await, words(&world, second).await], [None, None]);
        assert_eq!(world.write(|tx| subjects::person(tx, ELDER)).await, None);
        assert_eq!(world.write(|tx| rosters::line(tx, ELDER_LINE)).await, None);
        world.seal().await;
        let (changes, _) = world.pull(LI, cursor, 100).await;
        assert!(changes.iter().any(|change| change.key == ELDER.to_string() && change.body.is_none()));
        let (fresh, _) = world.pull(WANG, None, 100).await;
        let name = "甲一";
        assert!(
            fresh
                .iter()
                .filter(|change| change.kind == "person")
                .all(|change| !format!("{:?}", change.body).contains(name))
        );
        // What arrives late about them is kept apart, not lost.
        assert_eq!(phone.report(&world, &visit("2026-11-21")).await.1, quarantined("unknown_subject"));
        world.seal().await;
        world.write(|tx| log::verify(tx, &[])).await.expect("the chain still verifies");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_but_a_code_goes_into_the_log_as_reason() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (record, verdict) = phone.report(&world, &visit("2026-11-20")).await;
        assert_eq!(verdict, Verdict::Accepted);
        for reason in ["", "Asked by 甲一", "a b"] {
            let keyring = world.app.keyring.clone();
            let order = Order { reason, ..ORDER };
            let refused = world.app.write(move |tx| erase(tx, &keyring, Erase::Record(record), order)).await;
            assert!(matches!(refused, Err(ErasureError::Reason)), "{reason} on {}", world.engine);
        }
        assert!(words(&world, record).await.is_some());
        let parsed = Record::parse("visit", 1, words(&world, record).await.unwrap().as_bytes());
        assert!(parsed.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_erasure_the_database_file_holds_neither_words_nor_key() {
    for world in worlds().await {
        let Some(file) = world.app.db.sqlite_file().map(std::path::Path::to_owned) else { continue };
        let mut phone = Phone::enrol(&world, WANG).await;
        let (record, _) = phone.report(&world, &visit("2026-11-20")).await;
        let wrapped: Vec<u8> = world
            .write(|tx| tx.row("SELECT wrapped FROM payload_key", &[])?.ok_or(DbError::NoRow)?.get(0))
            .await;
        erase_in(&world, Erase::Record(record)).await.unwrap();
        let copy = world.folder.path().join("after.db");
        crate::db::Db::copy(&file, &copy).unwrap();
        let bytes = std::fs::read(copy).unwrap();
        let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!holds(b"words that nobody else has") && !holds(&wrapped));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_household_called_by_an_erased_persons_name_loses_that_name_and_no_other() {
    for world in worlds().await {
        let head = |world: &World| {
            let db = world.app.db.clone();
            async move { db.read(|tx| subjects::household(tx, HOME)).await.unwrap().unwrap().head }
        };
        erase_in(&world, Erase::Subject(Subject::Person(CHILD))).await.unwrap();
        assert!(!head(&world).await.is_empty(), "{}: the child's name is not the household's", world.engine);
        erase_in(&world, Erase::Subject(Subject::Person(ELDER))).await.unwrap();
        assert!(head(&world).await.is_empty(), "{}", world.engine);
    }
}
