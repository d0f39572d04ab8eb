use super::run;
use crate::layer::Plan;

#[test]
fn files_go_after_records_each_alone_and_arrive_as_they_were() {
    let runs = if std::env::var_os("DOORSTEP_LONG").is_some() { 500 } else { 25 };
    let ran = run(Plan { runs, seed: 0, mutant: None }).unwrap();
    let first = ran.first.map(|first| (first.seed, first.finding, first.story));
    assert!(first.is_none(), "{first:?}");
    assert_eq!(ran.layer.runs, runs);
}
