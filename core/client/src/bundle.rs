//! Visits that fall together at one door (合并走访): who else is due there, and what need
//! not be asked again, because it is the same for all of them.
//!
//! Each visit stays a record of its own, complete in itself; only the asking is shared.
//! Answers come from this phone's visits of the same day to the same household, finished
//! or not, and only between questions that both forms mark as shared. They can be changed
//! in each visit by itself.

use crate::{error::ClientError, open::Client};
use chrono::Days;
use doorstep_domain::{
    id::{DraftId, HouseholdId},
    record::Record,
    roster::SOON_DAYS,
    subject::Subject,
};
use doorstep_forms::{Form, FormSession, Value};
use doorstep_store::{AgendaRow, Page, StoredRecord};
use std::collections::{BTreeMap, BTreeSet};

/// Drafts and records looked through, newest first: more than a day has.
const LOOKED_AT: usize = 200;

impl Client {
    /// Everybody who is due now or soon at the door of somebody, with why and until when, most urgent first.
    pub fn due_together(&self, subject: Subject) -> Result<Vec<AgendaRow>, ClientError> {
        let today = self.today();
        let until = today.checked_add_days(Days::new(SOON_DAYS.unsigned_abs())).unwrap_or(today);
        Ok(self.store().due_at_the_door(subject, today, until)?)
    }

    /// Names of the questions that another visit at this door has answered beforehand, and nobody has since.
    pub fn answered_beforehand(&self, draft: DraftId) -> Result<Vec<String>, ClientError> {
        self.with_draft(draft, |open| {
            let touches = open.about.trail.touches();
            let named = |path: &str, name: &str| path.rsplit('/').next() == Some(name);
            let untouched = |name: &&String| !touches.iter().any(|touch| named(&touch.question, name));
            Ok(open.about.carried.iter().filter(untouched).cloned().collect())
        })
    }

    /// What visits of today at the same door say to the questions that a form shares; the newest word of each.
    pub(crate) fn said_at_the_door(
        &self,
        subject: Subject,
        form: &Form,
    ) -> Result<BTreeMap<String, Value>, ClientError> {
        let shared: BTreeSet<&str> =
            form.fields().filter(|field| field.shared).map(|field| field.name).collect();
        let household = self.store().household_of(subject)?.filter(|_| !shared.is_empty());
        let Some(household) = household else { return Ok(BTreeMap::new()) };
        let mut said = self.said_in_drafts(household)?;
        add_older(&mut said, self.said_in_visits(household)?);
        said.retain(|name, _| shared.contains(name.as_str()));
        Ok(said)
    }

    fn said_in_drafts(&self, household: HouseholdId) -> Result<BTreeMap<String, Value>, ClientError> {
        let mut said = BTreeMap::new();
        let offset = *self.here_and_now().offset();
        for draft in self.store().drafts(&Page::first(LOOKED_AT))?.items {
            let today = draft.began.with_timezone(&offset).date_naive() == self.today();
            let Some(subject) = draft.subject.filter(|_| today) else { continue };
            if self.store().household_of(subject)? == Some(household) {
                add_older(&mut said, self.with_draft(draft.id, |open| Ok(open.session.shared_answers()))?);
            }
        }
        Ok(said)
    }

    fn said_in_visits(&self, household: HouseholdId) -> Result<BTreeMap<String, Value>, ClientError> {
        let mut said = BTreeMap::new();
        for stored in self.store().history(None, &Page::first(LOOKED_AT))?.items {
            let facts = &stored.facts;
            let today = facts.visit.is_some() && facts.day == self.today();
            let Some(subject) = facts.subject.filter(|_| today) else { continue };
            if self.store().household_of(subject)? == Some(household) {
                add_older(&mut said, self.shared_in(&stored)?);
            }
        }
        Ok(said)
    }

    /// Of a visit whose answers its form no longer opens, nothing.
    fn shared_in(&self, stored: &StoredRecord) -> Result<BTreeMap<String, Value>, ClientError> {
        let Some(held) = self.store().record(stored.record)? else { return Ok(BTreeMap::new()) };
        let Some(payload) = held.payload else { return Ok(BTreeMap::new()) };
        let read = Record::parse(&held.kind, held.payload_version, payload.text.as_bytes());
        let Ok(Record::Visit(visit)) = read else { return Ok(BTreeMap::new()) };
        let (form, context) = (self.form_of(&visit.form)?, self.context(visit.began)?);
        let reopened =
            visit.answers.as_object().and_then(|tree| FormSession::reopen(form, &context, tree).ok());
        Ok(reopened.map(|session| session.shared_answers()).unwrap_or_default())
    }
}

/// The newer word of each stands.
fn add_older(said: &mut BTreeMap<String, Value>, older: BTreeMap<String, Value>) {
    for (name, value) in older {
        said.entry(name).or_insert(value);
    }
}
