use doorstep_tests::day::{self, Plan};
use std::path::Path;

/// The demo's own program: the server runs in it.
const PROGRAM: &str = env!("CARGO_BIN_EXE_demo");

#[test]
fn every_check_of_the_demo_day_holds() {
    let (_county, report) = day::play(Plan { phones: 3, visits: 30 }, Path::new(PROGRAM), &|_| ());
    for (check, held) in &report.checks {
        assert!(held, "{check}: {:?}", report.ledger);
    }
    assert!(report.holds());
    assert!(report.ledger.sent >= 30 && report.ledger.holds());
}
