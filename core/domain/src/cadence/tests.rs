mod moves;
mod properties;

use super::*;
use crate::{calendar::national, post::Post, rules::in_force_on};
use VisitTag::{ElderCheckIn, GuardianVisit, HouseholdCheck};
use std::num::NonZeroU32;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn table() -> RulesTable {
    in_force_on(day("2026-11-01")).unwrap().clone()
}

/// Long on the roster, last visited on a day.
fn plan(visit: VisitTag, class: &str, last: &str) -> Plan {
    Plan { entered: Some(day("2020-01-01")), ..Plan::plain(visit, class, Some(day(last))) }
}

fn due(plan: &Plan) -> (NaiveDate, Reason) {
    let next = next(plan, &table(), national()).unwrap();
    (next.due, next.because)
}

fn days(days: u32) -> Every {
    Every::Days(NonZeroU32::new(days).unwrap())
}

#[test]
fn each_national_rule_has_its_last_day() {
    let rows = [
        (HouseholdCheck, "A", National::SteadyHousehold, "2025-03-10", "2026-03-10"),
        (HouseholdCheck, "A", National::SteadyHousehold, "2024-02-29", "2025-02-28"),
        (HouseholdCheck, "A", National::UnsteadyHousehold, "2026-03-10", "2026-09-10"),
        (HouseholdCheck, "C", National::UnsteadyHousehold, "2025-08-31", "2026-02-28"),
        (ElderCheckIn, "general", National::ElderInDifficulty, "2026-11-03", "2026-12-31"),
        (ElderCheckIn, "general", National::ElderInDifficulty, "2026-10-31", "2026-11-30"),
    ];
    for (visit, class, rule, last, expected) in rows {
        let plan = Plan { national: Some(rule), ..plan(visit, class, last) };
        assert_eq!(due(&plan), (day(expected), Reason::National(rule)), "{rule:?} after {last}");
    }
    let article = |rule| Reason::National(rule).source();
    assert!(article(National::SteadyHousehold).ends_with("art. 31"));
    assert!(article(National::ElderInDifficulty).contains("73号"));
    assert_eq!(Reason::Class.source(), "LOCAL");
}

#[test]
fn who_enters_the_roster_is_owed_a_visit_from_that_day() {
    let entered = |national, class: &str| {
        let plan = plan(ElderCheckIn, class, "2019-05-01");
        [None, plan.last]
            .map(|last| due(&Plan { entered: Some(day("2026-11-28")), last, national, ..plan.clone() }).0)
    };
    assert_eq!(entered(None, "key"), [day("2026-12-28"); 2], "a visit before entry is as none");
    assert_eq!(entered(Some(National::ElderInDifficulty), "key"), [day("2026-11-30"); 2]);
}

#[test]
fn xianyang_visits_class_c_more_often_in_town() {
    let mut table = table();
    let classes = r#"{
        "A": { "months": 12 },
        "B": 365,
        "C": { "urban": { "months": 3 }, "rural": { "months": 6 } },
        "other way round": { "urban": { "days": 200 }, "rural": { "months": 6 } }
    }"#;
    table.interval_days.insert(HouseholdCheck, serde_json::from_str(classes).unwrap());
    let due = |class, area| {
        let plan = Plan { area, ..plan(HouseholdCheck, class, "2026-03-10") };
        next(&plan, &table, national()).unwrap().due
    };
    for area in [None, Some(Area::Urban), Some(Area::Rural)] {
        assert_eq!(due("A", area), day("2027-03-10"));
        assert_eq!(due("B", area), day("2027-03-10"));
    }
    assert_eq!(due("C", Some(Area::Urban)), day("2026-06-10"));
    assert_eq!(due("C", Some(Area::Rural)), day("2026-09-10"));
    assert_eq!(due("C", None), day("2026-06-10"), "where it is not known, the shorter");
    assert_eq!(due("other way round", None), day("2026-09-10"));
    assert_eq!(
        due("c", Some(Area::Rural)),
        day("2026-09-10"),
        "a typing error takes the shortest of the area"
    );
    assert_eq!(table.next_due(HouseholdCheck, "C", day("2026-03-10")), Some(day("2026-06-10")));
}

#[test]
fn a_county_may_go_by_natural_months_too() {
    let mut table = table();
    let classes = r#"{ "key": "natural_month" }"#;
    table.interval_days.insert(ElderCheckIn, serde_json::from_str(classes).unwrap());
    let plan = plan(ElderCheckIn, "key", "2026-10-01");
    assert_eq!(next(&plan, &table, national()).unwrap().due, day("2026-11-30"));
}

#[test]
fn nothing_is_due_where_no_rule_asks() {
    let mut table = table();
    table.interval_days.remove(&HouseholdCheck);
    assert_eq!(next(&plan(HouseholdCheck, "A", "2026-03-10"), &table, national()), None);
}

