use crate::people::{WANG, elders, shared_households, village};
use doorstep_client::port::Clock as _;
use doorstep_domain::{
    subject::Subject,
    visit::{Urgency, VisitTag},
};
use doorstep_store::{AgendaQuery, Page, Shown};
use doorstep_sync::engine::Status;
use doorstep_tests::{cast::cast, ledger::Ledger, network::Weather, stage::Stage};

#[test]
fn a_day_without_a_network_arrives_in_the_evening_and_once() {
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let li = village().li;

    let child = cast().lines(WANG, VisitTag::GuardianVisit).next().unwrap().subject;
    let household = Subject::Household(shared_households()[0]);
    let elders = elders(WANG);
    let mut made = vec![
        wang.visits(household, VisitTag::HouseholdCheck).together_with(li).finish(),
        wang.visits(child, VisitTag::GuardianVisit).finish(),
        wang.visits(Subject::Person(elders[0]), VisitTag::ElderCheckIn).finish(),
        wang.visits(Subject::Person(elders[1]), VisitTag::ElderCheckIn)
            .answers("outcome", "refused")
            .finish(),
    ];
    // The app is killed at noon; the day goes on.
    wang.crash();
    wang.open();
    let nobody = wang.visits(Subject::Person(elders[2]), VisitTag::ElderCheckIn);
    made.push(nobody.answers("outcome", "nobody_home").finish());
    for visit in &made {
        assert_eq!(visit.saved.findings, [], "an ordinary visit breaks no rule");
        assert_eq!(visit.urgency, Urgency::Normal);
    }

    let state = wang.sync();
    assert!(matches!(state.status, Status::BackingOff { .. }), "{:?}", state.status);
    assert_eq!(state.counts.waiting, 5);
    let done = AgendaQuery { shown: Shown::Done, ..AgendaQuery::on(wang.client().today()) };
    assert_eq!(wang.client().agenda(&done, &Page::first(10)).unwrap().items.len(), 5);

    wang.network.set(Weather::Good);
    wang.drain();
    let settled = Ledger::settle(&[wang.ledger()], &stage.county.stored());
    assert_eq!((settled.sent, settled.stored, settled.receipted), (5, 5, 5), "{settled:?}");
    assert!(settled.holds(), "{settled:?}");

    // Where somebody was met, the county says when to come again. Who was not met stays due, once a backup
    // holds that the worker was there.
    stage.county.back_up();
    for (elder, met) in [(elders[0], true), (elders[1], false)] {
        wang.sync_until("the elder's line to come back", |client| {
            let today = client.today();
            let lines = client.agenda(&AgendaQuery::on(today), &Page::first(500)).unwrap().items;
            let line = lines.into_iter().find(|row| row.line.subject == Subject::Person(elder));
            line.is_some_and(|row| (row.line.plan.last == Some(today)) == met)
        });
    }

    let desk = stage.desk(village().supervisor);
    let queue = desk.get("/v1/visits?state=submitted");
    assert_eq!(queue["visits"].as_array().unwrap().len(), 5);
    let guardian = desk.get(&format!("/v1/visits/{}", made[1].saved.record));
    assert_eq!(
        guardian["payload"]["kind"]["spoken_to_alone"], true,
        "what the form asked stands in the visit"
    );
}

#[test]
fn a_phone_whose_clock_says_1970_sends_all_the_same() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let since_1970 = wang.clock.now() - chrono::DateTime::UNIX_EPOCH;
    wang.clock.set_wrong_by(-since_1970);
    wang.clock.reboot();
    let visit = wang.visits(Subject::Person(elders(WANG)[0]), VisitTag::ElderCheckIn).finish();
    wang.drain();
    assert!(wang.is_sent(visit.saved.record));
    let headers = stage.county.stored().texts("SELECT header FROM envelope");
    assert!(headers[0].contains(r#""confidence":"low""#), "{headers:?}");
}
