//! Where a roster line stands, whatever the order in which visits and their corrections arrive.

use crate::testing::{
    phone::{Phone, check_in},
    world::{CHILD, CHILD_LINE, ELDER_LINE, LI, WANG, World, day, worlds},
};
use chrono::NaiveDate;
use doorstep_domain::{
    cadence::{self, Plan},
    calendar,
    id::{RecordId, RosterId},
    record::Record,
    roster::RosterLine,
    rules,
    subject::Subject,
    visit::{GuardianVisit, Outcome, Visit, VisitKind},
};
use doorstep_protocol::envelope::Envelope;
use uuid::Uuid;

/// A day of November, how the visit ended, and which visit of the case it corrects.
type Told = (&'static str, Outcome, Option<usize>);

const CASES: [(&str, &[Told], Option<&str>); 9] = [
    ("one that met", &[("2026-11-20", Outcome::Met, None)], Some("2026-11-20")),
    ("one that did not", &[("2026-11-20", Outcome::NobodyHome, None)], None),
    (
        "met, and then it was nobody",
        &[("2026-11-20", Outcome::Met, None), ("2026-11-20", Outcome::NobodyHome, Some(0))],
        None,
    ),
    (
        "nobody, and then it was met",
        &[("2026-11-20", Outcome::NobodyHome, None), ("2026-11-20", Outcome::Met, Some(0))],
        Some("2026-11-20"),
    ),
    (
        "it was two days before",
        &[("2026-11-20", Outcome::Met, None), ("2026-11-18", Outcome::Met, Some(0))],
        Some("2026-11-18"),
    ),
    (
        "the one before counts again",
        &[
            ("2026-11-15", Outcome::Met, None),
            ("2026-11-20", Outcome::Met, None),
            ("2026-11-20", Outcome::Refused, Some(1)),
        ],
        Some("2026-11-15"),
    ),
    (
        "a correction is corrected",
        &[
            ("2026-11-20", Outcome::Met, None),
            ("2026-11-20", Outcome::NobodyHome, Some(0)),
            ("2026-11-19", Outcome::Met, Some(1)),
        ],
        Some("2026-11-19"),
    ),
    (
        "corrected twice: as it was begun last",
        &[
            ("2026-11-20", Outcome::Met, None),
            ("2026-11-19", Outcome::Met, Some(0)),
            ("2026-11-18", Outcome::Met, Some(0)),
        ],
        Some("2026-11-18"),
    ),
    (
        "corrected to a day that has not come",
        &[("2026-11-20", Outcome::Met, None), ("2027-06-01", Outcome::Met, Some(0))],
        None,
    ),
];

async fn line(world: &World, id: RosterId) -> RosterLine {
    world.write(move |tx| super::line(tx, id)).await.unwrap()
}

/// As it was given, or moved on to the day of a visit.
fn expected(line: &RosterLine, last: Option<&str>) -> (Option<NaiveDate>, NaiveDate) {
    let Some(last) = last.map(day) else { return (None, day("2026-11-25")) };
    let plan = Plan::plain(line.plan.visit, &line.plan.class, Some(last));
    let next = cadence::next(&plan, rules::in_force_on(last).unwrap(), calendar::national());
    (Some(last), next.unwrap().due)
}

fn orders(count: usize) -> Vec<Vec<usize>> {
    match count {
        0 => vec![Vec::new()],
        _ => orders(count - 1)
            .into_iter()
            .flat_map(|order| {
                (0..count).map(move |place| {
                    let mut order = order.clone();
                    order.insert(place, count - 1);
                    order
                })
            })
            .collect(),
    }
}

fn wrap(phone: &mut Phone, told: &[Told]) -> Vec<Envelope> {
    let mut ids: Vec<RecordId> = Vec::new();
    let mut envelopes = Vec::new();
    for (begun, (on, outcome, corrects)) in (1..).zip(told) {
        let visit = Visit { outcome: *outcome, corrects: corrects.map(|place| ids[place]), ..check_in(on) };
        let id = RecordId(Uuid::from_u128(begun));
        envelopes.push(phone.wrap_as(id, &Record::Visit(Box::new(visit))));
        ids.push(id);
    }
    envelopes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_stands_where_the_visits_that_count_have_brought_it_in_whatever_order_they_came() {
    for (case, told, last) in CASES {
        for order in orders(told.len()) {
            for world in worlds().await {
                let mut phone = Phone::enrol(&world, WANG).await;
                let envelopes = wrap(&mut phone, told);
                for place in &order {
                    phone.send(&world, &[&envelopes[*place]]).await;
                }
                let line = line(&world, ELDER_LINE).await;
                assert_eq!(
                    (line.plan.last, line.due),
                    expected(&line, last),
                    "{case}, in the order {order:?}, on {}",
                    world.engine
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_corrected_to_be_about_somebody_else_moves_their_line_and_gives_back_the_other() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let first = phone.wrap(&Record::Visit(Box::new(check_in("2026-11-20"))));
        let corrected = Visit {
            subject: Subject::Person(CHILD),
            kind: VisitKind::GuardianVisit(GuardianVisit::default()),
            corrects: Some(first.claimed_header().unwrap().record),
            ..check_in("2026-11-20")
        };
        let correction = phone.wrap(&Record::Visit(Box::new(corrected)));
        phone.send(&world, &[&first, &correction]).await;
        let (elder, child) = (line(&world, ELDER_LINE).await, line(&world, CHILD_LINE).await);
        assert_eq!((elder.plan.last, elder.due), expected(&elder, None), "{}", world.engine);
        assert_eq!(child.plan.last, Some(day("2026-11-20")), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_takes_back_the_visit_of_somebody_else_by_correcting_it() {
    for world in worlds().await {
        let (mut wang, mut li) = (Phone::enrol(&world, WANG).await, Phone::enrol(&world, LI).await);
        let (first, _) = wang.report(&world, &Record::Visit(Box::new(check_in("2026-11-20")))).await;
        let foreign = Visit { outcome: Outcome::Refused, corrects: Some(first), ..check_in("2026-11-20") };
        li.report(&world, &Record::Visit(Box::new(foreign))).await;
        assert_eq!(line(&world, ELDER_LINE).await.plan.last, Some(day("2026-11-20")), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_given_away_goes_back_to_where_it_was_given_with_whom_it_is_now() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let told: [Told; 2] =
            [("2026-11-20", Outcome::Met, None), ("2026-11-20", Outcome::NobodyHome, Some(0))];
        let envelopes = wrap(&mut phone, &told);
        phone.send(&world, &[&envelopes[0]]).await;
        world.write(|tx| super::reassign(tx, &[ELDER_LINE], LI)).await;
        phone.send(&world, &[&envelopes[1]]).await;
        let line = line(&world, ELDER_LINE).await;
        assert_eq!(
            (line.plan.last, line.due, line.assignee),
            (None, day("2026-11-25"), LI),
            "{}",
            world.engine
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_rules_have_changed_every_line_is_due_by_those_in_force_and_phones_hear_of_it() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        phone.report(&world, &Record::Visit(Box::new(check_in("2026-11-20")))).await;
        let by_the_rules = line(&world, ELDER_LINE).await;
        // As other rules had reckoned it.
        let other = RosterLine { due: day("2026-12-01"), because: None, ..by_the_rules.clone() };
        world.write(move |tx| super::keep(tx, &other)).await;
        let reckon = |tx: &mut crate::db::Tx<'_>| super::reckon_all(tx, day("2026-11-23"), "");
        assert!(world.write(reckon).await.is_some(), "a page");
        assert_eq!(line(&world, ELDER_LINE).await, by_the_rules, "{}", world.engine);
        let fed = world
            .text("SELECT body FROM document WHERE kind = 'roster' AND body LIKE '%elder_check_in%'")
            .await;
        assert!(
            fed.contains(&by_the_rules.due.to_string()) && !fed.contains("2026-12-01"),
            "{}",
            world.engine
        );
    }
}
