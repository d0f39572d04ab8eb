use crate::people::{WANG, elders, far_worker, village};
use doorstep_client::Client;
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_protocol::batch::Verdict;
use doorstep_store::{AgendaQuery, Page};
use doorstep_tests::{cast::cast, network::Weather, stage::Stage};
use serde_json::json;

fn due(client: &Client) -> usize {
    let mut page = Some(Page::first(500));
    let mut due = 0;
    while let Some(asked) = page {
        let lines = client.agenda(&AgendaQuery::on(client.today()), &asked).unwrap();
        due += lines.items.len();
        page = Page::after(&lines, 500);
    }
    due
}

#[test]
fn a_worker_reassigned_with_unsent_work_sends_it_and_it_counts() {
    let stage = Stage::open();
    let (wang, li) = (stage.phone(WANG), stage.phone(village().li));
    let (had, of_li) = (due(wang.client()), due(li.client()));
    assert!(had > 0);
    wang.network.set(Weather::Offline);
    let shared = village().id;
    let lines = cast().lines(WANG, VisitTag::ElderCheckIn).filter(|line| line.region == shared);
    let elder = lines.map(|line| line.subject).next().unwrap();
    let visit = wang.visits(elder, VisitTag::ElderCheckIn).finish().saved.record;
    let draft = wang.visits(elder, VisitTag::ElderCheckIn).answers("outcome", "met");
    draft.fill();
    let draft = draft.draft;

    // Meanwhile the supervisor gives everything in the village to Li.
    let desk = stage.desk(village().supervisor);
    let body = json!({"from": wang.account(), "to": li.account(), "region": shared});
    desk.post("/v1/assignments", &body);

    wang.network.set(Weather::Good);
    wang.drain();
    assert_eq!(wang.record(visit).verdict, Some(Verdict::Accepted), "made while it was hers to make");
    li.sync_until("the lines to come to Li", |client| due(client) > of_li);
    wang.sync_until("the lines to leave Wang", |client| due(client) < had);
    assert_eq!(due(wang.client()) + due(li.client()), had + of_li, "no line is lost between them");
    // The draft is still hers to finish or to give up.
    wang.client().abandon(draft, "handed over").unwrap();
    wang.drain();
    assert_eq!(stage.county.stored().twice(), 0);
}

#[test]
fn a_worker_who_gains_a_village_sees_it_and_one_who_loses_it_keeps_only_unsent_work() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let gained = cast().regions(far_worker())[0];
    let household = cast().households(gained).next().unwrap().id;
    assert!(wang.client().household(household).unwrap().is_none());
    let regions = |add: bool| {
        let own = cast().regions(WANG).into_iter().chain(add.then_some(gained));
        own.map(|region| json!({"post": "worker", "region": region})).collect::<Vec<_>>()
    };
    let desk = stage.desk("secadmin");
    let path = format!("/v1/accounts/{}/posts", wang.account());
    desk.post(&path, &json!({"posts": regions(true)}));
    wang.sync_until("the village to come", |client| client.household(household).unwrap().is_some());
    let hits = wang.client().search(&cast().household(household).code, &Page::first(5)).unwrap();
    assert!(!hits.items.is_empty(), "and it can be searched");

    wang.network.set(Weather::Offline);
    let visiting = wang.visits(Subject::Household(household), VisitTag::HouseholdCheck);
    let visit = visiting.answers("outcome", "nobody_home").finish().saved.record;
    desk.post(&path, &json!({"posts": regions(false)}));
    wang.network.set(Weather::Good);
    wang.sync_until("the village to leave", |client| client.household(household).unwrap().is_none());
    wang.drain();
    assert!(wang.is_sent(visit), "unsent work is never taken away");
    assert!(
        matches!(wang.record(visit).verdict, Some(Verdict::Quarantined { .. })),
        "a person places what lies outside the scope: {:?}",
        wang.record(visit).verdict
    );
    assert!(wang.client().person(elders(WANG)[0]).unwrap().is_some(), "what was hers before still is");

    // Nobody has changed the household in between.
    desk.post(&path, &json!({"posts": regions(true)}));
    wang.sync_until("the village to come back", |client| client.household(household).unwrap().is_some());
}
