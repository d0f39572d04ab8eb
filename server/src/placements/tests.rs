//! What placing promises, on each engine.

use super::{Decision, Outcome, PlacementError, place, waiting};
use crate::{
    accounts::{self, Account, PersonSession},
    audience::Audience,
    feed,
    testing::{
        phone::{Phone, visit},
        world::{CHEN, COUNTY, LI, TOWNSHIP, WANG, WEST, World, ZHAO, worlds},
    },
};
use doorstep_domain::{
    id::{AccountId, RecordId},
    post::Post,
};
use doorstep_protocol::{
    batch::Verdict,
    changes::{DocumentKind, Placement},
};
use uuid::Uuid;

/// The county's own.
const HAN: AccountId = AccountId(Uuid::from_u128(0x2E));

async fn hire_han(world: &World) {
    world
        .write(|tx| {
            let account = Account { id: HAN, login: "han".to_owned(), name: "韩".to_owned(), active: true };
            accounts::put(tx, &account, None)
        })
        .await;
    world.posts(HAN, &[(Post::County, COUNTY)]).await;
}

async fn decide(
    world: &World,
    by: AccountId,
    record: RecordId,
    decision: Decision,
) -> Result<Outcome, PlacementError> {
    let (app, at) = (world.app.clone(), world.app.now());
    let job = move |tx: &mut crate::db::Tx<'_>| {
        let by = PersonSession { account: by, posts: accounts::posts_of(tx, by)? };
        place(tx, (&app.keyring, &app.forms), &by, record, (decision, "asked the worker"), at)
    };
    world.app.write(job).await
}

async fn kept(world: &World, by: AccountId) -> Vec<RecordId> {
    let list = world.app.db.read(move |tx| {
        let by = PersonSession { account: by, posts: accounts::posts_of(tx, by)? };
        waiting(tx, &by, 50)
    });
    list.await.unwrap().into_iter().map(|kept| kept.record).collect()
}

async fn told(world: &World, author: AccountId, record: RecordId) -> Option<Placement> {
    let held = world
        .write(move |tx| {
            feed::held(tx, DocumentKind::Placement, &record.to_string(), Audience::Account(author))
        })
        .await;
    held.map(|body| serde_json::from_str(&body).unwrap())
}

async fn visits(world: &World) -> i64 {
    world.count("SELECT COUNT(*) FROM visit").await
}

/// A visit by a worker of another village: kept apart.
async fn stray(world: &World) -> RecordId {
    let mut phone = Phone::enrol(world, ZHAO).await;
    let (record, verdict) = phone.report(world, &visit("2026-11-22")).await;
    assert!(matches!(verdict, Verdict::Quarantined { .. }));
    record
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accepted_record_has_its_effect_once_and_its_author_hears_why() {
    for world in worlds().await {
        let record = stray(&world).await;
        assert_eq!((visits(&world).await, kept(&world, CHEN).await), (0, vec![record]));
        let outcome = decide(&world, CHEN, record, Decision::Accept).await.unwrap();
        assert_eq!(outcome, Outcome::Settled(Verdict::Accepted), "{}", world.engine);
        assert_eq!(decide(&world, CHEN, record, Decision::Accept).await.unwrap(), outcome, "asked again");
        let late = decide(&world, CHEN, record, Decision::Reject).await;
        assert!(matches!(late, Err(PlacementError::NotKeptApart)));
        assert_eq!((visits(&world).await, kept(&world, CHEN).await), (1, vec![]));
        let told = told(&world, ZHAO, record).await.unwrap();
        assert_eq!((told.verdict, told.reason.as_str()), (Verdict::Accepted, "asked the worker"));
        assert_eq!(world.count("SELECT COUNT(*) FROM entry WHERE kind = 'placement'").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_compromised_phone_sent_takes_two_different_people_to_accept() {
    for world in worlds().await {
        hire_han(&world).await;
        let mut phone = Phone::enrol(&world, WANG).await;
        phone.set_state(&world, "compromised").await;
        let (record, _) = phone.report(&world, &visit("2026-11-22")).await;
        for _ in 0..2 {
            let outcome = decide(&world, CHEN, record, Decision::Accept).await.unwrap();
            assert_eq!(outcome, Outcome::WaitsForAnother, "one person twice is one, on {}", world.engine);
        }
        assert_eq!((visits(&world).await, kept(&world, HAN).await), (0, vec![record]));
        let outcome = decide(&world, HAN, record, Decision::Accept).await.unwrap();
        assert_eq!(outcome, Outcome::Settled(Verdict::Accepted));
        assert_eq!(visits(&world).await, 1);
        let signed = world.text("SELECT body FROM entry WHERE kind = 'placement'").await;
        assert!(signed.contains(&CHEN.to_string()) && signed.contains(&HAN.to_string()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_rejection_is_enough_and_final() {
    for world in worlds().await {
        hire_han(&world).await;
        let record = stray(&world).await;
        let outcome = decide(&world, CHEN, record, Decision::Reject).await.unwrap();
        let rejected =
            Verdict::Quarantined { codes: vec!["out_of_scope".to_owned(), super::REJECTED.to_owned()] };
        assert_eq!(outcome, Outcome::Settled(rejected.clone()));
        let changed_mind = decide(&world, HAN, record, Decision::Accept).await;
        assert!(matches!(changed_mind, Err(PlacementError::NotKeptApart)), "{}", world.engine);
        assert_eq!((visits(&world).await, kept(&world, CHEN).await), (0, vec![]));
        assert_eq!(told(&world, ZHAO, record).await.unwrap().verdict, rejected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_places_their_own_nor_what_lies_outside_their_regions() {
    for world in worlds().await {
        hire_han(&world).await;
        let record = stray(&world).await;
        world.posts(ZHAO, &[(Post::Supervisor, TOWNSHIP)]).await;
        let own = decide(&world, ZHAO, record, Decision::Accept).await;
        assert!(matches!(own, Err(PlacementError::Own)), "{}", world.engine);
        world.posts(LI, &[(Post::Supervisor, WEST)]).await;
        let elsewhere = decide(&world, LI, record, Decision::Accept).await;
        assert!(matches!(elsewhere, Err(PlacementError::NoSuchRecord)));
        assert_eq!(kept(&world, LI).await, []);
        assert_eq!(kept(&world, WANG).await, [], "a worker places nothing");
        assert_eq!(kept(&world, HAN).await, [record]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_about_nobody_on_file_waits_with_its_authors_supervisor() {
    for world in worlds().await {
        hire_han(&world).await;
        let mut phone = Phone::enrol(&world, ZHAO).await;
        let mut about_nobody = crate::testing::phone::check_in("2026-11-22");
        about_nobody.subject =
            doorstep_domain::subject::Subject::Person(doorstep_domain::id::PersonId(Uuid::from_u128(0xBAD)));
        let record = doorstep_domain::record::Record::Visit(Box::new(about_nobody));
        let (record, _) = phone.report(&world, &record).await;
        world.posts(LI, &[(Post::Supervisor, WEST)]).await;
        for reader in [CHEN, HAN, LI] {
            assert_eq!(kept(&world, reader).await, [record], "{reader} on {}", world.engine);
        }
    }
}
