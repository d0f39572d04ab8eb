//! What came back: returned visits and sheets, their correction and the answer; and clashes, with
//! the person's choice.

use crate::{
    error::ClientError,
    open::Client,
    record::{Making, SavedRecord},
    session::{About, Open},
};
use doorstep_domain::{
    id::{DraftId, RecordId},
    record::Record,
    review::ReviewReply,
    subject::GroupEdit,
    visit::VisitKind,
};
use doorstep_forms::{FormSession, Item};
use doorstep_store::{OpenClash, Page, Paged, ReturnedVisit};
use serde_json::{Map, Value as Json};

/// What a person chose of two values.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// What the county holds stands.
    Theirs,
    /// What this phone wrote.
    Mine,
    /// Something else, from both.
    Value(Json),
}

fn unknown() -> ClientError {
    ClientError::invalid("visit", "unknown_visit")
}

impl Client {
    /// Visits and sheets that a supervisor sent back and that are not yet answered.
    pub fn returned(&self, page: &Page) -> Result<Paged<ReturnedVisit>, ClientError> {
        Ok(self.store().returned(page)?)
    }

    /// Opens the answers of a returned visit or sheet as a draft; finishing it makes one that names what it corrects.
    pub fn correct(&self, visit: RecordId) -> Result<DraftId, ClientError> {
        let made = self.made_here(visit)?;
        let filled = made.filled().ok_or_else(unknown)?;
        let answers = filled.answers.as_object().ok_or_else(unknown)?;
        let follows = match &made {
            Record::Visit(visit) => match &visit.kind {
                VisitKind::FollowUp(follow_up) => follow_up.plan,
                _ => None,
            },
            _ => None,
        };
        let about = self.about_on(filled.purpose, filled.subject, filled.form.clone())?;
        let about = About { corrects: Some(visit), follows, ..about };
        let session = self.reopened(&about, answers)?;
        self.keep_open(Open { about, session })
    }

    /// What a visit or sheet made on this phone says, as its form asks it, in a language of the form's.
    pub fn answers(&self, record: RecordId, language: &str) -> Result<Vec<Item>, ClientError> {
        let made = self.made_here(record)?;
        let filled = made.filled().ok_or_else(unknown)?;
        let answers = filled.answers.as_object().ok_or_else(unknown)?;
        let about = self.about_on(filled.purpose, filled.subject, filled.form.clone())?;
        let mut session = self.reopened(&about, answers)?;
        session.set_language(language);
        Ok(session.visible())
    }

    fn made_here(&self, record: RecordId) -> Result<Record, ClientError> {
        let stored = self.store().record(record)?.ok_or_else(unknown)?;
        let payload = stored.payload.ok_or_else(|| ClientError::invalid("visit", "no_longer_held"))?;
        let read = Record::parse(&stored.kind, stored.payload_version, payload.text.as_bytes());
        read.map_err(|_| unknown())
    }

    /// Answers under the form version that asked them.
    fn reopened(&self, about: &About, answers: &Map<String, Json>) -> Result<FormSession, ClientError> {
        let form = self.form_of(&about.form)?;
        FormSession::reopen(form, &self.context(about.began)?, answers)
            .map_err(|_| ClientError::invalid("visit", "answers_do_not_fit"))
    }

    /// Answers a return, with words, a corrected visit, or both.
    pub fn reply(
        &self,
        visit: RecordId,
        correction: Option<RecordId>,
        words: &str,
    ) -> Result<SavedRecord, ClientError> {
        let subject = self.store().record(visit)?.and_then(|stored| stored.facts.subject);
        let reply = ReviewReply { visit, correction, words: words.to_owned() };
        self.save(Making {
            id: self.new_id(RecordId::from_parts)?,
            record: Record::ReviewReply(reply),
            facts: self.plain_facts(subject, "review_reply"),
            draft: None,
        })
    }

    /// Edits of this phone that met another edit of the same field group.
    pub fn clashes(&self, page: &Page) -> Result<Paged<OpenClash>, ClientError> {
        Ok(self.store().clashes(page)?)
    }

    /// Settles a clash. Anything but the county's value is a new edit, from the county's value.
    pub fn settle(&self, clash: &OpenClash, choice: Choice) -> Result<(), ClientError> {
        let about = &clash.clash;
        let mine = match choice {
            Choice::Theirs => None,
            Choice::Mine => Some(about.mine.clone()),
            Choice::Value(value) => Some(value),
        };
        if let Some(mine) = mine {
            let edit = GroupEdit { base: about.theirs.clone(), mine };
            self.save_edit(about.subject, clash.revision, &about.group, edit)?;
        }
        self.store().dismiss_clash(about.record, &about.group)?;
        Ok(())
    }
}
