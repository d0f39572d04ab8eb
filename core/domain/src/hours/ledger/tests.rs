use super::*;
use crate::{
    code::Severity,
    hours::Stamp,
    id::ActivityId,
    place::Wgs84,
    rules::{self, RulesTable},
};
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use uuid::Uuid;

const ZHAO: AccountId = AccountId(Uuid::from_u128(1));
const WANG: AccountId = AccountId(Uuid::from_u128(2));
const LI: AccountId = AccountId(Uuid::from_u128(3));

fn china() -> FixedOffset {
    FixedOffset::east_opt(8 * 3_600).unwrap()
}

fn table() -> &'static RulesTable {
    &rules::all()[1]
}

fn day() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

/// So many minutes after midnight in China.
fn at(minute: i64) -> DateTime<Utc> {
    "2026-11-22T00:00:00+08:00".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minute)
}

fn span(from: i64, to: i64) -> Span {
    Span { from: at(from), to: at(to) }
}

/// Zhao's entry for the first activity, from minute to minute of the day.
fn line(record: u128, from: i64, to: i64) -> Line {
    let entry = HoursEntry {
        activity: ActivityId(Uuid::from_u128(1)),
        volunteer: ZHAO,
        sign_in: Stamp { at: at(from), place: None },
        sign_out: Stamp { at: at(to), place: None },
        done: String::new(),
        corrects: None,
    };
    Line { record: RecordId(Uuid::from_u128(record)), entry, travel: Travel::default() }
}

/// Entered by Zhao herself, in time, for an activity without a place.
fn claim(line: &Line) -> Claim<'_> {
    Claim { line, author: ZHAO, second: None, working_days: 0, activity_place: None, duty: &[] }
}

fn said(line: &Line, before: &[Line]) -> Vec<HoursFinding> {
    judge(&claim(line), before, china(), &table().hours)
}

#[test]
fn an_entry_gives_at_least_a_minute_and_at_most_a_day() {
    let out_of_range = [HoursFinding::MinutesOutOfRange];
    let day_long = HoursFinding::LongDay { day: day(), minutes: 1_440 };
    let rows: [(i64, i64, &[HoursFinding]); 6] = [
        (540, 540, &out_of_range),
        (540, 539, &out_of_range),
        (540, 541, &[]),
        (540, 630, &[]),
        (0, 1_440, &[day_long]),
        (0, 1_441, &out_of_range),
    ];
    for (from, to, findings) in rows {
        assert_eq!(said(&line(1, from, to), &[]), findings, "{from} to {to}");
    }
    let mut seconds = line(1, 540, 541);
    seconds.entry.sign_out.at -= TimeDelta::seconds(1);
    assert_eq!(said(&seconds, &[]), out_of_range);
}

#[test]
fn overlapping_entries_are_refused_and_corrected_ones_do_not_count() {
    let before = [line(1, 540, 600), line(2, 700, 760)];
    let of = |other: u128| HoursFinding::Overlap { other: RecordId(Uuid::from_u128(other)) };
    assert_eq!(said(&line(3, 600, 700), &before), []);
    assert_eq!(said(&line(3, 599, 700), &before), [of(1)]);
    assert_eq!(said(&line(3, 500, 800), &before), [of(1), of(2)]);
    assert_eq!(said(&line(2, 540, 600), &before), [of(1)]);

    let mut correction = line(3, 545, 610);
    correction.entry.corrects = Some(before[0].record);
    assert_eq!(said(&correction, &before), []);
    let corrected = [before[0].clone(), correction];
    assert_eq!(said(&line(4, 540, 545), &corrected), []);
    assert_eq!(said(&line(4, 540, 546), &corrected), [of(3)]);

    let mut other_activity = line(3, 599, 700);
    other_activity.entry.activity = ActivityId(Uuid::from_u128(2));
    assert_eq!(said(&other_activity, &before), [of(1)]);
    let mut other_volunteer = other_activity;
    other_volunteer.entry.volunteer = WANG;
    assert_eq!(said(&other_volunteer, &before), []);
}

