use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};

/// From one moment until before another; of no length where the end is not after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The first moment after.
    pub to: DateTime<Utc>,
}

impl Span {
    /// Whole minutes, seconds dropped.
    pub fn minutes(self) -> u32 {
        u32::try_from((self.to - self.from).num_minutes()).unwrap_or(0)
    }

    /// Whether some moment is in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.from.max(other.from) < self.to.min(other.to)
    }

    /// The civil days of `offset` with the minutes given on each. They sum up to [`Self::minutes`]: a
    /// minute that midnight cuts counts on the day on which it ends.
    pub fn by_day(self, offset: FixedOffset) -> Vec<(NaiveDate, u32)> {
        let mut days = Vec::new();
        let mut day = Some(civil_day(self.from, offset));
        let mut counted = 0;
        while let Some(today) = day.filter(|_| counted < self.minutes()) {
            day = today.succ_opt();
            let midnight = day.and_then(|next| next.and_time(NaiveTime::MIN).checked_sub_offset(offset));
            let until = midnight.map_or(self.to, |midnight| self.to.min(midnight.and_utc()));
            let so_far = Self { to: until, ..self }.minutes();
            if so_far > counted {
                days.push((today, so_far - counted));
            }
            counted = so_far;
        }
        days
    }
}

/// The civil day of a moment where clocks run ahead of UTC by `offset`.
pub fn civil_day(at: DateTime<Utc>, offset: FixedOffset) -> NaiveDate {
    let utc = at.naive_utc();
    utc.checked_add_offset(offset).unwrap_or(utc).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn china() -> FixedOffset {
        FixedOffset::east_opt(8 * 3_600).unwrap()
    }

    fn span(from: &str, to: &str) -> Span {
        let at = |text: &str| format!("{text}+08:00").parse::<DateTime<Utc>>().unwrap();
        Span { from: at(from), to: at(to) }
    }

    #[test]
    fn a_night_is_split_at_midnight_in_china() {
        type Row<'a> = (&'a str, &'a str, &'a [(&'a str, u32)]);
        let rows: [Row<'_>; 6] = [
            ("2026-11-22T09:00:00", "2026-11-22T10:30:59", &[("2026-11-22", 90)]),
            ("2026-11-22T22:00:00", "2026-11-23T01:30:00", &[("2026-11-22", 120), ("2026-11-23", 90)]),
            ("2026-11-22T22:00:00", "2026-11-23T00:00:00", &[("2026-11-22", 120)]),
            ("2026-11-22T23:59:30", "2026-11-23T00:00:30", &[("2026-11-23", 1)]),
            (
                "2026-12-31T23:00:00",
                "2027-01-02T01:00:00",
                &[("2026-12-31", 60), ("2027-01-01", 1_440), ("2027-01-02", 60)],
            ),
            ("2026-11-22T10:00:00", "2026-11-22T09:00:00", &[]),
        ];
        for (from, to, days) in rows {
            let days: Vec<_> = days.iter().map(|(day, minutes)| (day.parse().unwrap(), *minutes)).collect();
            assert_eq!(span(from, to).by_day(china()), days, "{from} to {to}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_have_days_too() {
        let last =
            Span { from: DateTime::<Utc>::MAX_UTC - TimeDelta::minutes(9), to: DateTime::<Utc>::MAX_UTC };
        assert_eq!(last.by_day(china()).iter().map(|(_, minutes)| minutes).sum::<u32>(), last.minutes());
    }

    proptest! {
        #[test]
        fn splitting_by_day_neither_adds_nor_loses_a_minute(from in 0..200_000_i64, seconds in 0..400_000_i64) {
            let from = DateTime::UNIX_EPOCH + TimeDelta::seconds(from);
            let span = Span { from, to: from + TimeDelta::seconds(seconds) };
            let days = span.by_day(china());
            prop_assert_eq!(days.iter().map(|(_, minutes)| minutes).sum::<u32>(), span.minutes());
            prop_assert!(days.is_sorted_by(|before, after| before.0 < after.0));
            prop_assert!(days.iter().all(|(_, minutes)| (1..=1_440).contains(minutes)));
        }

        #[test]
        fn spans_overlap_where_they_share_a_second(a in 0..50_i64, la in 0..20_i64, b in 0..50_i64, lb in 0..20_i64) {
            let span = |from: i64, length: i64| Span {
                from: DateTime::UNIX_EPOCH + TimeDelta::seconds(from),
                to: DateTime::UNIX_EPOCH + TimeDelta::seconds(from + length),
            };
            let shared = (a..a + la).any(|second| (b..b + lb).contains(&second));
            prop_assert_eq!(span(a, la).overlaps(span(b, lb)), shared);
        }
    }
}
