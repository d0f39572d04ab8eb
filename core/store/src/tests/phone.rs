//! One phone on a real folder, and the county that answers it.

use crate::*;
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    cadence::Plan,
    id::{AccountId, DeviceId, DraftId, HouseholdId, Incarnation, PersonId, RecordId, RegionId, RosterId},
    post::Post,
    purpose::Purpose,
    roster::RosterLine,
    rules::RulesVersion,
    subject::{
        Household, Person, Subject,
        household::Address,
        person::{Health, Identity},
    },
    visit::{FormRef, Urgency, VisitTag},
};
use doorstep_protocol::{
    batch::{ItemAnswer, Verdict},
    changes::{Body, Change, ChangesAnswer, DocumentKind},
    clock::{ClockReading, Confidence},
    digest::Digest,
    envelope::{Claim, Envelope, Payload, Refusal},
    journal::{Place, Recovered, RecoveryPrivateKey, generate_recovery_key, recover},
    key::{CountyKey, DeviceKey, SoftwareKey},
    receipt::{Receipt, Receipts, Watermark},
    signed::{CountyKeys, KeyStatement, Signed},
};
use serde_json::{Value, json};
use std::path::PathBuf;
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) const LIFE: Incarnation = Incarnation(Uuid::from_u128(0xC0));

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn noon() -> DateTime<Utc> {
    "2026-11-22T04:00:00Z".parse().unwrap()
}

pub(crate) struct Phone {
    pub(crate) dir: TempDir,
    pub(crate) key: DatabaseKey,
    pub(crate) device_key: SoftwareKey,
    pub(crate) recovery: RecoveryPrivateKey,
    pub(crate) county: CountyKey,
    pub(crate) enrolment: Enrolment,
    store: Option<Store>,
}

impl Phone {
    /// Enrolled, with nothing in hand.
    pub(crate) fn new() -> Self {
        let county = CountyKey::generate().unwrap();
        let (recovery, public) = generate_recovery_key().unwrap();
        let enrolment = Enrolment {
            device: DeviceId(Uuid::from_u128(0xD1)),
            account: AccountId(Uuid::from_u128(0xA1)),
            name: "甲某某".to_owned(),
            posts: vec![Post::Worker],
            address: "https://county.example".to_owned(),
            ca_pin: Digest::of(b"pin"),
            keys: CountyKeys::new(county.public_key()),
            recovery: public,
            incarnation: LIFE,
        };
        let mut phone = Self {
            dir: TempDir::new().unwrap(),
            key: DatabaseKey::new([7; 32]),
            device_key: SoftwareKey::generate().unwrap(),
            recovery,
            county,
            enrolment,
            store: None,
        };
        phone.reopen();
        phone.store().set_enrolment(&phone.enrolment).unwrap();
        phone
    }

    pub(crate) fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    /// Drops the store, as the system drops a process, and opens it again.
    pub(crate) fn reopen(&mut self) {
        self.close();
        self.store = Some(Store::open(self.dir.path(), &self.key, Options::default()).unwrap());
    }

    pub(crate) fn close(&mut self) {
        self.store = None;
    }

    pub(crate) fn journal(&self) -> PathBuf {
        Store::journal_path(self.dir.path())
    }

    /// What the county's recovery key opens of the journal.
    pub(crate) fn recovered(&self) -> Recovered {
        recover(&std::fs::read(self.journal()).unwrap(), &self.recovery).unwrap()
    }

    pub(crate) fn save(&self, new: NewRecord) -> Saved {
        self.store().save(new, &self.device_key).unwrap()
    }

    pub(crate) fn save_visits(&self, mut numbers: impl Iterator<Item = u128>) {
        assert!(numbers.all(|number| self.save(self.plain(number)).journalled));
    }

    /// A visit of `number` to `subject`.
    pub(crate) fn visit(&self, number: u128, subject: Subject, visit: VisitTag) -> NewRecord {
        let facts = RecordFacts { subject: Some(subject), visit: Some(visit), ..facts() };
        NewRecord { facts, ..self.record(number, "visit", &json!({ "words": format!("visit {number}") })) }
    }

