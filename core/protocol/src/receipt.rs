//! What the county says of what it holds: a receipt for each record, and a watermark
//! for how far its backups reach. "Sent" in the interface means receipted; a phone
//! forgets a record only once the watermark has passed it.
//!
//! Receipts are signed a batch at a time, because a signature costs more than anything
//! else about a record. Each can still be shown alone ([`ShownReceipt`]).

use crate::{
    digest::Digest,
    key::CountyKey,
    merkle,
    signed::{CountyKeys, Disbelief, Signed, Statement},
};
use chrono::{DateTime, Utc};
use doorstep_domain::id::{DeviceId, Incarnation, RecordId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One record is stored durably: a leaf of a [`BatchReceipt`].
///
/// The same envelope has the same receipt for ever: these three. The signature they are
/// shown under may be another batch's the next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which record.
    pub record: RecordId,
    /// Which wrapping of it.
    pub header: Digest,
    /// When, by the server's clock, to the millisecond.
    pub at: DateTime<Utc>,
}

impl Receipt {
    /// Length of [`Receipt::to_bytes`].
    pub const BYTES: usize = 56;

    /// `record (16) ‖ header (32) ‖ Unix milliseconds (8, big-endian)`: what the leaf hashes, and how phones keep it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let at = self.at.timestamp_millis().to_be_bytes();
        [self.record.0.as_bytes().as_slice(), self.header.as_bytes(), &at].concat()
    }

    /// Reads what [`Receipt::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (record, rest) = bytes.split_first_chunk()?;
        let (header, at) = rest.split_first_chunk()?;
        let at = i64::from_be_bytes(at.try_into().ok()?);
        let (record, header) = (RecordId(Uuid::from_bytes(*record)), Digest(*header));
        Some(Self { record, header, at: DateTime::from_timestamp_millis(at)? })
    }

    fn leaf(&self) -> Digest {
        merkle::leaf(&self.to_bytes())
    }
}

/// What the county signs of a batch: everything in it that is stored, in its order, as
/// the root of a [`merkle`] tree over the receipts. It says nothing of when it was
/// signed, so the same batch gets the same one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchReceipt {
    /// How many receipts.
    pub count: usize,
    /// Over them.
    pub root: Digest,
}

impl Statement for BatchReceipt {
    const TYPE: &'static str = "application/vnd.doorstep.batch-receipt+json;v=1";
}

impl BatchReceipt {
    fn over(receipts: &[Receipt]) -> Self {
        Self { count: receipts.len(), root: merkle::root(&leaves(receipts)) }
    }
}

fn leaves(receipts: &[Receipt]) -> Vec<Digest> {
    receipts.iter().map(Receipt::leaf).collect()
}

/// Receipts and the one signature over them. Only checked ones exist, or those just signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipts {
    signed: Signed<BatchReceipt>,
    receipts: Vec<Receipt>,
}

impl Receipts {
    /// Signs for what is stored.
    pub fn sign(receipts: Vec<Receipt>, key: &CountyKey) -> Result<Self, serde_json::Error> {
        Ok(Self { signed: Signed::sign(&BatchReceipt::over(&receipts), key)?, receipts })
    }

    /// Believes a statement that is the county's and about these very receipts: those
    /// that the phone makes of what it sent, so that nothing of it need travel back.
    pub fn check(
        signed: Signed<BatchReceipt>,
        receipts: Vec<Receipt>,
        keys: &CountyKeys,
    ) -> Result<Self, Disbelief> {
        if signed.open(keys)? == BatchReceipt::over(&receipts) {
            Ok(Self { signed, receipts })
        } else {
            Err(Disbelief::OtherContent)
        }
    }

    /// As the county signed it.
    pub fn signed(&self) -> &Signed<BatchReceipt> {
        &self.signed
    }

    /// As the county signed it, to be sent.
    pub fn into_signed(self) -> Signed<BatchReceipt> {
        self.signed
    }

    /// In the order of the batch.
    pub fn receipts(&self) -> &[Receipt] {
        &self.receipts
    }
}

/// One receipt with all that it takes to believe it. Whoever holds the county's root can, offline and years later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownReceipt {
    /// What is said.
    pub receipt: Receipt,
    /// Its place in the batch, from 0.
    pub index: usize,
    /// From its leaf to the root.
    pub path: Vec<Digest>,
    /// What the county signed.
    pub signed: Signed<BatchReceipt>,
}

impl ShownReceipt {
    /// One record's receipt out of its batch, for somebody who is to see no other; `None` if it is not among these.
    pub fn out_of(signed: Signed<BatchReceipt>, receipts: &[Receipt], record: RecordId) -> Option<Self> {
        let index = receipts.iter().position(|receipt| receipt.record == record)?;
        let receipt = *receipts.get(index)?;
        Some(Self { receipt, index, path: merkle::path(&leaves(receipts), index), signed })
    }

    /// Checks it, and says what it says.
    pub fn open(&self, keys: &CountyKeys) -> Result<Receipt, Disbelief> {
        let batch = self.signed.open(keys)?;
        let root = merkle::climb(self.receipt.leaf(), self.index, batch.count, &self.path);
        if root == Some(batch.root) { Ok(self.receipt) } else { Err(Disbelief::OtherContent) }
    }
}

/// How far the county's backups reach into one phone's chain. A phone keeps what lies
/// behind it, and offers it again when the incarnation changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watermark {
    /// Which life of the county's database.
    pub incarnation: Incarnation,
    /// Whose chain.
    pub device: DeviceId,
    /// The epoch spoken of.
    pub epoch: u32,
    /// Everything up to this sequence number of that epoch, and all of the epochs before it, is in a backup.
    pub seq: u64,
    /// When this was said.
    pub at: DateTime<Utc>,
}

impl Statement for Watermark {
    const TYPE: &'static str = "application/vnd.doorstep.watermark+json;v=1";
}

/// A sealed journal was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalReceipt {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// How many they are.
    pub length: u64,
    /// When.
    pub at: DateTime<Utc>,
}

impl Statement for JournalReceipt {
    const TYPE: &'static str = "application/vnd.doorstep.journal-receipt+json;v=1";
}

#[cfg(test)]
mod tests;