#[test]
fn a_long_day_warns_and_an_overfull_one_is_refused() {
    let long = |minutes| HoursFinding::LongDay { day: day(), minutes };
    assert_eq!(said(&line(2, 600, 960), &[line(1, 0, 360)]), []);
    assert_eq!(said(&line(2, 600, 961), &[line(1, 0, 360)]), [long(721)]);
    // Of a night, each day has its own part.
    assert_eq!(said(&line(2, 1_200, 1_800), &[line(1, 0, 480)]), []);
    assert_eq!(said(&line(2, 1_199, 1_800), &[line(1, 0, 480)]), [long(721)]);
    let overfull = said(&line(2, 1, 1_440), &[line(1, 0, 2)]);
    assert!(overfull.contains(&HoursFinding::DayOverfull { day: day(), minutes: 1_441 }));
    let eight_hours = hours_limits(480);
    let claimed = line(2, 600, 721);
    let found = judge(&claim(&claimed), &[line(1, 0, 360)], china(), &eight_hours);
    assert_eq!(found, [HoursFinding::DayOverfull { day: day(), minutes: 481 }]);
}

fn hours_limits(day_most_minutes: u32) -> Limits {
    Limits { day_most_minutes, ..table().hours.clone() }
}

#[test]
fn a_fourth_pair_of_one_activity_on_one_day_is_refused() {
    let before = [line(1, 0, 10), line(2, 20, 30), line(3, 1_430, 1_460)];
    assert_eq!(said(&line(4, 60, 70), &before[..2]), []);
    assert_eq!(said(&line(4, 60, 70), &before), [HoursFinding::TooManyPairs { pairs: 4 }]);
    // The third signed in on the day before.
    assert_eq!(said(&line(4, 1_500, 1_510), &before), []);
    let mut other_activity = line(4, 60, 70);
    other_activity.entry.activity = ActivityId(Uuid::from_u128(2));
    assert_eq!(said(&other_activity, &before), []);
}

fn fix(longitude: f64, accuracy_metres: f32, mock: bool) -> Fix {
    let at = Wgs84::new(longitude, 0.0).unwrap();
    Fix { at, accuracy_metres, provider: "gps".to_owned(), age_millis: 0, mock }
}

#[test]
fn one_signs_in_where_the_activity_is() {
    // A thousandth of a degree on the equator is 111 metres.
    let activity = fix(101.0, 8.0, false);
    let far = |metres| vec![HoursFinding::FarFromActivity { metres }];
    let not_shown = || vec![HoursFinding::PlaceNotShown];
    let rows = [
        (None, not_shown()),
        (Some(fix(101.0, 8.0, false)), vec![]),
        (Some(fix(101.0, 8.0, true)), not_shown()),
        (Some(fix(101.0028, 8.0, false)), vec![]),
        (Some(fix(101.0029, 8.0, false)), far(306)),
        (Some(fix(101.0029, 20.0, false)), vec![]),
        (Some(fix(101.0, 292.0, false)), vec![]),
        (Some(fix(101.0, 293.0, false)), not_shown()),
        (Some(fix(101.1, 1_000.0, false)), far(10_112)),
        (Some(fix(101.1, f32::NAN, false)), not_shown()),
        (Some(fix(101.1, -1.0, false)), not_shown()),
    ];
    for (place, findings) in rows {
        let mut line = line(1, 540, 600);
        line.entry.sign_in.place = place.clone();
        let claim = Claim { activity_place: Some(&activity), ..claim(&line) };
        assert_eq!(judge(&claim, &[], china(), &table().hours), findings, "{place:?}");
    }
}

#[test]
fn a_late_entry_needs_a_second_person() {
    let line = line(1, 540, 600);
    let late = |working_days| vec![HoursFinding::LateEntry { working_days }];
    let alone = |working_days| vec![HoursFinding::LateEntryAlone { working_days }];
    let rows = [
        (10, ZHAO, None, vec![]),
        (11, ZHAO, None, alone(11)),
        (11, ZHAO, Some(ZHAO), alone(11)),
        (11, WANG, Some(WANG), alone(11)),
        (11, WANG, Some(ZHAO), alone(11)),
        (11, ZHAO, Some(WANG), late(11)),
        (11, WANG, Some(LI), late(11)),
        (10, ZHAO, Some(WANG), vec![]),
    ];
    for (working_days, author, second, findings) in rows {
        let claim = Claim { author, second, working_days, ..claim(&line) };
        assert_eq!(judge(&claim, &[], china(), &table().hours), findings, "{author} {second:?}");
    }
}

