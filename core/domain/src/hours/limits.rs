//! What a county may set about hours, and how hours are shown.

use serde::{Deserialize, Serialize};

/// The section `hours` of a rules table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Limits {
    /// Most minutes of one volunteer on one civil day; a day has 1440.
    pub day_most_minutes: u32,
    /// More than so many on one day are said (LOCAL).
    pub day_usual_minutes: u32,
    /// Most pairs of sign-in and sign-out for one activity on one day (LOCAL: Guangdong's i志愿).
    pub pairs_a_day: u32,
    /// How far from the activity's place one may sign in, metres (LOCAL).
    pub radius_metres: u32,
    /// Within so many working days (工作日) after the activity its hours are entered (令第67号 art. 11).
    pub entry_working_days: u32,
    /// How certificates show hours (LOCAL).
    pub certificate: Rounding,
    /// Hours from which a volunteer has one star, two … five (星级; 2012 Method, which the text in force only allows).
    pub star_hours: [u32; 5],
}

/// How a certificate (志愿服务记录证明) shows minutes as hours. Always down: nothing national says how, and
/// time that was not given is not certified. Round the sum, not its parts, which may show less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// Half hours.
    HalfHour,
    /// Two decimals.
    Hundredth,
}

impl Rounding {
    /// Hundredths of an hour to show for so many minutes.
    pub fn shown_hundredths(self, minutes: u32) -> u64 {
        let minutes = u64::from(minutes);
        match self {
            Self::HalfHour => minutes / 30 * 50,
            Self::Hundredth => minutes * 100 / 60,
        }
    }
}

impl Limits {
    /// Stars of a volunteer who has given so many minutes in all, 0–5. By minutes, not by what is shown.
    pub fn stars(&self, minutes: u32) -> u32 {
        self.star_hours.iter().map(|hours| u32::from(u64::from(minutes) >= u64::from(*hours) * 60)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;
    use proptest::prelude::*;

    #[test]
    fn the_tables_hold_the_numbers_of_the_field() {
        for table in rules::all() {
            let limits = &table.hours;
            assert_eq!(limits.day_most_minutes, 1_440);
            assert!(limits.day_usual_minutes < limits.day_most_minutes);
            assert_eq!(limits.pairs_a_day, 3);
            assert_eq!(limits.entry_working_days, 10);
            assert_eq!(limits.star_hours, [100, 300, 600, 1_000, 1_500]);
        }
    }

    #[test]
    fn a_star_is_earned_with_its_last_minute() {
        let limits = &rules::all()[0].hours;
        let rows = [
            (0, 0),
            (100 * 60 - 1, 0),
            (100 * 60, 1),
            (300 * 60 - 1, 1),
            (300 * 60, 2),
            (600 * 60, 3),
            (1_000 * 60, 4),
            (1_500 * 60 - 1, 4),
            (1_500 * 60, 5),
            (u32::MAX, 5),
        ];
        for (minutes, stars) in rows {
            assert_eq!(limits.stars(minutes), stars, "{minutes} minutes");
        }
    }

    #[test]
    fn certificates_round_down() {
        let rows = [(0, 0, 0), (29, 0, 48), (30, 50, 50), (59, 50, 98), (60, 100, 100), (95, 150, 158)];
        for (minutes, half_hours, hundredths) in rows {
            assert_eq!(Rounding::HalfHour.shown_hundredths(minutes), half_hours, "{minutes}");
            assert_eq!(Rounding::Hundredth.shown_hundredths(minutes), hundredths, "{minutes}");
        }
    }

    proptest! {
        #[test]
        fn rounding_never_adds_time(one: u32, other: u32) {
            for rounding in [Rounding::HalfHour, Rounding::Hundredth] {
                let shown = |minutes| rounding.shown_hundredths(minutes);
                prop_assert!(shown(one) * 60 <= u64::from(one) * 100);
                if let Some(sum) = one.checked_add(other) {
                    prop_assert!(shown(one) + shown(other) <= shown(sum));
                }
            }
        }
    }
}
