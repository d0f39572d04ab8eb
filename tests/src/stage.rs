//! A story's stage: one time, one county, and phones.

use crate::{clock::StoryClock, county::County, desk::Desk, phone::Phone};
use std::sync::Arc;

/// One time and one county.
pub struct Stage {
    /// The right time.
    pub clock: Arc<StoryClock>,
    /// The county.
    pub county: County,
}

impl Stage {
    /// On the morning of the invented county's day.
    pub fn open() -> Self {
        Self::at(StoryClock::morning())
    }

    /// At another time.
    pub fn at(clock: Arc<StoryClock>) -> Self {
        let county = County::open(&clock);
        Self { clock, county }
    }

    /// The phone of a login: enrolled, and loaded with what its owner may see.
    pub fn phone(&self, login: &str) -> Phone {
        let phone = Phone::new(login, &self.clock);
        phone.enrol(&self.county.ticket(login));
        phone.drain();
        phone
    }

    /// Somebody at the console.
    pub fn desk(&self, login: &str) -> Desk {
        self.county.desk(login)
    }
}
