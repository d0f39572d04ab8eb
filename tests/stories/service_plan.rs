use crate::people::{WANG, elders, village};
use chrono::{Days, NaiveDate};
use doorstep_domain::{
    cadence::{Occasion, Reason},
    roster::RosterLine,
    sheet::SheetTag,
    subject::Subject,
    visit::VisitTag,
};
use doorstep_forms::{Item, Value};
use doorstep_store::{AgendaQuery, Page, Shown};
use doorstep_tests::{phone::Phone, stage::Stage};
use serde_json::json;

fn follow_up(phone: &Phone, subject: Subject) -> Option<RosterLine> {
    let lines = |shown: Shown| {
        let today = AgendaQuery::on(phone.client().today());
        let query = AgendaQuery { visit: Some(VisitTag::FollowUp), shown, ..today };
        phone.client().agenda(&query, &Page::first(50)).unwrap().items.into_iter().map(|row| row.line)
    };
    lines(Shown::Due).chain(lines(Shown::Done)).find(|line| line.subject == subject)
}

fn due(phone: &Phone, subject: Subject) -> Option<(NaiveDate, Option<Reason>)> {
    follow_up(phone, subject).map(|line| (line.due, line.because))
}

#[test]
fn a_plan_is_followed_up_on_the_day_agreed_asks_about_its_goals_and_ends_when_the_supervisor_agrees() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let elder = Subject::Person(elders(WANG)[0]);
    let today = wang.client().today();
    let (soon, end) = (today + Days::new(10), today + Days::new(60));
    let plan = wang.writes(SheetTag::ServicePlan, Some(elder)).answers("goal", "每天吃上一顿热饭");
    let plan = plan.answers("referred_to", "镇老年食堂").answers("referral_consent", "yes");
    let plan = plan.answers("goal_until", &end.to_string()).answers("next_date", &soon.to_string());
    let plan = plan.finish().saved;
    assert_eq!(plan.findings, []);
    wang.drain();
    wang.sync_until("the follow-up to come", |_| follow_up(&wang, elder).is_some());
    assert_eq!(due(&wang, elder), Some((soon, Some(Reason::Extra(Occasion::Agreed)))));

    // The visit knows what was planned.
    let visiting = wang.visits(elder, VisitTag::FollowUp).answers("outcome", "met").answers("mode", "home");
    let agreed = today + Days::new(20);
    let visiting = visiting.answers("next_date", &agreed.to_string()).answers("plan_advice", "go_on");
    visiting.fill();
    let asked = wang.client().form_page(visiting.draft, "zh-CN", 0, usize::MAX).unwrap();
    let said = |name: &str| {
        asked.iter().find_map(|item| match item {
            Item::Question(question) if question.path.name() == name => question.value.clone(),
            _ => None,
        })
    };
    assert_eq!(said("goal"), Some(Value::Text("每天吃上一顿热饭".to_owned())));
    assert_eq!(said("referred_to"), Some(Value::Text("镇老年食堂".to_owned())));
    visiting.finish();
    wang.drain();
    wang.sync_until("the next day agreed", |_| due(&wang, elder).is_some_and(|(day, _)| day == agreed));

    // A second plan takes the first one's place, and the same line goes on.
    let line = follow_up(&wang, elder).unwrap().id;
    let again = wang.writes(SheetTag::ServicePlan, Some(elder)).answers("goal", "夜里有人应门");
    let again = again.answers("goal_until", &end.to_string()).answers("next_date", &end.to_string()).finish();
    wang.drain();
    let follows = |phone: &Phone| follow_up(phone, elder).and_then(|line| line.follows).map(|plan| plan.plan);
    wang.sync_until("the new plan", |_| follows(&wang) == Some(again.saved.record));
    assert_eq!(follow_up(&wang, elder).unwrap().id, line);

    // Closing is advised by the worker and decided by the supervisor.
    let last =
        wang.visits(elder, VisitTag::FollowUp).answers("outcome", "met").answers("plan_advice", "close");
    let last = last.answers("close_why", "目标已达到").answers("satisfaction", "very_satisfied").finish();
    wang.drain();
    let desk = stage.desk(village().supervisor);
    let reviews = format!("/v1/visits/{}/reviews", last.saved.record);
    desk.post(&reviews, &json!({"step": "start"}));
    assert!(follow_up(&wang, elder).is_some(), "advice closes nothing");
    desk.post(&reviews, &json!({"step": "approve"}));
    wang.sync_until("the case to be closed", |_| follow_up(&wang, elder).is_none());
}
