use crate::{
    paper::words,
    people::{WANG, elders, far_worker, village},
    photograph::taken,
};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::{
    id::{PersonId, RecordId},
    rules::Finding,
    sheet::SheetTag,
    subject::Subject,
    visit::{Urgency, VisitTag},
};
use doorstep_evidence::testing;
use doorstep_protocol::batch::Verdict;
use doorstep_store::{MediaStanding, Page};
use doorstep_tests::{
    cast::cast,
    network::Weather,
    phone::{Phone, Visiting},
    stage::Stage,
    wait,
};
use serde_json::{Value, json};

fn child() -> PersonId {
    let line = cast().lines(WANG, VisitTag::GuardianVisit).next().unwrap();
    let Subject::Person(child) = line.subject else { panic!("a child is a person") };
    child
}

/// What can be said in half a minute.
fn in_haste<'a>(report: Visiting<'a>) -> Visiting<'a> {
    report
        .answers("safe_now", "in_danger")
        .answers("told", "police")
        .answers("situations", "injury_or_violence")
        .answers("observed", "手臂多处淤青，孩子说是昨晚被打的")
        .answers("whereabouts", "在家，和外公在一起")
}

fn accepted(phone: &Phone, record: RecordId) {
    assert_eq!(phone.record(record).verdict, Some(Verdict::Accepted));
}

#[test]
fn a_childs_danger_is_reported_from_the_middle_of_a_visit_offline_and_goes_first() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let child = Subject::Person(child());
    let ordinary = wang.visits(Subject::Person(elders(WANG)[0]), VisitTag::ElderCheckIn).finish();
    let visiting = wang.visits(child, VisitTag::GuardianVisit).answers("danger_seen", "yes");
    let visiting = visiting.answers("danger_signs", "suspected_violence").answers("risk_class", "urgent");
    visiting.fill();
    let draft = wang.client().report_from(visiting.draft, SheetTag::MandatoryReport).unwrap();
    let report = in_haste(wang.goes_on(draft));
    report.fill();
    let working = report.photographs("photo_scene", &testing::photograph(900, 700), taken());
    let report = report.finish();
    assert_eq!(report.urgency, Urgency::Emergency, "said before there is any network");
    assert_eq!(report.saved.findings, [], "told at once");
    assert_eq!(wang.client().sync_state().unwrap().counts.waiting_emergencies, 1);
    let left: Vec<_> = wang.client().drafts(&Page::first(5)).unwrap().items;
    assert_eq!(left.iter().map(|draft| draft.id).collect::<Vec<_>>(), [visiting.draft], "the visit goes on");
    visiting.finish();

    wang.network.set(Weather::Good);
    let [photograph] = wang.client().photographs(report.saved.record).unwrap().try_into().unwrap();
    wait::until("the photograph to arrive", || {
        wang.sync();
        let pictures = wang.client().pictures(photograph.record).unwrap();
        pictures.iter().any(|file| file.sha256 == working && file.standing == MediaStanding::Receipted)
    });
    wang.drain();
    accepted(&wang, report.saved.record);
    let desk = stage.desk(village().supervisor);
    let queue = desk.get("/v1/visits?state=submitted");
    let first = &queue["visits"][0];
    assert_eq!(
        (&first["record"], &first["kind"], &first["urgency"], &first["outcome"]),
        (&json!(report.saved.record), &json!("mandatory_report"), &json!("emergency"), &Value::Null)
    );
    assert_eq!(first["subject"], child.uuid().to_string());
    assert!(
        queue["visits"].as_array().unwrap().iter().any(|row| row["record"] == json!(ordinary.saved.record))
    );
    let opened = desk.get(&format!("/v1/visits/{}", report.saved.record));
    let answers = opened["payload"]["answers"].to_string();
    assert!(answers.contains(cast().name_of(child)), "what is on file need not be written in haste");
    let pdf = words(&desk.fetch(&format!("/v1/visits/{}/paper?language=zh-CN", report.saved.record)));
    for wanted in ["强制报告", cast().name_of(child), cast().named(WANG), "手臂多处淤青"] {
        assert!(pdf.contains(wanted), "{wanted} is not on paper: {pdf}");
    }
}

