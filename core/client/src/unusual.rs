//! What is unusual about a visit, said before the worker leaves, with a place for their
//! reason. Nothing here keeps a visit from being finished.
//!
//! The phone looks at its own day; the county looks again, at everybody's. What was shown
//! travels with the visit beside the worker's reason, so that a supervisor reads both.

use crate::{
    error::ClientError,
    finish::FinishError,
    open::Client,
    photograph::{kept, likeness},
    session::About,
};
use doorstep_domain::{
    id::{DraftId, HouseholdId, RecordId},
    place::Fix,
    plausibility::{self, Earlier, Flag, Limits, Stop, judge},
    purpose::Purpose,
    record::Record,
    subject::{Household, Subject},
    visit::{Mode, Outcome, Visit},
};
use doorstep_protocol::{
    clock::{Confidence, Reason},
    envelope::Payload,
};
use doorstep_store::{Page, PersonOnFile};
use doorstep_sync::ports;

/// Records of the day that are looked at, the newest first: nobody makes more visits.
const OF_THE_DAY: usize = 60;

impl Client {
    /// What is unusual about a visit whose questions are answered, as it stands, finished here and now; of a sheet, nothing.
    pub fn unusual(&self, draft: DraftId, place: Option<Fix>) -> Result<Vec<Flag>, FinishError> {
        self.with_draft(draft, |open| match (open.session.finish(), open.about.purpose) {
            (Err(missing), _) => Ok(Err(FinishError::Missing(missing))),
            (Ok(answers), Purpose::Visit(tag)) => Ok(Ok(self.visit(open, tag, &answers, place)?.unusual)),
            (Ok(_), Purpose::Sheet(_)) => Ok(Ok(Vec::new())),
        })?
    }

    /// Keeps the worker's reason for what is unusual with the draft; an empty one takes it back.
    pub fn explain(&self, draft: DraftId, reason: &str) -> Result<(), ClientError> {
        self.with_draft(draft, |open| {
            reason.trim().clone_into(&mut open.about.explanation);
            self.put(open)
        })
    }

    /// The flags of a visit that is being finished. One that only corrects another was made earlier, elsewhere.
    pub(crate) fn flags(&self, about: &About, visit: &Visit) -> Result<Vec<Flag>, ClientError> {
        if visit.corrects.is_some() {
            return Ok(Vec::new());
        }
        let doubtful = self.clock_is_doubtful()?;
        let mut before = Vec::new();
        for stored in self.store().history(None, &Page::first(OF_THE_DAY))?.items {
            if stored.facts.visit.is_some()
                && stored.facts.corrects.is_none()
                && stored.facts.day == visit.day
            {
                before.extend(self.earlier(stored.record, doubtful)?);
            }
        }
        let mut stop = self.stop(visit, doubtful)?;
        stop.photographs = kept(about, &visit.answers).into_iter().filter_map(likeness).collect();
        Ok(judge(&stop, &before, &Limits::default()))
    }

    fn earlier(&self, record: RecordId, doubtful: bool) -> Result<Option<Earlier>, ClientError> {
        let Some(Record::Visit(visit)) = self.still_held(record)? else { return Ok(None) };
        let mut stop = self.stop(&visit, doubtful)?;
        for photograph in &visit.evidence {
            if let Some(Record::Evidence(evidence)) = self.still_held(*photograph)? {
                stop.photographs.extend(likeness(&evidence));
            }
        }
        Ok(Some(Earlier { record, same_worker: true, stop }))
    }

    /// A record made here. What is no longer held, or was made by another version, is as good as none.
    pub(crate) fn still_held(&self, record: RecordId) -> Result<Option<Record>, ClientError> {
        let Some(stored) = self.store().record(record)? else { return Ok(None) };
        let read = |payload: Payload| {
            Record::parse(&stored.kind, stored.payload_version, payload.text.as_bytes()).ok()
        };
        Ok(stored.payload.and_then(read))
    }

    fn stop(&self, visit: &Visit, clock_doubtful: bool) -> Result<Stop, ClientError> {
        let household = self.household_of(visit.subject)?;
        let village = household.as_ref().map(|household| household.region);
        let drawn = village.map(|village| self.store().outline(village)).transpose()?.flatten();
        Ok(Stop {
            subject: visit.subject,
            visit: visit.kind.tag(),
            at_home: visit.outcome == Outcome::Met && visit.mode == Mode::Home,
            door: household.and_then(|household| household.address.at),
            began: visit.began,
            ended: visit.ended,
            clock_doubtful,
            outside_metres: plausibility::outside(
                visit.place.as_ref(),
                drawn.as_ref().map(|drawn| &drawn.outline),
            ),
            place: visit.place.clone(),
            photographs: Vec::new(),
        })
    }

    /// Where somebody lives, if that is on file here; of a child only with their file.
    fn household_of(&self, subject: Subject) -> Result<Option<Household>, ClientError> {
        let household = match subject {
            Subject::Household(household) => Some(household),
            Subject::Person(person) => {
                self.store().person(person)?.and_then(|person| household_of(&person.value))
            }
        };
        let Some(household) = household else { return Ok(None) };
        Ok(self.store().household(household)?.map(|household| household.value))
    }

    /// A phone that was started anew since it heard the county is not yet under suspicion.
    fn clock_is_doubtful(&self) -> Result<bool, ClientError> {
        let reading = ports::reading(self.inner.ports.clock.as_ref(), self.store().anchor()?, None);
        let reason = reading.weighed().reason;
        Ok(reason.confidence() == Confidence::Low && reason != Reason::NeverHeard)
    }
}

fn household_of(person: &PersonOnFile) -> Option<HouseholdId> {
    match person {
        PersonOnFile::Full(person) => Some(person.household),
        PersonOnFile::Child(_) => None,
    }
}
