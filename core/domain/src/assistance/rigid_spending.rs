//! 刚性支出困难家庭: households whose income would do, were it not spent before it is there
//! (《刚性支出困难家庭认定办法》, in force 2025-01-01).

use super::Limits;
use crate::{id::PersonId, rules::Rule};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, num::NonZeroU32};

#[cfg(test)]
mod tests;

/// Art. 4, 5 and 10 of the Method.
pub const RULES: [Rule; 3] = [
    Rule {
        says: "Rigid spending is what the household bore itself in the twelve months before the application: living, health at designated institutions by receipt, schooling up to a public school's fee, rehabilitation, and what the county adds.",
        term: "刚性支出",
        source: "《刚性支出困难家庭认定办法》 art. 4, 5",
        data: Some("rules"),
        tests: &[
            "assistance::rigid_spending::the_window_opens_on_the_same_day_a_year_before_and_closes_the_day_before",
            "assistance::rigid_spending::every_day_lies_in_the_window_of_exactly_one_of_two_applications_a_year_apart",
            "assistance::rigid_spending::each_kind_counts_what_was_borne_and_proved",
            "assistance::rigid_spending::schooling_is_capped_for_each_student",
        ],
    },
    Rule {
        says: "A household is in hardship by rigid spending when it gets no other standing help, earns less a head than last year's average, keeps to the limits of property, and spends more of its income on needs than the county's limit.",
        term: "刚性支出困难家庭",
        source: "《刚性支出困难家庭认定办法》 art. 4",
        data: Some("rules"),
        tests: &[
            "assistance::rigid_spending::each_condition_that_is_not_met_is_named",
            "assistance::rigid_spending::the_ratio_must_be_above_the_limit_and_income_below_the_average",
        ],
    },
    Rule {
        says: "The recognition lapses after at most twelve months.",
        term: "有效期",
        source: "《刚性支出困难家庭认定办法》 art. 10",
        data: Some("rules"),
        tests: &[
            "assistance::rigid_spending::a_recognition_lapses_after_twelve_months_whatever_the_table_says",
        ],
    },
];

/// Months that are looked back on (art. 4(4)), and the longest validity (art. 10).
const MONTHS: u32 = 12;

/// The days whose spending counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first day, inclusive.
    pub from: NaiveDate,
    /// The day of the application, exclusive: it is not before itself.
    pub until: NaiveDate,
}

impl Window {
    /// The twelve months before an application: from the same day of the year before, or from 28
    /// February where that year has no 29th. `None` before the calendar begins.
    pub fn before(application: NaiveDate) -> Option<Self> {
        let from = application.checked_sub_months(Months::new(MONTHS))?;
        Some(Self { from, until: application })
    }

    /// Whether spending of the day counts.
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.from..self.until).contains(&day)
    }
}

/// One thing paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expense {
    /// What for.
    pub kind: Kind,
    /// When it was paid.
    pub on: NaiveDate,
    /// How much.
    pub paid_fen: u64,
    /// What came back: all insurance, medical assistance, subsidies.
    #[serde(default)]
    pub refunded_fen: u64,
}

/// Art. 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 生活支出
    Living,
    /// 医疗支出
    Medical {
        /// At a designated institution (定点医药机构).
        designated: bool,
        /// 有效票据
        receipt: bool,
    },
    /// 教育支出
    Education {
        /// Whose, for the cap is for each.
        student: PersonId,
    },
    /// 残疾康复支出
    Rehabilitation {
        /// 有效票据
        receipt: bool,
    },
    /// 其他支出 that the county recognises (LOCAL).
    Other,
}

impl Expense {
    /// What the household bore; nothing where the law asks for proof and there is none.
    fn borne_fen(&self) -> u64 {
        let proved = match self.kind {
            Kind::Medical { designated, receipt } => designated && receipt,
            Kind::Rehabilitation { receipt } => receipt,
            Kind::Living | Kind::Education { .. } | Kind::Other => true,
        };
        if proved { self.paid_fen.saturating_sub(self.refunded_fen) } else { 0 }
    }
}

/// Rigid spending within a window.
pub fn spent_fen(expenses: &[Expense], window: Window, limits: &Limits) -> u128 {
    let mut schooling: BTreeMap<PersonId, u128> = BTreeMap::new();
    let mut rest = 0;
    for expense in expenses.iter().filter(|expense| window.holds(expense.on)) {
        let borne = u128::from(expense.borne_fen());
        match expense.kind {
            Kind::Education { student } => *schooling.entry(student).or_default() += borne,
            _ => rest += borne,
        }
    }
    let most = u128::from(limits.education_most_fen);
    rest + schooling.into_values().map(|fen| fen.min(most)).sum::<u128>()
}

/// What the decision needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// In 低保, 特困 or 低保边缘.
    pub in_other_programme: bool,
    /// Within the county's limits (LOCAL).
    pub property_within_limits: bool,
    /// Income of the window's twelve months.
    pub income_fen: i64,
    /// 共同生活的家庭成员
    pub members: NonZeroU32,
    /// From [`spent_fen`].
    pub spent_fen: u128,
}

/// A condition of art. 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Art. 4(1)
    NoOtherProgramme,
    /// Art. 4(2)
    IncomeBelowAverage,
    /// Art. 4(3)
    PropertyWithinLimits,
    /// Art. 4(4)
    SpendingAboveLimit,
}

impl Circumstances {
    /// The conditions that are not met; none means 刚性支出困难家庭, but for what the county adds (art. 4(5)).
    pub fn unmet(&self, limits: &Limits) -> Vec<Condition> {
        let conditions = [
            (Condition::NoOtherProgramme, !self.in_other_programme),
            (Condition::IncomeBelowAverage, self.is_below_average(limits)),
            (Condition::PropertyWithinLimits, self.property_within_limits),
            (Condition::SpendingAboveLimit, self.spends_above(limits)),
        ];
        conditions.into_iter().filter(|(_, met)| !met).map(|(condition, _)| condition).collect()
    }

    fn is_below_average(&self, limits: &Limits) -> bool {
        let average = i128::from(limits.disposable_income_fen_year) * i128::from(self.members.get());
        i128::from(self.income_fen) < average
    }

    /// An income of nothing, or less, is exceeded by any spending, and by none of nothing.
    fn spends_above(&self, limits: &Limits) -> bool {
        let income = u128::from(u64::try_from(self.income_fen).unwrap_or(0));
        self.spent_fen.saturating_mul(100) > income * u128::from(limits.rigid_percent)
    }
}

/// The first day on which a recognition no longer holds; never more than twelve months on.
pub fn lapses_on(recognised: NaiveDate, limits: &Limits) -> Option<NaiveDate> {
    recognised.checked_add_months(Months::new(limits.rigid_months.min(MONTHS)))
}
