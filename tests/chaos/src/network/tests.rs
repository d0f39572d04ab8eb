//! The layer finds what there is to find, and nothing else.

use super::{
    case::{Bench, play_in},
    phone::{Day, Due},
    run,
    weather::{Coming, Event},
};
use crate::{
    chance::Chance,
    layer::{Ended, Plan},
};
use std::env;

#[test]
fn whatever_the_network_does_everything_arrives_once_and_every_phone_knows_what_it_should() {
    let runs = if env::var_os("DOORSTEP_LONG").is_some() { 300 } else { 24 };
    let ran = run(Plan { runs, seed: 1, mutant: None }).unwrap();
    let first = ran.first.map(|first| (first.seed, first.finding, first.story));
    assert!(first.is_none(), "{first:?}");
    assert_eq!(ran.layer.runs, runs);
}

/// One phone that saves one visit, in a weather; nobody tells it anything.
fn alone(visit: Due, weather: &[(u64, Event)]) -> Ended {
    let day = Day { script: vec![visit], ..Day::default() };
    let coming =
        |(at_millis, event): &(u64, Event)| Coming { at_millis: *at_millis, phone: 1, event: *event };
    let weather = weather.iter().map(coming).collect();
    play_in(&Bench::new().unwrap(), Chance::of(1), vec![day], weather, false).unwrap()
}

#[test]
fn a_body_that_takes_minutes_over_the_slowest_link_arrives() {
    // About 190 kB once folded: a minute and a half.
    let visit = Due { at_millis: 10_000, words: 22_000 };
    let ended = alone(visit, &[(0, Event::Slow(2_200))]);
    assert_eq!(ended.verdict, Ok(()), "{:?}", ended.story);
}

#[test]
fn a_visit_kept_in_the_moment_the_power_went_is_not_made_again() {
    let visit = Due { at_millis: 10_000, words: 10 };
    for change in 1..=30 {
        let ended = alone(visit, &[(9_000, Event::PhoneDiesAt { change, down: 5_000 })]);
        assert_eq!(ended.verdict, Ok(()), "at change {change}: {:?}", ended.story);
    }
}

#[test]
fn a_phone_that_never_reaches_the_county_is_found() {
    let visit = Due { at_millis: 10_000, words: 10 };
    let ended = alone(visit, &[(0, Event::Slow(1))]);
    assert!(ended.verdict.is_err(), "{:?}", ended.story);
}
