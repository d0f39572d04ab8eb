//! What every request can reach.

use crate::{
    accounts::sign_in::Tries,
    db::{Db, DbError, Tx},
    erasure::register::Register,
    fact,
    folder::Claim,
    forms::Forms,
    keyring::Keyring,
    media::{
        Media, MediaError,
        blobs::{Blobs, LocalFolder},
    },
};
use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use doorstep_domain::calendar;
use std::{sync::Arc, time::SystemTime};
use tokio::sync::Notify;

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

/// Name of the folder of media beside an SQLite database.
pub(crate) const MEDIA: &str = "media";

/// The running server's parts. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The county's database.
    pub db: Db,
    /// The county's keys.
    pub keyring: Arc<Keyring>,
    /// The server's clock.
    pub clock: Arc<dyn Clock>,
    /// Wakes the sealer; it also looks by itself, because another process may have written.
    pub sealer: Arc<Notify>,
    /// Failed tries to sign in, as this process saw them.
    pub tries: Arc<Tries>,
    /// Forms that asked what arrives.
    pub forms: Arc<Forms>,
    /// Where files that records name lie.
    media: Option<Arc<Media>>,
    /// Where erasures are written down, outside the database.
    pub register: Arc<Register>,
    /// The data folder, held while this lives; none where the parts were put together by hand.
    claim: Option<Arc<Claim>>,
}

impl App {
    /// Assembles a server over its database. A county that has no incarnation yet begins its first. Media go
    /// beside an SQLite file; with PostgreSQL they need [`App::with_media`].
    pub async fn new(db: Db, keyring: Arc<Keyring>, clock: Arc<dyn Clock>) -> Result<Self, DbError> {
        db.write(fact::ensure_incarnation).await?;
        let beside = db.sqlite_file().and_then(|file| file.parent()).map(|folder| folder.join(MEDIA));
        let media = beside.map(|folder| Arc::new(Media::over(Arc::new(LocalFolder::at(&folder)))));
        Ok(Self {
            db,
            keyring,
            clock,
            sealer: Arc::default(),
            tries: Arc::default(),
            forms: Arc::default(),
            media,
            register: Arc::default(),
            claim: None,
        })
    }

    /// With a register of erasures.
    #[must_use]
    pub fn with_register(mut self, register: Register) -> Self {
        self.register = Arc::new(register);
        self
    }

    /// With a hold on its data folder.
    #[must_use]
    pub fn holding(mut self, claim: Claim) -> Self {
        self.claim = Some(Arc::new(claim));
        self
    }

    /// With another place for media than the folder beside an SQLite database.
    #[must_use]
    pub fn with_media(mut self, blobs: Arc<dyn Blobs>) -> Self {
        self.media = Some(Arc::new(Media::over(blobs)));
        self
    }

    /// The county's media.
    pub fn media(&self) -> Result<Arc<Media>, MediaError> {
        self.media.clone().ok_or(MediaError::NoPlace)
    }

    /// A write job whose entries and documents the sealer should publish soon.
    pub async fn write<T, E>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let written = self.db.write(job).await;
        self.sealer.notify_one();
        written
    }

    /// Now, to the millisecond, as everything stores it.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(3)
    }

    /// The civil day in China.
    pub fn today(&self) -> NaiveDate {
        calendar::civil_day(self.clock.now())
    }
}

/// The last civil day that anyone on earth could call today at a moment: a visit of a later one has not been made.
pub fn latest_day(at: DateTime<Utc>) -> NaiveDate {
    (at + TimeDelta::hours(14)).date_naive()
}
