//! What erasing promises, told on each engine.

use super::*;
use crate::{
    app::App,
    backup, log,
    testing::{
        phone::{Phone, quarantined, verdict, visit},
        world::{self, CHEN, CHILD, ELDER, ELDER_LINE, HOME, LI, WANG, World, worlds},
    },
};
use doorstep_domain::{
    id::{HouseholdId, PersonId},
    record::Record,
    review::ReviewReply,
    subject::{Household, NewSubject, Person},
};
use doorstep_protocol::{batch::Verdict, signed::Signed};
use std::sync::Arc;

const ORDER: Order<'_> = Order { by: CHEN, reason: "subject_request", at: DateTime::UNIX_EPOCH };

async fn erase_in(world: &World, what: Erase) -> Result<u64, ErasureError> {
    let (keyring, register) = (world.app.keyring.clone(), world.app.register.clone());
    world.app.write(move |tx| erase(tx, &keyring, &register, what, ORDER)).await
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
            let (keyring, register) = (world.app.keyring.clone(), world.app.register.clone());
            let order = Order { reason, ..ORDER };
            let what = Erase::Record(record);
            let refused = world.app.write(move |tx| erase(tx, &keyring, &register, what, order)).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_household_goes_with_its_members_as_the_reach_said_before() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (record, _) = phone.report(&world, &visit("2026-11-20")).await;
        let household = Erase::Subject(Subject::Household(HOME));
        let told = world.app.db.read(move |tx| reach::reach(tx, household)).await.unwrap();
        let everyone = [Subject::Household(HOME), Subject::Person(ELDER), Subject::Person(CHILD)];
        assert_eq!((told.subjects.as_slice(), told.records.as_slice()), (&everyone[..], &[record][..]));
        assert!(words(&world, record).await.is_some(), "asking erases nothing");
        assert_eq!(erase_in(&world, household).await.unwrap(), 1, "{}", world.engine);
        assert_eq!(words(&world, record).await, None);
        assert_eq!(world.count("SELECT COUNT(*) FROM subject WHERE body IS NOT NULL").await, 0);
        assert_eq!(world.count("SELECT COUNT(*) FROM roster").await, 0);
        let held = "SELECT COUNT(*) FROM document
                    WHERE removed = 0 AND kind IN ('household', 'person', 'child_card', 'roster')";
        assert_eq!(world.count(held).await, 0, "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_about_a_visit_goes_with_the_person_it_was_about() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (visit, _) = phone.report(&world, &visit("2026-11-20")).await;
        let reply = ReviewReply { visit, correction: None, words: "her son keeps the medicine".to_owned() };
        let (reply, _) = phone.report(&world, &Record::ReviewReply(reply)).await;
        assert!(words(&world, reply).await.is_some());
        erase_in(&world, Erase::Subject(Subject::Person(ELDER))).await.unwrap();
        assert_eq!([words(&world, visit).await, words(&world, reply).await], [None, None]);
    }
}

/// The county on SQLite with its register, in a folder as it would stand in the field.
async fn county() -> World {
    let mut worlds = worlds().await;
    worlds.retain(|world| world.app.db.sqlite_file().is_some());
    let mut world = worlds.remove(0);
    world.app = world.app.clone().with_register(Register::in_folders([world.folder.path().to_owned()]));
    world
}

/// A household met at a door, with two people in it.
fn found() -> (Record, PersonId, PersonId) {
    let id = HouseholdId(uuid::Uuid::from_u128(0x70));
    let [one, other] = [0x71, 0x72].map(|id| PersonId(uuid::Uuid::from_u128(id)));
    let member = |person, name| Person { household: id, ..world::person(person, name, "1950-01-01") };
    let household = Household { id, head: "乙一".to_owned(), ..world::household() };
    let members = vec![member(one, "乙一"), member(other, "乙二")];
    (Record::SubjectNew(Box::new(NewSubject::Household { household, members })), one, other)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_erased_stays_so_after_a_restore_and_when_phones_bring_it_again() {
    let world = county().await;
    let mut phone = Phone::enrol(&world, WANG).await;
    let (first, _) = phone.report(&world, &visit("2026-11-19")).await;
    world.seal().await;
    let yesterday = world.folder.path().join("yesterday.db");
    backup::backup(&world.app, &yesterday).await.unwrap();

    let (new, gone, stays) = found();
    let today = [phone.wrap(&visit("2026-11-20")), phone.wrap(&new)];
    let before = phone.send(&world, &[&today[0], &today[1]]).await;
    let [second, third] = today.each_ref().map(|envelope| envelope.claimed_header().unwrap().record);
    assert_eq!(erase_in(&world, Erase::Subject(Subject::Person(ELDER))).await.unwrap(), 2);
    assert_eq!(erase_in(&world, Erase::Subject(Subject::Person(gone))).await.unwrap(), 1);

    let database = world.folder.path().join("restored.db");
    let entries = world.app.register.entries(&world.app.keyring).unwrap();
    assert_eq!(entries.len(), 2);
    backup::restore(&yesterday, &database, &world.app.keyring, &entries, world.app.now()).unwrap();
    let bytes = std::fs::read(&database).unwrap();
    let name = "甲一".as_bytes();
    assert!(!bytes.windows(name.len()).any(|window| window == name), "not even before the server starts");
    let db = crate::db::Db::sqlite(&database).await.unwrap();
    let app = App::new(db, Arc::clone(&world.app.keyring), Arc::clone(&world.app.clock)).await.unwrap();
    let after = world.beside(app);
    assert_eq!(words(&after, first).await, None);
    assert_eq!(after.write(|tx| subjects::person(tx, ELDER)).await, None);
    assert_eq!(after.count("SELECT COUNT(*) FROM entry WHERE kind = 'tombstone'").await, 1);

    let again = phone.send(&after, &[&today[0], &today[1]]).await;
    assert_eq!([verdict(&again, 0), verdict(&again, 1)], [verdict(&before, 0), verdict(&before, 1)]);
    assert_eq!([words(&after, second).await, words(&after, third).await], [None, None]);
    assert_eq!(after.write(move |tx| subjects::person(tx, gone)).await, None);
    assert!(after.write(move |tx| subjects::person(tx, stays)).await.is_some(), "the other is still on file");
    after.seal().await;
    let (fresh, _) = after.pull(WANG, None, 100).await;
    assert!(fresh.iter().all(|change| !format!("{:?}", change.body).contains("乙一")), "{fresh:?}");
    // What arrives late about them is kept apart, as it was before the restore.
    assert_eq!(phone.report(&after, &visit("2026-11-21")).await.1, quarantined("unknown_subject"));
    after.seal().await;
    after.write(|tx| log::verify(tx, &[])).await.expect("the chain holds");
    let erased = after.write(move |tx| replay::replay(tx, &world.app.keyring, &entries)).await;
    assert_eq!(erased, 0, "done once is done");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_that_cannot_be_written_down_is_not_done() {
    let mut world = county().await;
    let nowhere = world.folder.path().join("no/such/folder");
    world.app = world.app.clone().with_register(Register::in_folders([nowhere]));
    let mut phone = Phone::enrol(&world, WANG).await;
    let (record, _) = phone.report(&world, &visit("2026-11-20")).await;
    assert!(matches!(erase_in(&world, Erase::Record(record)).await, Err(ErasureError::Register(_))));
    assert!(words(&world, record).await.is_some());
}
