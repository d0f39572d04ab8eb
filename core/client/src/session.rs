//! A visit being made, or a sheet being filled: a form session over a draft that is on disk after every answer.
//!
//! The session in memory is a cache; the draft is the truth. An answer is written
//! before it is acknowledged. Where the disk is full, the answer stays in the session
//! and on screen, the error says so, and the next answer tries again with both.

use crate::{error::ClientError, open::Client};
use chrono::{DateTime, SubsecRound, Utc};
use doorstep_domain::{
    id::{DraftId, RecordId},
    purpose::Purpose,
    record::Evidence,
    subject::{NewSubject, Subject},
    visit::{FormRef, Trail, VisitTag},
};
use doorstep_forms::{
    AnswerError, FieldPath, Form, FormSession, Item, Missing, SessionContext, Snapshot, Value,
};
use doorstep_store::{Draft, Page, Paged, Store};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Room that a visit may take with everything it brings, bytes: checked before one is begun.
pub const ROOM_FOR_A_VISIT: u64 = 32 * 1024 * 1024;

/// Sessions by draft.
#[derive(Default)]
pub(crate) struct Drafts {
    open: Mutex<HashMap<DraftId, Arc<Mutex<Open>>>>,
}

/// A draft with its session.
pub(crate) struct Open {
    pub(crate) about: About,
    pub(crate) session: FormSession,
}

/// What a draft is for, beside its answers.
#[derive(Clone, Debug)]
pub(crate) struct About {
    pub(crate) id: DraftId,
    /// Whom it is about; nobody on file only for a sheet.
    pub(crate) subject: Option<Subject>,
    pub(crate) purpose: Purpose,
    pub(crate) form: FormRef,
    pub(crate) began: DateTime<Utc>,
    /// Someone met at the door and not yet on file; saved together with the visit.
    pub(crate) new_subject: Option<NewSubject>,
    /// The returned visit or sheet that this one corrects.
    pub(crate) corrects: Option<RecordId>,
    /// Why what is unusual is so, in the worker's words; may be empty.
    pub(crate) explanation: String,
    /// When each question was answered.
    pub(crate) trail: Trail,
    /// Every photograph that was taken, those since taken back included.
    pub(crate) photographs: Vec<Evidence>,
    /// Questions answered beforehand by another visit at the same door.
    pub(crate) carried: Vec<String>,
    /// The service plan that a follow-up asks about.
    pub(crate) follows: Option<RecordId>,
}

/// A draft's stored form.
#[derive(Serialize, Deserialize)]
struct Stored {
    session: Snapshot,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    new_subject: Option<NewSubject>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    corrects: Option<RecordId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    explanation: String,
    #[serde(default, skip_serializing_if = "Trail::is_empty")]
    trail: Trail,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    photographs: Vec<Evidence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    carried: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    follows: Option<RecordId>,
}

/// A draft as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Which.
    pub id: DraftId,
    /// Whom it is about.
    pub subject: Option<Subject>,
    /// Which visit or sheet.
    pub purpose: Option<Purpose>,
    /// When it was begun, by the phone's clock.
    pub began: DateTime<Utc>,
    /// When it was last answered.
    pub updated: DateTime<Utc>,
}

/// Whom a visit is about.
pub enum Whom {
    /// Someone on file.
    OnFile(Subject),
    /// Someone met at a door and not yet on file.
    New(Box<NewSubject>),
}

impl Client {
    /// Begins a visit: checks that the phone has room for it, takes the newest form of its kind, and keeps a draft.
    pub fn begin_visit(&self, whom: Whom, visit: VisitTag) -> Result<DraftId, ClientError> {
        let (subject, new_subject) = match whom {
            Whom::OnFile(subject) => (subject, None),
            Whom::New(new) => (subject_of(&new), Some(*new)),
        };
        let (about, form) = self.about(Purpose::Visit(visit), Some(subject))?;
        let presets = self.said_at_the_door(subject, &form)?;
        let followed = self.store().line_for(subject, visit)?.and_then(|line| line.follows);
        let about = About {
            new_subject,
            carried: presets.keys().cloned().collect(),
            follows: followed.as_ref().map(|followed| followed.plan),
            ..about
        };
        let mut session = FormSession::new(form, SessionContext { presets, ..self.context(about.began)? });
        if let Some(followed) = followed {
            // What a county's form does not ask about stays in the plan.
            session.add_known("goal", &followed.goals);
            session.add_known("referred_to", &followed.referrals);
        }
        self.keep_open(Open { about, session })
    }