#[test]
fn travel_is_not_service() {
    let mut travelled = line(1, 540, 600);
    travelled.travel = Travel { there_minutes: 20, back_minutes: 15 };
    assert_eq!(travelled.service(), span(560, 585));
    travelled.travel = Travel { there_minutes: 30, back_minutes: 30 };
    assert_eq!(said(&travelled, &[]), [HoursFinding::MinutesOutOfRange]);
    travelled.travel = Travel { there_minutes: u32::MAX, back_minutes: u32::MAX };
    assert_eq!(said(&travelled, &[]), [HoursFinding::MinutesOutOfRange]);
    // Twelve hours and two on the road are no long day; on the road nobody serves elsewhere.
    let road = Travel { there_minutes: 60, back_minutes: 60 };
    assert_eq!(said(&Line { travel: road, ..line(2, 0, 840) }, &[]), []);
    let before = [Line { travel: road, ..line(2, 0, 300) }];
    assert_eq!(said(&line(3, 290, 400), &before), [HoursFinding::Overlap { other: before[0].record }]);
}

#[test]
fn paid_duty_is_not_volunteering() {
    let duty = [span(0, 60), span(540, 1_080)];
    for (from, to, findings) in [
        (480, 540, vec![]),
        (480, 541, vec![HoursFinding::OnDuty]),
        (600, 660, vec![HoursFinding::OnDuty]),
        (1_079, 1_140, vec![HoursFinding::OnDuty]),
        (1_080, 1_140, vec![]),
    ] {
        let line = line(1, from, to);
        let claim = Claim { duty: &duty, ..claim(&line) };
        assert_eq!(judge(&claim, &[], china(), &table().hours), findings, "{from} to {to}");
    }
}

#[test]
fn codes_are_those_that_are_sent() {
    let record = RecordId(Uuid::nil());
    let (minutes, working_days) = (1, 1);
    let rows = [
        (HoursFinding::MinutesOutOfRange, Severity::Deny),
        (HoursFinding::Overlap { other: record }, Severity::Deny),
        (HoursFinding::DayOverfull { day: day(), minutes }, Severity::Deny),
        (HoursFinding::LongDay { day: day(), minutes }, Severity::Warn),
        (HoursFinding::TooManyPairs { pairs: 4 }, Severity::Deny),
        (HoursFinding::FarFromActivity { metres: 1 }, Severity::Deny),
        (HoursFinding::PlaceNotShown, Severity::Warn),
        (HoursFinding::LateEntry { working_days }, Severity::Warn),
        (HoursFinding::LateEntryAlone { working_days }, Severity::Deny),
        (HoursFinding::OnDuty, Severity::Deny),
    ];
    for (finding, severity) in rows {
        assert_eq!(serde_json::to_value(finding).unwrap()["code"], finding.code());
        assert_eq!(finding.severity(), severity, "{finding:?}");
    }
}

proptest! {
    /// Whatever is claimed, in whatever order: the lines that nothing denies.
    #[test]
    fn entries_that_stand_share_no_minute_and_fill_no_day_over(
        claimed in prop::collection::vec((0..172_800_i64, 0..30_000_i64, 0..90_u32, 0..4_u128), 0..40),
    ) {
        let mut standing: Vec<Line> = Vec::new();
        for (number, (from, seconds, travel, activity)) in claimed.into_iter().enumerate() {
            let mut line = line(number as u128, 0, 0);
            line.entry.sign_in.at += TimeDelta::seconds(from);
            line.entry.sign_out.at += TimeDelta::seconds(from + seconds);
            line.entry.activity = ActivityId(Uuid::from_u128(activity));
            line.travel = Travel { there_minutes: travel, back_minutes: travel / 2 };
            if said(&line, &standing).iter().all(|finding| finding.severity() == Severity::Warn) {
                standing.push(line);
            }
        }
        for (index, line) in standing.iter().enumerate() {
            prop_assert!(line.service().minutes() <= line.entry.minutes());
            prop_assert!(standing[index + 1..].iter().all(|other| !line.entry.overlaps(&other.entry)));
        }
        let mut days = std::collections::BTreeMap::new();
        let mut pairs = std::collections::BTreeMap::new();
        for line in &standing {
            for (day, minutes) in line.service().by_day(china()) {
                *days.entry(day).or_insert(0) += minutes;
            }
            *pairs.entry((line.entry.activity, line.day(china()))).or_insert(0) += 1;
        }
        prop_assert!(days.values().all(|minutes| *minutes <= 1_440));
        prop_assert!(pairs.values().all(|pairs| *pairs <= 3));
        let all: u32 = standing.iter().map(|line| line.service().minutes()).sum();
        prop_assert_eq!(days.values().sum::<u32>(), all);
    }
}
