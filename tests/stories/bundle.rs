use crate::people::{WANG, village};
use doorstep_county::REFERENCE_DAY;
use doorstep_domain::{
    cadence::{Ground, Reason},
    id::{DraftId, HouseholdId},
    roster::RosterLine,
    subject::Subject,
    visit::VisitTag,
};
use doorstep_forms::{Item, Value};
use doorstep_store::{AgendaQuery, Page};
use doorstep_tests::{cast::cast, phone::Phone, stage::Stage};
use serde_json::json;

/// An elder of Wang's whom nobody expects to be visited soon, and where she lives.
fn elder() -> (HouseholdId, &'static RosterLine) {
    let later = |line: &&RosterLine| line.plan.class == "general" && line.due > REFERENCE_DAY;
    let here = |line: &&RosterLine| line.region == village().id;
    let line = cast().lines(WANG, VisitTag::ElderCheckIn).filter(here).find(later);
    match line.expect("an elder at no high risk") {
        line @ RosterLine { subject: Subject::Person(id), .. } => (cast().person(*id).household, line),
        line => panic!("{} is no person", line.subject),
    }
}

fn shown(phone: &Phone, draft: DraftId, name: &str) -> Option<Value> {
    let page = phone.client().form_page(draft, "en", 0, usize::MAX).unwrap();
    page.into_iter().find_map(|item| match item {
        Item::Question(asked) if asked.path.name() == name => asked.value,
        _ => None,
    })
}

#[test]
fn an_elder_and_her_household_are_one_walk_and_the_house_is_asked_about_once() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let (household, elder) = elder();

    // The supervisor hears of a fall: the elder is to be seen every week.
    let desk = stage.desk(village().supervisor);
    let today = wang.client().today();
    let special = json!({"every": {"days": 7}, "until": "2027-01-31", "ground": "after_incident"});
    let plan = json!({"class": elder.plan.class, "special": special});
    let planned = desk.put(&format!("/v1/roster/{}/plan", elder.id), &plan);
    assert!(planned["line"]["due"].is_string() && planned["source"].is_string(), "{planned}");
    wang.sync_until("the new plan", |client| {
        let lines = client.agenda(&AgendaQuery::on(today), &Page::first(500)).unwrap().items;
        lines.iter().any(|row| {
            row.line.id == elder.id && row.line.because == Some(Reason::Override(Ground::AfterIncident))
        })
    });
    let together = wang.client().due_together(Subject::Household(household)).unwrap();
    assert!(together.iter().any(|row| row.line.id == elder.id), "she is due at that door");

    let check =
        wang.visits(Subject::Household(household), VisitTag::HouseholdCheck).together_with(village().li);
    let check = check.answers("outcome", "met").answers("danger_grade", "B").finish();
    let visit = wang.visits(elder.subject, VisitTag::ElderCheckIn).answers("outcome", "met");
    assert_eq!(wang.client().answered_beforehand(visit.draft).unwrap(), ["danger_grade"]);
    let visiting = visit.answers("gas", "none");
    visiting.fill();
    assert_eq!(
        shown(&wang, visiting.draft, "danger_grade"),
        Some(Value::One("B".to_owned())),
        "nobody asks again"
    );
    let spouse = wang.visits(elder.subject, VisitTag::ElderCheckIn);
    let known = wang.client().answered_beforehand(spouse.draft).unwrap();
    assert!(known.contains(&"gas".to_owned()), "what an unfinished visit says is known, too: {known:?}");
    wang.client().abandon(spouse.draft, "the same person").unwrap();
    let made = visiting.finish();
    wang.drain();

    let read = |record| desk.get(&format!("/v1/visits/{record}"));
    let (check, made) = (read(check.saved.record), read(made.saved.record));
    for visit in [&check, &made] {
        let grade = visit.pointer("/payload/answers/dwelling/danger_grade");
        assert_eq!(grade, Some(&json!("B")), "each is complete in itself");
    }
    let touched = |visit: &serde_json::Value| {
        let trail = visit.pointer("/payload/trail").and_then(|trail| trail.as_array().cloned());
        trail.unwrap_or_default().iter().any(|touch| touch[0] == "dwelling/danger_grade")
    };
    assert!(touched(&check) && !touched(&made), "and the trail says which of them asked");
}
