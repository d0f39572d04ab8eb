//! Forms as the county published them, compiled once: what arrives is looked at with the form that asked.
//!
//! A phone lets nobody finish a form whose answers break it. So answers that break it come from a phone that
//! was tampered with, or is wrong: the record is stored, and a person looks.

use crate::{
    audience::Audience,
    db::{DbError, Tx},
    feed,
};
use chrono::{Datelike as _, FixedOffset};
use doorstep_domain::{
    answers::Answers,
    calendar::CHINA_AHEAD,
    record::Record,
    visit::{BoundQuestion, FormRef},
};
use doorstep_forms::{Form, FormSession, Format, IssueCode, SessionContext};
use doorstep_protocol::changes::{DocumentKind, FormDocument};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The form that asked is not published here.
const UNKNOWN_FORM: &str = "unknown_form";
/// The answers are not of the form's shape.
const DO_NOT_FIT: &str = "answers_do_not_fit";
/// A calculation that the core reads by name does not give what the record says it gave.
const CALCULATION_DIFFERS: &str = "calculation_differs";

/// Compiled forms by version. A form never changes under its version, so nothing here grows stale.
#[derive(Default)]
pub struct Forms {
    compiled: Mutex<HashMap<FormRef, Arc<Form>>>,
}

impl Forms {
    /// A form, compiled; `None` if it is not published here.
    pub(crate) fn form(&self, tx: &mut Tx<'_>, about: &FormRef) -> Result<Option<Arc<Form>>, DbError> {
        if let Some(form) = self.lock().get(about) {
            return Ok(Some(Arc::clone(form)));
        }
        let key = format!("{}/{}", about.id, about.version);
        let Some(held) = feed::held(tx, DocumentKind::Form, &key, Audience::County)? else { return Ok(None) };
        // Compiled before it was published; what does not compile since must not keep work from being taken in.
        let Ok(document) = serde_json::from_str::<FormDocument>(&held) else { return Ok(None) };
        let Ok(form) = Form::import(&document.text, Format::of(&document.text)) else { return Ok(None) };
        let form = Arc::new(form);
        self.lock().insert(about.clone(), Arc::clone(&form));
        Ok(Some(form))
    }

    /// What the forms that asked say against records, by the form; those that ask nothing are passed over.
    pub(crate) fn of<'a>(
        &self,
        tx: &mut Tx<'_>,
        records: impl Iterator<Item = &'a Record>,
    ) -> Result<HashMap<FormRef, Arc<Form>>, DbError> {
        let wanted: BTreeSet<&FormRef> = records.filter_map(|record| Some(record.filled()?.form)).collect();
        let mut forms = HashMap::new();
        for about in wanted {
            forms.extend(self.form(tx, about)?.map(|form| (about.clone(), form)));
        }
        Ok(forms)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<FormRef, Arc<Form>>> {
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the form that asked says against a record's answers; nothing of a record that no form asked.
pub(crate) fn replay(forms: &HashMap<FormRef, Arc<Form>>, record: &Record) -> BTreeSet<&'static str> {
    let Some(filled) = record.filled() else { return BTreeSet::new() };
    let Some(form) = forms.get(filled.form) else { return BTreeSet::from([UNKNOWN_FORM]) };
    let Some(answers) = filled.answers.as_object() else { return BTreeSet::from([DO_NOT_FIT]) };
    let china = i32::try_from(CHINA_AHEAD.num_seconds()).ok().and_then(FixedOffset::east_opt);
    // Nobody opened a form in another age; beyond the calendar there is no time of day.
    let opened = Some(filled.began).filter(|began| (1900..2300).contains(&began.year())).unwrap_or_default();
    let began = china.map_or(opened.fixed_offset(), |china| opened.with_timezone(&china));
    let language = form.default_language().code.clone();
    let context = SessionContext { began, ..SessionContext::on(filled.day, &language) };
    let Ok(session) = FormSession::reopen(Arc::clone(form), &context, answers) else {
        return BTreeSet::from([DO_NOT_FIT]);
    };
    let mut codes: BTreeSet<&str> =
        session.missing().into_iter().map(|missing| code_of(missing.code)).collect();
    // Of what the core reads by name. A county's own calculations may hang on the screen's language, or be overwritten.
    let (said, reckoned) = (Answers::of(filled.answers), session.answers_so_far());
    let differs = |question: &BoundQuestion| {
        said.and_then(|said| said.get(question.name())) != reckoned.get(question.name())
    };
    if BoundQuestion::ALL.iter().any(differs) {
        codes.insert(CALCULATION_DIFFERS);
    }
    codes
}

fn code_of(issue: IssueCode) -> &'static str {
    match issue {
        IssueCode::Required => "answer_missing",
        IssueCode::Withdrawn => "answer_not_offered",
        IssueCode::Constraint => "answer_against_constraint",
    }
}
