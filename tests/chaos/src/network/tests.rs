//! The layer finds nothing in what ships.

use super::run;
use crate::layer::Plan;
use std::env;

#[test]
fn whatever_the_network_does_everything_arrives_once_and_every_phone_knows_what_it_should() {
    let runs = if env::var_os("DOORSTEP_LONG").is_some() { 300 } else { 24 };
    let ran = run(Plan { runs, seed: 1, mutant: None }).unwrap();
    let first = ran.first.map(|first| (first.seed, first.finding, first.story));
    assert!(first.is_none(), "{first:?}");
    assert_eq!(ran.layer.runs, runs);
}
