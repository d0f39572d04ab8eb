//! The people of the stories: a township of two villages, four workers, one supervisor,
//! a few households with somebody to visit, and the records that are made about them.

use crate::ground::town;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use doorstep_domain::{
    cadence::Plan,
    id::{AccountId, HouseholdId, PersonId, RecordId, RegionId, RosterId},
    post::Post,
    record::{PAYLOAD_VERSION, ReadTrace, Record},
    region::{Level, Region},
    review::ReviewReply,
    roster::RosterLine,
    rules::RulesVersion,
    subject::{Household, Person, Subject},
    visit::{FormRef, HouseholdCheck, Mode, Outcome, RedLine, Urgency, Visit, VisitKind, VisitTag},
};
use doorstep_protocol::{
    clock::ClockReading,
    envelope::{Claim, Payload},
};
use doorstep_server::{
    accounts::{self, Account, PersonSession, PostHeld},
    app::App,
    db::{DbError, Tx},
    regions, rosters, subjects,
};
use doorstep_store::{Enrolment, NewRecord, RecordFacts};
use std::error::Error;
use uuid::Uuid;

/// Most phones of a story, one for each worker.
pub(super) const PHONES: usize = 4;

const TOWNSHIP: RegionId = RegionId(Uuid::from_u128(0x11));
/// The village of the first two workers, and that of the others.
pub(super) const VILLAGES: [RegionId; 2] = [RegionId(Uuid::from_u128(0x12)), RegionId(Uuid::from_u128(0x13))];
const SUPERVISOR: AccountId = AccountId(Uuid::from_u128(0x30));
const SECOND: AccountId = AccountId(Uuid::from_u128(0x31));

/// Households of each village, and as many people.
const HOUSEHOLDS: u128 = 2;

/// When everything begins.
pub(super) const NOON: DateTime<Utc> = DateTime::from_timestamp_nanos(1_795_320_000_000_000_000);

/// The worker to whom a phone belongs.
pub(super) fn worker(phone: usize) -> AccountId {
    AccountId(Uuid::from_u128(0x20 + phone as u128))
}

/// Where a worker begins.
pub(super) fn home(phone: usize) -> RegionId {
    VILLAGES[phone * 2 / PHONES]
}

/// Every household of the county.
pub(super) fn households() -> impl Iterator<Item = HouseholdId> {
    (0..2 * HOUSEHOLDS).map(household_id)
}

/// Everybody on file: an elder in the first household of a village, a child in the second.
pub(super) fn people() -> impl Iterator<Item = PersonId> {
    (0..2 * HOUSEHOLDS).map(person_id)
}

/// Every line of the roster.
pub(super) fn lines() -> impl Iterator<Item = RosterId> {
    (0..2 * HOUSEHOLDS).map(|number| RosterId(Uuid::from_u128(0x60 + number)))
}

fn household_id(number: u128) -> HouseholdId {
    HouseholdId(Uuid::from_u128(0x40 + number))
}

fn person_id(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(0x50 + number))
}

/// The id of the n-th record of a story.
pub(super) fn record_id(number: u64) -> RecordId {
    RecordId(Uuid::from_u128(0x1000 + u128::from(number)))
}

/// The supervisor at the console.
pub(super) fn supervisor() -> PersonSession {
    PersonSession { account: SUPERVISOR, posts: vec![Post::Supervisor] }
}

/// The one who places with them what a compromised phone sent.
pub(super) fn second() -> PersonSession {
    PersonSession { account: SECOND, posts: vec![Post::County] }
}

/// A worker's posts: one for each village.
pub(super) fn posts(villages: &[RegionId]) -> Vec<PostHeld> {
    villages.iter().map(|region| PostHeld { post: Post::Worker, region: *region }).collect()
}

/// What cannot be set up.
type Trouble = Box<dyn Error + Send + Sync>;

/// Puts everybody on file.
pub(super) async fn settle(app: &App) -> Result<(), Trouble> {
    app.write::<_, DbError>(|tx| settle_in(tx).map_err(|_| DbError::NoRow)).await?;
    Ok(())
}

fn settle_in(tx: &mut Tx<'_>) -> Result<(), Trouble> {
    let day = NOON.date_naive();
    let region = |id, code: &str, level, parent| {
        let code = code.parse()?;
        let name = "某村".to_owned();
        Ok::<_, Trouble>(Region { id, code, level, name, parent, valid_from: day, predecessors: Vec::new() })
    };
    regions::put(tx, &region(TOWNSHIP, "990101100000", Level::Township, None)?)?;
    for (id, code) in VILLAGES.into_iter().zip(["990101100201", "990101100202"]) {
        regions::put(tx, &region(id, code, Level::Village, Some(TOWNSHIP))?)?;
    }
    let reviewers = [(SUPERVISOR, Post::Supervisor, TOWNSHIP), (SECOND, Post::County, TOWNSHIP)];
    let workers = (0..PHONES).map(|phone| (worker(phone), Post::Worker, home(phone)));
    for (id, post, region) in reviewers.into_iter().chain(workers) {
        let account = Account { id, login: id.to_string(), name: "甲某".to_owned(), active: true };
        accounts::put(tx, &account, None)?;
        accounts::posts::set(tx, id, &[PostHeld { post, region }])?;
    }
    regions::settle(tx)?;
    for number in 0..2 * HOUSEHOLDS {
        let village = VILLAGES[(number / HOUSEHOLDS) as usize];
        subjects::put_household(tx, &household(number, village))?;
        subjects::put_person(tx, &person(number), day)?;
    }
    for (number, id) in (0..).zip(lines()) {
        rosters::put(tx, &line(id, number, day), day)?;
    }
    Ok(())
}

