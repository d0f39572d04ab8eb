//! For tests: a phone, as far as the county can see it: a key, a chain, envelopes.

use super::world::{ELDER, World, day};
use crate::{
    db::DbError,
    ingest::{self, IngestError},
    tokens::PhoneSession,
};
use chrono::{DateTime, TimeDelta};
use doorstep_domain::{
    id::{AccountId, DeviceId, RecordId},
    record::{PAYLOAD_VERSION, Record},
    rules::RulesVersion,
    subject::Subject,
    visit::{ElderCheckIn, FormRef, Mode, Outcome, Visit, VisitKind},
};
use doorstep_protocol::{
    batch::{Batch, BatchAnswer, ItemAnswer, Verdict},
    chain::Head,
    clock::{ClockReading, Confidence},
    digest::Digest,
    envelope::{Claim, Envelope, Payload},
    key::{DeviceKey, SoftwareKey},
};
use serde_json::value::RawValue;
use uuid::Uuid;

pub(crate) struct Phone {
    pub(crate) device: DeviceId,
    pub(crate) account: AccountId,
    pub(crate) key: SoftwareKey,
    pub(crate) head: Head,
    pub(crate) rules: &'static str,
}

impl Phone {
    /// Puts a new phone on file, as enrolment would.
    pub(crate) async fn enrol(world: &World, account: AccountId) -> Self {
        let key = SoftwareKey::generate().unwrap();
        let public = key.public_key().unwrap();
        let device = DeviceId(random());
        let head = Head::genesis(&public);
        let at = world.app.now();
        world
            .write(move |tx| {
                tx.execute(
                    "INSERT INTO device (id, account, algorithm, public_key, tier, label, state, enrolled_at,
                         epoch, seq, head)
                     VALUES ($1, $2, 'ES256', $3, 'software', 'phone', 'active', $4, 1, 0, $5)",
                    &[
                        device.into(),
                        account.into(),
                        public.key.into(),
                        at.into(),
                        head.hash.as_bytes().into(),
                    ],
                )
            })
            .await;
        Self { device, account, key, head, rules: "2026-11" }
    }

    /// Wraps a record as the next of the chain.
    pub(crate) fn wrap(&mut self, record: &Record) -> Envelope {
        self.wrap_as(RecordId(random()), record)
    }

    pub(crate) fn wrap_as(&mut self, id: RecordId, record: &Record) -> Envelope {
        let payload = Payload { salt: random().as_bytes().to_vec(), text: record.to_payload().unwrap() };
        self.wrap_payload(id, record.kind(), PAYLOAD_VERSION, payload)
    }

    pub(crate) fn wrap_payload(
        &mut self,
        record: RecordId,
        kind: &str,
        version: u16,
        payload: Payload,
    ) -> Envelope {
        let claim = self.claim(record, kind, version);
        let (envelope, head) = Envelope::seal(claim, payload, self.head, &self.key).unwrap();
        self.head = head;
        envelope
    }

    pub(crate) fn claim(&self, record: RecordId, kind: &str, payload_version: u16) -> Claim {
        Claim {
            record,
            kind: kind.to_owned(),
            payload_version,
            rules_version: RulesVersion(self.rules.to_owned()),
            author: self.account,
            device: self.device,
            clock: ClockReading {
                device: DateTime::UNIX_EPOCH,
                monotonic_millis: 5,
                boot: "boot".to_owned(),
                anchor: None,
                gnss: None,
                confidence: Confidence::Low,
            },
        }
    }

    pub(crate) fn session(&self) -> PhoneSession {
        PhoneSession { device: self.device, account: self.account }
    }

    pub(crate) async fn send(&self, world: &World, envelopes: &[&Envelope]) -> BatchAnswer {
        self.send_behind(world, envelopes, None).await.unwrap()
    }

    /// Sends what is to be stored only behind a header.
    pub(crate) async fn send_behind(
        &self,
        world: &World,
        envelopes: &[&Envelope],
        after: Option<Digest>,
    ) -> Result<BatchAnswer, IngestError> {
        let envelopes =
            envelopes.iter().map(|envelope| raw(&serde_json::to_string(envelope).unwrap())).collect();
        let (session, batch) = (self.session(), Batch::of(envelopes));
        ingest::batch_in_turn(&world.app, &session, batch, after, std::future::ready(())).await
    }

    /// Wraps and sends one record, and returns what the county makes of it.
    pub(crate) async fn report(&mut self, world: &World, record: &Record) -> (RecordId, Verdict) {
        self.report_as(world, RecordId(random()), record).await
    }

    /// The same under an id of the phone's choosing.
    pub(crate) async fn report_as(
        &mut self,
        world: &World,
        id: RecordId,
        record: &Record,
    ) -> (RecordId, Verdict) {
        let envelope = self.wrap_as(id, record);
        let answer = self.send(world, &[&envelope]).await;
        (id, verdict(&answer, 0))
    }

    pub(crate) async fn set_state(&self, world: &World, state: &'static str) {
        let device = self.device;
        world
            .write(move |tx| {
                tx.execute("UPDATE device SET state = $2 WHERE id = $1", &[device.into(), state.into()])
            })
            .await;
    }
}

pub(crate) fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).unwrap()
}

pub(crate) fn random() -> Uuid {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| DbError::Stopped).unwrap();
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// What the county made of the item; it must have been stored.
pub(crate) fn verdict(answer: &BatchAnswer, item: usize) -> Verdict {
    match &answer.items[item] {
        ItemAnswer::Stored { verdict, .. } => verdict.clone(),
        ItemAnswer::Refused { code } => panic!("refused: {code:?}"),
    }
}

pub(crate) fn needs_review(code: &str) -> Verdict {
    Verdict::NeedsReview { codes: vec![code.to_owned()] }
}

pub(crate) fn quarantined(code: &str) -> Verdict {
    Verdict::Quarantined { codes: vec![code.to_owned()] }
}

/// An elder check-in that met the elder.
pub(crate) fn check_in(on: &str) -> Visit {
    Visit {
        subject: Subject::Person(ELDER),
        kind: VisitKind::ElderCheckIn(ElderCheckIn {}),
        outcome: Outcome::Met,
        mode: Mode::Home,
        met: vec!["self".to_owned()],
        visitors: Vec::new(),
        began: DateTime::UNIX_EPOCH,
        ended: DateTime::UNIX_EPOCH + TimeDelta::minutes(20),
        day: day(on),
        place: None,
        findings: "words that nobody else has".to_owned(),
        needs: Vec::new(),
        follow_up: String::new(),
        red_lines: Vec::new(),
        next_date: None,
        evidence: Vec::new(),
        unusual: Vec::new(),
        explanation: String::new(),
        form: FormRef { id: "elder_check_in".to_owned(), version: "1".to_owned() },
        answers: serde_json::json!({}),
        trail: doorstep_domain::visit::Trail::default(),
        corrects: None,
    }
}

pub(crate) fn visit(on: &str) -> Record {
    Record::Visit(Box::new(check_in(on)))
}
