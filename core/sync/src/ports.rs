//! What the core borrows from the phone.

use crate::known_time::{KnownTime, TimeSource};
use chrono::{DateTime, Utc};
use doorstep_protocol::clock::{ClockReading, ServerAnchor, confidence};
use std::sync::{Arc, Mutex, PoisonError};

/// The phone's clocks.
pub trait Clock: Send + Sync {
    /// The civil clock, which a person may have set to anything.
    fn now(&self) -> DateTime<Utc>;
    /// Milliseconds since boot; never goes back within a boot, may stop in deep sleep.
    fn monotonic_millis(&self) -> u64;
    /// Names the boot; another after each.
    fn boot(&self) -> String;
}

/// What the clocks say together, beside the server's last word and satellite time.
pub fn reading(clock: &dyn Clock, anchor: Option<ServerAnchor>, gnss: Option<DateTime<Utc>>) -> ClockReading {
    let (device, monotonic_millis, boot) = (clock.now(), clock.monotonic_millis(), clock.boot());
    let confidence = confidence(device, monotonic_millis, &boot, anchor.as_ref(), gnss);
    ClockReading { device, monotonic_millis, boot, anchor, gnss, confidence }
}

/// What the county's time must be by now, as far as the anchor tells.
pub fn known_time(clock: &dyn Clock, anchor: Option<&ServerAnchor>) -> KnownTime {
    let Some(anchor) = anchor else { return KnownTime::Nothing };
    let since = clock.monotonic_millis().checked_sub(anchor.monotonic_millis);
    let since = since.filter(|_| anchor.boot == clock.boot()).and_then(|millis| i64::try_from(millis).ok());
    let now = since
        .and_then(chrono::TimeDelta::try_milliseconds)
        .and_then(|since| anchor.server.checked_add_signed(since));
    now.map_or(KnownTime::NotBefore(anchor.server), KnownTime::About)
}

/// Tells the time as the county last told it.
pub struct AnchorTime {
    clock: Arc<dyn Clock>,
    anchor: Mutex<Option<ServerAnchor>>,
}

impl AnchorTime {
    /// Knows nothing yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, anchor: Mutex::new(None) }
    }

    /// Hears the county's clock.
    pub fn hear(&self, anchor: Option<ServerAnchor>) {
        *self.anchor.lock().unwrap_or_else(PoisonError::into_inner) = anchor;
    }
}

impl TimeSource for AnchorTime {
    fn known_time(&self) -> KnownTime {
        known_time(&*self.clock, self.anchor.lock().unwrap_or_else(PoisonError::into_inner).as_ref())
    }
}

/// What the platform says of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// None.
    None,
    /// One.
    Good {
        /// Each byte costs. Records go all the same; media may wait for a better one.
        metered: bool,
    },
}

/// Whether there is a network. A hint: the engine tries all the same.
pub trait Connectivity: Send + Sync {
    /// Now.
    fn network(&self) -> Network;
}

/// A network on which bytes cost nothing, for whoever does not ask the platform.
pub struct AtHome;

impl Connectivity for AtHome {
    fn network(&self) -> Network {
        Network::Good { metered: false }
    }
}

/// Random bytes, from the operating system.
pub trait Entropy: Send + Sync {
    /// Fills the buffer; `false` if the system had none.
    fn fill(&self, bytes: &mut [u8]) -> bool;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestClock;

    fn anchor(boot: &str) -> Option<ServerAnchor> {
        let server = "2026-11-22T04:00:00Z".parse().unwrap();
        Some(ServerAnchor { server, monotonic_millis: 1_000, boot: boot.to_owned() })
    }

    #[test]
    fn the_countys_time_is_counted_on_in_the_boot_that_heard_it_and_is_a_lower_bound_in_another() {
        let clock = Arc::new(TestClock::at("1970-01-01T00:00:00Z".parse().unwrap()));
        let time = AnchorTime::new(clock.clone());
        assert_eq!(time.known_time(), KnownTime::Nothing);
        clock.pass(60_000);
        time.hear(anchor("boot"));
        assert_eq!(time.known_time(), KnownTime::About("2026-11-22T04:01:00Z".parse().unwrap()));
        time.hear(anchor("an earlier boot"));
        assert_eq!(time.known_time(), KnownTime::NotBefore("2026-11-22T04:00:00Z".parse().unwrap()));
        time.hear(None);
        assert_eq!(time.known_time(), KnownTime::Nothing);
    }
}
