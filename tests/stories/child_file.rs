use crate::people::{WANG, village};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_store::PersonOnFile;
use doorstep_tests::{cast::cast, clock::MORNING, network::Weather, stage::Stage};

#[test]
fn a_phone_holds_files_of_assigned_children_alone_and_opening_one_leaves_a_trace_offline_too() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let line = cast().lines(WANG, VisitTag::GuardianVisit).next().unwrap();
    let Subject::Person(assigned) = line.subject else { panic!("a guardian visit is to a child") };
    let day = MORNING.parse::<chrono::DateTime<chrono::Utc>>().unwrap().date_naive();
    let shared: Vec<_> = cast().households(village().id).map(|household| household.id).collect();
    let hers: Vec<_> = cast().county.roster.iter().filter(|line| line.assignee == wang.account()).collect();
    let neighbour = cast().county.people.iter().find(|person| {
        let subject = Subject::Person(person.id);
        person.is_child_on(day)
            && shared.contains(&person.household)
            && hers.iter().all(|line| line.subject != subject)
    });
    let on_phone = |id| wang.client().person(id).unwrap().unwrap().value;
    assert!(matches!(on_phone(assigned), PersonOnFile::Full(_)));
    assert!(matches!(on_phone(neighbour.unwrap().id), PersonOnFile::Child(_)), "no more than the card");

    wang.network.set(Weather::Offline);
    let file = wang.client().open_child_file(assigned, "before the visit").unwrap();
    assert!(file.is_some());
    wang.network.set(Weather::Good);
    wang.drain();
    let audit = stage.county.stored().texts("SELECT body FROM entry WHERE kind = 'audit'");
    let traces: Vec<_> = audit.iter().filter(|body| body.contains("child_file_opened")).collect();
    assert_eq!(traces.len(), 1);
    assert!(traces[0].contains(&assigned.to_string()) && traces[0].contains(&wang.account().to_string()));
    assert!(!traces[0].contains("before the visit"), "nobody's words stand in the log");
}
