//! A filled form, whatever it was filled for: what a visit and a sheet have in common.

use crate::{
    id::{AccountId, RecordId},
    purpose::Purpose,
    record::Record,
    subject::Subject,
    visit::FormRef,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

/// What a record says with a form.
#[derive(Clone, Copy, Debug)]
pub struct Filled<'a> {
    /// A visit or a sheet, and which.
    pub purpose: Purpose,
    /// Whom it is about, if they are on file.
    pub subject: Option<Subject>,
    /// Who visited, the author first; of a sheet nobody: it is its author's.
    pub visitors: &'a [AccountId],
    /// When the form was opened, by the phone's own clock.
    pub began: DateTime<Utc>,
    /// Its civil day.
    pub day: NaiveDate,
    /// Which form asked the questions.
    pub form: &'a FormRef,
    /// Every answer.
    pub answers: &'a Value,
    /// Its photographs.
    pub evidence: &'a [RecordId],
    /// What it corrects.
    pub corrects: Option<RecordId>,
}

impl Record {
    /// The form that it is; `None` of a record that no form asked for.
    pub fn filled(&self) -> Option<Filled<'_>> {
        match self {
            Self::Visit(visit) => Some(Filled {
                purpose: Purpose::Visit(visit.kind.tag()),
                subject: Some(visit.subject),
                visitors: &visit.visitors,
                began: visit.began,
                day: visit.day,
                form: &visit.form,
                answers: &visit.answers,
                evidence: &visit.evidence,
                corrects: visit.corrects,
            }),
            Self::Sheet(sheet) => Some(Filled {
                purpose: Purpose::Sheet(sheet.kind),
                subject: sheet.subject,
                visitors: &[],
                began: sheet.began,
                day: sheet.day,
                form: &sheet.form,
                answers: &sheet.answers,
                evidence: &sheet.evidence,
                corrects: sheet.corrects,
            }),
            Self::Countersign(_)
            | Self::Hours(_)
            | Self::Activity(_)
            | Self::SubjectNew(_)
            | Self::SubjectEdit(_)
            | Self::ReviewReply(_)
            | Self::DraftAbandoned(_)
            | Self::Evidence(_)
            | Self::ReadTrace(_) => None,
        }
    }
}
