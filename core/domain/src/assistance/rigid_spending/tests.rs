use super::*;
use crate::assistance::limits;
use proptest::prelude::*;
use uuid::Uuid;

const MEI: PersonId = PersonId(Uuid::from_u128(1));
const LEI: PersonId = PersonId(Uuid::from_u128(2));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn window(application: &str) -> Window {
    Window::before(day(application)).unwrap()
}

#[test]
fn the_window_opens_on_the_same_day_a_year_before_and_closes_the_day_before() {
    // Application; first day in; days in all.
    let rows = [
        ("2026-11-23", "2025-11-23", 365),
        ("2026-01-01", "2025-01-01", 365),
        ("2026-12-31", "2025-12-31", 365),
        ("2024-02-28", "2023-02-28", 365),
        ("2024-02-29", "2023-02-28", 366),
        ("2024-03-01", "2023-03-01", 366),
        ("2025-02-28", "2024-02-28", 366),
        ("2025-03-01", "2024-03-01", 365),
    ];
    for (application, first, days) in rows {
        let window = window(application);
        let first = day(first);
        let last = day(application).pred_opt().unwrap();
        assert!(window.holds(first) && !window.holds(first.pred_opt().unwrap()), "{application}");
        assert!(window.holds(last) && !window.holds(last.succ_opt().unwrap()), "{application}");
        assert_eq!((window.until - window.from).num_days(), days, "{application}");
    }
}

#[test]
fn every_day_lies_in_the_window_of_exactly_one_of_two_applications_a_year_apart() {
    let (one, next) = (window("2025-11-23"), window("2026-11-23"));
    for day in one.from.iter_days().take_while(|day| *day < next.until) {
        assert!(one.holds(day) != next.holds(day), "{day}");
    }
}

fn expense(kind: Kind, paid_fen: u64, refunded_fen: u64) -> Expense {
    Expense { kind, on: day("2026-06-01"), paid_fen, refunded_fen }
}

#[test]
fn each_kind_counts_what_was_borne_and_proved() {
    let medical = |designated, receipt| Kind::Medical { designated, receipt };
    let rows = [
        (expense(Kind::Living, 1_000, 0), 1_000),
        (expense(Kind::Living, 1_000, 400), 600),
        (expense(Kind::Other, 1_000, 0), 1_000),
        (expense(medical(true, true), 1_000, 700), 300),
        (expense(medical(true, true), 1_000, 1_000), 0),
        (expense(medical(true, true), 1_000, 1_001), 0),
        (expense(medical(false, true), 1_000, 0), 0),
        (expense(medical(true, false), 1_000, 0), 0),
        (expense(Kind::Rehabilitation { receipt: true }, 1_000, 250), 750),
        (expense(Kind::Rehabilitation { receipt: false }, 1_000, 0), 0),
        (expense(Kind::Education { student: MEI }, 1_000, 100), 900),
    ];
    for (expense, counted) in rows {
        assert_eq!(spent_fen(&[expense], window("2026-11-23"), limits()), counted, "{expense:?}");
        assert_eq!(spent_fen(&[expense], window("2026-06-01"), limits()), 0, "{expense:?}");
    }
}

#[test]
fn schooling_is_capped_for_each_student() {
    let limits = Limits { education_most_fen: 1_000, ..limits().clone() };
    let of = |student, fen| expense(Kind::Education { student }, fen, 0);
    let outside = Expense { on: day("2025-01-01"), ..of(LEI, 999) };
    let expenses = [of(MEI, 600), of(LEI, 300), of(MEI, 600), outside, expense(Kind::Living, 5_000, 0)];
    assert_eq!(spent_fen(&expenses, window("2026-11-23"), &limits), 1_000 + 300 + 5_000);
}

fn hard_up() -> Circumstances {
    Circumstances {
        in_other_programme: false,
        property_within_limits: true,
        income_fen: 1_000_000,
        members: NonZeroU32::new(2).unwrap(),
        spent_fen: 900_000,
    }
}

#[test]
fn each_condition_that_is_not_met_is_named() {
    use Condition::*;
    let all = [NoOtherProgramme, IncomeBelowAverage, PropertyWithinLimits, SpendingAboveLimit];
    for bits in 0..16_u8 {
        let failing = |at: u8| bits & (1 << at) != 0;
        let rich = failing(1);
        let household = Circumstances {
            in_other_programme: failing(0),
            income_fen: if rich { 1_000_000_000 } else { 1_000_000 },
            property_within_limits: !failing(2),
            spent_fen: match (failing(3), rich) {
                (true, _) => 1,
                (false, true) => 900_000_000,
                (false, false) => 900_000,
            },
            ..hard_up()
        };
        let expected: Vec<Condition> =
            (0..4).filter(|at| failing(*at)).map(|at| all[usize::from(at)]).collect();
        assert_eq!(household.unmet(limits()), expected, "{bits:04b}");
    }
}

#[test]
fn the_ratio_must_be_above_the_limit_and_income_below_the_average() {
    let limits = Limits { rigid_percent: 60, disposable_income_fen_year: 500_001, ..limits().clone() };
    // Income; spending; above the limit; below the average of two.
    let rows = [
        (1_000_000, 600_000, false, true),
        (1_000_000, 600_001, true, true),
        (1_000_001, 600_001, true, true),
        (1_000_002, 600_001, false, false),
        (1_000_002, 600_002, true, false),
        (0, 0, false, true),
        (0, 1, true, true),
        (-5, 0, false, true),
        (-5, 1, true, true),
        (i64::MAX, u128::MAX, true, false),
    ];
    for (income_fen, spent_fen, above, below) in rows {
        let household = Circumstances { income_fen, spent_fen, ..hard_up() };
        let unmet = household.unmet(&limits);
        assert_eq!(!unmet.contains(&Condition::SpendingAboveLimit), above, "{income_fen} {spent_fen}");
        assert_eq!(!unmet.contains(&Condition::IncomeBelowAverage), below, "{income_fen} {spent_fen}");
    }
}

#[test]
fn a_recognition_lapses_after_twelve_months_whatever_the_table_says() {
    let lapse = |from, rigid_months| lapses_on(day(from), &Limits { rigid_months, ..limits().clone() });
    assert_eq!(lapse("2026-11-23", 12), Some(day("2027-11-23")));
    assert_eq!(lapse("2026-11-23", 24), Some(day("2027-11-23")));
    assert_eq!(lapse("2026-11-23", 6), Some(day("2027-05-23")));
    assert_eq!(lapse("2026-08-31", 6), Some(day("2027-02-28")));
    assert_eq!(lapse("2024-02-29", 12), Some(day("2025-02-28")));
}

proptest! {
    #[test]
    fn a_window_is_a_year_whatever_the_day(offset in 0..20_000_u64) {
        let application = day("2000-01-01") + chrono::Days::new(offset);
        let window = Window::before(application).unwrap();
        let days = (window.until - window.from).num_days();
        prop_assert!(days == 365 || days == 366);
        prop_assert_eq!(window.from.iter_days().take(366).filter(|day| window.holds(*day)).count() as i64, days);
    }
}
