//! The harness finds what there is to find, and nothing else.

use super::{
    case,
    county::County,
    phone::Bench,
    server::{self, ServerBench},
};
use crate::{disk, layer::Plan, mutant::Mutant};
use std::{collections::BTreeSet, env, sync::Arc};

/// More where there is time.
fn runs(short: u64, long: u64) -> u64 {
    if env::var_os("DOORSTEP_LONG").is_some() { long } else { short }
}

fn bench() -> Bench {
    Bench::new(Arc::new(County::new().unwrap())).unwrap()
}

#[test]
fn a_phone_whose_power_goes_at_any_moment_keeps_everything_it_said_it_kept() {
    let ran = disk::run(Plan { runs: runs(250, 10_000), seed: 0, mutant: None }).unwrap();
    let first = ran.first.map(|first| (first.seed, first.finding, first.story));
    assert!(first.is_none(), "{first:?}");
    assert!(ran.layer.runs >= 250);
}

/// A bad read while a new phone's database takes up its log left it without one, and commits without their sync.
const NO_LOG: [u64; 2] = [96_721, 214_729];

#[test]
fn what_a_long_run_found_once_is_not_found_again() {
    for seed in NO_LOG {
        let ran = disk::run(Plan { runs: 1, seed, mutant: None }).unwrap();
        let first = ran.first.map(|first| (first.seed, first.finding, first.story));
        assert!(first.is_none(), "{first:?}");
    }
}

#[test]
fn a_disk_that_lies_about_having_synced_is_found() {
    let plan = Plan { runs: 200, seed: 0, mutant: Some(Mutant::LyingSync) };
    assert!(disk::run(plan).unwrap().first.is_some());
}

#[test]
fn a_seed_replays_the_same_story_to_the_same_end() {
    let (one, other) = (bench(), bench());
    for seed in 0..runs(25, 500) {
        let lies = seed % 2 == 0;
        let (first, second) =
            (case::play(&one, seed, lies).unwrap(), case::play(&other, seed, lies).unwrap());
        assert_eq!(first.story.lines().collect::<Vec<_>>(), second.story.lines().collect::<Vec<_>>());
        assert_eq!(first.verdict, second.verdict, "seed {seed}");
    }
}

#[test]
fn every_kind_of_fault_strikes_and_every_kind_of_step_is_cut() {
    let bench = bench();
    let (mut refused, mut cut) = (0, BTreeSet::new());
    for seed in 0..250 {
        let ended = case::play(&bench, seed, false).unwrap();
        let lines: Vec<_> = ended.story.lines().collect();
        refused += u64::from(lines.iter().any(|line| line.contains("room is made")));
        for pair in lines.windows(2).filter(|pair| pair[1].starts_with("  the phone says")) {
            cut.extend(pair[0].split_whitespace().next().map(str::to_owned));
        }
    }
    assert!(refused >= 5, "{refused} steps were refused by a full disk or a bad read");
    for step in ["records", "draft", "the", "tokens", "everything"] {
        assert!(cut.contains(step), "no step that begins with {step} was cut: {cut:?}");
    }
}

#[test]
fn a_server_on_a_disk_that_lies_is_found_out_and_one_on_a_sound_disk_keeps_every_answer() {
    let bench = ServerBench::new().unwrap();
    let mut cut = 0;
    for seed in 0..runs(120, 5_000) {
        let ended = server::play(&bench, seed, false).unwrap();
        assert_eq!(ended.verdict, Ok(()), "seed {seed}: {:?}", ended.story);
        cut += u64::from(ended.story.lines().any(|line| line.contains(" hears: ")));
    }
    assert!(cut >= 30, "only {cut} servers were cut at work");
    let found = (0..120).filter(|seed| server::play(&bench, *seed, true).unwrap().verdict.is_err());
    assert!(found.count() >= 20);
}

#[test]
fn a_seed_replays_the_same_story_of_a_server() {
    let (one, other) = (ServerBench::new().unwrap(), ServerBench::new().unwrap());
    for seed in 0..runs(25, 500) {
        let lies = seed % 2 == 0;
        let (first, second) =
            (server::play(&one, seed, lies).unwrap(), server::play(&other, seed, lies).unwrap());
        assert_eq!(first.story.lines().collect::<Vec<_>>(), second.story.lines().collect::<Vec<_>>());
        assert_eq!(first.verdict, second.verdict, "seed {seed}");
    }
}