#[test]
fn a_report_that_says_too_little_is_sent_all_the_same_asked_about_and_completed() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let report = in_haste(wang.writes(SheetTag::MandatoryReport, None)).answers("told", "nobody");
    let report = report.answers("why_not_called", "没有信号").finish();
    assert_eq!(report.saved.findings, [Finding::NobodyTold], "the phone says it at once");
    wang.drain();
    let codes = vec![Finding::NobodyTold.code().to_owned()];
    assert_eq!(wang.record(report.saved.record).verdict, Some(Verdict::NeedsReview { codes }));

    let desk = stage.desk(village().supervisor);
    let reviews = format!("/v1/visits/{}/reviews", report.saved.record);
    let items = json!([{"target": "now/told", "reason": "打 110 了吗"}]);
    let deadline = stage.clock.now().date_naive() + chrono::Days::new(1);
    desk.post(&reviews, &json!({"step": "start"}));
    desk.post(&reviews, &json!({"step": "return", "items": items, "deadline": deadline}));
    wang.sync_until("the question to come", |client| {
        !client.returned(&Page::first(5)).unwrap().items.is_empty()
    });
    let draft = wang.client().correct(report.saved.record).unwrap();
    let corrected = wang.goes_on(draft).answers("told", "police").finish().saved;
    assert_eq!(corrected.findings, []);
    wang.client().reply(report.saved.record, Some(corrected.record), "已报 110").unwrap();
    wang.drain();
    accepted(&wang, corrected.record);
    let opened = desk.get(&format!("/v1/visits/{}", corrected.record));
    assert_eq!(opened["visit"]["corrects"], report.saved.record.to_string());
    assert_eq!(
        opened["visit"].get("subject"),
        None,
        "of nobody on file, and in the queue of its author's supervisor"
    );
    let first = desk.get(&format!("/v1/visits/{}", report.saved.record));
    assert_eq!(first["visit"]["review"], "replied");
}

#[test]
fn a_danger_in_somebody_elses_village_is_not_kept_apart_and_a_plan_for_them_is() {
    let stage = Stage::open();
    let stranger = Subject::Person(elders(far_worker())[0]);
    let wang = stage.phone(WANG);
    let report = wang.writes(SheetTag::UrgentReport, Some(stranger)).answers("events", "gas_or_co");
    let report = report.answers("told", "fire").answers("safe_now", "safe").finish().saved.record;
    let plan = wang.writes(SheetTag::ServicePlan, Some(stranger)).finish().saved.record;
    wang.drain();
    accepted(&wang, report);
    let codes = vec!["out_of_scope".to_owned()];
    assert_eq!(wang.record(plan).verdict, Some(Verdict::Quarantined { codes }));
    let theirs = cast().supervisor(cast().regions(far_worker())[0]);
    let queue = stage.desk(theirs).get("/v1/visits?state=submitted");
    assert_eq!(
        queue["visits"][0]["record"],
        report.to_string(),
        "whoever answers for that village reads it first"
    );
    let own = stage.desk(village().supervisor).get("/v1/visits?state=submitted");
    assert_eq!(own["visits"], json!([]));
}

#[test]
fn every_sheet_that_its_form_lets_finish_is_accepted() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let elder = Subject::Person(elders(WANG)[0]);
    for tag in SheetTag::ALL {
        let sheet = wang.writes(tag, Some(elder)).answers("told", "police").answers("consent_by", "self");
        let sheet = sheet.answers("voluntary", "yes").answers("minutes", "60").finish().saved;
        assert_eq!(sheet.findings, [], "{tag:?}: what the form lets finish, no rule is against");
        wang.drain();
        accepted(&wang, sheet.record);
    }
}

#[test]
fn a_report_counts_from_the_answer_and_not_from_when_somebody_came_to_write_it() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let visiting =
        wang.visits(Subject::Person(child()), VisitTag::GuardianVisit).answers("danger_seen", "yes");
    let visiting = visiting.answers("danger_signs", "suspected_violence").answers("risk_class", "urgent");
    let answered = stage.clock.now();
    visiting.fill();
    stage.clock.pass(TimeDelta::minutes(25));
    let draft = wang.client().report_from(visiting.draft, SheetTag::MandatoryReport).unwrap();
    let told = stage.clock.now().to_rfc3339();
    let report = in_haste(wang.goes_on(draft)).answers("told_at", &told).finish();
    assert_eq!(report.saved.findings, [Finding::ToldLate], "nobody wrote when it was found: the phone knew");
    wang.drain();
    let opened = stage.desk(village().supervisor).get(&format!("/v1/visits/{}", report.saved.record));
    let found = opened["payload"]["answers"]["now"]["found_at"].as_str().expect("it says when it was found");
    let found: DateTime<Utc> = found.parse().unwrap();
    assert!((found - answered).num_seconds().abs() < 60, "{found} and not {told}");
}
