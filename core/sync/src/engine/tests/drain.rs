//! Whatever happened, once the network is good everything drains, exactly once.

use super::{
    files::{Poison, Where},
    phone::{Phone, Standing},
    world::{Luck, World},
};
use crate::engine::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

const LUCKS: [Luck; 16] = [
    Luck::Good,
    Luck::Good,
    Luck::Good,
    Luck::Good,
    Luck::Dropped,
    Luck::AnswerLost,
    Luck::AnsweredTwice,
    Luck::SentTwice,
    Luck::Portal,
    Luck::Busy,
    Luck::Broken,
    Luck::TokenEnded,
    Luck::TooSlow,
    Luck::Hangs,
    Luck::Forged,
    Luck::DiskFull,
];

/// Some hours of a bad day.
fn bad_day(seed: u64, steps: u64) -> World {
    let mut world = World::new(seed);
    let mut copy: Option<Phone> = None;
    let mut lives = 0;
    for n in 0..u128::from(steps) {
        match world.dice(40) {
            0..8 => {
                let emergency = world.dice(10) == 0;
                if world.dice(12) == 0 {
                    world.poison.insert(RecordId(Uuid::from_u128(n)));
                }
                world.save(n, emergency);
                if world.dice(3) == 0 {
                    let length = world.dice(600_000) + 1;
                    world.phone.media.attach(i64::try_from(n).unwrap(), n, length);
                }
            }
            8 => world.elapse(),
            9 => world.deliver_late(),
            10 | 11 => world.tell(What::NetworkGood),
            12 => world.tell(What::Asked),
            13 => world.county.back_up(),
            14 => world.county.documents += 2,
            15 if world.dice(4) == 0 => world.county.restore(),
            16 => world.restart(),
            17 => copy = Some(world.phone.clone()),
            18 if world.dice(3) == 0 => {
                if let Some(copy) = &copy {
                    lives += 1;
                    world.phone = Phone::restored(copy, lives);
                    world.restart();
                }
            }
            _ => {
                let luck = LUCKS[usize::try_from(world.dice(16)).unwrap()];
                if !world.turn(luck) && world.dice(3) == 0 {
                    world.elapse();
                }
            }
        }
    }
    world
}

fn cases() -> u32 {
    if std::env::var_os("DOORSTEP_LONG").is_some() { 4_000 } else { 400 }
}

/// Plays a day, then lets the network be good.
fn drains(seed: u64, steps: u64) -> Result<(), TestCaseError> {
    let mut world = bad_day(seed, steps);
    let bound = 200 + 40 * world.phone.records.len() + 200 * world.phone.media.0.len();
    let settled = world.settle(bound);
    prop_assert!(settled.is_some(), "stuck at {:?}", world.engine.stage());

    prop_assert_eq!(world.phone.of(Standing::Waiting), 0);
    for record in world.phone.records.values() {
        let poisoned = world.poison.contains(&record.id);
        prop_assert_eq!(record.standing == Standing::Parked, poisoned, "parked if and only if it is bad");
        prop_assert_eq!(world.county.records.get(&record.id).copied(), (!poisoned).then_some(1));
    }
    let all: BTreeSet<u64> = (0..world.county.documents).collect();
    prop_assert_eq!(&world.phone.documents, &all);
    for (file, at) in world.phone.media.0.values() {
        let poisoned = Poison::of(file.id) != Poison::None;
        if world.county.records.contains_key(&file.record) {
            prop_assert_eq!(matches!(at, Where::Parked(_)), poisoned, "{:?} {:?}", file, at);
            prop_assert_eq!(world.county.shelf.whole.contains_key(&file.id), !poisoned);
        } else {
            prop_assert_eq!(at, &Where::Waiting, "nothing is sent for a record that is not there");
        }
    }
    prop_assert_eq!(world.media_before_data, 0);
    prop_assert!(!world.county.forked, "a header of a lost life stood where another was sent");
    Ok(())
}

