//! Service plans and their follow-ups, in whatever order they arrive.

use crate::{
    accounts::PersonSession,
    reviews::{self, Act},
    rosters,
    testing::{
        phone::{Phone, check_in, needs_review, random},
        world::{CHEN, CHILD, CHILD_LINE, ELDER, LI, WANG, World, day, worlds},
    },
};
use chrono::DateTime;
use doorstep_domain::{
    id::{PersonId, RecordId},
    post::Post,
    record::Record,
    roster::RosterLine,
    sheet::{Sheet, SheetTag},
    subject::Subject,
    visit::{FollowUp, FormRef, Trail, Visit, VisitKind, VisitTag},
};
use doorstep_protocol::batch::Verdict;
use serde_json::json;
use uuid::Uuid;

fn plan(on: &str, goal: &str, next: &str) -> Record {
    plan_for(ELDER, on, goal, next)
}

fn plan_for(person: PersonId, on: &str, goal: &str, next: &str) -> Record {
    Record::Sheet(Box::new(Sheet {
        subject: Some(Subject::Person(person)),
        kind: SheetTag::ServicePlan,
        began: DateTime::UNIX_EPOCH,
        ended: DateTime::UNIX_EPOCH,
        day: day(on),
        place: None,
        red_lines: Vec::new(),
        evidence: Vec::new(),
        form: FormRef { id: "service_plan".to_owned(), version: "1".to_owned() },
        answers: json!({ "goals": [{ "goal": goal, "goal_until": "2027-06-30" }], "next_date": next }),
        trail: Trail::default(),
        corrects: None,
    }))
}

fn follow_up(on: &str, plan: Option<RecordId>, next: Option<&str>) -> Record {
    let kind = VisitKind::FollowUp(FollowUp { plan, close: next.is_none() });
    Record::Visit(Box::new(Visit { kind, next_date: next.map(day), ..check_in(on) }))
}

async fn lines(world: &World) -> Vec<RosterLine> {
    world.write(|tx| rosters::lines_for(tx, Subject::Person(ELDER), VisitTag::FollowUp)).await
}

/// Which goal is followed, and until when.
async fn stands(world: &World) -> Option<(String, String)> {
    let line = lines(world).await.pop()?;
    Some((line.follows.unwrap().goals.concat(), line.due.to_string()))
}