    /// Some visit, about nobody in particular.
    pub(crate) fn plain(&self, number: u128) -> NewRecord {
        self.record(number, "visit", &json!({ "words": format!("visit {number}") }))
    }

    pub(crate) fn record(&self, number: u128, kind: &str, payload: &Value) -> NewRecord {
        NewRecord {
            claim: Claim {
                record: record_id(number),
                kind: kind.to_owned(),
                payload_version: 1,
                rules_version: RulesVersion("2026-11".to_owned()),
                author: self.enrolment.account,
                device: self.enrolment.device,
                clock: ClockReading {
                    device: noon(),
                    monotonic_millis: 1,
                    boot: "boot".to_owned(),
                    anchor: None,
                    gnss: None,
                    confidence: Confidence::Low,
                },
            },
            payload: Payload { salt: vec![7; 16], text: payload.to_string() },
            facts: facts(),
            draft: None,
        }
    }

    pub(crate) fn waiting(&self) -> Vec<Waiting> {
        self.store().outbox(500, usize::MAX).unwrap()
    }

    /// The county stores these.
    pub(crate) fn store_all(&self, sent: &[Waiting]) {
        self.answer(sent.iter().map(|waiting| (waiting, Self::stored(Verdict::Accepted))));
    }

    /// The county answers so.
    pub(crate) fn answer<'a>(&self, answers: impl Iterator<Item = (&'a Waiting, ItemAnswer)>) {
        let (sent, answers): (Vec<_>, Vec<_>) =
            answers.map(|(waiting, answer)| (waiting, (waiting.place(), answer))).unzip();
        let stored = sent.iter().zip(&answers).filter(|(_, (_, answer))| answer.is_stored());
        let receipts = self.receipts(stored.map(|(waiting, _)| *waiting));
        self.store().answer(&answers, Some(&receipts), noon()).unwrap();
    }

    /// What the county signs for these.
    pub(crate) fn receipts<'a>(&self, stored: impl Iterator<Item = &'a Waiting>) -> Receipts {
        let receipt = |waiting: &Waiting| Receipt {
            record: waiting.record,
            header: waiting.envelope.hash(),
            at: noon(),
        };
        Receipts::sign(stored.map(receipt).collect(), &self.county).unwrap()
    }

    /// The county's, as the root vouches for them.
    pub(crate) fn keys(&self) -> CountyKeys {
        let mut keys = CountyKeys::new(self.county.public_key());
        let statement = KeyStatement { public: self.county.public_key(), from: noon() };
        keys.learn(&Signed::sign(&statement, &self.county).unwrap()).unwrap();
        keys
    }

    pub(crate) fn stored(verdict: Verdict) -> ItemAnswer {
        ItemAnswer::Stored { at: noon(), verdict }
    }

    pub(crate) fn refuse(&self, waiting: &Waiting) {
        self.answer(std::iter::once((waiting, ItemAnswer::Refused { code: Refusal::BadSignature })));
    }

    pub(crate) fn watermark(&self, place: Place) -> Watermark {
        Watermark {
            incarnation: LIFE,
            device: self.enrolment.device,
            epoch: place.epoch,
            seq: place.seq,
            at: noon(),
        }
    }

    /// One page of the feed, read to its end.
    pub(crate) fn hear(&self, changes: Vec<Change>) {
        self.store().apply_changes(&self.page(changes, false)).unwrap();
    }

    pub(crate) fn page(&self, changes: Vec<Change>, more: bool) -> ChangesAnswer {
        ChangesAnswer {
            changes,
            next: "next".to_owned(),
            more,
            incarnation: LIFE,
            watermark: Signed::sign(&self.watermark(Place { epoch: 1, seq: 0 }), &self.county).unwrap(),
        }
    }
}

pub(crate) fn facts() -> RecordFacts {
    RecordFacts {
        subject: None,
        visit: None,
        urgency: Urgency::Normal,
        day: day("2026-11-22"),
        corrects: None,
        title: vec!["met".to_owned()],
    }
}

