//! The second investigator's signature, from phone to phone by QR, without a network.

use crate::{error::DoorstepError, open::Doorstep};
use doorstep_domain::id::{AccountId, RecordId};

/// Whose visit is asked for, or was stood by.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CountersignNote {
    /// The visit.
    pub visit: RecordId,
    /// Of a request, who made it; of an answer, who stands by it.
    pub account: AccountId,
}

#[uniffi::export]
impl Doorstep {
    /// The text of the QR that asks for a countersignature of a saved visit.
    pub fn countersign_request(&self, visit: RecordId) -> Result<String, DoorstepError> {
        Ok(self.client()?.countersign_request(visit)?)
    }

    /// Reads such a QR on the second phone, to show whose visit is about to be countersigned.
    pub fn read_countersign_request(&self, text: &str) -> Result<CountersignNote, DoorstepError> {
        let request = self.client()?.read_countersign_request(text)?;
        Ok(CountersignNote { visit: request.visit, account: request.author })
    }

    /// Stands by the visit: saves the countersignature, and returns the text of the QR to show back.
    pub fn countersign(&self, text: &str) -> Result<String, DoorstepError> {
        Ok(self.client()?.countersign(text)?)
    }

    /// Reads the QR shown back. The county still waits for their own record.
    pub fn read_countersigned(&self, text: &str) -> Result<CountersignNote, DoorstepError> {
        let done = self.client()?.read_countersigned(text)?;
        Ok(CountersignNote { visit: done.visit, account: done.by })
    }
}
