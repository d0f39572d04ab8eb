//! Told on PostgreSQL, where the test command has started one.

use super::{SERVER, run};
use crate::layer::Plan;
use std::env;

#[test]
fn a_polling_reader_is_never_passed_by_a_row_that_was_numbered_early_and_committed_late() {
    if env::var_os(SERVER).is_none() {
        eprintln!("{SERVER} is not set: the race exists on PostgreSQL alone");
        return;
    }
    let runs = if env::var_os("DOORSTEP_LONG").is_some() { 100 } else { 12 };
    let ran = run(Plan { runs, seed: 1, mutant: None }).unwrap();
    let first = ran.first.map(|first| (first.seed, first.finding, first.story));
    assert!(first.is_none(), "{first:?}");
    assert_eq!(ran.layer.runs, runs);
}
