//! The notices as data: one file a year, below `data/calendar`, laid out as the notice is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What the notice of one year says, with whatever amended it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The year whose holidays it arranges.
    pub year: i32,
    /// Where they are announced.
    pub notices: Vec<Notice>,
    /// By their days. New Year may begin in the December before.
    pub holidays: Vec<Holiday>,
}

/// An official notice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its title.
    pub title: String,
    /// Its number (国办发明电〔…〕…号).
    pub number: String,
}

/// Days off in a row, and the weekend days worked for them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Which festival; two where they fall together.
    #[serde(rename = "for")]
    pub festivals: Vec<Festival>,
    /// The first day off.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
    /// Weekend days worked in exchange (补班).
    #[serde(default)]
    pub made_up: Vec<NaiveDate>,
}

impl Holiday {
    /// The days off.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let last = self.last;
        self.first.iter_days().take_while(move |day| *day <= last)
    }
}

/// A holiday of the whole people (全体公民放假的节日), or a day given once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Festival {
    /// 元旦
    NewYear,
    /// 春节
    SpringFestival,
    /// 清明节
    TombSweeping,
    /// 劳动节
    LabourDay,
    /// 端午节
    DragonBoat,
    /// 中秋节
    MidAutumn,
    /// 国庆节
    NationalDay,
    /// 抗战胜利纪念日: 2015 only.
    VictoryDay,
}

/// Every table, oldest first. One that did not parse is left out, which a test forbids.
pub(super) fn announced() -> impl Iterator<Item = Table> {
    SOURCES.iter().filter_map(|text| serde_json::from_str(text).ok())
}

pub(super) const SOURCES: [&str; 17] = [
    include_str!("../../data/calendar/2010.json"),
    include_str!("../../data/calendar/2011.json"),
    include_str!("../../data/calendar/2012.json"),
    include_str!("../../data/calendar/2013.json"),
    include_str!("../../data/calendar/2014.json"),
    include_str!("../../data/calendar/2015.json"),
    include_str!("../../data/calendar/2016.json"),
    include_str!("../../data/calendar/2017.json"),
    include_str!("../../data/calendar/2018.json"),
    include_str!("../../data/calendar/2019.json"),
    include_str!("../../data/calendar/2020.json"),
    include_str!("../../data/calendar/2021.json"),
    include_str!("../../data/calendar/2022.json"),
    include_str!("../../data/calendar/2023.json"),
    include_str!("../../data/calendar/2024.json"),
    include_str!("../../data/calendar/2025.json"),
    include_str!("../../data/calendar/2026.json"),
];
