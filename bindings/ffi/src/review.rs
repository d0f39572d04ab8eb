//! What a supervisor sent back, and the worker's answer.

use crate::{
    error::DoorstepError,
    file::Subject,
    form::FormItem,
    moment::{CivilDate, Instant},
    naming,
    open::Doorstep,
    page::{Page, page},
    visit::{Purpose, SavedRecord, purpose_of, saved},
};
use doorstep_domain::{
    id::{AccountId, DraftId, RecordId},
    review,
};

pub use doorstep_domain::review::{ReturnItem, ReviewState};

/// Where a visit stands with its supervisor.
#[uniffi::remote(Enum)]
pub enum ReviewState {
    /// Arrived, nobody has looked.
    Submitted,
    /// A supervisor has it open.
    InReview,
    /// Sent back with items and a deadline.
    Returned,
    /// The worker has answered.
    Replied,
    /// Done.
    Approved,
}

/// One thing to mend.
#[uniffi::remote(Record)]
pub struct ReturnItem {
    /// Path of the question, or SHA-256 of the photo.
    pub target: String,
    /// Why, in the supervisor's words.
    pub reason: String,
}

/// A supervisor's word.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReviewNote {
    /// Where it stands.
    pub state: ReviewState,
    /// Who spoke last.
    pub by: AccountId,
    /// When, by the county's clock.
    pub at: Instant,
    /// What to mend; empty unless returned.
    pub items: Vec<ReturnItem>,
    /// Until when; only when returned.
    pub deadline: Option<CivilDate>,
}

impl From<review::ReviewNote> for ReviewNote {
    fn from(note: review::ReviewNote) -> Self {
        let review::ReviewNote { visit: _, state, by, at, items, deadline } = note;
        Self { state, by, at, items, deadline }
    }
}

/// A visit or sheet to be mended.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ReturnedRow {
    /// Which.
    pub record: RecordId,
    /// What to mend, why, and until when.
    pub note: ReviewNote,
    /// Whom it is about; none if it was made on another phone.
    pub subject: Option<Subject>,
    /// Of the person, or of the head of the household.
    pub name: Option<String>,
    /// Which visit or sheet it is.
    pub purpose: Option<Purpose>,
    /// Its civil day.
    pub day: Option<CivilDate>,
}

page! {
    /// What was sent back and not answered here, by deadline.
    ReturnedPage of ReturnedRow
}

#[uniffi::export]
impl Doorstep {
    /// Visits and sheets that a supervisor sent back and that are not yet answered.
    pub fn returned(&self, page: Page) -> Result<ReturnedPage, DoorstepError> {
        let client = self.client()?;
        ReturnedPage::of(client.returned(&page.into())?, |returned| {
            let (record, facts) = (returned.note.visit, returned.facts);
            let subject = facts.as_ref().and_then(|facts| facts.subject);
            Ok(ReturnedRow {
                record,
                note: returned.note.into(),
                subject: subject.map(Into::into),
                name: naming::name_of(&client, subject)?,
                purpose: facts.as_ref().and_then(purpose_of),
                day: facts.map(|facts| facts.day),
            })
        })
    }

    /// Opens the answers of a returned visit or sheet as a draft; finishing it makes one that names what it corrects.
    pub fn correct(&self, record: RecordId) -> Result<DraftId, DoorstepError> {
        Ok(self.client()?.correct(record)?)
    }

    /// What a visit or sheet made on this phone says, as its form asks it, in a language of the form's (`zh-CN`, `en`).
    pub fn answers(&self, record: RecordId, language: &str) -> Result<Vec<FormItem>, DoorstepError> {
        Ok(self.client()?.answers(record, language)?.into_iter().map(Into::into).collect())
    }

    /// Answers a return, with words, a corrected record, or both.
    pub fn reply(
        &self,
        record: RecordId,
        correction: Option<RecordId>,
        words: &str,
    ) -> Result<SavedRecord, DoorstepError> {
        Ok(saved(&self.client()?.reply(record, correction, words)?))
    }
}
