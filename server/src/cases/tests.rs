//! What handing a case over promises, told on each engine.

use super::*;
use crate::{
    erasure::{self, Erase, Order},
    testing::{
        phone::{Phone, check_in, visit},
        world::{CHEN, CHILD, ELDER, HOME, LI, WANG, World, worlds},
    },
};
use doorstep_domain::{
    id::RecordId,
    record::Record,
    subject::Subject,
    visit::{Countersign, Visit},
};
use doorstep_protocol::{
    case::{self, Fault, Files, Found},
    digest::Digest,
    envelope::Envelope,
    statement::Recordable,
};

/// No files lie beside.
struct Nothing;

impl Files for Nothing {
    fn names(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn digest(&mut self, _: &str) -> Option<(Digest, u64)> {
        None
    }
}

async fn case_of(world: &World, subject: Subject) -> Result<Found, Fault> {
    let asked = Asked { subject, by: CHEN, at: world.app.now() };
    let gathered = gather(&world.app, asked).await.unwrap();
    case::check(&gathered.text, &mut Nothing, Some(Digest::of(&world.app.keyring.root.public_key().key)))
}

fn records(found: &Found) -> Vec<RecordId> {
    found.records.iter().map(|record| record.record).collect()
}

fn to(subject: Subject) -> Record {
    Record::Visit(Box::new(Visit { subject, ..check_in("2026-11-20") }))
}

fn commitment(envelope: &Envelope) -> Digest {
    envelope.payload.as_ref().unwrap().commitment()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_households_case_holds_its_members_and_a_members_holds_nobody_else() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (elder, _) = phone.report(&world, &visit("2026-11-20")).await;
        let (child, _) = phone.report(&world, &to(Subject::Person(CHILD))).await;
        let (home, _) = phone.report(&world, &to(Subject::Household(HOME))).await;
        let whole = case_of(&world, Subject::Household(HOME)).await.unwrap();
        assert_eq!(records(&whole), [elder, child, home], "{}", world.engine);
        let one = case_of(&world, Subject::Person(CHILD)).await.unwrap();
        assert_eq!(records(&one), [child]);
        assert!(one.log.size > whole.log.size || one.log == whole.log);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stands_by_a_visit_is_in_its_case_with_their_own_phone() {
    for world in worlds().await {
        let (mut wang, mut li) = (Phone::enrol(&world, WANG).await, Phone::enrol(&world, LI).await);
        let envelope = wang.wrap(&visit("2026-11-20"));
        let seen = envelope.claimed_header().unwrap().record;
        wang.send(&world, &[&envelope]).await;
        let commitment = commitment(&envelope).to_string();
        let stands_by = Record::Countersign(Countersign { visit: seen, author: WANG, commitment });
        let (countersign, _) = li.report(&world, &stands_by).await;
        let found = case_of(&world, Subject::Person(ELDER)).await.unwrap();
        let mut expected = [(seen, wang.device), (countersign, li.device)];
        let mut there: Vec<_> = found.records.iter().map(|record| (record.record, record.device)).collect();
        expected.sort();
        there.sort();
        assert_eq!(there, expected, "{}", world.engine);
        assert_eq!(found.without, [], "a commitment is no file");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_with_branches_and_epochs_is_handed_over_in_runs() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (first, _) = phone.report(&world, &visit("2026-11-20")).await;
        phone.report(&world, &to(Subject::Person(CHILD))).await;
        let fork = phone.head;
        let (second, _) = phone.report(&world, &visit("2026-11-20")).await;
        // The phone was restored from an old copy, and told so too late.
        phone.head = fork;
        let (branch, _) = phone.report(&world, &visit("2026-11-21")).await;
        phone.head = phone.head.reopened();
        let (after, _) = phone.report(&world, &visit("2026-11-21")).await;
        let found = case_of(&world, Subject::Person(ELDER)).await.unwrap();
        let mut there = records(&found);
        let mut expected = vec![first, second, branch, after];
        there.sort();
        expected.sort();
        assert_eq!(there, expected, "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_erased_is_said_to_be_and_why() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (stays, _) = phone.report(&world, &visit("2026-11-20")).await;
        let (goes, _) = phone.report(&world, &visit("2026-11-21")).await;
        let (keyring, register, at) =
            (world.app.keyring.clone(), world.app.register.clone(), world.app.now());
        let order = Order { by: CHEN, reason: "retention_over", at };
        let erased =
            world.app.write(move |tx| erasure::erase(tx, &keyring, &register, Erase::Record(goes), order));
        erased.await.unwrap();
        let found = case_of(&world, Subject::Person(ELDER)).await.unwrap();
        let erased: Vec<_> =
            found.records.iter().map(|record| (record.record, record.erased.as_deref())).collect();
        assert_eq!(erased, [(stays, None), (goes, Some("retention_over"))], "{}", world.engine);
        assert!(matches!(&found.statements[..], [(_, Recordable::Tombstone(stone))] if stone.record == goes));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_handed_only_to_the_county_that_it_is_of() {
    for world in worlds().await {
        let reader = |account| PersonSession { account, posts: vec![Post::County] };
        let ask = |subject| world.app.write(move |tx| may_have(tx, &reader(CHEN), subject));
        // A supervisor is no county, whatever a session may say.
        assert!(matches!(ask(Subject::Person(ELDER)).await, Err(CaseError::NoSuchCase)), "{}", world.engine);
        let nobody = Subject::Person(doorstep_domain::id::PersonId(uuid::Uuid::from_u128(0x99)));
        assert!(matches!(ask(nobody).await, Err(CaseError::NoSuchCase)));
    }
}
