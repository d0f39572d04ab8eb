//! The county that a phone of the harness is enrolled with, and what it says: real
//! keys, real signatures, invented contents.

use crate::ground::town;
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId, DraftId, HouseholdId, Incarnation, RecordId, RegionId},
    post::Post,
    purpose::Purpose,
    rules::RulesVersion,
    subject::{Household, Subject},
    visit::{FormRef, Urgency, VisitTag},
};
use doorstep_protocol::{
    changes::{Body, Change, ChangesAnswer, DocumentKind},
    clock::{ClockReading, Confidence},
    digest::Digest,
    envelope::{Claim, Payload},
    journal::{JournalError, Place, RecoveryPrivateKey, generate_recovery_key},
    key::{CountyKey, KeyUnavailable, SoftwareKey},
    receipt::{Receipt, Receipts, Watermark},
    signed::{CountyKeys, Signed},
};
use doorstep_store::{Draft, Enrolment, NewRecord, RecordFacts, Tokens, Waiting};
use serde_json::json;
use uuid::Uuid;

/// The county's keys, and those of the one phone it knows.
pub(crate) struct County {
    key: CountyKey,
    pub(crate) device_key: SoftwareKey,
    pub(crate) recovery: RecoveryPrivateKey,
    pub(crate) enrolment: Enrolment,
}

/// The county could not be set up, or could not write what it says.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CountyError {
    #[error(transparent)]
    Key(#[from] KeyUnavailable),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("a statement or document has no JSON form")]
    Json(#[from] serde_json::Error),
}

/// The moment at which everything happens: clocks decide nothing here.
pub(crate) const NOON: DateTime<Utc> = DateTime::from_timestamp_nanos(1_795_320_000_000_000_000);

/// How many records' payloads are as large as a long visit's.
const LONG_ONE_IN: u64 = 9;

pub(crate) fn record_id(number: u64) -> RecordId {
    RecordId(Uuid::from_u128(u128::from(number)))
}

pub(crate) fn number_of(record: RecordId) -> u64 {
    u64::try_from(record.0.as_u128()).unwrap_or(u64::MAX)
}

pub(crate) fn draft_id(number: u64) -> DraftId {
    DraftId(Uuid::from_u128(u128::from(number)))
}

pub(crate) fn life(number: u64) -> Incarnation {
    Incarnation(Uuid::from_u128(0xC0_0000 + u128::from(number)))
}

pub(crate) fn household_id(number: u64) -> HouseholdId {
    HouseholdId(Uuid::from_u128(0x1000_0000 + u128::from(number)))
}

impl County {
    pub(crate) fn new() -> Result<Self, CountyError> {
        let key = CountyKey::generate()?;
        let (recovery, public) = generate_recovery_key()?;
        let enrolment = Enrolment {
            device: DeviceId(Uuid::from_u128(0xD1)),
            account: AccountId(Uuid::from_u128(0xA1)),
            name: "甲某某".to_owned(),
            posts: vec![Post::Worker],
            address: "https://county.example".to_owned(),
            ca_pin: Digest::of(b"pin"),
            keys: CountyKeys::new(key.public_key()),
            recovery: public,
            incarnation: life(0),
        };
        Ok(Self { key, device_key: SoftwareKey::generate()?, recovery, enrolment })
    }

    /// The record of a number: always the same.
    pub(crate) fn record(&self, number: u64, draft: Option<u64>) -> NewRecord {
        let length = if number.is_multiple_of(LONG_ONE_IN) { 9_000 } else { 40 + (number * 97) % 900 };
        let words = "字".repeat(usize::try_from(length / 3).unwrap_or(0));
        NewRecord {
            claim: Claim {
                record: record_id(number),
                kind: "visit".to_owned(),
                payload_version: 1,
                rules_version: RulesVersion("2026-11".to_owned()),
                author: self.enrolment.account,
                device: self.enrolment.device,
                clock: ClockReading {
                    device: NOON,
                    monotonic_millis: number,
                    boot: "boot".to_owned(),
                    anchor: None,
                    gnss: None,
                    confidence: Confidence::Low,
                },
            },
            payload: Payload { salt: vec![7; 16], text: json!({ "words": words }).to_string() },
            facts: RecordFacts {
                subject: Some(Subject::Household(household_id(number % 4 + 1))),
                visit: Some(VisitTag::HouseholdCheck),
                urgency: if number.is_multiple_of(5) { Urgency::Emergency } else { Urgency::Normal },
                day: NaiveDate::default(),
                corrects: None,
                title: vec!["met".to_owned()],
            },
            draft: draft.map(draft_id),
        }
    }

    /// A draft with so many answers.
    pub(crate) fn draft(&self, number: u64, version: u64) -> Draft {
        Draft {
            id: draft_id(number),
            subject: None,
            purpose: Some(Purpose::Visit(VisitTag::HouseholdCheck)),
            form: FormRef { id: "household_check".to_owned(), version: "2026110100".to_owned() },
            began: NOON,
            updated: NOON,
            snapshot: json!({ "version": version, "words": "字".repeat(200) }),
        }
    }

    /// A pair of tokens.
    pub(crate) fn tokens(&self, number: u64) -> Tokens {
        Tokens { access: format!("a{number}"), refresh: format!("r{number}"), access_until: NOON }
    }

    /// What the county signs of the records that it stored.
    pub(crate) fn receipts(&self, stored: &[&Waiting]) -> Result<Receipts, CountyError> {
        let receipt = |waiting: &&Waiting| Receipt {
            record: waiting.record,
            header: waiting.envelope.hash(),
            at: NOON,
        };
        Ok(Receipts::sign(stored.iter().map(receipt).collect(), &self.key)?)
    }

    /// How far the backups reach.
    pub(crate) fn watermark(&self, of_life: u64, through: Place) -> Watermark {
        Watermark {
            incarnation: life(of_life),
            device: self.enrolment.device,
            epoch: through.epoch,
            seq: through.seq,
            at: NOON,
        }
    }

    /// A page of the feed.
    pub(crate) fn page(
        &self,
        of_life: u64,
        puts: &[u64],
        revision: u64,
        cursor: u64,
        more: bool,
    ) -> Result<ChangesAnswer, CountyError> {
        let put = |number: &u64| {
            Ok(Change {
                kind: DocumentKind::Household.as_str().to_owned(),
                key: household_id(*number).to_string(),
                revision,
                body: Some(Body::of(&household(*number, revision))?),
            })
        };
        Ok(ChangesAnswer {
            changes: puts.iter().map(put).collect::<Result<_, CountyError>>()?,
            next: cursor.to_string(),
            more,
            incarnation: life(of_life),
            watermark: Signed::sign(&self.watermark(of_life, Place { epoch: 1, seq: 0 }), &self.key)?,
        })
    }
}

fn household(number: u64, revision: u64) -> Household {
    let (code, address) = (format!("990101100201{number:04}"), format!("某村{number}号"));
    town::household(
        household_id(number),
        code,
        RegionId(Uuid::from_u128(1)),
        &format!("甲{revision}"),
        address,
    )
}
