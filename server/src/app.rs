//! What every request can reach.

use crate::{db::Db, keyring::Keyring};
use chrono::{DateTime, SubsecRound, Utc};
use std::{sync::Arc, time::SystemTime};

/// Where the time comes from; a story winds its own.
pub trait Clock: Send + Sync {
    /// The server's civil clock.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        SystemTime::now().into()
    }
}

/// The running server's parts. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The county's database.
    pub db: Db,
    /// The county's keys.
    pub keyring: Arc<Keyring>,
    /// The server's clock.
    pub clock: Arc<dyn Clock>,
}

impl App {
    /// Now, to the millisecond, as everything stores it.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(3)
    }
}