#[test]
fn only_the_county_may_give_more_time() {
    let special = |every, given, until, by| {
        let special = Override { every, given: day(given), until: day(until), by, ground: Ground::Other };
        Plan { special: Some(special), ..plan(ElderCheckIn, "key", "2026-11-02") }
    };
    let (class, ours) = (Reason::Class, Reason::Override(Ground::Other));
    let rows = [
        ("longer, by a supervisor", 50, "2026-11-05", "2027-06-30", Post::Supervisor, "2026-12-02", class),
        ("longer, by the county", 50, "2026-11-05", "2027-06-30", Post::County, "2026-12-22", ours),
        ("longer than it lasts", 90, "2026-11-05", "2026-12-20", Post::County, "2026-12-20", ours),
        ("expired before the class", 90, "2026-09-05", "2026-11-20", Post::County, "2026-12-02", class),
        ("shorter, by a supervisor", 7, "2026-11-02", "2027-06-30", Post::Supervisor, "2026-11-09", ours),
        ("shorter, by the county", 7, "2026-11-02", "2027-06-30", Post::County, "2026-11-09", ours),
        ("not before it was given", 7, "2026-11-20", "2027-06-30", Post::Supervisor, "2026-11-20", ours),
        ("on its last day", 7, "2026-11-02", "2026-11-09", Post::Supervisor, "2026-11-09", ours),
        ("the day after it", 7, "2026-11-02", "2026-11-08", Post::Supervisor, "2026-12-02", class),
        ("the day after the county's", 7, "2026-11-02", "2026-11-08", Post::County, "2026-12-02", class),
    ];
    for (story, every, given, until, by, expected, because) in rows {
        assert_eq!(due(&special(days(every), given, until, by)), (day(expected), because), "{story}");
    }
    let national = Some(National::ElderInDifficulty);
    let beyond = Plan { national, ..special(days(120), "2026-11-05", "2027-06-30", Post::County) };
    assert_eq!(due(&beyond), (day("2026-12-31"), Reason::National(National::ElderInDifficulty)));
}

#[test]
fn a_festival_asks_for_a_visit_in_its_window() {
    let last = |last| due(&plan(ElderCheckIn, "general", last));
    let festival = Reason::Extra(Occasion::Festival(Festival::MidAutumn));
    assert_eq!(last("2026-08-20"), (day("2026-09-24"), festival));
    assert_eq!(last("2026-09-10"), (day("2026-09-24"), festival));
    assert_eq!(last("2026-09-11"), (day("2026-12-11"), Reason::Class));
    assert_eq!(due(&plan(GuardianVisit, "green", "2026-08-20")), (day("2026-11-19"), Reason::Class));
}

#[test]
fn an_extra_visit_is_asked_of_whom_nobody_has_seen_since() {
    let cold =
        Extra { occasion: Occasion::ExtremeWeather, first: day("2026-11-20"), last: day("2026-11-22") };
    let seen = |last| due(&Plan { extras: vec![cold], ..plan(GuardianVisit, "yellow", last) });
    assert_eq!(seen("2026-11-19"), (day("2026-11-22"), Reason::Extra(Occasion::ExtremeWeather)));
    assert_eq!(seen("2026-11-20"), (day("2026-12-20"), Reason::Class));
    let new = |entered| {
        let plan = plan(GuardianVisit, "yellow", "2026-11-01");
        due(&Plan { extras: vec![cold], last: None, entered: Some(day(entered)), ..plan }).0
    };
    assert_eq!(new("2026-11-22"), day("2026-11-22"));
    assert_eq!(new("2026-11-23"), day("2026-12-23"));
}

#[test]
fn a_major_change_is_answered_within_its_hours_at_high_risk() {
    let at: DateTime<Utc> = "2026-11-22T23:00:00+08:00".parse().unwrap();
    let until = at + TimeDelta::hours(24);
    let pause =
        Pause { reason: PauseReason::Hospitalised, from: day("2026-11-22"), until: day("2026-11-30") };
    let changed = |visit, class| {
        let plan = Plan { major_change: Some(at), pause: Some(pause), ..plan(visit, class, "2026-11-21") };
        due(&plan)
    };
    let answered = (day("2026-11-23"), Reason::MajorChange(until));
    assert_eq!(changed(GuardianVisit, "red"), answered);
    assert_eq!(changed(ElderCheckIn, "high"), answered);
    assert_eq!(changed(GuardianVisit, "rde"), answered, "a typing error is at high risk");
    assert_eq!(changed(GuardianVisit, "yellow").1, Reason::Class);
    assert_eq!(changed(HouseholdCheck, "C").1, Reason::Class);
}
