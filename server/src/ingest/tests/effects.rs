//! What each kind of record makes happen.

use super::counts;
use crate::testing::{
    phone::{Phone, check_in, needs_review, quarantined, random, verdict, visit},
    world::{CHEN, CHILD, ELDER, HOME, LI, WANG, World, day, household, person, worlds},
};
use crate::{
    accounts::PersonSession,
    reviews::{self, Act},
    rosters, subjects,
};
use doorstep_domain::{
    hours::Activity,
    id::{ActivityId, HouseholdId, PersonId, RecordId},
    post::Post,
    record::{ReadTrace, Record},
    review::{ReturnItem, ReviewReply},
    subject::{GroupEdit, Household, NewSubject, Person, Subject, SubjectEdit},
    visit::{Countersign, HouseholdCheck, HouseholdSignature, Outcome, RedLine, Visit, VisitKind},
};
use doorstep_protocol::{
    batch::Verdict,
    changes::{Body, Change},
};
use serde_json::{Value, json};

fn read(change: &Change) -> Value {
    change.body.as_ref().and_then(Body::read).expect("the document is put, not removed")
}

async fn elder_line(world: &World) -> (Option<chrono::NaiveDate>, chrono::NaiveDate) {
    let line = world.write(|tx| rosters::line(tx, crate::testing::world::ELDER_LINE)).await.unwrap();
    (line.plan.last, line.due)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_that_met_somebody_moves_the_roster_on_and_no_other_does() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let nobody = Visit { outcome: Outcome::NobodyHome, met: Vec::new(), ..check_in("2026-11-20") };
        phone.report(&world, &Record::Visit(Box::new(nobody))).await;
        assert_eq!(elder_line(&world).await, (None, day("2026-11-25")), "{}", world.engine);
        phone.report(&world, &visit("2026-11-20")).await;
        assert_eq!(elder_line(&world).await, (Some(day("2026-11-20")), day("2027-02-19")));
        phone.report(&world, &visit("2026-11-18")).await;
        assert_eq!(elder_line(&world).await.0, Some(day("2026-11-20")), "an earlier visit that comes later");
        let (_, verdict) = phone.report(&world, &visit("3000-01-01")).await;
        assert_eq!(verdict, needs_review("day_in_future"));
        assert_eq!(elder_line(&world).await.0, Some(day("2026-11-20")), "nobody is put off until 3000");
        world.seal().await;
        let (changes, _) = world.pull(WANG, None, 100).await;
        let line = changes
            .iter()
            .rfind(|change| change.kind == "roster" && read(change)["visit"] == "elder_check_in");
        assert_eq!(read(line.unwrap())["due"], "2027-02-19", "the worker's phone is told");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_red_line_makes_a_visit_an_emergency() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let alone = Visit { red_lines: vec![RedLine::ElderNoFood], ..check_in("2026-11-20") };
        phone.report(&world, &Record::Visit(Box::new(alone))).await;
        assert_eq!(world.text("SELECT urgency FROM visit").await, "emergency", "{}", world.engine);
        assert_eq!(world.text("SELECT review FROM visit").await, "submitted");
    }
}

