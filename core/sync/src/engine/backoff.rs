//! How long to wait after something went wrong: doubling, spread by jitter, and never
//! endless, so that a phone that failed all night tries within minutes of the morning.

/// The first wait.
const BASE_MILLIS: u64 = 2_000;

/// The longest wait of our own making.
pub const CAP_MILLIS: u64 = 5 * 60 * 1_000;

/// The longest wait that the county may ask for: a mistaken header must not silence a phone.
pub const BUSY_CAP_MILLIS: u64 = 15 * 60 * 1_000;

/// The wait after `failures` failures in a row (1 for the first): between half and all of the doubled base.
pub(super) fn delay_millis(failures: u32, jitter: u32) -> u64 {
    #[cfg(feature = "mutants")]
    if crate::mutant::is_chosen(crate::mutant::Mutant::EndlessBackoff) {
        return BASE_MILLIS << failures.saturating_sub(1).min(40);
    }
    let doubled = BASE_MILLIS.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(CAP_MILLIS);
    let half = doubled / 2;
    half + spread(half, jitter)
}

/// What the county asked for, bounded, and a little more, so that not all phones come back in the same second.
pub(super) fn busy_millis(retry_after_millis: u64, jitter: u32) -> u64 {
    let asked = retry_after_millis.min(BUSY_CAP_MILLIS * 9 / 10);
    asked + spread(asked / 10, jitter)
}

/// `0..=most`, by the jitter.
fn spread(most: u64, jitter: u32) -> u64 {
    most * u64::from(jitter) / u64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_stay_within_their_bound_whatever_the_jitter() {
        for failures in [1, 2, 3, 8, 9, 40, u32::MAX] {
            let (least, most) = (delay_millis(failures, 0), delay_millis(failures, u32::MAX));
            assert!(least >= BASE_MILLIS / 2 && most <= CAP_MILLIS && least <= most, "{failures}");
        }
        assert_eq!(delay_millis(1, u32::MAX), 2_000);
        assert_eq!(delay_millis(2, u32::MAX), 4_000);
        assert_eq!(delay_millis(40, u32::MAX), CAP_MILLIS);
    }

    #[test]
    fn a_county_that_asks_for_a_year_gets_a_quarter_of_an_hour() {
        assert!(busy_millis(u64::MAX, u32::MAX) <= BUSY_CAP_MILLIS);
        assert!(busy_millis(30_000, 0) == 30_000);
    }
}
