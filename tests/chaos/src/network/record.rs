//! What is on file, and what is written about it: invented, and the same for the same number.

use super::{clock::START, county::VILLAGES};
use crate::{chance::Chance, ground::town};
use doorstep_domain::{
    id::{HouseholdId, PersonId, RecordId},
    record::{PAYLOAD_VERSION, Record},
    rules::RulesVersion,
    subject::{Household, Person, Subject},
    visit::{ElderCheckIn, FormRef, Mode, Outcome, Urgency, Visit, VisitKind, VisitTag},
};
use doorstep_protocol::{
    clock::ClockReading,
    envelope::{Claim, Payload},
};
use doorstep_store::{Enrolment, NewRecord, RecordFacts};
use uuid::Uuid;

pub(crate) fn household_id(number: u64) -> HouseholdId {
    HouseholdId(Uuid::from_u128(0x40_0000 + u128::from(number)))
}

/// In which village a household lives.
pub(crate) fn village_of(household: u64) -> u64 {
    household % VILLAGES + 1
}

pub(crate) fn household(number: u64, version: u64) -> Household {
    let village = village_of(number);
    let (code, address) =
        (format!("99010110020{village}{number:04}"), format!("一组{number}号，第{version}次"));
    town::household(household_id(number), code, town::village(village), "甲某某", address)
}

fn elder_id(village: u64) -> PersonId {
    PersonId(Uuid::from_u128(0x50_0000 + u128::from(village)))
}

/// Whom the worker of a village visits.
pub(crate) fn elder(village: u64) -> Person {
    // The first household that is there.
    town::person(elder_id(village), household_id(village + VILLAGES - 1), "甲一", 1940)
}

/// The record of a phone's n-th visit.
pub(crate) fn id(phone: u64, number: u64) -> RecordId {
    RecordId(Uuid::from_u128((u128::from(phone) << 64) + u128::from(number)))
}

/// That visit, in so many words that compression only halves.
pub(crate) fn visit(
    enrolment: &Enrolment,
    phone: u64,
    id: RecordId,
    words: u64,
    clock: ClockReading,
) -> Option<NewRecord> {
    let mut chance = Chance::of(id.0.as_u128() as u64);
    let (began, subject) = (clock.device, Subject::Person(elder_id(phone)));
    let day = START.date_naive();
    let visit = Visit {
        subject,
        kind: VisitKind::ElderCheckIn(ElderCheckIn {}),
        outcome: Outcome::Met,
        mode: Mode::Home,
        met: vec!["self".to_owned()],
        visitors: vec![enrolment.account],
        began,
        ended: began,
        day,
        place: None,
        findings: (0..words).map(|_| format!("{:x} ", chance.draw())).collect(),
        needs: Vec::new(),
        follow_up: String::new(),
        red_lines: Vec::new(),
        next_date: None,
        evidence: Vec::new(),
        unusual: Vec::new(),
        explanation: String::new(),
        form: FormRef { id: "elder_check_in".to_owned(), version: "1".to_owned() },
        answers: serde_json::Value::Null,
        trail: doorstep_domain::visit::Trail::default(),
        corrects: None,
    };
    let record = Record::Visit(Box::new(visit));
    Some(NewRecord {
        claim: Claim {
            record: id,
            kind: record.kind().to_owned(),
            payload_version: PAYLOAD_VERSION,
            rules_version: RulesVersion("2026-11".to_owned()),
            author: enrolment.account,
            device: enrolment.device,
            clock,
        },
        payload: Payload { salt: vec![7; 16], text: record.to_payload().ok()? },
        facts: RecordFacts {
            subject: Some(subject),
            visit: Some(VisitTag::ElderCheckIn),
            urgency: Urgency::Normal,
            day,
            corrects: None,
            title: vec!["met".to_owned()],
        },
        draft: None,
    })
}
