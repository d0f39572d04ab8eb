//! The second investigator's signature (民发〔2021〕57号 art. 16: 每组调查人员不得少于2人):
//! a record of their own, from their own phone, naming the visit they stood by.

use crate::id::{AccountId, RecordId};
use serde::{Deserialize, Serialize};

/// A countersignature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersign {
    /// The visit.
    pub visit: RecordId,
    /// Commitment of the visit's payload, base64url: what exactly is stood by. A
    /// re-wrapped visit keeps it; a corrected one does not.
    pub commitment: String,
    /// Who made the visit, as the code on their screen said.
    pub author: AccountId,
}
