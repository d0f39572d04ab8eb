//! What taking in promises, told on each engine.

mod chain;
mod effects;
mod forms;
mod hours;
mod plans;
mod verdicts;

use super::*;
use crate::testing::{
    phone::{Phone, quarantined, raw, verdict, visit},
    world::{WANG, World, worlds},
};
use doorstep_protocol::{
    batch::{Batch, Verdict},
    envelope::{Payload, Refusal},
    signed::CountyKeys,
};

/// How much of a batch's work stands in the database.
async fn counts(world: &World) -> [i64; 4] {
    [
        world.count("SELECT COUNT(*) FROM envelope").await,
        world.count("SELECT COUNT(*) FROM record").await,
        world.count("SELECT COUNT(*) FROM visit").await,
        world.count("SELECT COUNT(*) FROM entry WHERE kind = 'envelope'").await,
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_batch_three_times_is_stored_once_and_gets_the_same_receipts() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let envelopes: Vec<Envelope> = (0..5).map(|_| phone.wrap(&visit("2026-11-21"))).collect();
        let envelopes: Vec<&Envelope> = envelopes.iter().collect();
        let first = phone.send(&world, &envelopes).await;
        world.watch.wind(chrono::TimeDelta::hours(1));
        for _ in 0..2 {
            let again = phone.send(&world, &envelopes).await;
            assert_eq!((again.items, again.head), (first.items.clone(), first.head), "{}", world.engine);
            assert_eq!(again.receipt, first.receipt, "{}", world.engine);
        }
        assert_eq!(counts(&world).await, [5, 5, 5, 5], "{}", world.engine);
        assert_eq!(first.head, phone.head);
        assert_eq!(first.missing_from, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_receipt_under_the_countys_key_names_every_record_and_its_wrapping() {
    for world in worlds().await {
        let mut keys = CountyKeys::new(world.app.keyring.root.public_key());
        keys.learn(&world.app.keyring.statements[0]).unwrap();
        let mut phone = Phone::enrol(&world, WANG).await;
        let old = phone.wrap(&visit("2026-11-21"));
        let first = world.app.now();
        phone.send(&world, &[&old]).await;
        world.watch.wind(chrono::TimeDelta::hours(1));
        let new = phone.wrap(&visit("2026-11-21"));
        let answer = phone.send(&world, &[&old, &new]).await;
        let receipt = |envelope: &Envelope, at| Receipt {
            record: envelope.claimed_header().unwrap().record,
            header: envelope.hash(),
            at,
        };
        // The one that came before keeps its time, though another batch's signature covers it now.
        let expected = vec![receipt(&old, first), receipt(&new, world.app.now())];
        assert!(Receipts::check(answer.receipt.unwrap(), expected, &keys).is_ok(), "{}", world.engine);
        let accepted = |at| ItemAnswer::Stored { at, verdict: Verdict::Accepted };
        assert_eq!(answer.items, [accepted(first), accepted(world.app.now())]);
        assert_eq!(answer.watermark.open(&keys).unwrap().seq, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_item_between_good_ones_is_refused_alone() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let stranger = Phone {
            key: doorstep_protocol::key::SoftwareKey::generate().unwrap(),
            ..Phone::enrol(&world, WANG).await
        };
        let good = [phone.wrap(&visit("2026-11-20")), phone.wrap(&visit("2026-11-21"))];
        let mut forged = stranger;
        let forged = forged.wrap(&visit("2026-11-19"));
        let mut stripped = phone.wrap(&visit("2026-11-18"));
        stripped.payload = None;
        let mut swollen = stripped.clone();
        swollen.payload = Some(Payload { salt: vec![0; 16], text: "x".repeat(limits::PAYLOAD_BYTES + 1) });
        let text = |envelope: &Envelope| raw(&serde_json::to_string(envelope).unwrap());
        let envelopes = vec![
            text(&good[0]),
            raw(r#"{"header": 7}"#),
            raw(r#"{"header":"{\"record\":\"no id\"}","alg":"ES256","sig":"","salt":"","payload":"{}"}"#),
            text(&forged),
            text(&stripped),
            text(&swollen),
            text(&good[1]),
        ];
        let answer = batch(&world.app, &phone.session(), Batch::of(envelopes)).await.unwrap();
        let codes: Vec<Option<Refusal>> = answer
            .items
            .iter()
            .map(|item| match item {
                ItemAnswer::Refused { code } => Some(*code),
                ItemAnswer::Stored { .. } => None,
            })
            .collect();
        use Refusal::{BadCommitment, BadFraming, BadSignature, TooLarge};
        let expected = [
            None,
            Some(BadFraming),
            Some(BadFraming),
            Some(BadSignature),
            Some(BadCommitment),
            Some(TooLarge),
            None,
        ];
        assert_eq!(codes, expected, "{}", world.engine);
        assert_eq!(counts(&world).await, [2, 2, 2, 2], "{}", world.engine);
        assert_eq!(answer.head.seq, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_envelopes_are_refused_together_and_none_is_stored() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let text = serde_json::to_string(&phone.wrap(&visit("2026-11-21"))).unwrap();
        let envelopes = (0..=limits::BATCH_ENVELOPES).map(|_| raw(&text)).collect();
        let answer = batch(&world.app, &phone.session(), Batch::of(envelopes)).await;
        assert!(matches!(answer, Err(IngestError::TooMany)), "{}", world.engine);
        assert_eq!(counts(&world).await, [0; 4]);
    }
}

/// The same batches from many tasks at once: on PostgreSQL their transactions really race.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn batches_that_race_store_each_record_once() {
    for world in worlds().await {
        let mut phones = Vec::new();
        for _ in 0..3 {
            phones.push(Phone::enrol(&world, WANG).await);
        }
        let mut tasks = Vec::new();
        for phone in &mut phones {
            let texts: Vec<String> =
                (0..20).map(|_| serde_json::to_string(&phone.wrap(&visit("2026-11-21"))).unwrap()).collect();
            for _ in 0..4 {
                let (app, session, texts) = (world.app.clone(), phone.session(), texts.clone());
                tasks.push(tokio::spawn(async move {
                    let envelopes = texts.iter().map(|text| raw(text)).collect();
                    batch(&app, &session, Batch::of(envelopes)).await.unwrap()
                }));
            }
        }
        for task in tasks {
            let answer = task.await.unwrap();
            assert!((0..20).all(|item| verdict(&answer, item) == Verdict::Accepted), "{}", world.engine);
        }
        assert_eq!(counts(&world).await, [60, 60, 60, 60], "{}", world.engine);
        world.seal().await;
        let head = world.write(|tx| crate::log::verify(tx, &[])).await.unwrap();
        assert!(head.position >= 60);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_envelope_sent_by_a_phone_that_is_not_its_own_is_kept_apart() {
    for world in worlds().await {
        let (mut own, other) = (Phone::enrol(&world, WANG).await, Phone::enrol(&world, WANG).await);
        let envelope = own.wrap(&visit("2026-11-21"));
        let answer = other.send(&world, &[&envelope]).await;
        assert_eq!(verdict(&answer, 0), quarantined("foreign_device"), "{}", world.engine);
        assert_eq!(answer.head.seq, 0, "the sender's own chain has not moved");
        assert_eq!(counts(&world).await, [1, 1, 0, 1]);
    }
}
