//! One virtual time, and clocks that show it: the county's is right, each phone's may be
//! days off and begins its monotonic count anew at each boot.

use crate::chance::Chance;
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_sync::ports::Entropy;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Half past eight in the morning.
pub(crate) const START: DateTime<Utc> = DateTime::from_timestamp_nanos(1_795_307_400_000_000_000);

/// Milliseconds since the start. Threads that the simulation does not know ask it too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hour(Arc<AtomicU64>);

impl Hour {
    pub(crate) fn set(&self, elapsed: Duration) {
        self.0.store(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }

    pub(crate) fn millis(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    fn now(&self) -> DateTime<Utc> {
        START + TimeDelta::milliseconds(i64::try_from(self.millis()).unwrap_or(0))
    }
}

impl doorstep_server::app::Clock for Hour {
    fn now(&self) -> DateTime<Utc> {
        Self::now(self)
    }
}

/// A phone's clocks.
#[derive(Debug)]
pub(crate) struct PhoneClock {
    hour: Hour,
    wrong_by: TimeDelta,
    booted: AtomicU64,
    boots: AtomicU64,
}

impl PhoneClock {
    pub(crate) fn new(hour: &Hour, wrong_by: TimeDelta) -> Self {
        Self { hour: hour.clone(), wrong_by, booted: AtomicU64::new(0), boots: AtomicU64::new(1) }
    }

    /// The phone starts anew.
    pub(crate) fn boot_again(&self) {
        self.booted.store(self.hour.millis(), Ordering::SeqCst);
        self.boots.fetch_add(1, Ordering::SeqCst);
    }
}

impl doorstep_sync::ports::Clock for PhoneClock {
    fn now(&self) -> DateTime<Utc> {
        self.hour.now() + self.wrong_by
    }

    fn monotonic_millis(&self) -> u64 {
        self.hour.millis().saturating_sub(self.booted.load(Ordering::SeqCst))
    }

    fn boot(&self) -> String {
        self.boots.load(Ordering::SeqCst).to_string()
    }
}

/// Jitter from the seed.
pub(crate) struct Dice(Mutex<Chance>);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        Self(Mutex::new(Chance::of(seed)))
    }
}

impl Entropy for Dice {
    fn fill(&self, bytes: &mut [u8]) -> bool {
        let mut chance = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.fill_with(|| (chance.draw() >> 56) as u8);
        true
    }
}