/// Somebody asks for what is new while the county's answer, which does not have it yet, is on its way.
const ASKED_MEANWHILE: (u64, u64) = (88_625_618_739_592_347, 90);

#[test]
fn days_that_once_did_not_drain_do_now() {
    let (seed, steps) = ASKED_MEANWHILE;
    drains(seed, steps).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn once_the_network_is_good_everything_drains_exactly_once(seed: u64, steps in 1..600_u64) {
        drains(seed, steps)?;
    }

    #[test]
    fn the_same_seed_is_the_same_day(seed: u64) {
        let (one, other) = (bad_day(seed, 200), bad_day(seed, 200));
        prop_assert_eq!(one.engine, other.engine);
        prop_assert_eq!(one.now, other.now);
        prop_assert_eq!(one.batches, other.batches);
    }
}

#[test]
fn an_emergency_is_in_the_first_request_that_arrives_and_nothing_later_is() {
    let mut world = World::new(1);
    for n in 0..40 {
        world.phone.save(n, n == 11 || n == 12);
    }
    world.settle(500).unwrap();
    let ids: Vec<u128> = world.batches[0].iter().map(|record| record.0.as_u128()).collect();
    assert_eq!(ids, (0..13).collect::<Vec<u128>>());
    assert_eq!(world.county.records.len(), 40);
}

#[test]
fn a_day_of_visits_goes_in_one_request_and_nothing_to_do_costs_one() {
    let mut world = World::new(2);
    world.settle(500).unwrap();
    for n in 0..20 {
        world.phone.save(n, false);
    }
    let before = world.requests;
    world.tell(What::Saved { emergency: false });
    while world.turn(Luck::Good) {}
    assert_eq!(world.requests - before, 1);
    let before = world.requests;
    world.tell(What::Asked);
    while world.turn(Luck::Good) {}
    assert_eq!(world.requests - before, 1);
}

#[test]
fn one_bad_record_among_hundreds_costs_some_requests_and_holds_back_none() {
    let mut world = World::new(3);
    for n in 0..300 {
        world.phone.save(n, false);
    }
    world.poison.insert(RecordId(Uuid::from_u128(151)));
    world.settle(2_000).unwrap();
    assert_eq!(world.county.records.len(), 299);
    assert_eq!(world.phone.of(Standing::Parked), 1);
    assert!(world.requests < 40, "{} requests", world.requests);
}

#[test]
fn a_phone_restored_from_an_old_copy_that_went_on_forks_nothing() {
    let mut world = World::new(4);
    for n in 0..5 {
        world.save(n, false);
    }
    let copy = world.phone.clone();
    for n in 5..10 {
        world.save(n, false);
    }
    world.settle(500).unwrap();
    world.phone = Phone::restored(&copy, 1);
    for n in 100..108 {
        world.phone.save(n, false);
    }
    world.restart();
    world.settle(500).unwrap();
    assert!(!world.county.forked);
    assert_eq!(world.county.records.len(), 18);
}

#[test]
fn what_yesterdays_backup_did_not_hold_is_offered_again() {
    let mut world = World::new(5);
    for n in 0..5 {
        world.save(n, false);
    }
    world.settle(500).unwrap();
    world.county.back_up();
    for n in 5..10 {
        world.save(n, false);
    }
    world.settle(500).unwrap();
    world.county.restore();
    assert_eq!(world.county.records.len(), 5);
    world.settle(500).unwrap();
    assert_eq!(world.county.records.len(), 10);
}

#[test]
fn a_long_queue_goes_out_two_batches_at_a_time_and_each_is_the_one_that_was_sent_ahead() {
    let mut world = World::new(3);
    for n in 0..2_100 {
        world.phone.save(n, false);
    }
    world.settle(500).unwrap();
    let sizes: Vec<usize> = world.batches.iter().map(Vec::len).collect();
    assert_eq!(sizes, [500, 500, 500, 500, 100]);
    assert_eq!(world.batches_ahead, 3, "all behind the second: the first tells how soon the link answers");
    assert_eq!(world.county.records.len(), 2_100);
}
