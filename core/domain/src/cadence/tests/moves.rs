//! Pauses and long holidays. Of guardian visits, `yellow` is every 30 days and `red` every 7.

use super::*;

fn moved(plan: &Plan) -> (NaiveDate, Option<Moved>) {
    let next = next(plan, &table(), national()).unwrap();
    (next.due, next.moved)
}

fn paused(plan: Plan, from: &str, until: &str) -> Plan {
    Plan { pause: Some(Pause { reason: PauseReason::Away, from: day(from), until: day(until) }), ..plan }
}

#[test]
fn a_pause_moves_only_what_falls_due_in_it() {
    let after = Some(Moved::AfterPause(PauseReason::Away));
    let rows = [
        ("due in it", "2026-11-25", "2026-12-10", ("2026-12-11", after)),
        ("due on its only day", "2026-12-02", "2026-12-02", ("2026-12-03", after)),
        ("due on its last day", "2026-11-03", "2026-12-02", ("2026-12-03", after)),
        ("due when it is over", "2026-11-03", "2026-12-01", ("2026-12-02", None)),
        ("overdue when it began", "2026-12-03", "2026-12-20", ("2026-12-02", None)),
        ("backwards", "2026-12-10", "2026-11-25", ("2026-12-02", None)),
    ];
    for (story, from, until, (due, why)) in rows {
        let plan = paused(plan(GuardianVisit, "yellow", "2026-11-02"), from, until);
        assert_eq!(moved(&plan), (day(due), why), "{story}");
    }
}

#[test]
fn a_long_holiday_brings_the_visit_forward_to_its_eve() {
    let forward = Some(Moved::BeforeHoliday);
    let rows = [
        ("within it", "yellow", "2026-09-05", ("2026-09-30", forward)),
        ("its first day", "yellow", "2026-09-01", ("2026-09-30", forward)),
        ("its last day", "yellow", "2026-09-07", ("2026-09-30", forward)),
        ("the day after it", "yellow", "2026-09-08", ("2026-10-08", None)),
        ("five days off", "yellow", "2026-04-03", ("2026-04-30", forward)),
        ("to a Saturday worked", "yellow", "2026-01-20", ("2026-02-14", forward)),
        ("three days off are not long", "yellow", "2026-08-27", ("2026-09-26", None)),
        ("a weekend is not", "yellow", "2026-10-23", ("2026-11-22", None)),
        ("one day after the last visit", "red", "2026-09-29", ("2026-09-30", forward)),
        ("not onto the last visit", "red", "2026-09-30", ("2026-10-07", None)),
        ("a year not announced", "yellow", "2026-12-02", ("2027-01-01", None)),
    ];
    for (story, class, last, (due, why)) in rows {
        assert_eq!(moved(&plan(GuardianVisit, class, last)), (day(due), why), "{story}");
    }
}

#[test]
fn a_visit_is_not_brought_forward_to_where_it_would_not_count() {
    let yellow = || plan(GuardianVisit, "yellow", "2026-09-05");
    assert_eq!(moved(&paused(yellow(), "2026-09-28", "2026-09-30")), (day("2026-10-05"), None));
    let after = Some(Moved::AfterPause(PauseReason::Away));
    assert_eq!(moved(&paused(yellow(), "2026-09-20", "2026-10-05")), (day("2026-10-06"), after));
    let first = day("2026-10-02");
    let flood = Extra { occasion: Occasion::ExtremeWeather, first, last: day("2026-10-05") };
    let green = Plan { extras: vec![flood], ..plan(GuardianVisit, "green", "2026-09-01") };
    assert_eq!(moved(&green), (day("2026-10-05"), None));
    let special = Override {
        every: days(7),
        given: day("2026-10-03"),
        until: day("2026-12-31"),
        by: Post::Supervisor,
        ground: Ground::RiskFound,
    };
    assert_eq!(
        moved(&Plan { special: Some(special), ..yellow() }),
        (day("2026-09-30"), Some(Moved::BeforeHoliday))
    );
    let green = Plan { special: Some(special), ..plan(GuardianVisit, "green", "2026-09-05") };
    assert_eq!(moved(&green), (day("2026-10-03"), None));
}

/// A calendar of 2026 alone, with days off in a row that no real year has.
fn days_off(first: &str, last: &str) -> Calendar {
    let holiday = format!(r#"{{ "for": ["new_year"], "first": "{first}", "last": "{last}" }}"#);
    let table = format!(r#"{{ "year": 2026, "notices": [], "holidays": [{holiday}] }}"#);
    [serde_json::from_str(&table).unwrap()].into_iter().collect()
}

#[test]
fn a_natural_month_is_not_brought_forward_into_the_month_before() {
    let february = |first: &str| {
        let national = Some(National::ElderInDifficulty);
        let plan = Plan { national, ..plan(ElderCheckIn, "general", "2026-01-20") };
        next(&plan, &table(), &days_off(first, "2026-02-28")).unwrap().due
    };
    assert_eq!(february("2026-02-03"), day("2026-02-02"));
    assert_eq!(february("2026-02-01"), day("2026-02-28"), "in January it would be January's");
}

#[test]
fn a_visit_is_not_brought_forward_into_a_year_not_announced() {
    let plan = plan(GuardianVisit, "yellow", "2025-12-10");
    let due = |first: &str| next(&plan, &table(), &days_off(first, "2026-01-12")).unwrap().due;
    assert_eq!(due("2026-01-03"), day("2026-01-02"));
    assert_eq!(due("2026-01-01"), day("2026-01-09"));
}
