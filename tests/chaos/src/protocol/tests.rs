//! The layer finds what there is to find, and nothing else.

use super::{Bench, case};
use std::{
    env,
    time::{Duration, Instant},
};

#[test]
fn phones_and_county_agree_whatever_the_network_the_clocks_and_the_machines_do() {
    let long = env::var_os("DOORSTEP_LONG").is_some();
    let (runs, bound) = if long { (20_000, 600) } else { (400, 45) };
    let (bench, began) = (Bench::new().unwrap(), Instant::now());
    for seed in 0..runs {
        let ended = case::play(&bench, seed).unwrap();
        let story: Vec<_> = ended.story.lines().collect();
        assert_eq!(ended.verdict, Ok(()), "seed {seed}\n{}", story.join("\n"));
        if began.elapsed() > Duration::from_secs(bound) {
            break;
        }
    }
}

/// A worker loses a village and is given it back; nothing in it was changed meanwhile.
const VILLAGE_GIVEN_BACK: u64 = 356;

/// A fresh token works, its answer is lost, and the county forgets the token while the phone waits.
const TOKEN_FORGOTTEN: u64 = 2147;

/// The county forgets a token that it gave half a second ago.
const FRESH_TOKEN_FORGOTTEN: u64 = 20_829;

#[test]
fn stories_that_once_found_something_find_it_no_more() {
    for seed in [VILLAGE_GIVEN_BACK, TOKEN_FORGOTTEN, FRESH_TOKEN_FORGOTTEN] {
        let ended = case::play(&Bench::new().unwrap(), seed).unwrap();
        assert_eq!(ended.verdict, Ok(()), "seed {seed}");
    }
}

#[test]
fn a_seed_replays_the_same_story_to_the_same_end() {
    let (one, other) = (Bench::new().unwrap(), Bench::new().unwrap());
    for seed in 0..12 {
        let (first, second) = (case::play(&one, seed).unwrap(), case::play(&other, seed).unwrap());
        assert_eq!(first.story.lines().collect::<Vec<_>>(), second.story.lines().collect::<Vec<_>>());
        assert_eq!(first.verdict, second.verdict, "seed {seed}");
    }
}
