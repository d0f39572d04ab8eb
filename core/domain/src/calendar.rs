//! Working days (工作日): weekdays that are no holiday, and the weekend days worked
//! in exchange (调休). The State Council announces them a year at a time, so a year
//! without its notice is refused and never guessed.
//!
//! One trap: the notice of a year may reach back into the last days of December (it
//! did for 2012, 2019 and 2023). Until the next notice is out, usually in November,
//! those days of the last year held stand as the week has them.

mod tables;
#[cfg(test)]
mod tests;

use crate::rules::Rule;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use std::{collections::BTreeMap, sync::LazyLock};
use thiserror::Error;

pub use tables::{Festival, Holiday, Notice, Table};

/// How a deadline in working days is counted.
pub const RULE: Rule = Rule {
    says: "A period of working days begins on the day after its start and counts the days that the State Council's notice of the year makes working days.",
    term: "工作日",
    source: "国务院办公厅关于部分节假日安排的通知 (yearly); 全国年节及纪念日放假办法",
    data: Some("calendar"),
    tests: &[
        "calendar::tests::every_year_has_the_working_days_that_chinesecalendar_has",
        "calendar::tests::every_day_agrees_with_chinesecalendar",
        "calendar::tests::the_start_does_not_count_and_holidays_do_not_either",
        "calendar::tests::a_year_without_a_notice_is_refused_by_name",
    ],
};

/// The working days of every year announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i32, WorkingDays>,
    holidays: Vec<Holiday>,
}

/// No notice of this year is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the holidays of {year} are not announced")]
pub struct YearNotAnnounced {
    /// The civil year.
    pub year: i32,
}

/// Days off in a row, weekends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The first of them.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
}

impl Rest {
    /// How many days it has.
    pub fn days(self) -> i64 {
        (self.last - self.first).num_days() + 1
    }
}

/// A bit a day of the year.
type WorkingDays = [u64; 6];

/// Every year from 2010 to the last announced, as the State Council made them.
pub fn national() -> &'static Calendar {
    static NATIONAL: LazyLock<Calendar> = LazyLock::new(|| tables::announced().collect());
    &NATIONAL
}

impl Calendar {
    /// Whether a day is worked.
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, YearNotAnnounced> {
        let year = self.years.get(&day.year()).ok_or(YearNotAnnounced { year: day.year() })?;
        let (word, bit) = place(day);
        Ok(year.get(word).is_some_and(|bits| bits & bit != 0))
    }

    /// The last day of a period of so many working days (自…之日起…个工作日内): counting begins
    /// on the day after `start`, worked or not. A period of none ends where it starts.
    pub fn after(&self, start: NaiveDate, working_days: u32) -> Result<NaiveDate, YearNotAnnounced> {
        let mut day = start;
        for _ in 0..working_days {
            day = self.next_working_day(day)?;
        }
        Ok(day)
    }

    /// The working days after `start` up to and with `end`; none where it does not lie later.
    pub fn between(&self, start: NaiveDate, end: NaiveDate) -> Result<u32, YearNotAnnounced> {
        let mut count = 0;
        for day in start.iter_days().skip(1).take_while(|day| *day <= end) {
            count += u32::from(self.is_working_day(day)?);
        }
        Ok(count)
    }

    /// The days off in a row around a day; `None` on a working day. It ends where the
    /// announced years do.
    pub fn rest(&self, day: NaiveDate) -> Result<Option<Rest>, YearNotAnnounced> {
        if self.is_working_day(day)? {
            return Ok(None);
        }
        let off = |day: &NaiveDate| self.is_working_day(*day) == Ok(false);
        let first = std::iter::successors(Some(day), NaiveDate::pred_opt).take_while(off).last();
        let last = std::iter::successors(Some(day), NaiveDate::succ_opt).take_while(off).last();
        Ok(first.zip(last).map(|(first, last)| Rest { first, last }))
    }

    /// The holidays of every year held, in the order of their days.
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }

    fn next_working_day(&self, day: NaiveDate) -> Result<NaiveDate, YearNotAnnounced> {
        for next in day.iter_days().skip(1) {
            if self.is_working_day(next)? {
                return Ok(next);
            }
        }
        Err(YearNotAnnounced { year: day.year() })
    }

    fn set(&mut self, day: NaiveDate, working: bool) {
        let (word, bit) = place(day);
        if let Some(bits) = self.years.get_mut(&day.year()).and_then(|year| year.get_mut(word)) {
            *bits = if working { *bits | bit } else { *bits & !bit };
        }
    }
}

/// Days that a notice moves in a year without a table of its own are passed over.
impl FromIterator<Table> for Calendar {
    fn from_iter<I: IntoIterator<Item = Table>>(tables: I) -> Self {
        let tables: Vec<Table> = tables.into_iter().collect();
        let years = tables.iter().map(|table| (table.year, WorkingDays::default())).collect();
        let mut holidays: Vec<Holiday> = tables.iter().flat_map(|table| table.holidays.clone()).collect();
        holidays.sort_by_key(|holiday| holiday.first);
        let mut calendar = Self { years, holidays };
        for table in &tables {
            let days = NaiveDate::from_yo_opt(table.year, 1).into_iter().flat_map(|first| first.iter_days());
            for day in days.take_while(|day| day.year() == table.year) {
                calendar.set(day, !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
            }
        }
        for holiday in tables.iter().flat_map(|table| &table.holidays) {
            holiday.days().for_each(|day| calendar.set(day, false));
        }
        for day in tables.iter().flat_map(|table| &table.holidays).flat_map(|holiday| &holiday.made_up) {
            calendar.set(*day, true);
        }
        calendar
    }
}

/// The word of a year's bits, and the bit in it.
fn place(day: NaiveDate) -> (usize, u64) {
    let day = day.ordinal0();
    ((day / u64::BITS) as usize, 1 << (day % u64::BITS))
}

/// The civil day of a moment in China, which has one time of day (UTC+8).
pub fn civil_day(at: DateTime<Utc>) -> NaiveDate {
    at.checked_add_signed(CHINA_AHEAD).unwrap_or(at).date_naive()
}

/// How far the clocks of China are ahead of UTC, the whole year and everywhere.
pub const CHINA_AHEAD: TimeDelta = TimeDelta::hours(8);
