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
use doorstep_protocol::batch::Verdict;
use doorstep_store::{Page, RecordFacts, StoredRecord};

/// What the title of such a record begins with; minutes and the volunteer follow.
const TITLE: &str = "hours";

/// Rows of history looked at in one go.
const ROWS: usize = 500;

/// The time that whoever enrolled this phone has given, as far as it was entered here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HoursGiven {
    /// Whole minutes that the county accepted.
    pub minutes: u32,
    /// The same in hundredths of an hour as a certificate shows them (志愿服务记录证明): rounded down.
    pub shown_hundredths: u64,
    /// 星级, 0 to 5, earned by them.
    pub stars: u32,
    /// Entries that they come from.
    pub entries: u32,
    /// Minutes of entries that the county has not accepted: not sent, to be looked at, or kept apart.
    pub open_minutes: u32,
}

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
            facts: RecordFacts { title: title(&entry), ..self.plain_facts(None, TITLE) },
            record: Record::Hours(entry),
            draft: None,
        })
    }

    /// The time that whoever enrolled this phone has given, by the entries made here. Certificates are the county's to give.
    pub fn hours_given(&self) -> Result<HoursGiven, ClientError> {
        let Some(enrolment) = self.store().enrolment()? else { return Ok(HoursGiven::default()) };
        let mut given = HoursGiven::default();
        let mut page = Some(Page::first(ROWS));
        while let Some(asked) = page {
            let history = self.store().history(None, &asked)?;
            page = Page::after(&history, ROWS);
            for record in &history.items {
                let Some(minutes) = minutes_of(record, enrolment.account) else { continue };
                if record.verdict == Some(Verdict::Accepted) {
                    given.entries += 1;
                    given.minutes = given.minutes.saturating_add(minutes);
                } else {
                    given.open_minutes = given.open_minutes.saturating_add(minutes);
                }
            }
        }
        let limits = &self.rules_today()?.hours;
        given.shown_hundredths = limits.certificate.shown_hundredths(given.minutes);
        given.stars = limits.stars(given.minutes);
        Ok(given)
    }
}

/// Stays on the phone when the payload has gone.
fn title(entry: &HoursEntry) -> Vec<String> {
    vec![TITLE.to_owned(), entry.minutes().to_string(), entry.volunteer.to_string()]
}

/// Of an entry of this volunteer's.
fn minutes_of(record: &StoredRecord, volunteer: AccountId) -> Option<u32> {
    let [kind, minutes, of] = record.facts.title.as_slice() else { return None };
    (kind == TITLE && *of == volunteer.to_string()).then(|| minutes.parse().ok()).flatten()
}
