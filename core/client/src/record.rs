//! From something a person did to a record of the chain.

use crate::{error::ClientError, open::Client};
use chrono::{DateTime, FixedOffset, NaiveDate, Offset, Utc};
use doorstep_domain::{
    id::{DraftId, RecordId},
    record::{PAYLOAD_VERSION, Record},
    rules::{self, Finding, RulesTable},
    visit::Urgency,
};
use doorstep_protocol::envelope::{Claim, Payload};
use doorstep_store::{NewRecord, RecordFacts, Saved};
use doorstep_sync::ports;

/// What saving gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedRecord {
    /// The record.
    pub record: RecordId,
    /// What the rules in force say against it: the county will say the same.
    pub findings: Vec<Finding>,
}

/// A record about to be saved.
pub(crate) struct Making {
    pub(crate) id: RecordId,
    pub(crate) record: Record,
    pub(crate) facts: RecordFacts,
    pub(crate) draft: Option<DraftId>,
}

impl Client {
    /// The civil day at the phone.
    pub fn today(&self) -> NaiveDate {
        self.here_and_now().date_naive()
    }

    /// The phone's clock with the offset that it shows; an offset that no place has is none.
    pub(crate) fn here_and_now(&self) -> DateTime<FixedOffset> {
        let clock = &self.inner.ports.clock;
        let offset = FixedOffset::east_opt(clock.utc_offset_minutes().saturating_mul(60));
        let offset = offset.unwrap_or_else(|| Utc.fix());
        clock.now().with_timezone(&offset)
    }

    /// Ten random bytes and the civil clock make an id that nobody else has made.
    pub(crate) fn new_id<T>(&self, make: impl FnOnce(u64, [u8; 10]) -> T) -> Result<T, ClientError> {
        let mut random = [0; 10];
        self.fill(&mut random)?;
        let millis = u64::try_from(self.inner.ports.clock.now().timestamp_millis()).unwrap_or(0);
        Ok(make(millis, random))
    }

    pub(crate) fn rules_today(&self) -> Result<&'static RulesTable, ClientError> {
        rules::in_force_on(self.today()).map_err(|_| ClientError::internal("rules"))
    }

    /// Saves one record.
    pub(crate) fn save(&self, making: Making) -> Result<SavedRecord, ClientError> {
        self.save_all(vec![making])?.pop().ok_or_else(|| ClientError::internal("save"))
    }

    /// Saves records together: all of them, or none.
    pub(crate) fn save_all(&self, makings: Vec<Making>) -> Result<Vec<SavedRecord>, ClientError> {
        let rules = self.rules_today()?;
        let mut findings = Vec::new();
        let mut records = Vec::new();
        for making in makings {
            findings.push(rules::check(&making.record, rules));
            records.push(self.sealed_form(making, rules)?);
        }
        let key = self.inner.ports.keystore.device_key()?;
        let emergency = records.iter().any(|record| record.facts.urgency == Urgency::Emergency);
        let saved: Vec<Saved> = self.store().save_all(records, key.as_ref())?;
        self.announce(emergency);
        Ok(saved
            .into_iter()
            .zip(findings)
            .map(|(saved, findings)| SavedRecord { record: saved.record, findings })
            .collect())
    }

    fn sealed_form(&self, making: Making, rules: &RulesTable) -> Result<NewRecord, ClientError> {
        let enrolment = self.store().enrolment()?.ok_or(ClientError::SignedOut)?;
        let text = making.record.to_payload().map_err(|_| ClientError::internal("payload"))?;
        let mut salt = vec![0; 16];
        self.fill(&mut salt)?;
        let claim = Claim {
            record: making.id,
            kind: making.record.kind().to_owned(),
            payload_version: PAYLOAD_VERSION,
            rules_version: rules.version.clone(),
            author: enrolment.account,
            device: enrolment.device,
            clock: ports::reading(self.inner.ports.clock.as_ref(), self.store().anchor()?, None),
        };
        Ok(NewRecord { claim, payload: Payload { salt, text }, facts: making.facts, draft: making.draft })
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), ClientError> {
        if self.inner.ports.entropy.fill(bytes) { Ok(()) } else { Err(ClientError::internal("entropy")) }
    }
}
