//! Intervals, and the day on which each runs out.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// So many days after the last visit.
    Days(NonZeroU32),
    /// On the same day so many months after it, or the month's last where it has none.
    Months(NonZeroU32),
    /// Once in each natural month (自然月), on whichever day of it.
    NaturalMonth,
}

/// From when an interval runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// The last visit that counted.
    Visited(NaiveDate),
    /// Entry on the roster: nobody has come yet.
    Entered(NaiveDate),
}

impl Since {
    /// Its day.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Visited(day) | Self::Entered(day) => day,
        }
    }

    /// The first day on which a visit is a new one.
    pub fn opens(self) -> NaiveDate {
        match self {
            Self::Visited(day) => day.succ_opt().unwrap_or(NaiveDate::MAX),
            Self::Entered(day) => day,
        }
    }
}

impl Every {
    /// The last day on which the next visit is in time. Who entered the roster in a natural month
    /// is owed a visit in that month.
    pub fn due(self, since: Since) -> NaiveDate {
        let day = since.day();
        let due = match self {
            Self::Days(days) => day.checked_add_days(Days::new(days.get().into())),
            Self::Months(months) => day.checked_add_months(Months::new(months.get())),
            Self::NaturalMonth => last_of_month(self.opens(since)),
        };
        due.unwrap_or(NaiveDate::MAX)
    }

    /// The first day on which a visit is the next one and not the last over again.
    pub fn opens(self, since: Since) -> NaiveDate {
        match (self, since) {
            (Self::NaturalMonth, Since::Visited(day)) => {
                last_of_month(day).and_then(|last| last.succ_opt()).unwrap_or(NaiveDate::MAX)
            }
            _ => since.opens(),
        }
    }
}

fn last_of_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}

/// Town or country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// 城市
    Urban,
    /// 农村
    Rural,
}

/// The county's interval for a class, as the rules table writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum ClassRule {
    /// A bare number is days.
    Days(NonZeroU32),
    /// `{"months": 6}`, `"natural_month"`.
    Every(Every),
    /// `{"urban": …, "rural": …}`
    ByArea {
        /// 城市
        urban: Every,
        /// 农村
        rural: Every,
    },
}

impl ClassRule {
    /// The intervals that hold in an area: both where it is not known which.
    pub fn every(self, area: Option<Area>) -> impl Iterator<Item = Every> {
        let (one, other) = match (self, area) {
            (Self::Days(days), _) => (Every::Days(days), None),
            (Self::Every(every), _) => (every, None),
            (Self::ByArea { urban, .. }, Some(Area::Urban)) => (urban, None),
            (Self::ByArea { rural, .. }, Some(Area::Rural)) => (rural, None),
            (Self::ByArea { urban, rural }, None) => (urban, Some(rural)),
        };
        std::iter::once(one).chain(other)
    }
}
