//! From a service plan to its follow-ups: the plan of a subject stands on the roster as one line, which
//! moves as the follow-up visits are made and goes when a supervisor agrees that the case is closed (结案).

use crate::{
    accounts,
    db::{DbError, Tx},
    keyring::Keyring,
    rosters, subjects,
    vault::{self, VaultError},
};
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_domain::{
    answers::Answers,
    calendar,
    id::{AccountId, RecordId, RegionId, RosterId},
    record::{PAYLOAD_VERSION, Record},
    roster::RosterLine,
    sheet::{Followed, ServicePlan, Sheet},
    subject::Subject,
    visit::{VisitKind, VisitTag},
};
use doorstep_protocol::{batch::Quarantine, envelope::Header};

/// Nobody who may is there to follow the plan up: a line would hand over a file.
const NOT_ASSIGNED: &str = "not_assigned";

/// Corrections of one plan that are followed.
const MOST_CORRECTIONS: usize = 50;

/// A plan arrived: it takes the place of an older one, whichever came first. Whoever had the older one's
/// follow-up goes on with it; else it is the author's, but for a child it is one's who is assigned to the child.
pub(crate) fn planned(
    tx: &mut Tx<'_>,
    header: &Header,
    sheet: &Sheet,
    (subject, region): (Subject, RegionId),
    at: DateTime<Utc>,
) -> Result<Option<&'static str>, DbError> {
    let Some(answers) = Answers::of(&sheet.answers) else { return Ok(None) };
    let plan = ServicePlan::of(answers);
    let followed = plan.followed(header.record, sheet.day);
    tx.lock(&lock_of(subject))?;
    let held = rosters::lines_for(tx, subject, VisitTag::FollowUp)?.into_iter().next();
    let older = |line: &RosterLine| line.follows.as_ref().is_none_or(|held| held.gives_way_to(&followed));
    if held.as_ref().is_some_and(|line| !older(line)) || is_closed(tx, subject, &followed)? {
        return Ok(None);
    }
    let today = calendar::civil_day(at);
    let (id, assignee) = match held {
        Some(line) => (line.id, line.assignee),
        None => {
            let id = RosterId(header.record.0);
            // A phone chooses the ids of its records: no line of anybody else's gives way to one.
            if rosters::line(tx, id)?.is_some() {
                return Ok(Some(Quarantine::IdentityClash.code()));
            }
            match follows_up(tx, (subject, region), header.author, today)? {
                Some(assignee) => (id, assignee),
                None => return Ok(Some(NOT_ASSIGNED)),
            }
        }
    };
    let due = plan.next.unwrap_or(sheet.day);
    let line = RosterLine {
        follows: Some(followed),
        ..RosterLine::given(id, (subject, region), assignee, plan.on_roster(sheet.day), due)
    };
    rosters::put(tx, &line, today)?;
    // A follow-up may have come before the plan.
    rosters::settle(tx, &subject.uuid().to_string(), VisitTag::FollowUp.as_str(), today)?;
    Ok(None)
}