    /// What a draft begins with, and the newest form for it, if the phone has room for all that it may bring.
    pub(crate) fn about(
        &self,
        purpose: Purpose,
        subject: Option<Subject>,
    ) -> Result<(About, Arc<Form>), ClientError> {
        let room = Store::room(self.store().dir()).map_err(|_| ClientError::internal("room"))?;
        if room < ROOM_FOR_A_VISIT {
            return Err(ClientError::StorageFull);
        }
        let (form, compiled) = self.newest_form(purpose)?;
        Ok((self.about_on(purpose, subject, form)?, compiled))
    }

    /// What a draft on a version of a form begins with.
    pub(crate) fn about_on(
        &self,
        purpose: Purpose,
        subject: Option<Subject>,
        form: FormRef,
    ) -> Result<About, ClientError> {
        Ok(About {
            id: self.new_id(DraftId::from_parts)?,
            subject,
            purpose,
            form,
            // To the millisecond, as it is kept: the county must reckon with the same moment.
            began: self.inner.ports.clock.now().trunc_subsecs(3),
            new_subject: None,
            corrects: None,
            explanation: String::new(),
            trail: Trail::default(),
            photographs: Vec::new(),
            carried: Vec::new(),
            follows: None,
        })
    }

    /// What the form asks now, in the language asked for, a page of it.
    pub fn form_page(
        &self,
        draft: DraftId,
        language: &str,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<Item>, ClientError> {
        self.with_draft(draft, |open| {
            open.session.set_language(language);
            Ok(open.session.page(offset, limit))
        })
    }

    /// Takes one answer; it is on disk when this returns without an error.
    pub fn answer(&self, draft: DraftId, path: &str, value: Value) -> Result<(), ClientError> {
        let at = parse(path)?;
        self.change(draft, &at, |open| open.session.answer(&at, value).map(|_| ()))
    }

    /// Takes one answer back.
    pub fn clear(&self, draft: DraftId, path: &str) -> Result<(), ClientError> {
        let at = parse(path)?;
        self.change(draft, &at, |open| open.session.clear(&at).map(|_| ()))
    }

    /// Adds an instance to a repeat, and returns its path.
    pub fn add_instance(&self, draft: DraftId, path: &str) -> Result<String, ClientError> {
        let at = parse(path)?;
        let mut added = String::new();
        self.change(draft, &at, |open| {
            let (instance, _) = open.session.add_instance(&at)?;
            added = instance.to_string();
            Ok(())
        })?;
        Ok(added)
    }

    /// Removes an instance of a repeat.
    pub fn remove_instance(&self, draft: DraftId, path: &str) -> Result<(), ClientError> {
        let at = parse(path)?;
        self.change(draft, &at, |open| open.session.remove_instance(&at).map(|_| ()))
    }

    /// What keeps the visit from being finished.
    pub fn missing(&self, draft: DraftId) -> Result<Vec<Missing>, ClientError> {
        self.with_draft(draft, |open| Ok(open.session.missing()))
    }

    /// Visits and sheets begun and not finished, newest first.
    pub fn drafts(&self, page: &Page) -> Result<Paged<DraftRow>, ClientError> {
        let drafts = self.store().drafts(page)?;
        let row = |draft: Draft| DraftRow {
            id: draft.id,
            subject: draft.subject,
            purpose: draft.purpose,
            began: draft.began,
            updated: draft.updated,
        };
        Ok(Paged { items: drafts.items.into_iter().map(row).collect(), next: drafts.next })
    }

    /// Works on a draft's session, resuming it from disk if this process has not opened it yet.
    pub(crate) fn with_draft<T>(
        &self,
        draft: DraftId,
        work: impl FnOnce(&mut Open) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        let known = self.lock_drafts().get(&draft).map(Arc::clone);
        let open = match known {
            Some(open) => open,
            None => {
                let resumed = Arc::new(Mutex::new(self.resume(draft)?));
                Arc::clone(self.lock_drafts().entry(draft).or_insert(resumed))
            }
        };
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut open)
    }

    /// The draft is gone: finished or abandoned.
    pub(crate) fn forget_draft(&self, draft: DraftId) {
        self.lock_drafts().remove(&draft);
    }

