//! How many tests passed, failed and were skipped, from libtest's closing lines.

use std::{fmt, iter::Sum, ops::Add};

/// The sums of one suite, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

/// Of one test program: its last closing line, for a test may start a program that prints one of its own.
/// No such line is a failure.
pub(crate) fn of_last(printed: &str) -> Tally {
    printed.lines().rev().find_map(closing).unwrap_or_else(Tally::one_failure)
}

/// Of several, run one after the other.
pub(crate) fn of_all(printed: &str) -> Tally {
    printed.lines().filter_map(closing).sum()
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`
fn closing(line: &str) -> Option<Tally> {
    let (_, counts) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
    let mut tally = Tally::default();
    for (count, what) in counts.split("; ").filter_map(|part| part.split_once(' ')) {
        match what {
            "passed" => tally.passed = count.parse().ok()?,
            "failed" => tally.failed = count.parse().ok()?,
            "ignored" => tally.skipped = count.parse().ok()?,
            _ => {}
        }
    }
    Some(tally)
}

impl Tally {
    pub(crate) fn one_failure() -> Self {
        Self { failed: 1, ..Self::default() }
    }

    /// A program that failed has a failure, whatever it printed.
    pub(crate) fn unless_it_failed(self, success: bool) -> Self {
        if success { self } else { Self { failed: self.failed.max(1), ..self } }
    }

    pub(crate) fn word(self) -> &'static str {
        if self.failed == 0 { "ok" } else { "FAILED" }
    }
}

impl Add for Tally {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Self::add)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.passed + self.skipped, self.failed) {
            (0, 0) => f.write_str("ok"),
            (0, _) => f.write_str("FAILED"),
            _ => write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Tally, of_all, of_last};

    const GOOD: &str = "running 4 tests\n....\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
    const BAD: &str =
        "test result: FAILED. 7 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";

    #[test]
    fn a_closing_line_is_counted() {
        assert_eq!(of_last(GOOD), Tally { passed: 3, failed: 0, skipped: 1 });
        assert_eq!(of_last(BAD), Tally { passed: 7, failed: 2, skipped: 0 });
    }

    #[test]
    fn a_suite_that_died_has_failed() {
        assert_eq!(of_last("running 4 tests\nsegmentation fault"), Tally::one_failure());
        assert_eq!(of_last(GOOD).unless_it_failed(false).failed, 1);
    }

    #[test]
    fn a_child_that_closes_first_is_not_counted() {
        assert_eq!(of_last(&format!("{BAD}{GOOD}")), Tally { passed: 3, failed: 0, skipped: 1 });
    }

    #[test]
    fn doctests_of_several_crates_are_summed() {
        assert_eq!(of_all(&format!("{BAD}{GOOD}")), Tally { passed: 10, failed: 2, skipped: 1 });
    }
}
