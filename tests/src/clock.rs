//! One time for a story, wound by hand: the server's clock is right, each phone's may
//! be wrong, stand in another boot, or jump.
//!
//! Time also flows by itself, as fast as the machine's, so that a visit takes longer
//! than nothing.

use chrono::{DateTime, TimeDelta, Utc};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

/// Half past eight in the morning of the day on which the invented county's due dates are spread.
pub const MORNING: &str = "2026-11-22T00:30:00Z";

/// Minutes that the county's local time is ahead of UTC.
const BEIJING_MINUTES: i32 = 8 * 60;

/// The right time of a story.
pub struct StoryClock {
    start: DateTime<Utc>,
    since: Instant,
    passed: Mutex<TimeDelta>,
}

impl StoryClock {
    /// A story that begins at this moment.
    pub fn at(start: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self { start, since: Instant::now(), passed: Mutex::new(TimeDelta::zero()) })
    }

    /// A story that begins on the [`MORNING`].
    pub fn morning() -> Arc<Self> {
        Self::at(MORNING.parse().expect("the morning is a moment"))
    }

    /// A story of today, by the machine's clock.
    pub fn today() -> Arc<Self> {
        Self::at(std::time::SystemTime::now().into())
    }

    /// The right time.
    pub fn now(&self) -> DateTime<Utc> {
        self.start + self.elapsed()
    }

    /// Lets time pass.
    pub fn pass(&self, time: TimeDelta) {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        *passed += time;
    }

    fn elapsed(&self) -> TimeDelta {
        let flowed = TimeDelta::from_std(self.since.elapsed()).expect("a story is short");
        flowed + *self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl doorstep_server::app::Clock for StoryClock {
    fn now(&self) -> DateTime<Utc> {
        Self::now(self)
    }
}

/// A phone's clocks.
pub struct PhoneClock {
    story: Arc<StoryClock>,
    state: Mutex<PhoneTime>,
}

#[derive(Clone, Copy)]
struct PhoneTime {
    wrong_by: TimeDelta,
    booted: TimeDelta,
    boots: u32,
}

impl PhoneClock {
    /// A phone that was just started, and whose clock is right.
    pub fn right(story: &Arc<StoryClock>) -> Arc<Self> {
        let state = PhoneTime { wrong_by: TimeDelta::zero(), booted: story.elapsed(), boots: 1 };
        Arc::new(Self { story: Arc::clone(story), state: Mutex::new(state) })
    }

    /// Sets the civil clock wrong.
    pub fn set_wrong_by(&self, time: TimeDelta) {
        self.change(|state| state.wrong_by = time);
    }

    /// Starts the phone anew: the monotonic clock begins at nothing.
    pub fn reboot(&self) {
        let booted = self.story.elapsed();
        self.change(|state| {
            state.booted = booted;
            state.boots += 1;
        });
    }

    fn change(&self, change: impl FnOnce(&mut PhoneTime)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn state(&self) -> PhoneTime {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl doorstep_client::port::Clock for PhoneClock {
    fn now(&self) -> DateTime<Utc> {
        self.story.now() + self.state().wrong_by
    }

    fn monotonic_millis(&self) -> u64 {
        let since_boot = self.story.elapsed() - self.state().booted;
        u64::try_from(since_boot.num_milliseconds()).unwrap_or(0)
    }

    fn boot(&self) -> String {
        // Another process is another boot as far as a phone can tell from its monotonic clock.
        format!("{}-{}", std::process::id(), self.state().boots)
    }
}

impl doorstep_client::port::LocalClock for PhoneClock {
    fn utc_offset_minutes(&self) -> i32 {
        BEIJING_MINUTES
    }
}