/// Whether a case was closed on a plan, on one that it corrects or on a later one.
fn is_closed(tx: &mut Tx<'_>, subject: Subject, plan: &Followed) -> Result<bool, DbError> {
    let closed = tx.map(
        "SELECT visit.closes, COALESCE(plan.day, visit.day)
         FROM visit LEFT JOIN visit AS plan ON plan.record = visit.closes
         WHERE visit.subject = $1 AND visit.closes IS NOT NULL",
        &[subject.uuid().to_string().into()],
        |row| Ok((row.get::<NaiveDate>(1)?, row.get::<RecordId>(0)?)),
    )?;
    for (made, closed) in closed {
        if (made, closed) >= (plan.made, plan.plan) || is_correction_of(tx, plan.plan, closed)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether its author has corrected a follow-up, or somebody was met in a later one: its advice no longer holds.
fn is_overtaken(tx: &mut Tx<'_>, record: RecordId, subject: Subject) -> Result<bool, DbError> {
    tx.exists(
        "SELECT 1 FROM visit AS later JOIN visit AS this ON this.record = $1
         WHERE (later.author = this.author AND (later.corrects = this.record
                OR (later.corrects = this.corrects AND later.record > this.record)))
            OR (later.subject = $2 AND later.kind = 'follow_up' AND later.outcome = 'met' AND later.day > this.day)",
        &[record.into(), subject.uuid().to_string().into()],
    )
}

/// Whether a plan is another, or corrects it, however often it was corrected.
fn is_correction_of(tx: &mut Tx<'_>, plan: RecordId, other: RecordId) -> Result<bool, DbError> {
    let mut at = Some(plan);
    for _ in 0..MOST_CORRECTIONS {
        match at {
            None => return Ok(false),
            Some(plan) if plan == other => return Ok(true),
            Some(plan) => {
                let row = tx.row("SELECT corrects FROM visit WHERE record = $1", &[plan.into()])?;
                at = row.map(|row| row.get::<Option<RecordId>>(0)).transpose()?.flatten();
            }
        }
    }
    Ok(false)
}

/// Who follows a plan up: its author where they work, but for a child only who is assigned to the child.
fn follows_up(
    tx: &mut Tx<'_>,
    (subject, region): (Subject, RegionId),
    author: AccountId,
    today: NaiveDate,
) -> Result<Option<AccountId>, DbError> {
    let child = match subject {
        Subject::Person(id) => subjects::person(tx, id)?.is_some_and(|person| person.is_child_on(today)),
        Subject::Household(_) => false,
    };
    if !child && accounts::covers(tx, author, region)? {
        return Ok(Some(author));
    }
    let assigned = rosters::assigned(tx, subject)?;
    Ok(assigned.contains(&author).then_some(author).or(assigned.into_iter().next()))
}

/// What a plan said is erased: what its follow-up would ask about goes, too.
pub(crate) fn forget(tx: &mut Tx<'_>, plan: RecordId) -> Result<(), DbError> {
    let about = tx.map(
        "SELECT subject.type, subject.id FROM record_subject JOIN subject ON subject.id = record_subject.subject
         WHERE record_subject.record = $1",
        &[plan.into()],
        |row| subjects::subject(row, 0),
    )?;
    for subject in about {
        for line in rosters::lines_for(tx, subject, VisitTag::FollowUp)? {
            if line.follows.as_ref().is_some_and(|held| held.plan == plan) {
                rosters::remove(tx, line.id)?;
            }
        }
    }
    Ok(())
}

/// A supervisor approved a visit: if it is a follow-up that advised to close the case, its line goes.
pub(crate) fn approved(tx: &mut Tx<'_>, keyring: &Keyring, record: RecordId) -> Result<(), VaultError> {
    let Some(payload) = vault::payload(tx, keyring, record)? else { return Ok(()) };
    let made = Record::parse("visit", PAYLOAD_VERSION, payload.text.as_bytes());
    let Ok(Record::Visit(visit)) = made else { return Ok(()) };
    let VisitKind::FollowUp(follow_up) = &visit.kind else { return Ok(()) };
    if !follow_up.close || is_overtaken(tx, record, visit.subject)? {
        return Ok(());
    }
    tx.lock(&lock_of(visit.subject))?;
    // A plan that is still to come is closed, too; without a name, any that was begun before.
    let mut closed = follow_up.plan.unwrap_or(record);
    for line in rosters::lines_for(tx, visit.subject, VisitTag::FollowUp)? {
        let Some(held) = &line.follows else { continue };
        let its_own = match follow_up.plan {
            Some(plan) => is_correction_of(tx, held.plan, plan)?,
            None => held.made <= visit.day,
        };
        if its_own {
            closed = held.plan;
            rosters::remove(tx, line.id)?;
        }
    }
    tx.execute("UPDATE visit SET closes = $2 WHERE record = $1", &[record.into(), closed.into()])?;
    Ok(())
}

/// A subject has one plan: what changes it does so in turn.
fn lock_of(subject: Subject) -> String {
    format!("plan:{}", subject.uuid())
}
