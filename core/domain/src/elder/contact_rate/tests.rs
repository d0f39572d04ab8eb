use super::*;
use crate::rules::all;
use chrono::Days;
use proptest::{collection::vec, prelude::*, sample::select};
use uuid::Uuid;

const MODES: [Mode; 3] = [Mode::Home, Mode::Phone, Mode::Video];

fn elder(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn november() -> Month {
    Month::of(day("2026-11-22"))
}

fn stay(n: u128, joined: &str, left: Option<&str>) -> Stay {
    Stay { elder: elder(n), joined: day(joined), left: left.map(day) }
}

fn contact(n: u128, on: &str, mode: Mode) -> Contact {
    Contact { elder: elder(n), day: day(on), mode }
}

fn counting() -> &'static Counting {
    &all().last().unwrap().contact_rate
}

fn of(reached: usize, roster: usize) -> Fraction {
    Fraction { reached, roster }
}

#[test]
fn a_month_knows_its_last_day() {
    for (any, last) in [
        ("2026-11-01", "2026-11-30"),
        ("2026-12-31", "2026-12-31"),
        ("2028-02-10", "2028-02-29"),
        ("2026-02-28", "2026-02-28"),
    ] {
        assert_eq!(Month::of(day(any)).last_day(), day(last), "{any}");
    }
}

#[test]
fn each_elder_counts_once_in_the_natural_month() {
    let frozen = freeze(november(), &[1, 2, 3, 4].map(|n| stay(n, "2026-01-01", None)));
    let contacts = [
        contact(1, "2026-11-01", Mode::Home),
        contact(1, "2026-11-02", Mode::Phone),
        contact(2, "2026-11-30", Mode::Phone),
        contact(3, "2026-10-31", Mode::Home),
        contact(4, "2026-12-01", Mode::Home),
        contact(3, "2025-11-15", Mode::Home),
        contact(9, "2026-11-15", Mode::Home),
    ];
    let rate = rate(&frozen, &contacts, counting());
    assert_eq!((rate.reached, rate.at_home), (of(2, 4), of(1, 4)));
    assert_eq!(rate.unreached, BTreeSet::from([elder(3), elder(4)]));
    assert_eq!((rate.month, rate.as_of), (november(), day("2026-11-30")));
}

#[test]
fn only_the_modes_of_the_table_count() {
    let frozen = freeze(november(), &[stay(1, "2026-01-01", None)]);
    let home_only = Counting { valid_modes: vec![Mode::Home] };
    for (mode, counts) in [(Mode::Home, 1), (Mode::Phone, 0), (Mode::Video, 0)] {
        let contacts = [contact(1, "2026-11-15", mode)];
        assert_eq!(rate(&frozen, &contacts, &home_only).reached, of(counts, 1), "{mode:?}");
        assert_eq!(rate(&frozen, &contacts, counting()).reached, of(1, 1), "{mode:?}");
    }
}

#[test]
fn the_roster_is_that_of_the_last_day() {
    let stays = [
        stay(1, "2026-11-30", None),
        stay(2, "2026-12-01", None),
        stay(3, "2026-01-01", Some("2026-11-30")),
        stay(4, "2026-01-01", Some("2026-12-01")),
        stay(5, "2026-01-01", Some("2026-11-15")),
        stay(5, "2026-11-20", None),
    ];
    let frozen = freeze(november(), &stays);
    assert_eq!(frozen.elders, BTreeSet::from([1, 4, 5].map(elder)));
    assert_eq!(frozen.joined_that_day, BTreeSet::from([elder(1)]));
    assert_eq!(frozen.left_that_day, BTreeSet::from([elder(3)]));
}

#[test]
fn changes_of_the_last_day_are_shown_with_the_rate_without_them() {
    let stays =
        [stay(1, "2026-01-01", None), stay(2, "2026-01-01", Some("2026-11-30")), stay(3, "2026-11-30", None)];
    let contacts = [contact(1, "2026-11-10", Mode::Home), contact(3, "2026-11-30", Mode::Video)];
    let rate = rate(&freeze(november(), &stays), &contacts, counting());
    assert_eq!(rate.reached, of(2, 2), "everybody, it seems");
    assert_eq!(rate.without_last_day, of(1, 2), "had the one not reached stayed on the roster");
}