    pub(crate) fn change(
        &self,
        draft: DraftId,
        at: &FieldPath,
        change: impl FnOnce(&mut Open) -> Result<(), AnswerError>,
    ) -> Result<(), ClientError> {
        self.with_draft(draft, |open| {
            change(open).map_err(|error| refused(at, error))?;
            open.about.trail.touched(&at.to_string(), open.about.began, self.inner.ports.clock.now());
            self.put(open)
        })
    }

    pub(crate) fn put(&self, open: &Open) -> Result<(), ClientError> {
        let stored = Stored {
            session: open.session.snapshot(),
            new_subject: open.about.new_subject.clone(),
            corrects: open.about.corrects,
            explanation: open.about.explanation.clone(),
            trail: open.about.trail.clone(),
            photographs: open.about.photographs.clone(),
            carried: open.about.carried.clone(),
            follows: open.about.follows,
        };
        let draft = Draft {
            id: open.about.id,
            subject: open.about.subject,
            purpose: Some(open.about.purpose),
            form: open.about.form.clone(),
            began: open.about.began,
            snapshot: serde_json::to_value(stored).map_err(|_| ClientError::internal("draft"))?,
            updated: self.inner.ports.clock.now(),
        };
        Ok(self.store().put_draft(&draft)?)
    }

    pub(crate) fn keep_open(&self, open: Open) -> Result<DraftId, ClientError> {
        self.put(&open)?;
        let id = open.about.id;
        self.lock_drafts().insert(id, Arc::new(Mutex::new(open)));
        Ok(id)
    }

    fn resume(&self, draft: DraftId) -> Result<Open, ClientError> {
        let unknown = || ClientError::invalid("draft", "no_such_draft");
        let stored = self.store().draft(draft)?.ok_or_else(unknown)?;
        let purpose = stored.purpose.ok_or_else(unknown)?;
        let body: Stored =
            serde_json::from_value(stored.snapshot).map_err(|_| ClientError::internal("draft"))?;
        let form = self.form_of(&stored.form)?;
        let session =
            FormSession::resume(form, &body.session).map_err(|_| ClientError::internal("draft_resume"))?;
        let about = About {
            id: draft,
            subject: stored.subject,
            purpose,
            form: stored.form,
            began: stored.began,
            new_subject: body.new_subject,
            corrects: body.corrects,
            explanation: body.explanation,
            trail: body.trail,
            photographs: body.photographs,
            carried: body.carried,
            follows: body.follows,
        };
        Ok(Open { about, session })
    }

    /// Of a form that is opened at a moment of this day.
    pub(crate) fn context(&self, began: DateTime<Utc>) -> Result<SessionContext, ClientError> {
        let me = self.store().enrolment()?.ok_or(ClientError::SignedOut)?;
        Ok(SessionContext {
            today: self.today(),
            began: began.with_timezone(self.here_and_now().offset()),
            username: me.account.to_string(),
            device: me.device.to_string(),
            language: "zh-CN".to_owned(),
            presets: BTreeMap::new(),
        })
    }

    fn lock_drafts(&self) -> MutexGuard<'_, HashMap<DraftId, Arc<Mutex<Open>>>> {
        self.inner.drafts.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn parse(path: &str) -> Result<FieldPath, ClientError> {
    path.parse().map_err(|_| ClientError::invalid(path, "no_such_question"))
}

/// Whom a new file is about.
pub(crate) fn subject_of(new: &NewSubject) -> Subject {
    match new {
        NewSubject::Household { household, .. } => Subject::Household(household.id),
        NewSubject::Person { person } => Subject::Person(person.id),
    }
}

/// Nothing has changed; the code says why.
fn refused(path: &FieldPath, error: AnswerError) -> ClientError {
    let code = match error {
        AnswerError::UnknownPath => "no_such_question",
        AnswerError::NotAQuestion => "takes_no_answer",
        AnswerError::WrongType => "wrong_type",
        AnswerError::NotAChoice => "not_a_choice",
        AnswerError::OutOfRange => "out_of_range",
        AnswerError::TooLong => "too_long",
        AnswerError::ReadOnly => "read_only",
        AnswerError::TooManyInstances => "too_many",
        AnswerError::Counted => "counted",
    };
    ClientError::invalid(path.to_string(), code)
}
