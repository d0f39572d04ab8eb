//! The second investigator's signature, from phone to phone by QR, without a network.
//!
//! The first phone shows what is to be stood by: the visit, its commitment, who made
//! it. The second phone saves a countersignature of its own, in its own chain, and
//! shows a QR back, from which the first phone knows that it was done. What counts is
//! the second phone's record; the QR back only spares the waiting.

use crate::{error::ClientError, open::Client, record::Making};
use doorstep_domain::{
    id::{AccountId, RecordId},
    record::Record,
    visit::Countersign,
};
use doorstep_protocol::digest::Digest;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

const ASK: &str = "doorstep-countersign1:";
const DONE: &str = "doorstep-countersigned1:";

/// What the first phone shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountersignRequest {
    /// The visit.
    pub visit: RecordId,
    /// Exactly what was written.
    pub commitment: Digest,
    /// Who made it.
    pub author: AccountId,
}

/// What the second phone shows back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersigned {
    /// The visit.
    pub visit: RecordId,
    /// Exactly what was stood by.
    pub commitment: Digest,
    /// Who stands by it.
    pub by: AccountId,
}

impl Client {
    /// The text of the QR that asks for a countersignature of a saved visit.
    pub fn countersign_request(&self, visit: RecordId) -> Result<String, ClientError> {
        let (commitment, author) = self.own_visit(visit)?;
        write(ASK, &CountersignRequest { visit, commitment, author })
    }

    /// Reads such a QR on the second phone, to show whose visit is about to be countersigned.
    pub fn read_countersign_request(&self, text: &str) -> Result<CountersignRequest, ClientError> {
        read(ASK, text)
    }

    /// Stands by the visit: saves the countersignature, and returns the text of the QR to show back.
    pub fn countersign(&self, text: &str) -> Result<String, ClientError> {
        let CountersignRequest { visit, commitment, author } = read(ASK, text)?;
        let by = self.store().enrolment()?.ok_or(ClientError::SignedOut)?.account;
        if by == author {
            return Err(ClientError::invalid("visit", "own_visit"));
        }
        self.save(Making {
            id: self.new_id(RecordId::from_parts)?,
            record: Record::Countersign(Countersign { visit, commitment: commitment.to_string(), author }),
            facts: self.plain_facts(None, "countersign"),
            draft: None,
        })?;
        write(DONE, &Countersigned { visit, commitment, by })
    }

    /// Reads the QR shown back, and says who stands by the visit. The county still waits for their own record.
    pub fn read_countersigned(&self, text: &str) -> Result<Countersigned, ClientError> {
        let done: Countersigned = read(DONE, text)?;
        let (commitment, _) = self.own_visit(done.visit)?;
        if commitment == done.commitment {
            Ok(done)
        } else {
            Err(ClientError::invalid("visit", "other_content"))
        }
    }

    fn own_visit(&self, visit: RecordId) -> Result<(Digest, AccountId), ClientError> {
        let stored =
            self.store().record(visit)?.ok_or_else(|| ClientError::invalid("visit", "unknown_visit"))?;
        let author = self.store().enrolment()?.ok_or(ClientError::SignedOut)?.account;
        Ok((stored.commitment, author))
    }
}

fn write<T: Serialize>(prefix: &str, value: &T) -> Result<String, ClientError> {
    let json = serde_json::to_string(value).map_err(|_| ClientError::internal("countersign"))?;
    Ok(format!("{prefix}{json}"))
}

fn read<T: DeserializeOwned>(prefix: &str, text: &str) -> Result<T, ClientError> {
    let wrong = || ClientError::invalid("code", "not_a_countersign_code");
    serde_json::from_str(text.trim().strip_prefix(prefix).ok_or_else(wrong)?).map_err(|_| wrong())
}
