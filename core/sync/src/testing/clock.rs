//! A clock that a test turns by hand, and the system's randomness.

use crate::ports::{Clock, Entropy};
use chrono::{DateTime, TimeDelta, Utc};
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::{Mutex, PoisonError};

/// Stands still until it is moved.
pub struct TestClock(Mutex<(DateTime<Utc>, u64)>);

impl TestClock {
    /// A clock that shows this.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new((now, 1_000)))
    }

    /// Time goes by.
    pub fn pass(&self, millis: u64) {
        let mut clock = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        clock.0 += TimeDelta::milliseconds(i64::try_from(millis).unwrap_or(0));
        clock.1 += millis;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn monotonic_millis(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    fn boot(&self) -> String {
        "boot".to_owned()
    }
}

/// The operating system's randomness.
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) -> bool {
        SystemRandom::new().fill(bytes).is_ok()
    }
}
