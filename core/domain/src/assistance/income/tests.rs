use super::*;
use crate::assistance::limits;
use proptest::{collection::vec, prelude::*};

/// Up to what a household has, and up to what an integer holds.
fn fen() -> impl Strategy<Value = u64> {
    prop_oneof![0..50_000_000_u64, any::<u64>(), Just(0), Just(u64::MAX)]
}

fn reason() -> impl Strategy<Value = DeductionReason> {
    prop_oneof![
        Just(DeductionReason::Disability),
        Just(DeductionReason::SeriousIllness),
        Just(DeductionReason::Employment),
    ]
}

fn exclusion() -> impl Strategy<Value = Exclusion> {
    prop_oneof![
        Just(Exclusion::SpecialCarePension),
        Just(Exclusion::GovernmentAssistance),
        Just(Exclusion::BasicPension),
        Just(Exclusion::Local("long_life_allowance".to_owned())),
    ]
}

prop_compose! {
    fn income(of: impl Strategy<Value = u64> + Clone + 'static)(
        fields in prop::array::uniform6(of.clone()),
        aside in vec((exclusion(), of.clone()), 0..4),
        deductions in vec((reason(), of), 0..4),
    ) -> Income {
        let [wages_fen, business_net_fen, property_net_fen, transfers_received_fen, transfers_paid_fen, other_fen] =
            fields;
        Income {
            wages_fen,
            business_net_fen,
            property_net_fen,
            transfers_received_fen,
            transfers_paid_fen,
            other_fen,
            set_aside: aside.into_iter().map(|(exclusion, fen)| SetAside { exclusion, fen }).collect(),
            deductions: deductions.into_iter().map(|(reason, fen)| Deduction { reason, fen }).collect(),
        }
    }
}

/// Every amount with its sign, as the article reads; the basic pension counts or not.
fn ledger(income: &Income, pension_counts: bool) -> Vec<(i128, u64)> {
    let mut lines = vec![
        (1, income.wages_fen),
        (1, income.business_net_fen),
        (1, income.property_net_fen),
        (1, income.transfers_received_fen),
        (-1, income.transfers_paid_fen),
        (1, income.other_fen),
    ];
    let pension = income.set_aside.iter().filter(|aside| aside.exclusion == Exclusion::BasicPension);
    lines.extend(pension.map(|aside| (i128::from(pension_counts), aside.fen)));
    lines.extend(income.deductions.iter().map(|deduction| (-1, deduction.fen)));
    lines
}

/// Amounts that add up within an `i64`.
fn household_fen() -> impl Strategy<Value = u64> + Clone {
    0..50_000_000_u64
}

proptest! {
    #[test]
    fn net_is_the_sum_in_exact_integers_or_an_error(income in income(fen().boxed()), excluded in any::<bool>()) {
        let limits = Limits { basic_pension_excluded: excluded, ..limits().clone() };
        let sum: i128 = ledger(&income, !excluded).into_iter().map(|(sign, fen)| sign * i128::from(fen)).sum();
        prop_assert_eq!(income.net(&limits).ok().map(i128::from), i64::try_from(sum).ok().map(i128::from));
    }

    #[test]
    fn income_a_head_is_the_largest_whole_fen_not_above_the_quotient(
        income in income(household_fen()),
        members in 1..=30_u32,
    ) {
        let net = i128::from(income.net(limits()).unwrap());
        let a_head = i128::from(income.per_head_month(NonZeroU32::new(members).unwrap(), limits()).unwrap());
        let shares = i128::from(members) * 12;
        prop_assert!(a_head * shares <= net && net < (a_head + 1) * shares);
    }

    #[test]
    fn rounding_never_moves_a_household_across_the_standard(
        income in income(household_fen()),
        members in 1..=30_u32,
        off in -2..=2_i64,
    ) {
        let net = income.net(limits()).unwrap();
        let a_head = income.per_head_month(NonZeroU32::new(members).unwrap(), limits()).unwrap();
        let standard = a_head + off;
        prop_assert_eq!(a_head < standard, i128::from(net) < i128::from(standard) * i128::from(members) * 12);
    }
}

#[test]
fn a_household_that_pays_more_than_it_receives_has_a_negative_income_rounded_down() {
    let income = Income { transfers_received_fen: 100, transfers_paid_fen: 101, ..Income::default() };
    assert_eq!(income.net(limits()), Ok(-1));
    assert_eq!(income.per_head_month(NonZeroU32::MIN, limits()), Ok(-1));
}

/// Worked by hand: a couple and a grandchild.
#[test]
fn the_worked_example_comes_out_to_the_fen() {
    let income = Income {
        wages_fen: 1_200_000,
        business_net_fen: 345_678,
        property_net_fen: 10_001,
        transfers_received_fen: 200_000,
        transfers_paid_fen: 150_000,
        other_fen: 7,
        set_aside: vec![SetAside { exclusion: Exclusion::GovernmentAssistance, fen: 500_000 }],
        deductions: vec![
            Deduction { reason: DeductionReason::SeriousIllness, fen: 300_000 },
            Deduction { reason: DeductionReason::Employment, fen: 60_000 },
        ],
    };
    assert_eq!(income.net(limits()), Ok(1_245_686));
    // 1 245 686 / 36 = 34 602.4
    assert_eq!(income.per_head_month(NonZeroU32::new(3).unwrap(), limits()), Ok(34_602));
}

#[test]
fn what_the_law_sets_aside_is_not_counted_and_what_it_does_not_is() {
    let of = |exclusion| Income { set_aside: vec![SetAside { exclusion, fen: 1 }], ..Income::default() };
    let during_the_plan = Limits { basic_pension_excluded: true, ..limits().clone() };
    let after_it = Limits { basic_pension_excluded: false, ..limits().clone() };
    let rows = [
        (Exclusion::SpecialCarePension, 1, 0),
        (Exclusion::FamilyPlanningAward, 1, 0),
        (Exclusion::Scholarship, 1, 0),
        (Exclusion::BraveryAward, 1, 0),
        (Exclusion::GovernmentAssistance, 2, 0),
        (Exclusion::BasicPension, 3, 1),
        (Exclusion::Local("long_life_allowance".to_owned()), 4, 0),
    ];
    for (exclusion, item, after) in rows {
        assert_eq!(exclusion.item(), item);
        assert_eq!(of(exclusion.clone()).net(&during_the_plan), Ok(0), "{exclusion:?}");
        assert_eq!(of(exclusion.clone()).net(&after_it), Ok(after), "{exclusion:?}");
    }
}

#[test]
fn only_the_codes_of_the_table_are_set_aside_locally() {
    let exclusion = Exclusion::Local("lottery".to_owned());
    let income = Income { set_aside: vec![SetAside { exclusion, fen: 1 }], ..Income::default() };
    assert_eq!(income.net(limits()), Err(IncomeError::UnknownExclusion));
}