fn household_check() -> Record {
    let kind = VisitKind::HouseholdCheck(HouseholdCheck {
        second_investigator: Some(LI),
        signature: Some(HouseholdSignature::Refused { reason: "hand in plaster".to_owned() }),
    });
    Record::Visit(Box::new(Visit { subject: Subject::Household(HOME), kind, ..check_in("2026-11-20") }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_countersignature_counts_in_either_order_and_only_for_what_was_seen() {
    for world in worlds().await {
        for visit_first in [true, false] {
            let (mut first, mut second) = (Phone::enrol(&world, WANG).await, Phone::enrol(&world, LI).await);
            let id = RecordId(random());
            let check = first.wrap_as(id, &household_check());
            let commitment = check.claimed_header().unwrap().commitment.to_string();
            let stand_by = |commitment: &str| {
                Record::Countersign(Countersign {
                    visit: id,
                    commitment: commitment.to_owned(),
                    author: WANG,
                })
            };
            let other = second.wrap(&stand_by("something else"));
            second.send(&world, &[&other]).await;
            let word = second.wrap(&stand_by(&commitment));
            if visit_first {
                first.send(&world, &[&check]).await;
                assert_eq!(signed(&world, id).await, 0, "{}", world.engine);
                second.send(&world, &[&word]).await;
            } else {
                second.send(&world, &[&word]).await;
                first.send(&world, &[&check]).await;
            }
            assert_eq!(signed(&world, id).await, 1, "visit first: {visit_first}, {}", world.engine);
        }
    }
}

async fn signed(world: &World, visit: RecordId) -> i64 {
    world
        .write(move |tx| {
            let row = tx.row("SELECT countersigned FROM visit WHERE record = $1", &[visit.into()])?;
            row.ok_or(crate::db::DbError::NoRow)?.get(0)
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_activity_under_an_id_stands() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let id = ActivityId(random());
        let activity = |title: &str| {
            Record::Activity(Activity {
                id,
                title: title.to_owned(),
                content: String::new(),
                organiser: WANG,
                place: None,
            })
        };
        assert_eq!(phone.report(&world, &activity("甲")).await.1, Verdict::Accepted, "{}", world.engine);
        assert_eq!(phone.report(&world, &activity("乙")).await.1, needs_review("identity_clash"));
        world.seal().await;
        let (changes, _) = world.pull(LI, None, 100).await;
        let titles: Vec<Value> = changes
            .iter()
            .filter(|change| change.kind == "activity")
            .map(|change| read(change)["title"].clone())
            .collect();
        assert_eq!(titles, ["甲"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_household_met_at_a_door_is_on_file_for_the_visit_in_the_same_batch() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let home = HouseholdId(random());
        let met = PersonId(random());
        let new = Household { id: home, code: "new".to_owned(), ..household() };
        let member = Person { household: home, ..person(met, "甲三", "1950-01-01") };
        let found =
            Record::SubjectNew(Box::new(NewSubject::Household { household: new, members: vec![member] }));
        let visit = Visit { subject: Subject::Person(met), ..check_in("2026-11-21") };
        let envelopes = [phone.wrap(&found), phone.wrap(&Record::Visit(Box::new(visit)))];
        let answer = phone.send(&world, &envelopes.iter().collect::<Vec<_>>()).await;
        assert_eq!(
            [verdict(&answer, 0), verdict(&answer, 1)],
            [Verdict::Accepted, Verdict::Accepted],
            "{}",
            world.engine
        );
        world.seal().await;
        let (changes, _) = world.pull(LI, None, 100).await;
        assert!(
            changes.iter().any(|change| change.key == met.to_string()),
            "colleagues of the village are told"
        );
        // Claiming an id on file for somebody else is no way to overwrite them.
        let taken =
            Record::SubjectNew(Box::new(NewSubject::Person { person: person(ELDER, "乙", "1990-01-01") }));
        assert_eq!(phone.report(&world, &taken).await.1, quarantined("identity_clash"));
        assert_eq!(counts(&world).await[2], 1);
    }
}

fn edit(groups: &[(&str, Value, Value)]) -> Record {
    let groups = groups
        .iter()
        .map(|(name, base, mine)| ((*name).to_owned(), GroupEdit { base: base.clone(), mine: mine.clone() }))
        .collect();
    Record::SubjectEdit(SubjectEdit { subject: Subject::Household(HOME), base_revision: 1, groups })
}

async fn home(world: &World) -> Household {
    world.write(|tx| subjects::household(tx, HOME)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_who_edit_different_groups_both_get_their_way() {
    for world in worlds().await {
        let (mut wang, mut li) = (Phone::enrol(&world, WANG).await, Phone::enrol(&world, LI).await);
        let address = |text: &str| json!({ "text": text });
        let moved = edit(&[("address", address("一组1号"), address("二组9号"))]);
        let renamed = edit(&[("head", json!("甲一"), json!("甲九"))]);
        assert_eq!(wang.report(&world, &moved).await.1, Verdict::Accepted, "{}", world.engine);
        assert_eq!(li.report(&world, &renamed).await.1, Verdict::Accepted);
        let home = home(&world).await;
        assert_eq!((home.head.as_str(), home.address.text.as_str()), ("甲九", "二组9号"));
        assert_eq!(world.count("SELECT revision FROM subject WHERE type = 'household'").await, 3);
        assert_eq!(world.count("SELECT COUNT(*) FROM entry WHERE kind = 'merge'").await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_who_edit_the_same_group_are_shown_both_values_and_nothing_is_overwritten() {
    for world in worlds().await {
        let (mut wang, mut li) = (Phone::enrol(&world, WANG).await, Phone::enrol(&world, LI).await);
        wang.report(&world, &edit(&[("head", json!("甲一"), json!("甲七"))])).await;
        let second = edit(&[
            ("head", json!("甲一"), json!("甲八")),
            ("dwelling", json!({}), json!({ "danger_grade": "B" })),
        ]);
        let (record, verdict) = li.report(&world, &second).await;
        assert_eq!(verdict, needs_review("clash"), "{}", world.engine);
        let home = home(&world).await;
        assert_eq!(home.head, "甲七", "the county's value stands");
        assert!(home.dwelling.danger_grade.is_some(), "what does not clash is taken");
        world.seal().await;
        let (changes, _) = world.pull(LI, None, 100).await;
        let clash = changes.iter().find(|change| change.kind == "clash").unwrap();
        assert_eq!(clash.key, format!("{record}/head"));
        let body = read(clash);
        assert_eq!(
            (&body["theirs"], &body["mine"], &body["base"]),
            (&json!("甲七"), &json!("甲八"), &json!("甲一"))
        );
        let (others, _) = world.pull(WANG, None, 100).await;
        assert!(!others.iter().any(|change| change.kind == "clash"), "it is for the one who came second");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_that_would_leave_no_file_changes_nothing() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let before = home(&world).await;
        let (_, verdict) = phone.report(&world, &edit(&[("head", json!("甲一"), json!(7))])).await;
        assert_eq!(verdict, needs_review("malformed_payload"), "{}", world.engine);
        let (_, verdict) = phone.report(&world, &edit(&[("region", json!(null), json!("elsewhere"))])).await;
        assert_eq!(verdict, needs_review("clash"), "a group that is not declared is never written");
        let (_, verdict) = phone.report(&world, &edit(&[("he\0ad", json!(null), json!(1))])).await;
        assert!(matches!(verdict, Verdict::NeedsReview { .. }), "{verdict:?} on {}", world.engine);
        assert_eq!(home(&world).await, before);
        assert_eq!(
            phone.report(&world, &visit("2026-11-20")).await.1,
            Verdict::Accepted,
            "and nothing sticks"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn edits_that_race_lose_no_group() {
    for world in worlds().await {
        let mut tasks = Vec::new();
        let groups = [
            ("head", json!("甲一"), json!("甲五")),
            ("address", json!({ "text": "一组1号" }), json!({ "text": "三组3号" })),
            ("dwelling", json!({}), json!({ "danger_grade": "C" })),
        ];
        for group in groups {
            let mut phone = Phone::enrol(&world, WANG).await;
            let envelope = serde_json::to_string(&phone.wrap(&edit(&[group]))).unwrap();
            let (app, session) = (world.app.clone(), phone.session());
            tasks.push(tokio::spawn(async move {
                let envelopes = vec![crate::testing::phone::raw(&envelope)];
                crate::ingest::batch(&app, &session, doorstep_protocol::batch::Batch::of(envelopes))
                    .await
                    .unwrap()
            }));
        }
        for task in tasks {
            assert_eq!(verdict(&task.await.unwrap(), 0), Verdict::Accepted, "{}", world.engine);
        }
        let home = home(&world).await;
        let grade = serde_json::to_value(home.dwelling.danger_grade).unwrap();
        assert_eq!((home.head.as_str(), home.address.text.as_str(), grade), ("甲五", "三组3号", json!("C")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_a_childs_file_leaves_a_trace_in_the_chain() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let trace = ReadTrace { person: CHILD, reader: WANG, purpose: "before the visit".to_owned() };
        assert_eq!(
            phone.report(&world, &Record::ReadTrace(trace)).await.1,
            Verdict::Accepted,
            "{}",
            world.engine
        );
        let body = world.text("SELECT body FROM entry WHERE kind = 'audit'").await;
        assert!(body.contains(&CHILD.to_string()) && !body.contains("before the visit"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_returned_visit_is_answered_by_a_correction_and_a_reply_from_the_same_phone() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (first, _) = phone.report(&world, &visit("2026-11-20")).await;
        let reply = |correction| {
            Record::ReviewReply(ReviewReply { visit: first, correction, words: "mended".to_owned() })
        };
        let early = phone.report(&world, &reply(None)).await.1;
        assert_eq!(early, needs_review("visit_not_returned"), "{}", world.engine);
        let (keyring, at) = (world.app.keyring.clone(), world.app.now());
        let chen = PersonSession { account: CHEN, posts: vec![Post::Supervisor] };
        let items = vec![ReturnItem { target: "met".to_owned(), reason: "who was met?".to_owned() }];
        let back = Act::Return { items, deadline: day("2026-11-30") };
        world
            .app
            .write(move |tx| reviews::act(tx, &keyring, &chen, first, back, (at, day("2026-11-22"))))
            .await
            .unwrap();
        let correction = Visit { corrects: Some(first), ..check_in("2026-11-20") };
        let (mended, verdict) = phone.report(&world, &Record::Visit(Box::new(correction))).await;
        assert_eq!(verdict, Verdict::Accepted);
        assert_eq!(phone.report(&world, &reply(Some(mended))).await.1, Verdict::Accepted);
        let mut other = Phone::enrol(&world, LI).await;
        assert_eq!(
            other.report(&world, &reply(None)).await.1,
            needs_review("unknown_visit"),
            "not theirs to answer"
        );
        let states = "SELECT review FROM visit WHERE corrects IS NULL";
        assert_eq!(world.text(states).await, "replied", "{}", world.engine);
        assert_eq!(world.count("SELECT COUNT(*) FROM visit WHERE corrects IS NOT NULL").await, 1);
    }
}
