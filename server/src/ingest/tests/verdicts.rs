//! Who may, under which rules, and what cannot be read.

use super::counts;
use crate::testing::{
    phone::{Phone, check_in, needs_review, quarantined, random, verdict, visit},
    world::{CHEN, EAST, ELDER_LINE, LI, WANG, WEST, ZHAO, worlds},
};
use crate::{ingest, placements::REJECTED, rosters};
use doorstep_domain::{
    id::{PersonId, RecordId},
    post::Post,
    record::Record,
    subject::Subject,
    visit::{HouseholdCheck, HouseholdSignature, Mode, Outcome, Visit, VisitKind},
};
use doorstep_protocol::{batch::Verdict, envelope::Payload};

fn payload(text: &str) -> Payload {
    Payload { salt: random().as_bytes().to_vec(), text: text.to_owned() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_is_stored_and_shown_to_a_person() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let id = || RecordId(random());
        let envelopes = [
            phone.wrap_payload(id(), "horoscope", 1, payload("{}")),
            phone.wrap_payload(id(), "visit", 99, payload("{}")),
            phone.wrap_payload(id(), "visit", 1, payload(r#"{"subject":"nobody"}"#)),
            phone.wrap_payload(id(), "vis\0it\u{7}", 1, payload("\0")),
            phone.wrap(&visit("2026-11-21")),
        ];
        let answer = phone.send(&world, &envelopes.iter().collect::<Vec<_>>()).await;
        let codes = ["unknown_kind", "unknown_version", "malformed_payload", "unknown_kind"];
        for (item, code) in codes.into_iter().enumerate() {
            assert_eq!(verdict(&answer, item), needs_review(code), "{} on {}", code, world.engine);
        }
        assert_eq!(verdict(&answer, 4), Verdict::Accepted);
        assert_eq!(counts(&world).await, [5, 5, 1, 5]);
    }
}

/// A household check by phone, allowed in October and not in November.
fn remote_check() -> Visit {
    let kind = VisitKind::HouseholdCheck(HouseholdCheck {
        second_investigator: Some(LI),
        signature: Some(HouseholdSignature::Refused { reason: "by phone".to_owned() }),
    });
    Visit {
        subject: Subject::Household(crate::testing::world::HOME),
        kind,
        mode: Mode::Phone,
        ..check_in("2026-10-30")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_made_under_last_months_rules_is_measured_by_them() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let check = Record::Visit(Box::new(remote_check()));
        phone.rules = "2026-10";
        assert_eq!(phone.report(&world, &check).await.1, Verdict::Accepted, "{}", world.engine);
        phone.rules = "2026-11";
        assert_eq!(phone.report(&world, &check).await.1, needs_review("remote_check_outside_emergency"));
        phone.rules = "2031-01";
        assert_eq!(phone.report(&world, &check).await.1, needs_review("unknown_rules_version"));
        assert_eq!(counts(&world).await[2], 3, "each has its effect");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_out_of_scope_waits_and_has_its_effect_once_placed() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, ZHAO).await;
        let (record, verdict) = phone.report(&world, &visit("2026-11-21")).await;
        assert_eq!(verdict, quarantined("out_of_scope"), "{}", world.engine);
        assert_eq!(counts(&world).await, [1, 1, 0, 1]);
        for _ in 0..2 {
            let (app, at) = (world.app.clone(), world.app.now());
            let placed = world.app.write(move |tx| ingest::apply(tx, (&app.keyring, &app.forms), record, at));
            let placed = placed.await.unwrap();
            assert_eq!(placed, Verdict::Accepted);
            assert_eq!(counts(&world).await, [1, 1, 1, 1], "once, however often it is placed");
        }
        assert_eq!(world.text("SELECT standing FROM envelope").await, "accepted");
        world.posts(ZHAO, &[(Post::Worker, WEST), (Post::Worker, EAST)]).await;
        assert_eq!(phone.report(&world, &visit("2026-11-22")).await.1, Verdict::Accepted);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_who_had_the_subject_on_their_roster_is_in_scope_even_after_reassignment() {
    for world in worlds().await {
        world.posts(WANG, &[(Post::Worker, WEST)]).await;
        let mut phone = Phone::enrol(&world, WANG).await;
        assert_eq!(phone.report(&world, &visit("2026-11-20")).await.1, Verdict::Accepted, "{}", world.engine);
        world.write(|tx| rosters::reassign(tx, &[ELDER_LINE], LI)).await;
        assert_eq!(phone.report(&world, &visit("2026-11-21")).await.1, Verdict::Accepted);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_reason_about_the_sender_is_named() {
    for world in worlds().await {
        for (state, code) in [("retired", "device_retired"), ("compromised", "device_compromised")] {
            let mut phone = Phone::enrol(&world, WANG).await;
            phone.set_state(&world, state).await;
            let (_, verdict) = phone.report(&world, &visit("2026-11-21")).await;
            assert_eq!(verdict, quarantined(code), "{}", world.engine);
        }
        let mut borrowed = Phone::enrol(&world, WANG).await;
        borrowed.account = LI;
        assert_eq!(
            borrowed.report(&world, &visit("2026-11-21")).await.1,
            quarantined("author_not_of_device")
        );
        let mut leaver = Phone::enrol(&world, CHEN).await;
        world.write(|tx| tx.execute("UPDATE account SET active = 0 WHERE id = $1", &[CHEN.into()])).await;
        assert_eq!(leaver.report(&world, &visit("2026-11-21")).await.1, quarantined("author_inactive"));
        assert_eq!(counts(&world).await, [4, 4, 0, 4], "all kept, none with effect");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_to_nobody_on_file_waits_for_a_person() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let stranger = Visit { subject: Subject::Person(PersonId(random())), ..check_in("2026-11-21") };
        let (record, verdict) = phone.report(&world, &Record::Visit(Box::new(stranger))).await;
        assert_eq!(verdict, quarantined("unknown_subject"), "{}", world.engine);
        let (app, at) = (world.app.clone(), world.app.now());
        let placed = world.app.write(move |tx| ingest::apply(tx, (&app.keyring, &app.forms), record, at));
        let placed = placed.await.unwrap();
        assert_eq!(placed, needs_review("unknown_subject"), "a person cannot place what has no place");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_person_rejected_is_not_heard_again_under_another_wrapping() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let record = RecordId(random());
        let text = visit("2026-11-21").to_payload().unwrap();
        let text = Payload { salt: vec![1; 16], text };
        let kept = phone.head;
        let first = phone.wrap_payload(record, "visit", 1, text.clone());
        world.posts(WANG, &[(Post::Worker, WEST)]).await;
        world.write(|tx| rosters::reassign(tx, &[ELDER_LINE], LI)).await;
        world.write(|tx| tx.execute("DELETE FROM roster_past", &[])).await;
        assert_eq!(
            verdict(&phone.send(&world, &[&first]).await, 0),
            quarantined("out_of_scope"),
            "{}",
            world.engine
        );
        let rejected = Verdict::Quarantined { codes: vec!["out_of_scope".to_owned(), REJECTED.to_owned()] };
        let said = rejected.clone();
        world.app.write(move |tx| ingest::settle(tx, record, &said)).await.unwrap();
        world.posts(WANG, &[(Post::Worker, EAST)]).await;
        phone.head = kept.then(first.hash()).reopened();
        let second = phone.wrap_payload(record, "visit", 1, text);
        assert_eq!(verdict(&phone.send(&world, &[&second]).await, 0), rejected);
        assert_eq!(counts(&world).await, [2, 1, 0, 2]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_kept_apart_has_its_effect_once_a_good_wrapping_of_it_comes() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, ZHAO).await;
        let record = RecordId(random());
        let text = Payload { salt: vec![1; 16], text: visit("2026-11-21").to_payload().unwrap() };
        let first = phone.wrap_payload(record, "visit", 1, text.clone());
        let kept = phone.send(&world, &[&first]).await;
        assert_eq!(verdict(&kept, 0), quarantined("out_of_scope"), "{}", world.engine);
        world.posts(ZHAO, &[(Post::Worker, EAST)]).await;
        for _ in 0..2 {
            phone.head = phone.head.reopened();
            let again = phone.wrap_payload(record, "visit", 1, text.clone());
            assert_eq!(verdict(&phone.send(&world, &[&again]).await, 0), Verdict::Accepted);
        }
        assert_eq!(counts(&world).await, [3, 1, 1, 3], "one effect");
        let waiting = "SELECT COUNT(*) FROM envelope WHERE standing = 'quarantined'";
        assert_eq!(world.count(waiting).await, 0, "nobody is asked to place it any more");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_whose_effect_fails_costs_those_around_it_nothing() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        // A visit that met the elder would have to move this line on, and cannot read it.
        world
            .write(|tx| tx.execute("UPDATE roster SET body = 'torn' WHERE id = $1", &[ELDER_LINE.into()]))
            .await;
        let nobody = Visit { outcome: Outcome::NobodyHome, met: Vec::new(), ..check_in("2026-11-20") };
        let nobody = Record::Visit(Box::new(nobody));
        let envelopes = [phone.wrap(&nobody), phone.wrap(&visit("2026-11-21")), phone.wrap(&nobody)];
        let answer = phone.send(&world, &envelopes.iter().collect::<Vec<_>>()).await;
        assert_eq!(verdict(&answer, 0), Verdict::Accepted, "{}", world.engine);
        assert_eq!(verdict(&answer, 1), needs_review("effect_failed"), "{}", world.engine);
        assert_eq!(verdict(&answer, 2), Verdict::Accepted, "{}", world.engine);
        assert_eq!(counts(&world).await, [3, 3, 2, 3], "{}", world.engine);
        assert_eq!((answer.head, answer.missing_from), (phone.head, None));
    }
}