fn household(number: u128, region: RegionId) -> Household {
    let code = format!("990101100201{number:04}");
    town::household(household_id(number), code, region, "甲", format!("{number}号"))
}

fn person(number: u128) -> Person {
    let born = if number.is_multiple_of(HOUSEHOLDS) { 1940 } else { 2018 };
    town::person(person_id(number), household_id(number), "甲", born)
}

/// One line for each household: the elder's or the child's visit, or that of the household.
fn line(id: RosterId, number: u128, day: NaiveDate) -> RosterLine {
    let village = (number / HOUSEHOLDS) as usize;
    let (subject, visit, class) = if number.is_multiple_of(HOUSEHOLDS) {
        (Subject::Household(household_id(number)), VisitTag::HouseholdCheck, "general")
    } else {
        (Subject::Person(person_id(number)), VisitTag::GuardianVisit, "yellow")
    };
    RosterLine::given(
        id,
        (subject, VILLAGES[village]),
        worker(village * PHONES / 2),
        Plan::plain(visit, class, None),
        day,
    )
}

/// What a worker writes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A visit to a household, perhaps with a red line.
    Visit { emergency: bool },
    /// The same, mending an earlier one.
    Correction { of: RecordId },
    /// The words that go with a correction.
    Reply { to: RecordId, with: RecordId },
    /// A child's file was opened.
    Trace,
}

/// A record, ready to be saved.
pub(super) fn record(
    number: u64,
    what: What,
    household: HouseholdId,
    enrolment: &Enrolment,
    clock: ClockReading,
    length: usize,
) -> Result<NewRecord, Trouble> {
    let day = NOON.date_naive();
    let subject = Subject::Household(household);
    let emergency = what == What::Visit { emergency: true };
    let corrects = match what {
        What::Correction { of } => Some(of),
        _ => None,
    };
    let (record, subject, visit) = match what {
        What::Visit { .. } | What::Correction { .. } => {
            let visit = visit(subject, enrolment.account, emergency, corrects, length);
            (Record::Visit(Box::new(visit)), Some(subject), Some(VisitTag::HouseholdCheck))
        }
        What::Reply { to, with } => {
            let reply = ReviewReply { visit: to, correction: Some(with), words: "已改".to_owned() };
            (Record::ReviewReply(reply), None, None)
        }
        What::Trace => {
            let person = person_id(1);
            let trace = ReadTrace { person, reader: enrolment.account, purpose: "看".to_owned() };
            (Record::ReadTrace(trace), None, None)
        }
    };
    Ok(NewRecord {
        claim: Claim {
            record: record_id(number),
            kind: record.kind().to_owned(),
            payload_version: PAYLOAD_VERSION,
            rules_version: RulesVersion("2026-11".to_owned()),
            author: enrolment.account,
            device: enrolment.device,
            clock,
        },
        payload: Payload { salt: vec![number as u8; 16], text: record.to_payload()? },
        facts: RecordFacts {
            subject,
            visit,
            urgency: if emergency { Urgency::Emergency } else { Urgency::Normal },
            day,
            corrects,
            title: vec!["met".to_owned()],
        },
        draft: None,
    })
}

fn visit(
    subject: Subject,
    author: AccountId,
    emergency: bool,
    corrects: Option<RecordId>,
    length: usize,
) -> Visit {
    Visit {
        subject,
        kind: VisitKind::HouseholdCheck(HouseholdCheck::default()),
        outcome: Outcome::Met,
        mode: Mode::Home,
        met: vec!["self".to_owned()],
        visitors: vec![author],
        began: NOON,
        ended: NOON + TimeDelta::minutes(20),
        day: NOON.date_naive(),
        place: None,
        findings: "字".repeat(length),
        needs: Vec::new(),
        follow_up: String::new(),
        red_lines: if emergency { vec![RedLine::ElderNoFood] } else { Vec::new() },
        next_date: None,
        evidence: Vec::new(),
        unusual: Vec::new(),
        explanation: String::new(),
        form: FormRef { id: "household_check".to_owned(), version: "1".to_owned() },
        answers: serde_json::Value::Null,
        trail: doorstep_domain::visit::Trail::default(),
        corrects,
    }
}