fn says(goal: &str, due: &str) -> Option<(String, String)> {
    Some((goal.to_owned(), due.to_owned()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_newer_plan_stands_and_the_last_day_agreed_whichever_arrives_first() {
    let records = || {
        [
            plan("2026-11-01", "a warm meal", "2026-11-20"),
            plan("2026-11-10", "a rail beside the bed", "2026-11-25"),
            follow_up("2026-11-15", None, Some("2026-12-05")),
        ]
    };
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        for world in worlds().await {
            let mut phone = Phone::enrol(&world, WANG).await;
            for which in order {
                phone.report(&world, &records()[which]).await;
            }
            assert_eq!(lines(&world).await.len(), 1, "one person has one plan");
            let wanted = says("a rail beside the bed", "2026-12-05");
            assert_eq!(stands(&world).await, wanted, "{order:?} {}", world.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follow_up_that_is_corrected_takes_back_the_day_it_agreed() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        phone.report(&world, &plan("2026-11-01", "a warm meal", "2026-11-20")).await;
        let (first, _) = phone.report(&world, &follow_up("2026-11-15", None, Some("2026-12-05"))).await;
        assert_eq!(stands(&world).await, says("a warm meal", "2026-12-05"));
        let Record::Visit(visit) = follow_up("2026-11-15", None, Some("2026-11-28")) else { unreachable!() };
        let corrected = Visit { corrects: Some(first), ..*visit };
        phone.report(&world, &Record::Visit(Box::new(corrected))).await;
        assert_eq!(stands(&world).await, says("a warm meal", "2026-11-28"), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_closed_by_a_supervisors_word_on_the_plan_that_was_followed_up() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (old, _) = phone.report(&world, &plan("2026-11-01", "a warm meal", "2026-11-20")).await;
        let (closes_old, _) = phone.report(&world, &follow_up("2026-11-15", Some(old), None)).await;
        let (new, _) = phone.report(&world, &plan("2026-11-16", "a rail", "2026-11-25")).await;
        let (closes_new, _) = phone.report(&world, &follow_up("2026-11-18", Some(new), None)).await;
        approve(&world, closes_old).await;
        assert_eq!(lines(&world).await.len(), 1, "the plan made since goes on");
        approve(&world, closes_new).await;
        assert_eq!(lines(&world).await, [], "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_case_is_not_opened_by_a_plan_that_came_late_but_by_a_new_one() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        // Kept apart on the way, say: the supervisor's word is there before the plan is.
        let kept_apart = RecordId(random());
        let (closes, _) = phone.report(&world, &follow_up("2026-11-15", Some(kept_apart), None)).await;
        approve(&world, closes).await;
        phone.report_as(&world, kept_apart, &plan("2026-11-10", "a rail", "2026-11-25")).await;
        phone.report(&world, &plan("2026-11-01", "a warm meal", "2026-11-20")).await;
        assert_eq!(lines(&world).await, [], "{}: neither it nor an older one", world.engine);
        let Record::Sheet(corrected) = plan("2026-11-17", "a longer rail", "2026-11-25") else {
            unreachable!()
        };
        let corrected = Sheet { corrects: Some(kept_apart), ..*corrected };
        phone.report(&world, &Record::Sheet(Box::new(corrected))).await;
        assert_eq!(lines(&world).await, [], "{}: corrected, it is the same plan", world.engine);
        phone.report(&world, &plan("2026-11-16", "company", "2026-11-30")).await;
        assert_eq!(stands(&world).await, says("company", "2026-11-30"), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_follow_ups_of_one_day_the_one_begun_later_agrees_the_next() {
    let (morning, evening) = (RecordId(Uuid::from_u128(1)), RecordId(Uuid::from_u128(2)));
    let agreed = [(morning, "2026-12-05"), (evening, "2026-12-01")];
    for order in [[0, 1], [1, 0]] {
        for world in worlds().await {
            let mut phone = Phone::enrol(&world, WANG).await;
            phone.report(&world, &plan("2026-11-01", "a warm meal", "2026-11-20")).await;
            for (record, next) in order.map(|which| agreed[which]) {
                phone.report_as(&world, record, &follow_up("2026-11-15", None, Some(next))).await;
            }
            assert_eq!(stands(&world).await, says("a warm meal", "2026-12-01"), "{order:?} {}", world.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_for_a_child_hands_the_childs_file_to_nobody_new() {
    for world in worlds().await {
        // Wang is assigned to the child; Li works in the same village.
        let mut li = Phone::enrol(&world, LI).await;
        let (_, verdict) =
            li.report(&world, &plan_for(CHILD, "2026-11-20", "help with school", "2026-11-30")).await;
        assert_ne!(verdict, needs_review("not_assigned"), "{}", world.engine);
        let follows =
            world.write(|tx| rosters::lines_for(tx, Subject::Person(CHILD), VisitTag::FollowUp)).await;
        assert_eq!(follows.iter().map(|line| line.assignee).collect::<Vec<_>>(), [WANG]);
        world.write(|tx| rosters::close(tx, Subject::Person(CHILD))).await;
        let (_, verdict) =
            li.report(&world, &plan_for(CHILD, "2026-11-21", "help with school", "2026-11-30")).await;
        let Verdict::NeedsReview { codes } = verdict else { panic!("a person looks at it") };
        assert!(codes.contains(&"not_assigned".to_owned()), "{codes:?}");
        assert_eq!(world.count("SELECT COUNT(*) FROM roster WHERE visit = 'follow_up'").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_plan_is_followed_up_no_more() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (record, _) = phone.report(&world, &plan("2026-11-01", "a warm meal", "2026-11-20")).await;
        assert_eq!(lines(&world).await.len(), 1);
        world.write(move |tx| crate::follow_ups::forget(tx, record)).await;
        assert_eq!(lines(&world).await, [], "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_plan_takes_the_place_of_somebody_elses_line() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let theirs = RecordId(CHILD_LINE.0);
        let (_, verdict) =
            phone.report_as(&world, theirs, &plan("2026-11-01", "a warm meal", "2026-11-20")).await;
        let Verdict::NeedsReview { codes } = verdict else { panic!("a person looks at it") };
        assert!(codes.contains(&"identity_clash".to_owned()), "{codes:?}");
        let line = world.write(|tx| rosters::line(tx, CHILD_LINE)).await.unwrap();
        assert_eq!(line.subject, Subject::Person(CHILD), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn advice_that_was_taken_back_closes_no_case_and_a_corrected_plan_is_closed_like_the_first() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (first, _) = phone.report(&world, &plan("2026-11-01", "a warm meal", "2026-11-20")).await;
        let (advised, _) = phone.report(&world, &follow_up("2026-11-15", Some(first), None)).await;
        let Record::Visit(goes_on) = follow_up("2026-11-15", Some(first), Some("2026-12-05")) else {
            unreachable!()
        };
        let goes_on = Visit { corrects: Some(advised), ..*goes_on };
        phone.report(&world, &Record::Visit(Box::new(goes_on))).await;
        approve(&world, advised).await;
        assert_eq!(lines(&world).await.len(), 1, "{}: the worker says go on", world.engine);
        let (closes, _) = phone.report(&world, &follow_up("2026-11-18", Some(first), None)).await;
        let Record::Sheet(corrected) = plan("2026-11-01", "two warm meals", "2026-11-20") else {
            unreachable!()
        };
        let corrected = Sheet { corrects: Some(first), ..*corrected };
        phone.report(&world, &Record::Sheet(Box::new(corrected))).await;
        approve(&world, closes).await;
        assert_eq!(lines(&world).await, [], "{}: it is the same plan", world.engine);
    }
}

async fn approve(world: &World, visit: RecordId) {
    let (keyring, at) = (world.app.keyring.clone(), world.app.now());
    let by = PersonSession { account: CHEN, posts: vec![Post::Supervisor] };
    let job = move |tx: &mut crate::db::Tx<'_>| {
        reviews::act(tx, &keyring, &by, visit, Act::Approve, (at, day("2026-11-22")))
            .map_err(|_| crate::db::DbError::NoRow)
    };
    world.write(job).await;
}
