use super::{tables::SOURCES, *};
use chrono::Days;
use proptest::prelude::*;
use std::process::Command;

/// Year, working days, and their bitmap: the first of January is the lowest bit of the first byte.
const CHINESECALENDAR: &str = include_str!("chinesecalendar-1.11.0.txt");

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn year(year: i32) -> impl Iterator<Item = NaiveDate> {
    NaiveDate::from_yo_opt(year, 1).unwrap().iter_days().take_while(move |day| day.year() == year)
}

fn digest(year_: i32) -> String {
    let mut bytes = [0_u8; 46];
    let mut count = 0;
    for day in year(year_).filter(|day| national().is_working_day(*day).unwrap()) {
        bytes[day.ordinal0() as usize / 8] |= 1 << (day.ordinal0() % 8);
        count += 1;
    }
    let bitmap: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{year_} {count} {bitmap}")
}

#[test]
fn every_year_has_the_working_days_that_chinesecalendar_has() {
    let digests: Vec<&str> = CHINESECALENDAR.lines().collect();
    assert_eq!(digests.len(), national().years.len());
    for (year, theirs) in national().years.keys().zip(digests) {
        assert_eq!(digest(*year), theirs);
    }
}

/// `DOORSTEP_CHINESECALENDAR` is the path of a Python that has the package.
#[test]
fn every_day_agrees_with_chinesecalendar() {
    const PROGRAM: &str = "
import chinese_calendar, datetime, sys
day, end = map(datetime.date.fromisoformat, sys.argv[1:])
while day <= end:
    print(day, chinese_calendar.is_workday(day))
    day += datetime.timedelta(1)";
    let Ok(python) = std::env::var("DOORSTEP_CHINESECALENDAR") else { return };
    let years: Vec<i32> = national().years.keys().copied().collect();
    let span = [format!("{}-01-01", years[0]), format!("{}-12-31", years[years.len() - 1])];
    let answer = Command::new(python).args(["-c", PROGRAM]).args(span).output().unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let theirs = String::from_utf8(answer.stdout).unwrap();
    let days: Vec<NaiveDate> = years.into_iter().flat_map(year).collect();
    assert_eq!(theirs.lines().count(), days.len());
    for (day, theirs) in days.into_iter().zip(theirs.lines()) {
        let ours = if national().is_working_day(day).unwrap() { "True" } else { "False" };
        assert_eq!(theirs, format!("{day} {ours}"));
    }
}

#[test]
fn every_table_parses_and_says_nothing_twice() {
    let tables: Vec<Table> = SOURCES.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    assert!(tables.windows(2).all(|pair| pair[0].year + 1 == pair[1].year));
    for table in &tables {
        assert!(table.holidays.is_sorted_by(|one, next| one.last < next.first), "{}", table.year);
        for notice in &table.notices {
            assert!(notice.title.contains(&table.year.to_string()) || notice.title.contains("70周年"));
            assert!(notice.number.contains("发明电〔20"), "{}", notice.number);
        }
        for holiday in &table.holidays {
            assert!(!holiday.festivals.is_empty() && holiday.first <= holiday.last, "{holiday:?}");
            for day in holiday.days().chain(holiday.made_up.iter().copied()) {
                let december = day.month() == 12 && day.year() + 1 == table.year;
                assert!(day.year() == table.year || december, "{day}");
            }
            for made_up in &holiday.made_up {
                assert!(made_up.weekday().number_from_monday() > 5, "{made_up} is worked anyway");
                assert!(!table.holidays.iter().any(|other| other.days().any(|day| day == *made_up)));
            }
        }
    }
}

#[test]
fn the_start_does_not_count_and_holidays_do_not_either() {
    let rows = [
        ("an ordinary week", "2026-11-16", 3, "2026-11-19"),
        ("over a weekend", "2026-11-19", 3, "2026-11-24"),
        ("from a Saturday", "2026-11-21", 1, "2026-11-23"),
        ("over the Spring Festival, its Saturdays worked", "2026-02-12", 3, "2026-02-24"),
        ("over the National Day, with a Saturday made up", "2026-09-30", 3, "2026-10-10"),
        ("onto a Sunday worked", "2026-09-18", 1, "2026-09-20"),
        ("over New Year, whose notice reached into December", "2018-12-28", 2, "2019-01-02"),
        ("none", "2026-10-01", 0, "2026-10-01"),
    ];
    for (story, start, days, last) in rows {
        assert_eq!(national().after(day(start), days), Ok(day(last)), "{story}");
    }
}

#[test]
fn a_year_without_a_notice_is_refused_by_name() {
    let refused = |year| Err(YearNotAnnounced { year });
    assert_eq!(national().is_working_day(day("2027-01-01")), refused(2027).map(|()| true));
    assert_eq!(national().is_working_day(day("2009-12-31")), refused(2009).map(|()| true));
    assert_eq!(national().after(day("2026-12-30"), 1), Ok(day("2026-12-31")));
    assert_eq!(national().after(day("2026-12-30"), 2), refused(2027).map(|()| day("2027-01-01")));
    assert_eq!(national().between(day("2026-12-01"), day("2027-01-01")), refused(2027).map(|()| 0));
    assert_eq!(YearNotAnnounced { year: 2027 }.to_string(), "the holidays of 2027 are not announced");
}

#[test]
fn a_rest_is_the_days_off_in_a_row() {
    let rest = |text: &str| national().rest(day(text)).unwrap().map(|rest| (rest.first, rest.last));
    assert_eq!(rest("2026-10-03"), Some((day("2026-10-01"), day("2026-10-07"))));
    assert_eq!(rest("2026-06-19"), Some((day("2026-06-19"), day("2026-06-21"))));
    assert_eq!(rest("2026-11-22"), Some((day("2026-11-21"), day("2026-11-22"))));
    assert_eq!(rest("2026-11-20"), None);
    assert_eq!(rest("2010-01-01"), Some((day("2010-01-01"), day("2010-01-03"))));
    assert_eq!(national().rest(day("2026-10-03")).unwrap().unwrap().days(), 7);
    assert_eq!(national().rest(day("2027-01-01")), Err(YearNotAnnounced { year: 2027 }));
}

proptest! {
    #[test]
    fn counting_back_gives_what_was_counted(offset in 0..6_000_u64, days in 0..60_u32) {
        let start = day("2010-01-01") + Days::new(offset);
        if let Ok(last) = national().after(start, days) {
            prop_assert_eq!(national().between(start, last), Ok(days));
            prop_assert!(days == 0 || national().is_working_day(last).unwrap());
            prop_assert_eq!(national().after(start, days + 1).map_or(true, |later| later > last), true);
        }
        prop_assert_eq!(national().between(start, start), Ok(0));
    }
}
