//! Opening: one long-lived [`Client`], or the reason why the phone's memory stays shut.
//!
//! A keystore that lost its key, a database that is damaged: neither is an error to
//! show and shrug at. The person gets a [`Stranded`] client, whose journal can still be
//! offered to the county, and which can start over beside what it could not open.

use crate::{
    error::ClientError,
    form::Forms,
    port::{KeystoreError, Ports},
    session::Drafts,
    sync::{Engine, Way},
};
use doorstep_store::{OpenError, Options, Store};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The facade. Everything it gives is a value; calls block for as long as the phone's
/// flash does, so a shell keeps them off its drawing thread.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Arc<Store>,
    pub(crate) ports: Ports,
    pub(crate) forms: Forms,
    pub(crate) drafts: Drafts,
    pub(crate) way: Way,
    pub(crate) engine: Engine,
}

/// What opening gave.
pub enum Opened {
    /// The phone's memory is open.
    Ready(Client),
    /// It is not, for now: the phone was not unlocked since it started. Try again.
    Locked,
    /// It will not open any more.
    Stranded(Stranded),
}

/// A phone whose memory does not open. Nothing of it has been touched.
pub struct Stranded {
    dir: PathBuf,
    ports: Ports,
    key_lost: bool,
}

impl Client {
    /// Opens the phone's memory in a folder of its own.
    pub fn open(dir: &Path, ports: Ports) -> Result<Opened, ClientError> {
        let stranded =
            |key_lost| Opened::Stranded(Stranded { dir: dir.to_owned(), ports: ports.clone(), key_lost });
        let key = match ports.keystore.database_key() {
            Ok(key) => key,
            Err(KeystoreError::Locked) => return Ok(Opened::Locked),
            Err(KeystoreError::Lost) => return Ok(stranded(true)),
        };
        match Store::open(dir, &key, Options::default()) {
            Ok(store) => Ok(Opened::Ready(Self::over(store, ports)?.awake()?)),
            Err(OpenError::WrongKeyOrCorrupt) => Ok(stranded(false)),
            Err(error) => Err(error.into()),
        }
    }

    fn over(store: Store, ports: Ports) -> Result<Self, ClientError> {
        let inner = Inner {
            store: Arc::new(store),
            way: Way::of(&ports),
            ports,
            forms: Forms::default(),
            drafts: Drafts::default(),
            engine: Engine::new()?,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }
}

impl Stranded {
    /// Where the sealed journal lies: what was saved, for the county's recovery key alone.
    pub fn journal(&self) -> PathBuf {
        Store::journal_path(&self.dir)
    }

    /// Sets the database aside, makes new keys if the old are gone, and opens an empty
    /// memory that can be enrolled again. The journal stays; after enrolment
    /// [`Client::offer_journals`] sends it.
    pub fn start_over(self) -> Result<Client, ClientError> {
        if self.key_lost {
            self.ports.keystore.renew()?;
        }
        Store::set_aside(&self.dir)?;
        let key = self.ports.keystore.database_key()?;
        Client::over(Store::open(&self.dir, &key, Options::default())?, self.ports)
    }
}
