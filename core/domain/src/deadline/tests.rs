use super::{Length::*, Step::*, *};
use crate::{
    calendar::national,
    rules::{self, in_force_on},
};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn table() -> RulesTable {
    in_force_on(day("2026-11-01")).unwrap().clone()
}

/// The field's own list, in the order of the steps: length, and length in special circumstances.
const LENGTHS: [(Step, Option<Length>, Option<Length>); 19] = [
    (AllowanceInvestigation, Some(WorkingDays(3)), None),
    (AllowanceInformationCheck, Some(WorkingDays(3)), None),
    (AllowancePublicNotice, Some(Days(7)), None),
    (AllowanceDecision, Some(WorkingDays(10)), None),
    (AllowanceRefusal, Some(WorkingDays(3)), None),
    (AllowanceProcedure, Some(WorkingDays(30)), Some(WorkingDays(45))),
    (AllowanceProcedureDelegated, Some(WorkingDays(20)), None),
    (AllowanceAfterDeath, Some(Months(3)), None),
    (ExtremePovertyOpinion, Some(WorkingDays(15)), None),
    (ExtremePovertyPublicNotice, Some(Days(7)), None),
    (ExtremePovertyNewOpinion, Some(WorkingDays(15)), None),
    (ExtremePovertyDecision, Some(WorkingDays(15)), None),
    (ExtremePovertyRefusal, Some(WorkingDays(3)), None),
    (ExtremePovertyReassessment, Some(WorkingDays(10)), None),
    (RigidExpenditureProcedure, Some(WorkingDays(30)), Some(WorkingDays(45))),
    (UncaredChildCheck, Some(WorkingDays(15)), None),
    (UncaredChildConfirmation, Some(WorkingDays(15)), None),
    (VolunteerRecord, Some(WorkingDays(10)), None),
    (ReliefPaperwork, None, None),
];

#[test]
fn every_step_has_the_length_of_its_article() {
    for ((step, length, extended), listed) in LENGTHS.into_iter().zip(Step::ALL) {
        assert_eq!(step, listed);
        assert_eq!((law(step).length, law(step).extended), (length, extended), "{step:?}");
        assert!(!law(step).article.is_empty());
    }
}

#[test]
fn golden_days_across_the_holidays() {
    let rows = [
        ("2026-09-17", AllowanceInvestigation, "2026-09-21", None),
        ("2026-09-17", AllowanceDecision, "2026-10-08", None),
        ("2026-09-17", AllowanceProcedureDelegated, "2026-10-21", None),
        ("2026-09-17", AllowanceProcedure, "2026-11-04", Some("2026-11-25")),
        ("2026-01-30", RigidExpenditureProcedure, "2026-03-19", Some("2026-04-10")),
        ("2026-02-13", ExtremePovertyOpinion, "2026-03-12", None),
        ("2026-02-14", AllowanceRefusal, "2026-02-26", None),
        ("2026-04-30", VolunteerRecord, "2026-05-18", None),
        ("2026-05-31", AllowanceAfterDeath, "2026-08-31", None),
        ("2026-11-30", AllowanceAfterDeath, "2027-02-28", None),
        ("2026-04-30", ReliefPaperwork, "2026-05-18", None),
    ];
    for (from, step, last_day, special) in rows {
        let answer = due(step, day(from), national(), &table()).unwrap();
        assert_eq!(answer.last_day, day(last_day), "{step:?} from {from}");
        assert_eq!(answer.article, law(step).article);
        let longer = extended(step, day(from), national()).unwrap();
        assert_eq!(longer.map(|longer| longer.last_day), special.map(day), "{step:?} from {from}");
    }
}

#[test]
fn a_notice_of_calendar_days_ends_on_a_holiday_too() {
    for step in [AllowancePublicNotice, ExtremePovertyPublicNotice] {
        let answer = due(step, day("2026-09-28"), national(), &table()).unwrap();
        assert_eq!(answer.last_day, day("2026-10-05"));
        assert_eq!(national().is_working_day(answer.last_day), Ok(false));
    }
}

#[test]
fn a_deadline_into_a_year_not_announced_is_refused_and_its_shorter_part_is_not() {
    let from = day("2026-11-19");
    let refused = Err(YearNotAnnounced { year: 2027 });
    assert!(due(AllowanceProcedure, from, national(), &table()).is_ok());
    assert_eq!(extended(AllowanceProcedure, from, national()), refused);
    assert_eq!(due(AllowanceProcedure, day("2026-11-20"), national(), &table()).map(|_| None), refused);
}

#[test]
fn a_promise_shortens_and_never_lengthens() {
    let from = day("2026-11-02");
    let promised = |step, days| {
        let mut table = table();
        table.deadlines.promised_working_days = [(step, days)].into();
        let answer = due(step, from, national(), &table).unwrap();
        (answer.length, answer.local)
    };
    assert_eq!(promised(AllowanceDecision, 5), (WorkingDays(5), true));
    assert_eq!(promised(AllowanceDecision, 10), (WorkingDays(10), false));
    assert_eq!(promised(AllowanceDecision, 11), (WorkingDays(10), false));
    assert_eq!(promised(AllowancePublicNotice, 3), (Days(7), false));
    assert_eq!(promised(ReliefPaperwork, 3), (WorkingDays(10), true));
    let other = due(AllowanceRefusal, from, national(), &table()).unwrap();
    assert_eq!((other.length, other.local), (WorkingDays(3), false));
}

#[test]
fn an_urgent_report_is_due_by_phone_and_then_in_writing() {
    let learned = DateTime::UNIX_EPOCH;
    for table in rules::all() {
        let report = table.deadlines.urgent_report(learned);
        assert_eq!(report.phone, learned + TimeDelta::minutes(20));
        assert_eq!(report.written, learned + TimeDelta::minutes(40));
    }
}

proptest! {
    #[test]
    fn a_later_start_is_never_due_sooner(offset in 0..6_000_u64, step in 0..Step::ALL.len()) {
        let from = day("2010-01-01") + chrono::Days::new(offset);
        let on = |from| due(Step::ALL[step], from, national(), &table()).map(|due| due.last_day);
        if let Ok(later) = on(from + chrono::Days::new(1)) {
            prop_assert!(on(from).unwrap() <= later);
            prop_assert!(on(from).unwrap() > from);
        }
    }
}
