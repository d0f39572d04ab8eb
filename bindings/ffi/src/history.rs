//! What was made on this phone, and how far each record is.

use crate::{
    error::DoorstepError,
    file::Subject,
    moment::{CivilDate, Instant},
    naming,
    open::Doorstep,
    page::{Page, page},
    review::ReviewNote,
    visit::{Purpose, purpose_of},
};
use doorstep_client::Client;
use doorstep_domain::{id::RecordId, visit::Urgency};
use doorstep_protocol::digest::Digest;
use doorstep_store::StoredRecord;

pub use doorstep_protocol::batch::Verdict;
pub use doorstep_store::Standing;

/// Where a record stands on its way.
#[uniffi::remote(Enum)]
pub enum Standing {
    /// To be sent.
    Waiting,
    /// Refused, with a stable code.
    Parked {
        /// Why.
        code: String,
        /// Since when, by the phone's clock.
        at: Instant,
    },
    /// The county has it: what the interface calls sent.
    Receipted,
    /// The county's backups have it.
    Durable,
}

/// What the county makes of a record.
#[uniffi::remote(Enum)]
pub enum Verdict {
    /// Nothing to say.
    Accepted,
    /// A rule says no: an honest mistake, which a person looks at.
    NeedsReview {
        /// Which.
        codes: Vec<String>,
    },
    /// Kept apart without effect until a person places it.
    Quarantined {
        /// Why.
        codes: Vec<String>,
    },
}

/// A record made on this phone.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct HistoryRow {
    /// Which.
    pub record: RecordId,
    /// Its kind, as in the header.
    pub kind: String,
    /// Whom it is about.
    pub subject: Option<Subject>,
    /// Of the person, or of the head of the household; none while they are not on this phone.
    pub name: Option<String>,
    /// Which visit or sheet it is, if it is one.
    pub purpose: Option<Purpose>,
    /// How soon a supervisor must look.
    pub urgency: Urgency,
    /// Its civil day.
    pub day: CivilDate,
    /// The record it corrects.
    pub corrects: Option<RecordId>,
    /// Codes from which a shell makes its line: the purpose or kind, then the outcome.
    pub title: Vec<String>,
    /// When it was saved, by the phone's clock.
    pub saved_at: Instant,
    /// Where it is.
    pub standing: Standing,
    /// What the county makes of it now.
    pub verdict: Option<Verdict>,
    /// When the county says it stored it.
    pub receipted_at: Option<Instant>,
    /// A supervisor's last word.
    pub review: Option<ReviewNote>,
}

page! {
    /// What was made on this phone.
    HistoryPage of HistoryRow
}

/// The county's word that it has a record.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Receipt {
    /// Which record.
    pub record: RecordId,
    /// Which wrapping of it.
    pub header: Digest,
    /// When, by the county's clock.
    pub at: Instant,
    /// Everything that it takes to believe it, as JSON: to be handed on, not to be read.
    pub proof: String,
}

#[uniffi::export]
impl Doorstep {
    /// What this phone has recorded, newest first; of one subject, or of all.
    pub fn history(&self, of: Option<Subject>, page: Page) -> Result<HistoryPage, DoorstepError> {
        let client = self.client()?;
        HistoryPage::of(client.history(of.map(Into::into), &page.into())?, |stored| row(&client, stored))
    }

    /// One record made on this phone; none if there is no such record here.
    pub fn made(&self, record: RecordId) -> Result<Option<HistoryRow>, DoorstepError> {
        let client = self.client()?;
        client.made(record)?.map(|stored| row(&client, stored)).transpose()
    }

    /// The county's last receipt for a record.
    pub fn receipt(&self, record: RecordId) -> Result<Option<Receipt>, DoorstepError> {
        let Some(shown) = self.client()?.receipt(record)? else { return Ok(None) };
        let proof = serde_json::to_string(&shown).map_err(|_| DoorstepError::internal("receipt"))?;
        let receipt = shown.receipt;
        Ok(Some(Receipt { record: receipt.record, header: receipt.header, at: receipt.at, proof }))
    }
}

fn row(client: &Client, stored: StoredRecord) -> Result<HistoryRow, DoorstepError> {
    let purpose = purpose_of(&stored.facts);
    let facts = stored.facts;
    Ok(HistoryRow {
        record: stored.record,
        kind: stored.kind,
        name: naming::name_of(client, facts.subject)?,
        subject: facts.subject.map(Into::into),
        purpose,
        urgency: facts.urgency,
        day: facts.day,
        corrects: facts.corrects,
        title: facts.title,
        saved_at: stored.saved_at,
        standing: stored.standing,
        verdict: stored.verdict,
        receipted_at: stored.receipted_at,
        review: stored.review.map(Into::into),
    })
}
