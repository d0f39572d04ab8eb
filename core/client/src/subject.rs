//! People and households: found, shown, added, edited.

use crate::{
    error::ClientError,
    open::Client,
    record::{Making, SavedRecord},
    session::{About, subject_of},
};
use doorstep_domain::{
    answers::Answers,
    id::{HouseholdId, ItemId, PersonId, RecordId},
    record::{ReadTrace, Record},
    subject::{GroupEdit, Household, NewSubject, Person, Subject, SubjectEdit, opened},
    visit::{Urgency, VisitKind},
};
use doorstep_protocol::receipt::ShownReceipt;
use doorstep_store::{
    AgendaQuery, AgendaRow, OnFile, Page, Paged, PersonOnFile, RecordFacts, SearchHit, StoredRecord,
};
use serde_json::Value as Json;
use std::collections::BTreeMap;

impl Client {
    /// Who is due: overdue, today, soon, later; nearest first where a position is known.
    pub fn agenda(&self, query: &AgendaQuery, page: &Page) -> Result<Paged<AgendaRow>, ClientError> {
        Ok(self.store().agenda(query, page)?)
    }

    /// Finds people and households by name, pinyin or its initials, address, code, telephone.
    pub fn search(&self, words: &str, page: &Page) -> Result<Paged<SearchHit>, ClientError> {
        Ok(self.store().search(words, page)?)
    }

    /// A household with what this phone has changed and not yet heard back about.
    pub fn household(&self, id: HouseholdId) -> Result<Option<OnFile<Household>>, ClientError> {
        Ok(self.store().household(id)?)
    }

    /// A person; of a child who is not assigned, the card.
    pub fn person(&self, id: PersonId) -> Result<Option<OnFile<PersonOnFile>>, ClientError> {
        Ok(self.store().person(id)?)
    }

    /// Opens a child's full file, and leaves the trace that reading it must leave, offline too.
    pub fn open_child_file(
        &self,
        id: PersonId,
        purpose: &str,
    ) -> Result<Option<OnFile<PersonOnFile>>, ClientError> {
        let Some(file) = self.store().person(id)? else { return Ok(None) };
        let reader = self.store().enrolment()?.ok_or(ClientError::SignedOut)?.account;
        let trace = Record::ReadTrace(ReadTrace { person: id, reader, purpose: purpose.to_owned() });
        self.save(Making {
            id: self.new_id(RecordId::from_parts)?,
            record: trace,
            facts: self.plain_facts(Some(Subject::Person(id)), "read_trace"),
            draft: None,
        })?;
        Ok(Some(file))
    }

    /// The people of a household.
    pub fn members(
        &self,
        household: HouseholdId,
        page: &Page,
    ) -> Result<Paged<OnFile<PersonOnFile>>, ClientError> {
        Ok(self.store().members(household, page)?)
    }

    /// What this phone has recorded, newest first; of one subject, or of all.
    pub fn history(&self, of: Option<Subject>, page: &Page) -> Result<Paged<StoredRecord>, ClientError> {
        Ok(self.store().history(of, page)?)
    }

    /// One record made on this phone.
    pub fn made(&self, record: RecordId) -> Result<Option<StoredRecord>, ClientError> {
        Ok(self.store().record(record)?)
    }

    /// The county's last receipt for a record, with all that it takes to believe it: for
    /// whoever asks this phone's owner for proof.
    pub fn receipt(&self, record: RecordId) -> Result<Option<ShownReceipt>, ClientError> {
        Ok(self.store().receipt(record)?)
    }

    /// Puts someone on file without a visit.
    pub fn add_subject(&self, new: NewSubject) -> Result<SavedRecord, ClientError> {
        let making = self.new_subject_record(new)?;
        self.save(making)
    }

    /// Edits one field group of a subject on file, from the value that this phone shows.
    /// The county merges it by group; a clash comes back with both values.
    pub fn edit_subject(
        &self,
        subject: Subject,
        group: &str,
        mine: Json,
    ) -> Result<SavedRecord, ClientError> {
        let (declared, revision, base) = match subject {
            Subject::Household(id) => {
                let on_file = self.store().household(id)?.ok_or_else(unknown_subject)?;
                (Household::GROUPS, on_file.revision, group_of(&on_file.value, group)?)
            }
            Subject::Person(id) => {
                let on_file = self.store().person(id)?.ok_or_else(unknown_subject)?;
                let PersonOnFile::Full(person) = &on_file.value else {
                    return Err(ClientError::invalid("subject", "card_only"));
                };
                (Person::GROUPS, on_file.revision, group_of(person, group)?)
            }
        };
        if !declared.contains(&group) {
            return Err(ClientError::invalid(group, "no_such_group"));
        }
        self.save_edit(subject, revision, group, GroupEdit { base, mine })
    }

    pub(crate) fn save_edit(
        &self,
        subject: Subject,
        base_revision: u64,
        group: &str,
        edit: GroupEdit,
    ) -> Result<SavedRecord, ClientError> {
        let groups = BTreeMap::from([(group.to_owned(), edit)]);
        self.save(Making {
            id: self.new_id(RecordId::from_parts)?,
            record: Record::SubjectEdit(SubjectEdit { subject, base_revision, groups }),
            facts: self.plain_facts(Some(subject), "subject_edit"),
            draft: None,
        })
    }

    pub(crate) fn new_subject_record(&self, new: NewSubject) -> Result<Making, ClientError> {
        let subject = subject_of(&new);
        Ok(Making {
            id: self.new_id(RecordId::from_parts)?,
            record: Record::SubjectNew(Box::new(new)),
            facts: self.plain_facts(Some(subject), "subject_new"),
            draft: None,
        })
    }

    /// The file of somebody whom a census found in a household, and who is to have one (建档).
    pub(crate) fn opened_file(&self, about: &About, record: &Record) -> Result<Option<Making>, ClientError> {
        let Record::Visit(visit) = record else { return Ok(None) };
        let (VisitKind::Census, Subject::Household(household)) = (&visit.kind, visit.subject) else {
            return Ok(None);
        };
        if visit.corrects.is_some() {
            return Ok(None);
        }
        let ids = (self.new_id(PersonId::from_parts)?, self.new_id(ItemId::from_parts)?);
        let person = Answers::of(&visit.answers).and_then(|answers| opened(answers, ids, household));
        let known = |name: &str| match &about.new_subject {
            Some(NewSubject::Household { members, .. }) => {
                members.iter().any(|member| member.identity.name == name)
            }
            _ => false,
        };
        let person = person.filter(|person| !known(&person.identity.name));
        person.map(|person| self.new_subject_record(NewSubject::Person { person })).transpose()
    }

    pub(crate) fn plain_facts(&self, subject: Option<Subject>, title: &str) -> RecordFacts {
        RecordFacts {
            subject,
            visit: None,
            urgency: Urgency::Normal,
            day: self.today(),
            corrects: None,
            title: vec![title.to_owned()],
        }
    }
}

fn unknown_subject() -> ClientError {
    ClientError::invalid("subject", "unknown_subject")
}

/// One top-level member of a subject, as JSON; absent is `null`.
fn group_of<T: serde::Serialize>(subject: &T, group: &str) -> Result<Json, ClientError> {
    let whole = serde_json::to_value(subject).map_err(|_| ClientError::internal("subject"))?;
    Ok(whole.get(group).cloned().unwrap_or(Json::Null))
}
