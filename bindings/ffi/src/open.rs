//! Opening and closing.

use crate::{error::DoorstepError, moment::CivilDate, port::Ports};
use doorstep_client::{Client, Opened, Stranded};
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

/// The core. One for as long as the process lives.
#[derive(uniffi::Object)]
pub struct Doorstep {
    client: RwLock<Option<Client>>,
}

/// A phone whose memory does not open. Nothing of it has been touched.
#[derive(uniffi::Object)]
pub struct StrandedPhone {
    journal: String,
    stranded: Mutex<Option<Stranded>>,
}

/// What opening gave.
#[derive(uniffi::Enum)]
pub enum Opening {
    /// The phone's memory is open.
    Ready {
        /// The core.
        doorstep: Arc<Doorstep>,
    },
    /// It is not, for now: the phone was not unlocked since it started. Try again.
    Locked,
    /// It will not open any more.
    Stranded {
        /// What can still be done.
        phone: Arc<StrandedPhone>,
    },
}

/// Opens the phone's memory in a folder of its own, which must be there.
#[uniffi::export]
pub fn open_phone(folder: &str, ports: Ports) -> Result<Opening, DoorstepError> {
    Ok(match Client::open(Path::new(folder), ports.into())? {
        Opened::Ready(client) => Opening::Ready { doorstep: Doorstep::over(client) },
        Opened::Locked => Opening::Locked,
        Opened::Stranded(stranded) => Opening::Stranded {
            phone: Arc::new(StrandedPhone {
                journal: stranded.journal().to_string_lossy().into_owned(),
                stranded: Mutex::new(Some(stranded)),
            }),
        },
    })
}

impl Doorstep {
    fn over(client: Client) -> Arc<Self> {
        Arc::new(Self { client: RwLock::new(Some(client)) })
    }

    /// The core, unless it was shut.
    pub(crate) fn client(&self) -> Result<Client, DoorstepError> {
        let held = self.client.read().unwrap_or_else(PoisonError::into_inner);
        held.clone().ok_or_else(|| DoorstepError::internal("closed"))
    }
}

#[uniffi::export]
impl Doorstep {
    /// The civil day at the phone.
    pub fn today(&self) -> Result<CivilDate, DoorstepError> {
        Ok(self.client()?.today())
    }

    /// Ends what runs, lets go of the files, and closes; every later call fails as `Internal`. Blocks; may be repeated.
    pub fn shut(&self) {
        let held = self.client.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(client) = held {
            client.close();
        }
    }
}

#[uniffi::export]
impl StrandedPhone {
    /// Where the sealed journal lies: what was saved, for the county's recovery key alone.
    pub fn journal(&self) -> String {
        self.journal.clone()
    }

    /// Sets the database aside, makes new keys if the old are gone, and opens an empty memory that can be enrolled again. The
    /// journal stays; `offer_journals` sends it after enrolment. What failed is tried again by opening again.
    pub fn start_over(&self) -> Result<Arc<Doorstep>, DoorstepError> {
        let stranded = self.stranded.lock().unwrap_or_else(PoisonError::into_inner).take();
        let stranded = stranded.ok_or_else(|| DoorstepError::internal("started_over"))?;
        Ok(Doorstep::over(stranded.start_over()?))
    }
}
