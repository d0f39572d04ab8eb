//! Sheets: forms filled apart from a visit, offline as everything else. A report of a danger can be begun
//! from anywhere, in the middle of a visit, too.

use crate::{error::ClientError, filled::Bound, open::Client, session::Open};
use doorstep_domain::{
    age::Age,
    code::citizen_number::Sex,
    id::DraftId,
    place::Fix,
    purpose::Purpose,
    sheet::{Sheet, SheetTag},
    subject::Subject,
    visit::BoundQuestion,
};
use doorstep_forms::{Answers, FormSession, SessionContext, Value};
use doorstep_store::PersonOnFile;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The question by which the form of a visit hears of a danger; asked only where there is one.
const DANGER: &str = "danger_signs";

impl Client {
    /// Begins a sheet, about somebody on file or about nobody. What is on file of a child is written into the
    /// report of them beforehand: who is in a hurry writes only what was seen.
    pub fn begin_sheet(&self, sheet: SheetTag, subject: Option<Subject>) -> Result<DraftId, ClientError> {
        self.begin_sheet_knowing(sheet, subject, BTreeMap::new())
    }

    fn begin_sheet_knowing(
        &self,
        sheet: SheetTag,
        subject: Option<Subject>,
        mut presets: BTreeMap<String, Value>,
    ) -> Result<DraftId, ClientError> {
        if sheet.needs_subject() && subject.is_none() {
            return Err(ClientError::invalid("subject", "needs_subject"));
        }
        let (about, form) = self.about(Purpose::Sheet(sheet), subject)?;
        if sheet == SheetTag::MandatoryReport {
            presets.extend(self.described(subject)?);
        }
        let session = FormSession::new(form, SessionContext { presets, ..self.context(about.began)? });
        self.keep_open(Open { about, session })
    }

    /// Begins a report of what came up in a visit that is still being made, about whom it is about. The danger was
    /// found when the visit's form heard of it: every minute since then counts.
    pub fn report_from(&self, draft: DraftId, report: SheetTag) -> Result<DraftId, ClientError> {
        let (subject, found) = self.with_draft(draft, |open| {
            let about = &open.about;
            let found = about.trail.first(DANGER, about.began);
            // Who is not yet on file will be with the visit, which goes first or does not.
            Ok((about.subject.filter(|_| about.new_subject.is_none()), found))
        })?;
        let offset = *self.here_and_now().offset();
        let found = found.map(|at| ("found_at".to_owned(), Value::DateTime(at.with_timezone(&offset))));
        self.begin_sheet_knowing(report, subject, found.into_iter().collect())
    }

    fn described(&self, subject: Option<Subject>) -> Result<BTreeMap<String, Value>, ClientError> {
        let Some(Subject::Person(person)) = subject else { return Ok(BTreeMap::new()) };
        let Some(on_file) = self.store().person(person)? else { return Ok(BTreeMap::new()) };
        let mut known =
            BTreeMap::from([("child_described".to_owned(), Value::Text(on_file.value.name().to_owned()))]);
        if let PersonOnFile::Full(person) = &on_file.value {
            let sex = person.identity.sex.map(|sex| match sex {
                Sex::Male => "male",
                Sex::Female => "female",
            });
            known.extend(sex.map(|sex| ("child_sex".to_owned(), Value::One(sex.to_owned()))));
            let age = person.identity.birth_date.and_then(|birth| Age::on(birth, self.today()));
            known.extend(age.map(|age| ("child_age".to_owned(), Value::Integer(age.years().into()))));
        }
        Ok(known)
    }

    /// The sheet that a draft is, finished here and now.
    pub(crate) fn sheet(
        &self,
        open: &Open,
        kind: SheetTag,
        answers: &Answers,
        place: Option<Fix>,
    ) -> Result<Sheet, ClientError> {
        Ok(Sheet {
            subject: open.about.subject,
            kind,
            began: open.about.began,
            ended: self.inner.ports.clock.now(),
            day: open.session.today(),
            place,
            red_lines: Bound { answers }.codes(BoundQuestion::RedLines)?,
            evidence: Vec::new(),
            form: open.about.form.clone(),
            answers: Json::Object(answers.tree().clone()),
            trail: open.about.trail.clone(),
            corrects: open.about.corrects,
        })
    }
}