pub(crate) fn record_id(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(number))
}

pub(crate) fn draft(number: u128) -> Draft {
    Draft {
        id: DraftId(Uuid::from_u128(number)),
        subject: Some(Subject::Household(household_id(1))),
        purpose: Some(Purpose::Visit(VisitTag::HouseholdCheck)),
        form: FormRef { id: "household_check".to_owned(), version: "2026110100".to_owned() },
        began: noon(),
        updated: noon(),
        snapshot: json!({ "answers": { "findings": "屋顶漏雨" } }),
    }
}

pub(crate) fn household_id(number: u128) -> HouseholdId {
    HouseholdId(Uuid::from_u128(0x1000_0000 + number))
}

pub(crate) fn person_id(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(0x2000_0000 + number))
}

pub(crate) fn household(number: u128, head: &str, address: &str) -> Household {
    Household {
        id: household_id(number),
        code: format!("990101100201{number:04}"),
        region: RegionId(Uuid::from_u128(1)),
        grid: None,
        head: head.to_owned(),
        address: Address { text: address.to_owned(), at: None },
        assistance: Default::default(),
        dwelling: Default::default(),
    }
}

pub(crate) fn person(number: u128, household: u128, name: &str) -> Person {
    Person {
        id: person_id(number),
        household: household_id(household),
        identity: Identity { name: name.to_owned(), citizen_number: None, birth_date: None, sex: None },
        phones: Vec::new(),
        relation: "head".to_owned(),
        concerns: Vec::new(),
        guardians: Vec::new(),
        health: Health::default(),
    }
}

pub(crate) fn line(number: u128, subject: Subject, visit: VisitTag, due: &str) -> RosterLine {
    RosterLine::given(
        RosterId(Uuid::from_u128(0x3000_0000 + number)),
        (subject, RegionId(Uuid::from_u128(1))),
        AccountId(Uuid::from_u128(0xA1)),
        Plan::plain(visit, "A", None),
        day(due),
    )
}

pub(crate) fn put(kind: DocumentKind, key: Uuid, revision: u64, body: &impl serde::Serialize) -> Change {
    Change {
        kind: kind.as_str().to_owned(),
        key: key.to_string(),
        revision,
        body: Some(Body::of(body).unwrap()),
    }
}

pub(crate) fn put_household(household: &Household, revision: u64) -> Change {
    put(DocumentKind::Household, household.id.0, revision, household)
}

pub(crate) fn put_person(person: &Person, revision: u64) -> Change {
    put(DocumentKind::Person, person.id.0, revision, person)
}

pub(crate) fn put_line(line: &RosterLine, revision: u64) -> Change {
    put(DocumentKind::Roster, line.id.0, revision, line)
}

pub(crate) fn removal(kind: DocumentKind, key: Uuid, revision: u64) -> Change {
    Change { kind: kind.as_str().to_owned(), key: key.to_string(), revision, body: None }
}

/// Every page of a list, one row a page.
pub(crate) fn one_by_one<T>(mut list: impl FnMut(&Page) -> Paged<T>) -> Vec<T> {
    let mut page = Page::first(1);
    let mut all = Vec::new();
    loop {
        let paged = list(&page);
        let next = Page::after(&paged, 1);
        all.extend(paged.items);
        match next {
            Some(next) => page = next,
            None => return all,
        }
    }
}

/// The record ids of some envelopes, in order.
pub(crate) fn records(envelopes: &[Envelope]) -> Vec<RecordId> {
    envelopes.iter().map(|envelope| envelope.claimed_header().unwrap().record).collect()
}

/// Each envelope opens with the key, and names the one before.
pub(crate) fn assert_chained(waiting: &[Waiting], key: &SoftwareKey) {
    let public = key.public_key().unwrap();
    let opened: Vec<_> = waiting.iter().map(|w| w.envelope.open(&public).unwrap()).collect();
    for pair in opened.windows(2) {
        assert_eq!(pair[1].header.prev, pair[0].hash);
        assert_eq!(pair[1].header.seq, pair[0].header.seq + 1);
    }
}
