use crate::people::{WANG, elders, shared_households, village};
use doorstep_client::port::Clock as _;
use doorstep_domain::{
    id::{HouseholdId, PersonId},
    subject::{
        Household, NewSubject, Person, Subject,
        household::{Address, Assistance, Dwelling},
        person::{Health, Identity},
    },
    visit::VisitTag,
};
use doorstep_protocol::batch::Verdict;
use doorstep_store::{AgendaQuery, Page};
use doorstep_tests::{network::Weather, stage::Stage};
use uuid::Uuid;

#[test]
fn somebody_met_at_a_door_and_not_yet_on_file_is_visited_offline_and_put_on_file() {
    let stage = Stage::open();
    let (wang, li) = (stage.phone(WANG), stage.phone(village().li));
    wang.network.set(Weather::Offline);
    let millis = u64::try_from(wang.clock.now().timestamp_millis()).unwrap();
    let household = HouseholdId::from_parts(millis, [7; 10]);
    let person = PersonId(Uuid::from_u128(0x7_0000_0000_0000_0001));
    let new = NewSubject::Household {
        household: Household {
            id: household,
            code: String::new(),
            region: village().id,
            grid: None,
            head: "申甲新".to_owned(),
            address: Address { text: "新巷1号".to_owned(), at: None },
            assistance: Assistance::default(),
            dwelling: Dwelling::default(),
        },
        members: vec![Person {
            id: person,
            household,
            identity: Identity {
                name: "申甲新".to_owned(),
                citizen_number: None,
                birth_date: Some("1950-02-03".parse().unwrap()),
                sex: None,
            },
            phones: Vec::new(),
            relation: "head".to_owned(),
            concerns: Vec::new(),
            guardians: Vec::new(),
            health: Health::default(),
        }],
    };
    let visiting = wang.finds(new, VisitTag::HouseholdCheck).together_with(village().li);
    let visit = visiting.finish();
    assert!(wang.client().household(household).unwrap().is_some(), "on this phone at once");
    let hits = wang.client().search("申甲新", &Page::first(5)).unwrap().items;
    assert!(!hits.is_empty(), "and found by name");

    wang.network.set(Weather::Good);
    wang.drain();
    assert_eq!(
        wang.record(visit.saved.record).verdict,
        Some(Verdict::Accepted),
        "the household came before its visit"
    );
    li.sync_until("Li to see the new household", |client| client.household(household).unwrap().is_some());
    let seen = li.client().household(household).unwrap().unwrap();
    assert_eq!(seen.value.address.text, "新巷1号");
    assert!(
        wang.client().history(Some(Subject::Household(household)), &Page::first(5)).unwrap().items.len() >= 2
    );
}

#[test]
fn a_census_and_a_needs_assessment_are_visits_that_no_roster_asked_for() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let elder = Subject::Person(elders(WANG)[0]);
    let made: Vec<_> = [VisitTag::Census, VisitTag::NeedsAssessment]
        .map(|kind| (kind, wang.visits(elder, kind).answers("outcome", "met").finish()))
        .into();
    wang.drain();
    let desk = stage.desk(village().supervisor);
    for (kind, visit) in made {
        assert_eq!(visit.saved.findings, [], "{kind:?}: what the form lets finish, no rule is against");
        assert_eq!(wang.record(visit.saved.record).verdict, Some(Verdict::Accepted), "{kind:?}");
        let read = desk.get(&format!("/v1/visits/{}", visit.saved.record));
        assert_eq!(read["visit"]["kind"], kind.as_str());
    }
    let due = AgendaQuery::on(wang.client().today());
    let lines = wang.client().agenda(&due, &Page::first(500)).unwrap().items;
    assert!(lines.iter().any(|row| row.line.subject == elder), "they answer no line of the roster");
}

#[test]
fn a_census_opens_the_file_of_somebody_who_had_none() {
    let stage = Stage::open();
    let (wang, li) = (stage.phone(WANG), stage.phone(village().li));
    wang.network.set(Weather::Offline);
    let household = shared_households()[0];
    let census = wang.visits(Subject::Household(household), VisitTag::Census).answers("outcome", "met");
    let census =
        census.answers("name", "申乙新").answers("category", "empty_nest_elder").answers("sex", "female");
    let census = census.answers("age", "81").answers("on_file", "no").answers("open_file", "yes").finish();
    assert_eq!(census.saved.findings, []);
    let found = |client: &doorstep_client::Client| {
        let hits = client.search("申乙新", &Page::first(5)).unwrap().items;
        hits.into_iter().map(|hit| hit.subject).collect::<Vec<_>>()
    };
    let [Subject::Person(person)] = found(wang.client())[..] else { panic!("on this phone at once") };
    wang.network.set(Weather::Good);
    wang.drain();
    assert_eq!(wang.record(census.saved.record).verdict, Some(Verdict::Accepted));
    li.sync_until("Li to see the new file", |client| found(client) == [Subject::Person(person)]);
    let file = li.client().person(person).unwrap().unwrap().value;
    assert_eq!(file.household(), household, "one file for each person, at their own door");
}