#[test]
fn who_moves_off_and_on_again_the_same_day_has_not_moved() {
    let stays = [stay(1, "2026-01-01", Some("2026-11-30")), stay(1, "2026-11-30", None)];
    let frozen = freeze(november(), &stays);
    assert_eq!((frozen.elders.len(), frozen.joined_that_day.len(), frozen.left_that_day.len()), (1, 0, 0));
}

#[test]
fn an_empty_roster_is_nothing_of_nothing() {
    let rate = rate(&freeze(november(), &[]), &[contact(1, "2026-11-10", Mode::Home)], counting());
    assert_eq!((rate.reached, rate.at_home), (of(0, 0), of(0, 0)));
}

fn stays() -> impl Strategy<Value = Vec<Stay>> {
    let span = (1..9_u128, 0..70_u64, proptest::option::of(0..40_u64));
    let stay = span.prop_map(|(n, joined, length)| {
        let joined = day("2026-10-01") + Days::new(joined);
        Stay { elder: elder(n), joined, left: length.map(|days| joined + Days::new(days)) }
    });
    vec(stay, 0..14)
}

fn contacts() -> impl Strategy<Value = Vec<Contact>> {
    let contact = (1..9_u128, 0..75_u64, select(MODES.to_vec()));
    vec(
        contact.prop_map(|(n, days, mode)| Contact {
            elder: elder(n),
            day: day("2026-10-10") + Days::new(days),
            mode,
        }),
        0..30,
    )
}

proptest! {
    #[test]
    fn the_rate_is_what_counting_one_by_one_gives(stays in stays(), contacts in contacts()) {
        let end = day("2026-11-30");
        let rate = rate(&freeze(november(), &stays), &contacts, counting());
        let on_roster = |n: u128, on: NaiveDate| stays.iter().any(|stay| {
            stay.elder == elder(n) && stay.joined <= on && stay.left.is_none_or(|left| left > on)
        });
        let seen = |n: u128, home: bool| contacts.iter().any(|contact| {
            let text = contact.day.to_string();
            contact.elder == elder(n) && text.starts_with("2026-11") && (!home || contact.mode == Mode::Home)
        });
        let count = |wanted: &dyn Fn(u128) -> bool| (1..9).filter(|n| wanted(*n)).count();
        let roster = count(&|n| on_roster(n, end));
        prop_assert_eq!(rate.reached, of(count(&|n| on_roster(n, end) && seen(n, false)), roster));
        prop_assert_eq!(rate.at_home, of(count(&|n| on_roster(n, end) && seen(n, true)), roster));
        let eve = day("2026-11-29");
        let unmoved = of(count(&|n| on_roster(n, eve) && seen(n, false)), count(&|n| on_roster(n, eve)));
        prop_assert_eq!(rate.without_last_day, unmoved);
        prop_assert_eq!(rate.unreached.len() + rate.reached.reached, roster);
    }

    #[test]
    fn a_contact_more_never_lowers_a_rate_nor_moves_the_denominator(
        stays in stays(), mut contacts in contacts(), n in 1..9_u128, on in 1..31_u64,
    ) {
        let frozen = freeze(november(), &stays);
        let before = rate(&frozen, &contacts, counting());
        contacts.push(Contact { elder: elder(n), day: day("2026-10-31") + Days::new(on), mode: Mode::Home });
        let after = rate(&frozen, &contacts, counting());
        prop_assert!(after.at_home.reached >= before.at_home.reached);
        prop_assert!(after.reached.reached >= before.reached.reached);
        prop_assert!(after.at_home.reached <= after.reached.reached);
        prop_assert!(after.reached.reached <= after.reached.roster);
        prop_assert_eq!(after.reached.roster, before.reached.roster);
    }
}
