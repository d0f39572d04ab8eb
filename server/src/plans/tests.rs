//! What a supervisor says of a line, on each engine. The day is 22 November 2026.

use super::{PlanError, Special, Terms, set};
use crate::{
    accounts::{self, PersonSession},
    rosters,
    testing::{
        phone::{Phone, check_in},
        world::{CHEN, ELDER_LINE, LI, WANG, World, day, worlds},
    },
};
use doorstep_domain::{
    cadence::{Every, Ground, National, Pause, PauseReason, Reason},
    id::AccountId,
    post::Post,
    record::Record,
    roster::RosterLine,
    visit::{Outcome, Visit},
};
use std::num::NonZeroU32;

fn plain(class: &str) -> Terms {
    Terms {
        class: class.to_owned(),
        area: None,
        national: None,
        special: None,
        pause: None,
        extras: Vec::new(),
        major_change: None,
    }
}

fn weekly(until: &str) -> Option<Special> {
    let every = Every::Days(NonZeroU32::new(7).unwrap());
    Some(Special { every, until: day(until), ground: Ground::AfterIncident })
}

async fn say(world: &World, by: AccountId, terms: Terms) -> Result<RosterLine, PlanError> {
    let at = world.app.now();
    let job = move |tx: &mut crate::db::Tx<'_>| {
        let by = PersonSession { account: by, posts: accounts::posts_of(tx, by)? };
        set(tx, &by, ELDER_LINE, &terms, at)
    };
    world.app.write(job).await
}

/// An elder of class `general`, seen on 20 November.
async fn visited(world: &World) -> Phone {
    let mut phone = Phone::enrol(world, WANG).await;
    phone.report(world, &Record::Visit(Box::new(check_in("2026-11-20")))).await;
    phone
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_class_makes_the_line_due_by_it_at_once_and_says_why() {
    for world in worlds().await {
        visited(&world).await;
        let line = say(&world, CHEN, plain("high")).await.unwrap();
        assert_eq!((line.due, line.because), (day("2026-11-27"), Some(Reason::Class)), "{}", world.engine);
        let back = say(&world, CHEN, plain("general")).await.unwrap();
        assert_eq!(back.due, day("2027-02-19"), "as if it had never been another");
        let national = Terms { national: Some(National::ElderInDifficulty), ..plain("general") };
        let line = say(&world, CHEN, national).await.unwrap();
        let because = Reason::National(National::ElderInDifficulty);
        assert_eq!((line.due, line.because), (day("2026-12-31"), Some(because)), "{}", world.engine);
        let kept = world.write(|tx| rosters::line(tx, ELDER_LINE)).await.unwrap();
        assert_eq!(kept, line, "and the roster says so");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_of_a_line_outlives_its_visits_and_a_change_is_answered_by_one() {
    for world in worlds().await {
        let mut phone = visited(&world).await;
        let change = Some("2026-11-21T10:00:00+08:00".parse().unwrap());
        let terms = Terms { special: weekly("2027-01-31"), major_change: change, ..plain("high") };
        let line = say(&world, CHEN, terms).await.unwrap();
        assert!(matches!(line.because, Some(Reason::MajorChange(_))) && line.due == day("2026-11-22"));
        phone.report(&world, &Record::Visit(Box::new(check_in("2026-11-22")))).await;
        let line = world.write(|tx| rosters::line(tx, ELDER_LINE)).await.unwrap();
        assert_eq!((line.plan.major_change, line.due), (None, day("2026-11-29")), "{}", world.engine);
        assert_eq!(
            line.plan.special.map(|special| (special.by, special.given)),
            Some((Post::Supervisor, day("2026-11-22")))
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_holds_when_the_visit_is_taken_back_and_a_change_before_it_asks_for_nothing() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (first, _) = phone.report(&world, &Record::Visit(Box::new(check_in("2026-11-20")))).await;
        let change = Some("2026-11-20T10:00:00+08:00".parse().unwrap());
        let line = say(&world, CHEN, Terms { major_change: change, ..plain("high") }).await.unwrap();
        assert_eq!(line.due, day("2026-11-27"), "{}", world.engine);
        let back = Visit { outcome: Outcome::NobodyHome, corrects: Some(first), ..check_in("2026-11-20") };
        phone.report(&world, &Record::Visit(Box::new(back))).await;
        let line = world.write(|tx| rosters::line(tx, ELDER_LINE)).await.unwrap();
        assert_eq!((line.plan.class.as_str(), line.plan.last), ("high", None), "{}", world.engine);
        assert!(matches!(line.because, Some(Reason::MajorChange(_))), "nobody has answered it now");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_puts_off_what_falls_due_in_it() {
    for world in worlds().await {
        visited(&world).await;
        let pause =
            Pause { reason: PauseReason::Hospitalised, from: day("2026-11-22"), until: day("2026-12-05") };
        let line = say(&world, CHEN, Terms { pause: Some(pause), ..plain("high") }).await.unwrap();
        assert_eq!(line.due, day("2026-12-06"), "{}", world.engine);
        assert!(line.moved.is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_is_refused_and_changes_nothing() {
    for world in worlds().await {
        let before = world.write(|tx| rosters::line(tx, ELDER_LINE)).await.unwrap();
        let pause = |from, until| Pause { reason: PauseReason::Away, from: day(from), until: day(until) };
        let ahead = Some("2026-12-24T10:00:00+08:00".parse().unwrap());
        for (terms, why) in [
            (plain("hihg"), "UnknownClass"),
            (plain("red"), "UnknownClass"),
            (Terms { special: weekly("2026-11-21"), ..plain("key") }, "special"),
            (Terms { special: weekly("2028-11-21"), ..plain("key") }, "special"),
            (Terms { pause: Some(pause("2026-12-02", "2026-12-01")), ..plain("key") }, "pause"),
            (Terms { major_change: ahead, ..plain("high") }, "ChangeAhead"),
        ] {
            let refused = say(&world, CHEN, terms).await.unwrap_err();
            assert!(format!("{refused:?}").contains(why), "{refused:?} is not {why}");
        }
        let worker = say(&world, LI, plain("high")).await;
        assert!(matches!(worker, Err(PlanError::NoSuchLine)), "a worker is nobody's supervisor");
        assert_eq!(world.write(|tx| rosters::line(tx, ELDER_LINE)).await.unwrap(), before);
    }
}
