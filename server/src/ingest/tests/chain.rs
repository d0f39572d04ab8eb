//! Gaps, forks, epochs, and two payloads that claim one record.

use super::{IngestError, counts};
use crate::testing::{
    phone::{Phone, quarantined, random, verdict, visit},
    world::{WANG, worlds},
};
use doorstep_domain::id::RecordId;
use doorstep_protocol::{batch::Verdict, chain::Head, digest::Digest, envelope::Payload};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gap_is_reported_and_the_head_goes_on_once_it_fills() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let all: Vec<_> = (0..5).map(|_| phone.wrap(&visit("2026-11-21"))).collect();
        let answer = phone.send(&world, &[&all[0], &all[2], &all[4]]).await;
        assert!((0..3).all(|item| verdict(&answer, item) == Verdict::Accepted), "{}", world.engine);
        assert_eq!((answer.head.seq, answer.missing_from), (1, Some(2)));
        let answer = phone.send(&world, &[&all[1]]).await;
        assert_eq!((answer.head.seq, answer.missing_from), (3, Some(4)));
        let answer = phone.send(&world, &[&all[3]]).await;
        assert_eq!((answer.head, answer.missing_from), (phone.head, None));
        assert_eq!(counts(&world).await, [5, 5, 5, 5]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_sent_ahead_is_stored_behind_what_it_follows_and_never_before() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let all: Vec<_> = (0..3).map(|_| phone.wrap(&visit("2026-11-21"))).collect();
        let ahead = async |at: usize| phone.send_behind(&world, &[&all[at]], Some(all[at - 1].hash())).await;
        assert!(matches!(ahead(1).await, Err(IngestError::NotNext)), "{}", world.engine);
        assert_eq!(counts(&world).await, [0; 4], "{}: nothing of it is stored", world.engine);
        phone.send(&world, &[&all[0]]).await;
        assert_eq!(ahead(1).await.unwrap().missing_from, None, "{}", world.engine);
        assert_eq!(ahead(2).await.unwrap().head, phone.head, "{}", world.engine);
        // One that came and is the head no more is here all the same.
        assert_eq!(ahead(1).await.unwrap().head, phone.head, "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_header_at_the_same_place_is_a_fork_and_moves_nothing() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let first = phone.wrap(&visit("2026-11-20"));
        let before = phone.head;
        let second = phone.wrap(&visit("2026-11-21"));
        let head = phone.head;
        phone.head = before;
        let fork = phone.wrap(&visit("2026-11-19"));
        let answer = phone.send(&world, &[&first, &second, &fork]).await;
        assert_eq!(verdict(&answer, 2), quarantined("fork"), "{}", world.engine);
        assert_eq!(answer.head, head);
        assert_eq!(counts(&world).await, [3, 3, 2, 3], "kept, without effect");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_header_that_does_not_name_the_one_before_is_kept_apart_and_the_chain_goes_on_behind_it() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let first = phone.wrap(&visit("2026-11-20"));
        phone.head.hash = Digest::of(b"elsewhere");
        let broken = phone.wrap(&visit("2026-11-21"));
        let next = phone.wrap(&visit("2026-11-22"));
        let answer = phone.send(&world, &[&first, &broken, &next]).await;
        assert_eq!(verdict(&answer, 1), quarantined("broken_chain"), "{}", world.engine);
        assert_eq!(verdict(&answer, 2), Verdict::Accepted);
        assert_eq!((answer.head, answer.missing_from), (phone.head, None));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fills_a_gap_must_be_what_the_next_header_names() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let first = phone.wrap(&visit("2026-11-20"));
        let before = phone.head;
        let _true_second = phone.wrap(&visit("2026-11-21"));
        let third = phone.wrap(&visit("2026-11-22"));
        phone.head = before;
        let other_second = phone.wrap(&visit("2026-11-19"));
        let answer = phone.send(&world, &[&first, &third, &other_second]).await;
        assert_eq!(verdict(&answer, 2), quarantined("broken_chain"), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_restored_from_an_old_copy_opens_an_epoch_and_nothing_counts_twice() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let record = RecordId(random());
        let payload = Payload { salt: vec![1; 16], text: visit("2026-11-21").to_payload().unwrap() };
        let first = phone.wrap_payload(record, "visit", 1, payload.clone());
        let county = phone.send(&world, &[&first]).await.head;
        // The copy never heard the receipt: it wraps the same record again behind the county's head.
        phone.head = county.reopened();
        let rewrapped = phone.wrap_payload(record, "visit", 1, payload);
        let answer = phone.send(&world, &[&rewrapped]).await;
        assert_eq!(verdict(&answer, 0), Verdict::Accepted, "{}", world.engine);
        assert_eq!((answer.head.epoch, answer.head.seq), (2, 1));
        assert_eq!(counts(&world).await, [2, 1, 1, 2], "two wrappings, one record, one effect");
        let lost = Head { epoch: 3, seq: 0, hash: Digest::of(b"a head that never came") };
        phone.head = lost;
        let stray = phone.wrap(&visit("2026-11-22"));
        let answer = phone.send(&world, &[&stray]).await;
        assert_eq!(verdict(&answer, 0), quarantined("broken_chain"), "{}", world.engine);
        assert_eq!(answer.head, phone.head);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_payload_under_a_records_id_is_kept_apart_and_overwrites_nothing() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let record = RecordId(random());
        let (first, second) =
            (phone.wrap_as(record, &visit("2026-11-20")), phone.wrap_as(record, &visit("2026-11-21")));
        let answer = phone.send(&world, &[&first, &second]).await;
        assert_eq!(verdict(&answer, 0), Verdict::Accepted, "{}", world.engine);
        assert_eq!(verdict(&answer, 1), quarantined("identity_clash"));
        assert_eq!(counts(&world).await, [2, 1, 1, 2]);
        assert_eq!(world.text("SELECT day FROM visit").await, "2026-11-20");
        assert_eq!(world.count("SELECT COUNT(*) FROM payload").await, 2, "both payloads are kept");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_places_are_stored_and_break_nothing() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let start = phone.head;
        let mut envelopes = vec![phone.wrap(&visit("2026-11-20"))];
        for (epoch, seq) in [(0, 3), (1, u64::MAX - 1), (1, 1_u64 << 63), (u32::MAX, 7)] {
            phone.head = Head { epoch, seq, hash: Digest::of(b"x") };
            envelopes.push(phone.wrap(&visit("2026-11-21")));
        }
        let envelopes: Vec<_> = envelopes.iter().collect();
        let answer = phone.send(&world, &envelopes).await;
        assert_eq!(verdict(&answer, 0), Verdict::Accepted, "{}", world.engine);
        assert_eq!(verdict(&answer, 1), quarantined("broken_chain"));
        assert_eq!(counts(&world).await[0], 5);
        assert_eq!(phone.send(&world, &envelopes).await.items, answer.items);
        assert_ne!(answer.head, start);
    }
}
