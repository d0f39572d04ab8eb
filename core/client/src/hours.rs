//! Volunteer hours: an activity, a sign-in, a sign-out.

use crate::{
    error::ClientError,
    open::Client,
    record::{Making, SavedRecord},
};
use doorstep_domain::{
    hours::{Activity, HoursEntry, Stamp},
    id::{AccountId, ActivityId, RecordId},
    place::Fix,
    record::Record,
};

impl Client {
    /// This moment and place, for a sign-in or a sign-out. A shell keeps the sign-in until the volunteer leaves.
    pub fn stamp(&self, place: Option<Fix>) -> Stamp {
        Stamp { at: self.inner.ports.clock.now(), place }
    }

    /// Opens an activity that hours can be given to; the author is in charge of it.
    pub fn open_activity(
        &self,
        title: &str,
        content: &str,
        place: Option<Fix>,
    ) -> Result<(ActivityId, SavedRecord), ClientError> {
        let organiser = self.store().enrolment()?.ok_or(ClientError::SignedOut)?.account;
        let id = self.new_id(ActivityId::from_parts)?;
        let activity =
            Activity { id, title: title.to_owned(), content: content.to_owned(), organiser, place };
        let saved = self.save(Making {
            id: self.new_id(RecordId::from_parts)?,
            record: Record::Activity(activity),
            facts: self.plain_facts(None, "activity"),
            draft: None,
        })?;
        Ok((id, saved))
    }

    /// Records time given: from a stamp kept at arrival to one made now, or as repaired by hand later.
    pub fn record_hours(
        &self,
        activity: ActivityId,
        volunteer: AccountId,
        sign_in: Stamp,
        sign_out: Stamp,
        done: &str,
    ) -> Result<SavedRecord, ClientError> {
        let entry =
            HoursEntry { activity, volunteer, sign_in, sign_out, done: done.to_owned(), corrects: None };
        self.save(Making {
            id: self.new_id(RecordId::from_parts)?,
            record: Record::Hours(entry),
            facts: self.plain_facts(None, "hours"),
            draft: None,
        })
    }
}
